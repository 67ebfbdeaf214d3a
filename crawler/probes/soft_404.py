"""What tells a page that is not there from one that is, where the server answers 200 for both. Facts only.

Two paths that nobody can have published are asked of a host; one alone could meet a rule of its own. What a page says
is kept as a print of its words, without digits and addresses: error pages count down and repeat what was asked for.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from checks.observation import Fetch, InventedPath, InventedPathsTried
from crawler.crawl_run import utc_now
from crawler.looking import Look
from crawler.reading.document import Document
from crawler.reading.page_layout import layout_of
from crawler.reading.walls import is_error_page

_MARKUP = ("", "text/html", "application/xhtml+xml")
# A page that says there is none says one of these; looking at the bytes spares the rest a parse. Longer words are found
# faster, and each costs about 0.02 ms in a page of 50 KB.
_GONE = ("不存在", "找不到", "未找到", "已删除", "被删除", "已下线", "走丢了")
_LATIN = (b"404 Not Found", b"404 not found", b"HTTP Status 404")
_IN_UTF_8, _IN_GBK = (tuple(word.encode(charset) for word in _GONE) for charset in ("utf-8", "gb18030"))
_TITLE = re.compile(rb"<title[^>]{0,80}>[^<]{0,60}?(?:[45]0[0-4]\b|error)", re.IGNORECASE)
_DECLARED = 2_048  # bytes of a head in which pages name their charset
_HOME = re.compile(r"/(?:(?:index|default|home|main)(?:\.\w{2,5})?)?", re.IGNORECASE)
# Countdowns, numbers of errors and the address that was asked for; Chinese sentences have no blanks around them.
_CHANGES = re.compile(r"[!-~]{0,300}[0-9０-９/][!-~]{0,300}|\W+")
_MOST_WORDS = 2_000


def error_page_of(fetch: Fetch, body: bytes) -> str:
    """Print of the words of a page that says, under a 2xx answer, that there is no page; "" for every other."""
    if not fetch.has_page or fetch.content_type not in _MARKUP or not _may_say_so(body, fetch.charset):
        return ""
    document = Document.parse(body, fetch.final_url, fetch.content_type, fetch.charset)
    if not is_error_page(document):
        return ""
    lines = [line.text for line in layout_of(document).lines if line.region is None]
    words = _CHANGES.sub("", " ".join([document.site_title, *lines])[:_MOST_WORDS])
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


def _may_say_so(body: bytes, charset: str) -> bool:
    """Cheap, and true for some pages that say no such thing."""
    is_gbk = "gb" in charset if charset else b"charset=gb" in body[:_DECLARED].lower().replace(b'"', b"")
    words = _IN_GBK if is_gbk else _IN_UTF_8
    if any(word in body for word in words) or any(word in body for word in _LATIN):
        return True
    title = body.find(b"<title")
    return title >= 0 and _TITLE.match(body, title) is not None


def lands_on_home(fetch: Fetch) -> bool:
    """Whether a redirect led from some other address to a home page."""
    return bool(fetch.hops) and _is_home(fetch.final_url) and not _is_home(fetch.hops[0].url)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _HOME.fullmatch(parts.path or "/") is not None


def invented_urls(root: str, known: str, seed: int) -> tuple[str, str]:
    """One path at the root and one beside an address that the host is `known` to have. Equal for equal seeds."""
    host = urlsplit(root).netloc
    first, second = (hashlib.sha256(f"{seed} {number} {host}".encode()).hexdigest()[:12] for number in range(2))
    folder = urlsplit(known).path.rpartition("/")[0] + "/"
    return f"{root}xunjian-{first}.html", f"{root.rstrip('/')}{folder}xunjian-{second}.html"


def knows_not_found(tried: InventedPathsTried) -> bool:
    """Whether the host says of every such path that it is not there, as it should."""
    return bool(tried.looks) and all(look.fetch.status in (404, 410) for look in tried.looks)


async def try_invented_paths(
    root: str, known: str, seed: int, ask: Callable[[str], Awaitable[Look]]
) -> InventedPathsTried:
    """`ask` looks at one address as the link probe does. `root`: scheme, host and port with a slash."""
    looks, at = [], utc_now()
    for url in invented_urls(root, known, seed):
        look = await ask(url)
        digest = hashlib.sha256(look.body).hexdigest() if look.body else ""
        error_page = error_page_of(look.fetch, look.body)
        looks.append(InventedPath(url=url, fetch=look.fetch, body_sha256=digest, error_page=error_page))
    return InventedPathsTried(url=root, observed_at=at, fetch=looks[-1].fetch, looks=tuple(looks))
