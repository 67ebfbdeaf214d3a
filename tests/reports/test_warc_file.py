"""WARC records of hostile answers: whatever a server says, the file stays readable and the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from checks.observation import FetchEnd
from reports.warc_file import WarcFile
from storage.exchange import Exchange, Sent

AT = datetime(2023, 12, 15, 2, 3, 4, 567, tzinfo=UTC)
HEADERS = (
    ("Server", "\xc4\xe3\xba\xc3"),  # raw GBK, as Latin-1
    ("", ""),
    ("Transfer-Encoding", "chunked"),
    ("content-encoding", "gzip"),
    ("Content-Length", "99999"),
)


def exchange(**more: Any) -> Exchange:
    given = {"url": "http://www.example.gov.cn/a?b=1", "status": 200, "ended": FetchEnd.ANSWERED, **more}
    return Exchange(at=AT, method=given.pop("method", "GET"), sent=Sent(headers=(("User-Agent", "u"),)), **given)


def written(*pairs: tuple[Exchange, bytes]) -> bytes:
    file = io.BytesIO()
    warc = WarcFile(file, "run")
    warc.about(AT, {"software": "x\r\ninjected: y"})
    for one, body in pairs:
        warc.exchange(one, body)
    return file.getvalue()


def kinds(content: bytes) -> list[str]:
    found = []
    for record in ArchiveIterator(io.BytesIO(content), check_digests="raise"):
        record.content_stream().read()
        found.append(record.rec_type)
    return found


def test_any_status_any_header_and_any_address_can_be_read_back(tmp_path) -> None:
    addresses = ["http://例子.中国/公告?a=%zz b\r\nX: y", "http://www.example.gov.cn/" + "长" * 2_000, "http://h:1/"]
    pairs = [
        (exchange(url=f"{address}{status}", status=status, headers=HEADERS, size=4), b"body")
        for address in addresses
        for status in (101, 200, 204, 304, 404, 599, 999)
    ]
    content = written(*pairs)
    (tmp_path / "x.warc.gz").write_bytes(content)
    assert Checker(SimpleNamespace(inputs=[str(tmp_path / "x.warc.gz")], verbose=False)).process_all() == 0
    assert kinds(content).count("request") == len(pairs)
    assert content == written(*pairs)


def test_a_decoded_body_is_not_called_encoded() -> None:
    content = written((exchange(headers=HEADERS, size=4), b"body"))
    [answer] = [record for record in ArchiveIterator(io.BytesIO(content)) if record.rec_type == "response"]
    names = [name.lower() for name, _ in answer.http_headers.headers]
    assert names.count("content-length") == 1
    assert not {"transfer-encoding", "content-encoding"} & set(names)
    assert "x-archive-orig-content-encoding" in names


def test_of_a_head_the_length_stands_as_said() -> None:
    content = written((exchange(method="HEAD", headers=HEADERS), b""))
    [answer] = [record for record in ArchiveIterator(io.BytesIO(content)) if record.rec_type == "response"]
    assert answer.http_headers.get_header("Content-Length") == "99999"


def test_a_request_without_an_answer_and_one_that_was_never_sent() -> None:
    timed_out = exchange(url="http://a.example/", status=None, ended=FetchEnd.TIMEOUT)
    unknown = exchange(url="http://b.example/", status=None, ended=FetchEnd.NAME_UNKNOWN)
    assert kinds(written((timed_out, b""), (unknown, b""))) == ["warcinfo", "request"]


def test_bodies_that_are_cut_or_left_out_say_so() -> None:
    def truncated(one: Exchange, body: bytes) -> str | None:
        content = written((one, body))
        [answer] = [record for record in ArchiveIterator(io.BytesIO(content)) if record.rec_type == "response"]
        return answer.rec_headers.get_header("WARC-Truncated")

    assert truncated(exchange(size=4, body_sha256="a"), b"body") is None
    assert truncated(exchange(size=9, body_sha256="a", is_part=True), b"body") == "length"
    assert truncated(exchange(size=9, body_sha256="a"), b"") == "unspecified"
    assert truncated(exchange(), b"") is None


def test_the_same_exchange_stands_once_and_what_is_taken_back_is_gone() -> None:
    file = io.BytesIO()
    warc = WarcFile(file, "run")
    first = warc.exchange(exchange(size=4), b"body")
    assert warc.exchange(exchange(size=4), b"body") == first
    begun = warc.mark()
    other = exchange(url="http://www.example.gov.cn/c", size=4)
    warc.exchange(other, b"body")
    warc.back_to(begun)
    assert kinds(file.getvalue()) == ["response", "request"]
    assert warc.exchange(other, b"body") is not None
    assert kinds(file.getvalue()) == ["response", "request", "revisit", "request"]
