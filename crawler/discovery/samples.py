"""Which rows of a list are looked at to learn whose it is."""

from __future__ import annotations


def spread(rows: list[str], count: int) -> list[str]:
    """The first, the last and some between: neighbours in a list are often one department's."""
    if len(rows) <= count or count < 2:
        return rows[:count]
    return [rows[place * (len(rows) - 1) // (count - 1)] for place in range(count)]
