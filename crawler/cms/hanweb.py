"""大汉 Hanweb (JCMS, jpage): the list hides in `<script type="text/xml">` as records in CDATA.

A plain reader sees an empty column there. More rows come from `dataproxy.jsp`, named in the data island
(`<nextgroup>`) or to be asked with the parameters that the page hands to its pager (`var param_212860={…}`): by POST as
the product does it, and by GET where a site refuses that. Its answer names no next group when it was asked for a range
of records; then the next range follows from its own address and the total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import etree, html

from checks.observation import ListRow
from crawler.cms.family import Addresses, Family
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document
from crawler.reading.enclosed import enclosed
from crawler.reading.link_target import target_of
from crawler.reading.list_row import row_of
from crawler.reading.page_request import PageRequest
from crawler.reading.row_title import title_of
from crawler.reading.script_data import objects_after

_RECORD = re.compile("<record>", re.IGNORECASE), re.compile("</record>", re.IGNORECASE)
_NEXT_GROUP = re.compile("<nextgroup>", re.IGNORECASE), re.compile("</nextgroup>", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']([^\"']*dataproxy\.jsp[^\"']*)[\"']", re.IGNORECASE)
_TOTAL = re.compile(r"<totalrecord>\s*(\d+)\s*</totalrecord>|totalRecord\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"perPage\s*[:=]\s*['\"]?(\d{1,3})", re.IGNORECASE)
_PROXY = re.compile(r"proxyUrl\s*[:=]\s*['\"]([^'\"]+)['\"]", re.IGNORECASE)
_PARAMETERS = re.compile(r"(?:var\s+param_\d+\s*=|ajaxParam\s*[:=])\s*", re.IGNORECASE)
_TOTAL_PAGES = re.compile(r"<totalpage>\s*(\d+)\s*</totalpage>", re.IGNORECASE)
_DEFAULT_PROXY = "/module/web/jpage/dataproxy.jsp"
_MOST_REQUESTS = 40
_ROWS_PER_REQUEST = 60  # what the product's own pager asks for at once: three pages of 20


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    text = document.text
    has_records = "<record>" in text
    if not has_records and "dataproxy.jsp" not in text and ".jpage(" not in text:
        return None
    rows = [row for record in _islands(text, _RECORD) if (row := _row(record, document, hint))] if has_records else []
    total = _TOTAL.search(text)
    stated = int(total[1] or total[2]) if total else None
    named = _next_group(document)
    further = (named,) if named else (_next_range(document, stated) or _proxy_requests(document, len(rows), stated))
    pages = _TOTAL_PAGES.search(text)
    if (stated is not None and len(rows) >= stated) or (pages and int(pages[1]) <= 1 and rows):
        further = ()  # the island holds everything
    if not rows and not further and stated != 0:
        return None
    reason = f"数据岛中有 {len(rows)} 条记录" if rows else "有 dataproxy.jsp 翻页而无记录"
    return FoundList("hanweb", reason, tuple(rows), total_stated=stated, further=further)


def _islands(text: str, marks: tuple[re.Pattern[str], re.Pattern[str]]) -> Iterator[str]:
    for inside in enclosed(text, *marks):
        yield inside.strip().removeprefix("<![CDATA[").removesuffix("]]>")


def _row(record: str, document: Document, hint: ColumnHint) -> ListRow | None:
    if "&lt;a" in record and "<a" not in record:
        record = unescape(record)  # some versions escape the markup instead of wrapping it
    try:
        element = html.fragment_fromstring(record, create_parent="div")
    except (etree.ParserError, ValueError):
        return None
    links = [(link, url) for link in element.iter("a") if (url := target_of(link, document))]
    if not links:
        return None
    link, url = max(links, key=lambda one: len(title_of(one[0])))
    # A record is one `<li>` or `<tr>`; its cells are that element's children.
    inner = element[0] if len(element) == 1 and isinstance(element[0].tag, str) and element[0].tag != "a" else element
    return row_of(inner, link, url, document, hint.today)


def _next_group(document: Document) -> PageRequest | None:
    for group in _islands(document.text, _NEXT_GROUP):
        match = _HREF.search(group)
        url = document.link(unescape(match[1])) if match else None
        if url is not None:
            return PageRequest(url)
    return None


def _next_range(document: Document, total: int | None) -> tuple[PageRequest, ...]:
    """From the answer to one range of records to the request of the next one, where the query holds everything."""
    parts = urlsplit(document.url)
    query = dict(parse_qsl(parts.query))
    first, last = query.get("startrecord", ""), query.get("endrecord", "")
    if not (first.isdigit() and last.isdigit() and "columnid" in query) or total is None or int(last) >= total:
        return ()
    span = {"startrecord": str(int(last) + 1), "endrecord": str(2 * int(last) - int(first) + 1)}
    url = document.link(f"{parts.path}?{urlencode({**query, **span})}")
    return (PageRequest(url),) if url else ()


def _proxy_requests(document: Document, rows: int, total: int | None) -> tuple[PageRequest, ...]:
    """The records behind those of the page: as the product's pager asks, and the same as a GET for when that fails."""
    for script in document.scripts:
        parameters = next((one for one in objects_after(script, _PARAMETERS) if "columnid" in one), None)
        if parameters is None:
            continue
        proxy = _PROXY.search(script)
        per_page = _PER_PAGE.search(script)
        size = per_page[1] if per_page else "20"
        address = (proxy[1] if proxy else _DEFAULT_PROXY).partition("?")[0]
        form = tuple((key, "" if value is None else str(value)) for key, value in parameters.items())
        starts = range(rows + 1, (total or rows + 1) + 1, _ROWS_PER_REQUEST)[:_MOST_REQUESTS]
        spans = [{"startrecord": n, "endrecord": n + _ROWS_PER_REQUEST - 1, "perpage": size} for n in starts]
        posted = [document.link(f"{address}?{urlencode(span)}") for span in spans]
        asked = [document.link(f"{address}?{urlencode([*span.items(), *form])}") for span in spans[:1]]
        return (
            *(PageRequest(url, "POST", form) for url in posted if url),
            *(PageRequest(url, is_second_way=True) for url in asked if url),
        )
    return ()


FAMILY = Family(
    "hanweb",
    marks=("/module/web/", "/module/xxgk/", "/module/jslib/", "<!--<$[", "dataproxy.jsp"),
    addresses=(
        Addresses("/col/col", re.compile(r"/col/col\d+/")),
        Addresses("/art/", re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/art_")),
    ),
    find_list=find_list,
)
