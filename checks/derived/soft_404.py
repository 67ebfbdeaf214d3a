"""Links whose page is not there although the server answers with 200: soft 404s.

Never said on one sign alone. What a page says ("页面不存在") counts together with another sign: the host gives the very
same words for paths that nobody ever published, or sent the visitor to an address that is called an error page. A
redirect to the home page counts where invented paths end there too, and other pages of the host do not. Two looks must
agree. One sign that could be the whole truth is put before a person (`soft-404-suspected`).

Never about a home page, never where the host could not be tested (time-outs, walls), and never by likeness alone where
the home page itself looks like that: a site drawn by script answers every path with the same shell.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from checks.derived.look_sign import Sign, sign_of
from checks.observation import InventedPathsTried, LinkProbed
from checks.world import World

SOFT_404 = "soft-404"
REDIRECTED_HOME = "redirected-home"
SUSPECTED = "soft-404-suspected"

_LOOKS = 2  # as for every hard sign
_HOME = re.compile(r"/(?:(?:index|default|home|main)(?:\.\w{2,5})?)?", re.IGNORECASE)
_ERROR_ADDRESS = re.compile(r"/[^/]*(?:404|error|not[-_]?found|nopage)[^/]*(?:/|$)", re.IGNORECASE)
# An article or a file, not a column or a sub-site: those may well have moved into the home page.
_LEAF = re.compile(r"/[^/]*\d[^/]*\.\w{2,5}$|\.(?:pdf|docx?|xlsx?|zip|rar|ofd|wps)$|/[0-9a-f]{16,}\b", re.IGNORECASE)


class Answers(StrEnum):
    """What a host does when there is no page."""

    NOT_FOUND = "not-found"  # 404 or 410, as it should
    ANYTHING = "anything"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Habit:
    """`error_page`, `body_sha256`, `ends_at`: what all invented paths had in common, "" where they differed."""

    answers: Answers
    error_page: str = ""
    body_sha256: str = ""
    ends_at: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """`is_certain`: two signs and two looks; otherwise a person decides."""

    is_certain: bool
    reason: str


def soft_404s(world: World) -> dict[str, Doubt]:
    """Target URL → what speaks against it, for targets that answered and may not be there."""
    habits = world.derived(host_habits)
    answered = [
        (probe, _host(probe.url)) for probe in world.all(LinkProbed) if _answers_well(probe) and not _is_home(probe.url)
    ]
    said = Counter((host, probe.error_page) for probe, host in answered if probe.error_page)
    own_pages = {host for probe, host in answered if not _lands_on_home(probe) and not probe.error_page}
    unclear = Habit(Answers.UNCLEAR)
    found = {}
    for probe, host in answered:
        doubt = _doubt(
            world,
            probe,
            habits.get(host, unclear),
            says_alike=said[host, probe.error_page],
            has_own_pages=host in own_pages,
        )
        if doubt is not None:
            found[probe.url] = doubt
    return found


def host_habits(world: World) -> dict[str, Habit]:
    """Host and port → what it answered for invented paths."""
    return {_host(tried.url): habit_of(tried) for tried in world.all(InventedPathsTried)}


def habit_of(tried: InventedPathsTried) -> Habit:
    looks = tried.looks
    if len(looks) < _LOOKS:
        return Habit(Answers.UNCLEAR)
    if all(look.fetch.status in (404, 410) and not look.fetch.wall for look in looks):
        return Habit(Answers.NOT_FOUND)
    if not all(look.fetch.has_page for look in looks):
        return Habit(Answers.UNCLEAR)
    first = looks[0]
    ends = {look.fetch.final_url for look in looks}
    return Habit(
        Answers.ANYTHING,
        error_page=first.error_page if len({look.error_page for look in looks}) == 1 else "",
        body_sha256=first.body_sha256 if len({look.body_sha256 for look in looks}) == 1 else "",
        ends_at=first.fetch.final_url if len(ends) == 1 and all(look.fetch.hops for look in looks) else "",
    )


def _doubt(world: World, probe: LinkProbed, habit: Habit, *, says_alike: int, has_own_pages: bool) -> Doubt | None:
    confirmed = sum(look.method == "GET" and sign_of(look.fetch) is Sign.ALIVE for look in probe.attempts) >= _LOOKS
    fetch = probe.fetch
    if probe.error_page:
        same_words = habit.answers is Answers.ANYTHING and habit.error_page == probe.error_page
        sent_away = bool(fetch.hops) and _ERROR_ADDRESS.search(urlsplit(fetch.final_url).path) is not None
        if same_words or sent_away:
            return Doubt(confirmed, SOFT_404 if confirmed else SUSPECTED)
        return Doubt(False, SUSPECTED) if says_alike > 1 else None
    if habit.answers is not Answers.ANYTHING:
        return None
    if habit.ends_at and fetch.final_url == habit.ends_at and _lands_on_home(probe) and has_own_pages:
        certain = confirmed and _LEAF.search(urlsplit(probe.url).path) is not None
        return Doubt(certain, REDIRECTED_HOME if certain else SUSPECTED)
    return Doubt(False, SUSPECTED) if _is_the_same_body(world, probe, habit) else None


def _is_the_same_body(world: World, probe: LinkProbed, habit: Habit) -> bool:
    """Byte for byte what an invented path gets, and not what the home page shows; only where both were read whole."""
    page, home = world.page(probe.url), world.page(_root(probe.url))
    if page is None or home is None or not habit.body_sha256 or not home.fetch.has_page or not page.fetch.has_page:
        return False
    return page.body_sha256 == habit.body_sha256 != home.body_sha256


def _answers_well(probe: LinkProbed) -> bool:
    return bool(probe.attempts) and sign_of(probe.attempts[-1].fetch) is Sign.ALIVE


def _lands_on_home(probe: LinkProbed) -> bool:
    return bool(probe.fetch.hops) and _is_home(probe.fetch.final_url)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return _HOME.fullmatch(parts.path or "/") is not None and not parts.query


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
