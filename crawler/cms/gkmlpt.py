"""广东 gkmlpt: a shell without rows; the list is `GET /{dept}/gkmlpt/api/all/{category}?page=N&sid=SID` as JSON.

The category stands behind the `#` of the column's address, which no server ever sees; a page that names it in its
configuration can be asked, any other shell has to be rendered.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document
from crawler.reading.page_request import PageRequest

_SID = re.compile(r"\bSID\s*[:=]\s*['\"]?(\w+)")
_CATEGORY = re.compile(r"\b(?:CATEGORY_ID|CATE_ID|CURRENT_CATEGORY|CID)\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_PATH = re.compile(r"^(/.*?gkmlpt)(?:/|$)")


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    path = _PATH.match(urlsplit(document.url).path)
    if path is None or "_CONFIG" not in document.text:
        return None
    sid, category = _SID.search(document.text), _CATEGORY.search(document.text)
    if sid is None or category is None:
        return None
    url = document.link(f"{path[1]}/api/all/{category[1]}?page=1&sid={sid[1]}")
    further = (PageRequest(url),) if url else ()
    return FoundList("gkmlpt", "shell of the list API", (), further=further)
