"""The title of an article: what labels, <title>, markup and the line above 来源 and 发布时间 agree on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.reading.document import Document, clean
from crawler.reading.head_line import (
    EXCLUDED,
    LINES_TO_TITLE,
    LONGEST_TITLE,
    SHORTEST_TITLE,
    SITE_NAME,
    UNDER_A_TITLE,
    head_line,
    heading_standing,
    is_in_box,
    is_running_text,
    may_be_title,
    may_head,
)
from crawler.reading.page_layout import Layout, Line
from crawler.reading.written_dates import dates_in

_SUBTITLE_NAMES = re.compile(r"f_?bt|fu_?bt|fu_?biaoti|fu_?ti|sub_?ti|f_?title|yin_?ti", re.IGNORECASE)
_SITE_SUFFIX = re.compile(r"\s*[_|｜]\s*|\s+[-—–]+\s+|-{1,2}|——")
_SQUEEZE = re.compile(r"[\s\u3000\W_]+")
_TEMPLATE_LEFT = re.compile(r"CMSPRO|[~$]-?!?\{|\{\{|<%|<[a-z]", re.IGNORECASE)
_SHORTEST_SET_APART = 6
_LONGEST_COLUMN = 20


def meta_value(document: Document, *names: str) -> str:
    """The first meta tag of one of these names that holds a real value (not empty, not `null`, not a template tag)."""
    wanted = {name.lower() for name in names}
    for name, content in document.metas:
        if (
            name.lower() in wanted
            and content
            and content.lower() not in ("null", "undefined")
            and not _TEMPLATE_LEFT.search(content)
        ):
            return content
    return ""


def squeezed(text: str) -> str:
    """Only the letters and digits: how two spellings of one title are compared."""
    return _SQUEEZE.sub("", text)


def find_title(document: Document, layout: Layout, span: tuple[int, int]) -> tuple[str, int | None]:
    """The title and the number of its line; `span`: the lines of the body. The line is None where none shows it."""
    start, end = span
    lines = layout.lines
    # The heading stands before the body or, where the body holds everything, among its first lines.
    window = range(_end_of_heads(lines, start, min(len(lines), start + 8, max(end, start))))
    shown = {n: squeezed(lines[n].text) for n in window if may_be_title(lines[n])}
    labelled = meta_value(document, "ArticleTitle")
    heading = _heading(layout, window)
    if labelled:
        place = _place_of(squeezed(labelled), shown)
        if place is None and heading is not None and _is_column(document, layout, labelled):
            return lines[heading].text, heading
        return labelled, place if place is not None else heading
    found = _shown_title(document, layout, shown)
    if found is not None:
        return found
    if heading is not None:
        return _joined(lines, heading), heading
    head = head_line(layout)
    if head is not None and (beside := _set_apart(lines[head])):
        return beside, head
    first = next(iter(_parts(document.site_title)[-1:]), "")
    return first or document.site_title, None


def _end_of_heads(lines: Sequence[Line], start: int, end: int) -> int:
    """Where, in the body, running text begins: what is set apart below it is a signature, not a heading."""
    for n in range(start, end):
        if is_running_text(lines[n]):
            return n
    return end


def _parts(site_title: str) -> list[str]:
    """The <title> as a whole, then without site and column: 标题_栏目_站点."""
    parts = [part for part in _SITE_SUFFIX.split(site_title) if part]
    whole = [site_title] if site_title else []
    prefixes = [clean(site_title[: site_title.find(part) + len(part)]) for part in parts[:-1]][::-1]
    return list(dict.fromkeys([*whole, *prefixes, *parts[:1]]))


def _place_of(wanted: str, shown: dict[int, str]) -> int | None:
    if len(wanted) < SHORTEST_TITLE:
        return None
    for n, text in shown.items():
        if text == wanted:
            return n
    for n, text in shown.items():
        if len(wanted) >= 8 and (text.startswith(wanted) or (len(text) >= 8 and wanted.startswith(text))):
            return n
    return None


def _shown_title(document: Document, layout: Layout, shown: dict[int, str]) -> tuple[str, int] | None:
    """The part of <title> that a line shows, or that several lines in a row show together."""
    lines = layout.lines
    parts = [p for p in _parts(document.site_title) if len(p) >= 4 and not _is_column(document, layout, p)]
    for part in parts:
        wanted = squeezed(part)
        for n, text in shown.items():
            if text == wanted:
                return lines[n].text, n
    whole = squeezed(document.site_title)
    for n in shown:
        joined, last = "", n
        while last in shown and whole.startswith(joined + shown[last]):
            joined += shown[last]
            last += 1
        if len(joined) >= 8 and not _is_column(document, layout, joined):
            # Over several lines it is spelled as <title> spells it, where that has it as a part.
            spelled = next((part for part in parts if squeezed(part) == joined), "")
            return (lines[n].text if last - n == 1 else spelled or "".join(one.text for one in lines[n:last])), n
    for part in parts:
        place = _place_of(squeezed(part), shown)
        if place is not None:
            return part, place
    return None


def _is_column(document: Document, layout: Layout, text: str) -> bool:
    """Whether a text is the name of a column or the site: so labelled, or a link of a menu or breadcrumb."""
    wanted = squeezed(text)
    if SITE_NAME.fullmatch(text) and "_" not in text:
        return True
    if wanted in {squeezed(meta_value(document, name)) for name in ("ColumnName", "SiteName")} - {""}:
        return True
    if len(wanted) > _LONGEST_COLUMN:
        return False
    return any(squeezed(line.text) == wanted for line in layout.lines if line.chars_in_links == len(line.text))


def _heading(layout: Layout, window: Sequence[int]) -> int | None:
    """A line that is set as the title: an h1, else the one above the dated line, else one whose markup says so."""
    standings = [(heading_standing(layout.lines[n].element), n) for n in window if may_head(layout.lines[n])]
    first = [n for standing, n in standings if standing == 3]
    if first:
        # A heading broken by <br> is several lines of one element.
        element = layout.lines[first[-1]].element
        return next(n for n in first if layout.lines[n].element is element)
    above = _above_head_line(layout, window)
    if above is not None:
        return above
    best = max((one for one in standings if one[0]), default=None)
    return best[1] if best else None


def _above_head_line(layout: Layout, window: Sequence[int]) -> int | None:
    head = head_line(layout)
    if head is None:
        return None
    for n in range(head - 1, max(head - 1 - LINES_TO_TITLE, -1), -1):
        line = layout.lines[n]
        if not may_be_title(line) or line.region in EXCLUDED:
            return None
        if is_in_box(layout.lines, n):
            return None
        if may_head(line) and n in window:
            # A heading broken by <br> is several lines of one element.
            while n - 1 in window and layout.lines[n - 1].element is line.element and may_head(layout.lines[n - 1]):
                n -= 1
            if n - 1 in window and _is_subtitle(line) and may_head(layout.lines[n - 1]):
                return n - 1
            return n
    return None


def _set_apart(line: Line) -> str:
    """A title on the line of its date, in an element of its own: <strong>关于…的通知</strong><em>2023-12-01</em>."""
    own = clean(line.element.text_content())
    is_part = _SHORTEST_SET_APART <= len(own) < len(line.text) and line.text.startswith(own)
    return own if is_part and not dates_in(own) and not UNDER_A_TITLE.search(own) else ""


def _is_subtitle(line: Line) -> bool:
    names = f"{line.element.get('class') or ''} {line.element.get('id') or ''}"
    return _SUBTITLE_NAMES.search(names) is not None or line.text.startswith(("——", "--", "—"))


def _joined(lines: Sequence[Line], first: int) -> str:
    """The lines of one element from `first` on, as one title."""
    last = first + 1
    while last < len(lines) and lines[last].element is lines[first].element and may_head(lines[last]):
        last += 1
    whole = "".join(line.text for line in lines[first:last])
    return whole if len(whole) <= LONGEST_TITLE else lines[first].text
