"""Interpretation that does not lead to the policy it interprets.

Looks at the interpretations in interpretation, policy and normative columns of a unit whose policy is known on the
portal (by the name in 《》 or 文号, over all columns; copies count as the policy). The page's main block and its
relation boxes must hold a link to that policy, not to any page.

Cannot see: policies that are not on the portal (a superior office's) — nothing is claimed then —, and relation boxes
that a script fills when no browser was there: undecided. So is an interpretation that fits several documents, and
one that leads to a page which was not read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.counterpart_link import FAULTS, Place, Tie, Wanted, counterpart_link
from checks.derived.fetch_wording import fetch_reason
from checks.derived.policy_pairs import Reading, known_by, out_by, policy_pairs
from checks.derived.shared_columns import unread_of_unit
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import LinksSeen, ListSeen, PageSeen
from checks.subjects import ColumnClass, SubjectKind
from checks.verdict import Verdict
from checks.world import Given, World

META = CheckMeta(
    id="missing-link-to-policy",
    version=1,
    title="政策解读未关联政策文件",
    about=(SubjectKind.UNIT,),
    needs=(ListSeen, PageSeen, LinksSeen),
    emits=Occurrences,
)

MESSAGES = {
    "no-link": "政策解读“{title}”未链接所解读的政策文件“{policy}”（{policy_url}）",
    "named-without-link": "政策解读“{title}”列出了政策文件“{policy}”的名称但没有链接（该文件见{policy_url}）",
    "wrong-page": "政策解读“{title}”所设链接指向{target}，不是所解读的政策文件“{policy}”（{policy_url}）",
    "empty-box": "政策解读“{title}”的关联栏由脚本生成，本次未用浏览器打开，不能判断是否已关联政策文件“{policy}”",
    "target-not-read": "政策解读“{title}”所设链接{target}本次未能读取，不能判断是否为政策文件“{policy}”",
    "outside-main-block": "政策解读“{title}”在正文区之外链接了政策文件“{policy}”，需人工核实是否属于解读关联",
    "several": "政策解读“{title}”与多个政策文件相符（{policy}），且未链接其中任何一个，需人工核实",
    "perhaps": "政策解读“{title}”可能对应政策文件“{policy}”（{policy_url}），且未链接该文件，需人工核实",
    "told": "共核对{judged}篇政策解读：未关联{missing}篇，不能判断{unknown}篇",
    "told-some": "共{total}篇政策解读，已核对{judged}篇：未关联{missing}篇，不能判断{unknown}篇；"
    "其余{unmatched}篇在本门户未找到所解读的文件，不作判断",
    "no-counterpart": "共{unmatched}篇政策解读，在本门户均未找到所解读的文件，不作判断",
    "none": "没有政策解读",
    "list-not-read": "本次未能读取栏目“{unread}”的列表，没有可核对的政策解读",
}


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    pairs = given.derived(policy_pairs)
    own = [
        reading
        for reading in pairs.readings
        if known_by(reading.paper, as_of.day) and given.unit.name in given.world.units_of_page(reading.paper.url)
    ]
    if not own:
        unread = unread_of_unit(given.world, given.unit.name, {ColumnClass.INTERPRETATION})
        if unread is None:
            return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none")
        return Ruling(
            verdict=Verdict.NOT_OBSERVED,
            measure=Occurrences(0, unknown=1),
            could_not_look=(CouldNotLook(url=unread.url, reason="not-looked-at"),),
            note="list-not-read",
            facts=(("unread", unread.name),),
        )
    findings: list[Finding] = []
    blind: list[CouldNotLook] = []
    judged = unmatched = 0
    for reading in own:
        reading = out_by(reading, as_of.day)
        if not reading.documents and not reading.maybe:
            unmatched += 1
        elif reading.paper.page is None:
            blind.append(_place(given.world, reading.paper.url))
        else:
            judged += 1
            found = _judged(given.world, reading, reading.paper.page)
            if found:
                findings.append(found)
    missing = sum(found.verdict is Verdict.FAIL for found in findings)
    unknown = len(findings) - missing + len(blind)
    return Ruling(
        verdict=_verdict(missing, unknown, judged, len(blind)),
        measure=Occurrences(missing, unknown=unknown if judged or blind else unmatched),
        findings=tuple(findings),
        looked_at=judged,
        could_not_look=tuple(blind),
        note="no-counterpart" if not judged and not blind else "told-some" if unmatched else "told",
        facts=(
            ("total", str(len(own))),
            ("judged", str(judged)),
            ("missing", str(missing)),
            ("unknown", str(unknown)),
            ("unmatched", str(unmatched)),
        ),
    )


def _verdict(missing: int, unknown: int, judged: int, blind: int) -> Verdict:
    if missing:
        return Verdict.FAIL
    if blind and not judged:
        return Verdict.NOT_OBSERVED
    return Verdict.PASS if judged and not unknown else Verdict.UNDECIDED


def _judged(world: World, reading: Reading, page: PageSeen) -> Finding | None:
    documents = reading.documents or reading.maybe
    wanted = Wanted(
        side="policy",
        urls=frozenset(url for document in documents for url in document.urls),
        names=frozenset(document.name for document in documents),
    )
    place = counterpart_link(world, page, wanted)
    if place.tie is Tie.LINKED:
        return None
    if len(documents) > 1:
        return _finding(reading, page, place, "several", Verdict.UNDECIDED)
    if documents[0].doubtful or not reading.documents:
        return _finding(reading, page, place, "perhaps", Verdict.UNDECIDED)
    return _finding(reading, page, place, str(place.tie), Verdict.FAIL if place.tie in FAULTS else Verdict.UNDECIDED)


def _finding(reading: Reading, page: PageSeen, place: Place, code: str, verdict: Verdict) -> Finding:
    documents = reading.documents or reading.maybe
    first = documents[0].copies[0]
    return Finding(
        url=reading.paper.url,
        code=code,
        facts=(
            ("title", reading.paper.title),
            ("policy", "；".join(document.copies[0].title for document in documents[:3])),
            ("policy_url", first.url),
            ("target", place.target),
        ),
        evidence=Evidence(
            excerpt=(place.text or reading.paper.title)[:300],
            selector=place.element,
            observed_at=page.observed_at,
            status=page.fetch.status,
            attempts=page.fetch.attempts,
            body_sha256=page.body_sha256,
        ),
        found_on=tuple(dict.fromkeys(column.url for column in reading.paper.columns)),
        verdict=verdict,
    )


def _place(world: World, url: str) -> CouldNotLook:
    page = world.page(url)
    reason = "not-looked-at" if page is None else "no-article" if page.fetch.has_page else fetch_reason(page.fetch)
    return CouldNotLook(url=url, reason=reason)
