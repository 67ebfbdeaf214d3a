"""What became of every link target: alive, dead, cannot-check, excluded or unknown, and every page that holds it.

Judged from the looks that a probe made, never from one alone. A hard sign (404, 410, no such name, redirects in a
circle) counts when a second look agrees, a soft one (5xx, refused) when three looks in a row say so; one success
resets.
Walls, logins, rate limits and certificates are no deaths: a visitor may get through where we did not. Nor is silence:
a time-out is never a fail (never-rule 4 of the design), however often it comes in one run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from checks.derived.fetch_wording import fetch_reason
from checks.observation import Attempt, Fetch, FetchEnd, LinkKind, LinkProbed, LinksSeen, PageLink
from checks.world import World


class LinkOutcome(StrEnum):
    ALIVE = "alive"
    DEAD = "dead"
    CANNOT_CHECK = "cannot-check"
    EXCLUDED = "excluded"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One target. `attempts` counts looks; `found_on` are the pages that hold it, sorted."""

    url: str
    outcome: LinkOutcome
    status: int | None = None
    reason: str = ""
    kind: LinkKind
    attempts: int = 0
    found_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target stands."""

    page: LinksSeen
    link: PageLink


class Sign(StrEnum):
    """What one look says."""

    ALIVE = "alive"
    HARD = "hard"
    SOFT = "soft"
    SILENT = "silent"  # no answer in time: it proves nothing, and takes nothing from what other looks prove
    BARRED = "barred"  # something stands between us and the target
    EXCLUDED = "excluded"
    UNCLEAR = "unclear"

    @property
    def is_failure(self) -> bool:
        return self in (Sign.HARD, Sign.SOFT, Sign.SILENT)


# peers.md: "cannot verify" is a verdict with a reason. 412 and 521 are what walls of this field answer, 999 and 429
# are rate limits; 407 and 511 come from a proxy or an access network, 451 says that the law forbids the answer here.
_BARRED_STATUSES = frozenset({401, 403, 407, 412, 429, 451, 511, 521, 999})
_HARD_STATUSES = frozenset({404, 410})
_SOFT_STATUSES = frozenset({408, 425})  # and every 5xx that is not barred

_SIGNS = {
    FetchEnd.TIMEOUT: Sign.SILENT,
    FetchEnd.NAME_UNKNOWN: Sign.HARD,
    FetchEnd.NAME_FAILED: Sign.UNCLEAR,
    FetchEnd.REFUSED: Sign.SOFT,
    FetchEnd.RESET: Sign.UNCLEAR,  # walls reset connections as well
    FetchEnd.UNREACHABLE: Sign.UNCLEAR,  # the missing route may be ours
    FetchEnd.TLS: Sign.BARRED,  # a certificate is a fault of its own kind
    FetchEnd.TOO_LARGE: Sign.ALIVE,  # it answered, with more than we take
    FetchEnd.BAD_ANSWER: Sign.UNCLEAR,
    FetchEnd.REDIRECT_LOOP: Sign.HARD,
    FetchEnd.ROBOTS: Sign.EXCLUDED,
    FetchEnd.PRIVATE_ADDRESS: Sign.EXCLUDED,
    FetchEnd.SCHEME: Sign.EXCLUDED,
    FetchEnd.OUT_OF_SCOPE: Sign.EXCLUDED,
    FetchEnd.NO_BROWSER: Sign.BARRED,
    FetchEnd.NO_IPV6_ROUTE: Sign.BARRED,
    FetchEnd.BROWSER_FAILED: Sign.UNCLEAR,
    FetchEnd.FILE_MISSING: Sign.UNCLEAR,
    FetchEnd.FILE_UNREADABLE: Sign.UNCLEAR,
    FetchEnd.INTERRUPTED: Sign.UNCLEAR,
    FetchEnd.LIMIT: Sign.UNCLEAR,
    FetchEnd.UNMAPPED: Sign.UNCLEAR,
    FetchEnd.HOST_SILENT: Sign.UNCLEAR,
}

HARD_LOOKS = 2  # issue of the link engine: hard signs are confirmed by a second look
SOFT_LOOKS = 3  # the same; InternetArchiveBot's three strikes

# From inside a closed network every other host looks dead. So many different hosts without one answer say that
# the fault is on our side; fewer could all be gone.
_SILENT_HOSTS = 5


def link_outcomes(world: World) -> dict[str, LinkRow]:
    """Target URL → outcome, for every target that a page holds or that was probed; sorted by URL."""
    probes = {probe.url: probe for probe in world.all(LinkProbed)}
    places = world.derived(link_places)
    shut_in = _no_way_out(probes.values())
    return {url: _row(world, url, probes.get(url), places.get(url, ()), shut_in) for url in sorted({*probes, *places})}


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


def _outcome(probe: LinkProbed) -> tuple[LinkOutcome, str]:
    if probe.excluded:
        return LinkOutcome.EXCLUDED, probe.excluded
    if not probe.attempts:
        # Planned and not asked: a bound of the plan, a host that had fallen silent, the end of the run.
        excluded = sign_of(probe.fetch) is Sign.EXCLUDED
        return LinkOutcome.EXCLUDED if excluded else LinkOutcome.UNKNOWN, fetch_reason(probe.fetch)
    return outcome_of(probe.attempts)


def outcome_of(attempts: Iterable[Attempt]) -> tuple[LinkOutcome, str]:
    """Outcome and reason of a target that was asked for. The looks since the last success decide."""
    # A refused or failed HEAD says nothing: many servers only answer GET.
    looks = [look for look in attempts if look.method != "HEAD" or sign_of(look.fetch) is Sign.ALIVE]
    if not looks:
        return LinkOutcome.UNKNOWN, "not-looked-at"
    last = looks[-1].fetch
    if sign_of(last) is Sign.ALIVE:
        return LinkOutcome.ALIVE, ""
    since = len(looks)
    while since and sign_of(looks[since - 1].fetch) is not Sign.ALIVE:
        since -= 1
    streak = [look.fetch for look in looks[since:]]
    signs = [sign_of(fetch) for fetch in streak]
    if Sign.EXCLUDED in signs:
        return LinkOutcome.EXCLUDED, fetch_reason(streak[signs.index(Sign.EXCLUDED)])
    if Sign.BARRED in signs:
        return LinkOutcome.CANNOT_CHECK, fetch_reason(streak[signs.index(Sign.BARRED)])
    if Sign.UNCLEAR in signs:
        return LinkOutcome.UNKNOWN, fetch_reason(streak[signs.index(Sign.UNCLEAR)])
    hard = [fetch for fetch, sign in zip(streak, signs, strict=True) if sign is Sign.HARD]
    soft = [fetch for fetch, sign in zip(streak, signs, strict=True) if sign is Sign.SOFT]
    if len(hard) >= HARD_LOOKS:
        return LinkOutcome.DEAD, fetch_reason(hard[-1])
    if not hard and len(soft) >= SOFT_LOOKS:
        return LinkOutcome.DEAD, fetch_reason(soft[-1])
    if not hard and not soft:
        return LinkOutcome.UNKNOWN, fetch_reason(last)
    return LinkOutcome.UNKNOWN, f"unconfirmed-{fetch_reason((hard or soft)[-1])}"


def sign_of(fetch: Fetch) -> Sign:
    if fetch.ended is not FetchEnd.ANSWERED or fetch.status is None:
        return _SIGNS.get(fetch.ended, Sign.UNCLEAR)
    if fetch.wall or fetch.status in _BARRED_STATUSES:
        return Sign.BARRED
    if 200 <= fetch.status < 300:
        return Sign.ALIVE
    if fetch.status in _HARD_STATUSES:
        return Sign.HARD
    if fetch.status in _SOFT_STATUSES or 500 <= fetch.status < 600:
        return Sign.SOFT
    return Sign.UNCLEAR


def nothing_answered(world: World) -> bool:
    """Whether no host at all gave an answer in this run: then the fault may well be on our side."""
    looks = [look.fetch for probe in world.all(LinkProbed) for look in probe.attempts]
    looks += [page.fetch for page in world.all(LinksSeen)]
    return not any(fetch.ended is FetchEnd.ANSWERED for fetch in looks)


def _row(world: World, url: str, probe: LinkProbed | None, places: tuple[Place, ...], shut_in: bool) -> LinkRow:
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
        )
    outcome, reason = _outcome(probe)
    if outcome is LinkOutcome.DEAD and read:
        outcome, reason = LinkOutcome.UNKNOWN, "looks-differ"
    if outcome is LinkOutcome.DEAD and shut_in and probe.external:
        outcome, reason = LinkOutcome.CANNOT_CHECK, "no-way-out"
    return LinkRow(
        url=url,
        outcome=outcome,
        status=probe.fetch.status,
        reason=reason,
        kind=probe.link_kind,
        attempts=len(probe.attempts),
        found_on=found_on,
    )


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
