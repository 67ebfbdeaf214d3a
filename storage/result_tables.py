"""What judging leaves behind: outcomes, findings, scorecards; and since when an issue is known."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class OutcomeRow(Base):
    """One outcome of one judging (run + as_of); judging again with the same as_of replaces it."""

    __tablename__ = "outcomes"
    __table_args__ = (
        # Named by hand: the convention's name would pass PostgreSQL's 63 characters.
        UniqueConstraint(
            "run_id",
            "as_of",
            "check_id",
            "params_digest",
            "subject_kind",
            "subject_key",
            name="uq_outcomes_place",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    as_of: Mapped[date]
    check_id: Mapped[str] = mapped_column(Text)
    check_version: Mapped[int]
    params_digest: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_key: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)  # the whole outcome, findings included


class FindingRow(Base):
    """A finding by its fingerprint, for looking up across runs; its content stands in the outcome's payload."""

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("run_id", "as_of", "fingerprint"),
        Index("ix_findings_fingerprint", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    as_of: Mapped[date]
    fingerprint: Mapped[str] = mapped_column(Text)
    check_id: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)


class ScorecardRow(Base):
    """A scorecard with the edition of the table it was made by."""

    __tablename__ = "scorecards"
    __table_args__ = (UniqueConstraint("run_id", "as_of", "catalogue", "unit"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    as_of: Mapped[date]
    catalogue: Mapped[str] = mapped_column(Text)
    table_sha256: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)


class IssueFirstSeen(Base):
    """History, kept apart from judging: the day a fingerprint was first reported for a portal."""

    __tablename__ = "issue_first_seen"

    home: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text, primary_key=True)
    first_seen: Mapped[date]
    first_run: Mapped[str] = mapped_column(Text)
