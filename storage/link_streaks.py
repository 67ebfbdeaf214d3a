"""What runs have seen of failing link targets since their last success: one row per portal and target.

History that changes from run to run; what a run is judged with is copied into it as observations, so that judging the
same run again gives the same answer whatever later runs have seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from sqlalchemy import Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from checks.derived.look_sign import Sign, sign_of
from checks.observation import EarlierLooks, LinkFailedBefore, LinkProbed
from storage.base import Base
from storage.crawl_tables import ObservationRow
from storage.payloads import from_json, observation_from, to_json

MOST_RUNS = 5  # a streak is told by its last runs; the first of them says since when
_RUNS = tuple[EarlierLooks, ...]
_AT_ONCE = 500  # SQLite allows 32,766 variables; 500 keeps statements small


class LinkStreak(Base):
    """`runs`: JSON of the latest runs without a success, oldest first."""

    __tablename__ = "link_streaks"

    home: Mapped[str] = mapped_column(Text, primary_key=True)
    # The digest, not the URL: PostgreSQL indexes no text above 2.7 kB.
    url_sha256: Mapped[str] = mapped_column(Text, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    runs: Mapped[str] = mapped_column(Text)


def carry_streaks(session: Session, run_id: str, home: str, probes: Iterable[LinkProbed]) -> list[LinkFailedBefore]:
    """Take what this run saw into the streaks, and give what earlier runs had seen of the targets failing in it.

    `home` names the portal. A target that answered ends its streak; one that a wall kept from us, or that was not
    asked, stays as it was. Calling it again for the same run changes nothing. The caller stores what is given and
    commits.
    """
    failing: dict[str, LinkProbed] = {}
    ended: set[str] = set()
    for probe in probes:  # one at a time: a run may hold a hundred thousand; of one target the last counts
        if not probe.attempts:
            continue
        digest = _digest(probe.url)
        failing.pop(digest, None)
        ended.discard(digest)
        if _fails(probe):
            failing[digest] = probe
        elif answers(probe):
            ended.add(digest)
    known = _streaks(session, home, {*failing, *ended})
    carried = []
    for digest, streak in known.items():
        if digest in ended:
            session.delete(streak)
    for digest, probe in failing.items():
        found = known.get(digest)
        earlier = tuple(run for run in _runs_of(found) if run.run != run_id)
        now = EarlierLooks(run=run_id, attempts=probe.attempts, error_page=probe.error_page)
        runs = to_json((*earlier, now)[-MOST_RUNS:], _RUNS)
        if found is None:
            session.add(LinkStreak(home=home, url_sha256=digest, url=probe.url, runs=runs))
        else:
            found.runs = runs
        if earlier:
            last = earlier[-1].attempts[-1]
            carried.append(LinkFailedBefore(url=probe.url, observed_at=last.at, fetch=last.fetch, runs=earlier))
    return carried


def probes_of(session: Session, run_id: str) -> Iterator[LinkProbed]:
    """The looks of a run at link targets, in the order they were stored."""
    query = (
        select(ObservationRow.kind, ObservationRow.version, ObservationRow.payload)
        .where(ObservationRow.run_id == run_id, ObservationRow.kind == LinkProbed.KIND)
        .order_by(ObservationRow.id)
    )
    rows = session.execute(query.execution_options(yield_per=1000))
    seen = (observation_from(kind, version, payload) for kind, version, payload in rows)
    yield from (each for each in seen if isinstance(each, LinkProbed))


def _fails(probe: LinkProbed) -> bool:
    """A page that says that there is none fails as well, whether judging believes it or not."""
    return bool(probe.error_page) or sign_of(probe.attempts[-1].fetch).is_failure


def answers(probe: LinkProbed) -> bool:
    """Whether the last look found the target alive."""
    return not probe.error_page and sign_of(probe.attempts[-1].fetch) is Sign.ALIVE


def _streaks(session: Session, home: str, digests: set[str]) -> dict[str, LinkStreak]:
    found: dict[str, LinkStreak] = {}
    wanted = sorted(digests)
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(LinkStreak).where(
            LinkStreak.home == home, LinkStreak.url_sha256.in_(wanted[start : start + _AT_ONCE])
        )
        found.update((streak.url_sha256, streak) for streak in session.scalars(query))
    return found


def _runs_of(streak: LinkStreak | None) -> tuple[EarlierLooks, ...]:
    return from_json(streak.runs, _RUNS) if streak is not None else ()


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()
