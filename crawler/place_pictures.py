"""Pictures of the places of findings, within a budget, by the browser that everything else of an audit goes through."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.async_api import Error as PlaywrightError

from crawler.network_rules import NetworkRules
from crawler.sessions.browser import BrowserSession, BrowserTrouble, find_browser
from crawler.sessions.browser_page import BrowserPage
from crawler.sessions.place_picture import Place, Sheets, picture_of
from storage.pictures import Picture, PictureOutcome

log = logging.getLogger(__name__)

PAGES_OF_A_WINDOW = 20  # then a new one: what a page leaves behind in the browser goes with it
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PictureBudget:
    """Of one run. A picture of a window takes about 0.1 MB and, at two requests per second, 2 to 8 s."""

    count: int = 40
    bytes: int = 20_000_000
    seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """`places` are the pages where the place may stand, to be tried in this order; loaded when it is their turn."""

    fingerprint: str
    places: Callable[[], Sequence[Place]]


def take_pictures(
    rules: NetworkRules,
    wanted: Sequence[Wanted],
    budget: PictureBudget,
    *,
    browser: bool = True,
    progress: Progress | None = None,
) -> list[Picture]:
    """One answer for each that is wanted, the most wanted first. Never raises for pages, portal or browser.

    `browser` False: the run was asked to do without.
    """
    if not browser or find_browser() is None:
        return [_none(each.fingerprint, PictureOutcome.NO_BROWSER) for each in wanted]
    return asyncio.run(_take(rules, wanted, budget, progress))


async def _take(
    rules: NetworkRules, wanted: Sequence[Wanted], budget: PictureBudget, progress: Progress | None
) -> list[Picture]:
    taken: list[Picture] = []
    ends = time.monotonic() + budget.seconds
    spent, shots = 0, 0
    sheets = Sheets()
    waiting = list(wanted)
    try:
        async with BrowserSession(rules) as session:
            while waiting and shots < budget.count and spent < budget.bytes and time.monotonic() < ends:
                now, waiting = waiting[:PAGES_OF_A_WINDOW], waiting[PAGES_OF_A_WINDOW:]
                async with AsyncExitStack() as stack:
                    page = await stack.enter_async_context(session.page(scripts=False))
                    while now and shots < budget.count and spent < budget.bytes and time.monotonic() < ends:
                        each = now.pop(0)
                        try:
                            picture = await _one(page, each, sheets)
                        except BrowserTrouble:
                            taken.append(_none(each.fingerprint, PictureOutcome.FAILED))
                            break
                        taken.append(picture)
                        shots += picture.outcome is PictureOutcome.MARKED
                        spent += len(picture.content)
                        if progress is not None:
                            progress(len(taken), len(wanted))
                waiting = [*now, *waiting]
    except BrowserTrouble as trouble:
        log.warning("no pictures of places: %s", trouble)
        ended = PictureOutcome.FAILED
    else:
        ended = PictureOutcome.BUDGET
    had = {picture.fingerprint for picture in taken}
    return [*taken, *(_none(each.fingerprint, ended) for each in wanted if each.fingerprint not in had)]


async def _one(page: BrowserPage, wanted: Wanted, sheets: Sheets) -> Picture:
    outcome = PictureOutcome.NO_PAGE
    for place in wanted.places():
        try:
            content = await picture_of(page, place, sheets)
        except PlaywrightError as error:
            log.debug("picture of %s failed: %s", place.url, error.message)
            outcome = PictureOutcome.FAILED
            continue
        if content is not None:
            return Picture(
                fingerprint=wanted.fingerprint,
                page_url=place.url,
                body_sha256=place.body_sha256,
                taken_at=datetime.now(UTC),
                outcome=PictureOutcome.MARKED,
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
            )
        outcome = PictureOutcome.NOT_FOUND
    return _none(wanted.fingerprint, outcome)


def _none(fingerprint: str, outcome: PictureOutcome) -> Picture:
    return Picture(fingerprint=fingerprint, taken_at=datetime.now(UTC), outcome=outcome)
