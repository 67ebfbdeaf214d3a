"""Tries a site's search the way a visitor does: finds the box, types a published title, reads the first result page.

Nothing here judges. Of every step that cannot be told for certain the observation says so: no result list found, no
answer, an address that is not ours to ask.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import tldextract
from playwright.async_api import Error as PlaywrightError

from checks.observation import Fetch, FetchEnd, SearchEntry, SearchQuery, SearchTried
from crawler.scope import host_key
from crawler.sessions.browser import BrowserSession
from crawler.sessions.browser_page import BrowserPage
from crawler.sessions.browser_trouble import BrowserTrouble
from crawler.sessions.page_scripts import COLLECT_RESULTS
from crawler.sessions.result_list import ResultPage, read_results
from crawler.sessions.search_entry import SearchBox, SearchOpener, find_search, in_page
from crawler.target_url import normalise
from crawler.wall_sign import wall_in

log = logging.getLogger(__name__)

SAMPLE_SIZE = 4  # titles tried per site, as the task of the audit sets it
_SHORTEST_TITLE = 6  # a title like 通知 or 公告 is an answer to nothing
_LEAST_TEXT = 50  # characters; a home page with less has not been drawn, so nothing is known of its search
_TEXT_LENGTH = "() => document.body ? document.body.innerText.trim().length : 0"
_ONE_QUERY_SECONDS = 180.0
_WAIT_FOR_RESULTS = 12.0  # after the page has become quiet; a visitor has left by then
_REACTION_SECONDS = 3.0  # of a page to a click, before the other way to submit is tried

# The list of public suffixes inside the package: nothing is fetched for it.
_split_host = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(slots=True)
class _Visit:
    """What the queries of one site share."""

    home: str
    hosts: frozenset[str]
    entry: SearchEntry | None = None
    categories: list[str] = field(default_factory=list)
    home_fetch: Fetch | None = None


async def try_search(
    browser: BrowserSession,
    home_url: str,
    titles: Iterable[tuple[str, str]],
    seed: int,
    *,
    hosts: Iterable[str] = (),
    sample_size: int = SAMPLE_SIZE,
) -> SearchTried:
    """Never raises for what portal or browser do. `titles`: published titles with their addresses.

    `hosts` (see `host_key`) belong to the portal too; a search that leads to another registered domain is not
    followed.
    """
    known = _searchable(titles)
    names = sorted(known)
    sample = random.Random(seed).sample(names, min(sample_size, len(names)))
    visit = _Visit(home_url, frozenset(hosts))
    queries: list[SearchQuery] = []
    if sample:
        for title in sample:
            query = await _one_query(browser, visit, title, known[title])
            if query is not None:
                queries.append(query)
            if visit.entry is None:
                break
    else:
        await _one_query(browser, visit, "", "")
    return SearchTried(
        url=home_url,
        observed_at=datetime.now(UTC),
        fetch=visit.home_fetch or Fetch(ended=FetchEnd.UNMAPPED, detail="home page not asked", rendered=True),
        seed=seed,
        titles_known=len(names),
        entry=visit.entry,
        queries=tuple(queries),
        categories=tuple(visit.categories),
    )


def _searchable(titles: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Title → address. Masked titles were changed by us, cut-off ones by the list: neither can be found."""
    known: dict[str, str] = {}
    for title, url in sorted(titles):
        tidy = " ".join(title.split())
        if len(tidy) >= _SHORTEST_TITLE and "*" not in tidy and not tidy.endswith(("...", "…", "..")):
            known.setdefault(tidy, url)
    return known


async def _one_query(browser: BrowserSession, visit: _Visit, title: str, expected_url: str) -> SearchQuery | None:
    """None when there was nothing to type into or nothing to type."""
    try:
        async with asyncio.timeout(_ONE_QUERY_SECONDS), browser.page(popups=True) as page:
            return await _query_in_page(page, visit, title, expected_url)
    except BrowserTrouble as trouble:
        failed = Fetch(ended=trouble.ended, detail=trouble.detail, rendered=True)
    except TimeoutError:
        failed = Fetch(ended=FetchEnd.TIMEOUT, detail=f"search took {_ONE_QUERY_SECONDS:g} s", rendered=True)
    except PlaywrightError as error:
        detail = error.message.partition("\n")[0][:200]
        failed = Fetch(ended=FetchEnd.BROWSER_FAILED, detail=detail, rendered=True)
    if visit.home_fetch is None:
        visit.home_fetch = failed
    if visit.entry is None or not title:
        return None
    return SearchQuery(title=title, expected_url=expected_url, fetch=failed)


async def _query_in_page(page: BrowserPage, visit: _Visit, title: str, expected_url: str) -> SearchQuery | None:
    home = await _with_wall(page, await page.open(visit.home))
    if visit.home_fetch is None or not visit.home_fetch.has_page:
        visit.home_fetch = home
    if not home.has_page:
        if visit.entry is None:
            return None
        return SearchQuery(title=title, expected_url=expected_url, fetch=home)
    page.stay_within(lambda url: _is_in_scope(url, home.final_url or visit.home, visit.hosts))
    box, opener = await _reach_box(page)
    if box is None:
        if opener is None:
            if await _text_length(page) < _LEAST_TEXT:
                visit.home_fetch = replace(home, ended=FetchEnd.BROWSER_FAILED, status=None, detail="page stayed empty")
            return None
        visit.entry = SearchEntry(True, "script", opener.element, normalise(opener.href) or "")
        if not title:
            return None
        refused = page.refused_navigation()
        ended = Fetch(ended=refused[1], detail=refused[0], rendered=True) if refused else home
        return SearchQuery(title=title, expected_url=expected_url, fetch=ended)
    if visit.entry is None:
        visit.entry = SearchEntry(
            box.in_header or opener is not None,
            box.form_method or "script",
            opener.element if opener else box.element,
            normalise(box.form_action) or "" if box.form_method else "",
        )
    if not title:
        return None
    before = await _collect(page)
    method = await _submit(page, box, title)
    if method is not None:
        visit.entry = replace(visit.entry, method=method, action=visit.entry.action if method != "script" else "")
    fetch = await _arrival(page)
    if fetch.ended is not FetchEnd.ANSWERED:
        return SearchQuery(title=title, expected_url=expected_url, fetch=fetch)
    fetch = await _with_wall(page, fetch)
    results = await _wait_for_results(page, title, expected_url, before)
    visit.categories += [name for name in results.categories if name not in visit.categories]
    return SearchQuery(
        title=title,
        expected_url=expected_url,
        fetch=fetch,
        result_url=normalise(page.page.url) or "",
        hits=results.hits,
        total_stated=results.total,
        result_list_found=results.found and (fetch.status or 0) < 400,
    )


async def _with_wall(page: BrowserPage, fetch: Fetch) -> Fetch:
    """Behind a wall nothing of the site can be told, least of all that it has no search."""
    if not fetch.has_page or fetch.detail == "download":
        return fetch
    return replace(fetch, wall=wall_in(fetch, (await page.html()).encode("utf-8", errors="replace")))


async def _text_length(page: BrowserPage) -> int:
    lengths = [await page.collect(frame, _TEXT_LENGTH) for frame in page.page.frames]
    return sum(length or 0 for length in lengths)


async def _reach_box(page: BrowserPage) -> tuple[SearchBox | None, SearchOpener | None]:
    """The box, and what had to be pressed to get at it."""
    found = await find_search(page)
    if found is None or isinstance(found, SearchBox):
        return found, None
    mark = page.moves
    await page.close_popup()
    try:
        await page.within(found.frame.locator(in_page(found.number)).click(timeout=3_000))
        await page.settle()
    except PlaywrightError:
        return None, found
    followed = page.follow_popup()
    if followed:
        await page.settle()
    inside = await find_search(page, anywhere=followed or page.moves != mark)
    return (inside if isinstance(inside, SearchBox) else None), found


async def _submit(page: BrowserPage, box: SearchBox, title: str) -> str | None:
    """Types and submits; get, post or script as it turned out, None when the page did not react at all."""
    await page.close_popup()
    field_ = box.frame.locator(in_page(box.number))
    await page.within(field_.fill(title, timeout=10_000))
    start = page.moves, page.asked
    # Something may lie over the button, or the page may listen to one of the two only.
    ways = ["enter"] if box.button is None else ["press", "enter", "call"]
    for way in ways:
        try:
            button = box.frame.locator(in_page(box.button or 0))
            if way == "press":
                await page.within(button.click(timeout=5_000))
            elif way == "enter":
                await page.within(field_.press("Enter", timeout=5_000))
            else:
                await page.within(button.dispatch_event("click", timeout=5_000))
        except PlaywrightError as error:
            # Leaving the page may cut the click short; a covered button is tried by key instead.
            log.debug("search: %s: %s", way, error.message.partition("\n")[0])
        if await _reacts(page, start):
            break
    else:
        return None
    await page.settle()
    page.follow_popup()
    await page.settle()
    navigation = page.latest_navigation()
    if page.moves == start[0] or navigation is None:
        return "script"
    method, address = navigation
    is_form = method.lower() == box.form_method and _path(address) == _path(box.form_action)
    return box.form_method if is_form else "script"


async def _reacts(page: BrowserPage, start: tuple[int, int]) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _REACTION_SECONDS
    while loop.time() < deadline:
        if (page.moves, page.asked) != start or page.popup is not None or page.refused_navigation():
            return True
        await asyncio.sleep(0.1)
    return False


async def _arrival(page: BrowserPage) -> Fetch:
    refused = page.refused_navigation()
    if refused is not None:
        return Fetch(ended=refused[1], detail=refused[0], rendered=True)
    failed = await page.failed_navigation()
    return failed if failed is not None else await page.how_it_arrived()


async def _wait_for_results(
    page: BrowserPage, title: str, expected_url: str, before: list[dict[str, Any]]
) -> ResultPage:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _WAIT_FOR_RESULTS
    seen_nothing = False
    while True:
        facts = await _collect(page)
        results = read_results(facts, title, expected_url, before)
        # "0 results" may be what the page shows until its script has the answer.
        if (results.found and (results.hits or seen_nothing)) or loop.time() >= deadline:
            return results
        seen_nothing = results.says_nothing
        await asyncio.sleep(1.5 if seen_nothing else 0.5)


async def _collect(page: BrowserPage) -> list[dict[str, Any]]:
    frames = [await page.collect(frame, COLLECT_RESULTS) for frame in page.page.frames]
    return [facts for facts in frames if facts is not None]


def _is_in_scope(url: str, home: str, hosts: frozenset[str]) -> bool:
    if host_key(url) in hosts:
        return True
    host = (urlsplit(url).hostname or "").lower()
    own = (urlsplit(home).hostname or "").lower()
    if host == own:
        return True
    theirs = _registered_domain(host)
    return bool(theirs) and theirs == _registered_domain(own)


def _registered_domain(host: str) -> str:
    """example.gov.cn of www.example.gov.cn; "" for an address or a bare suffix."""
    parts = _split_host(host)
    if parts.suffix or not parts.subdomain:
        return parts.top_domain_under_public_suffix
    # A top-level domain nobody lists (.example, .test, an intranet): what stands before a gov.TLD counts as one body.
    labels = host.split(".")
    return ".".join(labels[-3:] if labels[-2] in {"gov", "com", "org", "net", "edu"} else labels[-2:])


def _path(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower(), parts.path or "/"
