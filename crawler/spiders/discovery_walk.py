"""From one address through menus, trees, maps and breadcrumbs to the pages that may be columns; samples their rows.

In rounds, nearest first: what a round found is sorted before the next one begins, so that the same portal is walked
the same way whatever host answers first.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import urlsplit

from checks.observation import Fetch, FetchEnd, PageType
from crawler.discovery.addresses import column_folder, is_article, is_of_portal, is_walked, page_key
from crawler.discovery.bounds import Bounds
from crawler.discovery.found import Found
from crawler.discovery.samples import spread
from crawler.discovery.seen_page import MOST_POINTERS, Pointer, SeenPage, read_seen_page
from crawler.discovery.site_map import addresses_of_map
from crawler.host_queues import HostQueues
from crawler.looking import OPENING_SECONDS, Look
from crawler.politeness import workers_per_host
from crawler.reading.document import Document
from crawler.reading.observe import further_list_pages, list_seen, needs_rendering, page_seen
from crawler.rendering import rendered_look
from crawler.scope import Scope, host_key, is_file
from crawler.second_looks import seconds_until_next, wants_another_look
from crawler.walk import Walk, is_text
from storage.capture import Capture, CaptureRole

_RANK = {
    "start": 0,
    "trail": 1,
    "menu": 2,
    "tree": 2,
    "more": 2,
    "heading": 2,
    "frame": 2,
    "folder": 3,
    "map": 3,
    "body": 4,
}
# Asked for only where neither the start nor the root of its host is a page: where portals usually keep their home
# page or their first columns.
_USUAL_PLACES = (
    "index.html", "index.htm", "index.shtml", "index.jhtml", "main.htm", "zwgk/", "xxgk/", "zfxxgk/", "zwgk/zfxxgk/",
    "zwgk/tzgg/", "zwgk/gsgg/", "xwzx/", "gzdt/", "tzgg/", "wzdt/", "map.html",
)  # fmt: skip
_NESTED_MAPS = 3
_FEWEST_WAYS = 5  # as crawler.spiders.portal_walk: a home page that leads nowhere is drawn by script
_LOOKS = 2  # a page of discovery is asked for once more when the first look failed for a passing reason


@dataclass(slots=True)
class _Work:
    url: str
    key: str
    depth: int
    column: str = ""  # key of the list page that an article is a sample of
    looks: int = 0


class PortalFamily(Scope):
    """The home's host and the names below it."""

    def __init__(self, home: str) -> None:
        super().__init__(frozenset((host_key(home),)))
        self._home = home

    def outside(self, url: str) -> str | None:
        return None if is_of_portal(url, self._home) else f"host {host_key(url)} is not part of the portal"


class DiscoveryWalk(Walk):
    name = "discovery_walk"

    def __init__(self, found: Found | None = None, bounds: Bounds | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        home = self.run.plan.portal.home
        self.found = found or Found(home)
        self.bounds = bounds or Bounds()
        self._scope = PortalFamily(home)
        self._known: set[str] = set()
        self._next: dict[str, tuple[int, int, _Work]] = {}
        self._hosts = {host_key(self.found.start)}
        self._samples: list[_Work] = []
        self._rendered = 0
        self._articles = 0
        self._order = 0
        self._shells: dict[str, Look] = {}  # pages that show another column for every route behind their #
        self._ends = time.monotonic() + self.bounds.minutes * 60

    async def walk(self) -> None:
        per_host = workers_per_host(self.run.rules)
        start = self.found.start
        root = f"{urlsplit(start).scheme}://{urlsplit(start).netloc}/"
        for url in dict.fromkeys((start, root)):
            self._point(Pointer(url, "", "start"), 0)
        await self._read_map(root)
        await self._rounds(per_host)
        if not self.found.pages and not self.run.is_stopping:
            for path in _USUAL_PLACES:
                self._point(Pointer(f"{root}{path}", "", "start"), 0)
            await self._rounds(per_host)
        self._note_order()

    async def _rounds(self, per_host: int) -> None:
        while self._next and not self.run.is_stopping:
            queues: HostQueues[_Work] = HostQueues(self._do, per_host, self.run.mistake)
            for work in [*self._round(), *self._samples]:
                queues.put(host_key(work.url), work)
            self._samples = []
            await self.until_done(queues)
        if self._samples and not self.run.is_stopping:
            queues = HostQueues(self._do, per_host, self.run.mistake)
            for work in self._samples:
                queues.put(host_key(work.url), work)
            await self.until_done(queues)

    # -- where to go -------------------------------------------------------------------------------------------------

    def _point(self, pointer: Pointer, depth: int) -> None:
        """Note a way on. The first round that names an address walks it."""
        if pointer.kind != "start" and (self._scope.outside(pointer.url) or not is_walked(pointer.url)):
            return
        key = page_key(pointer.url)
        if pointer.text:
            self.found.texts.setdefault(key, Counter())[pointer.text] += 1
        self.found.kinds.setdefault(key, set()).add(pointer.kind)
        if key in self._known or self._scope.trap(pointer.url):
            return
        host = host_key(pointer.url)
        if host not in self._hosts:
            # Whose columns they are says the host's own home page, also where nothing links to it.
            self._hosts.add(host)
            parts = urlsplit(pointer.url)
            self._point(Pointer(f"{parts.scheme}://{parts.netloc}/", "", "trail"), depth)
        rank = _RANK[pointer.kind]
        planned = self._next.get(key)
        if planned is None or rank < planned[0]:
            self._order += 1
            order = planned[1] if planned else self._order
            self._next[key] = (rank, order, _Work(pointer.url, key, depth))

    def _round(self) -> list[_Work]:
        """What is walked next: the best ways first, hosts in turn, as many as the bounds allow."""
        planned = sorted(self._next.values(), key=lambda one: (one[0], one[2].url))
        self._next = {}
        deep = [work for _, _, work in planned if work.depth > self.bounds.depth]
        if deep:
            self.found.left_out["depth"] = self.found.left_out.get("depth", 0) + len(deep)
        by_host: dict[str, list[_Work]] = defaultdict(list)
        for _, _, work in planned:
            if work.depth <= self.bounds.depth:
                by_host[host_key(work.url)].append(work)
        taken = [work for row in zip_longest(*by_host.values()) for work in row if work is not None]
        room = max(0, self.bounds.pages - len(self._known))
        if len(taken) > room:
            self.found.left_out["pages"] = self.found.left_out.get("pages", 0) + len(taken) - room
        self._known.update(work.key for work in taken)
        return taken[:room]

    # -- one look ----------------------------------------------------------------------------------------------------

    async def _do(self, work: _Work) -> None:
        if self.run.is_stopping:
            return
        if time.monotonic() > self._ends:
            self.found.left_out["minutes"] = self.found.left_out.get("minutes", 0) + 1
            return
        if self.run.health.is_silent(host_key(work.url)):
            self.found.failed[work.url] = Fetch(ended=FetchEnd.HOST_SILENT, final_url=work.url)
            return
        seconds = OPENING_SECONDS if work.depth == 0 else None
        address, _, route = work.url.partition("#")
        shell = self._shells.get(address) if route else None
        if shell is None:
            look = await self.looker.look(address, inside=self._scope, seconds=seconds)
            self.found.requests += 1
        else:
            look = shell
        if route and look.fetch.has_page:
            self._shells[address] = look
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return
        work.looks += 1
        if work.looks < _LOOKS and wants_another_look(self.run, look, work.looks) and look.fetch.status != 404:
            await self.run.pause(seconds_until_next(self.run, work.url, look, work.looks))
            await self._do(work)
            return
        self.run.health.target_done(host_key(work.url), look.fetch)
        if work.column:
            self._keep_sample(work, look)
        elif look.fetch.has_page:
            await self._keep_page(work, look)
        else:
            self.found.failed[work.url] = look.fetch
        self.run.look_done(host_key(work.url))

    async def _keep_page(self, work: _Work, look: Look) -> None:
        captures = [self._capture(work.url, look, 0)]
        hosts = {urlsplit(captures[0].fetch.final_url or work.url).netloc, urlsplit(work.url).netloc}
        for page in further_list_pages(work.url, captures, hosts)[:1] if not _has_rows(captures, hosts) else ():
            more = await self.looker.look(page.url, method=page.method, form=page.form, inside=self._scope)
            self.found.requests += 1
            captures.append(self._capture(page.url, more, 1))
        if needs_rendering(work.url, captures, hosts) and self._rendered < self.bounds.rendered:
            self._rendered += 1
            drawn = await rendered_look(self.run, work.url)
            if drawn is not None and drawn.fetch.has_page:
                captures.append(self._capture(work.url, drawn, 0))
        body = captures[-1] if captures[-1].fetch.rendered else captures[0]
        document = Document.parse(
            body.body, body.fetch.final_url or body.url, body.fetch.content_type, body.fetch.charset
        )
        seen = read_seen_page(captures, document, hosts, self.found.texts.get(work.key, ()))
        if work.depth == 0 and len(seen.pointers) < _FEWEST_WAYS and not captures[-1].fetch.rendered:
            seen = await self._drawn(work, captures, hosts) or seen
        final = page_key(seen.final_url)
        self._known.add(final)
        if final not in self.found.pages:
            self.found.pages[final] = seen
        if final != work.key:
            self.found.texts.setdefault(final, Counter()).update(self.found.texts.get(work.key, Counter()))
            self.found.kinds.setdefault(final, set()).update(self.found.kinds.get(work.key, ()))
        if seen.page.page_type in (PageType.WALL, PageType.ERROR):
            return
        if len(seen.pointers) >= MOST_POINTERS:
            self.found.left_out["links"] = self.found.left_out.get("links", 0) + 1
        for pointer in seen.pointers:
            self._point(pointer, work.depth + 1)
        for row in seen.listed.rows:
            if folder := column_folder(row.url):
                self._point(Pointer(folder, "", "folder"), work.depth + 1)
        self._plan_samples(seen)

    async def _drawn(self, work: _Work, captures: list[Capture], hosts: set[str]) -> SeenPage | None:
        """A start that leads nowhere is drawn by script."""
        drawn = await rendered_look(self.run, work.url)
        if drawn is None or not drawn.fetch.has_page:
            return None
        captures.append(self._capture(work.url, drawn, 0))
        last = captures[-1]
        document = Document.parse(
            last.body, last.fetch.final_url or last.url, last.fetch.content_type, last.fetch.charset
        )
        return read_seen_page(captures, document, hosts)

    def _plan_samples(self, seen: SeenPage) -> None:
        if seen.is_home or seen.page.page_type is PageType.ARTICLE:
            return
        rows = [row.url for row in seen.listed.rows if self._scope.outside(row.url) is None and not is_file(row.url)]
        rows = [url for url in dict.fromkeys(rows) if page_key(url) not in self._known]
        room = min(self.bounds.articles_per_column, self.bounds.articles - self._articles)
        if rows and room <= 0:
            self.found.left_out["articles"] = self.found.left_out.get("articles", 0) + 1
        for url in spread(rows, room) if room > 0 else ():
            self._articles += 1
            self._samples.append(_Work(url, page_key(url), 1, column=seen.key))

    def _keep_sample(self, work: _Work, look: Look) -> None:
        if not look.fetch.has_page:
            return
        capture = self._capture(work.url, look, 0)
        page, _ = page_seen(capture, {urlsplit(work.url).netloc})
        self.found.articles.setdefault(work.column, []).append(page)
        if page.page_type is not PageType.ARTICLE:
            return
        document = Document.parse(
            capture.body, capture.fetch.final_url or work.url, capture.fetch.content_type, capture.fetch.charset
        )
        seen = read_seen_page([capture], document, {urlsplit(work.url).netloc})
        for pointer in seen.pointers:
            if pointer.kind == "trail":
                self._point(pointer, work.depth + 1)

    def _capture(self, url: str, look: Look, index: int) -> Capture:
        return self.run.store.keep(
            url=url,
            role=CaptureRole.COLUMN,
            column_url=url,
            page_index=index,
            body=look.body if is_text(look.fetch.content_type) else b"",
            fetch=look.fetch,
            observed_at=look.at,
        )

    # -- sitemap.xml -------------------------------------------------------------------------------------------------

    async def _read_map(self, root: str) -> None:
        waiting, asked = [f"{root}sitemap.xml"], 0
        while waiting and asked <= _NESTED_MAPS and not self.run.is_stopping:
            look = await self.looker.look(waiting.pop(0), inside=self._scope)
            self.found.requests += 1
            asked += 1
            if not look.fetch.has_page:
                continue
            for url in addresses_of_map(look.body):
                if urlsplit(url).path.lower().endswith(".xml"):
                    waiting.append(url)
                elif not is_article(url):
                    self._point(Pointer(url, "", "map"), 1)

    def _note_order(self) -> None:
        """The order of the answers is chance; that of the addresses is not."""
        self.found.pages = dict(sorted(self.found.pages.items()))
        for samples in self.found.articles.values():
            samples.sort(key=lambda page: page.url)


def _has_rows(captures: list[Capture], hosts: set[str]) -> bool:
    return bool(list_seen(captures[0].url, captures, hosts).rows)
