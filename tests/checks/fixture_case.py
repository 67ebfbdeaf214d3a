"""Fixture cases of checks: a yaml file, the pages it names, and what judging them must give.

`fixtures/html/<check-id>/<case>.yaml`. The pages are read by crawler/reading as a crawl would have it, the
registry goes through crawler/targets; only what no page can give (a probed link, a tried search) is written down
as an observation. Judging is `checks.evaluate`, nothing else.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from checks.check import AsOf, Outcome
from checks.evaluate import Demand, evaluate
from checks.finding import Finding
from checks.observation import Fetch, FetchEnd, Observation
from checks.personal_numbers import find_and_mask
from checks.rule_index import all_rules
from checks.subjects import Portal
from checks.verdict import Verdict
from checks.workdays import WorkCalendar
from checks.world import World
from crawler.reading.observe import list_seen, page_seen
from crawler.targets import load_registry
from storage.capture import Capture, CaptureRole
from tests.checks.written_observation import moment, noon_of, written_observation

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "html"

_CASE_KEYS = {"says", "as_of", "registry", "params", "holidays", "pages", "observations", "expect"}
_PAGE_KEYS = {
    "url", "file", "as", "column", "page_index", "status", "ended", "detail", "content_type",
    "observed_at", "rendered", "wall", "final_url",
}  # fmt: skip
_EXPECT_KEYS = {"verdict", "subject", "verdicts", "findings", "note"}


@dataclass(frozen=True, kw_only=True)
class Case:
    check: str
    path: Path
    says: str
    as_of: date
    registry: Mapping[str, Any]
    params: Mapping[str, Any] = field(default_factory=dict)
    holidays: Mapping[int, Mapping[str, bool]] = field(default_factory=dict)
    pages: Sequence[Mapping[str, Any]] = ()
    observations: Sequence[Mapping[str, Any]] = ()
    expect: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.check}/{self.path.stem}"

    @property
    def is_look_alike(self) -> bool:
        return self.path.name.startswith("look-alike-")

    @property
    def expected_verdicts(self) -> set[Verdict]:
        """Every verdict the case names."""
        named = [
            *([self.expect["verdict"]] if "verdict" in self.expect else []),
            *self.expect.get("verdicts", {}).values(),
        ]
        return {Verdict(verdict) for verdict in named}

    @property
    def expected_findings(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self.expect.get("findings") or ()
        return found


def cases_of(check: str) -> list[Case]:
    """The cases in the folder of one check, sorted by file name; [] where there is no folder."""
    return [read_case(path) for path in sorted((FIXTURES / check).glob("*.yaml"))]


def read_case(path: Path) -> Case:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    _refuse_unknown(path, "case", raw, _CASE_KEYS)
    _refuse_unknown(path, "expect", raw["expect"], _EXPECT_KEYS)
    for page in raw.get("pages") or ():
        _refuse_unknown(path, "page", page, _PAGE_KEYS)
    if "verdict" not in raw["expect"] and "verdicts" not in raw["expect"]:
        raise ValueError(f"{path.name}: expect names neither verdict nor verdicts")
    as_of = raw["as_of"]
    if not isinstance(as_of, date):
        raise ValueError(f"{path.name}: as_of must be a date, not {as_of!r}")
    return Case(
        check=path.parent.name,
        path=path,
        says=raw["says"],
        as_of=as_of,
        registry=raw["registry"],
        params=raw.get("params") or {},
        holidays=raw.get("holidays") or {},
        pages=raw.get("pages") or (),
        observations=raw.get("observations") or (),
        expect=raw["expect"],
    )


def judge(case: Case) -> tuple[Outcome, ...]:
    """Reads the pages of a case and judges them: the outcomes of its check on every subject."""
    world = world_of(case)
    return evaluate(world, [Demand(case.check, case.params)], all_rules(), AsOf(case.as_of))


def world_of(case: Case) -> World:
    portal = _portal(case)
    days = {
        int(year): {date.fromisoformat(str(day)): works for day, works in exceptions.items()}
        for year, exceptions in case.holidays.items()
    }
    return World(
        portal,
        [
            *_read_pages(case, portal),
            *(written_observation(raw, case.as_of, case.id) for raw in case.observations),
        ],
        WorkCalendar(days),
    )


def disagreements(case: Case, outcomes: Sequence[Outcome]) -> list[str]:
    """What differs from what the case expects, one line each; [] when judging gave exactly that."""
    wrong = [
        f"{outcome.subject.name}: {outcome.note}"
        for outcome in outcomes
        if any(place.reason == "check-crashed" for place in outcome.could_not_look)
    ]
    by_name: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_name.setdefault(outcome.subject.name, []).append(outcome)
    wanted = dict(case.expect.get("verdicts") or {})
    if "verdict" in case.expect:
        wanted[_named_subject(case, outcomes)] = case.expect["verdict"]
    for name, verdict in wanted.items():
        got = sorted({str(outcome.verdict) for outcome in by_name.get(name, [])})
        if got != [verdict]:
            notes = [outcome.note for outcome in by_name.get(name, [])]
            said = ", ".join(got) or "no such subject"
            wrong.append(f"{name}: expected {verdict}, got {said}; notes: {notes}")
    if "note" in case.expect and not any(case.expect["note"] in outcome.note for outcome in outcomes):
        wrong.append(f"no note holds {case.expect['note']!r}; notes: {[outcome.note for outcome in outcomes]}")
    return wrong + _differing_findings(case, outcomes)


def _named_subject(case: Case, outcomes: Sequence[Outcome]) -> str:
    if "subject" in case.expect:
        return str(case.expect["subject"])
    concerned = [outcome for outcome in outcomes if outcome.verdict is not Verdict.NOT_APPLICABLE]
    names = {outcome.subject.name for outcome in concerned or outcomes}
    if len(names) != 1:
        raise ValueError(f"{case.id}: expect.subject is needed, the check speaks of {sorted(names)}")
    return names.pop()


def _differing_findings(case: Case, outcomes: Sequence[Outcome]) -> list[str]:
    got = [record for outcome in outcomes for record in outcome.findings]
    wrong = []
    for expected in case.expected_findings:
        match = next((record for record in got if _fits(expected, record.finding)), None)
        if match is None:
            wrong.append(f"missing finding {dict(expected)}")
        else:
            got.remove(match)
    for record in got:
        found = record.finding
        wrong.append(
            f"surplus finding {{url: {found.url}, code: {found.code}, verdict: {found.verdict}}} on "
            f"{record.subject.name}, found_on {list(found.found_on)}: {record.message}"
        )
    return wrong


def _fits(expected: Mapping[str, Any], found: Finding) -> bool:
    return bool(
        found.url == expected["url"]
        and found.code == expected.get("code", found.code)
        and found.verdict == expected.get("verdict", "fail")
        and ("found_on" not in expected or sorted(found.found_on) == sorted(expected["found_on"]))
    )


def _portal(case: Case) -> Portal:
    with tempfile.TemporaryDirectory(prefix="xunjian-case-") as folder:
        path = Path(folder) / "registry.yaml"
        path.write_text(yaml.safe_dump(dict(case.registry), allow_unicode=True), encoding="utf-8")
        return load_registry(path).portal


def _read_pages(case: Case, portal: Portal) -> list[Observation]:
    hosts = frozenset(urlsplit(url).netloc for url in portal.site_urls())
    seen: list[Observation] = []
    lists: dict[str, list[Capture]] = {}
    for page in case.pages:
        capture = _capture(case, page)
        # A list page is a page as well: its links are checked like those of any other.
        seen.extend(page_seen(capture, hosts))
        if capture.role is CaptureRole.COLUMN:
            lists.setdefault(capture.column_url, []).append(capture)
    for column_url, captures in lists.items():
        seen.append(list_seen(column_url, tuple(sorted(captures, key=lambda each: each.page_index)), hosts))
    return seen


def _capture(case: Case, page: Mapping[str, Any]) -> Capture:
    body = (case.path.parent / page["file"]).read_bytes() if "file" in page else b""
    masked = find_and_mask(body)
    ended = FetchEnd(page.get("ended", FetchEnd.ANSWERED))
    is_column = page.get("as", "page") == "column"
    return Capture(
        url=page["url"],
        role=CaptureRole.COLUMN if is_column else CaptureRole.PAGE,
        column_url=page.get("column", page["url"]) if is_column else "",
        page_index=page.get("page_index", 0),
        body=masked.body,
        body_sha256=hashlib.sha256(body).hexdigest() if body else "",
        fetch=Fetch(
            ended=ended,
            status=page.get("status", 200) if ended is FetchEnd.ANSWERED else None,
            detail=page.get("detail", ""),
            final_url=page.get("final_url", page["url"]),
            content_type=page.get("content_type", "text/html; charset=utf-8"),
            size=len(body),
            rendered=page.get("rendered", False),
            wall=page.get("wall", ""),
        ),
        observed_at=moment(page["observed_at"]) if "observed_at" in page else noon_of(case.as_of),
        personal_numbers=masked.numbers,
    )


def _refuse_unknown(path: Path, what: str, raw: Mapping[str, Any], known: set[str]) -> None:
    unknown = set(raw) - known
    if unknown:
        raise ValueError(f"{path.name}: unknown keys in {what}: {sorted(unknown)}; known: {sorted(known)}")
