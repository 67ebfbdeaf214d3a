"""Windows of the browser that are used for several looks, one after the other, and forgotten after a number of them.

A new one costs as much as loading a small page. Between two looks everything that a page may have left is taken away:
windows, cookies, and what its origins keep.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page
from playwright.async_api import Error as PlaywrightError

LOOKS_OF_A_CONTEXT = 25  # what a page may leave in spite of all goes with the context
_MOST_ORIGINS = 10  # of the frames of one page


@dataclass(slots=True)
class PooledContext:
    context: BrowserContext
    gone: asyncio.Event  # of the browser that it belongs to
    looks: int = 0


@dataclass(slots=True)
class ContextPool:
    """`make` opens a new context. Calls are not bounded here: who takes and gives back does that."""

    _idle: list[PooledContext] = field(default_factory=list)

    async def take(self, make: Callable[[], Awaitable[BrowserContext]], gone: asyncio.Event) -> PooledContext:
        while self._idle:
            pooled = self._idle.pop()
            if pooled.gone is gone and not gone.is_set():
                return pooled
        return PooledContext(await make(), gone)

    async def give_back(self, pooled: PooledContext, page: Page | None, leave: Callable[[], Awaitable[None]]) -> None:
        """`leave` ends what the look has set up in the context: when its windows are closed, so that until then
        nothing gets past it. Raises Playwright's error for a context that cannot be used any more; it is closed then.
        """
        pooled.looks += 1
        context = pooled.context
        if page is None or pooled.gone.is_set() or pooled.looks >= LOOKS_OF_A_CONTEXT:
            await context.close()
            return
        try:
            await _forget_what_it_kept(context, page)
            for window in context.pages:
                await window.close()
            await context.clear_cookies()
            await leave()
        except PlaywrightError:
            with suppress(PlaywrightError):
                await context.close()
            raise
        self._idle.append(pooled)

    def forget(self) -> None:
        """The browser is being stopped, and all its contexts with it."""
        self._idle.clear()


async def _forget_what_it_kept(context: BrowserContext, page: Page) -> None:
    if page.is_closed():
        return
    origins = {f"{parts.scheme}://{parts.netloc}" for parts in (urlsplit(frame.url) for frame in page.frames)}
    own = sorted(origin for origin in origins if origin.startswith("http"))
    if len(own) > _MOST_ORIGINS:
        raise PlaywrightError("more origins than are cleared one by one")
    session = await context.new_cdp_session(page)
    for origin in own:
        await session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    await session.detach()
