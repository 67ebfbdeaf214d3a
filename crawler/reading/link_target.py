"""Where an element leads to: href, or a plain address in onclick, data- attributes and javascript: links."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawler.reading.document import Document

_TARGET_ATTRIBUTES = ("data-href", "data-url", "data-link", "data-src-url", "url")
_QUOTED = re.compile(r"[\"']([^\"'\s<>]{2,500})[\"']")
_ADDRESS = re.compile(
    r"(?:https?:)?//\S+|\.{0,2}/[^/\s]\S*|[\w./-]+\.(?:s?html?|aspx?|jspx?|php|do|action|pdf|docx?|xlsx?)(?:[?#]\S*)?"
)
_OPENS = re.compile(
    r"(?:window\.)?open|location|href|navigate|jump|go[A-Z_]?\w*|link\w*|url\w*|view\w*|show\w*|detail\w*|down\w*|\$\.",
    re.IGNORECASE,
)


def target_of(element: HtmlElement, document: Document) -> str | None:
    """The address a click on this element asks for; None where only a script knows it."""
    href = element.get("href")
    if href:
        if is_plain(href):
            return document.link(href.rstrip())
        href = href.strip()
        if not href.lower().startswith("javascript:") and not href.startswith("#"):
            return document.link(href)
        if written := _written_in(href):
            return document.link(written)
    for name in _TARGET_ATTRIBUTES:
        value = element.get(name)
        if value and _ADDRESS.fullmatch(value.strip()):
            return document.link(value.strip())
    onclick = element.get("onclick")
    if onclick and (written := _written_in(onclick)):
        return document.link(written)
    return None


def is_plain(href: str) -> bool:
    """Whether an address stands there, the same from every page of the folder: most links by far."""
    return href[0] not in "#?jJ" and not href[0].isspace()


def is_clickable(element: HtmlElement) -> bool:
    return any(name in element.attrib for name in ("href", "onclick", "ng-click", "@click", "v-on:click", "ms-click"))


def _written_in(script: str) -> str | None:
    if not _OPENS.search(script):
        return None
    for quoted in _QUOTED.findall(script):
        if _ADDRESS.fullmatch(quoted):
            return str(quoted)
    return None
