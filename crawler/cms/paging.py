"""Where a list goes on: as the families write it into scripts, as links, and where a family counts by rule."""

from __future__ import annotations

from dataclasses import replace

from crawler.cms import trs, ucap
from crawler.cms.families import family_of
from crawler.reading.document import Document
from crawler.reading.pager import Pager, linked_pager


def pager_of(document: Document) -> Pager:
    linked = linked_pager(document)
    if called := _called(document):
        return replace(called, total_rows=called.total_rows if called.total_rows is not None else linked.total_rows)
    if linked.next_page is not None:
        return linked
    recognised = family_of(document)
    second = recognised.family.second_page if recognised is not None else None
    if second is None or linked.total_pages is None:
        return linked
    return replace(linked, next_page=second(document, linked.total_pages))


def _called(document: Document) -> Pager | None:
    """A call with literal numbers; these two shapes were copied by many, so every page is searched for them."""
    if "createPage" not in document.text:
        return None
    for text in (*document.scripts, document.text):
        if "createPage" in text and (found := trs.pager_in(text, document) or ucap.pager_in(text, document)):
            return found
    return None
