"""One request and what came of it: what evidence files are made of. Bounded, numbers of people masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from checks.observation import FetchEnd

Headers = tuple[tuple[str, str], ...]  # text is Latin-1, byte for byte as on the wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What we sent beside the address. `body`: the form of a POST."""

    headers: Headers = ()
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """`status` only where the other side answered. `body_sha256` is of the bytes received, decoded from their transfer
    and content encoding, before anything was masked; "" where there were none."""

    url: str
    at: datetime  # aware, UTC: when the answer was there, or the look given up
    method: str
    sent: Sent
    ended: FetchEnd
    detail: str = ""
    status: int | None = None
    headers: Headers = ()
    headers_cut: bool = False  # values or lines beyond the bounds were left out
    size: int = 0  # bytes received
    is_part: bool = False  # we stopped reading, or keep only the beginning
    body_sha256: str = ""
    kept_sha256: str = ""  # under which digest `bodies` may have it, masked
