"""Exit codes of an audit: --fail-on and --min-coverage.

Coverage counts the looks that the registry itself asks for (home pages, columns, accounts, site functions), not single
links: those have their own outcome. What the user switched off (--no-browser) or this machine cannot do (no IPv6 route)
was never part of the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeGuard

from checks.observation import (
    AccountPostsSeen,
    FetchEnd,
    HostProbed,
    ListSeen,
    Observation,
    PageSeen,
    SearchTried,
    Unreadable,
)
from checks.subjects import Portal
from checks.verdict import Severity, Verdict
from reports.audit import AuditResult
from xunjian.problems import WrongUse

DONE, OVER_THE_LIMIT, WRONG_USE, NOT_ALL_SEEN = 0, 1, 2, 3
_SCORE_RULE = re.compile(r"score\s*<\s*(\d+(?:\.\d+)?)")
_COUNTED = (ListSeen, PageSeen, AccountPostsSeen, SearchTried, HostProbed)
_READ_ALL_THE_SAME = (Unreadable.NONE, Unreadable.ONLY_LINKS_ELSEWHERE)  # we know what the page is


def check_rule(rule: str | None) -> None:
    """Refuse a --fail-on that means nothing, before any work is done. Raises WrongUse."""
    if rule is not None and rule not in set(Severity) and not _SCORE_RULE.fullmatch(rule):
        raise WrongUse(f"--fail-on {rule!r} 无法识别；请写 {'、'.join(Severity)} 之一，或 score<80 的形式")


def is_hit(rule: str | None, audit: AuditResult) -> bool:
    """Whether a failed finding of that severity or worse stands, or some unit's certain ceiling is below the score."""
    if rule is None:
        return False
    if score := _SCORE_RULE.fullmatch(rule):
        limit = Decimal(score[1])
        return any(card.at_most < limit for entry in audit.scored for card in entry.cards)
    order = list(Severity)
    worst = order.index(Severity(rule))
    return any(
        record.finding.verdict is Verdict.FAIL and order.index(record.severity) <= worst
        for outcome in audit.outcomes
        for record in outcome.findings
    )


def looked_share(
    portal: Portal, sites: Iterable[str], observations: Iterable[Observation], *, browser: bool
) -> Decimal:
    """Share of the planned looks that were really had, 0 to 1. `sites`: those that the run was to walk."""
    columns = {column.url for column in portal.columns()}
    homes = set(sites)
    # A run may hold hundreds of thousands of observations; what is counted here are a few.
    seen = [
        entry
        for entry in observations
        if isinstance(entry, _COUNTED) and (not isinstance(entry, PageSeen) or entry.url in homes)
    ]
    looks = [
        *(_list_was_read(entry) for entry in seen if isinstance(entry, ListSeen) and entry.url in columns),
        *(entry.fetch.has_page for entry in seen if isinstance(entry, PageSeen) and entry.url in homes),
        *(_source_was_read(entry) for entry in seen if isinstance(entry, AccountPostsSeen)),
        *(entry.fetch.ended is FetchEnd.ANSWERED for entry in seen if isinstance(entry, SearchTried) and browser),
        *(
            entry.names.ended is FetchEnd.ANSWERED
            for entry in seen
            if isinstance(entry, HostProbed) and entry.has_ipv6_route
        ),
    ]
    return Decimal(sum(looks)) / Decimal(len(looks)) if looks else Decimal(1)


def _could_go_over_ipv6(entry: Observation) -> TypeGuard[HostProbed]:
    return isinstance(entry, HostProbed) and entry.has_ipv6_route


def _list_was_read(entry: ListSeen) -> bool:
    return entry.fetch.has_page and entry.unreadable in _READ_ALL_THE_SAME


def _source_was_read(entry: AccountPostsSeen) -> bool:
    return entry.fetch.ended is FetchEnd.ANSWERED and (entry.fetch.status is None or entry.fetch.has_page)


def parse_share(text: str) -> Decimal:
    """A share between 0 and 1. Raises WrongUse."""
    try:
        share = Decimal(text)
        is_share = 0 <= share <= 1  # comparing a NaN raises, too
    except ArithmeticError:
        is_share = False
    if not is_share:
        raise WrongUse(f"--min-coverage {text!r} 应为 0 到 1 之间的小数，如 0.9")
    return share
