"""What stands behind the evidence files of a run: exchanges as they were made, and pictures of places."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, UtcDateTime


class ExchangeRow(Base):
    """One request and what came of it, as in `storage.exchange.Exchange`; a redirect is an exchange of its own."""

    __tablename__ = "exchanges"
    # The digest, not the URL: PostgreSQL indexes no text above 2.7 kB.
    __table_args__ = (Index("ix_exchanges_run_id_url_sha256", "run_id", "url_sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(Text)
    url_sha256: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    method: Mapped[str] = mapped_column(Text)
    sent: Mapped[str] = mapped_column(Text)  # JSON: headers and form as sent
    ended: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    status: Mapped[int | None]
    headers: Mapped[str] = mapped_column(Text)  # JSON: [[name, value], …]
    headers_cut: Mapped[bool]
    size: Mapped[int]
    is_part: Mapped[bool]
    body_sha256: Mapped[str] = mapped_column(Text)
    # Key of `bodies`, without being a reference: bodies of files and pictures are not kept.
    kept_sha256: Mapped[str] = mapped_column(Text)


class PictureRow(Base):
    """The place of one finding as a browser draws it, or why there is no picture of it."""

    __tablename__ = "pictures"
    __table_args__ = (UniqueConstraint("run_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    fingerprint: Mapped[str] = mapped_column(Text)
    page_url: Mapped[str] = mapped_column(Text)
    body_sha256: Mapped[str] = mapped_column(Text)  # of the page that was drawn
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(Text)  # a value of `storage.pictures.PictureOutcome`
    sha256: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)  # PNG; b"" where there is none
