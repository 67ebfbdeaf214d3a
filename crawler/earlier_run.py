"""What the last finished run of the same portal had: what is unchanged since need not be sent or read again, and links
that answered within the window are not asked again. Every fact keeps the time at which it was seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from checks.observation import Fetch, FileSeen, LinkProbed, LinksSeen, ListSeen, PageSeen, PageType, Unreadable
from crawler.reading.moment_bound import may_read_otherwise_later
from crawler.reading.page_request import PageRequest
from storage.capture import Capture, CaptureRole
from storage.link_streaks import answers
from storage.stored_looks import StoredLooks

_NO_PAGES = (PageType.ERROR, PageType.WALL)


class EarlierRun:
    """Knows nothing where there was none. `same_readers`: today's readers made its readings; `same_registry`: hosts and
    columns are what they were; `links_since`: when a link must have answered at the earliest."""

    def __init__(
        self,
        stored: StoredLooks | None = None,
        *,
        same_readers: bool = False,
        same_registry: bool = False,
        links_since: datetime | None = None,
    ) -> None:
        self._stored = stored
        self._may_take_readings = same_readers and same_registry
        self._same_readers = same_readers
        self._links_since = links_since

    def page(self, url: str) -> Capture | None:
        return self._asked_alike(self._captures(CaptureRole.PAGE, url), PageRequest(url))

    def list_page(self, column_url: str, asked: PageRequest) -> Capture | None:
        return self._asked_alike(self.list_pages(column_url), asked)

    def list_pages(self, column_url: str) -> list[Capture]:
        """All looks of a column, in their order."""
        return [] if self._stored is None else self._stored.captures(CaptureRole.COLUMN, column_url=column_url)

    def list_pages_to_follow(self, column_url: str) -> list[Capture]:
        """The same where the list may be taken over as it was read."""
        return self.list_pages(column_url) if self._may_take_readings else []

    def account(self, account_key: str, source: str) -> Capture | None:
        found = [] if self._stored is None else self._stored.captures(CaptureRole.ACCOUNT, column_url=account_key)
        return self._asked_alike(found, PageRequest(source))

    def file(self, url: str) -> FileSeen | None:
        """Only where the same readers read it: its bytes are not kept."""
        if self._stored is None or not self._same_readers:
            return None
        found = [seen for _, seen in self._stored.observations(FileSeen.KIND, url) if isinstance(seen, FileSeen)]
        return found[-1] if found and found[-1].body_sha256 else None

    def link(self, url: str) -> LinkProbed | None:
        """A target that answered well within the window."""
        if self._stored is None or self._links_since is None:
            return None
        for _, seen in reversed(self._stored.observations(LinkProbed.KIND, url)):
            if isinstance(seen, LinkProbed) and seen.attempts:
                return seen if seen.attempts[-1].at >= self._links_since and answers(seen) else None
        return None

    def may_be_compared(self, capture: Capture) -> bool:
        """Whether a server may be asked for changes only: not where what it sent was no page, or is not kept."""
        if not capture.body or self._stored is None:
            return False
        return all(page.page_type not in _NO_PAGES for page in self._pages(capture.url, capture.body_sha256))

    def readings(self, capture: Capture) -> tuple[PageSeen, LinksSeen] | None:
        """What was read from the same bytes, where reading them today says the same."""
        if self._stored is None or not self._may_take_readings or capture.fetch.unchanged_since is None:
            return None
        for page in self._pages(capture.url, capture.body_sha256):
            if not _reads_alike(page.fetch, capture.fetch):
                continue
            links = next(
                (
                    seen
                    for _, seen in self._stored.observations(LinksSeen.KIND, capture.url, capture.body_sha256)
                    if isinstance(seen, LinksSeen) and seen.observed_at == page.observed_at
                ),
                None,
            )
            if links is None or may_read_otherwise_later(capture, page.observed_at):
                continue
            now = {"observed_at": capture.observed_at, "fetch": capture.fetch, "vantage": capture.vantage}
            return replace(page, **now), replace(links, **now)  # type: ignore[arg-type]  # fields of every observation
        return None

    def list_seen(self, column_url: str, captures: Sequence[Capture]) -> ListSeen | None:
        """The list as it was read from the same pages, where all of them are unchanged."""
        if self._stored is None or not self._may_take_readings:
            return None
        earlier = self.list_pages(column_url)
        same = len(earlier) == len(captures) and all(map(is_unchanged, earlier, captures))
        found = [seen for _, seen in self._stored.observations(ListSeen.KIND, column_url)]
        if not same or not found:
            return None
        seen = found[0]  # as it was read, before lists were compared with each other
        if not isinstance(seen, ListSeen) or seen.unreadable is Unreadable.NEEDS_BROWSER:
            return None  # today there may be a browser
        if any(may_read_otherwise_later(each, seen.observed_at) for each in earlier):
            return None
        first = next((now for was, now in zip(earlier, captures, strict=True) if was.fetch == seen.fetch), None)
        if first is None or first.body_sha256 != seen.body_sha256:
            return None
        return replace(seen, observed_at=first.observed_at, fetch=first.fetch, vantage=first.vantage)

    def _captures(self, role: CaptureRole, url: str) -> list[Capture]:
        return [] if self._stored is None else self._stored.captures(role, url)

    def _pages(self, url: str, body_sha256: str) -> list[PageSeen]:
        if self._stored is None:
            return []
        found = self._stored.observations(PageSeen.KIND, url, body_sha256)
        return [seen for _, seen in found if isinstance(seen, PageSeen)]

    def _asked_alike(self, captures: Sequence[Capture], asked: PageRequest) -> Capture | None:
        wanted = (asked.url, asked.request, False)
        found = [each for each in captures if (each.url, each.request, each.fetch.rendered) == wanted]
        return found[-1] if found else None


def is_unchanged(was: Capture, now: Capture) -> bool:
    """Whether two looks at a page of a list asked the same and got the same bytes."""
    asked = (was.url, was.request, was.page_index) == (now.url, now.request, now.page_index)
    return asked and bool(was.body_sha256) and was.body_sha256 == now.body_sha256 and _reads_alike(was.fetch, now.fetch)


def _reads_alike(was: Fetch, now: Fetch) -> bool:
    """Whether readers are told the same about the bytes."""
    return _told(was) == _told(now)


def _told(fetch: Fetch) -> tuple[object, ...]:
    return (fetch.ended, fetch.status, fetch.final_url, fetch.content_type, fetch.charset, fetch.wall, fetch.rendered)
