"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from checks.check import BEIJING
from checks.workdays import WorkCalendar
from crawler.network_rules import MOST_CONFIRM_AFTER, NetworkRules
from reports.evidence_files import DEFAULT_BUDGET, StoredEvidence
from storage.base import open_database, refuse_missing_database
from storage.crawl_tables import Run
from xunjian.holidays import load_calendar
from xunjian.problems import WrongUse
from xunjian.settings import read_settings

Db = Annotated[str | None, typer.Option("--db", metavar="URL", help="Database: sqlite:///FILE or a PostgreSQL URL.")]
AsOfText = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Judge as of the end of this day in Beijing (YYYY-MM-DD).")
]
Catalogues = Annotated[
    list[str] | None, typer.Option("--catalogue", metavar="ID", help="Official table to score by; may be repeated.")
]
Holidays = Annotated[
    Path | None, typer.Option("--holidays", metavar="FILE", help="YAML overlay of working days for further years.")
]
Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the reports.")]
RunName = Annotated[str, typer.Argument(metavar="RUN", help='Id of a stored run, or "last".')]
Allow = Annotated[list[str] | None, typer.Option("--allow", metavar="CIDR", help="Private range that may be touched.")]
Resolver = Annotated[str | None, typer.Option("--resolver", metavar="HOST:PORT", help="DNS server to ask.")]
Rate = Annotated[
    float | None,
    typer.Option(
        "--rate", metavar="N", min=0, help="Requests per second and host; 0 = unthrottled (only inside --allow)."
    ),
]
ConfirmAfter = Annotated[
    float | None,
    typer.Option(
        "--confirm-after",
        metavar="SECONDS",
        min=0,
        max=MOST_CONFIRM_AFTER,
        help="Time between the looks that confirm a failing link (180; below 10 only with --rate 0).",
    ),
]
EvidenceBudget = Annotated[
    float,
    typer.Option(
        "--evidence-budget",
        metavar="MB",
        min=0,
        help="Size of the archive of what stands behind findings; when short, the worst findings first. 0 = none.",
    ),
]
Format = Annotated[str, typer.Option("--format", metavar="text|json", help="How to print.")]
USUAL_EVIDENCE = DEFAULT_BUDGET / 1_000_000
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do without a browser; what needs one is not observed.")]


def evidence_of(session: Session, run: Run, budget: float) -> StoredEvidence:
    """What the reports put into `evidence/`; `budget` in megabytes."""
    return StoredEvidence(session, run.id, int(budget * 1_000_000))


@contextmanager
def database(url: str | None) -> Iterator[Session]:
    """A session on an up-to-date database; closed on every path. Raises DatabaseUnusable."""
    engine = open_database(url or read_settings().database)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def stored_database(url: str | None) -> Iterator[Session]:
    """The same for commands about runs that are stored already: nothing is created. Raises DatabaseUnusable."""
    refuse_missing_database(url or read_settings().database)
    with database(url) as session:
        yield session


def calendar(overlay: Path | None) -> WorkCalendar:
    return load_calendar(overlay or read_settings().holidays)


def parse_day(text: str | None) -> date | None:
    """Raises WrongUse for anything but a real day written YYYY-MM-DD."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUse(f"--as-of {text!r} 不是有效日期；请写成 2023-12-15 的形式") from error


def today_in_beijing() -> date:
    return datetime.now(BEIJING).date()


def checked_format(text: str) -> str:
    if text not in ("text", "json"):
        raise WrongUse(f"--format {text!r} 无法识别；请写 text 或 json")
    return text


def network_with(
    rules: NetworkRules,
    allow: list[str] | None,
    resolver: str | None,
    rate: float | None,
    confirm_after: float | None = None,
) -> NetworkRules:
    """The registry's rules with what the command line adds to them. Raises WrongUse."""
    for cidr in allow or ():
        try:
            ip_network(cidr)
        except ValueError as error:
            raise WrongUse(f"--allow {cidr!r} 不是网段；请写成 127.0.0.0/8 的形式") from error
    if resolver is not None:
        host, _, port = resolver.rpartition(":")
        if not host or not port.isdigit() or not 0 < int(port) < 65536:
            raise WrongUse(f"--resolver {resolver!r} 应写成 主机:端口，如 127.0.0.1:5353")
    allowed = tuple(dict.fromkeys((*rules.allow, *(allow or ()))))
    if rate == 0 and not allowed:
        raise WrongUse("--rate 0（不限速）只用于 --allow 所列网段内的主机；请同时写 --allow，或写大于 0 的数，如 2")
    return replace(
        rules,
        allow=allowed,
        resolver=resolver or rules.resolver,
        requests_per_second=rules.requests_per_second if rate is None else rate,
        confirm_after=rules.confirm_after if confirm_after is None else confirm_after,
    )


def checked_folder(out: Path) -> Path:
    """Make sure before any work that the reports can be written there. Raises WrongUse."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".xunjian-write-test"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise WrongUse(f"输出目录 {out} 无法写入（{error.strerror}）；请用 --out 指定可写的目录") from error
    return out
