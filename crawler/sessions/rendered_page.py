"""A page as a visitor's browser has it once its scripts have run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from playwright.async_api import Error as PlaywrightError

from checks.observation import Fetch, FetchEnd
from crawler.sessions.browser import BrowserSession
from crawler.sessions.browser_trouble import BrowserTrouble
from crawler.sessions.more_rows import show_more

MOST_HTML_BYTES = 10_000_000  # twice what reading takes of one page


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """`html` is the DOM, written in UTF-8; not masked yet."""

    html: bytes
    fetch: Fetch


async def rendered(browser: BrowserSession, url: str, more: int = 0) -> RenderedPage:
    """Never raises for what a page, a portal or the browser does: that is what `fetch` says.

    `more`: how often a list that grows is asked for further rows.
    """
    try:
        async with browser.passing_page() as page:
            fetch = await page.open(url)
            if fetch.ended is not FetchEnd.ANSWERED or fetch.detail == "download":
                return RenderedPage(b"", fetch)
            if more:
                await show_more(page, more)
            html = (await page.html()).encode("utf-8", errors="replace")
    except BrowserTrouble as trouble:
        return RenderedPage(b"", Fetch(ended=trouble.ended, detail=trouble.detail, rendered=True))
    except PlaywrightError as error:
        detail = error.message.partition("\n")[0][:200]
        return RenderedPage(b"", Fetch(ended=FetchEnd.BROWSER_FAILED, detail=detail, rendered=True))
    if len(html) > MOST_HTML_BYTES:
        return RenderedPage(b"", Fetch(ended=FetchEnd.TOO_LARGE, detail=f"{len(html)} bytes of DOM", rendered=True))
    return RenderedPage(html, replace(fetch, size=len(html)))
