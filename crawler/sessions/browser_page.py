"""One page of the browser with what it may load, what it is waiting for, and how its main document arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Frame, Page, Request, Response, Route, WebSocketRoute
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from checks.observation import Fetch, FetchEnd, Hop
from crawler.fetch_outcome import LookFailed
from crawler.sessions.bounded_call import within
from crawler.sessions.browser_trouble import end_of, net_error
from crawler.target_url import normalise

if TYPE_CHECKING:
    from crawler.sessions.browser import BrowserSession

T = TypeVar("T")

_NOT_LOADED = {"image", "font", "media", "texttrack", "eventsource", "manifest", "ping"}
_QUIET_SECONDS = 0.5  # without a request and without a change of the DOM; Playwright's networkidle waits as long
_MOST_HOPS = 20  # Chromium itself gives up at 20 redirects
_DOM_SIZE = "() => document.documentElement ? document.documentElement.innerHTML.length : 0"


class BrowserPage:
    """Made by `BrowserSession.page`. Every method is bounded and raises BrowserTrouble or Playwright's own error."""

    def __init__(self, session: BrowserSession, context: BrowserContext, gone: asyncio.Event, *, popups: bool) -> None:
        self._session = session
        self._context = context
        self._gone = gone
        self._lets_popups = popups
        self._busy: set[Request] = set()
        self._documents: dict[Page, Response] = {}
        self._refused: dict[str, FetchEnd] = {}
        self._failed: Request | None = None  # the latest navigation that brought no document
        self._latest: Request | None = None  # the latest navigation, redirects followed
        self._strays: list[Response] = []  # documents of windows that were too new to be told
        self._scope: Callable[[str], bool] | None = None
        self._background: set[asyncio.Task[None]] = set()
        self._page: Page | None = None
        self.moves = 0  # navigations begun, in all windows
        self.asked = 0  # requests of scripts
        self.popup: Page | None = None  # the newest window that the page opened, when it may

    @property
    def page(self) -> Page:
        """Where the visitor is: the main window until `follow_popup`."""
        if self._page is None:
            raise RuntimeError("made by BrowserSession.page only")
        return self._page

    async def prepare(self) -> None:
        context = self._context
        await context.route("**/*", self._on_route)
        await context.route_web_socket("**/*", _refuse_web_socket)
        self._page = await context.new_page()
        context.on("page", self._on_window)
        context.on("request", self._on_request)
        context.on("requestfinished", self._on_request_finished)
        context.on("requestfailed", self._on_request_failed)
        context.on("response", self._on_response)
        self._page.on("crash", lambda _: self._gone.set())

    def stop_listening(self) -> None:
        for task in self._background:
            task.cancel()

    async def leave_context(self) -> None:
        """For the next page, which sets up its own rules before it opens anything."""
        context = self._context
        context.remove_listener("page", self._on_window)
        context.remove_listener("request", self._on_request)
        context.remove_listener("requestfinished", self._on_request_finished)
        context.remove_listener("requestfailed", self._on_request_failed)
        context.remove_listener("response", self._on_response)
        await context.unroute("**/*", self._on_route)

    async def open(self, url: str) -> Fetch:
        """Goes there and waits for the document and its scripts."""
        limits = self._session.limits
        detail = ""
        self._refused.clear()
        try:
            await self.within(
                self.page.goto(url, wait_until="domcontentloaded", timeout=limits.load * 1000),
                limits.load + limits.action,
            )
        except PlaywrightTimeout:
            # A document that came and whose scripts hang is still what a visitor sees.
            if self.page not in self._documents:
                return Fetch(ended=FetchEnd.TIMEOUT, detail=f"{limits.load:g} s", rendered=True)
            detail = "page did not finish loading"
        except PlaywrightError as error:
            return await self._failure(url, error.message)
        refusal = await self._refusal_of_proxy()
        if refusal is not None:
            return refusal
        await self.settle()
        return await self.how_it_arrived(detail)

    async def settle(self) -> bool:
        """Waits until the page neither loads nor changes; False when it never stopped within the limit."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._session.limits.settle
        quiet_since, size = loop.time(), -1
        while loop.time() < deadline:
            await asyncio.sleep(0.1)
            now_size = await self.dom_size()
            if self._busy or now_size != size:
                quiet_since, size = loop.time(), now_size
            elif loop.time() - quiet_since >= _QUIET_SECONDS:
                return True
        return False

    async def how_it_arrived(self, detail: str = "") -> Fetch:
        """The fetch of the document that is shown now."""
        document = self._document()
        refusal = await self._refusal_of_proxy()
        if refusal is not None:
            return refusal
        if document is None:
            return await self._failure(self.page.url, "no document")
        if self._scope is not None and not self._scope(self.page.url):
            return Fetch(ended=FetchEnd.OUT_OF_SCOPE, detail=self.page.url, rendered=True)
        hops = await self.within(_hops(document.request))
        return Fetch(
            ended=FetchEnd.ANSWERED,
            status=document.status,
            detail=detail,
            final_url=normalise(self.page.url) or normalise(document.url) or "",
            hops=hops,
            content_type=_content_type(document),
            charset="utf-8",  # of the bytes that are made from the DOM
            rendered=True,
        )

    async def html(self) -> str:
        return await self.within(self.page.content())

    async def evaluate(self, script: str, argument: Any = None) -> Any:
        return await self.within(self.page.evaluate(script, argument))

    async def collect(self, frame: Frame, script: str, argument: Any = None) -> Any:
        """What a script finds in one frame; None for a frame that is on its way elsewhere or gone."""
        try:
            return await self.within(frame.evaluate(script, argument))
        except PlaywrightError:
            return None

    async def within(self, doing: Coroutine[Any, Any, T], seconds: float | None = None) -> T:
        """One call into this page, at most `seconds` long (the limit of an action when not given)."""
        return await within(doing, seconds or self._session.limits.action, self._gone)

    def follow_popup(self) -> bool:
        """Makes a window that the page opened the one the visitor is in; False when there is none."""
        if self.popup is None or self.popup.is_closed():
            return False
        self._page, self.popup = self.popup, None
        return True

    async def close_popup(self) -> None:
        """Windows that a page opens by itself (notices, advertisements) are none of what a visitor asked for."""
        popup, self.popup = self.popup, None
        if popup is not None:
            await self.within(_close_window(popup))

    def refused_navigation(self) -> tuple[str, FetchEnd] | None:
        """The latest address the page wanted to go to and was not let."""
        return next(reversed(self._refused.items()), None) if self._refused else None

    def stay_within(self, is_in_scope: Callable[[str], bool]) -> None:
        """From now on windows may only go where this says yes."""
        self._scope = is_in_scope

    def latest_navigation(self) -> tuple[str, str] | None:
        """Method and address with which the latest navigation began."""
        request = self._latest
        while request is not None and request.redirected_from is not None:
            request = request.redirected_from
        return (request.method, request.url) if request else None

    async def failed_navigation(self) -> Fetch | None:
        """How the latest navigation failed; None when its document came."""
        if self._failed is None or self._failed is not self._latest:
            return None
        return await self._failure(self._failed.url, self._failed.failure or "")

    def _document(self) -> Response | None:
        known = self._documents.get(self.page)
        return known or next((each for each in reversed(self._strays) if each.url == self.page.url), None)

    async def dom_size(self) -> int:
        """Characters of the document as it is now; -1 while it is replaced by another."""
        try:
            size: int = await self.evaluate(_DOM_SIZE)
        except PlaywrightError:
            return -1  # on its way to another document
        return size

    async def _failure(self, url: str, message: str) -> Fetch:
        refused = self.refused_navigation()
        if refused is not None:
            return Fetch(ended=refused[1], detail=refused[0], rendered=True)
        name = net_error(message)
        document = self._document()
        if document is not None and ("Download is starting" in message or name == "ERR_ABORTED"):
            # A file and not a page: it answered, and there is nothing to read in a browser.
            return Fetch(
                ended=FetchEnd.ANSWERED,
                status=document.status,
                detail="download",
                final_url=normalise(document.url) or "",
                content_type=_content_type(document),
                rendered=True,
            )
        hops: tuple[Hop, ...] = ()
        final_url = ""
        if self._failed is not None:
            hops = await self.within(_hops(self._failed))
            final_url = normalise(self._failed.url) or ""
        known = self._session.proxy.last_failure(final_url or url)
        ended = known.ended if known else end_of(name)
        detail = known.detail if known else name or message.strip().partition("\n")[0][:200]
        return Fetch(ended=ended, detail=detail, final_url=final_url, hops=hops, rendered=True)

    async def _refusal_of_proxy(self) -> Fetch | None:
        document = self._document()
        mark, _, ended = document.headers.get("x-refused", "").partition(" ") if document else ("", "", "")
        if document is None or mark != self._session.proxy.mark:
            return None
        known = self._session.proxy.last_failure(document.url)
        return Fetch(
            ended=FetchEnd(ended),
            detail=known.detail if known else "",
            final_url=normalise(document.url) or "",
            hops=await self.within(_hops(document.request)),
            rendered=True,
        )

    async def _on_route(self, route: Route) -> None:
        request = route.request
        with suppress(PlaywrightError):  # the page may be closed in the middle
            if request.resource_type in _NOT_LOADED or not request.url.startswith(("http://", "https://")):
                await route.abort("blockedbyclient")
                return
            is_navigation = _is_main_navigation(request)
            if is_navigation and self._scope is not None and not self._scope(request.url):
                await self._refuse(route, FetchEnd.OUT_OF_SCOPE)
                return
            if is_navigation and self._session.permit is not None:
                refusal = await self._session.permit(request.url)
                if refusal is not None:
                    await self._refuse(route, refusal)
                    return
            if request.url.startswith("https://"):
                # Inside a tunnel the proxy sees connections only; plain requests it keeps apart by itself.
                try:
                    await self._session.proxy.spaced(urlsplit(request.url).hostname or "")
                except LookFailed:  # the run is being stopped
                    await route.abort("blockedbyclient")
                    return
            await route.continue_()

    async def _refuse(self, route: Route, ended: FetchEnd) -> None:
        self._refused.pop(route.request.url, None)
        self._refused[route.request.url] = ended
        await route.abort("blockedbyclient")

    def _on_request(self, request: Request) -> None:
        if _is_main_navigation(request):
            self._latest = request
            self.moves += request.redirected_from is None
        self.asked += request.resource_type in {"xhr", "fetch"}
        if request.resource_type not in _NOT_LOADED:
            self._busy.add(request)
        if request.redirected_from is not None:
            self._busy.discard(request.redirected_from)

    def _on_request_finished(self, request: Request) -> None:
        self._busy.discard(request)

    def _on_request_failed(self, request: Request) -> None:
        self._busy.discard(request)
        if _is_main_navigation(request):
            self._failed = request

    def _on_response(self, response: Response) -> None:
        if response.url.startswith("https://"):
            # What goes through a tunnel the proxy cannot read.
            host = urlsplit(response.url).hostname or ""
            self._session.proxy.learn(host, response.status, response.headers.get("retry-after"))
        if not _is_main_navigation(response.request):
            return
        try:
            self._documents[response.frame.page] = response
        except PlaywrightError:
            self._strays.append(response)

    def _on_window(self, page: Page) -> None:
        if self._lets_popups:
            self.popup = page
            page.on("crash", lambda _: self._gone.set())
            return
        task = asyncio.ensure_future(_close_window(page))
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _is_main_navigation(request: Request) -> bool:
    if not request.is_navigation_request():
        return False
    try:
        return request.frame.parent_frame is None
    except PlaywrightError:
        return True  # a window so new that its frame is not known yet


def _content_type(document: Response) -> str:
    return document.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _hops(request: Request) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    earlier = request.redirected_from
    while earlier is not None and len(hops) < _MOST_HOPS:
        response = await earlier.response()
        status = response.status if response else 0
        location = response.headers.get("location", "") if response else ""
        hops.append(Hop(earlier.url, status, location))
        earlier = earlier.redirected_from
    return tuple(reversed(hops))


async def _refuse_web_socket(route: WebSocketRoute) -> None:
    await route.close()


async def _close_window(page: Page) -> None:
    with suppress(PlaywrightError):
        await page.close()
