"""Whether what the pages point to is there: each target asked once, failures again with time between.

Facts only: every look is stored with how it ended, and judging makes alive, dead or cannot-check of them. A failing
target waits for its next look without holding up anybody: when only such waits are left, the walk says so (`lull`).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from checks.observation import Attempt, Fetch, FetchEnd, InventedPathsTried, LinkKind, LinkProbed
from crawler.crawl_run import PageLook, Target, utc_now
from crawler.fetch_outcome import LookFailed
from crawler.host_queues import HostQueues
from crawler.looking import Look
from crawler.politeness import workers_per_host
from crawler.probes.soft_404 import error_page_of, lands_on_home, try_invented_paths
from crawler.run_health import WHY_SILENT
from crawler.scope import host_key
from crawler.second_browser_look import SecondBrowserLook
from crawler.second_looks import HARD_ENDS, HARD_STATUSES, seconds_to_confirm, wants_another_look
from crawler.walk import LULL_SECONDS, Walk

# Of a file the first bytes prove that it is there; of a page as many as it takes to know a wall.
ENOUGH_OF_A_FILE = 2_048
ENOUGH_OF_A_PAGE = 131_072
# standards 1.2 counts 15 s as not opening.
PROBE_SECONDS = 15.0
# Bodies worth saving. Of a page the body shows whether a wall answered in its place, of an attachment what it is.
HEAD_FIRST = frozenset({LinkKind.IMAGE, LinkKind.MEDIA, LinkKind.SCRIPT, LinkKind.STYLE})
FILES = HEAD_FIRST | {LinkKind.ATTACHMENT}
FIRST_BYTES = 16  # of an attachment, kept as a fact
# Hosts of others are tested only where a target of theirs makes it necessary; this many in one run at most.
MOST_HOSTS_TESTED = 100
SEARCH_FIRST = 1.0  # seconds that a second look at the portal waits while the browser keeps the pace there
# Looks that our own manners forbid, by the word that the report shows.
EXCLUDED = {
    FetchEnd.ROBOTS: "robots",
    FetchEnd.PRIVATE_ADDRESS: "private-address",
    FetchEnd.SCHEME: "scheme",
    FetchEnd.PERSONAL_NUMBER: "personal-number",
}


@dataclass(slots=True)
class ProbeWork:
    """`first_bytes` and `error_page` are of the last GET."""

    target: Target
    attempts: list[Attempt] = field(default_factory=list)
    gets: int = 0
    first_bytes: str = ""
    error_page: str = ""


@dataclass(slots=True)
class HostWork:
    """A host to be asked for what nobody published; `known` is an address that it has."""

    root: str
    known: str


class LinkProbe(Walk):
    name = "link_probe"

    def __init__(self, *args: Any, beside: bool = False, **kwargs: Any) -> None:
        """`beside`: begins with the other walks and takes what they leave alone; a probe after them takes the rest."""
        super().__init__(*args, **kwargs)
        self._is_fed = not beside

    async def walk(self) -> None:
        per_host = workers_per_host(self.run.rules)
        self._queues: HostQueues[ProbeWork | HostWork] = HostQueues(self._do, per_host, self.run.mistake)
        self._browser = SecondBrowserLook(self.run)
        if self._is_fed:
            await self._take([target for target in self.run.targets.values() if self._is_due(target)])
            await self.until_done(self._queues)
            return
        news = asyncio.create_task(self._until_the_walks_are_quiet())
        try:
            while not news.done():
                await self.until_done(self._queues)
                await asyncio.wait((news,), timeout=LULL_SECONDS)
            await news
            await self.until_done(self._queues)
        finally:
            news.cancel()
            await asyncio.gather(news, return_exceptions=True)

    async def _until_the_walks_are_quiet(self) -> None:
        run, met = self.run, 0
        waiting: dict[str, list[Target]] = {}
        while not (run.is_stopping or run.phases.is_quiet_before(self.name)):
            try:
                await run.pause(LULL_SECONDS)
            except LookFailed:  # the run is being stopped
                return
            run.phases.take_news()
            for target in islice(run.targets.values(), met, None):
                waiting.setdefault(host_key(target.url), []).append(target)
            met = len(run.targets)
            for host in [host for host in waiting if run.phases.is_free(self.name, host)]:
                # Files and pages that are to be had whole are not asked for before: the probe after the walks has them.
                due = [one for one in waiting.pop(host) if self._is_due(one) and not self._is_anothers(one.url)]
                await self._take(due)
        self._is_fed = True

    def _is_anothers(self, url: str) -> bool:
        is_awaited = url in self.run.column_pages and url not in self.run.pages
        return is_awaited or self.run.files.is_wanted(url)

    async def _take(self, targets: list[Target]) -> None:
        # Where not all can be asked, those that were had before the run was cut off keep their places.
        targets.sort(key=lambda target: not self.run.recall.has(LinkProbed, target.url))
        self.run.plan_looks((LinkProbed.KIND, target.url) for target in targets)
        most = max(0, self.run.plan.limits.links - len(self.run.probed))
        self.run.probed.update(target.url for target in targets)
        for target in targets[most:]:
            why = f"more than {self.run.plan.limits.links} link targets"
            self.run.leave_out(LinkProbed.KIND, target.url, why)
        for target in targets[:most]:
            # A run about chosen columns asks for what they hold, and tests hosts where a page makes it necessary.
            if self.run.plan.whole and not target.external:
                self._test_host(target.url)
            await self._begin(target)

    def only_waits(self, queues: HostQueues[ProbeWork | HostWork]) -> bool:
        return self._is_fed and queues.has_only_later()

    def _is_due(self, target: Target) -> bool:
        """Not yet taken; what the walk still waits for is left to the probe after it."""
        if target.url in self.run.probed:
            return False
        return not (self.run.is_walking and self.run.health.is_doubtful(host_key(target.url)))

    async def _begin(self, target: Target) -> None:
        """Links nobody can ask for over HTTP and pages the walk has just had are settled without asking."""
        known = self.run.recall.seen(LinkProbed, target.url)
        if known is not None:
            await self._known(known)
            return
        work = ProbeWork(target)
        host = host_key(target.url)
        if urlsplit(target.url).scheme not in ("http", "https"):
            await self._done(work, Fetch(ended=FetchEnd.SCHEME, final_url=target.url))
            return
        seen = self.run.pages.get(target.url)
        verified = self._verified(target) if seen is None else None
        if verified is not None:
            await self._known(verified)
            return
        if seen is None or not _tells(seen):
            self._queues.put(host, work)
            return
        # The walk's own look is the first of this target.
        work.attempts.append(Attempt(at=seen.at, method="GET", fetch=seen.fetch))
        work.gets = 1
        if seen.fetch.ended in EXCLUDED:
            await self._done(work, seen.fetch)
        elif _is_gone(seen.fetch) or _may_be_missing(seen.fetch, seen.says_missing):
            passed = (utc_now() - seen.at).total_seconds()
            self._queues.put(host, work, later=max(0.0, seconds_to_confirm(self.run, target.url, 1) - passed))
        elif seen.fetch.wall:
            self._queues.put(host, work)
        else:
            await self._done(work, seen.fetch)

    def _verified(self, target: Target) -> LinkProbed | None:
        """The look of the last run, where it found the target alive a short time ago. Its time stays what it was."""
        seen = self.run.earlier.link(target.url)
        if seen is None or _may_be_missing(seen.fetch, False) or seen.link_kind is not target.kind:
            return None
        return replace(seen, external=target.external)

    async def _known(self, seen: LinkProbed) -> None:
        """What this run saw before it was cut off, or the last run a short time ago."""
        page = self.run.pages.get(seen.url)
        for attempt in seen.attempts:
            if page is None or attempt.at != page.at:  # else the walk's own look, which counts already
                self.run.health.looked(attempt.fetch)
        if _may_be_missing(seen.fetch, bool(seen.error_page)):
            self._test_host(seen.url)
        await self.tell(seen)
        self.run.look_done(host_key(seen.url))

    async def _do(self, work: ProbeWork | HostWork) -> None:
        if self.run.is_stopping:
            return
        if isinstance(work, HostWork):
            await self._try_invented_paths(work)
            return
        host = host_key(work.target.url)
        if work.attempts and self.run.is_searching and not work.target.external:
            self._queues.put(host, work, later=SEARCH_FIRST)
            return
        if self.run.health.is_silent(host):
            await self._done(work, Fetch(ended=FetchEnd.HOST_SILENT, detail=WHY_SILENT, final_url=work.target.url))
            return
        if work.attempts and work.attempts[-1].fetch.wall:
            await self._done(work, await self._past_the_wall(work, work.attempts[-1].fetch))
            return
        look = await self._look(work)
        if look is not None and not work.gets and not self._is_final(look.fetch):
            # Many servers refuse or mishandle HEAD: only a GET can tell.
            look = await self._look(work)
        if look is None:
            return
        suspect = _may_be_missing(look.fetch, bool(work.error_page))
        if suspect:
            self._test_host(work.target.url)
            if self.run.exchanges is not None:
                self.run.exchanges.keep_chain(look.fetch)
        if wants_another_look(self.run, look, work.gets) or (suspect and work.gets < 2):
            self._queues.put(host, work, later=seconds_to_confirm(self.run, work.target.url, work.gets))
            return
        self.run.health.target_done(host, look.fetch)
        await self._done(work, await self._past_the_wall(work, look.fetch))

    async def _look(self, work: ProbeWork) -> Look | None:
        """One more look; None when the run was stopped during it."""
        kind = work.target.kind
        method = "HEAD" if kind in HEAD_FIRST and not work.attempts else "GET"
        if work.attempts and work.attempts[-1].fetch.ended is FetchEnd.NAME_UNKNOWN:
            self.run.resolver.forget(urlsplit(work.target.url).hostname or "")
        look = await self._ask(work.target.url, method, ENOUGH_OF_A_FILE if kind in FILES else ENOUGH_OF_A_PAGE)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return None
        work.attempts.append(Attempt(at=look.at, method=method, fetch=look.fetch))
        if method == "GET":
            work.gets += 1
            work.first_bytes = look.body[:FIRST_BYTES].hex() if kind is LinkKind.ATTACHMENT else ""
            work.error_page = error_page_of(look.fetch, look.body)
        return look

    async def _ask(self, url: str, method: str = "GET", enough: int = ENOUGH_OF_A_PAGE) -> Look:
        return await self.looker.look(url, method=method, enough=enough, seconds=PROBE_SECONDS)

    async def _past_the_wall(self, work: ProbeWork, fetch: Fetch) -> Fetch:
        """The browser's look where a wall kept ours out and there is a browser; else the look we had."""
        look = await self._browser.look(work.target.url, work.target.kind, fetch)
        if look is None:
            return fetch
        work.attempts.append(Attempt(at=look.at, method="BROWSER", fetch=look.fetch))
        return look.fetch

    def _test_host(self, url: str) -> None:
        """What a host answers when there is no page is worth knowing once."""
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}/"
        tested = self.run.tested_hosts
        if parts.scheme not in ("http", "https") or root in tested or len(tested) >= MOST_HOSTS_TESTED:
            return
        tested.add(root)
        self.run.plan_looks([(InventedPathsTried.KIND, root)])
        self._queues.put(host_key(root), HostWork(root, url))

    async def _try_invented_paths(self, work: HostWork) -> None:
        known = self.run.recall.seen(InventedPathsTried, work.root)
        if known is not None:
            await self.tell(known)
            self.run.look_done(host_key(work.root))
            return
        if self.left_to_silence(InventedPathsTried.KIND, work.root):
            return
        tried = await try_invented_paths(work.root, work.known, self.run.plan.seed, self._ask)
        if tried.fetch.ended is not FetchEnd.INTERRUPTED:
            await self.tell(tried)
            self.run.look_done(host_key(work.root))

    def _is_final(self, fetch: Fetch) -> bool:
        """Whether the answer to a HEAD settles the target."""
        return fetch.ended in EXCLUDED or (fetch.status is not None and 200 <= fetch.status < 300)

    async def _done(self, work: ProbeWork, fetch: Fetch) -> None:
        last = replace(fetch, attempts=max(1, len(work.attempts)))
        await self.tell(
            LinkProbed(
                url=work.target.url,
                observed_at=work.attempts[-1].at if work.attempts else utc_now(),
                fetch=last,
                link_kind=work.target.kind,
                external=work.target.external,
                attempts=tuple(work.attempts),
                excluded=EXCLUDED.get(fetch.ended, ""),
                error_page=work.error_page,
                first_bytes=work.first_bytes,
            )
        )
        self.run.look_done(host_key(work.target.url))


def _tells(seen: PageLook) -> bool:
    """Whether the walk's look says something that need not be asked again at once."""
    return seen.fetch.ended in EXCLUDED or seen.fetch.has_page or bool(seen.fetch.wall) or _is_gone(seen.fetch)


def _is_gone(fetch: Fetch) -> bool:
    return fetch.ended in HARD_ENDS or (fetch.ended is FetchEnd.ANSWERED and fetch.status in HARD_STATUSES)


def _may_be_missing(fetch: Fetch, says_missing: bool) -> bool:
    return fetch.has_page and (says_missing or lands_on_home(fetch))
