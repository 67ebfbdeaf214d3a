"""The title of a list row: in full where the page keeps it beside a cut one, without what else stands in the link."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.document import clean
from crawler.reading.row_date import date_of_cell
from crawler.reading.title_element import title_element
from crawler.reading.written_dates import may_be_date

_CUT = re.compile(r"(?:\.{2,}|…+|。。。)$")
_BULLETS = re.compile(r"^[\s•·●▪■□◆◇►▶▸›»☆★※∙○]+(?=\S)")
_LABELLED_TOOLTIP = re.compile(
    r"(?:文章)?标题\s?[:：]\s?(?P<title>.+?)(?:\s(?:发布|发表|更新|作者|点击|来源)\S{0,4}\s?[:：].*)?$", re.DOTALL
)
PINNED_TEXT = re.compile(r"^[\[【(（]?\s?置\s?顶\s?[\])】）]?$")
_FEWEST_CHARS = 5  # that a cut title must begin with; fewer begin many titles
_FULL_TITLE = ("title", "data-title", "data-original-title", "alt", "aria-label")


def title_of(link: HtmlElement) -> str:
    """The full title: the tooltip where the text is cut, else the text without the date that may stand in the link."""
    tooltip = clean(link.get("title") or "")
    labelled = _LABELLED_TOOLTIP.match(tooltip)
    if labelled:
        tooltip = labelled["title"]
    heading = title_element(link)
    text = _BULLETS.sub("", _text_without_dates(link if heading is None else heading))
    shown = _CUT.sub("", text).strip()
    if tooltip and (not shown or (len(tooltip) > len(shown) and tooltip.startswith(shown[: max(len(shown) - 2, 2)]))):
        return tooltip
    if text:
        return text
    for image in link.iter("img"):
        if alternative := clean(image.get("alt") or image.get("title") or ""):
            return alternative
    return tooltip


def title_in_full(title: str, row: HtmlElement) -> str:
    """A title that the page cuts, as an attribute of the row or of something in it has it."""
    shown = _CUT.sub("", title).strip()
    if shown == title or len(shown) < _FEWEST_CHARS:
        return title
    for element in row.iter():
        for name in _FULL_TITLE if isinstance(element.tag, str) else ():
            full = clean(element.get(name) or "")
            if len(full) > len(shown) and full.startswith(shown) and not _CUT.search(full):
                return full
    return title


def _text_without_dates(link: HtmlElement) -> str:
    if len(link) == 0:
        return clean(link.text or "")
    parts: list[str] = [link.text or ""]
    _gather(link, parts)
    return clean("".join(parts))


def _gather(element: HtmlElement, parts: list[str]) -> None:
    for child in element:
        if isinstance(child.tag, str) and child.tag not in ("script", "style"):
            text = clean(child.text_content())
            if (not may_be_date(text) or date_of_cell(child) is None) and not PINNED_TEXT.match(text):
                parts.append(child.text or "")
                _gather(child, parts)
                if child.tag in ("p", "div", "br", "h3", "h4", "h5"):
                    parts.append(" ")
        parts.append(child.tail or "")
