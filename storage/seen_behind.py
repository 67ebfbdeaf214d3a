"""What was seen behind a finding: the looks of its run at the places that it names, each with its exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from checks.finding import Finding
from checks.observation import Attempt, Fetch, FetchEnd, LinkProbed
from storage.capture import CaptureRole
from storage.crawl_tables import CaptureRow, ObservationRow
from storage.exchange import Exchange
from storage.exchanges import StoredExchanges
from storage.payloads import from_json, observation_from

# The exchanges of one look are made one after the other: ten redirects of 45 s each, and pauses between them.
_LONGEST_LOOK = timedelta(minutes=20)
_MOST_PAGES = 3  # that hold the place of one finding; the others say the same


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenLook:
    """One look. `exchanges`: its redirects and its answer, in order; () where none are stored (a browser's look, a look
    that was refused before anything was sent, runs older than the table)."""

    url: str
    at: datetime
    method: str
    fetch: Fetch
    exchanges: tuple[Exchange, ...] = ()
    body_sha256: str = ""  # of a page that was stored whole; "" for others
    holds_place: bool = False  # the page on which the selector of the finding was found
    personal_numbers: int = 0  # of people, masked in the stored body

    @property
    def answer(self) -> Exchange | None:
        """The exchange that the look ended with."""
        last = self.exchanges[-1] if self.exchanges else None
        return last if last is not None and last.status == self.fetch.status else None


@dataclass(frozen=True, slots=True)
class _CaptureAt:
    id: int
    url: str
    body_sha256: str


class SeenBehind:
    """Loads what a finding needs when it is asked for; in memory are the addresses of captures only."""

    def __init__(self, session: Session, run_id: str) -> None:
        self._session = session
        self._run_id = run_id
        self.exchanges = StoredExchanges(session, run_id)
        self._by_url: dict[str, list[_CaptureAt]] = {}
        self._by_body: dict[str, list[_CaptureAt]] = {}
        query = select(CaptureRow.id, CaptureRow.url, CaptureRow.role, CaptureRow.column_url, CaptureRow.body_sha256)
        for number, url, role, column, digest in session.execute(
            query.where(CaptureRow.run_id == run_id).order_by(CaptureRow.id)
        ):
            known = _CaptureAt(number, url, digest or "")
            # A finding about a column names the column, whichever pages its list took.
            for place in dict.fromkeys((url, column if role == CaptureRole.COLUMN else url)):
                self._by_url.setdefault(place, []).append(known)
            if digest:
                self._by_body.setdefault(digest, []).append(known)
        self._probes: dict[str, list[int]] = {}
        rows = select(ObservationRow.id, ObservationRow.url).where(
            ObservationRow.run_id == run_id, ObservationRow.kind == LinkProbed.KIND
        )
        for number, url in session.execute(rows.order_by(ObservationRow.id)):
            self._probes.setdefault(url, []).append(number)

    def looks(self, finding: Finding) -> tuple[SeenLook, ...]:
        """The telling one first: of a link that fails its last look, else the page with the place. Then the others."""
        pages = self._pages(finding)
        # The walk's own look at a page is the first attempt at the link to it.
        had = {(page.url, page.at) for page in pages}
        attempts = tuple(each for each in self._attempts(finding) if (each.url, each.at) not in had)
        if not attempts:
            return pages or self._bare(finding.url)
        if any(page.url == finding.url and page.body_sha256 for page in pages):
            return (*pages, *attempts)  # it is about a page that was read; that links lead there is beside the point
        return (attempts[-1], *attempts[:-1], *pages)

    def pages_of(self, finding: Finding) -> tuple[SeenLook, ...]:
        """The stored pages where the place of the finding may stand, likeliest first."""
        return self._pages(finding)

    def _attempts(self, finding: Finding) -> tuple[SeenLook, ...]:
        """Every look at a target that pages point to."""
        numbers = self._probes.get(finding.url, ())
        attempts: list[Attempt] = []
        for number in numbers:
            row = self._session.get_one(ObservationRow, number)
            seen = observation_from(row.kind, row.version, row.payload)
            if isinstance(seen, LinkProbed):
                attempts += seen.attempts
        return tuple(self._look(finding.url, each.at, each.method, each.fetch) for each in attempts)

    def _bare(self, url: str) -> tuple[SeenLook, ...]:
        """Requests of which neither a page nor a probe is stored: files."""
        found = self.exchanges.of(url)[-_MOST_PAGES:]
        return tuple(
            SeenLook(
                url=url,
                at=each.at,
                method=each.method,
                fetch=Fetch(ended=each.ended, status=each.status, detail=each.detail, final_url=url),
                exchanges=(each,),
            )
            for each in reversed(found)
        )

    def _pages(self, finding: Finding) -> tuple[SeenLook, ...]:
        named = self._by_body.get(finding.evidence.body_sha256, []) if finding.evidence.body_sha256 else []
        places = (finding.url, *finding.found_on)
        near = [each for each in named if each.url in places] or named[:1]
        found = {each.id: each for each in near}
        if not found:
            for place in (finding.url, *finding.found_on[:1]):
                found |= {each.id: each for each in self._by_url.get(place, ())[:_MOST_PAGES]}
        return tuple(self._page(each) for each in list(found.values())[:_MOST_PAGES])

    def _page(self, known: _CaptureAt) -> SeenLook:
        row = self._session.get_one(CaptureRow, known.id)
        method = "POST" if row.request.startswith("POST") else "GET"
        masked = row.personal_numbers.count('"kind"')
        return self._look(
            row.url,
            row.observed_at,
            method,
            from_json(row.fetch, Fetch),
            body_sha256=known.body_sha256,
            holds_place=True,
            personal_numbers=masked,
        )

    def _look(
        self,
        url: str,
        at: datetime,
        method: str,
        fetch: Fetch,
        *,
        body_sha256: str = "",
        holds_place: bool = False,
        personal_numbers: int = 0,
    ) -> SeenLook:
        return SeenLook(
            url=url,
            at=at,
            method="BROWSER" if fetch.rendered else method,
            fetch=fetch,
            exchanges=() if fetch.rendered else self._exchanges(url, at, fetch, body_sha256),
            body_sha256=body_sha256,
            holds_place=holds_place,
            personal_numbers=personal_numbers,
        )

    def _exchanges(self, url: str, at: datetime, fetch: Fetch, body_sha256: str) -> tuple[Exchange, ...]:
        """Backwards from the end of the look: at each address the latest request that came before the next one."""
        steps: list[tuple[str, int | None, FetchEnd]] = [(hop.url, hop.status, FetchEnd.ANSWERED) for hop in fetch.hops]
        last = fetch.final_url or url
        if fetch.ended not in (FetchEnd.REDIRECT_LOOP, FetchEnd.SCHEME, FetchEnd.OUT_OF_SCOPE, FetchEnd.ROBOTS):
            steps.append((last, fetch.status, fetch.ended))
        chain: list[Exchange] = []
        before = at
        for step_url, status, ended in reversed(steps):
            earlier = [
                each
                for each in self.exchanges.of(step_url)
                if each.at <= before and at - each.at < _LONGEST_LOOK and (each.status, each.ended) == (status, ended)
            ]
            same = [each for each in earlier if not chain and body_sha256 and each.body_sha256 == body_sha256]
            if not earlier or (body_sha256 and not chain and not same):
                break
            chain.append((same or earlier)[-1])
            before = chain[-1].at
        return tuple(reversed(chain))
