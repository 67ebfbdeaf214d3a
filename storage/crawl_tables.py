"""What a crawl leaves behind: runs, planned looks, captures, bodies, observations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime


class Run(Base):
    """One audit of one portal, with the registry as it was then."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    portal: Mapped[str] = mapped_column(Text)
    home: Mapped[str] = mapped_column(Text, index=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(Text)  # running, finished, stopped
    product_version: Mapped[str] = mapped_column(Text)
    registry_snapshot: Mapped[str] = mapped_column(Text)
    options: Mapped[str] = mapped_column(Text)  # JSON: units, columns, browser, catalogues, seed
    summary: Mapped[str] = mapped_column(Text, default="{}")  # JSON: counts of the crawl
    as_of: Mapped[date]  # the moment judged unless another one is asked for
    judged_as_of: Mapped[date | None]  # the as_of of the last `check`
    # Which readers made the readings of this run; "" where that is not known.
    read_by: Mapped[str] = mapped_column(Text, default="", server_default="")


class PlannedLook(Base):
    """A look that was planned; every one ends with an observation, `settled` says that it has."""

    __tablename__ = "planned_looks"
    # The digest, not the URL: PostgreSQL indexes no text above 2.7 kB, and pages hold longer addresses than that.
    __table_args__ = (UniqueConstraint("run_id", "kind", "url_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    url_sha256: Mapped[str] = mapped_column(Text)
    settled: Mapped[bool] = mapped_column(default=False)


class Body(Base):
    """A body with numbers of people masked, compressed by zlib, under the digest of the original bytes."""

    __tablename__ = "bodies"

    sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class CaptureRow(Base):
    __tablename__ = "captures"
    __table_args__ = (Index("ix_captures_run_id_role", "run_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    column_url: Mapped[str] = mapped_column(Text)
    page_index: Mapped[int]
    request: Mapped[str] = mapped_column(Text, default="", server_default="")  # as in Capture
    body_sha256: Mapped[str | None] = mapped_column(ForeignKey("bodies.sha256"))
    fetch: Mapped[str] = mapped_column(Text)
    observed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    vantage: Mapped[str] = mapped_column(Text)
    personal_numbers: Mapped[str] = mapped_column(Text)


class ObservationRow(Base):
    """Kind + version + payload: a new kind of fact needs no migration."""

    __tablename__ = "observations"
    __table_args__ = (Index("ix_observations_run_id_kind", "run_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    url: Mapped[str] = mapped_column(Text)
    observed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    body_sha256: Mapped[str] = mapped_column(Text)
    payload: Mapped[str] = mapped_column(Text)
