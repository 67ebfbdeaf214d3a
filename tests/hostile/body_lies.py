"""Bodies that never end, come too slowly, are of another length than they say, or grow when they are unpacked."""

from __future__ import annotations

import gzip
import zlib
from functools import cache

import brotli  # type: ignore[import-untyped]

from tests.hostile.wire import HTML, OK, Wire, case

WORDS = "<html><head><title>关于某事项的通知</title></head><body><p>正文</p></body></html>".encode()
_ROW = b"<p>" + b"x" * 990 + b"</p>\n"
_BOMB = 200_000_000  # bytes once unpacked: twenty-five times what one page may have
CHUNKED = OK + HTML + b"Transfer-Encoding: chunked\r\n\r\n"


async def endless(wire: Wire) -> None:
    await wire.send(OK, HTML, b"\r\n")
    await wire.forever(_ROW)


async def endless_with_length(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 1000000000000\r\n\r\n")
    await wire.forever(_ROW)


async def endless_chunks(wire: Wire) -> None:
    await wire.send(CHUNKED)
    await wire.forever(b"%x\r\n%s\r\n" % (len(_ROW), _ROW))


async def endless_small_chunks(wire: Wire) -> None:
    await wire.send(CHUNKED)
    await wire.forever(b"1\r\nx\r\n")


async def endless_chunk_size(wire: Wire) -> None:
    await wire.send(CHUNKED)
    await wire.forever(b"0")


async def endless_chunk_extension(wire: Wire) -> None:
    await wire.send(CHUNKED, b"1;a=")
    await wire.forever(b"x")


async def endless_trailers(wire: Wire) -> None:
    await wire.send(CHUNKED, b"1\r\nx\r\n0\r\n")
    await wire.forever(b"X-Trailer: " + b"y" * 500 + b"\r\n")


async def one_endless_trailer(wire: Wire) -> None:
    await wire.send(CHUNKED, b"1\r\nx\r\n0\r\nX-Trailer: ")
    await wire.forever(b"y")


async def slow_body(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 100000\r\n\r\n")
    await wire.drip(b"<html><body>" + b"x" * 10_000, 0.2)


async def length_too_long(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 5000\r\n\r\n", WORDS)


async def length_too_short(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 60\r\n\r\n", WORDS)


async def length_negative(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: -1\r\n\r\n", WORDS)


async def length_twice(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 10\r\nContent-Length: %d\r\n\r\n" % len(WORDS), WORDS)


async def length_without_bounds(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 1%s\r\n\r\n" % (b"0" * 5_000), WORDS)


async def length_and_chunks(wire: Wire) -> None:
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(WORDS), WORDS)
    await wire.send(OK, HTML, b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", chunk)


async def two_answers(wire: Wire) -> None:
    """The second one waits for whoever asks next on the same connection."""
    forged = b"<html><head><title>forged</title></head><body>forged</body></html>"
    first = b"HTTP/1.1 200 OK\r\n" + HTML + b"Content-Length: %d\r\n\r\n" % len(WORDS) + WORDS
    second = b"HTTP/1.1 200 OK\r\n" + HTML + b"Content-Length: %d\r\n\r\n" % len(forged) + forged
    await wire.send(first + second)
    await wire.hang()


async def gzip_bomb(wire: Wire) -> None:
    await _packed(wire, b"gzip", _gzip_bomb())


async def deflate_bomb(wire: Wire) -> None:
    await _packed(wire, b"deflate", _deflate_bomb())


async def bare_deflate_bomb(wire: Wire) -> None:
    await _packed(wire, b"deflate", _deflate_bomb()[2:])


async def brotli_bomb(wire: Wire) -> None:
    """Nobody asked for this coding."""
    await _packed(wire, b"br", _brotli_bomb())


async def gzip_twice(wire: Wire) -> None:
    await _packed(wire, b"gzip, gzip", gzip.compress(_gzip_bomb()))


async def gzip_inside_gzip(wire: Wire) -> None:
    await _packed(wire, b"gzip", gzip.compress(_gzip_bomb()))


async def gzip_of_nonsense(wire: Wire) -> None:
    await _packed(wire, b"gzip", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\xff\xfe\xfd" * 3_000)


async def gzip_that_is_none(wire: Wire) -> None:
    await _packed(wire, b"gzip", WORDS)


async def gzip_cut_off(wire: Wire) -> None:
    await _packed(wire, b"gzip", gzip.compress(WORDS * 50)[:60])


async def gzip_then_endless(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(WORDS))
    await wire.forever(b"\xaa" * 1_024)


async def gzip_of_endless_nothing(wire: Wire) -> None:
    """Stored blocks of no bytes: much comes in and nothing comes out."""
    await wire.send(OK, HTML, b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"")[:10])
    await wire.forever(b"\x00\x00\x00\xff\xff")


async def gzip_members_without_end(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Encoding: gzip\r\n\r\n")
    await wire.forever(gzip.compress(b""))


async def coding_nobody_knows(wire: Wire) -> None:
    await _packed(wire, b"x-unheard-of", WORDS)


async def _packed(wire: Wire, coding: bytes, body: bytes) -> None:
    await wire.send(OK, HTML, b"Content-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(body)), body)


@cache
def _gzip_bomb() -> bytes:
    return gzip.compress(b"\0" * _BOMB, 6)


@cache
def _deflate_bomb() -> bytes:
    return zlib.compress(b"\0" * _BOMB, 6)


@cache
def _brotli_bomb() -> bytes:
    return brotli.compress(b"\0" * _BOMB, quality=1)


def pack() -> None:
    """Packs the bombs before anybody waits for them."""
    for bomb in (_gzip_bomb, _deflate_bomb, _brotli_bomb):
        bomb()


CASES = (
    case("endless", endless, "too-large"),
    case("endless-with-length", endless_with_length, "too-large"),
    case("endless-chunks", endless_chunks, "too-large"),
    case("endless-small-chunks", endless_small_chunks, "too-large", "timeout"),
    case("endless-chunk-size", endless_chunk_size, "bad-answer", "reset", "too-large", "timeout"),
    case("endless-chunk-extension", endless_chunk_extension, "bad-answer", "reset", "too-large", "timeout"),
    case("endless-trailers", endless_trailers, "bad-answer", "reset", "too-large", "timeout"),
    case("one-endless-trailer", one_endless_trailer, "bad-answer", "reset", "too-large", "timeout"),
    case("slow-body", slow_body, "timeout"),
    case("length-too-long", length_too_long, "answered"),
    case("length-too-short", length_too_short, "answered", "bad-answer"),
    case("length-negative", length_negative, "bad-answer"),
    case("length-twice", length_twice, "bad-answer", "answered"),
    case("length-without-bounds", length_without_bounds, "bad-answer"),
    case("length-and-chunks", length_and_chunks, "bad-answer", "answered"),
    case("two-answers", two_answers, "answered", "bad-answer"),
    case("gzip-bomb", gzip_bomb, "too-large"),
    case("deflate-bomb", deflate_bomb, "too-large"),
    case("bare-deflate-bomb", bare_deflate_bomb, "too-large"),
    case("brotli-bomb", brotli_bomb, "too-large", "bad-answer", "answered"),
    case("gzip-twice", gzip_twice, "too-large", "bad-answer", "answered"),
    case("gzip-inside-gzip", gzip_inside_gzip, "answered"),
    case("gzip-of-nonsense", gzip_of_nonsense, "bad-answer"),
    case("gzip-that-is-none", gzip_that_is_none, "bad-answer"),
    case("gzip-cut-off", gzip_cut_off, "answered", "bad-answer", "reset"),
    case("gzip-then-endless", gzip_then_endless, "too-large", "bad-answer", "timeout"),
    case("gzip-of-endless-nothing", gzip_of_endless_nothing, "too-large", "bad-answer", "timeout"),
    case("gzip-members-without-end", gzip_members_without_end, "too-large", "bad-answer", "timeout"),
    case("coding-nobody-knows", coding_nobody_knows, "answered", "bad-answer"),
)
