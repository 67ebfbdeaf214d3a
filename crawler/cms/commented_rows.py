"""Rows that stand inside an HTML comment and are revealed by script (seen with the page.js of an education office).

A comment counts only where the block around it would be empty without it: what editors comment out beside living
rows is old and stays unread.
"""

from __future__ import annotations

import re

from lxml import etree, html
from lxml.html import HtmlElement

from checks.observation import Clue
from crawler.cms import generic
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document
from crawler.reading.page_layout import layout_of

_LEAST_CHARS = 200  # shorter comments are notes of template authors


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    if "<!--" not in document.text:
        return None
    layout = layout_of(document)
    for comment in document.body_element.iter(etree.Comment):
        text = comment.text or ""
        holder = comment.getparent()
        if len(text) < _LEAST_CHARS or "href" not in text or holder is None or layout.region(holder) is not None:
            continue
        if any(True for _ in holder.iter("a")) or not _is_revealed(text, holder, document):
            continue
        found = _read(text, document, hint)
        if found is not None:
            return FoundList(found.cms, f"{found.reason}，写在由脚本显示的注释里", found.rows, block=holder)
    return None


def _is_revealed(text: str, holder: HtmlElement, document: Document) -> bool:
    """By a script that looks for comments, or one that names the element that holds nothing but this comment."""
    if "createPage" in text:
        return True
    name = holder.get("id") or ""
    if len(name) > 2 and any(re.search(rf"[\"'#]{re.escape(name)}[\"']", script) for script in document.scripts):
        return True
    return any("<!--" in script or "nodeType" in script or "COMMENT_NODE" in script for script in document.scripts)


def _read(text: str, document: Document, hint: ColumnHint) -> FoundList | None:
    inner = Document(b"", document.url)
    try:
        root: HtmlElement = html.document_fromstring(f"<html><body><ul>{text}</ul></body></html>")
    except (etree.ParserError, ValueError):
        return None
    inner.__dict__["root"] = root
    inner.__dict__["base_url"] = document.base_url
    found = generic.find_list(inner, hint)
    return found if found and any(row.date and row.date.clue is Clue.LIST_CELL for row in found.rows) else None
