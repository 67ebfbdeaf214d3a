"""One row of a list: title, target, date and whether it is pinned.

The date comes from the row's own cells. A date inside the title is an event, not a publication, and is never taken;
the date in an address is the day the CMS made the file, so it is only the weaker clue when the row shows none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from checks.observation import Clue, DateClue, ListRow
from crawler.reading.document import Document, clean
from crawler.reading.selector import Steps, selector_of, steps_of
from crawler.reading.written_dates import (
    WrittenDate,
    compact_date,
    dates_in,
    first_date,
    from_epoch,
    may_be_date,
    only_date,
)

_CUT = re.compile(r"(?:\.{2,}|…+|。。。)$")
_LABELLED_TOOLTIP = re.compile(
    r"(?:文章)?标题\s?[:：]\s?(?P<title>.+?)(?:\s(?:发布|发表|更新|作者|点击|来源)\S{0,4}\s?[:：].*)?$", re.DOTALL
)
_PINNED_WORDS = frozenset(
    ("zd", "zhiding", "istop", "stick", "sticky", "pinned", "settop", "ontop", "top", "topicon", "zdicon")
)
_PINNED_TEXT = re.compile(r"^[\[【(（]?\s?置\s?顶\s?[\])】）]?$")
_PINNED_PREFIX = re.compile(r"^[\[【(（]\s?置\s?顶\s?[\])】）]\s?")
_CLASS_WORDS = re.compile(r"[A-Za-z]+")
_PUBLISHED = re.compile(r"发\s?布|发\s?表|公\s?开|公\s?布|公\s?示日|上\s?网|发\s?稿|推\s?送")
_OTHER_DATE = re.compile(
    r"成\s?文|生\s?成|印\s?发|签\s?发|截\s?止|截\s?至|结\s?束|失\s?效|生\s?效|实\s?施|施\s?行|有\s?效|废\s?止|开\s?标|形\s?成"
)
_NAMED_DATE = re.compile(r"\W*(?:\w{2,4})?(?:时\s?间|日\s?期|发\s?布\s?于)\s?[:：]?")
_UNTIL = re.compile(r"[至到~～]|--|—")
_URL_DATES = (
    re.compile(r"/t(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})_\d+\."),
    re.compile(r"/(?P<y>(?:19|20)\d{2})[-/_](?P<m>\d{1,2})[-/_](?P<d>\d{1,2})/"),
    re.compile(r"/(?P<y>(?:19|20)\d{2})/?(?P<m>\d{2})/?(?P<d>\d{2})/"),
    re.compile(r"/(?P<y>20\d{2})(?P<m>\d{2})(?P<d>\d{2})\d{0,9}\.s?html?$"),
)
_SCRIPT_DATE = re.compile(r"[\"']([^\"']{6,30})[\"']")
_LONGEST_CELL = 40


@dataclass(frozen=True, slots=True)
class RowDate:
    written: WrittenDate
    clue: Clue
    detail: str


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
    title = title_of(link if link is not None else element)
    if link is None and not title:
        return None
    steps = steps_of(document)
    found = _date_of(element, link, title, today, labels, steps)
    if found is None:
        for sibling in beside:
            found = _date_of(sibling, None, title, today, (), steps)
            if found is not None:
                break
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


def title_of(link: HtmlElement) -> str:
    """The full title: the tooltip where the text is cut, else the text without the date that may stand in the link."""
    tooltip = clean(link.get("title") or "")
    labelled = _LABELLED_TOOLTIP.match(tooltip)
    if labelled:
        tooltip = labelled["title"]
    heading = next((one for one in link.iter("h1", "h2", "h3", "h4", "h5", "h6") if clean(one.text_content())), None)
    text = _text_without_dates(link if heading is None else heading)
    shown = _CUT.sub("", text).strip()
    if tooltip and (not shown or (len(tooltip) > len(shown) and tooltip.startswith(shown[: max(len(shown) - 2, 2)]))):
        return tooltip
    if text:
        return text
    for image in link.iter("img"):
        if alternative := clean(image.get("alt") or image.get("title") or ""):
            return alternative
    return tooltip


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


def _text_without_dates(link: HtmlElement) -> str:
    if len(link) == 0:
        return clean(link.text or "")
    parts: list[str] = [link.text or ""]
    _gather(link, parts)
    return clean("".join(parts))


def _gather(element: HtmlElement, parts: list[str]) -> None:
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("script", "style"):
            text = clean(child.text_content())
            if (not may_be_date(text) or date_of_cell(child) is None) and not _PINNED_TEXT.match(text):
                parts.append(child.text or "")
                _gather(child, parts)
                if child.tag in ("p", "div", "br", "h3", "h4", "h5"):
                    parts.append(" ")
        parts.append(child.tail or "")


def date_of_cell(cell: HtmlElement, today: date | None = None) -> WrittenDate | None:
    """The date of an element that holds nothing else; it may name itself (发布时间：2023-12-01) or be split in two
    (a large day beside a small month)."""
    text = _cell_text(cell)
    if not text or len(text) > _LONGEST_CELL:
        return None
    written = only_date(text, today)
    if written is None and len(cell):
        written = only_date(clean(" ".join(str(part) for part in cell.itertext())), today)
    if written is None and _NAMED_DATE.match(text):
        named = dates_in(text)
        written = named[0] if len(named) == 1 and named[0].end >= len(text) - 1 else None
    return written


def _cell_text(cell: HtmlElement) -> str:
    """The text as a visitor reads it: digits of two elements (a large 28 over a small 2023/02) are two numbers."""
    if len(cell) == 0:
        return clean(cell.text or "")
    text = ""
    for part in cell.itertext():
        between = " " if text[-1:].isdigit() and part[:1].isdigit() else ""
        text += between + str(part)
    return clean(text)


def _date_of(
    element: HtmlElement, link: HtmlElement | None, title: str, today: date, labels: Sequence[str], steps: Steps
) -> RowDate | None:
    found: list[tuple[int, int, RowDate]] = []
    covered: set[HtmlElement] = set()
    order = 0
    for cell, label in _cells(element, link, labels):
        if cell.getparent() in covered:
            covered.add(cell)
            continue
        if cell.tag == "script":
            if from_script := _date_in_script(cell.text or ""):
                found.append((1, order, from_script))
            continue
        text = clean(cell.text_content())
        if not text or len(text) > _LONGEST_CELL or text == title:
            continue
        written = date_of_cell(cell, today) if may_be_date(text) else None
        if written is None and cell.tag == "time" and cell.get("datetime"):
            written = first_date(cell.get("datetime", ""))
        if written is None:
            continue
        covered.add(cell)
        names = f"{label} {cell.get('class') or ''} {_text_before(cell)}"
        found.append(
            (_standing(names), order, RowDate(written, Clue.LIST_CELL, label.strip() or selector_of(cell, steps)))
        )
        order += 1
    if not found:
        return _date_in_text(element, link, title)
    best = min(standing for standing, _, _ in found)
    choice = [one for standing, _, one in found if standing == best]
    with_year = [one for one in choice if one.written.year is not None] or choice
    if len(with_year) > 1 and _UNTIL.search(clean(element.text_content()).replace(title, "")):
        return with_year[0]
    return with_year[-1]


def _cells(element: HtmlElement, link: HtmlElement | None, labels: Sequence[str]) -> Iterator[tuple[HtmlElement, str]]:
    """The elements of a row that may be a date cell, outermost first, each with its header label."""
    children = [child for child in element if isinstance(child.tag, str)]
    has_labels = bool(labels) and len(labels) == len(children)
    if not has_labels and element is not link:
        yield element, ""
    for place, child in enumerate(children):
        label = labels[place] if has_labels else ""
        for cell in child.iter():
            if isinstance(cell.tag, str) and cell is not link:
                yield cell, label


def _standing(names: str) -> int:
    if _OTHER_DATE.search(names):
        return 3
    return 0 if _PUBLISHED.search(names) else 1


def _text_before(cell: HtmlElement) -> str:
    previous = cell.getprevious()
    if previous is not None:
        own = previous.text_content() if isinstance(previous.tag, str) and not previous.tail else previous.tail or ""
        return clean(own[-30:])[-12:]
    parent = cell.getparent()
    return clean(parent.text or "")[-12:] if parent is not None else ""


def _date_in_text(element: HtmlElement, link: HtmlElement | None, title: str) -> RowDate | None:
    """A date that shares its text with other words (来源：办公室 日期：2023-12-01), or a bare `[12-01]`."""
    weak: RowDate | None = None
    outside = clean(" ".join(_texts_outside(element, link)))
    if len(outside) <= _LONGEST_CELL and (split := only_date(outside)) is not None:
        return RowDate(split, Clue.LIST_CELL, "row text")  # day and month in cells of their own
    for text in _texts_outside(element, link):
        if text == title:
            continue
        for written in dates_in(text):
            before = text[max(written.start - 8, 0) : written.start]
            standing = _standing(before)
            one = RowDate(written, Clue.LIST_CELL, clean(before).rstrip("：:") or "row text")
            if standing == 0:
                return one
            # A date in running text (a summary) is part of a sentence, not of the row's own data.
            if standing == 1 and len(text) <= 60:
                weak = weak or one
        short = only_date(text)
        if short is not None and weak is None:
            weak = RowDate(short, Clue.LIST_CELL, "row text")
    return weak


def _texts_outside(element: HtmlElement, link: HtmlElement | None) -> Iterator[str]:
    inside: set[HtmlElement] = set(link.iter()) if link is not None else set()
    for node in element.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style"):
            if node.tail and node.getparent() not in inside:
                yield clean(node.tail)
            continue
        if node.text and node not in inside and clean(node.text):
            yield clean(node.text)
        if node.tail and node is not element and (node is link or node not in inside) and clean(node.tail):
            yield clean(node.tail)


def _date_in_script(script: str) -> RowDate | None:
    """`document.write(formatDate('2023-12-01 08:00'))` inside the row itself."""
    for quoted in _SCRIPT_DATE.findall(script):
        written = only_date(quoted) or compact_date(quoted)
        if written is None and quoted.isdigit():
            written = from_epoch(quoted)
        if written is not None:
            return RowDate(written, Clue.LIST_CELL, "script in the row")
    return None


def _is_pinned(row: HtmlElement) -> bool:
    for element in row.iter():
        if not isinstance(element.tag, str):
            continue
        names = f"{element.get('class') or ''} {element.get('alt') or ''}"
        if (
            len(names) > 1
            and _PINNED_WORDS & {word.lower() for word in _CLASS_WORDS.findall(names)}
            and element.tag
            in (
                "li",
                "tr",
                "i",
                "em",
                "span",
                "img",
                "b",
                "dl",
            )
        ):
            return True
        if element.tag == "img" and re.search(
            r"置顶|zhiding|/(?:zd|top)\w{0,3}\.(?:gif|png)", f"{element.get('src') or ''}{element.get('alt') or ''}"
        ):
            return True
        if element.text and len(element.text) < 12 and _PINNED_TEXT.match(clean(element.text)):
            return True
    return False
