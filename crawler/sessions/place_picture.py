"""A picture of one place of a page that was stored: drawn again from its masked bytes, the place marked.

What is drawn is the page that was judged, not what its address shows now. Of the network only style sheets are asked
for, by the way that everything of the browser goes. Scripts do not run. Pictures, frames and fonts are left out: what
they show of people could not be masked.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Request, Route

from checks.personal_numbers import mask_text
from crawler.sessions.browser_page import BrowserPage
from crawler.sessions.place_scripts import COLLECT_TEXTS, FIND_PLACE, MARK_PLACE, PUT_TEXTS

LOAD_SECONDS = 12.0  # a page whose style sheets take longer is drawn without them
SHOT_SECONDS = 10.0
MOST_SHEETS = 15  # of one page
MOST_KEPT = 200  # sheets, so that the pages of a site ask for them once
MOST_SHEET_BYTES = 1_000_000
MOST_TEXTS = 60_000  # pieces of text on one page; a page with more is not drawn, because not all could be masked
_INLINE_PICTURE = re.compile(rb"data:image/[a-z0-9.+-]{2,20};base64,[A-Za-z0-9+/=%\s]*", re.IGNORECASE)
LEAST_TEXT = 4  # characters that prove a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place on one stored page. `target`: the address that the element leads to or shows, "" where that is not what
    it is about; `text`: words that stand in it."""

    url: str
    body: bytes  # numbers of people masked
    body_sha256: str = ""
    content_type: str  # with its charset, as the header had it
    selector: str
    target: str = ""
    text: str = ""


@dataclass(slots=True)
class Sheets:
    """Style sheets of the pages drawn so far."""

    known: dict[str, tuple[str, bytes]] = field(default_factory=dict)


async def picture_of(page: BrowserPage, place: Place, sheets: Sheets) -> bytes | None:
    """PNG of the window with the place in it; None where the place is not to be found for certain.

    Raises BrowserTrouble and Playwright's own error.
    """
    window = page.page
    drawing = _Drawing(place, sheets)
    await page.within(window.route("**/*", drawing.on_route))
    window.on("requestfinished", drawing.on_finished)
    try:
        with suppress(PlaywrightError):  # a time-out: what came so far is drawn
            await page.within(
                window.goto(place.url, wait_until="load", timeout=LOAD_SECONDS * 1000), LOAD_SECONDS + SHOT_SECONDS
            )
        asked = {"selector": place.selector, "target": place.target, "text": _proof(place.text)}
        if not await page.evaluate(FIND_PLACE, asked) or not await _mask(page):
            return None
        await page.evaluate(MARK_PLACE)
        return await page.within(
            window.screenshot(type="png", timeout=SHOT_SECONDS * 1000, animations="disabled"), SHOT_SECONDS * 2
        )
    finally:
        window.remove_listener("requestfinished", drawing.on_finished)
        drawing.stop()
        await page.within(window.unroute("**/*", drawing.on_route))


class _Drawing:
    """What one page may load while it is drawn."""

    def __init__(self, place: Place, sheets: Sheets) -> None:
        self._place = place
        self._sheets = sheets
        self._asked = 0
        self._was_given = False
        self._reading: set[asyncio.Task[None]] = set()

    async def on_route(self, route: Route) -> None:
        request = route.request
        with suppress(PlaywrightError):  # the page may be closed in the middle
            if request.resource_type == "stylesheet":
                await self._sheet(route)
            elif not request.is_navigation_request() or request.frame.parent_frame is not None:
                await route.abort("blockedbyclient")
            elif self._was_given:
                await route.fulfill(status=204)  # a page that sends its visitors on stays where it is
            else:
                self._was_given = True
                headers = {"content-type": self._place.content_type or "text/html"}
                await route.fulfill(status=200, headers=headers, body=_INLINE_PICTURE.sub(b"data:,", self._place.body))

    async def _sheet(self, route: Route) -> None:
        known = self._sheets.known.get(route.request.url)
        if known is not None:
            await route.fulfill(status=200, headers={"content-type": known[0]}, body=known[1])
            return
        self._asked += 1
        if self._asked > MOST_SHEETS or urlsplit(route.request.url).scheme not in ("http", "https"):
            await route.abort("blockedbyclient")
            return
        await route.fallback()  # to what every page of the browser does: pace, guard, proxy

    def on_finished(self, request: Request) -> None:
        if request.resource_type == "stylesheet" and request.url not in self._sheets.known:
            task = asyncio.ensure_future(self._keep(request))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _keep(self, request: Request) -> None:
        with suppress(PlaywrightError):
            response = await request.response()
            if response is None or response.status != 200 or len(self._sheets.known) >= MOST_KEPT:
                return
            body = await response.body()
            if len(body) <= MOST_SHEET_BYTES:
                self._sheets.known[request.url] = (response.headers.get("content-type", "text/css"), body)

    def stop(self) -> None:
        for task in self._reading:
            task.cancel()


async def _mask(page: BrowserPage) -> bool:
    """The stored bytes are masked already; what only shows once they are drawn is masked here: numbers in full-width
    digits, numbers that several elements share. False for a page too large to be sure."""
    blocks: list[list[str]] = await page.evaluate(COLLECT_TEXTS, MOST_TEXTS)
    if sum(map(len, blocks)) >= MOST_TEXTS:
        return False
    changed: list[tuple[int, str]] = []
    number = 0
    for block in blocks:
        masked = masked_pieces(block)
        changed += [(number + place, new) for place, new in enumerate(masked) if new != block[place]]
        number += len(block)
    if changed:
        await page.evaluate(PUT_TEXTS, [list(each) for each in changed])
    return True


def masked_pieces(pieces: list[str]) -> list[str]:
    """The pieces of one line of text, each as long as before, with the numbers of people in the whole line masked."""
    line = "".join(pieces)
    plain = "".join(_plain_digit(character) for character in line)
    masked = mask_text(plain)
    if masked == plain:
        return pieces
    shown = "".join(old if new == same else new for old, same, new in zip(line, plain, masked, strict=True))
    result, start = [], 0
    for piece in pieces:
        result.append(shown[start : start + len(piece)])
        start += len(piece)
    return result


def _plain_digit(character: str) -> str:
    """Full-width digits and the like as ASCII; numbers of people are looked for among those."""
    if character.isascii() or not character.isdigit():
        return character
    return str(unicodedata.digit(character, character))


def _proof(text: str) -> str:
    """The longest word of an excerpt, which stands in the element if anything of it does."""
    longest = max(text.split(), key=len, default="")
    return longest[:30] if len(longest) >= LEAST_TEXT else ""
