"""开普 Ucap (集约化): articles under `/c107449/202010/<32 hex>.shtml`, further pages as `column-index-2.shtml`.

A second way of paging is a call that starts with the id of the pager's element and counts from 1:
`createPageHTML('page_div', 10, 1, 'list', 'shtml', 200)` — pages, current, name, extension, rows; page k is
`list_k.shtml`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms.family import Addresses, Family
from crawler.reading.document import Document
from crawler.reading.page_request import PageRequest
from crawler.reading.pager import Pager

_CALL = re.compile(
    r"\bcreatePage(?:HTML)?\s*\(\s*[\"'][\w-]+[\"']\s*,\s*(?P<total>\d{1,5})\s*,\s*(?P<now>\d{1,5})\s*,\s*[\"'](?P<name>[\w./-]+)[\"']\s*,\s*[\"'](?P<ext>\w{2,6})[\"']"
    r"(?:\s*,\s*[\"']?(?P<rows>\d{1,7}))?",
    re.IGNORECASE,
)
_COLUMN_INDEX = re.compile(r"column-index-1(\.s?html?)$")


def pager_in(script: str, document: Document) -> Pager | None:
    call = _CALL.search(script)
    if call is None:
        return None
    total, now = int(call["total"]), int(call["now"])
    url = document.link(f"{call['name']}_{now + 1}.{call['ext']}") if now < total else None
    rows = int(call["rows"]) if call["rows"] else None
    return Pager(FAMILY.name, rows, total, PageRequest(url) if url else None)


def second_page(document: Document, pages: int) -> PageRequest | None:
    path = urlsplit(document.url).path
    if pages < 2 or not _COLUMN_INDEX.search(path):
        return None
    url = document.link(_COLUMN_INDEX.sub(r"column-index-2\1", path))
    return PageRequest(url) if url else None


FAMILY = Family(
    "ucap",
    marks=("cmspro_", "ucap-content", "ucaptitle", "/ucap/", "column-index-"),
    addresses=(Addresses("/c", re.compile(r"/c\d{4,}/20\d{4}/[0-9a-f]{32}\.s?html")),),
    second_page=second_page,
)
