"""A page as a visitor's browser draws it, in place of other requests to its host."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from checks.observation import Fetch, FetchEnd
from crawler.crawl_run import CrawlRun, utc_now
from crawler.fetch_outcome import LookFailed
from crawler.looking import Look
from crawler.scope import host_key
from crawler.wall_sign import wall_in


async def rendered_look(run: CrawlRun, url: str, more: int = 0) -> Look | None:
    """`more`: how often a list that grows is asked for further rows.

    None without a browser, and for a host that answers nobody or is left alone.

    The plain page was let through by robots.txt and scope before this is asked for.
    """
    if run.health.is_silent(host_key(url)) or run.breakers.is_resting(host_key(url)):
        return None
    session = await run.browser.session()
    if session is None:
        return None
    from crawler.sessions.rendered_page import rendered

    host = urlsplit(url).hostname or ""
    resolution = await run.resolver.addresses(host)
    try:
        async with run.pace.alone(host, resolution.addresses):
            run.refuse_when_stopping()
            page = await run.unless_stopped(rendered(session, url, more))
    except LookFailed as failed:
        return Look(Fetch(ended=failed.ended, detail=failed.detail, final_url=url, rendered=True), b"", utc_now())
    run.health.looked(page.fetch)
    fetch = replace(page.fetch, rendered=True)
    if fetch.ended is FetchEnd.ANSWERED and not fetch.wall:
        fetch = replace(fetch, wall=wall_in(fetch, page.html))
    return Look(fetch, page.html, utc_now())
