"""Places of an article that are meant to name its counterpart: 相关解读, 解读链接, 政策原文, 相关文件 …

A box may hold links, a title typed by hand without a link, or nothing: an empty one is often filled by a script, so
it is kept as it stands and judged elsewhere. What a box names weighs more than its label: 相关文件 on a policy page
often leads to the interpretation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from checks.observation import Region, RelationBox
from crawler.reading.article_block import ArticleBlock
from crawler.reading.article_title import squeezed
from crawler.reading.document import Document, clean
from crawler.reading.link_target import target_of
from crawler.reading.page_layout import Line
from crawler.reading.selector import selector_of

INTERPRETATION, POLICY = "interpretation", "policy"
_LABEL = re.compile(
    r"^\W{0,3}(?P<label>"
    r"(?:相关|关联|政策|文件|对应|配套|更多)?(?:政策|文件)?(?:文字|图文|图片|图表|视频|动漫|动画|音频|专家|媒体|一图|负责人|部门|H5)?(?:解读|图解)(?:链接|材料|稿件?|文章|信息|文件)?"
    r"|(?:相关|关联|对应|所解读|解读|被解读|参考)(?:的)?(?:政策)?(?:文件|政策|法规|原文)(?:链接|原文)?"
    r"|(?:政策|解读)(?:原文|文件)(?:链接|地址|查看)?|(?:文件)?原文(?:链接|地址|查看)?|文件(?:链接|地址)|政策链接"
    r"|(?:相关|关联)(?:稿件|链接|内容|信息|阅读)"
    r")\s*(?P<after>[】\]）)]?\s*[:：]|[】\]）)]\s*|$|(?=《|<|http|关于))(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT_INTERPRETATION = re.compile(r"解读|图解|一图读懂|一图看懂|答记者问|问答|政策吹风")
_ABOUT_POLICY = re.compile(r"通知|办法|意见|方案|规定|细则|决定|规划|条例|公告|计划|措施|指南|制度|标准|批复|函$|》$")
_VAGUE = re.compile(r"稿件|链接$|内容|信息|阅读")
_COLUMN_ADDRESS = re.compile(r"/$|/(?:index|list)(?:_\d+)?\.\w+$|/col/col\d+/|#")
_LONGEST_LABEL_LINE = 400
_MOST_LINES = 6


def relation_boxes_of(document: Document, block: ArticleBlock) -> tuple[RelationBox, ...]:
    """The boxes in the order of the page. Menus, breadcrumbs and links to whole columns are none."""
    lines = block.layout.lines
    found: list[RelationBox] = []
    own_title = squeezed(block.title)
    for n, line in enumerate(lines):
        if line.region in (Region.HEADER, Region.NAVIGATION, Region.FOOTER) or len(line.text) > _LONGEST_LABEL_LINE:
            continue
        match = _LABEL.match(line.text)
        if (
            match is None
            or squeezed(line.text) == own_title
            or (block.title_line is not None and n <= block.title_line and not match["after"].strip())
        ):
            continue
        box = _box(document, block, n, line, match)
        if box is not None:
            found.append(box)
    return tuple(found)


def _box(document: Document, block: ArticleBlock, n: int, line: Line, match: re.Match[str]) -> RelationBox | None:
    label, rest = match["label"], clean(match["rest"])
    holder = _block_of(line.element)
    own = list(_links(document, [holder]))
    if rest or own:
        if not rest and not _is_counterpart(own):
            return None  # a button or a menu entry that leads to a whole column
        return _made(label, rest, own, holder)
    start, end = block.span
    if start <= n < end:
        return _inside_body(document, block, n, label, holder)
    content = _content_after(line.element)
    if content is None or (block.body is not None and any(block.body in one.iter() for one in content)):
        return None
    text = clean(" ".join(clean(one.text_content()) for one in content))
    return _made(label, text[:_LONGEST_LABEL_LINE], _links(document, content), content[0])


def _inside_body(
    document: Document, block: ArticleBlock, n: int, label: str, holder: HtmlElement
) -> RelationBox | None:
    """A label that fills its paragraph: what it names stands in the next ones, as titles or links."""
    named: list[Line] = []
    for line in block.layout.lines[n + 1 : n + 1 + _MOST_LINES]:
        if line.chars_in_links * 2 < len(line.text) and not re.search(r"《[^》]+》|解读", line.text[:80]):
            break
        named.append(line)
    text = " ".join(line.text for line in named)
    links = list(_links(document, [_block_of(line.element) for line in named]))
    if not named and not re.search(r"链接|原文|相关|关联", label):
        return None  # a heading of the text itself
    return _made(label, text[:_LONGEST_LABEL_LINE], links, holder)


def _made(label: str, text: str, links: Iterable[str], element: HtmlElement) -> RelationBox | None:
    points_to = _side(label, text)
    if points_to is None:
        return None
    return RelationBox(label, points_to, text, tuple(dict.fromkeys(links)), selector_of(element))


def _side(label: str, text: str) -> str | None:
    if _ABOUT_INTERPRETATION.search(text):
        return INTERPRETATION
    if _VAGUE.search(label) and not re.search(r"解读|图解|政策|文件|原文", label):
        return POLICY if text and _ABOUT_POLICY.search(text) else None
    if re.search(r"解读|图解", label) and not re.search(r"解读(?:的)?(?:文件|政策|原文)", label):
        return INTERPRETATION
    return POLICY


def _block_of(element: HtmlElement) -> HtmlElement:
    """The paragraph, list item or cell an inline element stands in."""
    for node in (element, *element.iterancestors()):
        if node.tag in ("p", "li", "td", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "div", "section", "body"):
            return node
    return element


def _content_after(element: HtmlElement) -> list[HtmlElement] | None:
    """The elements after a heading inside the same box; None where the heading has nothing beside it."""
    node: HtmlElement | None = element
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            return None
        after: list[HtmlElement] = []
        for one in node.itersiblings():
            if not isinstance(one.tag, str) or one.tag in ("script", "style"):
                continue
            text = clean(one.text_content())
            if text and len(text) < 12 and _LABEL.match(text):
                break  # the next tab or box
            after.append(one)
            if text or len(after) == 2:
                break
        if after:
            return after
        node = node.getparent()
    return None


def _links(document: Document, elements: Iterable[HtmlElement]) -> Iterator[str]:
    for element in elements:
        for link in element.iter("a"):
            url = target_of(link, document)
            if url:
                yield url


def _is_counterpart(links: Iterable[str]) -> bool:
    return any(not _COLUMN_ADDRESS.search(urlsplit(url).path) for url in links)
