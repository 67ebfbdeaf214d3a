"""Exchanges of one run, found again by their address; and the bodies that belong to them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from checks.observation import FetchEnd
from storage.crawl_tables import Body
from storage.exchange import Exchange, Headers, Sent
from storage.exchange_tables import ExchangeRow
from storage.payloads import from_json, to_json
from storage.run_store import url_digest

_AT_ONCE = 500  # SQLite before 3.32 takes 999 variables


def exchange_row(run_id: str, exchange: Exchange) -> dict[str, object]:
    return {
        "run_id": run_id,
        "url": exchange.url,
        "url_sha256": url_digest(exchange.url),
        "at": exchange.at,
        "method": exchange.method,
        "sent": to_json(exchange.sent),
        "ended": str(exchange.ended),
        "detail": exchange.detail,
        "status": exchange.status,
        "headers": to_json(exchange.headers, Headers),
        "headers_cut": exchange.headers_cut,
        "size": exchange.size,
        "is_part": exchange.is_part,
        "body_sha256": exchange.body_sha256,
        "kept_sha256": exchange.kept_sha256,
    }


class StoredExchanges:
    def __init__(self, session: Session, run_id: str) -> None:
        self._session = session
        self._run_id = run_id

    def of(self, url: str) -> list[Exchange]:
        """All requests to this address, in the order they were stored."""
        query = select(ExchangeRow).where(
            ExchangeRow.run_id == self._run_id, ExchangeRow.url_sha256 == url_digest(url), ExchangeRow.url == url
        )
        return [_exchange(row) for row in self._session.scalars(query.order_by(ExchangeRow.at, ExchangeRow.id))]

    def body(self, sha256: str) -> bytes:
        """As kept, numbers of people masked; b"" where none is kept."""
        content = self._session.scalar(select(Body.content).where(Body.sha256 == sha256)) if sha256 else None
        return zlib.decompress(content) if content else b""

    def size_received(self, sha256: str) -> int | None:
        """Bytes of the body before it was masked; None where it is not kept."""
        return self._session.scalar(select(Body.size).where(Body.sha256 == sha256))

    def sizes(self, digests: Iterable[str]) -> dict[str, int]:
        """Digest → bytes that the body takes when it is compressed; bodies that are not kept are left out."""
        wanted = sorted(set(digests) - {""})
        sizes: dict[str, int] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            query = select(Body.sha256, func.length(Body.content)).where(
                Body.sha256.in_(wanted[start : start + _AT_ONCE])
            )
            sizes.update((sha256, size) for sha256, size in self._session.execute(query))
        return sizes


def _exchange(row: ExchangeRow) -> Exchange:
    return Exchange(
        url=row.url,
        at=row.at,
        method=row.method,
        sent=from_json(row.sent, Sent),
        ended=FetchEnd(row.ended),
        detail=row.detail,
        status=row.status,
        headers=from_json(row.headers, Headers),
        headers_cut=row.headers_cut,
        size=row.size,
        is_part=row.is_part,
        body_sha256=row.body_sha256,
        kept_sha256=row.kept_sha256,
    )
