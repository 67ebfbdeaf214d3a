"""What was judged and what could not be seen: one row per check and subject, so that silence is never a pass."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from checks.check import CouldNotLook, Outcome
from checks.subjects import Subject, SubjectKind
from checks.verdict import Verdict
from reports.audit import AuditResult
from reports.chinese_names import SUBJECT_KINDS, account_labels
from reports.places import shown_place

# Of several parameter sets the gravest verdict speaks: a fault under one table is a fault, and what one table could
# not see is not made good by another that asks for less.
GRAVITY = (Verdict.FAIL, Verdict.UNDECIDED, Verdict.NOT_OBSERVED, Verdict.PASS, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    check: str
    check_title: str
    subject: Subject
    subject_label: str  # for people: 栏目：通知公告
    verdict: Verdict
    looked_at: int
    could_not_look: tuple[CouldNotLook, ...]
    note: str
    facts: tuple[tuple[str, str], ...]
    has_findings: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCoverage:
    """One check over all its subjects."""

    check: str
    check_title: str
    verdicts: dict[Verdict, int]
    looked_at: int
    could_not_look: int


def coverage(audit: AuditResult) -> tuple[CoverageRow, ...]:
    """Sorted by check and subject."""
    groups: dict[tuple[str, Subject], list[Outcome]] = {}
    for outcome in audit.outcomes:
        groups.setdefault((outcome.check, outcome.subject), []).append(outcome)
    accounts = account_labels(audit.portal)
    return tuple(
        _row(audit, check, subject, sorted(outcomes, key=_gravity), accounts)
        for (check, subject), outcomes in sorted(groups.items(), key=lambda item: item[0])
    )


def per_check(rows: Iterable[CoverageRow]) -> tuple[CheckCoverage, ...]:
    by_check: dict[str, list[CoverageRow]] = {}
    for row in rows:
        by_check.setdefault(row.check, []).append(row)
    return tuple(
        CheckCoverage(
            check=check,
            check_title=group[0].check_title,
            verdicts=dict(Counter(row.verdict for row in group)),
            looked_at=sum(row.looked_at for row in group),
            could_not_look=sum(len(row.could_not_look) for row in group),
        )
        for check, group in sorted(by_check.items())
    )


def coverage_lines(rows: Iterable[CoverageRow], run_id: str) -> Iterator[str]:
    """The lines of coverage.jsonl. `subject` is a name; kind, unit and url tell namesakes apart."""
    for row in rows:
        line = {
            "run": run_id,
            "check": row.check,
            "subject_kind": row.subject.kind,
            "subject": row.subject.name,
            "unit": row.subject.unit,
            "url": shown_place(row.subject.url),
            "verdict": row.verdict,
            "looked_at": row.looked_at,
            "could_not_look": [
                {"url": place.url, "reason": place.reason, "detail": place.detail} for place in row.could_not_look
            ],
            "note": row.note,
        }
        yield json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n"


def _gravity(outcome: Outcome) -> tuple[int, str]:
    return (GRAVITY.index(outcome.verdict), outcome.params_digest)


def _row(
    audit: AuditResult, check: str, subject: Subject, outcomes: list[Outcome], accounts: Mapping[str, str]
) -> CoverageRow:
    places = dict.fromkeys(
        replace(place, url=shown_place(place.url)) for outcome in outcomes for place in outcome.could_not_look
    )
    name = accounts.get(subject.key, subject.name)
    return CoverageRow(
        check=check,
        check_title=audit.check_titles.get(check, check),
        subject=subject,
        subject_label=name if subject.kind is SubjectKind.UNIT else f"{SUBJECT_KINDS[subject.kind]}：{name}",
        verdict=outcomes[0].verdict,
        looked_at=max(outcome.looked_at for outcome in outcomes),
        could_not_look=tuple(sorted(places, key=lambda place: (place.url, place.reason, place.detail))),
        note=outcomes[0].note,
        facts=outcomes[0].facts,
        has_findings=any(outcome.findings for outcome in outcomes),
    )
