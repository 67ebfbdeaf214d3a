"""Whether what the pages point to is there: each target asked once, failures again with time between.

Facts only: every look is stored with how it ended, and judging makes alive, dead or cannot-check of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from checks.observation import Attempt, Fetch, FetchEnd, LinkKind, LinkProbed
from crawler.crawl_run import Target, utc_now
from crawler.host_queues import HostQueues
from crawler.looking import Look
from crawler.politeness import UNTHROTTLED_AT_ONCE
from crawler.run_health import WHY_SILENT
from crawler.scope import host_key
from crawler.second_looks import seconds_until_next, wants_another_look
from crawler.walk import Walk

# Of a file the first bytes prove that it is there; of a page as many as it takes to know a wall.
ENOUGH_OF_A_FILE = 2_048
ENOUGH_OF_A_PAGE = 131_072
# standards 1.2 counts 15 s as not opening.
PROBE_SECONDS = 15.0
# Bodies worth saving; of a page the body shows whether a wall answered in its place.
HEAD_FIRST = frozenset({LinkKind.IMAGE, LinkKind.ATTACHMENT, LinkKind.MEDIA, LinkKind.SCRIPT, LinkKind.STYLE})
# Looks that our own manners forbid, by the word that the report shows.
EXCLUDED = {
    FetchEnd.ROBOTS: "robots",
    FetchEnd.PRIVATE_ADDRESS: "private-address",
    FetchEnd.SCHEME: "scheme",
}


@dataclass(slots=True)
class ProbeWork:
    target: Target
    attempts: list[Attempt] = field(default_factory=list)
    gets: int = 0


class LinkProbe(Walk):
    name = "link_probe"

    async def walk(self) -> None:
        per_host = UNTHROTTLED_AT_ONCE if self.run.rules.requests_per_second == 0 else 1
        self._queues: HostQueues[ProbeWork] = HostQueues(self._do, per_host, self.run.mistake)
        targets = [target for target in self.run.targets.values() if self._is_due(target)]
        self.run.plan_looks((LinkProbed.KIND, target.url) for target in targets)
        most = max(0, self.run.plan.limits.links - len(self.run.probed))
        self.run.probed.update(target.url for target in targets)
        for target in targets[most:]:
            why = f"more than {self.run.plan.limits.links} link targets"
            self.run.leave_out(LinkProbed.KIND, target.url, why)
        for target in targets[:most]:
            if not await self._settled_without_asking(target):
                self._queues.put(host_key(target.url), ProbeWork(target))
        await self.until_done(self._queues)

    def _is_due(self, target: Target) -> bool:
        """Not yet taken; what the walk still waits for is left to the probe after it."""
        if target.url in self.run.probed:
            return False
        return not (self.run.is_walking and self.run.health.is_doubtful(host_key(target.url)))

    async def _settled_without_asking(self, target: Target) -> bool:
        """Links nobody can ask for over HTTP, and pages the walk has just had."""
        if urlsplit(target.url).scheme not in ("http", "https"):
            await self._done(ProbeWork(target), Fetch(ended=FetchEnd.SCHEME, final_url=target.url))
            return True
        seen = self.run.pages.get(target.url)
        if seen is None:
            return False
        fetch = seen.fetch
        if fetch.ended not in EXCLUDED and not fetch.has_page and not fetch.wall:
            return False
        await self._done(ProbeWork(target, [Attempt(at=seen.at, method="GET", fetch=fetch)]), fetch)
        return True

    async def _do(self, work: ProbeWork) -> None:
        host = host_key(work.target.url)
        if self.run.is_stopping:
            return
        if self.run.health.is_silent(host):
            await self._done(work, Fetch(ended=FetchEnd.HOST_SILENT, detail=WHY_SILENT, final_url=work.target.url))
            return
        look = await self._look(work)
        if look is None:
            return
        if not work.gets and not self._is_final(look.fetch):
            # Many servers refuse or mishandle HEAD: only a GET can tell.
            look = await self._look(work)
            if look is None:
                return
        if wants_another_look(self.run, look, work.gets):
            self._queues.put(host, work, later=seconds_until_next(self.run, work.target.url, look, work.gets))
            return
        self.run.health.target_done(host, look.fetch)
        await self._done(work, look.fetch)

    async def _look(self, work: ProbeWork) -> Look | None:
        """One more look; None when the run was stopped during it."""
        kind = work.target.kind
        method = "HEAD" if kind in HEAD_FIRST and not work.attempts else "GET"
        enough = ENOUGH_OF_A_FILE if kind in HEAD_FIRST else ENOUGH_OF_A_PAGE
        look = await self.looker.look(work.target.url, method=method, enough=enough, seconds=PROBE_SECONDS)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return None
        work.gets += method == "GET"
        work.attempts.append(Attempt(at=look.at, method=method, fetch=look.fetch))
        return look

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
            )
        )
        self.run.look_done(host_key(work.target.url))
