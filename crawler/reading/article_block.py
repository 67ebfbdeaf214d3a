"""Where the article of a page stands: its title, its body, and the head and foot lines around the body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from checks.observation import Region
from crawler.reading.article_title import find_title
from crawler.reading.document import Document
from crawler.reading.head_line import TITLE_TAGS, UNDER_A_TITLE, head_line, is_running_text
from crawler.reading.page_layout import Layout, Line, layout_of
from crawler.reading.written_dates import only_date

# Names the CMS families and their templates give to the body; standards digest, section 10.
_BODY_NAMES = re.compile(
    r"(?:^|[\s_-])(?:trs_u?editor|trs_editor_view|ucap-?content|vsb_content\w*|v_news_content|wp_articlecontent|ivs_content|js_content|zoom|zoomcon|pages_content"
    r"|art(?:i|icle)?[-_]?(?:content|body|text|con|txt|main)s?|news[-_]?(?:content|text|con|body|txt)s?|(?:xx|xl|info|detail|view|show|page|zw|wz|zwgk)[-_]?(?:content|con|text|txt|body|nr)s?"
    r"|(?:content|con)[-_]?(?:text|txt|detail|article|body)|maintext|text[-_]?(?:content|con)|bodytext|zhengwen|neirong|richtext|rich_media_content)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LOOSE_BODY_NAMES = re.compile(
    r"(?:^|\s)(?:content|con|text|article|detail|nr|txt|newscontent|articlebox|cont|main-txt)(?:$|\s)", re.IGNORECASE
)
_HEAD_LINES = 25  # a metadata box of twelve fields as label and value lines, above or below the title
_FOOT_LINES = 15
_PARAGRAPH = 20  # characters outside links that make a line part of running text
_TIGHT = 0.85
_LEVELS_UP = 5
_UNDER_INNER_TITLE = 3
_HEAD_TO_BODY = 15  # lines: tools for font size, sharing and printing stand between
_HOLDERS = frozenset(("div", "td", "section", "article", "main", "form", "pre"))
_EXCLUDED = (Region.HEADER, Region.NAVIGATION, Region.FOOTER, Region.SIDEBAR)


@dataclass
class ArticleBlock:
    """Line numbers are those of the page's layout; `body` None: no body was found."""

    layout: Layout
    title: str
    title_line: int | None
    body: HtmlElement | None
    is_named_body: bool
    element: HtmlElement | None

    @property
    def span(self) -> tuple[int, int]:
        if self.body is None:
            start = (self.title_line or 0) + 1
            return start, start
        return self.layout.spans.get(self.body, (0, 0))

    @cached_property
    def body_lines(self) -> list[Line]:
        start, end = self.span
        return [line for line in self.layout.lines[start:end] if line.region not in (Region.FOOTER, Region.NAVIGATION)]

    @cached_property
    def head_lines(self) -> list[tuple[int, Line]]:
        """Lines before the body: the metadata box and what stands under the title, also where the body holds both."""
        start, end = self.span
        title = self.title_line if self.title_line is not None and self.title_line < start else start
        first = max(min(title, start) - _HEAD_LINES, 0)
        last = start if self.body is not None else min(start + _HEAD_LINES, len(self.layout.lines))
        places = list(range(first, last))
        if self.title_line is not None and start <= self.title_line < end:
            places += range(self.title_line + 1, min(self.title_line + 1 + _UNDER_INNER_TITLE, end))
        return [(n, self.layout.lines[n]) for n in places if self.layout.lines[n].region not in _EXCLUDED]

    @cached_property
    def foot_lines(self) -> list[Line]:
        _, end = self.span
        if self.body is None:
            return []
        return [line for line in self.layout.lines[end : end + _FOOT_LINES] if line.region not in _EXCLUDED]


def find_block(document: Document) -> ArticleBlock:
    layout = layout_of(document)
    body, is_named = _body(document, layout)
    start = layout.spans[body][0] if body is not None and body in layout.spans else len(layout.lines)
    span = layout.spans.get(body, (start, start)) if body is not None else (start, start)
    title, title_line = find_title(document, layout, span)
    return ArticleBlock(layout, title, title_line, body, is_named, _around(layout, body, title_line))


def _body(document: Document, layout: Layout) -> tuple[HtmlElement | None, bool]:
    named: list[HtmlElement] = []
    loose: list[HtmlElement] = []
    for element in document.body_element.iter("div", "td", "article", "section", "ucapcontent", "table", "main"):
        if layout.region(element) in _EXCLUDED:
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if _BODY_NAMES.search(names) or element.tag == "ucapcontent" or element.get("itemprop") == "articleBody":
            named.append(element)
        elif _LOOSE_BODY_NAMES.search(names) or element.tag == "article":
            loose.append(element)
    for candidates, is_named in ((named, True), (loose, False)):
        best = _best(candidates, layout)
        if best is not None and (is_named or _prose(layout, best) >= 5 * _PARAGRAPH):
            return best, is_named
    head = head_line(layout)
    best = _densest(layout, 0 if head is None else head + 1)
    if best is None and head is not None:
        best = _densest(layout, 0)
        best = _over_head_line(layout, head) if best is None else best
    if head is not None and (best is None or layout.spans[best][0] > head + _HEAD_TO_BODY):
        under = _under_head_line(layout, head)
        best = best if under is None else under
    return best, False


def _under_head_line(layout: Layout, head: int) -> HtmlElement | None:
    """Where hardly anything is written (详见附件, one picture): the block around the dated line that goes on below."""
    line = layout.lines[head]
    holder: HtmlElement | None = line.element
    for _ in range(_LEVELS_UP):
        if holder is None or holder.tag in ("body", "html"):
            break
        start, end = layout.spans.get(holder, (head, head))
        if start < head < end - 1 or (start < head < end and next(holder.iter("img"), None) is not None):
            return holder
        parent = holder.getparent()
        if parent is not None and parent.tag == "body":
            return _neighbour(layout, holder, head)
        holder = parent
    return None


def _over_head_line(layout: Layout, head: int) -> HtmlElement | None:
    """A few words of text where source and date stand below them."""
    line = layout.lines[head - 1] if head else None
    if line is None or line.region is not None or only_date(line.text) is None:
        return None
    return next((one for one in line.element.iterancestors() if one.tag in _HOLDERS and one in layout.spans), None)


def _neighbour(layout: Layout, holder: HtmlElement, head: int) -> HtmlElement | None:
    """The block with text next to the head's own, where both stand side by side in the page itself."""
    following = (one for one in holder.itersiblings() if layout.region(one) is None and layout.lines_of(one))
    block = next(following, None)
    return block if block is not None and layout.spans[block][0] == head + 1 and block.tag in _HOLDERS else None


def _best(candidates: Iterable[HtmlElement], layout: Layout) -> HtmlElement | None:
    """The candidate with most text, or the innermost one inside it that holds nearly all of it."""
    weighed = [(element, _prose(layout, element)) for element in candidates]
    if not weighed:
        return None
    most = max(chars for _, chars in weighed)
    if most == 0:
        return weighed[-1][0] if len(weighed) == 1 else weighed[0][0]
    return [element for element, chars in weighed if chars >= most * _TIGHT][-1]


def _prose(layout: Layout, element: HtmlElement) -> int:
    return sum(max(len(line.text) - line.chars_in_links, 0) for line in layout.lines_of(element))


def _densest(layout: Layout, first: int) -> HtmlElement | None:
    """The element with most running text from line `first` on."""
    scores: dict[HtmlElement, int] = {}
    for line in layout.lines[first:]:
        prose = len(line.text) - line.chars_in_links
        if (
            line.region is not None
            or prose < _PARAGRAPH
            or line.element.tag in TITLE_TAGS
            or (UNDER_A_TITLE.search(line.text) and not is_running_text(line))
        ):
            continue
        holders = (
            (line.element, *line.element.iterancestors()) if line.element.tag == "pre" else line.element.iterancestors()
        )
        for distance, holder in enumerate(holders):
            if holder.tag in ("body", "html") or distance > 3:
                break
            if holder.tag in _HOLDERS:
                scores[holder] = scores.get(holder, 0) + prose // (distance + 1)
    if not scores:
        return None
    best = max(scores, key=lambda element: scores[element])
    return best if scores[best] >= 2 * _PARAGRAPH and best in layout.spans else None


def _is_page(element: HtmlElement, layout: Layout) -> bool:
    """The page, or the form that some servers put around all of it; a form of the article's own is its block."""
    if element.tag != "form":
        return element.tag in ("body", "html")
    start, end = layout.spans.get(element, (0, 0))
    regions = {line.region for line in layout.lines[start:end]}
    return Region.FOOTER in regions or Region.HEADER in regions


def _around(layout: Layout, body: HtmlElement | None, title_line: int | None) -> HtmlElement | None:
    """The innermost element that holds title and body, unless that is the page itself."""
    if body is None:
        return None
    if title_line is None:
        return body
    title = layout.lines[title_line].element
    holders = [body, *body.iterancestors()]
    above_title = {title, *title.iterancestors()}
    for holder in holders:
        if holder in above_title:
            return body if _is_page(holder, layout) else holder
    return body
