"""Which family of CMS made a page, told from the page itself and never from its host."""

from __future__ import annotations

import re

from crawler.cms import commented_rows, generic, gkmlpt, hanweb, script_rows
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document

# Readers of rows that hide from a plain look come first; the first that finds rows wins.
_READERS = (hanweb.find_list, gkmlpt.find_list, generic.find_list, commented_rows.find_list, script_rows.find_list)

_MARKS = (
    ("hanweb", re.compile(r"/col/col\d+/|/art/\d{4}/\d{1,2}/\d{1,2}/art_|/module/(?:web|xxgk|jslib)/|<!--<\$\[")),
    ("ucap", re.compile(r"CMSPRO_|UCAP-CONTENT|ucaptitle|/ucap/|kaipuyun|column-index-\d", re.IGNORECASE)),
    ("gkmlpt", re.compile(r"/gkmlpt/|/content/post_\d+\.html")),
    ("vsb", re.compile(r"vsb_content|_newscontent_fromname|_showDynClicks|/info/\d{3,5}/\d{2,8}\.htm|Author content=\"VSB", re.IGNORECASE)),
    ("webplus", re.compile(r"wp_articlecontent|sudyfile-attr|sudy-?wp|/c\d+a\d+/page\.htm", re.IGNORECASE)),
    ("trs", re.compile(r"/t20\d{6}_\d+\.s?html?|TRS_(?:Editor|UEDITOR|PreAppend)|trs_editor_view|createPageHTML\(\s*\d|list2?\.trsapi")),
)  # fmt: skip


def family_of(document: Document) -> str:
    """The name of the family, "" for none we know."""
    text = document.text
    for name, mark in _MARKS:
        if mark.search(text):
            return name
    return ""


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    """The list of a page by the first reader that finds rows, else what a reader knows of rows elsewhere."""
    elsewhere: FoundList | None = None
    for reader in _READERS:
        found = reader(document, hint)
        if found is not None and found.rows:
            return found
        elsewhere = elsewhere or found
    return elsewhere
