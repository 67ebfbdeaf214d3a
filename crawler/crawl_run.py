"""What the walks of one run share: the plan, the store, the network side, and what has been seen so far."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from checks.observation import Fetch, FetchEnd, LinkKind, LinksSeen, ListSeen, PageLink, PageSeen, PageType, Region
from checks.subjects import ColumnClass
from crawler.address_guard import AddressGuard
from crawler.browser_on_demand import BrowserOnDemand
from crawler.earlier_run import EarlierRun
from crawler.exchange_log import ExchangeLog
from crawler.fetch_outcome import LookFailed
from crawler.host_phases import HostPhases
from crawler.name_resolver import NameResolver
from crawler.plan import CrawlPlan
from crawler.politeness import Politeness
from crawler.recall import Recall
from crawler.robots import RobotsRules
from crawler.run_health import RunHealth
from crawler.scope import Scope, SitesScope, host_key, is_file, portal_hosts
from crawler.site_breaker import SiteBreakers
from crawler.unchanged import Comparers
from crawler.wanted_files import WantedFiles
from storage.run_store import RunStore

log = logging.getLogger(__name__)

Progress = Callable[[int, int, str], None]
Result = TypeVar("Result")

# Classes whose articles are judged one by one (feedback, cross-links): their lists are read further down.
READ_WHOLE = frozenset(
    {
        ColumnClass.POLICY,
        ColumnClass.NORMATIVE,
        ColumnClass.INTERPRETATION,
        ColumnClass.SOLICITATION,
        ColumnClass.SURVEY,
    }
)
# A kind that asks for the file itself wins over "some page" when both kinds of links lead to one target.
_KIND_RANK = (LinkKind.ATTACHMENT, LinkKind.IMAGE, LinkKind.MEDIA, LinkKind.STYLE, LinkKind.SCRIPT, LinkKind.FRAME)


@dataclass(slots=True)
class Target:
    """Something a page points to."""

    url: str
    kind: LinkKind
    external: bool


@dataclass(frozen=True, slots=True)
class PageLook:
    """How the page look of the walk ended, and when: enough to count as a probe of the link."""

    fetch: Fetch
    at: datetime
    says_missing: bool = False  # a page that says, under 2xx, that there is no page


class CrawlRun:
    """Lives on one event loop. `stop()` ends everything soon: looks under way end as INTERRUPTED."""

    def __init__(
        self,
        plan: CrawlPlan,
        store: RunStore,
        progress: Progress | None = None,
        recall: Recall | None = None,
        earlier: EarlierRun | None = None,
    ) -> None:
        self.plan = plan
        self.store = store
        self.recall = recall or Recall()
        self.earlier = earlier or EarlierRun()
        self.comparers = Comparers()
        self.rules = plan.registry.network
        self.guard = AddressGuard(self.rules.allow)
        self.resolver = NameResolver(self.rules, self.guard)
        self.pace = Politeness(self.rules, pause=self.pause)
        self.phases = HostPhases()
        self.breakers = SiteBreakers(self.pace, pause=self.pause)
        self.robots = RobotsRules()
        self.browser = BrowserOnDemand(self.rules, self.resolver, self.robots, self.pace, wanted=plan.browser)
        self.health = RunHealth()
        self.hosts = portal_hosts(plan.portal)
        self.scope = Scope(self.hosts)
        self.walked = (
            self.scope if plan.whole else SitesScope(plan.sites, _hosts_of_others(plan))
        )  # where the portal walk goes
        self.in_flight: set[asyncio.Timeout] = set()
        self.pages: dict[str, PageLook] = {}
        self.targets: dict[str, Target] = {}
        self.column_pages: set[str] = set()  # pages that the walk of the columns looks at, or has looked at
        self.files = WantedFiles()
        self.exchanges: ExchangeLog | None = None  # of a crawl whose findings are to be proved
        self.probed: set[str] = set()  # targets that a link probe has taken
        self.tested_hosts: set[str] = set()  # roots of hosts that were asked for what nobody published
        self.browser_looks: Counter[str] = Counter()  # host → second looks by the browser
        self.is_searching = False  # the browser keeps the pace of the portal's hosts
        self.is_walking = False  # a walk still waits for hosts that do not answer
        self.titles: dict[str, dict[str, str]] = {}  # host → title → url of what was published there
        self._left_out: dict[tuple[str, str], tuple[FetchEnd, str]] = {}
        self._stopping = asyncio.Event()
        self._progress = progress
        self._done = 0
        self._known = 0

    # -- stopping ------------------------------------------------------------------------------------------------

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def stop(self) -> None:
        self._stopping.set()
        now = asyncio.get_running_loop().time()
        for limit in self.in_flight:
            limit.reschedule(now)

    async def stopped(self) -> None:
        """Returns when the run is being stopped."""
        await self._stopping.wait()

    def refuse_when_stopping(self) -> None:
        if self._stopping.is_set():
            raise LookFailed(FetchEnd.INTERRUPTED, "the run was stopped")

    async def pause(self, seconds: float) -> None:
        """A sleep that ends at once, as a failed look, when the run is stopped."""
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return
        self.refuse_when_stopping()

    async def unless_stopped(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the work gives; given up, as a failed look, when the run is stopped meanwhile."""
        task = asyncio.create_task(work)
        stopped = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                self.refuse_when_stopping()
            return task.result()
        finally:
            stopped.cancel()
            task.cancel()
            await asyncio.gather(task, stopped, return_exceptions=True)

    # -- what is known -------------------------------------------------------------------------------------------

    def note_page(self, page: PageSeen, links: LinksSeen) -> None:
        """Every place a page points to becomes a target. A run about chosen columns leaves the template alone:
        its links belong to the whole portal, and asking for them would be asking for other columns. The template
        of a site that is walked belongs to what was asked for."""
        says_missing = page.fetch.has_page and page.page_type is PageType.ERROR
        self.pages[page.url] = PageLook(page.fetch, page.observed_at, says_missing)
        self.files.note_page(page)
        if not page.fetch.has_page:
            return
        regions = {Region.MAIN}
        if page.page_type not in (PageType.ARTICLE, PageType.LIST):
            # Its main block was not told: what no part of the template claims may be in it.
            regions.add(Region.TEMPLATE)
        is_walked = self.plan.whole or self.walked.outside(page.url) is None
        for link in links.links:
            if is_walked or link.region in regions:
                self.add_target(link)

    def note_rows(self, seen: ListSeen) -> None:
        """Rows that a script keeps are no links of the page's markup, and are to be probed all the same."""
        self.files.note_rows(seen)
        for row in seen.rows:
            kind = LinkKind.ATTACHMENT if is_file(row.url) else LinkKind.PAGE
            self.add_target(PageLink(row.url, kind, row.title, Region.MAIN, row.element))

    def add_target(self, link: PageLink) -> None:
        known = self.targets.get(link.url)
        if known is None:
            self.targets[link.url] = Target(link.url, link.kind, host_key(link.url) not in self.hosts)
        elif _rank(link.kind) < _rank(known.kind):
            known.kind = link.kind

    def note_title(self, title: str, url: str) -> None:
        """A published title, to be searched for later on the site that published it."""
        self.titles.setdefault(host_key(url), {}).setdefault(title, url)

    # -- planned looks -------------------------------------------------------------------------------------------

    def plan_looks(self, looks: Iterable[tuple[str, str]]) -> None:
        looks = tuple(looks)
        self.store.plan(looks)
        self._known += len(looks)

    def mistake(self, error: Exception) -> None:
        """A fault of our own in one piece of work; its look is settled as unseen, and the summary counts it."""
        log.error("a look broke by a mistake of ours", exc_info=error)
        self.health.mistakes += 1

    def leave_out(self, kind: str, url: str, why: str, ended: FetchEnd = FetchEnd.LIMIT) -> None:
        """A planned look that is not taken; unless another walk still takes it, it is stored with this end."""
        self._left_out[kind, url] = (ended, why)

    def why_left_out(self, kind: str, url: str) -> tuple[FetchEnd, str]:
        why = self._left_out.get((kind, url))
        if why is not None:
            return why
        if self.health.mistakes and not self.is_stopping:
            return FetchEnd.UNMAPPED, "a mistake of ours; see the log of the run"
        return FetchEnd.INTERRUPTED, "the run was stopped before this look"

    def look_done(self, host: str) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, max(self._known, self._done), host)

    def spacing(self, url: str) -> tuple[float, float]:
        """Seconds before the second and the third look at something that failed."""
        return SPACING_UNTHROTTLED if self.pace.is_unthrottled(urlsplit(url).hostname or "") else SPACING


# InternetArchiveBot calls a link dead only after failures with time between (peers.md); within one run two pauses
# that outlast a restart of a service must do.
SPACING = (5.0, 20.0)
SPACING_UNTHROTTLED = (0.3, 1.0)


def _hosts_of_others(plan: CrawlPlan) -> frozenset[str]:
    """Hosts on which more stands than the sites that are to be walked."""
    own = {column.subject.key for column in plan.columns}
    urls = [url for url in plan.portal.site_urls() if url not in plan.sites]
    urls += [column.url for column in plan.portal.columns() if column.subject.key not in own]
    return frozenset(map(host_key, urls))


def _rank(kind: LinkKind) -> int:
    return _KIND_RANK.index(kind) if kind in _KIND_RANK else len(_KIND_RANK)


def utc_now() -> datetime:
    return datetime.now(UTC)
