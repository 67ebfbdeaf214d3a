"""What the walk of a whole portal keeps beside its observations: the frontier, and who points where.

Menus repeat on every page, so a place (target, text, element) is stored once and a page is a short list of numbers.
Every number is counted within its run.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, LargeBinary, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base

# SQLite: rows live in the tree of their key, which saves a second one.
_IN_KEY_ORDER = {"sqlite_with_rowid": False}


class LinkTarget(Base):
    """An address the run knows, in the order of finding. `state`: see `storage.frontier.TargetState`."""

    __tablename__ = "link_targets"
    __table_args__ = _IN_KEY_ORDER

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    url: Mapped[str] = mapped_column(Text)
    state: Mapped[int] = mapped_column(SmallInteger)
    why: Mapped[str] = mapped_column(Text, default="")  # why its links were not followed, "" where they were


class LinkPlace(Base):
    """One way in which pages point to a target; pages that do it alike share the row."""

    __tablename__ = "link_places"
    __table_args__ = _IN_KEY_ORDER

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    target: Mapped[int]
    kind: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    element: Mapped[str] = mapped_column(Text)


class LinkPage(Base):
    """A page that was read: `places` are numbers of LinkPlace, four bytes each, little-endian, in its own order."""

    __tablename__ = "link_pages"
    __table_args__ = _IN_KEY_ORDER

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)  # of its LinkTarget
    body_sha256: Mapped[str] = mapped_column(Text)
    places: Mapped[bytes] = mapped_column(LargeBinary)
