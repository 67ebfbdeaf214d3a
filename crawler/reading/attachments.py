"""The files an article offers, under the names its text gives them: in its body, in the list below it, in a viewer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement

from checks.observation import Attachment, Region
from crawler.reading.article_block import ArticleBlock
from crawler.reading.document import Document, clean
from crawler.reading.link_target import target_of
from crawler.reading.links import FILE_ENDINGS, ending_of, file_name, is_attachment, text_of
from crawler.reading.selector import selector_of

_VIEWER = re.compile(r"[?&](?:file|url|src|pdf)=([^&#]+\.(?:pdf|ofd|docx?|xlsx?))", re.IGNORECASE)
_TITLE_OF_FILE = re.compile(r"""["']?title["']?\s*:\s*["'](?P<title>[^"']{1,200})["']""")
_NAMES_FILES = re.compile(r"附\s?件|下\s?载")
_FRAMES = {"iframe": "src", "embed": "src", "object": "data"}
_ATTACHMENT_BOX = re.compile(r"attach|fujian|(?:^|[\s_-])fj|file_ul|annex|downbox|accessory", re.IGNORECASE)


_MAY_LEAD_TO_FILE = etree.XPath(
    "descendant-or-self::a | descendant-or-self::iframe | descendant-or-self::embed | descendant-or-self::object"
    " | descendant-or-self::*[@pdfsrc]"
)
_BOXES = ("div", "ul", "dl", "p", "table")


@lru_cache(maxsize=4_096)  # the pages of a portal share their templates
def _is_box_name(names: str | None, element_id: str | None) -> bool:
    return _ATTACHMENT_BOX.search(f"{names or ''} {element_id or ''}") is not None


def attachments_of(document: Document, block: ArticleBlock) -> tuple[Attachment, ...]:
    """Each file once; of an icon and a text that lead to one file the text names it."""
    found: dict[str, Attachment] = {}
    for element, url in _files(document, block):
        name = _name(element, url)
        known = found.get(url)
        if known is None or (known.name == file_name(url) and name != known.name):
            found[url] = Attachment(url, name, selector_of(element))
    return tuple(found.values())


def _files(document: Document, block: ArticleBlock) -> Iterator[tuple[HtmlElement, str]]:
    for scope in _scopes(document, block):
        for element in _MAY_LEAD_TO_FILE(scope):
            if block.layout.region(element) in (Region.HEADER, Region.NAVIGATION, Region.FOOTER, Region.SIDEBAR):
                continue
            url = _file(element, document)
            if url:
                yield element, url


def _scopes(document: Document, block: ArticleBlock) -> list[HtmlElement]:
    scope = block.element if block.element is not None else block.body
    if scope is None:
        return []
    named = [
        element
        for element in document.body_element.iter(*_BOXES)
        if _is_box_name(element.get("class"), element.get("id"))
    ]
    boxes = [element for element in named if scope not in (element, *element.iterancestors())]
    # Under a body whose holder is the form of the whole page, files stand in lines of their own: 附件【名单.pdf】
    below = [line.element for line in block.foot_lines if line.chars_in_links and _NAMES_FILES.search(line.text)]
    return list(dict.fromkeys((scope, *boxes, *below)))


def _file(element: HtmlElement, document: Document) -> str | None:
    if element.tag == "a":
        url = target_of(element, document)
        return url if url and is_attachment(element, url) else None
    if element.tag in _FRAMES:
        source = element.get(_FRAMES[element.tag]) or ""
        shown = _VIEWER.search(source)
        url = document.link(unquote(shown[1]) if shown else source)
        return url if url and ending_of(url) in FILE_ENDINGS else None
    return document.link(element.get("pdfsrc"))


def _name(element: HtmlElement, url: str) -> str:
    told = _TITLE_OF_FILE.search(element.get("sudyfile-attr") or "")
    if element.tag != "a":
        return told["title"] if told else clean(element.get("title") or "") or file_name(url)
    text = text_of(element, url)
    return text if text != file_name(url) else clean(element.get("title") or element.get("download") or "") or text
