"""Calls into the browser that always come back: with a result, or with BrowserTrouble."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from playwright.async_api import Error as PlaywrightError

from checks.observation import FetchEnd
from crawler.sessions.browser_trouble import BrowserTrouble

T = TypeVar("T")

_SIGNS_OF_DEATH = ("has been closed", "crashed", "Connection closed", "Browser closed")


async def within(doing: Coroutine[Any, Any, T], seconds: float, gone: asyncio.Event) -> T:
    """The result; Playwright's own error for what the page did; BrowserTrouble when the browser does not react.

    `gone` belongs to one started browser. It is set here too when nothing can be had from it any more, alive or not.
    """
    task = asyncio.ensure_future(doing)
    leaving = asyncio.ensure_future(gone.wait())
    try:
        await asyncio.wait((task, leaving), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
    except PlaywrightError as error:
        if gone.is_set() or any(sign in error.message for sign in _SIGNS_OF_DEATH):
            gone.set()
            raise BrowserTrouble(FetchEnd.BROWSER_FAILED, "browser gone") from error
        raise
    finally:
        leaving.cancel()
        if not task.done():
            task.cancel()
            # Playwright may still set an exception on it later, which nobody would fetch.
            task.add_done_callback(_forget)
    if gone.is_set():
        raise BrowserTrouble(FetchEnd.BROWSER_FAILED, "browser gone")
    gone.set()
    raise BrowserTrouble(FetchEnd.BROWSER_FAILED, f"no reaction within {seconds:g} s")


def _forget(task: asyncio.Task[Any]) -> None:
    if not task.cancelled():
        task.exception()
