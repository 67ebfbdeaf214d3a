"""What people add to a run: evidence filed, self-assessments, waivers. Rows are only ever added.

A newer row wins over an older one of the same place, and a reversal is a row of its own, so that every score of the
past can be explained. Texts of people are masked before they come here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import ForeignKey, Index, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime


class AppendOnly:
    """A row of this kind is never changed and never deleted; it goes with its run only."""


@event.listens_for(AppendOnly, "before_update", propagate=True)
@event.listens_for(AppendOnly, "before_delete", propagate=True)
def _refuse(_mapper: Any, _connection: Any, row: AppendOnly) -> NoReturn:
    raise TypeError(f"{type(row).__name__} is append-only: add a newer row instead")


class EvidenceFiling(AppendOnly, Base):
    """One form that was imported: who, when, and which file."""

    __tablename__ = "evidence_filings"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    filed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    filed_by: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    file_sha256: Mapped[str] = mapped_column(Text)


class FiledAnswerRow(AppendOnly, Base):
    """What one unit entered for one clause, as it was entered."""

    __tablename__ = "filed_answers"
    __table_args__ = (Index("ix_filed_answers_filing_id", "filing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("evidence_filings.id", ondelete="CASCADE"))
    catalogue: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(Text)
    question: Mapped[str] = mapped_column(Text)  # digest of what was asked: an answer holds for its question only
    parts: Mapped[str] = mapped_column(Text)  # JSON: name of the part → text; {} takes back what was filed before
    remark: Mapped[str] = mapped_column(Text)
    attachment: Mapped[str] = mapped_column(Text)


class SelfAssessmentRow(AppendOnly, Base):
    """自评成绩 and 自评依据 of one unit for one row of a table."""

    __tablename__ = "self_assessments"
    __table_args__ = (Index("ix_self_assessments_filing_id", "filing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    filing_id: Mapped[int] = mapped_column(ForeignKey("evidence_filings.id", ondelete="CASCADE"))
    catalogue: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    indicator: Mapped[str] = mapped_column(Text)
    points: Mapped[str] = mapped_column(Text)  # decimal text, "" where only the grounds were given
    basis: Mapped[str] = mapped_column(Text)


class WaiverRow(AppendOnly, Base):
    """核减: points given back for one finding in one table, by a person with a reason."""

    __tablename__ = "waivers"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    catalogue: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    finding: Mapped[str] = mapped_column(Text)  # fingerprint: it holds when the run is judged again
    points: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    waived_by: Mapped[str] = mapped_column(Text)
    waived_at: Mapped[datetime] = mapped_column(UtcDateTime)


class WaiverReversal(AppendOnly, Base):
    """The end of a waiver; the waiver itself stays to be read."""

    __tablename__ = "waiver_reversals"

    waiver_id: Mapped[int] = mapped_column(ForeignKey("waivers.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    revoked_by: Mapped[str] = mapped_column(Text)
    revoked_at: Mapped[datetime] = mapped_column(UtcDateTime)
