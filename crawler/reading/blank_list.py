"""Lists of a page that hold nothing: the place where the rows of a column would stand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.reading.document import Document
from crawler.reading.page_layout import layout_of

_LISTS = ("ul", "ol", "table", "tbody")
_SHOWS_SOMETHING = ("a", "img", "input", "select", "button", "textarea", "iframe", "video", "canvas", "object")
# Lists that a script fills with something else than rows: a carousel, its dots, tabs, a pager, buttons for sharing.
_OTHER_USE = re.compile(
    r"tab(?!le)|slide|swiper|banner|focus|dot|num|page|pagin|fenye|menu|nav|share|bdshare|crumb|sub", re.IGNORECASE
)
_SILENT = frozenset(("script", "style", "template", "noscript"))


def blank_list(element: HtmlElement) -> HtmlElement | None:
    """The first list in (or at) an element that was meant for rows and shows nothing; None where there is none."""
    return next((one for one in element.iter(*_LISTS) if _is_blank(one)), None)


def blank_lists(document: Document, beside: HtmlElement) -> Iterator[HtmlElement]:
    """Lists of the main part, meant for rows, that show nothing and stand neither inside `beside` nor around it."""
    layout = layout_of(document)
    apart = {beside, *beside.iterancestors()}
    for one in document.body_element.iter(*_LISTS):
        if layout.region(one) is None and one not in apart and _is_blank(one) and beside not in one.iterancestors():
            yield one


def _is_blank(element: HtmlElement) -> bool:
    if element.tag in ("table", "tbody") and next(element.iter("tr"), None) is not None:
        return False  # a row without text is a spacer of old layouts
    if _OTHER_USE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    if element.text and element.text.strip():
        return False
    for one in element.iterdescendants():
        if not isinstance(one.tag, str):
            shown = one.tail  # what follows a comment; the comment itself is not shown
        elif one.tag in _SHOWS_SOMETHING:
            return False
        else:
            shown = (one.text or "") + (one.tail or "") if one.tag not in _SILENT else one.tail
        if shown and shown.strip():
            return False
    return True
