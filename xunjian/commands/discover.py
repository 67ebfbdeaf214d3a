"""`xunjian discover`: a registry for a person to correct, from a portal's address alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crawler.discovery.bounds import Bounds
from crawler.discovery.column_class import USE_FROM
from crawler.network_rules import NetworkRules
from crawler.registry_document import read_document
from crawler.targets import check_document
from reports.files import write_bytes
from xunjian.commands import options as given
from xunjian.commands.target import checked_share, found_at
from xunjian.discovery import Discovered, is_address
from xunjian.problems import WrongUse
from xunjian.registry_book import registry_book
from xunjian.summary import print_confirmations
from xunjian.terminal import console

_DEFAULT = Bounds()
YAML = (".yaml", ".yml")


def discover(
    url: Annotated[str, typer.Argument(metavar="URL", help="Address of the portal, or of any page of it.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Registry to write (.yaml or .xlsx).")],
    force: Annotated[bool, typer.Option("--force", help="Replace FILE when it is there.")] = False,
    threshold: Annotated[
        float,
        typer.Option("--threshold", metavar="SHARE", help="Guesses below this confidence are marked to be confirmed."),
    ] = USE_FROM,
    max_pages: Annotated[
        int, typer.Option("--max-pages", metavar="N", min=1, help="Pages to look at, articles not counted.")
    ] = _DEFAULT.pages,
    max_depth: Annotated[
        int, typer.Option("--max-depth", metavar="N", min=0, help="Clicks from the start.")
    ] = _DEFAULT.depth,
    max_minutes: Annotated[
        float, typer.Option("--max-minutes", metavar="N", min=0.1, help="Time; what was not reached is said.")
    ] = _DEFAULT.minutes,
    no_browser: given.NoBrowser = False,
    allow: given.Allow = None,
    resolver: given.Resolver = None,
    rate: given.Rate = None,
) -> None:
    """Walk a portal's menus, trees and maps and propose units, columns with their classes, and accounts."""
    if not is_address(url):
        raise WrongUse(f"{url!r} 不是网址；请写成 https://www.example.gov.cn/ 的形式")
    _refuse_bad_file(out, force)
    checked_share("--threshold", threshold)
    network = given.network_with(NetworkRules(), allow, resolver, rate)
    bounds = Bounds(pages=max_pages, depth=max_depth, minutes=max_minutes)
    found = found_at(url, network, bounds, threshold, not no_browser)
    write_bytes(out.parent, out.name, _book(found) if out.suffix.lower() == ".xlsx" else found.text.encode())
    _tell(found, out)


def _refuse_bad_file(out: Path, force: bool) -> None:
    if out.suffix.lower() not in (*YAML, ".xlsx"):
        raise WrongUse(f"-o {str(out)!r}：请写 .yaml 或 .xlsx 文件名，如 registry.yaml")
    if out.is_dir():
        raise WrongUse(f"-o {out}：这是文件夹；请写文件名，如 {out}/registry.yaml")
    if out.exists() and not force:
        raise WrongUse(f"-o {out}：文件已存在，其中可能有人工修改；请另写文件名，或加 --force 覆盖")


def _book(found: Discovered) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "registry.yaml"
        file.write_text(found.text, encoding="utf-8")
        form = check_document(read_document(file)).form
    if form is None:  # `discovered` has put the same text through the same check
        raise AssertionError("a discovered registry was refused")
    return registry_book(form)


def _tell(found: Discovered, out: Path) -> None:
    portal, proposal = found.registry.portal, found.proposal
    counts = f"栏目 {sum(1 for _ in portal.columns())} 个，账号 {sum(1 for _ in portal.accounts())} 个"
    print(
        f"{portal.name}：单位 {len(portal.units)} 个，{counts}；"
        f"看了 {proposal.pages} 个页面，请求 {proposal.requests} 次"
    )
    for note in proposal.notes:
        print(f"未看全：{note}")
    print_confirmations(console(), portal)
    if proposal.doubtful:
        print(f"另有 {len(proposal.doubtful)} 个页面可能是栏目，依据不足，未列入，见文件末尾")
    print(f"{out}：已生成；请核对后执行 xunjian audit {out}")
