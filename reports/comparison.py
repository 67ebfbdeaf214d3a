"""Two judged runs of one portal side by side: which issues are new, which are gone, which persist.

An issue is followed by its fingerprint. That it is not reported again means that it is gone only where its place was
looked at again: what could not be looked at, what the later run was not asked for and what it could not decide is
"not rechecked", with its reason. Nothing here knows points.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from checks.check import FindingRecord, Outcome
from checks.subjects import Subject
from checks.verdict import Verdict
from reports.coverage import GRAVITY
from reports.issue_list import beijing_time
from reports.merged_findings import LISTED
from reports.places import shown_place, web_address

_Place = tuple[str, str, str]  # check, kind and key of the subject: its name or address may change from run to run


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRun:
    """One side. `seen`: addresses that answered in this run."""

    run_id: str
    as_of: date
    started_at: datetime
    outcomes: tuple[Outcome, ...]
    seen: frozenset[str]
    is_partial: bool = False
    state: str = "finished"


class NotRechecked(StrEnum):
    """Why an issue that is not reported again cannot be called gone."""

    NOT_ASKED = "not-asked"  # the later run was not about its subject, or not about its check
    NOT_OBSERVED = "not-observed"  # its subject could not be looked at
    PLACE_NOT_SEEN = "place-not-seen"  # its page or target was not looked at, or did not answer
    UNDECIDED = "undecided"  # looked at, and nothing could be told


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedIssue:
    """`before` and `after`: its verdict in each run, None where it is not reported."""

    record: FindingRecord
    before: Verdict | None
    after: Verdict | None
    reason: NotRechecked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedVerdict:
    """None: the check was not run on this subject."""

    check: str
    subject: Subject
    before: Verdict | None
    after: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCoverageChange:
    check: str
    looked_at: tuple[int, int]  # before, after
    could_not_look: tuple[int, int]
    not_observed: tuple[int, int]  # subjects


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    before: ComparedRun
    after: ComparedRun
    new: tuple[FollowedIssue, ...]
    gone: tuple[FollowedIssue, ...]
    persisting: tuple[FollowedIssue, ...]
    not_rechecked: tuple[FollowedIssue, ...]
    verdicts: tuple[ChangedVerdict, ...]
    coverage: tuple[CheckCoverageChange, ...]
    differently_asked: tuple[str, ...]  # checks judged under other parameters or by another version
    check_titles: Mapping[str, str] = field(default_factory=dict)


def compare(before: ComparedRun, after: ComparedRun, check_titles: Mapping[str, str]) -> Comparison:
    old, new = _records(before.outcomes), _records(after.outcomes)
    places = _by_place(after.outcomes)
    vanished = [
        FollowedIssue(
            record=record,
            before=record.finding.verdict,
            after=None,
            reason=_why_not_rechecked(record, places.get(_place(record.check, record.subject), []), after.seen),
        )
        for name, record in old.items()
        if name not in new
    ]
    return Comparison(
        before=before,
        after=after,
        new=_sorted(
            FollowedIssue(record=record, before=None, after=record.finding.verdict)
            for name, record in new.items()
            if name not in old
        ),
        gone=_sorted(issue for issue in vanished if issue.reason is None),
        persisting=_sorted(
            FollowedIssue(record=record, before=old[name].finding.verdict, after=record.finding.verdict)
            for name, record in new.items()
            if name in old
        ),
        not_rechecked=_sorted(issue for issue in vanished if issue.reason is not None),
        verdicts=_changed_verdicts(before.outcomes, after.outcomes),
        coverage=_coverage(before.outcomes, after.outcomes),
        differently_asked=_differently_asked(before.outcomes, after.outcomes),
        check_titles=check_titles,
    )


def counts_by_unit_and_check(compared: Comparison) -> tuple[tuple[str, str, tuple[int, int, int, int]], ...]:
    """(unit, check, (new, gone, persisting, not rechecked)); unit "" for what no unit owns, which comes first."""
    counts: dict[tuple[str, str], list[int]] = {}
    lists = (compared.new, compared.gone, compared.persisting, compared.not_rechecked)
    for at, issues in enumerate(lists):
        for issue in issues:
            counts.setdefault((issue.record.subject.unit, issue.record.check), [0, 0, 0, 0])[at] += 1
    return tuple(
        (unit, check, (found[0], found[1], found[2], found[3])) for (unit, check), found in sorted(counts.items())
    )


def comparison_payload(compared: Comparison) -> dict[str, Any]:
    """compare.json; the same two judgings give the same bytes."""
    return {
        "before": _run_payload(compared.before),
        "after": _run_payload(compared.after),
        "counts": {
            "new": len(compared.new),
            "gone": len(compared.gone),
            "persisting": len(compared.persisting),
            "not_rechecked": len(compared.not_rechecked),
            "changed_verdicts": len(compared.verdicts),
        },
        "by_unit_and_check": [
            {"unit": unit, "check": check, "new": n, "gone": g, "persisting": p, "not_rechecked": r}
            for unit, check, (n, g, p, r) in counts_by_unit_and_check(compared)
        ],
        "new": [_issue_payload(issue) for issue in compared.new],
        "gone": [_issue_payload(issue) for issue in compared.gone],
        "persisting": [_issue_payload(issue) for issue in compared.persisting],
        "not_rechecked": [_issue_payload(issue) for issue in compared.not_rechecked],
        "changed_verdicts": [
            {**_subject_payload(each.check, each.subject), "before": each.before, "after": each.after}
            for each in compared.verdicts
        ],
        "coverage": [
            {
                "check": each.check,
                "looked_at": list(each.looked_at),
                "could_not_look": list(each.could_not_look),
                "subjects_not_observed": list(each.not_observed),
            }
            for each in compared.coverage
        ],
        "differently_asked": list(compared.differently_asked),
    }


def _why_not_rechecked(record: FindingRecord, later: Sequence[Outcome], seen: Collection[str]) -> NotRechecked | None:
    """`later`: outcomes of the same check on the same subject in the later run."""
    if not later:
        return NotRechecked.NOT_ASKED
    finding = record.finding
    not_seen = {_page(place.url) for outcome in later for place in outcome.could_not_look}
    if _page(finding.url) in not_seen or not not_seen.isdisjoint(_page(url) for url in finding.found_on):
        return NotRechecked.PLACE_NOT_SEEN
    if any(outcome.verdict is Verdict.NOT_OBSERVED for outcome in later):
        return NotRechecked.NOT_OBSERVED
    # A broken link is also gone where its target was not asked again because no page that held it does so any longer.
    pages = [url for url in finding.found_on if web_address(url)]
    has_target = web_address(finding.url) is not None
    was_seen = (has_target and _page(finding.url) in seen) or (pages and all(_page(url) in seen for url in pages))
    if (has_target or pages) and not was_seen:
        return NotRechecked.PLACE_NOT_SEEN
    # Undecided about the whole, and no finding says about which places.
    if any(outcome.verdict is Verdict.UNDECIDED and not outcome.findings for outcome in later):
        return NotRechecked.UNDECIDED
    return None


def _page(url: str) -> str:
    return url.partition("#")[0]


def _records(outcomes: Iterable[Outcome]) -> dict[str, FindingRecord]:
    """One record per fingerprint; judged under several parameters, the stronger verdict counts."""
    best: dict[str, tuple[tuple[int, str], FindingRecord]] = {}
    for outcome in outcomes:
        for record in outcome.findings:
            if record.finding.verdict not in LISTED:
                continue
            strength = (LISTED.index(record.finding.verdict), outcome.params_digest)
            if record.id not in best or strength < best[record.id][0]:
                best[record.id] = (strength, record)
    return {name: record for name, (_, record) in best.items()}


def _by_place(outcomes: Iterable[Outcome]) -> dict[_Place, list[Outcome]]:
    places: dict[_Place, list[Outcome]] = {}
    for outcome in outcomes:
        places.setdefault(_place(outcome.check, outcome.subject), []).append(outcome)
    return places


def _place(check: str, subject: Subject) -> _Place:
    return (check, subject.kind, subject.key)


def _changed_verdicts(before: Sequence[Outcome], after: Sequence[Outcome]) -> tuple[ChangedVerdict, ...]:
    old, new = _by_place(before), _by_place(after)
    changes = (
        ChangedVerdict(
            check=place[0],
            subject=(new.get(place) or old[place])[0].subject,
            before=_verdict(old.get(place, ())),
            after=_verdict(new.get(place, ())),
        )
        for place in sorted({*old, *new})
    )
    return tuple(change for change in changes if change.before is not change.after)


def _verdict(outcomes: Sequence[Outcome]) -> Verdict | None:
    """Of several parameter sets the gravest one speaks, as in the coverage table."""
    return min((outcome.verdict for outcome in outcomes), key=GRAVITY.index, default=None)


def _coverage(before: Sequence[Outcome], after: Sequence[Outcome]) -> tuple[CheckCoverageChange, ...]:
    """Checks whose coverage differs."""
    old, new = _coverage_of(before), _coverage_of(after)
    nothing = (0, 0, 0)
    changes = (
        (check, tuple(zip(old.get(check, nothing), new.get(check, nothing), strict=True)))
        for check in sorted({*old, *new})
    )
    return tuple(
        CheckCoverageChange(check=check, looked_at=looked, could_not_look=could_not, not_observed=unseen)
        for check, (looked, could_not, unseen) in changes
        if looked[0] != looked[1] or could_not[0] != could_not[1] or unseen[0] != unseen[1]
    )


def _coverage_of(outcomes: Iterable[Outcome]) -> dict[str, tuple[int, int, int]]:
    """Check → places looked at, places that could not be, subjects not observed; of parameter sets the widest look."""
    totals: dict[str, list[int]] = {}
    for (check, _, _), found in _by_place(outcomes).items():
        total = totals.setdefault(check, [0, 0, 0])
        total[0] += max(outcome.looked_at for outcome in found)
        total[1] += len({(place.url, place.reason) for outcome in found for place in outcome.could_not_look})
        total[2] += any(outcome.verdict is Verdict.NOT_OBSERVED for outcome in found)
    return {check: (total[0], total[1], total[2]) for check, total in totals.items()}


def _differently_asked(before: Iterable[Outcome], after: Iterable[Outcome]) -> tuple[str, ...]:
    old, new = _asked(before), _asked(after)
    return tuple(sorted(check for check in {*old, *new} if old.get(check) != new.get(check)))


def _asked(outcomes: Iterable[Outcome]) -> dict[str, set[tuple[int, str]]]:
    asked: dict[str, set[tuple[int, str]]] = {}
    for outcome in outcomes:
        asked.setdefault(outcome.check, set()).add((outcome.check_version, outcome.params_digest))
    return asked


def _sorted(issues: Iterable[FollowedIssue]) -> tuple[FollowedIssue, ...]:
    """By unit, check and place; what no unit owns comes first."""
    return tuple(
        sorted(
            issues,
            key=lambda issue: (
                *(issue.record.subject.unit, issue.record.check, issue.record.subject),
                *(issue.record.finding.url, issue.record.id),
            ),
        )
    )


def _run_payload(side: ComparedRun) -> dict[str, Any]:
    return {
        "run": side.run_id,
        "as_of": side.as_of.isoformat(),
        "started_at": beijing_time(side.started_at),
        "state": side.state,
        "partial": side.is_partial,
    }


def _subject_payload(check: str, subject: Subject) -> dict[str, Any]:
    return {
        "check": check,
        "unit": subject.unit,
        "subject_kind": subject.kind,
        "subject": subject.name,
        "subject_url": shown_place(subject.url),
    }


def _issue_payload(issue: FollowedIssue) -> dict[str, Any]:
    record = issue.record
    return {
        "id": record.id,
        **_subject_payload(record.check, record.subject),
        "severity": record.severity,
        "url": shown_place(record.finding.url),
        "found_on": [shown_place(url) for url in record.finding.found_on],
        "message": record.message,
        "before": issue.before,
        "after": issue.after,
        "reason": issue.reason,
    }
