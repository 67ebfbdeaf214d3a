"""Which targets are pages whose own links are read, and why the others are only asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from crawler.scope import host_key, is_file
from crawler.url_traps import UrlTraps

LIMIT = "more pages than were asked for"


class FollowRule:
    """Decides in the order of numbers, so that a resumed walk decides as an undisturbed one. `hosts`: the portal's."""

    def __init__(self, hosts: Collection[str], most_pages: int | None) -> None:
        self._hosts = hosts
        self._most = most_pages
        self._pages = 0
        self._traps = UrlTraps()
        self._whys: dict[int, str] = {}
        self._decided = 0

    def replay(self, known: Iterable[tuple[int, str]]) -> None:
        """What an earlier process of the run had decided already."""
        for number, url in known:
            _, why = self._fresh(url)
            if why:
                self._whys[number] = why
            self._decided = number + 1

    def decide(self, number: int, url: str) -> tuple[bool, str]:
        """(follow, why not); "" for what is no page of the portal at all."""
        if number >= self._decided:
            self._decided = number + 1
            return self._fresh(url)
        why = self._whys.pop(number, "")
        return self._is_page(url) and not why, why

    def _fresh(self, url: str) -> tuple[bool, str]:
        if not self._is_page(url):
            return False, ""
        why = self._traps.why(url)
        if why is None and self._most is not None and self._pages >= self._most:
            why = LIMIT
        if why is not None:
            return False, why
        self._pages += 1
        return True, ""

    def _is_page(self, url: str) -> bool:
        return host_key(url) in self._hosts and not is_file(url)
