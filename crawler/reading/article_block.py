"""Where the article of a page stands: its title, its body, and the head and foot lines around the body."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from checks.observation import Region
from crawler.reading.document import Document, clean
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
_TITLE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:\w*title|tit|bt|biaoti|headline|h1|ucaptitle|arti_title|xl_tit|wzbt|titles)(?:$|[\s_-])",
    re.IGNORECASE,
)
_TITLE_TAGS = frozenset(("h1", "h2", "h3", "ucaptitle"))
_HEAD_LINE = re.compile(
    r"来\s?源\s?[:：]|(?:日\s?期|时\s?间)\s?[:：]|字\s?[体号]\s?[:：]|(?:浏览|点击|阅读)\S{0,3}[:：]"
)
_SITE_SUFFIX = re.compile(r"\s*[_|｜]\s*|\s+[-—–]+\s+|-{1,2}|——")
_SQUEEZE = re.compile(r"[\s\u3000\W_]+")
_TEMPLATE_LEFT = re.compile(r"CMSPRO|[~$]-?!?\{|\{\{|<%|<[a-z]", re.IGNORECASE)
_SHORTEST_TITLE, _LONGEST_TITLE = 2, 200
_HEAD_LINES = 25  # a metadata box of twelve fields as label and value lines, above or below the title
_FOOT_LINES = 15
_PARAGRAPH = 20  # characters outside links that make a line part of running text
_TIGHT = 0.85
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
        """Lines before the body: the metadata box and what stands under the title."""
        start, _ = self.span
        title = self.title_line if self.title_line is not None and self.title_line < start else start
        first = max(min(title, start) - _HEAD_LINES, 0)
        last = start if self.body is not None else min(start + _HEAD_LINES, len(self.layout.lines))
        return [(n, self.layout.lines[n]) for n in range(first, last) if self.layout.lines[n].region not in _EXCLUDED]

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
    title, title_line = _title(document, layout, body, start)
    return ArticleBlock(layout, title, title_line, body, is_named, _around(layout, body, title_line))


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
    return _densest(layout), False


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


def _densest(layout: Layout) -> HtmlElement | None:
    scores: dict[HtmlElement, int] = {}
    for line in layout.lines:
        prose = len(line.text) - line.chars_in_links
        if (
            line.region is not None
            or prose < _PARAGRAPH
            or line.element.tag in _TITLE_TAGS
            or _HEAD_LINE.search(line.text)
        ):
            continue
        for distance, holder in enumerate(line.element.iterancestors()):
            if holder.tag in ("body", "html") or distance > 3:
                break
            if holder.tag in ("div", "td", "section", "article", "main", "form"):
                scores[holder] = scores.get(holder, 0) + prose // (distance + 1)
    if not scores:
        return None
    best = max(scores, key=lambda element: scores[element])
    return best if scores[best] >= 2 * _PARAGRAPH and best in layout.spans else None


def _title(document: Document, layout: Layout, body: HtmlElement | None, start: int) -> tuple[str, int | None]:
    labelled = meta_value(document, "ArticleTitle")
    site_title = document.site_title
    lines = layout.lines
    end = layout.spans[body][1] if body is not None and body in layout.spans else start
    # The heading stands before the body or, where the body holds everything, among its first lines.
    window = [n for n in range(len(lines)) if n < min(start + 8, max(end, start))]
    shown = {
        n: squeezed(lines[n].text)
        for n in window
        if lines[n].region not in (Region.NAVIGATION, Region.FOOTER, Region.HEADER)
        and _SHORTEST_TITLE <= len(lines[n].text) <= _LONGEST_TITLE
    }
    if labelled:
        place = _place_of(squeezed(labelled), shown)
        heading = _heading(layout, window, site_title)
        column = meta_value(document, "ColumnName", "SiteName")
        if (
            place is None
            and heading is not None
            and squeezed(labelled) in (squeezed(column), squeezed(meta_value(document, "SiteName")))
        ):
            return lines[heading].text, heading
        return labelled, place if place is not None else heading
    found = _shown_title(document, lines, shown)
    if found is not None:
        return found
    heading = _heading(layout, window, site_title)
    if heading is not None:
        return lines[heading].text, heading
    first = next(iter(_parts(site_title)[-1:]), "")
    return first or site_title, None


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


def _shown_title(document: Document, lines: list[Line], shown: dict[int, str]) -> tuple[str, int] | None:
    """The part of <title> that a line shows, or that several lines in a row show together."""
    parts = [part for part in _parts(document.site_title) if len(part) >= 4 and not _is_column(document, part)]
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
        if len(joined) >= 8 and not _is_column(document, joined):
            return " ".join(line.text for line in lines[n:last]) if last - n == 1 else _part_of(
                parts, joined, lines[n:last]
            ), n
    for part in parts:
        place = _place_of(squeezed(part), shown)
        if place is not None:
            return part, place
    return None


def _part_of(parts: Iterable[str], joined: str, lines: Iterable[Line]) -> str:
    """A title over several lines, spelled as <title> spells it where it does."""
    return next((part for part in parts if squeezed(part) == joined), "".join(line.text for line in lines))


def _is_column(document: Document, text: str) -> bool:
    return squeezed(text) in {
        squeezed(meta_value(document, "ColumnName")),
        squeezed(meta_value(document, "SiteName")),
    } - {""}


def _heading(layout: Layout, window: Iterable[int], site_title: str) -> int | None:
    """The last line before the body that markup calls a title: h1 first, then title-like names, then h2 and h3."""
    best: tuple[int, int] | None = None
    for n in window:
        line = layout.lines[n]
        text = line.text
        if line.region in _EXCLUDED or not 4 <= len(text) <= _LONGEST_TITLE or line.chars_in_links * 2 > len(text):
            continue
        if only_date(text) is not None or re.search(
            r"[:：]$|来源[:：]|发布(?:时间|日期)|^(?:您?(?:当前|现在)?的?位置|首页)", text
        ):
            continue
        standing = _heading_standing(line.element)
        if standing and (best is None or standing >= best[0]):
            best = (standing, n)
    return best[1] if best else None


def _heading_standing(element: HtmlElement) -> int:
    node: HtmlElement | None = element
    best = 0
    for _ in range(3):
        if node is None or node.tag in ("body", "html"):
            break
        names = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in ("h1", "ucaptitle"):
            best = max(best, 3)
        elif _TITLE_NAMES.search(names):
            best = max(best, 2)
        elif node.tag in _TITLE_TAGS:
            best = max(best, 1)
        node = node.getparent()
    return best


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
            return body if holder.tag in ("body", "html", "form") else holder
    return body
