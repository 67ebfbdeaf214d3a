"""Link to a place inside a page that the page does not have.

Looks at plain links in the main block of pages whose target page was read: nothing in it has the id or name behind
the #. The page opens all the same, so a person decides (always undecided, a hint, never billed by itself).

Cannot see: places that a script adds once the page is open; links in menus and footers, which scripts often handle;
pages of others; pages with more than 400 ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, Ruling
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import FragmentLink, LinksSeen
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="missing-anchor",
    version=1,
    title="页内定位链接无对应位置",
    about=(SubjectKind.UNIT, SubjectKind.PORTAL),
    needs=(LinksSeen,),
    emits=Occurrences,
    severity=Severity.HINT,
)

MESSAGES = {
    "missing": "链接“{text}”指向页面内的“#{fragment}”，但该页面没有这个位置，点击后不会定位，请人工核实",
    "none-held": "没有需要检查的页内定位链接",
    "counted": "共检查页内定位链接{checked}个，未找到对应位置{missing}个",
}

_MOST_ANCHORS = 400  # as many as the reader keeps; of a page that has more, some are not known


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    anchors = {page.url: _Anchors.of(page) for page in given.everywhere(LinksSeen) if page.fetch.has_page}
    anchors |= {
        page.fetch.final_url: _Anchors.of(page)
        for page in given.everywhere(LinksSeen)
        if page.fetch.has_page and page.fetch.final_url and page.fetch.final_url not in anchors
    }
    checked = 0
    findings: dict[tuple[str, str], Finding] = {}
    for page in _held(given):
        for link in page.fragment_links:
            known = anchors.get(link.url)
            if known is None or not known.is_whole:
                continue
            checked += 1
            if not known.has(link.fragment):
                findings.setdefault((page.url, link.fragment), _finding(page, link))
    if not checked:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none-held")
    return Ruling(
        verdict=Verdict.UNDECIDED if findings else Verdict.PASS,
        measure=Occurrences(0, unknown=len(findings)),
        findings=tuple(findings.values()),
        looked_at=checked,
        note="counted",
        facts=(("checked", str(checked)), ("missing", str(len(findings)))),
    )


class _Anchors:
    def __init__(self, names: tuple[str, ...], rendered: bool) -> None:
        self._names = frozenset(names)
        # A page without a single id is drawn by something that we did not see; one that a browser drew is whole.
        self.is_whole = 0 < len(names) < _MOST_ANCHORS or (rendered and len(names) < _MOST_ANCHORS)

    @classmethod
    def of(cls, page: LinksSeen) -> _Anchors:
        return cls(page.anchors, page.fetch.rendered)

    def has(self, fragment: str) -> bool:
        return fragment in self._names


def _held(given: Given) -> tuple[LinksSeen, ...]:
    """A unit's own pages; for the portal those of nobody."""
    if given.subject.kind is SubjectKind.UNIT:
        return given[LinksSeen]
    return tuple(page for page in given[LinksSeen] if not given.world.units_of_page(page.url))


def _finding(page: LinksSeen, link: FragmentLink) -> Finding:
    return Finding(
        url=page.url,
        code="missing",
        verdict=Verdict.UNDECIDED,
        detail_key=f"{link.url}#{link.fragment}",
        facts=(("text", link.text), ("fragment", link.fragment)),
        evidence=Evidence(
            excerpt=f"{link.url}#{link.fragment}",
            selector=link.element,
            observed_at=page.observed_at,
            status=page.fetch.status,
            body_sha256=page.body_sha256,
        ),
        found_on=(page.url,),
    )
