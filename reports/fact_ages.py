"""How old the facts of a run are: what was found unchanged and since when, and links that an earlier run verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from checks.observation import LinkProbed, Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class FactAges:
    """`since`: digest of a body → when its bytes came, of pages and files that this run found unchanged (`unchanged` of
    them). `links`: targets whose looks are those of an earlier run; `links_since`: the oldest of these looks."""

    since: Mapping[str, datetime] = field(default_factory=dict)
    unchanged: int = 0
    links: int = 0
    links_since: datetime | None = None

    @property
    def oldest(self) -> datetime | None:
        return min(self.since.values(), default=None)


NO_AGES = FactAges()


def ages_of(seen: Iterable[Observation], started_at: datetime) -> FactAges:
    """`started_at`: of the run; what was looked at before it is another run's."""
    since: dict[str, datetime] = {}
    places: set[tuple[str, str]] = set()
    taken: list[datetime] = []
    for each in seen:
        if isinstance(each, LinkProbed):
            if each.attempts and each.attempts[-1].at < started_at:
                taken.append(each.attempts[-1].at)
        elif each.fetch.unchanged_since is not None and each.body_sha256:
            places.add((each.url, each.body_sha256))
            known = since.get(each.body_sha256, each.fetch.unchanged_since)
            since[each.body_sha256] = min(known, each.fetch.unchanged_since)
    return FactAges(since=since, unchanged=len(places), links=len(taken), links_since=min(taken, default=None))
