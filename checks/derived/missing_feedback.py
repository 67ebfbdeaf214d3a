"""The ruling on results that are missing, shared by the checks of solicitations and of surveys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from checks.check import AsOf, CouldNotLook, Ruling
from checks.derived.column_access import NoAccess, readable_list
from checks.derived.date_wording import chinese_date
from checks.derived.exemption import exempt_because
from checks.derived.fetch_wording import fetch_reason
from checks.derived.list_reach import reaches_back_to
from checks.derived.solicitation_kind import ASKING_CLASSES, Asked
from checks.derived.unanswered import Standing, State, standings
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import ListSeen, PageSeen
from checks.verdict import Verdict
from checks.world import Given

_SETTLED = frozenset({State.OPEN, State.ANSWERED, State.UNANSWERED})


def missing_feedback(given: Given, asked: Asked, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    """Uses the codes exempt, other-class, not-read, none, told, no-feedback and every open State of MESSAGES."""
    column = given.column
    if column.column_class not in ASKING_CLASSES:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="other-class")
    if reason := exempt_because(column, as_of):
        return Ruling(
            verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="exempt", facts=(("reason", reason),)
        )
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        return Ruling(
            verdict=seen.verdict,
            measure=Occurrences(0, unknown=1),
            could_not_look=(seen.place,),
            note="not-read",
            facts=(("why", seen.why),),
        )
    found = standings(given.world, column, asked, as_of, params["grace_working_days"], _day(params["since"]))
    if not found:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none")
    missing = [each for each in found if each.state is State.UNANSWERED]
    unknown = [each for each in found if each.state not in _SETTLED]
    # A call of this year on a page of the list that was not read is nobody's fault yet, and no reason to pass either.
    beyond = seen.more_pages and not reaches_back_to(date(as_of.day.year, 1, 1), seen)
    blind = tuple(_place(given, each) for each in found if each.state is State.NOT_READ)
    if missing:
        verdict = Verdict.FAIL
    elif unknown or beyond:
        verdict = Verdict.NOT_OBSERVED if len(blind) == len(found) else Verdict.UNDECIDED
    else:
        verdict = Verdict.PASS
    return Ruling(
        verdict=verdict,
        measure=Occurrences(len(missing), unknown=len(unknown) + beyond),
        findings=tuple(_finding(each, as_of) for each in (*missing, *unknown) if each.state is not State.NOT_READ),
        looked_at=len(found) - len(blind),
        could_not_look=(*blind, CouldNotLook(url=column.url, reason="list-not-read-whole")) if beyond else blind,
        note="told",
        facts=(
            ("total", str(len(found))),
            ("answered", str(sum(each.state is State.ANSWERED for each in found))),
            ("open", str(sum(each.state is State.OPEN for each in found))),
            ("missing", str(len(missing))),
            ("unknown", str(len(unknown))),
        ),
    )


def _day(asked: Any) -> date | None:
    return asked if asked is None or isinstance(asked, date) else date.fromisoformat(str(asked))


def _place(given: Given, each: Standing) -> CouldNotLook:
    page = given.world.page(each.solicitation.url)
    reason = "not-looked-at" if page is None else "no-article" if page.fetch.has_page else fetch_reason(page.fetch)
    return CouldNotLook(url=each.solicitation.url, reason=reason)


def _finding(each: Standing, as_of: AsOf) -> Finding:
    page = each.solicitation.page
    return Finding(
        url=each.solicitation.url,
        code="no-feedback" if each.state is State.UNANSWERED else str(each.state),
        facts=(
            ("title", each.solicitation.title),
            ("closing", chinese_date(each.closing.day) if each.closing else ""),
            ("as_of", chinese_date(as_of.day)),
            ("alike", each.alike),
            ("unread", each.not_read),
        ),
        evidence=evidence_of(page, each.closing.text if each.closing else each.solicitation.title),
        found_on=(each.solicitation.column.url,),
        verdict=Verdict.FAIL if each.state is State.UNANSWERED else Verdict.UNDECIDED,
    )


def evidence_of(page: PageSeen | None, excerpt: str) -> Evidence:
    if page is None:
        return Evidence(excerpt=excerpt[:300])
    return Evidence(
        excerpt=excerpt[:300],
        observed_at=page.observed_at,
        status=page.fetch.status,
        attempts=page.fetch.attempts,
        body_sha256=page.body_sha256,
    )
