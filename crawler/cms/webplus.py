"""苏迪 WebPlus: columns `/4012/list.htm`, `list2.htm`, …; articles `/2026/1118/c4012a88100/page.htm`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms.family import Addresses, Family
from crawler.reading.document import Document
from crawler.reading.page_request import PageRequest

_LIST = re.compile(r"/list(?P<page>\d{0,5})\.(?P<ext>htm|psp)$")


def second_page(document: Document, pages: int) -> PageRequest | None:
    """The page behind this one, whichever it is."""
    path = urlsplit(document.url).path
    listed = _LIST.search(path)
    now = int(listed["page"] or 1) if listed else 0
    if listed is None or now >= pages:
        return None
    url = document.link(f"{path[: listed.start()]}/list{now + 1}.{listed['ext']}")
    return PageRequest(url) if url else None


FAMILY = Family(
    "webplus",
    marks=("wp_articlecontent", "sudyfile-attr", "sudy-wp", "wp_paging", "/_visitcountdisplay?siteid="),
    addresses=(Addresses("/page.", re.compile(r"/c\d+a\d+/page\.(?:htm|psp)")),),
    second_page=second_page,
)
