"""Columns: list pages, further pages where one is not enough, the browser where a list is drawn by script; then the
articles that the rows lead to, newest first, and the pages those articles name as their counterparts.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from checks.observation import FetchEnd, LinkKind, ListRow, ListSeen, PageSeen
from checks.subjects import Column, ColumnClass
from crawler.crawl_run import READ_WHOLE
from crawler.earlier_run import is_unchanged
from crawler.host_queues import HostQueues
from crawler.looking import OPENING_SECONDS, Look
from crawler.politeness import workers_per_host
from crawler.reading.observe import further_list_pages, list_seen, needs_rendering
from crawler.reading.page_request import PageRequest
from crawler.reading.shared_boxes import without_shared_boxes
from crawler.rendering import rendered_look
from crawler.reread import list_pages_as_pages
from crawler.scope import host_key, is_file
from crawler.script_drawn import is_empty_shell, may_hide_counterpart
from crawler.second_looks import seconds_until_next, wants_another_look
from crawler.walk import Walk
from storage.capture import Capture, CaptureRole

# Their articles name each other in boxes that scripts may fill: worth a browser when the plain page shows nothing.
LINKED_BOTH_WAYS = frozenset({ColumnClass.POLICY, ColumnClass.NORMATIVE, ColumnClass.INTERPRETATION})


@dataclass(slots=True)
class ListWork:
    """One column's URL with every column that uses it; `captures` are the list pages had so far."""

    url: str
    columns: tuple[Column, ...]
    looks: int = 0
    captures: list[Capture] = field(default_factory=list)
    had: deque[Capture] = field(default_factory=deque)  # before the run was cut off

    @property
    def address(self) -> str:
        """What a server is asked for: without the route behind the #, which only the page's own scripts know."""
        return self.url.partition("#")[0]


@dataclass(slots=True)
class ArticleWork:
    url: str
    linked_both_ways: bool  # its class is judged by the pages it names
    follow: bool  # whether the pages it names are wanted too
    title: str = ""  # as the list row has it; "" for a page that only another page names
    looks: int = 0


class ColumnList(Walk):
    name = "column_list"

    async def walk(self) -> None:
        per_host = workers_per_host(self.run.rules)
        self._queues: HostQueues[ListWork | ArticleWork] = HostQueues(self._do, per_host, self.run.mistake)
        self.run.phases.begin(self.name, self._queues, self.lull)
        self._articles: dict[str, ArticleWork] = {}
        self._unproven: list[ListSeen] = []
        self._lists: set[str] = set()  # list pages that were had: pages like any other, and not asked for again
        by_url: dict[str, list[Column]] = {}
        for column in self.run.plan.columns:
            by_url.setdefault(column.url, []).append(column)
        self.run.plan_looks((ListSeen.KIND, url) for url in by_url)
        for url, columns in by_url.items():
            self._queues.put(host_key(url), ListWork(url, tuple(columns)))
        await self.until_done(self._queues)
        if self._unproven and not self.run.is_stopping:
            # Columns read before a resume are compared, too.
            known = [seen for seen in self.run.store.observations(ListSeen.KIND) if isinstance(seen, ListSeen)]
            await self.tell(*without_shared_boxes([*known, *self._unproven]))

    async def _do(self, work: ListWork | ArticleWork) -> None:
        if self.run.is_stopping:
            return
        await (self._list(work) if isinstance(work, ListWork) else self._article(work))

    # -- the list ------------------------------------------------------------------------------------------------

    async def _list(self, work: ListWork) -> None:
        host = host_key(work.url)
        if work.looks == 0:
            work.had.extend(self.run.recall.column(work.url))
            if not work.had and self.left_to_silence(ListSeen.KIND, work.url):
                return
        look = self._recalled(work, PageRequest(work.address))
        if look is None:
            earlier = self.run.earlier.list_page(work.url, PageRequest(work.address))
            look = await self.look(work.address, earlier, seconds=OPENING_SECONDS)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return
        work.looks += 1
        if wants_another_look(self.run, look, work.looks) and not self.run.health.is_silent(host):
            self._queues.put(host, work, later=seconds_until_next(self.run, work.address, look, work.looks))
            return
        self.run.health.target_done(host, look.fetch)
        self._keep(work, PageRequest(work.address), look)
        seen = await self._as_before(work)
        if seen is None:
            await self._further_pages(work)
            if needs_rendering(work.url, tuple(work.captures), self.run.hosts):
                await self._render_list(work)
            seen = list_seen(work.url, tuple(work.captures), self.run.hosts)
        for page, links in list_pages_as_pages(work.captures, self.run.hosts, self.known_readings):
            self.run.note_page(page, links)
            await self.tell(page, links)
            if page.fetch.has_page:
                self._lists.add(page.url)
        await self.tell(seen)
        if seen.unproven:
            self._unproven.append(seen)
        self.run.note_rows(seen)
        self._plan_articles(work, seen)
        self.run.look_done(host)

    async def _as_before(self, work: ListWork) -> ListSeen | None:
        """The list as the last run read it, where page after page is what it was then: every page that it asked for
        follows from those before it. At the first that is not, what was had counts as had, and the list is read."""
        before = self.run.earlier.list_pages_to_follow(work.url)
        for place, was in enumerate(before):
            is_had = place < len(work.captures)
            if not is_had and (was.fetch.rendered or not await self._further_page(work, asked_for(was))):
                break
            if not is_unchanged(was, work.captures[place]):
                break
        seen = self.run.earlier.list_seen(work.url, work.captures)
        if seen is None:
            work.had.extendleft(reversed(work.captures[1:]))
            del work.captures[1:]
        return seen

    async def _further_pages(self, work: ListWork) -> None:
        asked = {(work.address, "")}
        whole = any(column.column_class in READ_WHOLE for column in work.columns)
        while len(work.captures) < self.run.plan.limits.list_pages:
            wanted = further_list_pages(work.url, tuple(work.captures), self.run.hosts, whole=whole)
            fresh = [page for page in wanted if (page.url, page.request) not in asked]
            if not fresh:
                return
            for page in fresh[: self.run.plan.limits.list_pages - len(work.captures)]:
                asked.add((page.url, page.request))
                if not await self._further_page(work, page):
                    return

    async def _further_page(self, work: ListWork, page: PageRequest) -> bool:
        """False when the run was stopped. A page that is not there is no reason to leave out another way to it."""
        # Some systems give every page under one address; asked for inside the portal only.
        look = self._recalled(work, page)
        if look is None:
            earlier = self.run.earlier.list_page(work.url, page)
            look = await self.look(page.url, earlier, method=page.method, form=page.form, inside=self.run.scope)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return False
        self._keep(work, page, look)
        return True

    async def _render_list(self, work: ListWork) -> None:
        first = PageRequest(work.address)
        whole = any(column.column_class in READ_WHOLE for column in work.columns)
        more = self.run.plan.limits.list_pages - 1 if whole else 0
        look = self._recalled(work, first, rendered=True) or await rendered_look(self.run, work.url, more)
        if look is not None and look.fetch.ended is not FetchEnd.INTERRUPTED:
            self._keep(work, first, look, page_index=0)  # another look at the first page, not a page of its own

    def _recalled(self, work: ListWork, asked: PageRequest, *, rendered: bool = False) -> Look | None:
        """The next of the looks that were had before the run was cut off: in the order in which they are asked for."""
        if not work.had:
            return None
        capture = work.had.popleft()
        if (capture.url, capture.request, capture.fetch.rendered) == (asked.url, asked.request, rendered):
            return self.recalled(capture)
        work.had.clear()
        return None

    def _keep(self, work: ListWork, asked: PageRequest, look: Look, page_index: int | None = None) -> None:
        capture = self.keep(
            look,
            max(1, work.looks) if asked.url == work.address else 1,
            url=asked.url,
            role=CaptureRole.COLUMN,
            page_index=len(work.captures) if page_index is None else page_index,
            request=asked.request,
            column_url=work.url,
        )
        work.captures.append(capture)

    # -- the articles --------------------------------------------------------------------------------------------

    def _plan_articles(self, work: ListWork, seen: ListSeen) -> None:
        classes = {column.column_class for column in work.columns}
        limits = self.run.plan.limits
        most = limits.articles_read_whole if classes & READ_WHOLE else limits.articles
        rows = {row.url: row for row in newest_first(seen.rows) if self._is_article(row, work.url)}
        fresh = [url for url in rows if url not in self._articles]
        self.run.plan_looks((PageSeen.KIND, url) for url in fresh)
        for place, url in enumerate(rows):
            if place >= most:
                self.run.leave_out(PageSeen.KIND, url, f"more than {most} articles in one column")
                continue
            self._put_article(url, bool(classes & LINKED_BOTH_WAYS), bool(classes & READ_WHOLE), rows[url].title)

    def _is_article(self, row: ListRow, column_url: str) -> bool:
        """A page of the portal; files and foreign pages are link targets, no articles of ours."""
        is_ours = not row.external and host_key(row.url) in self.run.hosts
        return is_ours and row.url != column_url.partition("#")[0] and not is_file(row.url)

    def _put_article(self, url: str, linked_both_ways: bool, follow: bool, title: str = "") -> None:
        known = self._articles.get(url)
        if known is not None:
            # It stands in several columns: what one of them needs is done.
            known.linked_both_ways |= linked_both_ways
            known.follow |= follow
            return
        work = self._articles[url] = ArticleWork(url, linked_both_ways, follow, title)
        self.run.column_pages.add(url)
        self._queues.put(host_key(url), work)

    async def _article(self, work: ArticleWork) -> None:
        host = host_key(work.url)
        if work.url in self._lists:
            return
        look = self.recalled(self.run.recall.page(work.url)) if work.looks == 0 else None
        if look is not None:
            work.looks = look.fetch.attempts - 1
        elif work.looks == 0 and self.left_to_silence(PageSeen.KIND, work.url):
            return
        else:
            look = await self.look(work.url, self.run.earlier.page(work.url), inside=self.run.scope)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return
        work.looks += 1
        if wants_another_look(self.run, look, work.looks) and not self.run.health.is_silent(host):
            self._queues.put(host, work, later=seconds_until_next(self.run, work.url, look, work.looks))
            return
        self.run.health.target_done(host, look.fetch)
        page, links = self.read_page(work.url, look, work.looks)
        await self.tell(page, links)
        if work.title and page.fetch.has_page:
            self.run.note_title(page.title or work.title, work.url)
        if page.fetch.has_page and self._needs_browser(work, page, look.body):
            rendered = await self.rendered(work.url)
            if rendered is not None and rendered.fetch.has_page:
                page, links = self.read_page(work.url, rendered, work.looks)
                await self.tell(page, links)
        if work.follow:
            self._follow(page)
        self.run.look_done(host)

    def _needs_browser(self, work: ArticleWork, page: PageSeen, body: bytes) -> bool:
        return is_empty_shell(page, body) or (work.linked_both_ways and may_hide_counterpart(page, body))

    def _follow(self, page: PageSeen) -> None:
        """Pages that the article names: its interpretation, its policy, the result of its solicitation. One step."""
        named = [url for box in page.relation_boxes for url in box.links]
        named += [link.url for link in page.main_links if link.kind is LinkKind.PAGE]
        wanted = [url for url in dict.fromkeys(named) if self._is_named_page(url)]
        self.run.plan_looks((PageSeen.KIND, url) for url in wanted)
        for url in wanted:
            self._put_article(url, linked_both_ways=False, follow=False)

    def _is_named_page(self, url: str) -> bool:
        is_new = url not in self._articles and url not in self.run.pages
        return is_new and host_key(url) in self.run.hosts and not is_file(url)


def asked_for(had: Capture) -> PageRequest:
    """The request that brought a look."""
    method, _, form = had.request.partition(" ")
    return PageRequest(had.url, method or "GET", tuple(parse_qsl(form, keep_blank_values=True)))


def newest_first(rows: tuple[ListRow, ...]) -> list[ListRow]:
    """Dated rows by date, newest first; rows whose place in time is not known stay in front of them, in list order.

    A date without a year cannot be compared, and leaving out the row that it belongs to could leave out the newest.
    """

    def key(row: ListRow) -> tuple[int, int]:
        day = row.date.date if row.date is not None else None
        return (0, 0) if day is None else (1, -day.toordinal())

    return sorted(rows, key=key)
