"""The title of an article: what labels, <title>, markup and the line above 来源 and 发布时间 agree on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from checks.observation import Region
from crawler.reading.document import Document, clean
from crawler.reading.metadata_box import names_box_field
from crawler.reading.page_layout import Layout, Line
from crawler.reading.written_dates import WrittenDate, dates_in, only_date

_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:\w*title|tit|bt|biaoti|headline|h1|ucaptitle|arti_title|xl_tit|wzbt|titles)(?:$|[\s_-])",
    re.IGNORECASE,
)
_SUBTITLE_NAMES = re.compile(r"f_?bt|fu_?bt|fu_?biaoti|fu_?ti|sub_?ti|f_?title|yin_?ti", re.IGNORECASE)
_BODY_WORDS = re.compile(r"content|text|body|main", re.IGNORECASE)  # bt_content holds the text below the title
TITLE_TAGS = frozenset(("h1", "h2", "h3", "ucaptitle"))
UNDER_A_TITLE = re.compile(
    r"来\s?源\s?[:：]|(?:日\s?期|时\s?间)\s?[:：]|发布于|发表于|字\s?[体号]\s?[:：]|(?:浏览|点击|阅读|访问)\S{0,3}\s?[:：]"
)
_SITE_SUFFIX = re.compile(r"\s*[_|｜]\s*|\s+[-—–]+\s+|-{1,2}|——")
_SQUEEZE = re.compile(r"[\s\u3000\W_]+")
_TEMPLATE_LEFT = re.compile(r"CMSPRO|[~$]-?!?\{|\{\{|<%|<[a-z]", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"[:：]$|来源[:：]|发布(?:时间|日期)|^(?:您?(?:当前|现在|所在)?的?位置|首页)|^\S{0,14}[〔\[（(]\d{4}[〕\]）)]\S{0,8}号$"
)
# A phrase goes on; words of a head may stand right behind a date (2023-12-01来源：本站).
_OUT_OF_A_DATE = re.compile(
    r"(?!来源|作者|星期|周[一二三四五六日]|字[号体]|浏览|点击|阅读|访问|信息来|发布|发表|编辑|责编|责任|文章|稿件|打印|分享|上午|下午|人气|文[：:])[\u4e00-\u9fff]"
)
_SITE_NAME = re.compile(r"\S{2,16}(?:人民政府|政府网站?|门户网站)")  # in an <h1> of its own: the logo
_SHORTEST_TITLE, _LONGEST_TITLE = 2, 200
_LONGEST_HEAD_LINE = 160
_BARE_DATE = 26  # characters of a line that is a date and hardly anything else: (2024年03月23日 10:30:00)
_MOST_HEAD_LINES = 3  # more dated lines of that kind are rows of a list
_LINES_TO_TITLE = 4
_SHORTEST_HEADING = 4
_SHORTEST_SET_APART = 6
_SENTENCE = 20  # characters
_SENTENCE_END = re.compile(r"。")
_LONGEST_COLUMN = 20
_BOX_NEIGHBOURS = 2
_EXCLUDED = (Region.HEADER, Region.NAVIGATION, Region.FOOTER, Region.SIDEBAR)


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
    shown = {n: squeezed(lines[n].text) for n in window if _may_be_title(lines[n])}
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


def is_running_text(line: Line) -> bool:
    return len(line.text) - line.chars_in_links >= _SENTENCE and _SENTENCE_END.search(line.text) is not None


def head_line(layout: Layout) -> int | None:
    """The line under a title that holds date, source and counters; None on a page with many such lines (a list)."""
    if "head line" not in layout.known:
        layout.known["head line"] = _head_line(layout.lines)
    found = layout.known["head line"]
    return found if isinstance(found, int) else None


def _head_line(lines: Sequence[Line]) -> int | None:
    found = [n for n, line in enumerate(lines) if _is_head_line(line) and not _is_in_box(lines, n)]
    if not found:
        return None
    text = next(
        (n for n, line in enumerate(lines) if line.region not in _EXCLUDED and is_running_text(line)), len(lines)
    )
    # A bare date below running text is a signature.
    found = [n for n in found if n < text or UNDER_A_TITLE.search(lines[n].text)]
    if len(found) > _MOST_HEAD_LINES:
        # Tables hold bare dates by the dozen; a line that names its date may still be the head.
        found = [n for n in found if UNDER_A_TITLE.search(lines[n].text)]
    if not 0 < len(found) <= _MOST_HEAD_LINES:
        return None
    # Of several the one below a heading: calendars stand above it.
    return next((n for n in found if _has_heading_above(lines, n)), found[0])


def _has_heading_above(lines: Sequence[Line], n: int) -> bool:
    return any(_may_head(line) and _heading_standing(line.element) for line in lines[max(n - _LINES_TO_TITLE, 0) : n])


def _is_head_line(line: Line) -> bool:
    text = line.text
    if line.region in _EXCLUDED or len(text) > _LONGEST_HEAD_LINE or line.chars_in_links * 2 > len(text):
        return False
    if UNDER_A_TITLE.search(text) is not None:
        return bool(dates_in(text))
    return len(text) <= _BARE_DATE and any(not goes_on(line, written) for written in dates_in(text))


def goes_on(line: Line, written: WrittenDate) -> bool:
    """Whether a date is part of a phrase (2024年11月21日电网检修信息), by what stands right behind it."""
    return _OUT_OF_A_DATE.match(line.text[written.end :]) is not None and clean(line.element.text or "") != written.text


def _is_in_box(lines: Sequence[Line], n: int) -> bool:
    """Whether a line belongs to a box of 索引号, 成文日期 …: its neighbours are other fields of one."""
    around = range(max(n - _BOX_NEIGHBOURS, 0), min(n + _BOX_NEIGHBOURS + 1, len(lines)))
    return any(names_box_field(lines[m].text) for m in around)


def _may_be_title(line: Line) -> bool:
    """A title is hardly ever a link; names of columns in menus and breadcrumbs are."""
    return (
        line.region not in (Region.NAVIGATION, Region.FOOTER, Region.HEADER)
        and _SHORTEST_TITLE <= len(line.text) <= _LONGEST_TITLE
        and line.chars_in_links * 2 <= len(line.text)
    )


def _parts(site_title: str) -> list[str]:
    """The <title> as a whole, then without site and column: 标题_栏目_站点."""
    parts = [part for part in _SITE_SUFFIX.split(site_title) if part]
    whole = [site_title] if site_title else []
    prefixes = [clean(site_title[: site_title.find(part) + len(part)]) for part in parts[:-1]][::-1]
    return list(dict.fromkeys([*whole, *prefixes, *parts[:1]]))


def _place_of(wanted: str, shown: dict[int, str]) -> int | None:
    if len(wanted) < _SHORTEST_TITLE:
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
    if _SITE_NAME.fullmatch(text) and "_" not in text:
        return True
    if wanted in {squeezed(meta_value(document, name)) for name in ("ColumnName", "SiteName")} - {""}:
        return True
    if len(wanted) > _LONGEST_COLUMN:
        return False
    return any(squeezed(line.text) == wanted for line in layout.lines if line.chars_in_links == len(line.text))


def _heading(layout: Layout, window: Sequence[int]) -> int | None:
    """A line that is set as the title: an h1, else the one above the dated line, else one whose markup says so."""
    standings = [(_heading_standing(layout.lines[n].element), n) for n in window if _may_head(layout.lines[n])]
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


def _may_head(line: Line) -> bool:
    if line.region in _EXCLUDED or not _may_be_title(line):
        return False
    if len(line.text) < _SHORTEST_HEADING and not _heading_standing(line.element):
        return False  # 公告 may be all there is of a title, where it is set as one
    if _SITE_NAME.fullmatch(line.text):
        return False
    return only_date(line.text) is None and not _NO_TITLE.search(line.text) and not _is_head_line(line)


def _above_head_line(layout: Layout, window: Sequence[int]) -> int | None:
    head = head_line(layout)
    if head is None:
        return None
    for n in range(head - 1, max(head - 1 - _LINES_TO_TITLE, -1), -1):
        line = layout.lines[n]
        if not _may_be_title(line) or line.region in _EXCLUDED:
            return None
        if _is_in_box(layout.lines, n):
            return None
        if _may_head(line) and n in window:
            # A heading broken by <br> is several lines of one element.
            while n - 1 in window and layout.lines[n - 1].element is line.element and _may_head(layout.lines[n - 1]):
                n -= 1
            if n - 1 in window and _is_subtitle(line) and _may_head(layout.lines[n - 1]):
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
    while last < len(lines) and lines[last].element is lines[first].element and _may_head(lines[last]):
        last += 1
    whole = "".join(line.text for line in lines[first:last])
    return whole if len(whole) <= _LONGEST_TITLE else lines[first].text


def _heading_standing(element: HtmlElement) -> int:
    node: HtmlElement | None = element
    best = 0
    for _ in range(3):
        if node is None or node.tag in ("body", "html"):
            break
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in ("h1", "ucaptitle"):
            best = max(best, 3)
        elif _TITLE_NAMES.search(names) and not _BODY_WORDS.search(names):
            best = max(best, 2)
        elif node.tag in TITLE_TAGS:
            best = max(best, 1)
        node = node.getparent()
    return best
