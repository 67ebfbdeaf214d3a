"""Policy that does not lead to its interpretation although there is one on the portal.

Looks at the policies in policy and normative columns of a unit of which an interpretation is known on the portal.
The main block or the relation boxes of the policy (of one of its copies, where it stands several times) must hold a
link to one of its interpretations.

Cannot see: relation boxes that a script fills when no browser was there: undecided, as is a link to a page that was
not read. A policy without any known interpretation is not this check's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.counterpart_link import FAULTS, Place, Tie, Wanted, counterpart_link
from checks.derived.fetch_wording import fetch_reason
from checks.derived.policy_pairs import Document, Paper, Reading, addresses, known_by, policy_pairs
from checks.derived.shared_columns import unread_for_interpretations
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import LinksSeen, ListSeen, PageSeen
from checks.subjects import SubjectKind
from checks.verdict import Verdict
from checks.world import Given, World

META = CheckMeta(
    id="missing-link-to-interpretation",
    version=1,
    title="政策文件未关联政策解读",
    about=(SubjectKind.UNIT,),
    needs=(ListSeen, PageSeen, LinksSeen),
    emits=Occurrences,
)

MESSAGES = {
    "no-link": "政策文件“{title}”未链接其政策解读“{reading}”（{reading_url}）",
    "named-without-link": "政策文件“{title}”列出了政策解读的名称但没有链接（解读“{reading}”见{reading_url}）",
    "wrong-page": "政策文件“{title}”所设解读链接指向{target}，不是该文件的解读（解读“{reading}”见{reading_url}）",
    "empty-box": "政策文件“{title}”的解读关联栏由脚本生成，本次未用浏览器打开，不能判断是否已关联解读“{reading}”",
    "target-not-read": "政策文件“{title}”所设解读链接{target}本次未能读取，不能判断是否为该文件的解读",
    "outside-main-block": "政策文件“{title}”在正文区之外链接了解读“{reading}”，需人工核实是否属于解读关联",
    "told": "共{total}份政策文件有解读：未关联{missing}份，不能判断{unknown}份",
    "none": "没有已发布解读的政策文件",
    "readings-not-read": "本次未能读取栏目“{unread}”的列表，不能判断{policies}份政策文件是否已有解读、是否已关联",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    findings: list[Finding] = []
    blind: list[CouldNotLook] = []
    judged = 0
    for document, readings in _interpreted(given, as_of):
        read = [(copy, copy.page) for copy in document.copies if copy.page is not None]
        if not read:
            blind.append(_place(given.world, document.copies[0].url))
            continue
        judged += 1
        places = [counterpart_link(given.world, page, _wanted(document, readings)) for _, page in read]
        found = _judged(given, read, places, readings)
        if found:
            findings.append(found)
    missing = sum(found.verdict is Verdict.FAIL for found in findings)
    unknown = len(findings) - missing + len(blind)
    if not judged and not blind:
        return _nothing_known(given, as_of)
    if missing:
        verdict = Verdict.FAIL
    elif not judged:
        verdict = Verdict.NOT_OBSERVED
    else:
        verdict = Verdict.UNDECIDED if unknown else Verdict.PASS
    return Ruling(
        verdict=verdict,
        measure=Occurrences(missing, unknown=unknown),
        findings=tuple(findings),
        looked_at=judged,
        could_not_look=tuple(blind),
        note="told",
        facts=(("total", str(judged + len(blind))), ("missing", str(missing)), ("unknown", str(unknown))),
    )


def _nothing_known(given: Given, as_of: AsOf) -> Ruling:
    """No policy with an interpretation: none there is, or the column that would have it was not read."""
    unit = given.unit.name
    own = [
        document
        for document in given.derived(policy_pairs).documents
        if any(
            copy.stands_as_policy and known_by(copy, as_of.day) and unit in given.world.units_of_page(copy.url)
            for copy in document.copies
        )
    ]
    unread = unread_for_interpretations(given.world, (unit,))
    if not own or unread is None:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none")
    return Ruling(
        verdict=Verdict.NOT_OBSERVED,
        measure=Occurrences(0, unknown=len(own)),
        could_not_look=(CouldNotLook(url=unread.url, reason="not-looked-at"),),
        note="readings-not-read",
        facts=(("unread", unread.name), ("policies", str(len(own)))),
    )


def _interpreted(given: Given, as_of: AsOf) -> list[tuple[Document, tuple[Reading, ...]]]:
    """The unit's documents with the interpretations that were out by then."""
    pairs = given.derived(policy_pairs)
    found = []
    for document in pairs.documents:
        out = [copy for copy in document.copies if known_by(copy, as_of.day)]
        own = [copy for copy in out if copy.stands_as_policy and given.unit.name in given.world.units_of_page(copy.url)]
        if not own or document.doubtful:
            continue
        known = {
            reading.paper.url: reading
            for copy in out
            for reading in pairs.readings_of.get(copy.url, ())
            if known_by(reading.paper, as_of.day)
        }
        readings = tuple(known[url] for url in sorted(known))
        if readings:
            # The unit's own copies first: a finding is told where the unit can mend it.
            copies = (*own, *(copy for copy in out if copy not in own))
            found.append((Document(name=document.name, copies=copies), readings))
    return found


def _wanted(document: Document, readings: Sequence[Reading]) -> Wanted:
    return Wanted(
        side="interpretation",
        urls=frozenset(url for reading in readings for url in addresses(reading.paper)),
        names=frozenset({document.name, *(name for reading in readings for name in reading.paper.names)}),
    )


def _judged(
    given: Given, read: Sequence[tuple[Paper, PageSeen]], places: Sequence[Place], readings: Sequence[Reading]
) -> Finding | None:
    if any(place.tie is Tie.LINKED for place in places):
        return None
    # One copy that leaves the question open leaves it open for the document.
    at = next((number for number, place in enumerate(places) if place.tie not in FAULTS), 0)
    (copy, page), place = read[at], places[at]
    reading = readings[0].paper
    return Finding(
        url=copy.url,
        code=str(place.tie),
        facts=(
            ("title", copy.title),
            ("reading", reading.title),
            ("reading_url", reading.url),
            ("target", place.target),
        ),
        evidence=Evidence(
            excerpt=(place.text or copy.title)[:300],
            selector=place.element,
            observed_at=page.observed_at,
            status=page.fetch.status,
            attempts=page.fetch.attempts,
            body_sha256=page.body_sha256,
        ),
        found_on=tuple(dict.fromkeys(column.url for column in copy.columns)),
        verdict=Verdict.FAIL if place.tie in FAULTS else Verdict.UNDECIDED,
    )


def _place(world: World, url: str) -> CouldNotLook:
    page = world.page(url)
    reason = "not-looked-at" if page is None else "no-article" if page.fetch.has_page else fetch_reason(page.fetch)
    return CouldNotLook(url=url, reason=reason)
