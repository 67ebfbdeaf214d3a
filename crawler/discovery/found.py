"""What a walk of discovery brings back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from checks.observation import Fetch, PageSeen
from crawler.discovery.seen_page import SeenPage


@dataclass(slots=True)
class Found:
    """What the walk brings back. `left_out`: bounds that were hit, with the number of addresses behind them."""

    start: str
    home: str = ""
    pages: dict[str, SeenPage] = field(default_factory=dict)
    articles: dict[str, list[PageSeen]] = field(default_factory=dict)  # key of the list page → samples of its rows
    texts: dict[str, Counter[str]] = field(default_factory=dict)  # key → what links call it
    kinds: dict[str, set[str]] = field(default_factory=dict)  # key → kinds of the pointers that lead there
    failed: dict[str, Fetch] = field(default_factory=dict)  # address → how the look at it ended
    left_out: dict[str, int] = field(default_factory=dict)
    requests: int = 0
