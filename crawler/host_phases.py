"""Which walk may ask a host now: on each host one walk comes after the other, and no host waits for another one.

Columns first, because an article of a column is looked at in another way than a page found by chance; then pages; a
link is probed when nobody else wants its host, or the walk would ask for the same page a second time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from crawler.host_queues import HostQueues

_LOOK_AGAIN = 0.05  # seconds; a tenth of what a host is left alone at 2 requests/s


@dataclass(slots=True)
class _Phase:
    queues: HostQueues[Any] | None = None  # None: it has not begun
    lull: asyncio.Event | None = None
    take_news: Callable[[], None] | None = None
    has_ended: bool = False

    @property
    def is_quiet(self) -> bool:
        return self.has_ended or (self.lull is not None and self.lull.is_set())


class HostPhases:
    """The walks of one run, by name and in their order."""

    def __init__(self) -> None:
        self._phases: dict[str, _Phase] = {}
        self.early_links_quiet = asyncio.Event()  # the link probe beside the walks only waits, or there is none
        self.early_links_quiet.set()

    def expect(self, names: Iterable[str]) -> None:
        """These walks will come; until they begin, every host may be theirs."""
        self._phases = {name: _Phase() for name in names}

    def begin(
        self,
        name: str,
        queues: HostQueues[Any],
        lull: asyncio.Event,
        take_news: Callable[[], None] | None = None,
    ) -> None:
        """`take_news`: puts into the queues what other walks have found for this one."""
        phase = self._phases.get(name)
        if phase is not None:  # else a walk started by itself, or one for what came late
            phase.queues, phase.lull, phase.take_news = queues, lull, take_news

    def end(self, name: str) -> None:
        phase = self._phases.get(name)
        if phase is not None:
            phase.has_ended = True

    def take_news(self) -> None:
        for phase in self._phases.values():
            if phase.take_news is not None and not phase.has_ended:
                phase.take_news()

    def is_quiet_before(self, name: str) -> bool:
        """Whether nobody need wait any more for the walks before this one."""
        return all(phase.is_quiet for phase in self._before(name))

    def have_ended_before(self, name: str) -> bool:
        return all(phase.has_ended for phase in self._before(name))

    def is_free(self, name: str, host: str) -> bool:
        """Whether no walk before this one has work for the host that need not wait."""
        return all(
            phase.has_ended or (phase.queues is not None and not phase.queues.is_busy(host))
            for phase in self._before(name)
        )

    async def until_free(self, name: str, host: str, is_stopping: Callable[[], bool]) -> None:
        while not self.is_free(name, host) and not is_stopping():
            await asyncio.sleep(_LOOK_AGAIN)

    def _before(self, name: str) -> Iterable[_Phase]:
        for each, phase in self._phases.items():
            if each == name:
                return
            yield phase
