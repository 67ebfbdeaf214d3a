"""Plain links to a place inside a page, and the places that a page has.

Plain: an anchor in the main block that no script handles. Routes of scripts (`#/detail/5`, `#!x`, `#3051`), tabs and
buttons are left out, as is `#top`, which every page has.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from urllib.parse import unquote

from lxml import etree
from lxml.html import HtmlElement

from checks.observation import FragmentLink, Region
from crawler.reading.document import Document
from crawler.reading.links import text_of
from crawler.reading.page_layout import layout_of
from crawler.reading.selector import selector_of, steps_of
from crawler.scope import host_key

_PLAIN = re.compile(r"(?!\d+$)[^\s/!=&?{}<>#]{1,80}")
_EVERYWHERE = frozenset({"top", "none", "void", "null", "undefined", "nogo", "nolink", "javascript:;"})
_HANDLED = ("onclick", "data-toggle", "data-bs-toggle", "data-target", "data-tab", "ng-click", "@click", "v-on:click")
_HANDLED_CLASS = re.compile(r"tab|toggle|collaps|carousel|slide|menu|btn|button|popup|modal", re.IGNORECASE)
_MOST_ANCHORS = 400
_LONGEST_ANCHOR = 80

_ANCHORS = etree.XPath("//@id | //a/@name", smart_strings=False)


def fragment_links_of(
    document: Document, main_blocks: Iterable[HtmlElement], hosts: Collection[str]
) -> tuple[FragmentLink, ...]:
    """`hosts`: those of the portal; what stands inside the pages of others is theirs."""
    layout = layout_of(document)
    found: dict[HtmlElement, FragmentLink] = {}
    for block in main_blocks:
        for element in block.iter("a"):
            href = element.get("href")
            if href is None or "#" not in href or element in found or layout.region(element) is not None:
                continue
            fragment = unquote(href.partition("#")[2]).strip()
            if not _PLAIN.fullmatch(fragment) or fragment.lower() in _EVERYWHERE or _is_handled(element):
                continue
            url = document.link(href.strip())
            if url and host_key(url) in hosts:
                place = selector_of(element, steps_of(document))
                found[element] = FragmentLink(url, fragment, text_of(element, url), Region.MAIN, place)
    return tuple(found.values())


def anchors_of(document: Document) -> tuple[str, ...]:
    """What a fragment can lead to, each once."""
    names = (str(name).strip() for name in _ANCHORS(document.root))
    known = dict.fromkeys(name for name in names if name and len(name) <= _LONGEST_ANCHOR)
    return tuple(known)[:_MOST_ANCHORS]


def _is_handled(element: HtmlElement) -> bool:
    if any(name in element.attrib for name in _HANDLED) or element.get("role") in ("tab", "button"):
        return True
    return any(
        _HANDLED_CLASS.search(node.get("class") or "") for node in (element, element.getparent()) if node is not None
    )
