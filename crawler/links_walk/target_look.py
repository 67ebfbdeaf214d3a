"""One target from its first look to the row that says what came of it; failures are looked at again, later.

The same for every process of a walk. Facts only: judging makes alive, dead or cannot-check of them.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from checks.observation import Attempt, Fetch, FetchEnd, LinkKind, LinkProbed
from crawler.crawl_run import CrawlRun, utc_now
from crawler.fetch_outcome import how_it_ended
from crawler.links_walk.page_places import PlaceMemo
from crawler.looking import Look, Looker
from crawler.probes.soft_404 import error_page_of
from crawler.reading.links import FILE_ENDINGS, IMAGE_ENDINGS, MEDIA_ENDINGS, ending_of
from crawler.run_health import WHY_SILENT
from crawler.scope import host_key
from crawler.second_looks import seconds_to_confirm, wants_another_look
from storage.frontier import Done, NewPlace
from storage.payloads import to_json

if TYPE_CHECKING:
    from crawler.links_walk.page_reading import Rows, WholePages

log = logging.getLogger(__name__)

# Of a file the first bytes prove that it is there; of a page as many as it takes to know a wall.
ENOUGH_OF_A_FILE = 2_048
ENOUGH_OF_A_PAGE = 131_072
PROBE_SECONDS = 15.0  # standards 1.2 counts 15 s as not opening
# By the ending of the address and not by the link: the order in which links are met must not matter.
_KIND_OF_ENDING = {
    **dict.fromkeys(FILE_ENDINGS, LinkKind.ATTACHMENT),
    **dict.fromkeys(IMAGE_ENDINGS, LinkKind.IMAGE),
    **dict.fromkeys(MEDIA_ENDINGS, LinkKind.MEDIA),
    "js": LinkKind.SCRIPT,
    "css": LinkKind.STYLE,
}
# Bodies worth saving. Of attachments the first bytes are wanted.
_HEAD_FIRST = frozenset({LinkKind.IMAGE, LinkKind.MEDIA, LinkKind.SCRIPT, LinkKind.STYLE})
_MARKUP = ("", "text/html", "application/xhtml+xml")
_EXCLUDED = {
    FetchEnd.ROBOTS: "robots",
    FetchEnd.PRIVATE_ADDRESS: "private-address",
    FetchEnd.SCHEME: "scheme",
    FetchEnd.PERSONAL_NUMBER: "personal-number",
}


@dataclass(slots=True)
class TargetWork:
    """`follow`: a page of the portal whose links are to be read; else `why` says why not ("" for what is no page)."""

    number: int
    url: str
    follow: bool
    why: str = ""
    holds_place: bool = False  # among those that two processes share
    is_doubted: bool = False  # its host answers 200 for anything: what a page says of itself counts
    attempts: list[Attempt] = field(default_factory=list)
    gets: int = 0
    error_page: str = ""  # of the last GET


@dataclass(frozen=True, slots=True)
class Again:
    """The target is to be looked at once more after so many seconds."""

    seconds: float


class TargetLooks:
    """Numbers of places begin at `first`; processes that look for one run count apart (0, 2, 4 … and 1, 3, 5 …).

    `read`: pages are read and stored whole, as an audit does, and not for their links alone.
    """

    def __init__(self, run: CrawlRun, looker: Looker, first: int, step: int, *, read: bool = False) -> None:
        self._run = run
        self._looker = looker
        self._memo = PlaceMemo(first, step)
        self._whole: WholePages | None = None
        if read:
            from crawler.links_walk.page_reading import WholePages  # all readers of pages: only for those who want them

            self._whole = WholePages(run, first, step)

    async def look_at(self, work: TargetWork) -> Done | Again | None:
        """None when the run was stopped meanwhile: the target still waits then."""
        run = self._run
        if run.is_stopping:
            return None
        host = host_key(work.url)
        if run.health.is_silent(host):
            return self._done(work, Fetch(ended=FetchEnd.HOST_SILENT, detail=WHY_SILENT, final_url=work.url), None)
        look = await self._look(work)
        if look is not None and not work.gets and not _is_final(look.fetch):
            # Many servers refuse or mishandle HEAD: only a GET can tell.
            look = await self._look(work)
        if look is None:
            return None
        if wants_another_look(run, look, work.gets) or (work.error_page and work.gets < 2):
            return Again(seconds_to_confirm(run, work.url, work.gets))
        run.health.target_done(host, look.fetch)
        return self._done(work, look.fetch, look)

    def broken(self, work: TargetWork, error: Exception) -> Done:
        """The row of a target whose look broke by a mistake of ours: unseen, and no verdict."""
        self._run.mistake(error)
        return self._done(work, Fetch(ended=FetchEnd.UNMAPPED, detail=how_it_ended(error)[1], final_url=work.url), None)

    async def _look(self, work: TargetWork) -> Look | None:
        kind = _KIND_OF_ENDING.get(ending_of(work.url), LinkKind.PAGE)
        method, enough = "GET", None
        if kind in _HEAD_FIRST and not work.attempts:
            method = "HEAD"
        elif not work.follow:
            enough = ENOUGH_OF_A_PAGE if kind is LinkKind.PAGE else ENOUGH_OF_A_FILE
        seconds = None if work.follow else PROBE_SECONDS
        look = await self._looker.look(work.url, method=method, enough=enough, seconds=seconds)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return None
        work.gets += method == "GET"
        if work.is_doubted or look.fetch.hops:
            work.error_page = error_page_of(look.fetch, look.body)
        work.attempts.append(Attempt(at=look.at, method=method, fetch=look.fetch))
        return look

    def _done(self, work: TargetWork, fetch: Fetch, look: Look | None) -> Done:
        places, new, why, more = self._read(work, look)
        attempts = max(1, len(work.attempts))
        seen = LinkProbed(
            url=work.url,
            observed_at=work.attempts[-1].at if work.attempts else utc_now(),
            fetch=fetch if fetch.attempts == attempts else replace(fetch, attempts=attempts),
            link_kind=_KIND_OF_ENDING.get(ending_of(work.url), LinkKind.PAGE),
            external=host_key(work.url) not in self._run.hosts,
            attempts=tuple(work.attempts),
            excluded=_EXCLUDED.get(fetch.ended, ""),
            error_page=work.error_page,
        )
        row = {
            "kind": seen.KIND,
            "version": seen.VERSION,
            "url": seen.url,
            "observed_at": seen.observed_at,
            "body_sha256": seen.body_sha256,
            "payload": to_json(seen),
        }
        digest = hashlib.sha256(look.body).hexdigest() if look is not None and places is not None else ""
        return Done(work.number, row, digest, places, new, why, more)

    def _read(self, work: TargetWork, look: Look | None) -> tuple[bytes | None, list[NewPlace], str, Rows]:
        if not work.follow or look is None or not look.fetch.has_page or look.fetch.content_type not in _MARKUP:
            return None, [], work.why, []
        fetch = look.fetch
        try:
            if self._whole is not None:
                places, new, more = self._whole.read(work.url, look)
                return places, new, "", more
            places, new, has_more = self._memo.read(look.body, fetch.final_url, fetch.content_type, fetch.charset)
        except Exception as error:  # a page that our readers cannot bear must not cost the rest of the run
            log.error("reading the links of %s broke", work.url, exc_info=error)
            return None, [], f"reading broke: {type(error).__name__}", []
        return places, new, "more links than are followed on one page" if has_more else "", []


def _is_final(fetch: Fetch) -> bool:
    """Whether the answer to a HEAD settles the target."""
    return fetch.ended in _EXCLUDED or (fetch.status is not None and 200 <= fetch.status < 300)
