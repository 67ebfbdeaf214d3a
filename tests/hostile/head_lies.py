"""Heads that flood, drip, contradict HTTP or never come, and connections that end at every stage."""

from __future__ import annotations

import asyncio

from tests.hostile.body_lies import WORDS
from tests.hostile.wire import HTML, OK, Wire, case

NUMBER = "11010519491231002X"  # the standard's own example of an identity number: its checksum is right


async def slow_head(wire: Wire) -> None:
    await wire.drip(OK + HTML + b"X-Wait: " + b"x" * 10_000, 0.2)


async def ten_thousand_headers(wire: Wire) -> None:
    await wire.send(OK, HTML, *(b"X-Flood-%d: some words of no use\r\n" % n for n in range(10_000)), b"\r\n", WORDS)


async def header_of_a_megabyte(wire: Wire) -> None:
    await wire.send(OK, HTML, b"X-Large: ", b"x" * 1_000_000, b"\r\n\r\n", WORDS)


async def endless_head(wire: Wire) -> None:
    await wire.send(OK)
    await wire.forever(b"X-More: again and again\r\n")


async def one_endless_header(wire: Wire) -> None:
    await wire.send(OK, b"X-Long: ")
    await wire.forever(b"x")


async def thousand_cookies(wire: Wire) -> None:
    await wire.page(WORDS, *(b"Set-Cookie: c%d=%s" % (n, b"v" * 50) for n in range(1_000)))


async def no_head(wire: Wire) -> None:
    """HTTP/0.9: the page and nothing else."""
    await wire.send(WORDS)


async def status_of_nonsense(wire: Wire) -> None:
    await wire.send("你好 HTTP 完成\r\n".encode(), b"\r\n", WORDS)


async def status_without_number(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 OK fine\r\n\r\n", WORDS)


async def status_too_large(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 99999 Far\r\nContent-Length: 0\r\n\r\n")


async def status_zero(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n")


async def version_nobody_knows(wire: Wire) -> None:
    await wire.send(b"HTTP/7.7 200 OK\r\n" + HTML + b"Content-Length: %d\r\n\r\n" % len(WORDS), WORDS)


async def announcements_without_end(wire: Wire) -> None:
    await wire.forever(b"HTTP/1.1 100 Continue\r\n\r\n")


async def slow_announcements(wire: Wire) -> None:
    await wire.forever(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0.1)


async def other_protocol(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    await wire.forever(b"\x82\x7e\xff\xff", 0.05)


async def body_where_none_may_be(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 204 No Content\r\nContent-Length: %d\r\n\r\n" % len(WORDS), WORDS)


async def not_modified_unasked(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 304 Not Modified\r\n\r\n")


async def header_without_colon(wire: Wire) -> None:
    await wire.send(OK, HTML, b"this is no header\r\n\r\n", WORDS)


async def header_with_nul(wire: Wire) -> None:
    await wire.send(OK, HTML, b"X-Nul: a\0b\r\n\r\n", WORDS)


async def folded_header(wire: Wire) -> None:
    await wire.send(OK, b"Content-Type: text/html;\r\n charset=utf-8\r\n", b"\r\n", WORDS)


async def number_in_head(wire: Wire) -> None:
    await wire.page(WORDS, f"X-Owner: {NUMBER}".encode(), f"Content-Disposition: inline; filename={NUMBER}".encode())


async def length_of_type(wire: Wire) -> None:
    await wire.page(WORDS, b"Content-Type: text/html; charset=" + b"u" * 20_000)


async def waits_for_a_year(wire: Wire) -> None:
    await wire.page(WORDS, b"Retry-After: 31536000", status=b"503 Busy")


async def asks_for_a_password(wire: Wire) -> None:
    await wire.page(WORDS, b"WWW-Authenticate: Basic realm=" + b"r" * 5_000, status=b"401 Who")


async def nothing_at_all(wire: Wire) -> None:
    await wire.hang()


async def closes_at_once(wire: Wire) -> None:
    return


async def resets_at_once(wire: Wire) -> None:
    wire.reset()


async def closes_in_status(wire: Wire) -> None:
    await wire.send(b"HTTP/1.1 2")


async def closes_in_head(wire: Wire) -> None:
    await wire.send(OK, b"Content-Ty")


async def closes_before_body(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 100\r\n\r\n")


async def resets_in_body(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Content-Length: 100000\r\n\r\n", WORDS[:50])
    await asyncio.sleep(0.05)
    wire.reset()


async def closes_in_chunk(wire: Wire) -> None:
    await wire.send(OK, HTML, b"Transfer-Encoding: chunked\r\n\r\nffff\r\n<html>")


CASES = (
    case("slow-head", slow_head, "timeout"),
    case("ten-thousand-headers", ten_thousand_headers, "bad-answer"),
    case("header-of-a-megabyte", header_of_a_megabyte, "bad-answer"),
    case("endless-head", endless_head, "bad-answer"),
    case("one-endless-header", one_endless_header, "bad-answer"),
    case("thousand-cookies", thousand_cookies, "answered", "bad-answer"),
    case("no-head", no_head, "bad-answer"),
    case("status-of-nonsense", status_of_nonsense, "bad-answer"),
    case("status-without-number", status_without_number, "bad-answer"),
    case("status-too-large", status_too_large, "bad-answer"),
    case("status-zero", status_zero, "bad-answer", "answered"),
    case("version-nobody-knows", version_nobody_knows, "bad-answer", "answered"),
    case("announcements-without-end", announcements_without_end, "bad-answer", "timeout", "too-large"),
    case("slow-announcements", slow_announcements, "bad-answer", "timeout"),
    case("other-protocol", other_protocol, "bad-answer", "answered", "timeout"),
    case("body-where-none-may-be", body_where_none_may_be, "answered", "bad-answer"),
    case("not-modified-unasked", not_modified_unasked, "answered"),
    case("header-without-colon", header_without_colon, "bad-answer"),
    case("header-with-nul", header_with_nul, "bad-answer"),
    case("folded-header", folded_header, "answered", "bad-answer"),
    case("number-in-head", number_in_head, "answered"),
    case("length-of-type", length_of_type, "answered"),
    case("waits-for-a-year", waits_for_a_year, "answered"),
    case("asks-for-a-password", asks_for_a_password, "answered"),
    case("nothing-at-all", nothing_at_all, "timeout"),
    case("closes-at-once", closes_at_once, "reset"),
    case("resets-at-once", resets_at_once, "reset"),
    case("closes-in-status", closes_in_status, "reset", "bad-answer"),
    case("closes-in-head", closes_in_head, "reset", "bad-answer"),
    case("closes-before-body", closes_before_body, "reset"),
    case("resets-in-body", resets_in_body, "reset"),
    case("closes-in-chunk", closes_in_chunk, "reset"),
)
