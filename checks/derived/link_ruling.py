"""What the checks of links share: one finding per dead target, the rest counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from checks.check import CouldNotLook, Ruling
from checks.derived.fetch_wording import fetch_sentence
from checks.derived.held_targets import HeldTarget, held_targets
from checks.derived.link_outcomes import LinkOutcome
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import FetchEnd, LinkKind, LinkProbed, LinksSeen, ListSeen, Unreadable
from checks.subjects import SubjectKind
from checks.verdict import Verdict
from checks.world import Given

_UNSEEN_ROWS = (Unreadable.LOGIN, Unreadable.WALL, Unreadable.NEEDS_BROWSER)

# Templates that fit each of the checks; `what` is 链接, 图片 or 附件.
MESSAGES = {
    "dead": "{what}“{text}”打不开：{reason}（经{attempts}次访问确认），共{pages}个页面引用",
    "none-held": "没有需要检查的{what}",
    "no-pages": "本单位有栏目未能打开，无法检查其中的{what}",
    "not-probed": "本次未检查{what}的可用性",
    "counted": "共检查{what}地址{checked}个：失效{dead}个，无法核验{open}个",
}


def ruling_on_targets(given: Given, kinds: Collection[LinkKind], what: str) -> Ruling:
    """`what` is how the check calls its targets."""
    probes = {probe.url: probe for probe in given.everywhere(LinkProbed)}
    mine = given.derived(held_targets).get(given.subject, ())
    targets = [target for target in mine if target.row.kind in kinds]
    unread = _unread_pages(given)
    if not targets and unread:
        return Ruling(
            verdict=Verdict.NOT_OBSERVED,
            measure=Occurrences(0, unknown=len(unread)),
            could_not_look=unread,
            note="no-pages",
            facts=(("what", what),),
        )
    if not targets:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none-held", facts=(("what", what),))
    by_outcome = Counter(target.row.outcome for target in targets)
    could_not_look = unread + tuple(
        CouldNotLook(url=target.row.url, reason=target.row.reason)
        for target in targets
        if target.row.outcome in (LinkOutcome.CANNOT_CHECK, LinkOutcome.UNKNOWN)
    )
    if not probes:
        return Ruling(
            verdict=Verdict.NOT_OBSERVED,
            measure=Occurrences(0, unknown=len(could_not_look)),
            could_not_look=could_not_look,
            note="not-probed",
            facts=(("what", what),),
        )
    dead = [target for target in targets if target.row.outcome is LinkOutcome.DEAD]
    checked = by_outcome[LinkOutcome.ALIVE] + len(dead)
    return Ruling(
        verdict=_verdict(len(dead), checked, len(could_not_look)),
        measure=Occurrences(len(dead), unknown=len(could_not_look)),
        findings=tuple(_finding(target, probes[target.row.url], what) for target in dead),
        looked_at=checked,
        could_not_look=could_not_look,
        note="counted",
        facts=(
            ("what", what),
            ("checked", str(checked)),
            ("dead", str(len(dead))),
            ("open", str(len(could_not_look))),
        ),
    )


def _unread_pages(given: Given) -> tuple[CouldNotLook, ...]:
    """Columns of the unit whose list nobody saw; all its columns and sites when no page of the unit was read."""
    if given.subject.kind is not SubjectKind.UNIT:
        return ()
    lists = {seen.url: seen for seen in given[ListSeen]}
    unread = [
        column.url
        for column in given.unit.columns
        if (seen := lists.get(column.url)) is None or not seen.fetch.has_page or seen.unreadable in _UNSEEN_ROWS
    ]
    if not any(page.fetch.has_page for page in given[LinksSeen]):
        unread = [*(column.url for column in given.unit.columns), *given.unit.sites]
    return tuple(CouldNotLook(url=url, reason="not-read") for url in dict.fromkeys(unread))


def _verdict(dead: int, checked: int, unknown: int) -> Verdict:
    if dead:
        return Verdict.FAIL
    if unknown:
        return Verdict.UNDECIDED if checked else Verdict.NOT_OBSERVED
    return Verdict.PASS if checked else Verdict.NOT_APPLICABLE


def _finding(target: HeldTarget, probe: LinkProbed, what: str) -> Finding:
    row, link = target.row, target.place.link
    return Finding(
        url=row.url,
        code="dead",
        facts=(
            ("what", what),
            ("text", link.text or row.url),
            ("reason", _reason(probe)),
            ("attempts", str(row.attempts)),
            ("pages", str(len(target.pages))),
        ),
        evidence=Evidence(
            excerpt=link.text,
            selector=link.element,
            observed_at=probe.attempts[-1].at if probe.attempts else probe.observed_at,
            status=row.status,
            attempts=row.attempts,
            body_sha256=target.place.page.body_sha256,
        ),
        found_on=target.pages,
    )


def _reason(probe: LinkProbed) -> str:
    fetch = probe.fetch
    if fetch.ended is FetchEnd.REDIRECT_LOOP and fetch.hops:
        return f"{fetch_sentence(fetch)}（{' → '.join(hop.url for hop in fetch.hops[:4])} …）"
    return fetch_sentence(fetch)
