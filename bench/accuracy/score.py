"""A figure with its denominator and every miss behind it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Score:
    """`asked` may count rows instead of pages; `misses` are lines for people."""

    what: str
    right: int = 0
    asked: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, is_right: bool, miss: str) -> None:
        self.asked += 1
        self.right += is_right
        if not is_right:
            self.misses.append(miss)

    @property
    def share(self) -> float:
        """1.0 where nothing was asked: no page, no miss."""
        return self.right / self.asked if self.asked else 1.0

    def lines(self) -> list[str]:
        return [
            f"{self.what}: {self.right} of {self.asked} = {self.share:.1%}",
            *(f"    {miss}" for miss in self.misses),
        ]
