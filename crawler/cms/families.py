"""Which family of CMS made a page, told from the page itself and never from its host; and the list of any page."""

from __future__ import annotations

from dataclasses import replace

from crawler.cms import (
    commented_rows,
    generic,
    gkmlpt,
    hanweb,
    script_rows,
    southcms,
    trs,
    ucap,
    vsb,
    webplus,
    written_rows,
)
from crawler.cms.family import SEVERAL, Family, Recognised
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document

# Fingerprints of the standards digest, section 10. The first that fits names the family.
FAMILIES: tuple[Family, ...] = (
    hanweb.FAMILY,
    ucap.FAMILY,
    gkmlpt.FAMILY,
    southcms.FAMILY,
    vsb.FAMILY,
    webplus.FAMILY,
    trs.FAMILY,
)


def family_of(document: Document) -> Recognised | None:
    known = document.__dict__.get("family", False)
    if known is False:
        known = document.__dict__["family"] = _recognised(document)
    return known if isinstance(known, Recognised) else None


def family_name(document: Document) -> str:
    """The name of the family, "" for none we know."""
    recognised = family_of(document)
    return recognised.family.name if recognised is not None else ""


def _recognised(document: Document) -> Recognised | None:
    text, url = document.source_lower, document.url.lower()
    for family in FAMILIES:
        for mark in family.marks:
            if mark in text:
                return Recognised(family, f"页面源码含 {mark}")
        for one in family.addresses:
            if match := one.pattern.search(url):
                return Recognised(family, f"网址形如 {match[0]}")
            if one.hint not in text:
                continue
            # One such address may lead to another portal; several, or the page's own, are this one's.
            several = one.pattern.findall(text)
            if len(several) >= SEVERAL:
                return Recognised(family, f"页内 {len(several)} 处形如 {several[0]}")
    return None


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    """The list of a page as its own; None for a page that shows only the rows of another column."""
    found = find_list_or_box(document, hint)
    return None if found is None or found.is_beside else found


def find_list_or_box(document: Document, hint: ColumnHint) -> FoundList | None:
    """The list of a page: rows that a family hides from a plain look, rows in the open, rows in comments and data.

    Rows in the open that nothing but their shape vouches for (a box beside the list looks just so) give way to a
    family that knows that the rows are elsewhere, and to dated rows in the page's own data.
    """
    elsewhere: FoundList | None = None
    for family in FAMILIES:
        found = family.find_list(document, hint) if family.find_list is not None else None
        if found is not None and found.rows:
            return found
        elsewhere = elsewhere or found
    shown = generic.find_list(document, hint)
    if shown is not None and (shown.is_confirmed or (elsewhere is None and shown.dated and not shown.is_beside)):
        return shown if elsewhere is None else replace(shown, total_stated=elsewhere.total_stated)
    if elsewhere is not None and elsewhere.further:
        return elsewhere
    for reader in (commented_rows.find_list, written_rows.find_list, script_rows.find_list):
        found = reader(document, hint)
        if found is not None and found.rows:
            return found
    return shown or elsewhere
