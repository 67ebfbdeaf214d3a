"""What a run has stored already, found again by what was asked for: a run that was cut off goes on from it, and a
later run of the same portal compares with it.

In memory stand digests and row numbers only; captures and observations are loaded when they are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from checks.observation import FetchEnd, LinkFailedBefore, Observation
from storage.capture import Capture, CaptureRole
from storage.crawl_tables import Body, CaptureRow, ObservationRow, PlannedLook
from storage.payloads import observation_from
from storage.run_store import READINGS, capture_of

# Ends of looks that nobody had: they say how the plan went, not what is there, and are worked out again.
NOT_LOOKED = (
    FetchEnd.INTERRUPTED,
    FetchEnd.LIMIT,
    FetchEnd.HOST_SILENT,
    FetchEnd.SITE_TROUBLED,
    FetchEnd.NO_BROWSER,
)
_AT_ONCE = 500  # SQLite allows 32,766 variables; 500 keeps statements small


class StoredLooks:
    """Captures by role, address and column; observations by kind, address and digest of the body. In the order they
    were stored, so that the first of several is the first look."""

    def __init__(self, session: Session, run_id: str) -> None:
        self.run_id = run_id
        self._session = session
        self._captures: dict[int, list[int]] = {}
        self._observations: dict[int, list[int]] = {}
        query = select(CaptureRow.id, CaptureRow.role, CaptureRow.url, CaptureRow.column_url)
        for number, role, url, column in self._rows(query.where(CaptureRow.run_id == run_id).order_by(CaptureRow.id)):
            self._captures.setdefault(_key(role, "" if column else url, column), []).append(number)
        rows = select(ObservationRow.id, ObservationRow.kind, ObservationRow.url, ObservationRow.body_sha256)
        for number, kind, url, digest in self._rows(
            rows.where(ObservationRow.run_id == run_id).order_by(ObservationRow.id)
        ):
            self._observations.setdefault(_key(kind, url), []).append(number)
            self._observations.setdefault(_key(kind, url, digest), []).append(number)

    def has(self, kind: str, url: str) -> bool:
        return _key(kind, url) in self._observations

    def captures(self, role: CaptureRole, url: str = "", *, column_url: str = "") -> list[Capture]:
        """All looks at one page, or all looks that one column (or account) took."""
        numbers = self._captures.get(_key(str(role), "" if column_url else url, column_url), ())
        if not numbers:
            return []
        query = select(CaptureRow, Body.content).outerjoin(Body, Body.sha256 == CaptureRow.body_sha256)
        rows = self._session.execute(query.where(CaptureRow.id.in_(numbers[:_AT_ONCE])).order_by(CaptureRow.id))
        return [capture_of(row, content) for row, content in rows]

    def observations(self, kind: str, url: str, body_sha256: str | None = None) -> list[tuple[int, Observation]]:
        """(row number, observation), those made of that body where one is named."""
        key = _key(kind, url) if body_sha256 is None else _key(kind, url, body_sha256)
        numbers = self._observations.get(key, ())
        if not numbers:
            return []
        query = select(ObservationRow.id, ObservationRow.kind, ObservationRow.version, ObservationRow.payload)
        rows = self._session.execute(query.where(ObservationRow.id.in_(numbers[:_AT_ONCE])).order_by(ObservationRow.id))
        return [(number, observation_from(name, version, payload)) for number, name, version, payload in rows]

    def _rows(self, query: Any) -> Iterator[Any]:
        yield from self._session.execute(query.execution_options(yield_per=5_000))


def forget_what_nobody_looked_at(session: Session, run_id: str, *, readings: bool) -> None:
    """Make a run that was cut off ready to go on: rows of looks that did not happen go, and their looks are open again.

    `readings`: also what was read from captures goes, because today's readers differ from those of the run. Rows that
    the end of a run adds (what earlier runs saw of its failing links) are added again at its end.
    """
    captures = []
    for number, fetch in session.execute(select(CaptureRow.id, CaptureRow.fetch).where(CaptureRow.run_id == run_id)):
        if fetch.startswith(_NOT_LOOKED):
            captures.append(number)
    _delete(session, CaptureRow, captures)
    going: list[int] = []
    open_again: list[tuple[str, str]] = []
    query = select(ObservationRow.id, ObservationRow.kind, ObservationRow.version, ObservationRow.payload)
    for number, kind, version, payload in session.execute(query.where(ObservationRow.run_id == run_id)):
        if kind == LinkFailedBefore.KIND or (readings and kind in _READ_KINDS):
            going.append(number)
        elif any(sign in payload for sign in _NOT_LOOKED):
            seen = observation_from(kind, version, payload)
            if seen.fetch.ended in NOT_LOOKED:
                going.append(number)
                open_again += [(kind, url) for url in {seen.url, getattr(seen, "account_key", seen.url)}]
    _delete(session, ObservationRow, going)
    for kind, url in open_again:
        look = update(PlannedLook).where(PlannedLook.run_id == run_id, PlannedLook.kind == kind)
        session.execute(look.where(PlannedLook.url_sha256 == _whole_digest(url)).values(settled=False))
    session.commit()


_READ_KINDS = frozenset(kind.KIND for kind in READINGS)
_NOT_LOOKED = tuple(f'{{"ended":"{end}"' for end in NOT_LOOKED)


def _delete(session: Session, table: type[CaptureRow] | type[ObservationRow], numbers: list[int]) -> None:
    for start in range(0, len(numbers), _AT_ONCE):
        session.execute(delete(table).where(table.id.in_(numbers[start : start + _AT_ONCE])))


def _key(*words: str) -> int:
    """64 bits: among a million looks two share one with a chance of one in thirty million."""
    digest = hashlib.blake2b("\n".join(words).encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(digest.digest(), "little", signed=True)


def _whole_digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
