"""TRS WCM and 拓尔思海云: static rows, articles under `/YYYYMM/tYYYYMMDD_ID.html`, pages as a call in a script.

`createPageHTML(67, 0, "index", "html")` (or `createPage`): total, current counted from 0, name, extension; page k is
`index_k.html` and the last one `index_{total-1}.html`. Templates also hold the *definition* of that function, so only
calls with literal numbers are read. Rows need nothing of their own: the date stands beside the link or inside it.
Cannot see: rows behind `list2.trsapi`, which come from a search service whose channel no page states; the script's
`recordCount` still tells how many there are.
"""

from __future__ import annotations

import re

from crawler.cms.family import Addresses, Family
from crawler.reading.document import Document
from crawler.reading.page_request import PageRequest
from crawler.reading.pager import Pager

_CALL = re.compile(
    r"\bcreatePage(?:HTML)?\s*\(\s*(?P<total>\d{1,5})\s*,\s*(?P<now>\d{1,5})\s*,\s*[\"'](?P<name>[\w./-]+)[\"']\s*,\s*[\"'](?P<ext>\w{2,6})[\"']",
    re.IGNORECASE,
)


def pager_in(script: str, document: Document) -> Pager | None:
    call = _CALL.search(script)
    if call is None:
        return None
    total, now = int(call["total"]), int(call["now"])
    url = document.link(f"{call['name']}_{now + 1}.{call['ext']}") if now + 1 < total else None
    return Pager(FAMILY.name, total_pages=total, next_page=PageRequest(url) if url else None)


FAMILY = Family(
    "trs",
    marks=("trs_editor", "trs_ueditor", "trs_preappend", "list2.trsapi", "list.trsapi"),
    addresses=(
        Addresses("/t20", re.compile(r"/t20\d{6}_\d+\.s?html?")),
        Addresses("createpage", re.compile(r"\bcreatepage(?:html)?\(\s*\d+\s*,\s*\d+\s*,")),
    ),
)
