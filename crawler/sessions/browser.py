"""One Chromium behind our loopback proxy: started when first needed, restarted when it dies, closed on every path.

The browser is never trusted to come back: every call into it is bounded here, and a browser that is gone or hangs is
an observation (BROWSER_FAILED), as is one that was never there (NO_BROWSER).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from checks.observation import FetchEnd
from crawler.browser_proxy import BrowserProxy, ProxyLimits
from crawler.name_resolver import NameResolver
from crawler.network_rules import NetworkRules
from crawler.politeness import Politeness
from crawler.sessions.bounded_call import within
from crawler.sessions.browser_page import BrowserPage
from crawler.sessions.browser_program import find_browser
from crawler.sessions.browser_trouble import BrowserTrouble
from crawler.sessions.context_pool import ContextPool

__all__ = ["BrowserLimits", "BrowserSession", "BrowserTrouble", "find_browser"]

log = logging.getLogger(__name__)

# Asked before every navigation of a main frame: None to go on, else why not (ROBOTS, OUT_OF_SCOPE, LIMIT).
Permit = Callable[[str], Awaitable[FetchEnd | None]]

_ARGUMENTS = (
    "--disable-quic",  # UDP would pass by the proxy
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # the proxy resolves; a leak finds nothing
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--dns-prefetch-disable",
    "--no-first-run",
    "--no-pings",
    # The machine's policies or extensions have no business in an audit.
    "--disable-extensions",
)


@dataclass(frozen=True, slots=True)
class BrowserLimits:
    """Seconds, unless said otherwise."""

    start: float = 60.0  # a cold start on a small machine that runs other things took 20 s
    load: float = 45.0  # one navigation, at 2 requests per second and host
    settle: float = 20.0  # scripts that go on loading after the page is there
    action: float = 15.0  # one call into the page: type, click, read
    close: float = 10.0
    restarts: int = 3  # of one session; a browser that dies more often is broken
    hung_pages: int = 50  # of one session, that cost it a browser; each takes at most load, action and start
    recycle_after: int = 200  # looks of one browser; after that it is started anew as soon as no page is open
    pages: int = 2  # open at the same time; each takes 100 to 300 MB


class BrowserSession:
    """An async context manager that never raises for a browser that is missing or broken: its pages do.

    `permit` lets the crawl speak for robots.txt and scope; `pace` is that of the crawl, so that both ask a host
    together no more often than one of them might.
    """

    def __init__(
        self,
        network: NetworkRules,
        *,
        resolver: NameResolver | None = None,
        permit: Permit | None = None,
        pace: Politeness | None = None,
        executable: Path | None = None,
        limits: BrowserLimits | None = None,
        proxy_limits: ProxyLimits | None = None,
        user_agent: str = "",
    ) -> None:
        self.limits = limits or BrowserLimits()
        resolver = resolver or NameResolver(network)
        self.proxy = BrowserProxy(network, resolver, proxy_limits, pace=pace)
        self.permit = permit
        self._contact = network.user_agent_contact
        self._executable = executable
        self._user_agent = user_agent
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._gone = asyncio.Event()
        self._starts = 0
        self._hung_pages = 0
        self._starting = asyncio.Lock()
        self._contexts = ContextPool()
        self._open = 0  # pages
        self._looks = 0  # of the browser that runs
        self._slots = asyncio.Semaphore(self.limits.pages)

    async def __aenter__(self) -> Self:
        await self.proxy.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._stop()
        finally:
            await self.proxy.__aexit__(kind, error, trace)

    @asynccontextmanager
    async def page(self, *, popups: bool = False, scripts: bool = True) -> AsyncIterator[BrowserPage]:
        """A page with cookies and cache of its own. Raises BrowserTrouble; so does everything done with it.

        `scripts` False: nothing of the page runs; what we ask of it still does.
        """
        async with self._slots:
            browser, gone = await self._running()
            context = await within(self._new_context(browser, scripts), self.limits.start, gone)
            page = BrowserPage(self, context, gone, popups=popups)
            self._open += 1
            try:
                await within(page.prepare(), self.limits.action, gone)
                yield page
            finally:
                self._open -= 1
                self._looks += 1
                page.stop_listening()
                with suppress(BrowserTrouble, PlaywrightError):
                    await within(context.close(), self.limits.close, gone)

    @asynccontextmanager
    async def passing_page(self) -> AsyncIterator[BrowserPage]:
        """For one look at one address: a window that other looks had before, with nothing of theirs left in it."""
        async with self._slots:
            browser, gone = await self._running()
            make = partial(self._new_context, browser, True)
            pooled = await within(self._contexts.take(make, gone), self.limits.start, gone)
            page = BrowserPage(self, pooled.context, gone, popups=False)
            self._open += 1
            ready = False
            try:
                await within(page.prepare(), self.limits.action, gone)
                ready = True
                yield page
            finally:
                self._open -= 1
                self._looks += 1
                page.stop_listening()
                with suppress(BrowserTrouble, PlaywrightError):
                    used = page.page if ready else None
                    await within(self._contexts.give_back(pooled, used, page.leave_context), self.limits.close, gone)

    async def _running(self) -> tuple[Browser, asyncio.Event]:
        async with self._starting:
            if self._browser is not None and self._browser.is_connected() and not self._gone.is_set():
                if self._looks < self.limits.recycle_after or self._open:
                    return self._browser, self._gone
                # A browser grows with every page that it has shown. Nobody has a page open: it costs a second.
                log.info("browser recycled after %d looks", self._looks)
                self._starts -= 1
            if self._browser is not None and self._browser.is_connected() and self._gone.is_set():
                # It lives, and one page of it hangs or has crashed: no reason to do without a browser for the others.
                self._hung_pages += 1
                self._starts -= self._hung_pages <= self.limits.hung_pages
            if self._starts > self.limits.restarts:
                raise BrowserTrouble(FetchEnd.BROWSER_FAILED, f"died {self._starts} times")
            program = self._executable or find_browser()
            if program is None:
                raise BrowserTrouble(FetchEnd.NO_BROWSER, "no browser on this machine")
            if self._starts and self._gone.is_set():
                log.warning("browser gone, starting it again (%d of %d)", self._starts, self.limits.restarts)
            await self._stop()
            self._looks = 0
            self._starts += 1
            self._gone = asyncio.Event()
            try:
                self._browser = await asyncio.wait_for(self._launch(program), self.limits.start)
            except (PlaywrightError, OSError, TimeoutError) as error:
                self._gone.set()
                said = str(error).strip().splitlines()
                detail = f"does not start: {said[0][:200] if said else type(error).__name__}"
                raise BrowserTrouble(FetchEnd.BROWSER_FAILED, detail) from error
            gone = self._gone
            self._browser.on("disconnected", lambda _: gone.set())
            return self._browser, gone

    async def _launch(self, program: Path) -> Browser:
        self._playwright = await async_playwright().start()
        return await self._playwright.chromium.launch(
            executable_path=program,
            headless=True,
            args=list(_ARGUMENTS),
            proxy={
                "server": self.proxy.url,
                "bypass": "<-loopback>",  # loopback too goes through the proxy
                "username": self.proxy.username,
                "password": self.proxy.password,
            },
            timeout=self.limits.start * 1000,
            # A Ctrl-C is ours to handle: what was seen so far is stored first.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )

    async def _new_context(self, browser: Browser, scripts: bool) -> BrowserContext:
        return await browser.new_context(
            java_script_enabled=scripts,
            user_agent=self._user_agent or _user_agent(browser.version, self._contact),
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": 1366, "height": 900},
            accept_downloads=False,
            service_workers="block",
            # Scrapy does not judge certificates either: a page behind a bad one is still what visitors are shown.
            ignore_https_errors=True,
        )

    async def _stop(self) -> None:
        self._contexts.forget()
        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = None
        for closing in (browser.close if browser else None, playwright.stop if playwright else None):
            if closing is None:
                continue
            try:
                await asyncio.wait_for(closing(), self.limits.close)
            except Exception as error:
                # Whatever a dying browser answers, there is nothing left to do with it.
                log.debug("closing the browser: %s", error)


def _user_agent(browser_version: str, contact: str) -> str:
    try:
        ours = version("xunjian")
    except PackageNotFoundError:
        ours = "0"
    major = browser_version.partition(".")[0]
    about = f" (+{contact})" if contact else ""
    return (
        f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 "
        f"Safari/537.36 xunjian/{ours}{about}"
    )
