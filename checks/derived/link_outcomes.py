"""What became of every link target: alive, dead, cannot-check, excluded or unknown, and every page that holds it.

Judged from the looks that a probe made, never from one alone. A hard sign (404, 410, no such name, redirects in a
circle) counts when a second look agrees, a soft one (5xx, refused) when three looks in a row say so; one success
resets. Looks of earlier runs join where those of this run are too few, and a death hardens when the run before agrees.
Walls, logins, rate limits and certificates are no deaths: a visitor may get through where we did not. Nor is silence:
a time-out is never a fail (never-rule 4 of the design), however often it comes. The issue of the link engine counts
time-outs among the signs that three spaced looks confirm; what satisfies both is that three of them over two runs or
more are put before a person (`timeout-persists`), and that nothing is deducted for them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from checks.derived.fetch_wording import fetch_reason
from checks.derived.look_sign import Sign, sign_of
from checks.derived.soft_404 import soft_404s
from checks.observation import (
    Attempt,
    EarlierLooks,
    Fetch,
    FetchEnd,
    LinkFailedBefore,
    LinkKind,
    LinkProbed,
    LinksSeen,
    PageLink,
)
from checks.world import World

__all__ = [
    "LinkOutcome",
    "LinkPlace",
    "LinkRow",
    "Place",
    "Sign",
    "link_outcomes",
    "link_places",
    "link_report",
    "outcome_of",
    "sign_of",
]


class LinkOutcome(StrEnum):
    ALIVE = "alive"
    DEAD = "dead"
    CANNOT_CHECK = "cannot-check"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """One place that holds a target; one target can be a picture here and a link there."""

    page: str
    element: str
    text: str
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One target. `attempts` counts looks; `found_on` are the pages that hold it, sorted.

    `hardened`: dead, and dead in the run before as well. `failing_runs`: runs in a row without a success, this one
    included; 0 for a target that is alive or was not asked. `places`: every one of a target that somebody may have to
    mend or to look at, () for those that are alive or excluded.
    """

    url: str
    outcome: LinkOutcome
    status: int | None = None
    reason: str = ""
    kind: LinkKind
    attempts: int = 0
    found_on: tuple[str, ...] = ()
    hardened: bool = False
    failing_runs: int = 0
    places: tuple[LinkPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target stands."""

    page: LinksSeen
    link: PageLink


HARD_LOOKS = 2  # issue of the link engine: hard signs are confirmed by a second look
SOFT_LOOKS = 3  # the same; InternetArchiveBot's three strikes

TIMEOUT_PERSISTS = "timeout-persists"

# From inside a closed network every other host looks dead. So many different hosts without one answer say that
# the fault is on our side; fewer could all be gone.
_SILENT_HOSTS = 5


def link_outcomes(world: World) -> dict[str, LinkRow]:
    """Target URL → outcome, for every target that a page holds or that was probed; sorted by URL."""
    probes = {probe.url: probe for probe in world.all(LinkProbed)}
    before = {seen.url: seen for seen in world.all(LinkFailedBefore)}
    places = world.derived(link_places)
    shut_in = _no_way_out(probes.values())
    rows = {
        url: _row(world, url, probes.get(url), before.get(url), places.get(url, ()), shut_in)
        for url in sorted({*probes, *places})
    }
    return _with_refusing_hosts(rows)


def link_report(world: World) -> tuple[LinkRow, ...]:
    """The lines of links.jsonl; () when no link was checked in this run."""
    return tuple(world.derived(link_outcomes).values()) if world.all(LinkProbed) else ()


def link_places(world: World) -> dict[str, tuple[Place, ...]]:
    """Target URL → every place that holds it, in the order of the pages' URLs."""
    places: dict[str, list[Place]] = {}
    for page in world.all(LinksSeen):
        for link in page.links:
            places.setdefault(link.url, []).append(Place(page, link))
    return {url: tuple(held) for url, held in places.items()}


def _outcome(probe: LinkProbed, before: LinkFailedBefore | None) -> tuple[LinkOutcome, str]:
    if probe.excluded:
        return LinkOutcome.EXCLUDED, probe.excluded
    if not probe.attempts:
        # Planned and not asked: a bound of the plan, a host that had fallen silent, the end of the run.
        excluded = sign_of(probe.fetch) is Sign.EXCLUDED
        return LinkOutcome.EXCLUDED if excluded else LinkOutcome.UNKNOWN, fetch_reason(probe.fetch)
    earlier = [look for run in before.runs for look in run.attempts] if before else []
    return outcome_of(probe.attempts, earlier)


def outcome_of(attempts: Iterable[Attempt], earlier: Iterable[Attempt] = ()) -> tuple[LinkOutcome, str]:
    """Outcome and reason of a target that was asked for. The looks since the last success decide.

    `earlier`: looks of runs before, since the last success then. They confirm what this run's own looks say.
    """
    looks = _telling(attempts)
    if not looks:
        return LinkOutcome.UNKNOWN, "not-looked-at"
    last = looks[-1].fetch
    if sign_of(last) is Sign.ALIVE:
        return LinkOutcome.ALIVE, ""
    streak = _since_success(looks)
    signs = [sign_of(fetch) for fetch in streak]
    if Sign.EXCLUDED in signs:
        return LinkOutcome.EXCLUDED, fetch_reason(streak[signs.index(Sign.EXCLUDED)])
    if Sign.BARRED in signs:
        return LinkOutcome.CANNOT_CHECK, fetch_reason(streak[signs.index(Sign.BARRED)])
    if Sign.UNCLEAR in signs:
        return LinkOutcome.UNKNOWN, fetch_reason(streak[signs.index(Sign.UNCLEAR)])
    hard = [fetch for fetch, sign in zip(streak, signs, strict=True) if sign is Sign.HARD]
    soft = [fetch for fetch, sign in zip(streak, signs, strict=True) if sign is Sign.SOFT]
    unbroken = len(streak) == len(looks)
    then = [sign_of(fetch) for fetch in _since_success(_telling(earlier))] if unbroken else []
    if hard and len(hard) + then.count(Sign.HARD) >= HARD_LOOKS:
        return LinkOutcome.DEAD, fetch_reason(hard[-1])
    if soft and not hard and len(soft) + then.count(Sign.SOFT) >= SOFT_LOOKS:
        return LinkOutcome.DEAD, fetch_reason(soft[-1])
    if not hard and not soft:
        persists = Sign.SILENT in then and len(streak) + then.count(Sign.SILENT) >= SOFT_LOOKS
        return LinkOutcome.UNKNOWN, TIMEOUT_PERSISTS if persists else fetch_reason(last)
    return LinkOutcome.UNKNOWN, f"unconfirmed-{fetch_reason((hard or soft)[-1])}"


def _telling(attempts: Iterable[Attempt]) -> list[Attempt]:
    """A refused or failed HEAD says nothing: many servers only answer GET."""
    return [look for look in attempts if look.method != "HEAD" or sign_of(look.fetch) is Sign.ALIVE]


def _since_success(looks: list[Attempt]) -> list[Fetch]:
    since = len(looks)
    while since and sign_of(looks[since - 1].fetch) is not Sign.ALIVE:
        since -= 1
    return [look.fetch for look in looks[since:]]


def nothing_answered(world: World) -> bool:
    """Whether no host at all gave an answer in this run: then the fault may well be on our side."""
    looks = [look.fetch for probe in world.all(LinkProbed) for look in probe.attempts]
    looks += [page.fetch for page in world.all(LinksSeen)]
    return not any(fetch.ended is FetchEnd.ANSWERED for fetch in looks)


def _row(
    world: World,
    url: str,
    probe: LinkProbed | None,
    before: LinkFailedBefore | None,
    places: tuple[Place, ...],
    shut_in: bool,
) -> LinkRow:
    found_on = tuple(sorted({place.page.url for place in places}))
    page = world.page(url)
    read = page is not None and page.fetch.has_page
    if probe is None:
        return LinkRow(
            url=url,
            outcome=LinkOutcome.ALIVE if read else LinkOutcome.UNKNOWN,
            status=page.fetch.status if page is not None else None,
            reason="" if read else "not-probed",
            kind=places[0].link.kind,
            attempts=page.fetch.attempts if page is not None else 0,
            found_on=found_on,
            places=() if read else _told(LinkOutcome.UNKNOWN, places),
        )
    outcome, reason = _outcome(probe, before)
    doubt = world.derived(soft_404s).get(url)
    if outcome is LinkOutcome.DEAD and read:
        outcome, reason = LinkOutcome.UNKNOWN, "looks-differ"
    elif outcome is LinkOutcome.ALIVE and doubt is not None:
        outcome, reason = (LinkOutcome.DEAD if doubt.is_certain else LinkOutcome.UNKNOWN), doubt.reason
    if outcome is LinkOutcome.DEAD and shut_in and probe.external:
        outcome, reason = LinkOutcome.CANNOT_CHECK, "no-way-out"
    was_dead = before is not None and bool(before.runs) and _died(before.runs[-1], probe)
    fails = bool(probe.attempts) and outcome in (LinkOutcome.DEAD, LinkOutcome.UNKNOWN)
    return LinkRow(
        url=url,
        outcome=outcome,
        status=probe.fetch.status,
        reason=reason,
        kind=probe.link_kind,
        attempts=len(probe.attempts),
        found_on=found_on,
        hardened=outcome is LinkOutcome.DEAD and was_dead,
        failing_runs=1 + (len(before.runs) if before is not None else 0) if fails else 0,
        places=_told(outcome, places),
    )


def _told(outcome: LinkOutcome, places: tuple[Place, ...]) -> tuple[LinkPlace, ...]:
    if outcome in (LinkOutcome.ALIVE, LinkOutcome.EXCLUDED):
        return ()
    # One target stands on thousands of pages in the same place of their template: each of them is told.
    return tuple(LinkPlace(place.page.url, place.link.element, place.link.text, place.link.kind) for place in places)


def _died(then: EarlierLooks, probe: LinkProbed) -> bool:
    """Whether the run before says of the target what this one says when it calls it dead."""
    if probe.error_page:
        return then.error_page == probe.error_page
    return outcome_of(then.attempts)[0] is LinkOutcome.DEAD


def _with_refusing_hosts(rows: dict[str, LinkRow]) -> dict[str, LinkRow]:
    """A host that refuses connections refuses them for all its pages: what three looks proved for one target holds for
    the others that were refused as well. Further looks are not taken once the host is known to answer nobody."""
    refused = FetchEnd.REFUSED.value
    hosts = {urlsplit(url).netloc for url, row in rows.items() if row.outcome is LinkOutcome.DEAD}
    hosts &= {urlsplit(url).netloc for url, row in rows.items() if row.reason == refused}
    hosts -= {urlsplit(url).netloc for url, row in rows.items() if row.status is not None}
    if not hosts:
        return rows
    return {
        url: replace(row, outcome=LinkOutcome.DEAD, reason=refused)
        if row.reason == f"unconfirmed-{refused}" and urlsplit(url).netloc in hosts
        else row
        for url, row in rows.items()
    }


def _no_way_out(probes: Iterable[LinkProbed]) -> bool:
    """Whether nothing outside the portal ever answered us."""
    silent = set()
    for probe in probes:
        if not probe.external or not probe.attempts:
            continue
        if any(look.fetch.ended is FetchEnd.ANSWERED for look in probe.attempts):
            return False
        silent.add(urlsplit(probe.url).netloc)
    return len(silent) >= _SILENT_HOSTS
