"""Which family of CMS made a page, told from the page itself and never from its host."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.cms import commented_rows, generic, gkmlpt, hanweb, script_rows
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document

# Readers of rows that hide from a plain look come first; the first that finds rows wins.
_READERS = (hanweb.find_list, gkmlpt.find_list, generic.find_list, commented_rows.find_list, script_rows.find_list)


@dataclass(frozen=True, slots=True)
class _Family:
    """`words` tell it alone; `address` is searched only where `hint` stands in the text, for speed. All lower case."""

    name: str
    words: tuple[str, ...]
    hint: str = ""
    address: re.Pattern[str] | None = None


# Fingerprints of the standards digest, section 10. The first that fits names the family.
_FAMILIES = (
    _Family(
        "hanweb",
        ("/module/web/", "/module/xxgk/", "/module/jslib/", "<!--<$["),
        "/col/col",
        re.compile(r"/col/col\d+/"),
    ),
    _Family("hanweb", (), "/art/", re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_")),
    _Family("ucap", ("cmspro_", "ucap-content", "ucaptitle", "/ucap/", "column-index-")),
    _Family("gkmlpt", ("/gkmlpt/",), "/content/post_", re.compile(r"/content/post_\d+\.html")),
    _Family(
        "vsb",
        ("vsb_content", "_newscontent_fromname", "_showdynclicks"),
        "/info/",
        re.compile(r"/info/\d{3,5}/\d{2,8}\.htm"),
    ),
    _Family(
        "webplus", ("wp_articlecontent", "sudyfile-attr", "sudy-wp"), "/page.htm", re.compile(r"/c\d+a\d+/page\.htm")
    ),
    _Family(
        "trs",
        ("trs_editor", "trs_ueditor", "trs_preappend", "list2.trsapi", "list.trsapi"),
        "/t20",
        re.compile(r"/t20\d{6}_\d+\.s?html?"),
    ),
    _Family("trs", (), "createpage", re.compile(r"\bcreatepage(?:html)?\(\s*\d")),
)


_SEVERAL = 3


def family_of(document: Document) -> str:
    """The name of the family, "" for none we know."""
    text, url = _source(document), document.url.lower()
    for family in _FAMILIES:
        if any(word in text for word in family.words):
            return family.name
        if family.address is None:
            continue
        # One such address may lead to another portal; several, or the page's own, are this one's.
        if family.address.search(url) or (
            text.count(family.hint) >= _SEVERAL and len(family.address.findall(text)) >= _SEVERAL
        ):
            return family.name
    return ""


def _source(document: Document) -> str:
    """The source in lower case. The marks are ASCII, and bytes taken one by one are lowered ten times as fast."""
    if document.charset.startswith("utf-16"):
        return document.text.lower()
    return document.body.lower().decode("latin-1")


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    """The list of a page by the first reader that finds rows, else what a reader knows of rows elsewhere."""
    elsewhere: FoundList | None = None
    for reader in _READERS:
        found = reader(document, hint)
        if found is not None and found.rows:
            return found
        elsewhere = elsewhere or found
    return elsewhere
