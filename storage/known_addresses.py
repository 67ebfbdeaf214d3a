"""Which number an address has, by its 64-bit digest, at twelve bytes an address."""

from __future__ import annotations

from array import array
from bisect import bisect_left

# The newest stand in a dictionary (a hundred bytes each); so many at a time are laid down as one sorted run. A million
# addresses are fifteen runs, and asking all of them takes fifteen microseconds.
RUN = 65_536


class KnownAddresses:
    def __init__(self) -> None:
        self._newest: dict[int, int] = {}
        self._runs: list[tuple[array[int], array[int]]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def number_of(self, digest: int) -> int | None:
        number = self._newest.get(digest)
        if number is not None:
            return number
        for digests, numbers in self._runs:
            place = bisect_left(digests, digest)
            if place < len(digests) and digests[place] == digest:
                return numbers[place]
        return None

    def put(self, digest: int, number: int) -> None:
        """`digest` must not be known yet; it fits a signed 64-bit integer."""
        self._newest[digest] = number
        self._count += 1
        if len(self._newest) >= RUN:
            in_order = sorted(self._newest)
            self._runs.append((array("q", in_order), array("I", map(self._newest.__getitem__, in_order))))
            self._newest.clear()
