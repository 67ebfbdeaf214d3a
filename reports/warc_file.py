"""WARC 1.1 (ISO 28500:2017) of what was seen, written so that the same looks give the same bytes.

Bodies are those of the store: decoded from transfer and content encoding, numbers of people masked. So the headers that
described the encoding stand as `X-Archive-Orig-…`, digests of a record are of what is in the record, and the digest of
the bytes received stands in a metadata record of its own. Only record ids and dates that follow from what was seen are
used: no clock, no chance, no name of a machine.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from checks.observation import FetchEnd
from reports.places import shown_place
from storage.exchange import Exchange, Headers

PROTOCOL = "WARC/1.1"
REVISIT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
# Headers that would have a reader decode or cut a body that is stored decoded.
_OF_THE_WIRE = frozenset({"content-encoding", "transfer-encoding", "content-length"})
# Ends of a look before which a request was on its way.
_WAS_SENT = frozenset({FetchEnd.TIMEOUT, FetchEnd.RESET, FetchEnd.BAD_ANSWER, FetchEnd.TOO_LARGE, FetchEnd.ANSWERED})


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record begins in the file."""

    record_id: str
    offset: int


@dataclass(frozen=True, slots=True)
class _Whole:
    """A response that stands in the file with its body."""

    url: str
    date: str


class WarcFile:
    """Writes to a file opened for reading and writing. `run`: what the ids of records are made of, beside the look."""

    def __init__(self, file: BinaryIO, run: str) -> None:
        self._file = file
        self._run = run
        self._writer = WARCWriter(file, gzip=True, warc_version=PROTOCOL)
        self._places: dict[str, RecordPlace] = {}
        self._whole: dict[str, _Whole] = {}
        self._since: list[tuple[dict[str, Any], str]] = []

    @property
    def size(self) -> int:
        return self._file.tell()

    def mark(self) -> int:
        """From here on `back_to` can take everything back."""
        self._since = []
        return self.size

    def back_to(self, mark: int) -> None:
        for known, key in self._since:
            del known[key]
        self._since = []
        self._file.seek(mark)
        self._file.truncate()

    def about(self, at: datetime, fields: Mapping[str, str]) -> None:
        """The warcinfo record, which every file begins with."""
        block = _fields(fields)
        self._write("warcinfo", self._id("warcinfo"), at, block, "application/warc-fields", {})

    def exchange(self, exchange: Exchange, body: bytes, *, cut: bool = False) -> RecordPlace | None:
        """Request, response and what there is to say of it, once; the place of the response. `body` as stored.

        `cut`: for want of room only the beginning is given. None where nothing was sent, let alone answered.
        """
        key = f"{exchange.at.isoformat()} {exchange.method} {exchange.url}"
        known = self._places.get(key)
        if known is not None:
            return known
        if exchange.status is None:
            if exchange.ended not in _WAS_SENT:
                return None
            place = self._write(
                "request", self._id(f"request {key}"), exchange.at, _request(exchange), _HTTP_REQUEST, _at(exchange)
            )
            self._remember(self._places, key, place)
            return place
        response_id = self._id(f"response {key}")
        place = self._response(exchange, body, response_id, cut)
        self._write(
            "request",
            self._id(f"request {key}"),
            exchange.at,
            _request(exchange),
            _HTTP_REQUEST,
            {**_at(exchange), "WARC-Concurrent-To": response_id},
        )
        told = _told(exchange, body, cut)
        if told:
            self._write(
                "metadata",
                self._id(f"metadata {key}"),
                exchange.at,
                _fields(told),
                "application/warc-fields",
                {**_at(exchange), "WARC-Refers-To": response_id},
            )
        self._remember(self._places, key, place)
        return place

    def page(self, url: str, at: datetime, content_type: str, body: bytes, told: Mapping[str, str]) -> RecordPlace:
        """A page that no exchange is stored of: as a browser drew it, or of a run before exchanges were stored."""
        key = f"resource {at.isoformat()} {url}"
        known = self._places.get(key)
        if known is not None:
            return known
        record_id = self._id(key)
        named = {"WARC-Target-URI": _named(url)}
        place = self._write("resource", record_id, at, body, content_type or "application/octet-stream", named)
        about = {**named, "WARC-Refers-To": record_id}
        self._write("metadata", self._id(f"metadata {key}"), at, _fields(told), "application/warc-fields", about)
        self._remember(self._places, key, place)
        return place

    def finding(self, finding: str, at: datetime, told: Mapping[str, Any], refers_to: str) -> RecordPlace:
        """What is said about a place, with all looks at it, as JSON. Its name is no address of the portal's: replay
        would show it in place of the page."""
        block = json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
        headers = {"WARC-Target-URI": f"urn:xunjian:finding:{finding}"}
        if refers_to:
            headers["WARC-Refers-To"] = refers_to
        return self._write("metadata", self._id(f"finding {finding}"), at, block, "application/json", headers)

    def _response(self, exchange: Exchange, body: bytes, record_id: str, cut: bool) -> RecordPlace:
        digest = _digest(body)
        head = _head(exchange, len(body))
        headers = {**_at(exchange), "WARC-Payload-Digest": digest}
        if cut or exchange.is_part:
            headers["WARC-Truncated"] = "length"
        elif not body and exchange.size:
            headers["WARC-Truncated"] = "unspecified"
        whole = self._whole.get(digest) if body else None
        if whole is not None:
            about = {
                **headers,
                "WARC-Profile": REVISIT,
                "WARC-Refers-To-Target-URI": whole.url,
                "WARC-Refers-To-Date": whole.date,
            }
            return self._write("revisit", record_id, exchange.at, head, _HTTP_RESPONSE, about)
        if body:
            self._remember(self._whole, digest, _Whole(_one_line(exchange.url), warc_date(exchange.at)))
        return self._write("response", record_id, exchange.at, head + body, _HTTP_RESPONSE, headers)

    def _write(
        self, kind: str, record_id: str, at: datetime, block: bytes, content_type: str, headers: Mapping[str, str]
    ) -> RecordPlace:
        lines = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", record_id),
            ("WARC-Date", warc_date(at)),
            *headers.items(),
            ("WARC-Block-Digest", _digest(block)),
        ]
        place = RecordPlace(record_id, self._file.tell())
        about = StatusAndHeaders("", lines, protocol=PROTOCOL)
        # Given as one block, because a record that is parsed and put together again loses what headers really said;
        # the payload digest is set beforehand for the same reason.
        record = ArcWarcRecord("warc", _BLOCK_ONLY, about, io.BytesIO(block), None, content_type, len(block))
        self._writer.write_record(record)
        return place

    def _remember(self, known: dict[str, Any], key: str, value: object) -> None:
        known[key] = value
        self._since.append((known, key))

    def _id(self, what: str) -> str:
        return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'xunjian {self._run} {what}')}>"


_HTTP_REQUEST = "application/http; msgtype=request"
_HTTP_RESPONSE = "application/http; msgtype=response"
# A type for which the writer adds no payload digest of its own; what the record says it is stands in its headers.
_BLOCK_ONLY = "warcinfo"


def warc_date(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _named(url: str) -> str:
    """An address; of a local file (an account's export) its name alone."""
    return _one_line(url) if urlsplit(url).scheme in ("http", "https") else f"file:///{quote(shown_place(url))}"


def _at(exchange: Exchange) -> dict[str, str]:
    return {"WARC-Target-URI": _one_line(exchange.url)}


def _digest(content: bytes) -> str:
    return "sha256:" + base64.b32encode(hashlib.sha256(content).digest()).decode()


def _head(exchange: Exchange, length: int) -> bytes:
    try:
        phrase = HTTPStatus(exchange.status or 0).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {exchange.status} {phrase}".rstrip()]
    for name, value in exchange.headers:
        is_of_the_wire = name.lower() in _OF_THE_WIRE and exchange.method != "HEAD"
        lines.append(f"X-Archive-Orig-{name}: {value}" if is_of_the_wire else f"{name}: {value}")
    if exchange.method != "HEAD":
        lines.append(f"Content-Length: {length}")
    return _block(lines)


def _request(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{exchange.method} {_one_line(target)} HTTP/1.1", f"Host: {_one_line(parts.netloc)}"]
    lines += _lines(exchange.sent.headers)
    body = exchange.sent.body.encode("latin-1", "replace")
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return _block(lines) + body


def _lines(headers: Headers) -> list[str]:
    return [f"{name}: {value}" for name, value in headers]


def _block(lines: list[str]) -> bytes:
    """Header text is Latin-1 byte for byte; what we add ourselves may be wider."""
    encoded = [line.encode("latin-1") if _is_latin(line) else line.encode("utf-8", "replace") for line in lines]
    return b"\r\n".join(encoded) + b"\r\n\r\n"


def _is_latin(line: str) -> bool:
    return all(ord(character) < 256 for character in line)


def _one_line(text: str) -> str:
    return "".join(text.split()) if any(character.isspace() for character in text) else text


def _told(exchange: Exchange, body: bytes, cut: bool) -> dict[str, str]:
    """What the record by itself does not show."""
    told: dict[str, str] = {}
    if exchange.body_sha256:
        told["originalPayloadDigest"] = f"sha256:{exchange.body_sha256}"
        told["originalPayloadLength"] = str(exchange.size)
        if not body:
            told["payload"] = "left out: only its digest is kept"
        elif cut or len(body) < exchange.size:
            told["payload"] = "beginning only, numbers of people masked"
        elif hashlib.sha256(body).hexdigest() == exchange.body_sha256:
            told["payload"] = "as received"
        else:
            told["payload"] = "as received, but for numbers of people, which are masked"
    if exchange.headers_cut:
        told["headers"] = "long or many: not all of them were kept"
    return told


def _fields(told: Mapping[str, str]) -> bytes:
    """application/warc-fields; of texts of others only one line is taken."""
    lines = [f"{name}: {' '.join(value.split())}\r\n" for name, value in told.items()]
    return "".join(lines).encode("utf-8", "replace")
