"""One crawl from its plan to its last stored row: the walks one after another, then probes and browser tests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.settings import Settings

from checks.observation import CertificateSeen, Fetch, FetchEnd, HostProbed, LinkProbed, Observation, SearchTried
from crawler import settings as our_settings
from crawler.crawl_run import CrawlRun, Progress, utc_now
from crawler.earlier_run import EarlierRun
from crawler.exchange_log import ExchangeLog
from crawler.fetch_outcome import LookFailed, how_it_ended
from crawler.first_interrupt import first_interrupt
from crawler.observation_pipeline import store_observation
from crawler.plan import CrawlPlan
from crawler.probes.ipv6 import probe_ipv6
from crawler.recall import Recall
from crawler.run_health import WHY_SILENT, CrawlSummary
from crawler.scope import host_key
from crawler.settle import settle_open_looks
from crawler.spiders.account_feed import AccountFeed
from crawler.spiders.attachment_files import AttachmentFiles
from crawler.spiders.column_list import ColumnList
from crawler.spiders.link_probe import LinkProbe
from crawler.spiders.portal_walk import PortalWalk
from crawler.walk import Walk
from storage.run_store import RunStore

__all__ = ["CrawlSummary", "run_crawl"]

log = logging.getLogger(__name__)

SILENT = Fetch(ended=FetchEnd.HOST_SILENT, detail=WHY_SILENT)


def run_crawl(
    plan: CrawlPlan,
    store: RunStore,
    *,
    progress: Progress | None = None,
    recall: Recall | None = None,
    earlier: EarlierRun | None = None,
) -> CrawlSummary:
    """Look at everything in the plan. Trouble of the outside world is stored, never raised.

    The first Ctrl-C ends it cleanly: looks under way are given up, every planned look that did not happen gets its
    row, and the summary says `stopped_early`. A second one raises KeyboardInterrupt.
    """
    return asyncio.run(crawl(plan, store, progress=progress, recall=recall, earlier=earlier))


async def crawl(
    plan: CrawlPlan,
    store: RunStore,
    *,
    progress: Progress | None = None,
    recall: Recall | None = None,
    earlier: EarlierRun | None = None,
) -> CrawlSummary:
    """The same for a caller who has an event loop already. `recall`: of a run that was cut off and goes on; `earlier`:
    the last finished run of the portal, for what is unchanged since."""
    run = CrawlRun(plan, store, progress, recall, earlier)
    run.health.go_on(run.recall.requests, run.recall.bytes)
    run.exchanges = ExchangeLog(store)
    store.counted = run.health.counts
    run.plan_looks(plan.first_looks())
    try:
        with first_interrupt(run.stop):
            await _look_at_everything(run)
    finally:
        await run.browser.close()
        settle_open_looks(run)
        store.flush()
        store.counted = None
    return run.health.summary(run.is_stopping)


async def _look_at_everything(run: CrawlRun) -> None:
    plan = run.plan
    kinds: list[type[Walk]] = [ColumnList] if plan.columns else []
    kinds += [PortalWalk] if plan.sites else []
    run.phases.expect([*(kind.name for kind in kinds), LinkProbe.name])
    early = _early_links(run)
    walks = await _all_until_lull(run, kinds, early)
    run.is_walking = any(not walk.done() for walk in walks)
    run.plan_looks((LinkProbed.KIND, url) for url in run.targets)
    # What hosts have not answered yet must not hold up the others; it is seen to when the walks have ended.
    ready = [url for url in plan.sites if not run.is_walking or url in run.pages]
    together = [*(_probe_host(run, url) for url in ready), *_certificates(run, ready)]
    if plan.accounts:
        together.append(_walk(run, AccountFeed))
    late = [url for url in plan.sites if url not in ready]
    first = _probes_then_search(run, together, ready, links=bool(run.targets))
    await _side_by_side([first, _after_the_walks(run, walks, late), early])


def _early_links(run: CrawlRun) -> asyncio.Task[None]:
    """Links of hosts that no walk has work for: their probes need not wait for the walks of other hosts."""
    quiet = run.phases.early_links_quiet
    quiet.clear()
    early = asyncio.create_task(_walk(run, LinkProbe, lull=quiet, beside=True))
    early.add_done_callback(lambda _: quiet.set())
    return early


async def _all_until_lull(
    run: CrawlRun, kinds: Iterable[type[Walk]], early: asyncio.Task[None]
) -> list[asyncio.Task[None]]:
    begun = await asyncio.gather(*(_until_lull(run, kind) for kind in kinds), return_exceptions=True)
    walks = [walk for walk in begun if isinstance(walk, asyncio.Task)]
    for error in begun:
        if isinstance(error, BaseException):
            await _give_up([*walks, early])
            raise error
    return walks


async def _files_and_links(run: CrawlRun) -> asyncio.Task[None]:
    """Until nothing is left but second looks that are waited for; the task ends with the last of them.

    Files first, because the link probe takes their looks for its own; what failed there once more behind it.
    """
    await _fetch_files(run)
    links = await _until_lull(run, LinkProbe)
    return asyncio.create_task(_then_files(run, links))


async def _then_files(run: CrawlRun, links: asyncio.Task[None]) -> None:
    try:
        await links
    except BaseException:
        await _give_up([links])
        raise
    await _fetch_files(run)


async def _fetch_files(run: CrawlRun) -> None:
    """One at a time: the probe of what late pages point to must not overtake the files that are under way."""
    async with run.files.turn:
        if run.files.has_work():
            await _walk(run, AttachmentFiles)


async def _probes_then_search(
    run: CrawlRun, probes: Iterable[Awaitable[None]], sites: Iterable[str], *, links: bool
) -> None:
    """One after the other, because the browser keeps a pace of its own. It decides how many pages are open at once.

    Second looks at failing links are waited for beside the search, not before it.
    """
    late: list[asyncio.Task[None]] = []

    async def files_and_links() -> None:
        late.append(await _files_and_links(run))
        await run.phases.early_links_quiet.wait()

    try:
        await _side_by_side([*probes, *([files_and_links()] if links else [])])
        if run.plan.whole:
            run.is_searching = True
            try:
                await _side_by_side([_try_search(run, url) for url in sites])
            finally:
                run.is_searching = False
        await _side_by_side(late)
    except BaseException:
        await _give_up(late)
        raise


async def _until_lull(run: CrawlRun, spider: type[Walk]) -> asyncio.Task[None]:
    """The walk, when it has ended or only waits for hosts that do not answer. What broke it is raised."""
    lull = asyncio.Event()
    walk = asyncio.create_task(_walk(run, spider, lull=lull))
    walk.add_done_callback(lambda _: run.phases.end(spider.name))
    only_waits = asyncio.create_task(lull.wait())
    try:
        await asyncio.wait((walk, only_waits), return_when=asyncio.FIRST_COMPLETED)
    except BaseException:
        await _give_up([walk])
        raise
    finally:
        only_waits.cancel()
    if walk.done():
        await walk
    return walk


async def _after_the_walks(run: CrawlRun, walks: list[asyncio.Task[None]], sites: list[str]) -> None:
    """The probes that had to wait for the end of the walks: of late home pages, and of what late pages point to."""
    if not run.is_walking:
        return
    await _side_by_side(walks)
    run.is_walking = False
    together = [*(_probe_host(run, url) for url in sites), *_certificates(run, sites)]
    links = run.files.has_work() or any(url not in run.probed for url in run.targets)
    await _probes_then_search(run, together, sites, links=links)


async def _give_up(walks: Iterable[asyncio.Task[None]]) -> None:
    for walk in walks:
        walk.cancel()
    await asyncio.gather(*walks, return_exceptions=True)


async def _side_by_side(looks: Iterable[Awaitable[None]]) -> None:
    """All of them to their end; then the first mistake of ours, if there was one, is raised."""
    ended = await asyncio.gather(*looks, return_exceptions=True)
    for error in ended:
        if error is not None:
            raise error


async def _walk(run: CrawlRun, spider: type[Walk], **kwargs: Any) -> None:
    if run.is_stopping:
        return
    scrapy_settings = Settings()
    scrapy_settings.setmodule(our_settings, priority="project")
    runner = AsyncCrawlerRunner(scrapy_settings)
    crawler = runner.create_crawler(spider)
    await runner.crawl(crawler, run=run, **kwargs)
    run.store.flush()
    if run.store.failed is not None:  # Scrapy only logs what its callbacks raise
        raise run.store.failed
    run.health.mistakes += int(crawler.stats.get_value("spider_exceptions/count") or 0)


async def _probe_host(run: CrawlRun, url: str) -> None:
    def unseen(fetch: Fetch) -> Observation:
        return HostProbed(url=url, observed_at=utc_now(), fetch=fetch, host=host_key(url), names=fetch)

    if _was_had(run, HostProbed, url):
        return
    if _is_silent(run, url):
        store_observation(run, unseen(SILENT))
        return
    await _session(run, lambda: probe_ipv6(run.rules, url, resolver=run.resolver, pace=run.pace), unseen, url)


def _certificates(run: CrawlRun, sites: Iterable[str]) -> list[Awaitable[None]]:
    """Looks at the certificates of the sites that visitors get over HTTPS, also where the registry has http."""
    origins = {site: origin for site in sites if (origin := _https_origin(run, site))}
    run.plan_looks((CertificateSeen.KIND, site) for site in origins)
    return [_look_at_certificate(run, site, origin) for site, origin in origins.items()]


def _https_origin(run: CrawlRun, site: str) -> str:
    seen = run.pages.get(site)
    for url in (site, seen.fetch.final_url if seen is not None else ""):
        if url.startswith("https://") and urlsplit(url).hostname == urlsplit(site).hostname:
            return url
    return ""


async def _look_at_certificate(run: CrawlRun, site: str, origin: str) -> None:
    def unseen(fetch: Fetch) -> Observation:
        return CertificateSeen(url=site, observed_at=utc_now(), fetch=fetch, host=urlsplit(origin).hostname or "")

    async def look() -> Observation:
        from crawler.probes.certificate import look_at_certificate

        host = urlsplit(origin).hostname or ""
        resolution = await run.resolver.addresses(host)
        async with run.pace.turn(host, resolution.addresses):
            return await look_at_certificate(site, origin, run.resolver)

    if _was_had(run, CertificateSeen, site):
        return
    if _is_silent(run, site):
        store_observation(run, unseen(SILENT))
        return
    await _session(run, look, unseen, site)


async def _try_search(run: CrawlRun, url: str) -> None:
    def unseen(fetch: Fetch) -> Observation:
        return SearchTried(url=url, observed_at=utc_now(), fetch=fetch, seed=run.plan.seed)

    if run.is_stopping or _was_had(run, SearchTried, url):
        return
    if _is_silent(run, url):
        store_observation(run, unseen(SILENT))
        return
    session = await run.browser.session()
    if session is None:
        store_observation(run, unseen(Fetch(ended=FetchEnd.NO_BROWSER, detail=run.browser.why_not)))
        return
    home = run.pages.get(url)
    if home is not None and not home.fetch.has_page:
        # Without a home page there is nothing to search on: the reason is that of the home page.
        store_observation(run, unseen(home.fetch))
        return
    from crawler.sessions.site_search import try_search

    titles = tuple(run.titles.get(host_key(url), {}).items())
    await _session(run, lambda: try_search(session, url, titles, run.plan.seed, hosts=run.hosts), unseen, url)


def _was_had(run: CrawlRun, kind: type[Observation], url: str) -> bool:
    """Whether this look was had before the run was cut off."""
    seen = run.recall.seen(kind, url)
    if seen is None:
        return False
    store_observation(run, seen)
    run.look_done(host_key(url))
    return True


def _is_silent(run: CrawlRun, url: str) -> bool:
    return not run.is_stopping and run.health.is_silent(host_key(url))


async def _session(
    run: CrawlRun,
    look: Callable[[], Coroutine[Any, Any, Observation]],
    unseen: Callable[[Fetch], Observation],
    url: str,
) -> None:
    """One look of a probe or browser session. When the run is stopped, it is left to `settle_open_looks`."""
    if run.is_stopping:
        return
    try:
        store_observation(run, await run.unless_stopped(look()))
    except LookFailed:
        return
    except Exception as error:  # these looks promise not to raise; a mistake of ours must not end the run
        log.exception("look at %s failed by a mistake of ours", url)
        ended, detail = how_it_ended(error)
        store_observation(run, unseen(Fetch(ended=ended, detail=detail)))
    run.look_done(host_key(url))
