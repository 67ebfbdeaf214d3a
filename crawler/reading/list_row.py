"""One row of a list: title, target, date and whether it is pinned.

The date comes from the row's own cells. A date inside the title is an event, not a publication, and is never taken;
the date in an address is the day the CMS made the file, so it is only the weaker clue when the row shows none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from checks.observation import Clue, DateClue, ListRow
from crawler.reading.document import Document, clean
from crawler.reading.row_date import RowDate, date_of_row, date_on_line
from crawler.reading.row_title import PINNED_TEXT, title_in_full, title_of
from crawler.reading.selector import selector_of, steps_of
from crawler.reading.written_dates import WrittenDate, first_date

_TOOLTIP_DATE = re.compile(r"(?:发布|发表)(?:日期|时间)\s?[:：]\s?(?P<rest>\S{6,11})")
_PINNED_WORDS = frozenset(
    ("zd", "zhiding", "istop", "stick", "sticky", "pinned", "settop", "ontop", "top", "topicon", "zdicon")
)
_PINNED_TAGS = frozenset(("li", "tr", "i", "em", "span", "img", "b", "dl"))
_PINNED_PREFIX = re.compile(r"^[\[【(（]\s?置\s?顶\s?[\])】）]\s?")
_CLASS_WORDS = re.compile(r"[A-Za-z]+")
_URL_DATES = (
    re.compile(r"/t(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})_\d+\."),
    re.compile(r"/(?P<y>(?:19|20)\d{2})[-/_](?P<m>\d{1,2})[-/_](?P<d>\d{1,2})/"),
    re.compile(r"/(?P<y>(?:19|20)\d{2})/?(?P<m>\d{2})/?(?P<d>\d{2})/"),
    re.compile(r"/(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})\d{0,9}\.s?html?$"),
)


def row_of(
    element: HtmlElement,
    link: HtmlElement | None,
    url: str,
    document: Document,
    today: date,
    labels: Sequence[str] = (),
    beside: Sequence[HtmlElement] = (),
) -> ListRow | None:
    """The row that `element` is; `labels`: the header cells of its table, `beside`: siblings that belong to it."""
    title = title_in_full(title_of(link if link is not None else element), element)
    if link is None and not title:
        return None
    steps = steps_of(document)
    found = date_of_row(element, link, title, today, labels, steps)
    if found is None:
        for sibling in beside:
            found = date_of_row(sibling, None, title, today, (), steps)
            if found is not None:
                break
    if found is None and element is link:
        found = date_on_line(element, today)
    if found is None and link is not None:
        found = _date_in_tooltip(link)
    clue = _clue(found) if found is not None else url_clue(url)
    pinned = _is_pinned(element) or bool(_PINNED_PREFIX.match(title))
    return ListRow(
        title=_PINNED_PREFIX.sub("", title),
        url=url,
        date=clue,
        pinned=pinned,
        page_url=document.url,
        element=selector_of(link if link is not None else element, steps),
    )


def _date_in_tooltip(link: HtmlElement) -> RowDate | None:
    """`title="标题：…&#10;发布日期：2023-12-01"`: shown when the pointer rests on the row."""
    labelled = _TOOLTIP_DATE.search(link.get("title") or "")
    written = first_date(labelled["rest"]) if labelled else None
    return RowDate(written, Clue.LIST_CELL, "tooltip") if written is not None else None


def url_clue(url: str) -> DateClue | None:
    path = urlsplit(url).path
    for pattern in _URL_DATES:
        match = pattern.search(path)
        if match:
            written = first_date(f"{match['y']}-{match['m']}-{match['d']}")
            if written is not None:
                return DateClue(
                    clue=Clue.URL, text=match[0][:60], year=written.year, month=written.month, day=written.day
                )
    return None


def list_cell(written: WrittenDate, detail: str = "", clue: Clue = Clue.LIST_CELL) -> DateClue:
    return DateClue(
        clue=clue,
        text=written.text,
        year=written.year,
        month=written.month,
        day=written.day,
        time=written.time,
        detail=detail,
    )


def _clue(found: RowDate) -> DateClue:
    return list_cell(found.written, found.detail, found.clue)


@lru_cache(maxsize=1_024)  # the rows of a list share a few
def _is_pinned_name(names: str | None, alternative: str | None) -> bool:
    words = _CLASS_WORDS.findall(f"{names or ''} {alternative or ''}")
    return not _PINNED_WORDS.isdisjoint(word.lower() for word in words)


def _is_pinned(row: HtmlElement) -> bool:
    for element in row.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _PINNED_TAGS and _is_pinned_name(element.get("class"), element.get("alt")):
            return True
        if element.tag == "img" and re.search(
            r"置顶|zhiding|/(?:zd|top)\w{0,3}\.(?:gif|png)", f"{element.get('src') or ''}{element.get('alt') or ''}"
        ):
            return True
        if element.text and len(element.text) < 12 and PINNED_TEXT.match(clean(element.text)):
            return True
    return False
