"""Which part of a page is what: lines of text in reading order, and the region every element belongs to.

One walk over the tree serves all readers. A line is the text between two block boundaries, as a visitor sees it.
Regions come from tags, roles and the words in class and id names; they are hints, so what holds most of a page's
text is never taken for its header, menu or side column, whatever it is called.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from checks.observation import Region
from crawler.reading.document import Document, clean
from crawler.reading.written_dates import dates_in

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "iframe", "label", "legend", "li", "main", "menu", "nav", "ol", "option", "p",
    "pre", "section", "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "ucapcontent", "ucaptitle",
))  # fmt: skip
_SILENT = frozenset(("script", "style", "noscript", "template", "select", "textarea", "svg", "object", "iframe"))
_ROLES = {
    "banner": Region.HEADER,
    "navigation": Region.NAVIGATION,
    "contentinfo": Region.FOOTER,
    "complementary": Region.SIDEBAR,
    "search": Region.HEADER,
}
_TAGS = {"nav": Region.NAVIGATION, "aside": Region.SIDEBAR}
# What the walk has to know of a tag, as bits of one number: it is asked twice for every element.
_BLOCK, _SKIPPED, _LINK, _ARTICLE, _NAMED = 1, 2, 4, 8, 16
_KINDS: dict[object, int] = {}
for _bit, _tags in (
    (_BLOCK, BLOCKS),
    (_SKIPPED, _SILENT),
    (_LINK, ("a",)),
    (_ARTICLE, ("article", "main")),
    (_NAMED, ("nav", "aside", "header", "footer")),
):
    for _tag in _tags:
        _KINDS[_tag] = _KINDS.get(_tag, 0) | _bit
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CONTENT_WORDS = frozenset((
    "article", "content", "contents", "con", "detail", "details", "list", "main", "news", "title", "tit",
    "tabs", "tab", "text", "txt", "body", "pane", "box", "table", "info",
))  # fmt: skip
_HEADER_WORDS = frozenset(("header", "head", "top", "topbar", "banner", "logo", "toubu", "hd"))
_NAVIGATION_WORDS = frozenset((
    "nav", "navbar", "navigation", "menu", "submenu", "dropdown", "crumb", "crumbs", "breadcrumb",
    "breadcrumbs", "mbx", "dqwz", "dqlm", "weizhi", "location", "curpos", "currentpos", "curlocation", "subnav",
    "topnav", "leftnav", "sidenav", "leftmenu", "sidemenu", "mainnav",
))  # fmt: skip
_SIDEBAR_WORDS = frozenset((
    "aside", "sidebar", "side", "hot", "rank", "ranking", "paihang", "phb", "recommend", "tuijian", "related",
    "relalinks", "xgxw", "xgwz", "xgyd", "friend", "friendlink", "friendlinks", "friendlylink", "yqlj", "share",
    "calendar", "rili", "weather", "tianqi",
))  # fmt: skip
_UTILITY = frozenset(("relative", "absolute", "fixed", "static"))
_FOOTER_TEXT = re.compile(r"网站标识码|ICP备\d|ICP证\d|公网安备|版权所有|Copyright\s?[©@(]", re.IGNORECASE)
_UNDER_A_TITLE = re.compile(r"(?:发布|发表|更新|成文)\s?(?:日期|时间)\s?[:：]|来\s?源\s?[:：]")
_MOST = 0.5
_MUCH_TEXT = 400  # characters outside links; the footers and menus looked at hold fewer
_FOOTER_SHARE = 0.15
_FOOTER_CHARS = 800
_TOP_LEVELS = 6
_MOST_FOOTERS = 200  # lines with the words of one; pages have two or three, and each is looked around from


@dataclass(slots=True)
class Line:
    """`chars_in_links` of `text` stand in anchors. `element` is the innermost element the line starts in."""

    text: str
    element: HtmlElement
    region: Region | None
    chars_in_links: int


@dataclass(slots=True)
class Layout:
    lines: list[Line] = field(default_factory=list)
    regions: dict[HtmlElement, Region] = field(default_factory=dict)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    chars: int = 0
    known: dict[str, object] = field(default_factory=dict)  # what readers work out of the layout once

    def region(self, element: HtmlElement) -> Region | None:
        return self.regions.get(element)

    def lines_of(self, element: HtmlElement) -> list[Line]:
        """The lines of a block element, in reading order."""
        start, end = self.spans.get(element, (0, 0))
        return self.lines[start:end]


def layout_of(document: Document) -> Layout:
    """Worked out once per document and kept with it."""
    known = document.__dict__.get("layout")
    if isinstance(known, Layout):
        return known
    body = document.body_element
    layout, oversized = _walk(body, frozenset())
    if oversized:
        layout, _ = _walk(body, oversized)
    _mark_footer(layout)
    document.__dict__["layout"] = layout
    return layout


def _walk(body: HtmlElement, not_regions: frozenset[HtmlElement]) -> tuple[Layout, frozenset[HtmlElement]]:
    layout = Layout()
    lines, regions, spans = layout.lines, layout.regions, layout.spans
    roots: dict[HtmlElement, tuple[int, int]] = {}
    oversized: list[tuple[HtmlElement, int]] = []
    misnamed: list[HtmlElement] = []
    opened: dict[HtmlElement, int] = {}
    region: Region | None = None
    region_root: HtmlElement | None = None
    parts: list[str] = []
    starter: HtmlElement | None = None  # where the words since the last boundary begin; None: no text yet
    in_link = depth = linked = total = outside_links = 0
    in_article = 0

    def flush() -> None:
        nonlocal linked, total, outside_links
        text = clean(parts[0] if len(parts) == 1 else "".join(parts))
        if text:
            chars = len(text)
            lines.append(Line(text, body if starter is None else starter, region, min(linked, chars)))
            total += chars
            outside_links += max(chars - linked, 0)
        parts.clear()
        linked = 0

    walker = etree.iterwalk(body, events=("start", "end", "comment"))
    for event, element in walker:
        if event == "start":
            kind = _KINDS.get(element.tag, 0)
            depth += 1
            if kind & _BLOCK:
                if parts:
                    flush()
                starter = None
            if region is None and element is not body:
                names, role, style_id = element.get("class"), element.get("role"), element.get("id")
                if names or role or style_id or kind & _NAMED:
                    mark = _mark(str(element.tag), names or "", role or "", style_id or "")
                    if mark is Region.HEADER and (depth > _TOP_LEVELS or in_article):
                        mark = None
                    if mark is not None and element not in not_regions:
                        if parts:
                            flush()
                            starter = None
                        region, region_root = mark, element
                        roots[element] = (len(lines), outside_links)
            if region is not None:
                regions[element] = region
            if not kind:
                pass
            elif kind & _SKIPPED:
                walker.skip_subtree()
                continue
            else:
                if kind & _ARTICLE:
                    in_article += 1
                if kind & _BLOCK:
                    opened[element] = len(lines)
                elif kind & _LINK:
                    in_link += 1
            text = element.text
            if text:
                if starter is None:
                    starter = element
                # Between blocks stand mostly line breaks of the source.
                if parts or not text.isspace():
                    parts.append(text)
                    if in_link:
                        linked += len(text.strip())
            continue
        if event == "end":
            depth -= 1
            kind = _KINDS.get(element.tag, 0)
            if kind:
                if kind & _BLOCK:
                    if parts:
                        flush()
                    starter = None
                    spans[element] = (opened.get(element, len(lines)), len(lines))
                elif kind & _LINK:
                    in_link -= 1
                if kind & _ARTICLE:
                    in_article -= 1
            if element is region_root:
                if parts:
                    flush()
                    starter = None
                first, before = roots[element]
                if outside_links - before > _MUCH_TEXT:
                    oversized.append((element, outside_links - before))
                elif (region in (Region.HEADER, Region.NAVIGATION) and _is_article_head(lines[first:])) or (
                    region is Region.FOOTER and _is_article_foot(lines[first:])
                ):
                    misnamed.append(element)
                region = region_root = None
            if element is body:
                continue
        # Hanweb puts its values between comments: what follows a comment is text like any other.
        tail = element.tail
        if tail:
            if starter is None:
                starter = element.getparent()
            if parts or not tail.isspace():
                parts.append(tail)
                if in_link:
                    linked += len(tail.strip())
    layout.chars = total
    too_large = frozenset(element for element, chars in oversized if chars > _MOST * outside_links)
    return layout, too_large.union(misnamed)


def _is_article_head(lines: list[Line]) -> bool:
    """Whether a "menu" or "head" holds what stands under a title: 来源, 发布时间, or a date among few links."""
    text = " ".join(line.text for line in lines)
    if len(text) > _MUCH_TEXT:
        return False
    if _UNDER_A_TITLE.search(text):
        return True
    linked = sum(line.chars_in_links for line in lines)
    return bool(dates_in(text)) and linked * 2 < len(text) and "今天" not in text and "星期" not in text


def _is_article_foot(lines: list[Line]) -> bool:
    """Whether a "foot" is the one of an article, with its source and day, and not that of the site."""
    text = " ".join(line.text for line in lines)
    return len(text) <= _MUCH_TEXT and _UNDER_A_TITLE.search(text) is not None and not _FOOTER_TEXT.search(text)


@lru_cache(maxsize=4_096)  # the pages of a portal share their templates
def _mark(tag: str, names: str, role: str, element_id: str) -> Region | None:
    if role in _ROLES:
        return _ROLES[role]
    if tag in _TAGS:
        return _TAGS[tag]
    words = {word.lower() for word in _WORDS.findall(f"{names} {element_id}")}
    if any(word.startswith("foot") and word != "footnote" for word in words) or words & {"copyright", "dibu", "yejiao"}:
        return Region.FOOTER
    if tag == "footer":
        return Region.FOOTER
    if tag in ("h1", "h2", "h3", "li", "a", "img", "body"):
        return None
    about_content = words & _CONTENT_WORDS
    if tag == "header" or (words & _HEADER_WORDS and not about_content):
        return Region.HEADER
    if words & _NAVIGATION_WORDS and not words & {"content", "con", "pane", "body", "main", "article"}:
        return Region.NAVIGATION
    if ("position" in words or "local" in words) and not words & (_UTILITY | _CONTENT_WORDS):
        return Region.NAVIGATION
    if words & _SIDEBAR_WORDS and not words & {"content", "main", "article", "detail"}:
        return Region.SIDEBAR
    return None


def _mark_footer(layout: Layout) -> None:
    """A footer without a telling name is found by what must stand in it."""
    lines = layout.lines
    limit = max(_FOOTER_CHARS, int(layout.chars * _FOOTER_SHARE))
    found = 0
    for line in lines[int(len(lines) * 0.5) :]:
        if line.region is not None or not _FOOTER_TEXT.search(line.text) or len(line.text) > limit:
            continue
        found += 1
        if found > _MOST_FOOTERS:
            break
        root = line.element
        start, end = layout.spans.get(root, (0, 0))
        if _holds_an_article(lines[start:end]):
            line.region = Region.FOOTER  # its words stand loose in what holds the whole page
            continue
        parent = root.getparent()
        while parent is not None and parent.tag not in ("body", "html"):
            start, end = layout.spans.get(parent, (0, len(lines)))
            if sum(len(one.text) for one in lines[start:end]) > limit or _holds_a_blank(parent, root):
                break
            if _holds_an_article(lines[start:end]):
                break
            root, parent = parent, parent.getparent()
        for element in root.iter():
            layout.regions[element] = Region.FOOTER
        for one in layout.lines_of(root) or [line]:
            one.region = Region.FOOTER


def _holds_an_article(lines: list[Line]) -> bool:
    """Whether there is a dated head among these lines: a short page must not become its own footer."""
    return any(
        _UNDER_A_TITLE.search(line.text) and dates_in(line.text) for line in lines if len(line.text) <= _MUCH_TEXT
    )


def _holds_a_blank(holder: HtmlElement, part: HtmlElement) -> bool:
    """Whether something that a script will fill stands beside `part`: a page without rows yet is not all footer."""
    for child in holder:
        if child is part:
            continue
        if any("href" in (comment.text or "") for comment in child.iter(etree.Comment)):
            return True
        if any(element.tag == "iframe" or not len(element) for element in child.iter("iframe", "ul", "ol", "tbody")):
            return True
    return False
