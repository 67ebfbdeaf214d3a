"""Lies where machines read: robots.txt, site maps, feeds, columns, attached files, home pages."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

from tests.hostile.body_lies import endless, endless_chunks, gzip_bomb, slow_body
from tests.hostile.head_lies import NUMBER, endless_head, no_head, nothing_at_all, slow_head
from tests.hostile.page_lies import (
    data_never_closed,
    dates_by_the_thousand,
    hundred_thousand_deep,
    hundred_thousand_links,
    list_without_end,
    never_closed,
    one_line,
    scripts_never_closed,
    to_everywhere,
)
from tests.hostile.redirect_lies import in_a_circle, to
from tests.hostile.wire import Lie, Place, Wire, case

_PLAIN = b"Content-Type: text/plain; charset=utf-8"
_XML = b"Content-Type: application/xml; charset=utf-8"
_PDF = b"Content-Type: application/pdf"


def plain(text: str | bytes, *headers: bytes) -> Lie:
    async def lie(wire: Wire) -> None:
        await wire.page(text, *(headers or (_PLAIN,)))

    return lie


_LAUGHS = '<!DOCTYPE rss [<!ENTITY e0 "哈哈">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
_FILES = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.2:1/x.dtd">%p;]>'


async def feed_of_entities(wire: Wire) -> None:
    await wire.page(f"{_LAUGHS}]><rss version='2.0'><channel><item><title>&e11;</title></item></channel></rss>", _XML)


async def feed_of_files(wire: Wire) -> None:
    text = f"{_FILES}<rss version='2.0'><channel><item><title>&f;</title></item></channel></rss>"
    await wire.page(text.replace("127.0.0.2:1/", f"127.0.0.2:{wire.canary}/"), _XML)


async def feed_without_bottom(wire: Wire) -> None:
    await wire.page("<rss version='2.0'><channel>" + "<item>" * 100_000, _XML)


async def feed_of_many(wire: Wire) -> None:
    items = "".join(f"<item><title>第{n}号</title><link>http://127.0.0.2/{n}</link></item>" for n in range(60_000))
    await wire.page(f"<rss version='2.0'><channel>{items}</channel></rss>", _XML)


async def map_of_entities(wire: Wire) -> None:
    await wire.page(f"{_LAUGHS}]><urlset><url><loc>&e11;</loc></url></urlset>".replace("rss", "urlset"), _XML)


async def map_of_maps(wire: Wire) -> None:
    deeper = "".join(f"<sitemap><loc>/sitemap{n}.xml?{len(wire.path)}</loc></sitemap>" for n in range(1_000))
    await wire.page(
        f"<sitemapindex>{deeper}</sitemapindex>".replace("<loc>", f"<loc>http://{wire.host}:{wire.port}"), _XML
    )


async def map_of_everywhere(wire: Wire) -> None:
    rows = "".join(f"<url><loc>http://127.0.0.2:{wire.canary}/{n}/</loc></url>" for n in range(50_000))
    await wire.page(f"<urlset>{rows}</urlset>", _XML)


async def map_bomb(wire: Wire) -> None:
    await wire.page(gzip.compress(b"<urlset>" + b" " * 300_000_000), _XML, b"Content-Encoding: gzip")


async def number_of_a_person(wire: Wire) -> None:
    text = f"title,url,published_at\n{NUMBER}号,http://x.example/?sfzh={NUMBER},2023-11-01\n"
    await wire.page(text, b"Content-Type: text/csv")


def _zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_000_000)
    return packed.getvalue()


async def unpacked_for_ever(wire: Wire) -> None:
    await wire.page(_zip_bomb(), b"Content-Type: application/zip")


async def name_out_of_the_folder(wire: Wire) -> None:
    await wire.page(b"%PDF-1.4\n", _PDF, b'Content-Disposition: attachment; filename="../../../../etc/cron.d/x"')


async def name_without_end(wire: Wire) -> None:
    await wire.page(b"%PDF-1.4\n", _PDF, b"Content-Disposition: attachment; filename*=UTF-8''" + b"%E5%85" * 4_000)


async def name_of_nonsense(wire: Wire) -> None:
    header = b"Content-Disposition: attachment; filename*=zlib'%00'%ff%fe; filename=\"\\\"; filename=a\xff\x00.exe"
    await wire.page(b"%PDF-1.4\n", _PDF, header.replace(b"\x00", b"\x01"))


async def growing_json(wire: Wire) -> None:
    await wire.page(json.dumps({"items": [{"title": "x" * 100}] * 30_000}), b"Content-Type: application/json")


CASES = (
    case("robots-endless", endless, place=Place.ROBOTS),
    case("robots-slow", slow_body, place=Place.ROBOTS),
    case("robots-silent", nothing_at_all, place=Place.ROBOTS),
    case("robots-head-endless", endless_head, place=Place.ROBOTS),
    case("robots-no-head", no_head, place=Place.ROBOTS),
    case("robots-circle", in_a_circle, place=Place.ROBOTS),
    case("robots-inside", to("http://127.0.0.2:{canary}/robots.txt"), place=Place.ROBOTS),
    case("robots-file", to("file:///etc/passwd"), place=Place.ROBOTS),
    case("robots-bomb", gzip_bomb, place=Place.ROBOTS),
    case("robots-page", one_line, place=Place.ROBOTS),
    case("robots-stars", plain("User-agent: *\n" + f"Disallow: /{'*a' * 200}$\n" * 500), place=Place.ROBOTS),
    case("robots-rules", plain("User-agent: *\n" + "Disallow: /x*y*z$\n" * 30_000), place=Place.ROBOTS),
    case("robots-agents", plain("User-agent: *\nUser-agent: x\n" * 15_000), place=Place.ROBOTS),
    case("robots-delay", plain("User-agent: *\nCrawl-delay: 999999999999\n"), place=Place.ROBOTS),
    case("robots-delay-of-words", plain("User-agent: *\nCrawl-delay: nan\nRequest-rate: 1/0\n"), place=Place.ROBOTS),
    case("robots-nul", plain(b"User-agent: *\n\0\xff\xfeDisallow: /\0\n" * 1_000), place=Place.ROBOTS),
    case("feed-of-entities", feed_of_entities, "file-unreadable", place=Place.FEED),
    case("feed-of-files", feed_of_files, "file-unreadable", place=Place.FEED),
    case("feed-without-bottom", feed_without_bottom, "answered", place=Place.FEED),
    case("feed-of-many", feed_of_many, "answered", place=Place.FEED),
    case("feed-endless", endless, "too-large", place=Place.FEED),
    case(
        "feed-deep-json", plain("[" * 200_000, b"Content-Type: application/json"), "file-unreadable", place=Place.FEED
    ),
    case("feed-long-json", growing_json, "answered", place=Place.FEED),
    case("feed-numbers", number_of_a_person, "answered", place=Place.FEED),
    case("feed-inside", to("http://127.0.0.2:{canary}/"), "private-address", place=Place.FEED),
    case("column-endless", list_without_end, "answered", place=Place.COLUMN),
    case("column-of-links", hundred_thousand_links, "answered", "too-large", place=Place.COLUMN),
    case("column-deep", hundred_thousand_deep, "answered", place=Place.COLUMN),
    case("column-never-closed", never_closed, "answered", place=Place.COLUMN),
    case("column-scripts", scripts_never_closed, "answered", place=Place.COLUMN),
    case("column-data", data_never_closed, "answered", place=Place.COLUMN),
    case("column-dates", dates_by_the_thousand, "answered", place=Place.COLUMN),
    case("column-slow", slow_head, "timeout", place=Place.COLUMN),
    case("home-endless", endless_chunks, "too-large", place=Place.HOME),
    case("home-silent", nothing_at_all, "timeout", place=Place.HOME),
    case("home-to-everywhere", to_everywhere, "answered", place=Place.HOME),
    case("file-endless", endless, "too-large", "answered", place=Place.FILE),
    case("file-slow", slow_body, "timeout", "answered", place=Place.FILE),
    case("file-bomb", gzip_bomb, "too-large", "bad-answer", "answered", place=Place.FILE),
    case("file-unpacked", unpacked_for_ever, "answered", place=Place.FILE),
    case("file-inside", to("http://127.0.0.2:{canary}/"), "private-address", place=Place.FILE),
    case("file-name-out", name_out_of_the_folder, "answered", place=Place.FILE),
    case("file-name-long", name_without_end, "answered", "bad-answer", place=Place.FILE),
    case("file-name-of-nonsense", name_of_nonsense, "answered", "bad-answer", place=Place.FILE),
    case("map-of-entities", map_of_entities, place=Place.MAP),
    case("map-of-maps", map_of_maps, place=Place.MAP),
    case("map-of-everywhere", map_of_everywhere, place=Place.MAP),
    case("map-bomb", map_bomb, place=Place.MAP),
    case("map-endless", endless, place=Place.MAP),
)
