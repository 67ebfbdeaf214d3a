"""The line that says where a page stands: 当前位置：首页 > 政务公开 > 通知公告."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from crawler.reading.document import Document, clean
from crawler.reading.link_target import target_of

_MARK = re.compile(r"(?:当前|所在|您|你|现在)\S{0,6}位置|您(?:现在)?(?:所)?在\S{0,4}[:：]|^位置\s?[:：]")
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:bread-?crumbs?|crumbs?|mbx|dqwz|dqlm|weizhi|wz|position|location|curpos|cur-?location|place|lujing)(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:>>|&gt;|[>»›＞→/\\|·]|--+|::)\s*")
_START = re.compile(r"^(?:网站|门户)?(?:首页|主页)$|^home$", re.IGNORECASE)
_LONGEST_PART = 40
_LONGEST = 300
_MOST_MARKED = 12


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    url: str  # "" where the step is no link


def trail_of(document: Document) -> tuple[Step, ...]:
    """The steps from the home page down, home and an article's own "正文" left out; () where no line says it."""
    for element in _marked(document):
        steps = _steps(element, document)
        if steps:
            return steps
    return ()


def _marked(document: Document) -> list[HtmlElement]:
    """Elements that by their words or their class name are such a line, the smallest first."""
    by_text, by_name = [], []
    for element in document.body_element.iter(
        "div", "p", "span", "td", "ul", "ol", "nav", "section", "h2", "h3", "li", "dl"
    ):
        own = f"{element.text or ''}{''.join(child.tail or '' for child in element)}{_first_child_text(element)}"
        if _MARK.search(own[:_LONGEST]):
            by_text.append(element)
        elif _NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            by_name.append(element)
        if len(by_text) + len(by_name) >= _MOST_MARKED:
            break
    return [*by_text, *by_name]


def _first_child_text(element: HtmlElement) -> str:
    return (element[0].text or "") if len(element) and isinstance(element[0].tag, str) else ""


def _steps(element: HtmlElement, document: Document) -> tuple[Step, ...]:
    text = clean(element.text_content())
    if not text or len(text) > _LONGEST:
        return ()
    links = {clean(link.text_content()): target_of(link, document) or "" for link in element.iter("a")}
    line = _MARK.split(text)[-1].lstrip("：:　 ")
    parts = [part.strip("：:　 【】[]") for part in _SEPARATOR.split(line)]
    if len([part for part in parts if part]) < 2:
        # Steps that stand beside each other as list items have no separator in their text.
        parts = [
            clean(child.text_content()).strip("：:>　 ") for child in element.iter("a", "li", "span") if not len(child)
        ]
    steps = [
        Step(part, links.get(part, ""))
        for part in dict.fromkeys(parts)
        if part and len(part) <= _LONGEST_PART and not _START.match(part) and part not in ("正文", "列表", "内容")
    ]
    return tuple(steps) if steps and (len(links) or _MARK.search(text)) else ()
