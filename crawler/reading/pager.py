"""Where a list goes on, and how much of it there is: the pager as links or as a call in a script.

TRS writes `createPageHTML(67, 0, "index", "html")`: total, current (from 0), name, extension; page k is `index_k.html`.
A sibling form starts with the id of the pager's element and counts from 1:
`createPageHTML('page_div',10, 1,'list','shtml',200)`.
Templates also hold the *definition* of that function, so only calls with literal numbers are read.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit

from lxml.html import HtmlElement

from crawler.reading.document import Document, clean, parse_markup
from crawler.reading.link_target import target_of
from crawler.reading.page_layout import layout_of
from crawler.reading.page_request import PageRequest

_TRS_CALL = re.compile(
    r"\bcreatePage(?:HTML)?\s*\(\s*(?P<total>\d{1,5})\s*,\s*(?P<now>\d{1,5})\s*,\s*[\"'](?P<name>[\w./-]+)[\"']\s*,\s*[\"'](?P<ext>\w{2,6})[\"']",
    re.IGNORECASE,
)
_ELEMENT_CALL = re.compile(
    r"\bcreatePage(?:HTML)?\s*\(\s*[\"'][\w-]+[\"']\s*,\s*(?P<total>\d{1,5})\s*,\s*(?P<now>\d{1,5})\s*,\s*[\"'](?P<name>[\w./-]+)[\"']\s*,\s*[\"'](?P<ext>\w{2,6})[\"']"
    r"(?:\s*,\s*[\"']?(?P<rows>\d{1,7}))?",
    re.IGNORECASE,
)
_NEXT = re.compile(r"[\s<>›»]*(?:下\s?一?\s?页|后一页|Next)[\s<>›»]*", re.IGNORECASE)
_TOTAL_TEXT = re.compile(
    r"共\s?(?:有|计)?\s?(\d{1,7})\s?(?:条|篇|项|个?记录|条记录)|总(?:记录数|条数|数)\s?[:：]?\s?(\d{1,7})\s?条?"
)
_TOTAL_SCRIPT = re.compile(
    r"\b(?:recordCount|totalRecord|totalCount|total_count|recordTotal)[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b", re.IGNORECASE
)

_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,20000}={0,2}")
_LONGEST_PAGER = 80  # characters; a longer line is running text that counts something else


@dataclass(frozen=True, slots=True)
class Pager:
    family: str = ""
    total_rows: int | None = None
    total_pages: int | None = None
    next_page: PageRequest | None = None


def pager_of(document: Document) -> Pager:
    rows = _total_rows(document)
    for script in document.scripts:
        if "createPage" in script and (found := _from_call(script, document, rows)):
            return found
    if "createPage" in document.text and (found := _from_call(document.text, document, rows)):
        return found
    return Pager(total_rows=rows, next_page=_next_link(document))


def _from_call(text: str, document: Document, rows: int | None) -> Pager | None:
    call = _TRS_CALL.search(text)
    first = 0
    if call is None:
        call = _ELEMENT_CALL.search(text)
        first = 1
    if call is None:
        return None
    total, now = int(call["total"]), int(call["now"])
    stated = call.groupdict().get("rows")
    url = document.link(f"{call['name']}_{now + 1}.{call['ext']}") if now + 1 < total + first else None
    return Pager(
        "trs" if first == 0 else "page-js",
        total_rows=int(stated) if stated else rows,
        total_pages=total,
        next_page=PageRequest(url) if url else None,
    )


def _next_link(document: Document) -> PageRequest | None:
    for link in (*document.body_element.iter("a"), *_encoded_links(document)):
        text = clean(link.text_content()) if len(link.text_content()) < 20 else ""
        if not _NEXT.fullmatch(text or clean(link.get("title") or "")):
            continue
        url = target_of(link, document)
        if url and url != document.url and urlsplit(url).netloc == document.host:
            return PageRequest(url)
    return None


def _encoded_links(document: Document) -> Iterator[HtmlElement]:
    """Links of a pager that stands in the page as base64 and is unpacked by `atob` (several Yunnan portals)."""
    if "atob" not in document.text:
        return
    for element in document.body_element.iter("div"):
        text = (element.text or "").strip()
        if element.get("id") == "pages" and len(element) == 0 and _BASE64.fullmatch(text):
            markup = unquote_plus(b64decode(text + "=" * (-len(text) % 4)).decode("latin-1"))
            yield from parse_markup(markup).iter("a")


def _total_rows(document: Document) -> int | None:
    for script in document.scripts:
        if match := _TOTAL_SCRIPT.search(script):
            return int(match[1])
    for line in layout_of(document).lines:
        if len(line.text) <= _LONGEST_PAGER and (match := _TOTAL_TEXT.search(line.text)):
            return int(match[1] or match[2])
    return None
