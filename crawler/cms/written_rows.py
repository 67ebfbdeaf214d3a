"""Rows that a script writes into the page as finished markup: `document.write('<li><a href=…>…</a>…</li>')`.

Only literal strings are read, in the order of the script; what is put together out of variables stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.observation import Clue
from crawler.cms import generic
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document, parse_markup
from crawler.reading.script_data import MAX_CHARS, NotData, literal_at

_WRITES = re.compile(r"(?:(?:document\.write(?:ln)?|\.append|\.html)\s{0,9}\(|\.innerHTML\s{0,9}\+?=)\s{0,9}(?=[\"'`])")
_GOES_ON = re.compile(r"\s*\+")
_LONGEST_PIECE = 20_000  # characters
_MOST_FAILURES = 50  # quotes that never close; after so many the script is left alone
_FEWEST_ROWS = 2


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    for script in document.scripts:
        if "href" not in script:
            continue
        markup = "".join(_pieces(script[:MAX_CHARS]))
        if "href" in markup and (found := _read(markup, document, hint)):
            return FoundList(found.cms, f"{found.reason}，由脚本写入页面", found.rows)
    return None


def _pieces(script: str) -> Iterator[str]:
    position = failures = 0
    while failures < _MOST_FAILURES and (start := _WRITES.search(script, position)):
        try:
            piece, length = literal_at(script[start.end() : start.end() + _LONGEST_PIECE], 0)
        except NotData:
            failures += 1
            position = start.end() + 1
            continue
        position = start.end() + length
        if not _GOES_ON.match(script, position):
            yield str(piece)


def _read(markup: str, document: Document, hint: ColumnHint) -> FoundList | None:
    inner = Document(b"", document.url)
    inner.__dict__["root"] = parse_markup(f"<html><body>{markup}</body></html>")
    inner.__dict__["base_url"] = document.base_url
    found = generic.find_list(inner, hint)
    dated = sum(1 for row in found.rows if row.date is not None and row.date.clue is Clue.LIST_CELL) if found else 0
    return found if found is not None and dated >= _FEWEST_ROWS and dated * 2 > len(found.rows) else None
