"""What the checks of links share: one finding per dead target, the rest counted.

Undecided findings name what a person should look at: targets that answered nobody in several runs, pages that look
like an error page, and, where a clause wants hardened verdicts only, deaths that the run before has not confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from checks.check import CouldNotLook, Param, Ruling
from checks.derived.fetch_wording import fetch_reason, fetch_sentence
from checks.derived.held_targets import HeldTarget, held_targets
from checks.derived.link_outcomes import TIMEOUT_PERSISTS, LinkOutcome
from checks.derived.soft_404 import REDIRECTED_HOME, SOFT_404, SUSPECTED
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import (
    Fetch,
    FetchEnd,
    InventedPathsTried,
    LinkFailedBefore,
    LinkKind,
    LinkProbed,
    LinksSeen,
    ListSeen,
    PageSeen,
    Unreadable,
)
from checks.subjects import SubjectKind
from checks.verdict import Verdict
from checks.world import Given

_UNSEEN_ROWS = (Unreadable.LOGIN, Unreadable.WALL, Unreadable.NEEDS_BROWSER)

NEEDS = (LinksSeen, ListSeen, LinkProbed, PageSeen, LinkFailedBefore, InventedPathsTried)

PARAMS: Mapping[str, Param] = {
    "hardened_only": Param(
        False,
        "Bill only targets that were dead in the run before as well; others stay with a person.",
        "practice of monitoring products: a person or a second night confirms before anything counts",
        "unverified",
    )
}

# Templates that fit each of the checks; `what` is 链接, 图片 or 附件.
MESSAGES = {
    "dead": "{what}“{text}”打不开：{reason}（经{attempts}次访问确认），共{pages}个页面引用",
    "not-there": "{what}“{text}”指向的内容不存在：{reason}（经{attempts}次访问确认），共{pages}个页面引用",
    "dead-once": "{what}“{text}”本次打不开：{reason}（经{attempts}次访问），待下次检查复核后认定，共{pages}个页面引用",
    "silent": "{what}“{text}”连续{runs}次检查均访问超时，未认定为失效，请人工核实，共{pages}个页面引用",
    "suspected": "{what}“{text}”能够打开，但内容疑似“页面不存在”提示或被转到其他页面，请人工核实，共{pages}个页面引用",
    "none-held": "没有需要检查的{what}",
    "no-pages": "本单位有栏目未能打开，无法检查其中的{what}",
    "not-probed": "本次未检查{what}的可用性",
    "counted": "共检查{what}地址{checked}个：失效{dead}个，无法核验{open}个",
}


# UNKNOWN for these reasons is something to look at for a person, not only something that was not seen.
_DOUBTS = {TIMEOUT_PERSISTS: "silent", SUSPECTED: "suspected"}
_SENTENCES = {
    SOFT_404: "返回状态码 200，但内容为“页面不存在”提示",
    REDIRECTED_HOME: "原页面已不存在，被转到网站首页",
}
_MOST_HOPS_TOLD = 12  # the eleventh ends a look


def ruling_on_targets(given: Given, kinds: Collection[LinkKind], what: str, params: Mapping[str, Any]) -> Ruling:
    """`what` is how the check calls its targets."""
    probes = {probe.url: probe for probe in given.everywhere(LinkProbed)}
    mine = given.derived(held_targets).get(given.subject, ())
    targets = [target for target in mine if target.row.kind in kinds]
    unread = unread_pages(given)
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
    gone = [target for target in targets if target.row.outcome is LinkOutcome.DEAD]
    dead = [target for target in gone if target.row.hardened or not params["hardened_only"]]
    waiting = [target for target in gone if target not in dead]
    doubted = [target for target in targets if target.row.outcome is LinkOutcome.UNKNOWN]
    checked = by_outcome[LinkOutcome.ALIVE] + len(gone)
    unknown = len(could_not_look) + len(waiting)
    findings = [_finding(target, probes[target.row.url], what, _code(target)) for target in dead]
    findings += [_finding(target, probes[target.row.url], what, "dead-once") for target in waiting]
    findings += [
        _finding(target, probes[target.row.url], what, code)
        for target in doubted
        if (code := _DOUBTS.get(target.row.reason)) is not None
    ]
    return Ruling(
        verdict=_verdict(len(dead), checked, unknown),
        measure=Occurrences(len(dead), unknown=unknown),
        findings=tuple(findings),
        looked_at=checked,
        could_not_look=could_not_look,
        note="counted",
        facts=(
            ("what", what),
            ("checked", str(checked)),
            ("dead", str(len(dead))),
            ("open", str(unknown)),
        ),
    )


def unread_pages(given: Given) -> tuple[CouldNotLook, ...]:
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


def _code(target: HeldTarget) -> str:
    """What answers with 200 can be opened; it is only not what the link promises."""
    return "not-there" if target.row.reason in _SENTENCES else "dead"


def _finding(target: HeldTarget, probe: LinkProbed, what: str, code: str) -> Finding:
    row, link = target.row, target.place.link
    fetch = _telling_look(row.reason, probe)
    return Finding(
        url=row.url,
        code=code,
        verdict=Verdict.FAIL if code in ("dead", "not-there") else Verdict.UNDECIDED,
        facts=(
            ("what", what),
            ("text", link.text or row.url),
            ("reason", _SENTENCES.get(row.reason) or _reason(fetch)),
            ("attempts", str(row.attempts)),
            ("runs", str(row.failing_runs)),
            ("pages", str(len(target.pages))),
        ),
        evidence=Evidence(
            excerpt=_chain(fetch) or link.text,
            selector=link.element,
            observed_at=probe.attempts[-1].at if probe.attempts else probe.observed_at,
            status=row.status,
            attempts=row.attempts,
            body_sha256=target.place.page.body_sha256,
        ),
        found_on=target.pages,
    )


def _telling_look(reason: str, probe: LinkProbed) -> Fetch:
    """The latest look that ended the way the verdict names; the very last one may not have been taken any more."""
    looks = [look.fetch for look in probe.attempts if fetch_reason(look.fetch) == reason]
    return looks[-1] if looks else probe.fetch


def _reason(fetch: Fetch) -> str:
    if fetch.ended is not FetchEnd.REDIRECT_LOOP or not fetch.hops:
        return fetch_sentence(fetch)
    goes_round = len({hop.url for hop in fetch.hops}) < len(fetch.hops) or fetch.final_url in {
        h.url for h in fetch.hops
    }
    said = fetch_sentence(fetch) if goes_round else f"连续跳转{len(fetch.hops)}次仍未到达"
    return f"{said}（{' → '.join(hop.url for hop in fetch.hops[:4])} …）"


def _chain(fetch: Fetch) -> str:
    """The way through the redirects, with their status codes; "" for a look that was not redirected."""
    if not fetch.hops:
        return ""
    steps = [f"{hop.url} [{hop.status}]" for hop in fetch.hops[:_MOST_HOPS_TOLD]]
    return " → ".join([*steps, fetch.final_url])
