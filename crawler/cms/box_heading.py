"""The short text just above the rows: the name of their box, which is the column's own or tells a box beside it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.reading.blank_list import blank_list
from crawler.reading.document import Document, clean
from crawler.reading.link_target import target_of

_MORE = re.compile(r"更\s?多|more|[\W_]+", re.IGNORECASE)
_MORE_LINK = re.compile(r"[\W_]*(?:更\s?多|more)[\W_]*|[>»›+]{1,4}", re.IGNORECASE)
_LONGEST_EXTRA = 4  # characters beside a heading that are still part of it: an English name is a line of its own
_PLACE = re.compile(r"con(?:tent)?\b|list|main|news|body|neirong|\bnr\b|\blb\b", re.IGNORECASE)
_HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "legend", "caption", "div", "p"))
_NEWEST = re.compile(r"最新(?:发布|信息|动态|公告|通知|政策|资讯|文章|公开|更新|消息|文件|报道|新闻)")


def heading_above(element: HtmlElement) -> str:
    """The short text just above the block that a row stands in: the name of its box, "" when there is none near."""
    return _heading_and_holder(element)[0]


def _heading_and_holder(element: HtmlElement) -> tuple[str, HtmlElement | None]:
    """The heading and the element that it is."""
    own, holder = _heading_beside(element)
    if own:
        return own, holder
    node = element.getparent()
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            break
        for sibling in node.itersiblings(preceding=True):
            if not isinstance(sibling.tag, str) or sibling.tag in ("script", "style"):
                continue
            text = clean(sibling.text_content())
            if len(text) <= 30 and blank_list(sibling) is not None:
                return (
                    "",
                    None,
                )  # what stands above a list without rows is the name of that list, not of the box beside it
            if text and len(text) <= 30:
                return ("", None) if _says_more_than_its_heading(sibling, text) else (text, sibling)
            if text:
                break
        node = node.getparent()
    return "", None


def _says_more_than_its_heading(block: HtmlElement, text: str) -> bool:
    """A short block with a heading of its own and something under it is a box of its own, not a name of the next."""
    if any(not clean(one.text_content()) and _PLACE.search(_names(one)) for one in block.iter("div", "section")):
        return True  # the place of a list or text that is empty
    heading = next(block.iter("h1", "h2", "h3", "h4", "h5", "h6"), None)
    if heading is None or heading is block:
        return False
    rest = text.replace(clean(heading.text_content()), "", 1)
    return len(_MORE.sub("", rest)) > _LONGEST_EXTRA


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _heading_beside(element: HtmlElement) -> tuple[str, HtmlElement | None]:
    """A heading that stands in the rows' own block, before the first of them: `<b>热点</b><p>row</p><p>row</p>`."""
    for sibling in element.itersiblings(preceding=True):
        links = [clean(link.text_content()) for link in sibling.iter("a")]
        if not (sibling.tag in _HEADING_TAGS or _is_line_of_its_own(sibling)) or not all(
            map(_MORE_LINK.fullmatch, links)
        ):
            continue
        text = clean(sibling.text_content())
        if 0 < len(text) <= 30:
            return text, sibling
    return "", None


def _is_line_of_its_own(element: HtmlElement) -> bool:
    """The first line of a box that is a table or a list: one cell that is neither a date nor the head of columns."""
    return element.tag == "li" or (element.tag == "tr" and len(element) == 1)


def is_preview(element: HtmlElement, column: str, document: Document) -> bool:
    """Whether the rows' box names itself as another column's: a heading whose 更多 leads away from this page, or one of
    the newest of the whole site. `column`: the name of the column that the page is."""
    heading, holder = _heading_and_holder(element)
    if column and (column in heading or (heading and heading in column)):
        return False
    if _NEWEST.search(heading):
        return True
    own = urlsplit(document.url).path
    for link in holder.iter("a") if holder is not None else ():
        if _MORE_LINK.fullmatch(clean(link.text_content())):
            url = target_of(link, document)
            if url is not None and urlsplit(url).path != own:
                return True
    return False
