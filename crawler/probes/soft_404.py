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
# A page that says there is none says one of these; looking for the bytes spares the others a parse.
_WORDS = ("不存在", "找不到", "未找到", "删除", "移除", "下线", "走丢", "丢失", "出错", "错误", "无法")
_SAID = re.compile(
    b"|".join(re.escape(word.encode(charset)) for charset in ("utf-8", "gb18030") for word in _WORDS)
    + rb"|not found|<title[^>]{0,80}>[^<]{0,40}(?:[45]0[0-4]|error)",
    re.IGNORECASE,
)
_HOME = re.compile(r"/(?:(?:index|default|home|main)(?:\.\w{2,5})?)?", re.IGNORECASE)
_CHANGES = re.compile(r"\S*[0-9/]\S*|\W+")


def error_page_of(fetch: Fetch, body: bytes) -> str:
    """Print of the words of a page that says, under a 2xx answer, that there is no page; "" for every other."""
    if not fetch.has_page or fetch.content_type not in _MARKUP or not _SAID.search(body):
        return ""
    document = Document.parse(body, fetch.final_url, fetch.content_type, fetch.charset)
    if not is_error_page(document):
        return ""
    lines = [line.text for line in layout_of(document).lines if line.region is None]
    words = _CHANGES.sub("", " ".join([document.site_title, *lines]))
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()[:16]


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
