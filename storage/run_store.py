"""One run's door for crawling and judging: keeps bodies, captures, observations and planned looks.

Writes are collected and committed every `BATCH` rows or `SECONDS`, so that a kill loses at most that much and a crawl
does not wait for the disk at every page. The caller opens the session; `close()` commits what is left.
"""

from __future__ import annotations

import hashlib
import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Insert, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from checks.observation import Fetch, LinksSeen, ListSeen, Observation, PageSeen, PersonalNumber
from checks.personal_numbers import find_and_mask
from storage.base import Base, StorageFailed
from storage.capture import Capture, CaptureRole
from storage.crawl_tables import Body, CaptureRow, ObservationRow, PlannedLook, Run
from storage.exchange_tables import ExchangeRow
from storage.payloads import from_json, observation_from, to_json

BATCH = 200  # rows; a commit per row is 60 times slower (5,000 against 320,000 rows/s measured on SQLite)
SECONDS = 0.5  # what a kill costs at most; a commit takes a few milliseconds
READINGS = (PageSeen, LinksSeen, ListSeen)  # made from captures alone, so `reread` can replace them
# Starts of files in which numbers of people cannot be seen, let alone masked (zip, so xlsx and docx; old Office;
# PDF; gzip; rar; 7z): of these only the digest is kept. Nothing of them is read again later.
COMPRESSED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
NUMBERS = tuple[PersonalNumber, ...]


class RunStore:
    def __init__(self, session: Session, run_id: str) -> None:
        self.run_id = run_id
        self._session = session
        self._waiting: dict[type[Base], list[dict[str, object]]] = {}
        self._settled: list[tuple[str, str]] = []
        self._rows = 0
        self._last_commit = time.monotonic()
        self.failed: StorageFailed | None = None
        self.counted: Callable[[], Mapping[str, object]] | None = None  # what the run counts, kept with what it saw

    def keep(
        self,
        *,
        url: str,
        role: CaptureRole,
        body: bytes,
        fetch: Fetch,
        column_url: str = "",
        page_index: int = 0,
        request: str = "",
        observed_at: datetime | None = None,
        vantage: str = "default",
        earlier: Capture | None = None,
    ) -> Capture:
        """Mask numbers of people, store the body under the digest of the original, and give the capture to read.

        `earlier`: what an earlier run had of the same address; where the bytes are the same, the fetch says since when.
        """
        digest = hashlib.sha256(body).hexdigest() if body else ""
        if earlier is not None and digest and earlier.body_sha256 == digest:
            fetch = replace(fetch, unchanged_since=earlier.fetch.unchanged_since or earlier.observed_at)
        masked = find_and_mask(body)
        capture = Capture(
            url=url,
            role=role,
            column_url=column_url,
            page_index=page_index,
            request=request,
            body=masked.body,
            body_sha256=digest,
            fetch=fetch,
            observed_at=observed_at or datetime.now(UTC),
            vantage=vantage,
            personal_numbers=masked.numbers,
        )
        if digest:
            kept = b"" if body.startswith(COMPRESSED) else masked.body
            content = {"sha256": digest, "size": len(body), "content": zlib.compress(kept, 6)}
            self._wait(Body, content)
        self._keep(capture)
        return capture

    def take_over(self, earlier: Capture, *, fetch: Fetch, page_index: int, observed_at: datetime) -> Capture:
        """A look that found what an earlier run of the same database has kept; its body is not stored again."""
        capture = replace(earlier, fetch=fetch, page_index=page_index, observed_at=observed_at)
        self._keep(capture)
        return capture

    def _keep(self, capture: Capture) -> None:
        self._wait(
            CaptureRow,
            {
                "run_id": self.run_id,
                "url": capture.url,
                "role": str(capture.role),
                "column_url": capture.column_url,
                "page_index": capture.page_index,
                "request": capture.request,
                "body_sha256": capture.body_sha256 or None,
                "fetch": to_json(capture.fetch),
                "observed_at": capture.observed_at,
                "vantage": capture.vantage,
                "personal_numbers": to_json(capture.personal_numbers, NUMBERS),
            },
        )

    def keep_exchange(self, row: Mapping[str, object], body: bytes = b"") -> None:
        """`row` as `storage.exchanges.exchange_row` makes it. `body`: masked, where no capture keeps it."""
        if body:
            self._wait(Body, {"sha256": row["kept_sha256"], "size": len(body), "content": zlib.compress(body, 6)})
        self._wait(ExchangeRow, {**row, "run_id": self.run_id})

    def add(self, observation: Observation, *, settles: str | None = None) -> None:
        """Store an observation; `settles` names the kind of the planned look of the same URL that it ends."""
        self._wait(ObservationRow, self._row(observation))
        if settles is not None:
            self._settled.append((settles, observation.url))

    def settle(self, kind: str, url: str) -> None:
        """Mark a planned look as ended by an observation stored under another URL."""
        self._settled.append((kind, url))

    def plan(self, looks: Iterable[tuple[str, str]]) -> None:
        """Write down looks as (kind, url); one that is planned already stays as it is."""
        for kind, url in looks:
            self._wait(
                PlannedLook,
                {
                    "run_id": self.run_id,
                    "kind": kind,
                    "url": url,
                    "url_sha256": url_digest(url),
                    "settled": False,
                },
            )

    def open_looks(self) -> list[tuple[str, str]]:
        """Planned looks that no observation has ended yet, in the order they were planned."""
        self.flush()
        query = (
            select(PlannedLook.kind, PlannedLook.url)
            .where(PlannedLook.run_id == self.run_id, PlannedLook.settled.is_(False))
            .order_by(PlannedLook.id)
        )
        return [(kind, url) for kind, url in self._session.execute(query)]

    def observations(self, kind: str = "") -> Iterator[Observation]:
        """All observations of the run (or of one kind) in the order they were stored."""
        self.flush()
        query = (
            select(ObservationRow.kind, ObservationRow.version, ObservationRow.payload)
            .where(ObservationRow.run_id == self.run_id)
            .order_by(ObservationRow.id)
        )
        if kind:
            query = query.where(ObservationRow.kind == kind)
        for kind, version, payload in self._session.execute(query.execution_options(yield_per=1000)):
            yield observation_from(kind, version, payload)

    def captures(self, role: CaptureRole | None = None) -> Iterator[Capture]:
        """Captures with their masked bodies, in the order they were stored."""
        self.flush()
        query = (
            select(CaptureRow, Body.content)
            .outerjoin(Body, Body.sha256 == CaptureRow.body_sha256)
            .where(CaptureRow.run_id == self.run_id)
            .order_by(CaptureRow.id)
        )
        if role is not None:
            query = query.where(CaptureRow.role == str(role))
        for row, content in self._session.execute(query.execution_options(yield_per=50)):
            yield capture_of(row, content)

    def replace_readings(self, readings: Iterable[Observation]) -> int:
        """Put new readings of the stored captures in place of the old ones, all or nothing. Gives their number."""
        self.flush()
        kinds = [kind.KIND for kind in READINGS]
        rows = [self._row(reading) for reading in readings]
        self._session.execute(
            delete(ObservationRow).where(ObservationRow.run_id == self.run_id, ObservationRow.kind.in_(kinds))
        )
        if rows:
            self._session.execute(insert(ObservationRow), rows)
        self._session.commit()
        return len(rows)

    def flush(self) -> None:
        """Commit everything collected so far. Raises StorageFailed, and from then on at every further call."""
        if self.failed is not None:
            raise self.failed
        try:
            self._write()
        except SQLAlchemyError as error:
            self._session.rollback()
            self.failed = StorageFailed(error)
            raise self.failed from error

    close = flush

    def _write(self) -> None:
        for table in (Body, PlannedLook, CaptureRow, ObservationRow, ExchangeRow):
            rows = self._waiting.pop(table, [])
            if rows:
                self._session.execute(insert_new(table, self._session), rows)
        if self._settled:
            self._settle_all()
        if self.counted is not None:
            counts = json.dumps(self.counted(), ensure_ascii=False, sort_keys=True)
            self._session.execute(update(Run).where(Run.id == self.run_id).values(summary=counts))
        self._session.commit()
        self._rows = 0
        self._last_commit = time.monotonic()

    def _row(self, observation: Observation) -> dict[str, object]:
        return {
            "run_id": self.run_id,
            "kind": observation.KIND,
            "version": observation.VERSION,
            "url": observation.url,
            "observed_at": observation.observed_at,
            "body_sha256": observation.body_sha256,
            "payload": to_json(observation),
        }

    def _wait(self, table: type[Base], row: dict[str, object]) -> None:
        self._waiting.setdefault(table, []).append(row)
        self._rows += 1
        if self._rows >= BATCH or time.monotonic() - self._last_commit > SECONDS:
            self.flush()

    def _settle_all(self) -> None:
        rows, self._settled = self._settled, []
        for kind in sorted({kind for kind, _ in rows}):
            digests = sorted({url_digest(url) for look_kind, url in rows if look_kind == kind})
            for start in range(0, len(digests), 500):  # SQLite allows 32,766 variables; 500 keeps statements small
                self._session.execute(
                    update(PlannedLook)
                    .where(
                        PlannedLook.run_id == self.run_id,
                        PlannedLook.kind == kind,
                        PlannedLook.url_sha256.in_(digests[start : start + 500]),
                    )
                    .values(settled=True)
                )


def insert_new(table: type[Base], session: Session) -> Insert:
    """Of bodies and planned looks a row that is there already stays as it is."""
    if table not in (Body, PlannedLook):
        return insert(table)
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def capture_of(row: CaptureRow, content: bytes | None) -> Capture:
    """`content`: the masked body as it is kept."""
    return Capture(
        url=row.url,
        role=CaptureRole(row.role),
        column_url=row.column_url,
        page_index=row.page_index,
        request=row.request,
        body=zlib.decompress(content) if content else b"",
        body_sha256=row.body_sha256 or "",
        fetch=from_json(row.fetch, Fetch),
        observed_at=row.observed_at,
        vantage=row.vantage,
        personal_numbers=from_json(row.personal_numbers, NUMBERS),
    )


def url_digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
