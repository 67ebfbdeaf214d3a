"""博达 VSB: articles under `/info/1021/34100.htm`; pages of a list count down, so that old ones keep their address.

The column is `/zwgk/tzgg.htm`; its second page of nine is `/zwgk/tzgg/8.htm`, the last one `/zwgk/tzgg/1.htm`.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms.family import Addresses, Family
from crawler.reading.document import Document
from crawler.reading.page_request import PageRequest

_COLUMN = re.compile(r"^(?P<stem>.*/(?!\d+\.htm$)[\w-]+)\.htm$")


def second_page(document: Document, pages: int) -> PageRequest | None:
    column = _COLUMN.match(urlsplit(document.url).path)
    if pages < 2 or column is None:
        return None
    url = document.link(f"{column['stem']}/{pages - 1}.htm")
    return PageRequest(url) if url else None


FAMILY = Family(
    "vsb",
    marks=("vsb_content", "_newscontent_fromname", "_showdynclicks", "/_sitegray/", "/system/resource/js/vsb"),
    addresses=(Addresses("info/", re.compile(r"\binfo/\d{3,5}/\d{2,8}\.htm")),),
    second_page=second_page,
)
