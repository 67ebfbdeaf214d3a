"""The date of a list row, out of its own cells.

A cell that names itself (发布时间) wins over one that does not, and one that names something else (截止日期) loses
against both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lxml.html import HtmlElement

from checks.observation import Clue
from crawler.reading.document import clean
from crawler.reading.selector import Steps, selector_of
from crawler.reading.title_element import title_element
from crawler.reading.written_dates import (
    WrittenDate,
    compact_date,
    dates_in,
    first_date,
    from_epoch,
    may_be_date,
    only_date,
)

_PUBLISHED = re.compile(r"发\s?布|发\s?表|公\s?开|公\s?布|公\s?示日|上\s?网|发\s?稿|推\s?送")
_OTHER_DATE = re.compile(
    r"成\s?文|生\s?成|印\s?发|签\s?发|截\s?止|截\s?至|结\s?束|失\s?效|生\s?效|实\s?施|施\s?行|有\s?效|废\s?止|开\s?标|形\s?成"
    r"|活\s?动|会\s?议|报\s?名|考\s?试|听\s?证|开\s?工|竣\s?工|完\s?[成工]|开\s?始"
)
# Of these a row has no day of its own: the article is looked at instead. A 成文日期 or 开始时间 is better than none.
_TERM = re.compile(
    r"截\s?[止至]|(?:结\s?束|失\s?效|废\s?止|活\s?动|会\s?议|报\s?名|考\s?试|听\s?证|开\s?标)\s?(?:举[办行])?\s?"
    r"(?:时\s?间|日\s?期|期\s?限|[:：])"
)
_NAMED_DATE = re.compile(
    r"\W*(?:\w{2,4})?(?:时\s?间|日\s?期|(?:发\s?[布表]|更\s?新)\s?于)\s?[:：]?|\W*(?:发\s?[布表]|公\s?[布开])\s?[:：]"
)
_UNTIL = re.compile(r"[至到~～]|--|—")
_SCRIPT_DATE = re.compile(r"[\"']([^\"']{6,30})[\"']")
_LONGEST_CELL = 40
_NONE = 9  # standing of a date that is not the row's
_DAY_TILE = re.compile(
    r"(?P<day>\d{1,2}) "
    r"(?:[/.-] ?(?P<month>\d{1,2}) (?P<year>(?:19|20)\d{2})|(?P<m>\d{1,2}) ?[/.-] ?(?P<y>(?:19|20)\d{2}))"
)
_YEAR_ALONE = re.compile(r"((?:19|20)\d{2})\s?年?")
_PARTS = {
    "year": re.compile(r"((?:19|20)\d{2})年?"),
    "month": re.compile(r"(\d{1,2})月"),
    "day": re.compile(r"(\d{1,2})日?"),
}


_OTHER_WORDS = re.compile(
    r"(?:(?![年月日号时分秒前后天今昨刚小周星期半两个〇零○一二三四五六七八九十元上下午凌晨])[\u4e00-\u9fff]){3}"
)


@dataclass(frozen=True, slots=True)
class RowDate:
    written: WrittenDate
    clue: Clue
    detail: str


def date_of_cell(cell: HtmlElement, today: date | None = None) -> WrittenDate | None:
    """The date of an element that holds nothing else; it may name itself (发布时间：2023-12-01) or be split in two
    (a large day beside a small month)."""
    text = _cell_text(cell)
    if not text or len(text) > _LONGEST_CELL:
        return None
    # A whole row is asked, too: three words that no date is written with, and it is more than a date.
    is_bare = _OTHER_WORDS.search(text) is None
    if is_bare and len(cell) and (tile := _day_first(cell)) is not None:
        return tile
    written = only_date(text, today) if is_bare else None
    if is_bare and written is None and len(cell):
        written = only_date(clean(" ".join(str(part) for part in cell.itertext())), today) or _of_parts(cell)
    if written is None and _NAMED_DATE.match(text):
        named = dates_in(text)
        written = named[0] if len(named) == 1 and named[0].end >= len(text) - 1 else None
    return written


def _of_parts(cell: HtmlElement) -> WrittenDate | None:
    """A tile of three parts, in any order, each of which says what it is: 18 | 11月 | 2026."""
    parts = [clean(str(part)) for part in cell.itertext()]
    parts = [part for part in parts if part.strip("-/. ")]
    if len(parts) != 3:
        return None
    found = {name: [m[1] for part in parts if (m := one.fullmatch(part))] for name, one in _PARTS.items()}
    if any(len(values) != 1 for values in found.values()):
        return None
    return only_date(f"{found['year'][0]}-{found['month'][0]}-{found['day'][0]}")


def _day_first(cell: HtmlElement) -> WrittenDate | None:
    """A tile whose large number is the day: 05 | /06 | 2023 and 05 | 06/2023 are the fifth of June."""
    parts = [part for one in cell.itertext() if (part := clean(str(one)))]
    found = _DAY_TILE.fullmatch(" ".join(parts)) if len(parts) in (2, 3) else None
    if found is None:
        return None
    return only_date(f"{found['year'] or found['y']}-{found['month'] or found['m']}-{found['day']}")


def _cell_text(cell: HtmlElement) -> str:
    """The text as a visitor reads it: digits of two elements (a large 28 over a small 2023/02) are two numbers."""
    if len(cell) == 0:
        return clean(cell.text or "")
    text = ""
    for part in cell.itertext():
        between = " " if text[-1:].isdigit() and part[:1].isdigit() else ""
        text += between + str(part)
    return clean(text)


def date_of_row(
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
        written = _with_year_kept_beside(written, cell)
        covered.add(cell)
        names = f"{label} {cell.get('class') or ''} {_text_before(cell, link)} {_own_label(text)}"
        found.append(
            (_standing(names), order, RowDate(written, Clue.LIST_CELL, label.strip() or selector_of(cell, steps)))
        )
        order += 1
    terms = [one for one in found if one[0] == _NONE]
    found = [one for one in found if one[0] != _NONE]
    if not found:
        return None if terms else _date_in_text(element, link, title)
    best = min(standing for standing, _, _ in found)
    choice = [one for standing, _, one in found if standing == best]
    with_year = [one for one in choice if one.written.year is not None] or choice
    # Of several, a day that has not come yet is a term or an event.
    with_year = [one for one in with_year if not _is_after(one.written, today)] or with_year
    if len(with_year) > 1 and _UNTIL.search(clean(element.text_content()).replace(title, "")):
        return with_year[0]
    return with_year[-1]


def _with_year_kept_beside(written: WrittenDate, cell: HtmlElement) -> WrittenDate:
    """`<time datetime="2026-11-18">11月18日</time>`: the same day with its year, for machines, as a tooltip, or in an
    element of its own beside it (`<b>11-18</b><i>2026</i>`)."""
    for name in ("datetime", "title") if written.year is None else ():
        full = first_date(cell.get(name) or "")
        if full is not None and (full.month, full.day) == (written.month, written.day):
            return replace(written, year=full.year)
    if written.year is None:
        for beside in (cell.getnext(), cell.getprevious()):
            if beside is not None and isinstance(beside.tag, str) and beside.tag != "a":
                year = _YEAR_ALONE.fullmatch(clean(beside.text_content()))
                if year is not None:
                    return replace(written, year=int(year[1]))
    return written


def date_on_line(link: HtmlElement, today: date) -> RowDate | None:
    """The date on the line of a bare link, where lines end with `<br>`: `· <a>…</a> (2023-12-01)<br>`.

    Only where the link is alone on its line; else nobody can say whose date it is.
    """
    parent = link.getparent()
    if parent is None:
        return None
    behind, alone_behind = _rest_of_line(link, preceding=False)
    if not alone_behind:
        return None
    before, alone_before = _rest_of_line(link, preceding=True)
    if not alone_before or next(parent.iterchildren("br"), None) is None:
        return None
    for text in (clean(behind), clean(before)):
        if may_be_date(text) and (written := only_date(text, today)) is not None:
            return RowDate(written, Clue.LIST_CELL, "line of the row")
    return None


def _rest_of_line(link: HtmlElement, *, preceding: bool) -> tuple[str, bool]:
    """The bare text between a link and the nearest `<br>`, and whether nothing but text stands there."""
    if not preceding:
        text = link.tail or ""
        for one in link.itersiblings():
            if one.tag == "br":
                break
            if isinstance(one.tag, str) and one.text_content().strip():
                return text, False
            text += one.tail or ""
        return text, True
    parts: list[str] = []
    for one in link.itersiblings(preceding=True):
        parts.insert(0, one.tail or "")
        if one.tag == "br":
            return "".join(parts), True
        if isinstance(one.tag, str) and one.text_content().strip():
            return "".join(parts), False
    parent = link.getparent()
    return ((parent.text or "") if parent is not None else "") + "".join(parts), True


def _is_after(written: WrittenDate, today: date) -> bool:
    return written.year is not None and (written.year, written.month, written.day) > (
        today.year,
        today.month,
        today.day,
    )


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
    if _TERM.search(names) and not _PUBLISHED.search(names):
        return _NONE
    if _OTHER_DATE.search(names):
        return 3
    return 0 if _PUBLISHED.search(names) else 1


def _own_label(text: str) -> str:
    """What a cell says of its own date: 截止日期 in `截止日期：2023-12-01`."""
    named = _NAMED_DATE.match(text)
    return named[0] if named else ""


def _text_before(cell: HtmlElement, link: HtmlElement | None) -> str:
    """The label just before a cell. The title is none: 公布 or 实施 in it speak of the document, not of the date."""
    previous = cell.getprevious()
    if previous is not None:
        holds_title = previous is link or (link is not None and previous in set(link.iterancestors()))
        if holds_title and not (isinstance(previous.tag, str) and previous.tail and previous.tail.strip()):
            return ""
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
    title = title_element(link) if link is not None else None
    # In a card that is one link as a whole only the title speaks of the document.
    inside: set[HtmlElement] = (
        set((link if title is None or title is link else title).iter()) if link is not None else set()
    )
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
