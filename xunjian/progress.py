"""How long work shows itself: a bar on a terminal, plain lines otherwise. Always on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def crawl_progress() -> Iterator[Callable[[int, int, str], None]]:
    """Gives `show(done, known, where)`."""
    if not sys.stderr.isatty():
        yield _plain_lines()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[where]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("观测", total=None, where="")

        def show(done: int, known: int, where: str) -> None:
            bar.update(task, completed=done, total=max(known, done), where=where[:50])

        yield show


def _plain_lines() -> Callable[[int, int, str], None]:
    last = time.monotonic()

    def show(done: int, known: int, where: str) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            print(f"观测 {done}/{known} {where}", file=sys.stderr, flush=True)

    return show
