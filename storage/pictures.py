"""Pictures of the places of findings, one per finding and run; a new one replaces what was there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from storage.exchange_tables import PictureRow


class PictureOutcome(StrEnum):
    """Whether there is a picture, and if not, why not."""

    MARKED = "marked"
    NO_BROWSER = "no-browser"
    NOT_FOUND = "not-found"  # the place could not be found for certain on the page as it was stored
    NO_PAGE = "no-page"  # nothing of the page was stored that could be drawn
    BUDGET = "budget"  # others came first
    FAILED = "failed"  # the browser did not draw it in time


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    fingerprint: str
    page_url: str = ""
    body_sha256: str = ""  # of the page that was drawn
    taken_at: datetime
    outcome: PictureOutcome
    sha256: str = ""
    content: bytes = b""  # PNG


def keep_pictures(session: Session, run_id: str, pictures: Iterable[Picture]) -> None:
    for picture in pictures:
        session.execute(
            delete(PictureRow).where(PictureRow.run_id == run_id, PictureRow.fingerprint == picture.fingerprint)
        )
        session.add(
            PictureRow(
                run_id=run_id,
                fingerprint=picture.fingerprint,
                page_url=picture.page_url,
                body_sha256=picture.body_sha256,
                taken_at=picture.taken_at,
                outcome=str(picture.outcome),
                sha256=picture.sha256,
                content=picture.content,
            )
        )
        session.flush()
    session.commit()


class StoredPictures:
    """What is known of all pictures of a run; their bytes are loaded one by one."""

    def __init__(self, session: Session, run_id: str) -> None:
        self._session = session
        self._run_id = run_id
        query = select(PictureRow.fingerprint, PictureRow.outcome, PictureRow.sha256, PictureRow.taken_at)
        self.known = {
            row.fingerprint: (PictureOutcome(row.outcome), str(row.sha256), row.taken_at)
            for row in session.execute(query.where(PictureRow.run_id == run_id))
        }

    def content(self, fingerprint: str) -> bytes:
        query = select(PictureRow.content).where(
            PictureRow.run_id == self._run_id, PictureRow.fingerprint == fingerprint
        )
        return self._session.scalar(query) or b""
