"""Where in a link its title stands, in a card that is one link as a whole: a heading, what is named so, or the block
that reads like one."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.document import clean
from crawler.reading.written_dates import dates_in, only_date

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHORTEST_NAMED_TITLE = 5
_TITLE_CLASSES = frozenset(("title", "tit", "bt", "biaoti"))
_BLOCKS = frozenset(("div", "p", "td", "dt", "dd", "dl", "li"))
_CJK = re.compile(r"[\u4e00-\u9fff]")
_FEWEST_CHARS = 5  # of a block that may be the title; shorter ones are a category or a state
_NUMBER_OF_DOCUMENT = re.compile(r"\w{0,12}[〔\[（(](?:19|20)\d{2}[〕\]）)]\s?第?\d{1,5}\s?号")
_ABOUT_THE_ROW = re.compile(r"(?:来源|发布|阅读|浏览|点击|访问|作者|编辑|时间|日期|次数?|量)\s?[:：]?")


def title_element(link: HtmlElement) -> HtmlElement | None:
    if len(link) == 0:
        return None
    heading = next((one for one in link.iter(*_HEADINGS) if clean(one.text_content())), None)
    if heading is None:
        heading = next((one for one in link.iterdescendants() if _is_named_title(one)), None)
    return _title_block(link) if heading is None else heading


def _is_named_title(element: HtmlElement) -> bool:
    """The title of a card that is one link as a whole, beside its picture, summary and date."""
    if not isinstance(element.tag, str) or not _TITLE_CLASSES & set((element.get("class") or "").lower().split()):
        return False
    return len(clean(element.text_content())) > _SHORTEST_NAMED_TITLE


def _title_block(link: HtmlElement) -> HtmlElement | None:
    """Of a row that is one link as a whole, the cell that is its title: the longest of a table row, else the first
    block that says more than a date, a source or a number of readers."""
    blocks = [one for one in link if isinstance(one.tag, str) and one.tag in _BLOCKS]
    if not blocks:
        return _title_cell(link)
    if len(blocks) < 2:
        inner = blocks[0] if blocks else None
        return _title_block(inner) if inner is not None and len(inner) > 1 and not (inner.text or "").strip() else None
    texts = [(block, clean(block.text_content())) for block in blocks]
    titles = [(block, text) for block, text in texts if _may_be_title(text)]
    if not titles:
        return None
    return max(titles, key=lambda one: len(one[1]))[0] if link.tag == "tr" else titles[0][0]


def _may_be_title(text: str) -> bool:
    rest = text
    for written in reversed(dates_in(text)):
        rest = rest[: written.start] + rest[written.end :]
    return len(_CJK.findall(_ABOUT_THE_ROW.sub("", rest))) >= _FEWEST_CHARS and _begins_with_a_title(text)


def _begins_with_a_title(text: str) -> bool:
    """Whether a text does not begin with a date or with what it calls one."""
    return not _ABOUT_THE_ROW.match(text) and not any(
        written.start == 0 and len(text) < 40 for written in dates_in(text)
    )


def _title_cell(link: HtmlElement) -> HtmlElement | None:
    """Of a row of inline cells (`<a><span>1</span><span>title</span><span>number</span><span>date</span></a>`) the one
    that is longer than all others by half; None for text that is only marked up in pieces."""
    cells = [(one, clean(one.text_content())) for one in link if isinstance(one.tag, str)]
    cells = [(one, text) for one, text in cells if text]
    if len(cells) < 3 or (link.text or "").strip() or any((one.tail or "").strip() for one, _ in cells):
        return None
    cells = [(one, _NUMBER_OF_DOCUMENT.sub("", text)) for one, text in cells]
    dates = [one for one, text in cells if only_date(text) is not None]
    others = sorted(((one, text) for one, text in cells if one not in dates), key=lambda one: len(one[1]))
    if not dates or not others:
        return None
    title, longest = others.pop()
    is_longest = len(longest) >= 1.5 * max((len(text) for _, text in others), default=0)
    return title if is_longest and _CJK.search(longest) else None
