"""Where a list goes on, and how much of it there is: the pager as links, in the open or packed in base64.

What families write as a call in a script stands with the family (`crawler/cms`).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit

from lxml.html import HtmlElement

from crawler.reading.document import Document, clean, parse_markup
from crawler.reading.link_target import target_of
from crawler.reading.page_layout import layout_of
from crawler.reading.page_request import PageRequest

_NEXT = re.compile(
    r"[\s<>›»→\[\]【】()（）]*(?:下\s?一?\s?[页頁]|后一页|后页|Next(?:\s?page)?)[\s<>›»→\[\]【】()（）]*", re.IGNORECASE
)
_TOTAL_TEXT = re.compile(
    r"共\s?(?:有|计)?\s?(\d{1,7})\s?(?:条|篇|项|个?记录|条记录)|总(?:记录数|条数|数)\s?[:：]?\s?(\d{1,7})\s?条?"
)
_TOTAL_SCRIPT = re.compile(
    r"\b(?:recordCount|totalRecord|totalCount|total_count|recordTotal)[\"']?\s*[:=]\s*[\"']?(\d{1,7})\b", re.IGNORECASE
)
_PAGES_TEXT = re.compile(
    r"[共总]\s?(?:有|计)?\s?(\d{1,5})\s?页|总页数\s?[:：]?\s?(\d{1,5})|(?<![\d/-])1\s?/\s?(\d{1,5})(?![\d/-])"
)
_PACKED = re.compile(r"atob\s*\(\s*[\"']([A-Za-z0-9+/=\s]{24,20000})[\"']")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,20000}={0,2}")
_LONGEST_PAGER = 80  # characters; a longer line is running text that counts something else
_CURRENT = frozenset(("cur", "current", "on", "active", "now", "this", "thisclass", "selected", "hover", "curr"))
_CLASS_WORDS = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\[?\s?(\d{1,4})\s?\]?")
_PAGER_WORD = re.compile(
    r"[\s<>«»›‹.…|]*|\W*(?:首|上|下|尾|末|前|后|第|最后)\s?一?\s?[页頁]\W*|\.{2,}|…|GO|跳转|确定", re.IGNORECASE
)
_MOST_LEVELS = 3  # of elements around a number: <div><ul><li><a>2</a>


@dataclass(frozen=True, slots=True)
class Pager:
    family: str = ""
    total_rows: int | None = None
    total_pages: int | None = None
    next_page: PageRequest | None = None


def linked_pager(document: Document) -> Pager:
    """What the page shows of a pager: totals, and the link that leads on."""
    packed = [parse_markup(markup) for markup in _packed(document)]
    shown = [line.text for line in layout_of(document).lines if len(line.text) <= _LONGEST_PAGER]
    shown += [clean(root.text_content())[:_LONGEST_PAGER] for root in packed]
    return Pager(
        total_rows=_total_rows(document, shown),
        total_pages=next((int(m[1] or m[2] or m[3]) for text in shown if (m := _PAGES_TEXT.search(text))), None),
        next_page=_next_link(document, packed),
    )


def _next_link(document: Document, packed: list[HtmlElement]) -> PageRequest | None:
    numbers: list[HtmlElement] = []
    for root in (document.body_element, *packed):
        for link in root.iter("a"):
            text = clean(link.text_content()) if len(link.text_content()) < 20 else ""
            if _NUMBER.fullmatch(text):
                numbers.append(link)
            elif _NEXT.fullmatch(text or clean(link.get("title") or "")) and (url := _other_page(link, document)):
                return PageRequest(url)
    # Where no link says 下一页, the number behind the one that is shown leads on.
    for link in numbers:
        if _follows_the_current(link) and (url := _other_page(link, document)) and _is_near(url, document.url):
            return PageRequest(url)
    return None


def _other_page(link: HtmlElement, document: Document) -> str | None:
    url = target_of(link, document)
    return url if url and url != document.url and urlsplit(url).netloc == document.host else None


def _is_near(url: str, own: str) -> bool:
    """Below the folder of the page, or below the page's own name (`/tzgg/8.htm` of `/tzgg.htm`): a number that leads
    elsewhere is a day of a calendar."""
    path, here = urlsplit(url).path, urlsplit(own).path
    return path.startswith((here[: here.rfind("/") + 1], here.rpartition(".")[0] or here))


def _follows_the_current(link: HtmlElement) -> bool:
    """Whether a number stands in a row of numbers, just behind the marked one: `<b>1</b> <a>2</a> <a>3</a>`."""
    wanted = _number(link)
    holder: HtmlElement | None = link
    for _ in range(_MOST_LEVELS):
        holder = holder.getparent() if holder is not None else None
        if holder is None or holder.tag in ("body", "html"):
            return False
        inside = [one for one in holder.iter() if isinstance(one.tag, str) and len(one) == 0 and one is not link]
        numbers = [one for one in inside if _number(one) is not None]
        if not numbers:
            continue
        links = [clean(one.text_content()) for one in holder.iter("a")]
        if not all(_NUMBER.fullmatch(text) or _PAGER_WORD.fullmatch(text) for text in links):
            return False
        marked = [one for one in numbers if _is_current(one, holder)]
        plain = [one for one in numbers if not any(up.tag == "a" for up in (one, *one.iterancestors()))]
        current = {_number(one) for one in marked or plain or [one for one in numbers if _number(one) == 1]}
        return len(current) == 1 and wanted is not None and wanted - 1 in current
    return False


def _number(element: HtmlElement) -> int | None:
    found = _NUMBER.fullmatch(clean(element.text_content()))
    return int(found[1]) if found else None


def _is_current(element: HtmlElement, holder: HtmlElement) -> bool:
    for node in (element, *element.iterancestors()):
        if node is holder:
            return False
        if _CURRENT & set(_CLASS_WORDS.findall((node.get("class") or "").lower())):
            return True
    return False


def _packed(document: Document) -> Iterator[str]:
    """Markup that stands in the page as base64 and is unpacked by `atob` (several Yunnan portals): as the argument
    itself, or as the text of an element of its own."""
    if "atob" not in document.text:
        return
    packed = [text for script in document.scripts for text in _PACKED.findall(script)]
    for element in document.body_element.iter("div", "span", "p", "textarea"):
        text = (element.text or "").strip()
        if len(element) == 0 and _BASE64.fullmatch(text):
            packed.append(text)
    for text in packed:
        text = "".join(text.split()).rstrip("=")
        try:
            raw = b64decode(text + "=" * (-len(text) % 4))
        except binascii.Error:
            continue
        markup = raw.decode("utf-8", errors="replace")
        if "%3C" in markup or "%3c" in markup:
            markup = unquote_plus(markup)
        if "<" in markup:
            yield markup


def _total_rows(document: Document, shown: list[str]) -> int | None:
    for script in document.scripts:
        if match := _TOTAL_SCRIPT.search(script):
            return int(match[1])
    for text in shown:
        if match := _TOTAL_TEXT.search(text):
            return int(match[1] or match[2])
    return None
