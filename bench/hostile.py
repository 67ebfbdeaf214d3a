"""What portals that lie cost: each case of `tests/hostile` in a crawl of its own, with the outcome of its look.

Waits are a tenth of what they are in life (`tests/hostile/attacked.py`), so seconds are no figures of a real crawl;
what counts is that every case has an outcome, that none costs memory, and that nobody private was asked.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile.attack import Attacked, crawl
from tests.hostile.every_case import CASES, HONEST
from tests.hostile.lying_server import LyingServer
from tests.hostile.wire import Case, Place

_LONGEST = 60.0  # seconds of one crawl
_AT_ONCE = 4  # crawls: nearly all of their time is waiting


def main(names: Iterable[str] = ()) -> int:
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # who hangs up on the server is no news
    wanted = set(names)
    cases = [case for case in (HONEST, *CASES) if not wanted or case.name in wanted]
    bad = reached = 0
    print(f"{'case':30} {'seconds':>7} {'MB':>5}  outcome")
    with LyingServer((HONEST, *CASES)) as server, ThreadPoolExecutor(_AT_ONCE) as pool:
        for case, done in zip(cases, pool.map(lambda case: _attacked(server, case), cases), strict=True):
            if isinstance(done, str):
                bad += 1
                print(f"{case.name:30} {'':7} {'':5}  {done}", flush=True)
                continue
            reached += len(done.stopped)
            print(
                f"{case.name:30} {done.seconds:7.1f} {done.peak_mb:5.0f}  {_outcomes(done, server, case)}", flush=True
            )
        reached += server.reached.total()
    print(f"{len(cases)} cases; {bad} without an end in {_LONGEST:.0f} s; connections to private places: {reached}")
    return 1 if reached else 0


def _attacked(server: LyingServer, case: Case) -> Attacked | str:
    """The crawl of one case, or why it gave nothing."""
    with tempfile.TemporaryDirectory(prefix="xunjian-bench-") as folder:
        try:
            more = () if case.name.startswith("browser-") else ("--no-browser",)
            return crawl(server, [case], Path(folder), *more, timeout=_LONGEST)
        except (subprocess.TimeoutExpired, RuntimeError) as error:
            return type(error).__name__


def _outcomes(done: Attacked, server: LyingServer, case: Case) -> str:
    path = "/" if case.place in (Place.ROBOTS, Place.MAP) else case.path
    seen = Counter(
        f"{each.fetch.ended}{f' {each.fetch.status}' if each.fetch.status else ''}"
        for each in done.of(server.url(case.host, path))
    )
    return ", ".join(sorted(seen)) or "no row"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
