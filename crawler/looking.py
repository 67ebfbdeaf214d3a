"""One look at one address: robots and scope before every hop, redirects followed by us and recorded, walls named."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import Message
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlencode, urlsplit

from checks.observation import Fetch, FetchEnd, Hop
from checks.personal_numbers import is_masked_address, mask_address
from crawler.client_redirect import client_redirect
from crawler.crawl_run import CrawlRun, utc_now
from crawler.fetch_outcome import LookFailed, how_it_ended
from crawler.robots import MAX_ROBOTS_BYTES
from crawler.scope import Scope, host_key
from crawler.sent_name import sent_name
from crawler.site_breaker import is_working
from crawler.target_url import normalise
from crawler.unchanged import INVENTED, MOST_DATE, MOST_TAG, Known, conditions, is_same_tag
from crawler.wall_sign import wall_in
from storage.capture import Capture

MOST_HOPS = 10
MOST_ROBOTS_HOPS = 5  # RFC 9309, 2.3.1.2
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ROBOTS_SECONDS = 10.0
# standards 1.2: a site that takes 15 s or more counts as one that cannot be opened. For home pages, lists, and whatever
# is asked of a host that has not answered yet.
OPENING_SECONDS = 15.0
ENOUGH_TO_TRY = 1_024  # bytes of a page that only shows whether its site works


@dataclass(slots=True)
class Ask:
    """One request to one address. `enough`: bytes after which the body may be left. `seconds` None: the usual time.

    `most`: the largest file that is wanted; one that breaks off comes as far as it got, flagged incomplete.
    """

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    enough: int | None = None
    seconds: float | None = None
    most: int | None = None


@dataclass(slots=True)
class Answer:
    """What came back. `headers` as received, names in any case. `flags`: stopped, incomplete."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes
    flags: Sequence[str] = ()
    _by_name: dict[bytes, bytes] | None = field(default=None, init=False, repr=False, compare=False)

    def header(self, name: bytes) -> bytes | None:
        """`name` in small letters; of several the last one counts."""
        if self._by_name is None:  # a look asks for eight of them
            self._by_name = {key.lower(): value for key, value in self.headers}
        return self._by_name.get(name)


# Whoever downloads: Scrapy's engine for the walks of an audit, our own client for the fast walk. Raises for the
# outside world; `how_it_ended` knows every such error by name.
Download = Callable[[Ask], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Look:
    fetch: Fetch
    body: bytes
    at: datetime
    retry_after: str | None = None
    sent_as: str = ""  # the name under which a browser would save it, where the server gives one
    capture: Capture | None = None  # of a look that this run had before it was cut off
    earlier: Capture | None = None  # what the last run had of the address
    is_unchanged: bool = False  # the server says that it still has what was known of it


def user_agent(contact: str) -> str:
    """Honest: who we are and whom to call. The shape is the one that robots of search engines use."""
    try:
        product = f"xunjian/{version('xunjian')}"
    except PackageNotFoundError:
        product = "xunjian"
    about = f"{product}; government portal audit"
    return f"Mozilla/5.0 (compatible; {about}; +{contact})" if contact else f"Mozilla/5.0 (compatible; {about})"


class Looker:
    def __init__(self, run: CrawlRun, download: Download) -> None:
        self._run = run
        self._download = download
        self._headers = {
            "User-Agent": user_agent(run.rules.user_agent_contact),
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        }

    async def look(
        self,
        url: str,
        *,
        method: str = "GET",
        form: tuple[tuple[str, str], ...] = (),
        inside: Scope | None = None,
        enough: int | None = None,
        seconds: float | None = None,
        most: int | None = None,
        known: Known | None = None,
    ) -> Look:
        """Never raises for the outside world. `inside`: a redirect that leaves this scope ends the look.

        `known`: what an earlier run had; a server that can compare is asked for it only if it has changed. Then the
        look is told as `is_unchanged`, with the known fetch and without a body.
        """
        begun = time.monotonic()
        if seconds is None and not self._run.health.has_answered(host_key(url)):
            seconds = OPENING_SECONDS
        asked = await self._conditions(url, known, inside) if known is not None and method == "GET" else {}
        look = await self._follow(_Chain(url, method, form, asked), inside, enough, seconds, most)
        if asked and known is not None and look.fetch.status == 304 and not look.fetch.hops:
            if is_same_tag(known.fetch, look.fetch.etag):
                fetch = replace(known.fetch, attempts=1, unchanged_since=known.since)
                look = replace(look, fetch=fetch, is_unchanged=True)
            else:
                self._run.comparers.doubt(host_key(url))
                look = await self._follow(_Chain(url, method, form), inside, enough, seconds, most)
        self._run.health.looked(look.fetch, time.monotonic() - begun)
        return look

    async def _conditions(self, url: str, known: Known, inside: Scope | None) -> dict[str, str]:
        """Headers that ask for changes only; {} where that would mislead."""
        asked = conditions(known, utc_now())
        host, comparers = host_key(url), self._run.comparers
        if not asked or comparers.compares(host) is False:
            return {}
        async with comparers.lock(host):
            if comparers.compares(host) is None:
                await self._try_comparing(url, inside)
        return asked if comparers.compares(host) else {}

    async def _try_comparing(self, url: str, inside: Scope | None) -> None:
        """Does the host tell a page that nobody has from one that we have? By HEAD where it knows that, else by the
        first bytes of a GET."""
        host = host_key(url)
        try:
            await self._may_ask(url, inside)
            for method in ("HEAD", "GET"):
                ask = Ask(url, method, self._headers | INVENTED, enough=1, seconds=OPENING_SECONDS)
                if self._run.comparers.learn(host, (await self._download(ask)).status) is not None:
                    return
        except Exception as error:  # the look itself is taken next and says the same, with its own reason
            if how_it_ended(error)[0] is FetchEnd.INTERRUPTED:
                return
        self._run.comparers.doubt(host)

    async def _follow(
        self, chain: _Chain, inside: Scope | None, enough: int | None, seconds: float | None, most: int | None
    ) -> Look:
        while True:
            try:
                await self._may_ask(chain.url, inside)
                await self._run.breakers.let_through(chain.url, self._works)
                response = await self._ask(chain, enough, seconds, most)
            except LookFailed as failed:
                self._run.breakers.failed(chain.url, failed.ended)
                return chain.ended(failed.ended, failed.detail)
            except Exception as error:  # whatever a library raises is one look that failed, not the end of the run
                return chain.ended(*how_it_ended(error))
            self._run.breakers.answered(chain.url, response.status)
            location = _where_to(chain, response)
            if location is None:
                return _answered(chain, response)
            problem = chain.go_on(response, location)
            if problem is not None:
                return problem

    async def _may_ask(self, url: str, inside: Scope | None) -> None:
        outside = inside.outside(url) if inside is not None else None
        if outside is not None:
            raise LookFailed(FetchEnd.OUT_OF_SCOPE, outside)
        if is_masked_address(url):
            raise LookFailed(FetchEnd.PERSONAL_NUMBER, "an identity number in the address")
        refusal = await self._run.robots.refusal(url, self._robots_txt)
        if refusal is not None:
            raise LookFailed(FetchEnd.ROBOTS, refusal)
        delay = self._run.robots.crawl_delay(url)
        if delay:
            self._run.pace.slow_down(urlsplit(url).hostname or "", delay)

    async def _ask(self, chain: _Chain, enough: int | None, seconds: float | None, most: int | None) -> Answer:
        headers = dict(self._headers) if chain.hops else self._headers | chain.conditions
        cookies = chain.cookies()
        if cookies:
            headers["Cookie"] = cookies
        body = b""
        if chain.form and chain.method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(chain.form).encode()
        return await self._download(Ask(chain.url, chain.method, headers, body, enough, seconds, most))

    async def _works(self, url: str) -> bool:
        """Whether a site that was left alone answers again."""
        try:
            ask = Ask(url, headers=self._headers, enough=ENOUGH_TO_TRY, seconds=OPENING_SECONDS)
            return is_working((await self._download(ask)).status)
        except Exception as error:
            if how_it_ended(error)[0] is FetchEnd.INTERRUPTED:
                raise
            return False

    async def _robots_txt(self, url: str) -> tuple[int, bytes] | None:
        begun = time.monotonic()
        try:
            for _ in range(MOST_ROBOTS_HOPS + 1):
                ask = Ask(url, headers=self._headers, enough=MAX_ROBOTS_BYTES, seconds=ROBOTS_SECONDS)
                response = await self._download(ask)
                location = response.header(b"location")
                if response.status not in REDIRECTS or not location:
                    return response.status, response.body
                target = normalise(_text(location), url)
                if target is None:
                    return None
                url = target
        except Exception as error:  # the page itself is asked next and says the same, with its own reason
            ended = how_it_ended(error)[0]
            if ended is FetchEnd.INTERRUPTED:
                raise
            if ended is FetchEnd.TIMEOUT:
                self._run.health.no_answer(host_key(url), time.monotonic() - begun)
        return None


class _Chain:
    """The way of one look through its redirects, with the cookies that were set on it and are forgotten after it.

    Some gateways answer the first request with a cookie and a redirect to the very same address; without the cookie
    that looks like a loop, which no visitor ever sees.
    """

    def __init__(
        self, url: str, method: str, form: tuple[tuple[str, str], ...], conditions: dict[str, str] | None = None
    ) -> None:
        self.url = url
        self.conditions = conditions or {}  # of the first request only
        self.method = method
        self.form = form
        self.hops: list[Hop] = []
        self._cookies: dict[str, dict[str, str]] = {}
        self._been = {(url, "")}

    def cookies(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.get(host_key(self.url), {}).items())

    def ended(self, ended: FetchEnd, detail: str) -> Look:
        fetch = Fetch(ended=ended, detail=detail, final_url=self.url, hops=tuple(self.hops))
        return Look(fetch, b"", utc_now())

    def go_on(self, response: Answer, location: str) -> Look | None:
        """Take the next hop, or give the look that ends here."""
        location = mask_address(location)
        self.hops.append(Hop(self.url, response.status, location[:2000]))
        self._keep_cookies(response)
        target = normalise(location, self.url)
        if target is None:
            return self.ended(FetchEnd.SCHEME, f"redirect to {location[:200]}")
        if self.method == "POST" and response.status in (301, 302, 303):
            self.method, self.form = "GET", ()
        self.url = target
        state = (target, self.cookies())
        if state in self._been:
            return self.ended(FetchEnd.REDIRECT_LOOP, "the redirects lead back to where they came from")
        if len(self.hops) > MOST_HOPS:
            return self.ended(FetchEnd.REDIRECT_LOOP, f"more than {MOST_HOPS} redirects")
        self._been.add(state)
        return None

    def _keep_cookies(self, response: Answer) -> None:
        kept = self._cookies.setdefault(host_key(self.url), {})
        lines = [value for name, value in response.headers if name.lower() == b"set-cookie"]
        for line in lines[:20]:
            try:
                for name, morsel in SimpleCookie(line.decode("latin-1")[:4096]).items():
                    kept[name] = morsel.coded_value
            except CookieError:
                continue


def _where_to(chain: _Chain, response: Answer) -> str | None:
    """The next address of a redirect by status, or by a page that does nothing but send its visitor on."""
    if response.status in REDIRECTS:
        location = response.header(b"location")
        return _text(location) if location else None
    if response.status == 200 and chain.method == "GET":
        return client_redirect(response.body)
    return None


def _answered(chain: _Chain, response: Answer) -> Look:
    content_type, charset = _content_type(response.header(b"content-type") or b"")
    retry_after = response.header(b"retry-after")
    fetch = Fetch(
        ended=FetchEnd.ANSWERED,
        status=response.status,
        detail="incomplete" if "incomplete" in response.flags else "",
        final_url=chain.url,
        hops=tuple(chain.hops),
        content_type=content_type,
        charset=charset,
        size=None if chain.method == "HEAD" else len(response.body),
        announced=_announced(response),
        etag=_short(response, b"etag", MOST_TAG),
        last_modified=_short(response, b"last-modified", MOST_DATE),
    )
    wall = wall_in(fetch, response.body) if chain.method != "HEAD" else ""
    if wall:
        fetch = replace(fetch, wall=wall)
    name = sent_name(response.header(b"content-disposition"))
    return Look(fetch, response.body, utc_now(), None if retry_after is None else _text(retry_after), name)


def _short(response: Answer, name: bytes, most: int) -> str:
    """A header that is sent back as it came; one that is too long or not plain text is none. Only of whole answers."""
    value = response.header(name) if response.status in (200, 304) else None
    return value.decode("ascii") if value and len(value) <= most and value.isascii() else ""


def _announced(response: Answer) -> int | None:
    """Of a compressed body the header tells another size than that of the page or file."""
    text = response.header(b"content-length") or b""
    is_size = text.isdigit() and len(text) < 16 and response.header(b"content-encoding") is None
    return int(text) if is_size else None


@lru_cache(maxsize=256)  # a portal sends a handful of them
def _content_type(header: bytes) -> tuple[str, str]:
    if not header:
        return "", ""
    message = Message()
    message["content-type"] = header.decode("latin-1")
    charset = message.get_param("charset") or ""
    if isinstance(charset, tuple):  # RFC 2231: charset, language, value
        charset = charset[2]
    return message.get_content_type() if b"/" in header else "", charset.strip("\"' ").lower()


def _text(header: bytes) -> str:
    """Headers carry Chinese addresses as raw UTF-8 or GBK, whatever the standard says."""
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("gb18030", "replace")
