"""Which findings get a picture of their place, in which order, and from which stored pages."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from checks.check import FindingRecord, Outcome
from checks.verdict import Severity, Verdict
from crawler.network_rules import NetworkRules
from storage.crawl_tables import Run
from storage.pictures import Picture, keep_pictures
from storage.seen_behind import SeenBehind

if TYPE_CHECKING:
    from crawler.sessions.place_picture import Place

log = logging.getLogger(__name__)

_SEVERITIES = {severity: rank for rank, severity in enumerate(Severity)}
_MARKUP = ("", "text/html", "application/xhtml+xml")
_VERDICTS = (Verdict.FAIL, Verdict.UNDECIDED)
Progress = Callable[[int, int], None]


def findings_to_picture(outcomes: Iterable[Outcome]) -> list[FindingRecord]:
    """Findings that name a place on a page, each once. First one of each check and column (or unit), the severe first;
    then the second ones, and so on: forty pictures of one template's dead link would prove one thing forty times."""
    found: dict[str, FindingRecord] = {}
    for outcome in outcomes:
        for record in outcome.findings:
            if record.finding.verdict in _VERDICTS and record.finding.evidence.selector:
                found.setdefault(record.id, record)
    severe_first = sorted(found.values(), key=_by_severity)
    had: Counter[tuple[str, ...]] = Counter()
    rounds: list[tuple[int, FindingRecord]] = []
    for record in severe_first:
        group = (record.check, record.subject.unit, *(record.columns[:1] or (record.subject.key,)))
        rounds.append((had[group], record))
        had[group] += 1
    return [record for _, record in sorted(rounds, key=lambda each: each[0])]


def picture_findings(
    session: Session,
    run: Run,
    outcomes: Sequence[Outcome],
    rules: NetworkRules,
    *,
    browser: bool = True,
    progress: Progress | None = None,
) -> list[Picture]:
    """Take the pictures and keep them with the run."""
    records = findings_to_picture(outcomes)
    if not records:
        return []
    from crawler.place_pictures import PictureBudget, Wanted, take_pictures  # Playwright: only where it is used

    seen = SeenBehind(session, run.id)
    wanted = [Wanted(record.id, partial(_places, seen, record)) for record in records]
    try:
        pictures = take_pictures(rules, wanted, PictureBudget(), browser=browser, progress=progress)
    except KeyboardInterrupt:
        print("截图已停止；报告照常生成，本次不附截图。", file=sys.stderr)
        return []
    except Exception:  # a picture proves what is judged already: a mistake of ours must not cost the reports
        log.exception("pictures of places broke by a mistake of ours")
        return []
    keep_pictures(session, run.id, pictures)
    return pictures


def _by_severity(record: FindingRecord) -> tuple[int, int, str, str, str]:
    finding = record.finding
    return (_SEVERITIES[record.severity], _VERDICTS.index(finding.verdict), record.check, finding.url, record.id)


def _places(seen: SeenBehind, record: FindingRecord) -> list[Place]:
    """The stored pages on which the place may stand."""
    from crawler.reading.document import Document
    from crawler.sessions.place_picture import Place

    finding = record.finding
    places = []
    for look in seen.pages_of(finding):
        body = seen.exchanges.body(look.body_sha256) if look.fetch.content_type in _MARKUP else b""
        holds_place = bool(look.body_sha256) and look.body_sha256 == finding.evidence.body_sha256
        is_elsewhere = look.url in finding.found_on and finding.url not in (look.url, look.fetch.final_url)
        if not body or (is_elsewhere and not holds_place):
            continue
        # What the readers read it in: a browser guesses where nothing is declared, and believes wrong declarations.
        charset = Document.parse(body, look.url, look.fetch.content_type, look.fetch.charset).charset
        places.append(
            Place(
                url=look.fetch.final_url or look.url,
                body=body,
                body_sha256=look.body_sha256,
                content_type=f"{look.fetch.content_type or 'text/html'}; charset={charset}",
                selector=finding.evidence.selector,
                # On another page than the one it is about, the place is what leads there.
                target=finding.url if is_elsewhere else "",
                text=finding.evidence.excerpt,
            )
        )
    return places
