"""Menus that were read once: a page that has one byte for byte is read without it.

Most of a portal's page is its menu, and most of what reading a page for its links costs is building the menu's tree.
A menu is believed only after a page read with it and without it said the same; every now and then that is proved again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crawler.links_walk.shared_block import SharedBlock, largest_shared_block

_FEWEST_ANCHORS = 12  # a smaller menu costs less than looking for it
_MOST_TRIES = 6  # of one folder: portals without such a menu must not pay for the search on every page
_MOST_OF_ONE = 6  # menus of one origin or folder: languages, charsets, a marker on the present entry
_MOST_PLACES = 2_000  # folders and origins that are remembered
_PROVED_EVERY = 64  # uses


@dataclass(frozen=True, slots=True)
class Cut:
    """A page without its menu. `is_due`: this time the page is to be read with it as well, and both compared."""

    body: bytes
    numbers: tuple[int, ...]
    is_due: bool


class MenuMemo:
    def __init__(self) -> None:
        self._menus: dict[str, list[tuple[SharedBlock, tuple[int, ...]]]] = {}
        self._before: dict[str, bytes] = {}  # folder → the last page that was read whole
        self._tries: Counter[str] = Counter()
        self._without: set[str] = set()  # origins where a menu once meant something else
        self._uses = 0

    def cut(self, body: bytes, url: str) -> Cut | None:
        origin, folder = _places(url)
        if origin in self._without:
            return None
        for place in (origin, folder):
            for block, numbers in self._menus.get(place, ()):
                without = block.cut_from(body)
                if without is not None:
                    self._uses += 1
                    return Cut(without, numbers, self._uses % _PROVED_EVERY == 0)
        return None

    def may_learn(self, url: str) -> bool:
        origin, folder = _places(url)
        return origin not in self._without and self._tries[folder] < _MOST_TRIES

    def candidate(self, body: bytes, url: str) -> SharedBlock | None:
        """What this page shares with the one of its folder before it."""
        _, folder = _places(url)
        before = self._before.get(folder)
        if len(self._before) >= _MOST_PLACES:
            self._before.clear()
        self._before[folder] = body
        if before is None:
            return None
        self._tries[folder] += 1
        return largest_shared_block(before, body, _FEWEST_ANCHORS)

    def learn(self, url: str, block: SharedBlock, numbers: tuple[int, ...], *, is_whole: bool) -> None:
        """`is_whole`: all addresses in it read the same in every folder of the origin."""
        origin, folder = _places(url)
        if len(self._menus) >= _MOST_PLACES:
            self._menus.clear()
        menus = self._menus.setdefault(origin if is_whole else folder, [])
        if len(menus) < _MOST_OF_ONE:
            menus.append((block, numbers))
        self._before.pop(folder, None)

    def give_up(self, url: str) -> None:
        self._without.add(_places(url)[0])


def _places(url: str) -> tuple[str, str]:
    return "/".join(url.split("/", 3)[:3]), url[: url.rfind("/") + 1]
