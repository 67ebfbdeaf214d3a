"""Tables on the terminal: nothing is cut off, and the first column (ids, names, dates) is never broken."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Column, Table

PIPED_WIDTH = 200  # a pipe has no width of its own; rich would take 80 and break every line


def console() -> Console:
    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def table(first: str, *others: str, title: str | None = None) -> Table:
    headers = [Column(first, no_wrap=True), *(Column(name, overflow="fold") for name in others)]
    return Table(*headers, title=title, title_justify="left")
