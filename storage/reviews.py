"""Filing evidence and self-assessments, waiving and taking back: rows are added, the newest one of a place counts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checks.scoring.waiver import Waiver
from storage.crawl_tables import Run
from storage.review_tables import EvidenceFiling, FiledAnswerRow, SelfAssessmentRow, WaiverReversal, WaiverRow


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledAnswer:
    """What a unit entered for a clause. `parts`: name of the part → text; without parts it takes back an older one."""

    catalogue: str
    unit: str
    clause: str
    question: str
    parts: tuple[tuple[str, str], ...]
    remark: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledAssessment:
    catalogue: str
    unit: str
    indicator: str
    points: Decimal | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Who filed, when, and the digest of the file."""

    id: int
    by: str
    at: datetime
    file_name: str
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWaiver:
    """A waiver in force, and the table it is for."""

    catalogue: str
    waiver: Waiver


def file_evidence(
    session: Session,
    run: Run,
    *,
    by: str,
    file_name: str,
    file_sha256: str,
    answers: Iterable[FiledAnswer],
    assessments: Iterable[FiledAssessment],
) -> Filing:
    """Add one form, all of it in one transaction."""
    filing = EvidenceFiling(
        run_id=run.id, filed_at=datetime.now(UTC), filed_by=by, file_name=file_name, file_sha256=file_sha256
    )
    session.add(filing)
    session.flush()
    session.add_all(
        FiledAnswerRow(
            filing_id=filing.id,
            catalogue=answer.catalogue,
            unit=answer.unit,
            clause=answer.clause,
            question=answer.question,
            parts=json.dumps(dict(answer.parts), ensure_ascii=False),
            remark=answer.remark,
            attachment=answer.attachment,
        )
        for answer in answers
    )
    session.add_all(
        SelfAssessmentRow(
            filing_id=filing.id,
            catalogue=entry.catalogue,
            unit=entry.unit,
            indicator=entry.indicator,
            points="" if entry.points is None else f"{entry.points:f}",
            basis=entry.basis,
        )
        for entry in assessments
    )
    session.commit()
    return _filing(filing)


def filings_of(session: Session, run: Run) -> list[Filing]:
    """Oldest first."""
    query = select(EvidenceFiling).where(EvidenceFiling.run_id == run.id).order_by(EvidenceFiling.id)
    return [_filing(row) for row in session.scalars(query)]


def counts_of(session: Session, run: Run) -> dict[int, tuple[int, int]]:
    """Filing → how many answers and self-assessments it brought."""

    def counted(rows: type[FiledAnswerRow] | type[SelfAssessmentRow]) -> dict[int, int]:
        query = (
            select(rows.filing_id, func.count().label("filed"))
            .join(EvidenceFiling, rows.filing_id == EvidenceFiling.id)
            .where(EvidenceFiling.run_id == run.id)
            .group_by(rows.filing_id)
        )
        return {row.filing_id: row.filed for row in session.execute(query)}

    answers, assessments = counted(FiledAnswerRow), counted(SelfAssessmentRow)
    return {each: (answers.get(each, 0), assessments.get(each, 0)) for each in answers.keys() | assessments.keys()}


def answers_of(session: Session, run: Run) -> dict[tuple[str, str, str], FiledAnswer]:
    """(catalogue, unit, clause) → what counts now; what was taken back is left out."""
    query = (
        select(FiledAnswerRow)
        .join(EvidenceFiling, FiledAnswerRow.filing_id == EvidenceFiling.id)
        .where(EvidenceFiling.run_id == run.id)
        .order_by(FiledAnswerRow.id)
    )
    newest = {(row.catalogue, row.unit, row.clause): row for row in session.scalars(query)}
    return {
        place: FiledAnswer(
            catalogue=row.catalogue,
            unit=row.unit,
            clause=row.clause,
            question=row.question,
            parts=tuple(json.loads(row.parts).items()),
            remark=row.remark,
            attachment=row.attachment,
        )
        for place, row in sorted(newest.items())
        if row.parts != "{}"
    }


def assessments_of(session: Session, run: Run) -> dict[tuple[str, str, str], FiledAssessment]:
    """(catalogue, unit, indicator) → the newest self-assessment."""
    query = (
        select(SelfAssessmentRow)
        .join(EvidenceFiling, SelfAssessmentRow.filing_id == EvidenceFiling.id)
        .where(EvidenceFiling.run_id == run.id)
        .order_by(SelfAssessmentRow.id)
    )
    newest = {(row.catalogue, row.unit, row.indicator): row for row in session.scalars(query)}
    return {
        place: FiledAssessment(
            catalogue=row.catalogue,
            unit=row.unit,
            indicator=row.indicator,
            points=Decimal(row.points) if row.points else None,
            basis=row.basis,
        )
        for place, row in sorted(newest.items())
    }


def add_waiver(
    session: Session,
    run: Run,
    *,
    catalogue: str,
    unit: str,
    finding: str,
    points: Decimal,
    reason: str,
    by: str,
) -> StoredWaiver:
    row = WaiverRow(
        run_id=run.id,
        catalogue=catalogue,
        unit=unit,
        finding=finding,
        points=f"{points:f}",
        reason=reason,
        waived_by=by,
        waived_at=datetime.now(UTC),
    )
    session.add(row)
    session.commit()
    return _waiver(row)


def revoke_waiver(session: Session, stored: StoredWaiver, *, reason: str, by: str) -> None:
    """End a waiver that is in force; it stays in the history."""
    session.add(WaiverReversal(waiver_id=stored.waiver.id, reason=reason, revoked_by=by, revoked_at=datetime.now(UTC)))
    session.commit()


def waivers_of(session: Session, run: Run) -> tuple[StoredWaiver, ...]:
    """Waivers in force, oldest first."""
    query = (
        select(WaiverRow)
        .outerjoin(WaiverReversal, WaiverReversal.waiver_id == WaiverRow.id)
        .where(WaiverRow.run_id == run.id, WaiverReversal.waiver_id.is_(None))
        .order_by(WaiverRow.id)
    )
    return tuple(_waiver(row) for row in session.scalars(query))


def _filing(row: EvidenceFiling) -> Filing:
    return Filing(id=row.id, by=row.filed_by, at=row.filed_at, file_name=row.file_name, file_sha256=row.file_sha256)


def _waiver(row: WaiverRow) -> StoredWaiver:
    return StoredWaiver(
        catalogue=row.catalogue,
        waiver=Waiver(
            id=row.id,
            unit=row.unit,
            finding=row.finding,
            points=Decimal(row.points),
            reason=row.reason,
            by=row.waived_by,
            at=row.waived_at,
        ),
    )
