"""The event loop of the fast walk: uvloop where there is one, asyncio's own otherwise."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")

# Trees of pages are freed by counting references; looking for circles among a few hundred thousand remembered places
# every 700 objects only costs time.
_GC_THRESHOLDS = (50_000, 20, 100)


def run_on_fast_loop(work: Coroutine[Any, Any, Result]) -> Result:
    with fewer_collections(), asyncio.Runner(loop_factory=_loop_factory()) as runner:
        return runner.run(work)


@contextmanager
def fewer_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*_GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _loop_factory() -> Any:
    try:
        import uvloop
    except ImportError:  # no such wheel for this platform
        return None
    return uvloop.new_event_loop
