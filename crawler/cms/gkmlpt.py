"""广东 gkmlpt: a shell without rows; the list is `GET /{dept}/gkmlpt/api/all/{category}?page=N&sid=SID` as JSON.

The category stands behind the `#` of the column's address (`/jyj/gkmlpt/index#2003`), which no server ever sees, so it
comes from the registry's address. Without one the shell's own configuration may name it; any other shell has to be
rendered. The name of the column stands in the tree of the configuration.
Some sites answer everything on page 1 and 404 on page 2: a further page that is not there ends the list, no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.cms import script_rows
from crawler.cms.family import Family
from crawler.cms.found_list import ColumnHint, FoundList
from crawler.reading.document import Document, clean
from crawler.reading.page_request import PageRequest
from crawler.reading.script_data import NotData, literal_at

_SID = re.compile(r"\bSID[\"']?\s*[:=]\s*['\"]?(\w+)")
_CATEGORY = re.compile(r"\b(?:CATEGORY_ID|CATE_ID|CURRENT_CATEGORY|CID)[\"']?\s*[:=]\s*['\"]?(\d+)", re.IGNORECASE)
_ROUTE = re.compile(r"/?(\d{1,9})(?:[/?&].*)?")
_TREE = re.compile(r"\bTREE[\"']?\s*[:=]\s*(?=\[)")
_PATH = re.compile(r"^(/.*?gkmlpt)(?:/|$)")
_API = re.compile(r"/gkmlpt/api/all/\d+$")
_DEEPEST = 12


def find_list(document: Document, hint: ColumnHint) -> FoundList | None:
    if _API.search(urlsplit(document.url).path):
        found = script_rows.find_list(document, hint)
        return found and replace(found, further=_page_after(document, len(found.rows), found.total_stated))
    path = _PATH.match(urlsplit(document.url).path)
    if path is None or "_CONFIG" not in document.text:
        return None
    sid, category = _SID.search(document.text), _category(document, hint)
    if sid is None or not category:
        return None
    url = document.link(f"{path[1]}/api/all/{category}?page=1&sid={sid[1]}")
    further = (PageRequest(url),) if url else ()
    name = _name_in_tree(document, category)
    return FoundList("gkmlpt", f"列表接口的空壳页面，栏目编号 {category}", (), further=further, title=name)


def _page_after(document: Document, rows: int, total: int | None) -> tuple[PageRequest, ...]:
    """The next page of the API, from an answer of it that held `rows` of `total`."""
    parts = urlsplit(document.url)
    query = dict(parse_qsl(parts.query))
    page = query.get("page", "1")
    if not page.isdigit() or total is None or int(page) * rows >= total:
        return ()
    url = document.link(f"{parts.path}?{urlencode({**query, 'page': int(page) + 1})}")
    return (PageRequest(url),) if url else ()


def _category(document: Document, hint: ColumnHint) -> str:
    if route := _ROUTE.fullmatch(hint.fragment):
        return route[1]
    named = _CATEGORY.search(document.text)
    return named[1] if named and not hint.fragment else ""


def columns_in_tree(document: Document) -> Iterator[tuple[str, str]]:
    """Address (with its route behind the #) and name of every category of the shell that has none below it."""
    path = _PATH.match(urlsplit(document.url).path)
    base = document.link(f"{path[1]}/index") if path is not None and "_CONFIG" in document.text else None
    if base is None:
        return
    for node in _tree_nodes(document):
        name, category = clean(str(node.get("name") or "")), str(node.get("id", ""))
        if name and category.isdigit() and not node.get("children"):
            yield f"{base}#{category}", name[:60]


def _name_in_tree(document: Document, category: str) -> str:
    for node in _tree_nodes(document):
        if str(node.get("id", "")) == category:
            return clean(str(node.get("name") or ""))[:60]
    return ""


def _tree_nodes(document: Document) -> Iterator[dict[str, Any]]:
    for script in document.scripts:
        start = _TREE.search(script)
        if start is None:
            continue
        try:
            tree, _ = literal_at(script, start.end())
        except NotData:
            continue
        yield from _nodes(tree, 0)


def _nodes(tree: Any, depth: int) -> Iterator[dict[str, Any]]:
    for node in tree if isinstance(tree, list) and depth < _DEEPEST else ():
        if isinstance(node, dict):
            yield node
            yield from _nodes(node.get("children"), depth + 1)


FAMILY = Family(
    "gkmlpt",
    marks=("/gkmlpt/",),
    find_list=find_list,
)
