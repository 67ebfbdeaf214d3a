"""The line under a title that holds date, source and counters, and which lines may be a title above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from checks.observation import Region
from crawler.reading.document import clean
from crawler.reading.metadata_box import names_box_field
from crawler.reading.page_layout import Layout, Line
from crawler.reading.written_dates import WrittenDate, dates_in, only_date

_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:\w*title|tit|bt|biaoti|headline|h1|ucaptitle|arti_title|xl_tit|wzbt|titles)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODY_WORDS = re.compile(r"content|text|body|main", re.IGNORECASE)  # bt_content holds the text below the title
TITLE_TAGS = frozenset(("h1", "h2", "h3", "ucaptitle"))
UNDER_A_TITLE = re.compile(
    r"来\s?源\s?[:：]|(?:日\s?期|时\s?间)\s?[:：]|发布于|发表于|字\s?[体号]\s?[:：]|(?:浏览|点击|阅读|访问)\S{0,3}\s?[:：]"
)
_NO_TITLE = re.compile(
    r"[:：]$|来源[:：]|发布(?:时间|日期)|^(?:您?(?:当前|现在|所在)?的?位置|首页)|^\S{0,14}[〔\[（(]\d{4}[〕\]）)]\S{0,8}号$"
)
# A phrase goes on; words of a head may stand right behind a date (2023-12-01来源：本站).
_OUT_OF_A_DATE = re.compile(
    r"(?!来源|作者|星期|周[一二三四五六日]|字[号体]|浏览|点击|阅读|访问|信息来|发布|发表|编辑|责编|责任|文章|稿件|打印|分享|上午|下午|人气|文[：:])[\u4e00-\u9fff]"
)
SITE_NAME = re.compile(r"\S{2,16}(?:人民政府|政府网站?|门户网站)")  # in an <h1> of its own: the logo
SHORTEST_TITLE, LONGEST_TITLE = 2, 200
_LONGEST_HEAD_LINE = 160
_BARE_DATE = 26  # characters of a line that is a date and hardly anything else: (2024年03月23日 10:30:00)
_MOST_HEAD_LINES = 3  # more dated lines of that kind are rows of a list
LINES_TO_TITLE = 4
_SHORTEST_HEADING = 4
_SENTENCE = 20  # characters
_SENTENCE_END = re.compile(r"。")
_BOX_NEIGHBOURS = 2
EXCLUDED = (Region.HEADER, Region.NAVIGATION, Region.FOOTER, Region.SIDEBAR)


def is_running_text(line: Line) -> bool:
    return len(line.text) - line.chars_in_links >= _SENTENCE and _SENTENCE_END.search(line.text) is not None


def head_line(layout: Layout) -> int | None:
    """The line under a title that holds date, source and counters; None on a page with many such lines (a list)."""
    if "head line" not in layout.known:
        layout.known["head line"] = _head_line(layout.lines)
    found = layout.known["head line"]
    return found if isinstance(found, int) else None


def _head_line(lines: Sequence[Line]) -> int | None:
    found = [n for n, line in enumerate(lines) if _is_head_line(line) and not is_in_box(lines, n)]
    if not found:
        return None
    text = next(
        (n for n, line in enumerate(lines) if line.region not in EXCLUDED and is_running_text(line)), len(lines)
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
    return any(may_head(line) and heading_standing(line.element) for line in lines[max(n - LINES_TO_TITLE, 0) : n])


def _is_head_line(line: Line) -> bool:
    text = line.text
    if line.region in EXCLUDED or len(text) > _LONGEST_HEAD_LINE or line.chars_in_links * 2 > len(text):
        return False
    if UNDER_A_TITLE.search(text) is not None:
        return bool(dates_in(text))
    return len(text) <= _BARE_DATE and any(not goes_on(line, written) for written in dates_in(text))


def goes_on(line: Line, written: WrittenDate) -> bool:
    """Whether a date is part of a phrase (2024年11月21日电网检修信息), by what stands right behind it."""
    return _OUT_OF_A_DATE.match(line.text[written.end :]) is not None and clean(line.element.text or "") != written.text


def is_in_box(lines: Sequence[Line], n: int) -> bool:
    """Whether a line belongs to a box of 索引号, 成文日期 …: its neighbours are other fields of one."""
    around = range(max(n - _BOX_NEIGHBOURS, 0), min(n + _BOX_NEIGHBOURS + 1, len(lines)))
    return any(names_box_field(lines[m].text) for m in around)


def may_be_title(line: Line) -> bool:
    """A title is hardly ever a link; names of columns in menus and breadcrumbs are."""
    return (
        line.region not in (Region.NAVIGATION, Region.FOOTER, Region.HEADER)
        and SHORTEST_TITLE <= len(line.text) <= LONGEST_TITLE
        and line.chars_in_links * 2 <= len(line.text)
    )


def may_head(line: Line) -> bool:
    if line.region in EXCLUDED or not may_be_title(line):
        return False
    if len(line.text) < _SHORTEST_HEADING and not heading_standing(line.element):
        return False  # 公告 may be all there is of a title, where it is set as one
    if SITE_NAME.fullmatch(line.text):
        return False
    return only_date(line.text) is None and not _NO_TITLE.search(line.text) and not _is_head_line(line)


def heading_standing(element: HtmlElement) -> int:
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
