"""Memory of the walk of links with a million known addresses, by the ordinary way of reading, adding and storing.

The site is invented page by page instead of being asked for over a network; everything behind the download is real.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bench.measured_run import measured

KNOWN = 1_000_000
EVERY = 100_000
LINKS_PER_PAGE = 200
MOST_MB = 300.0  # issue of the crawl engine


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="xunjian-bench-") as folder:
        told = Path(folder) / "told"
        with told.open("w", encoding="utf-8") as sink:
            took = measured([sys.executable, "-m", "bench.memory", folder], stdout=sink)
        print(told.read_text(encoding="utf-8"), end="")
        print(f"{KNOWN:,} known addresses: peak {took.peak_mb:.0f} MB (bound {MOST_MB:.0f}), {took.wall:.0f} s")
        return 0 if took.code == 0 and took.peak_mb <= MOST_MB else 1


def walk(folder: Path) -> None:
    """In a process of its own: enough pages of the invented site to know a million addresses."""
    from sqlalchemy.orm import Session

    from crawler.crawl_run import CrawlRun
    from crawler.links_walk import walk as links_walk
    from crawler.links_walk.event_loop import run_on_fast_loop
    from crawler.looking import Answer, Ask
    from crawler.network_rules import NetworkRules
    from storage.base import open_database
    from storage.frontier import Frontier
    from storage.run_store import RunStore
    from storage.runs import begin_run
    from xunjian.links_step import plan_of, registry_of

    home = "http://127.0.0.1:9/"
    registry = registry_of(home, NetworkRules(requests_per_second=0, allow=("127.0.0.0/8",)))
    engine = open_database(f"sqlite:///{folder}/run.db")
    started = time.monotonic()

    class InventedSite:
        def __init__(self, run: CrawlRun) -> None:
            self._run = run
            self._told = 0

        async def download(self, ask: Ask) -> Answer:
            number = 0 if ask.url == home else int(ask.url.rpartition("_")[2].removesuffix(".html"))
            first = number * LINKS_PER_PAGE + 1
            rows = "".join(
                f'<li><a href="/zwgk/{one % 97}/t20231201_{one}.html">关于第{one}号事项的通知</a></li>'
                for one in range(first, first + LINKS_PER_PAGE)
            )
            self._tell()
            body = f"<html><head><title>{number}</title></head><body><ul>{rows}</ul></body></html>".encode()
            return Answer(404 if "robots.txt" in ask.url else 200, ((b"content-type", b"text/html"),), body)

        def _tell(self) -> None:
            if frontier.known >= self._told + EVERY:
                self._told = frontier.known // EVERY * EVERY
                print(f"  {frontier.known:>9,} known: {_resident_mb():.0f} MB, {time.monotonic() - started:.0f} s")
            if frontier.known >= KNOWN:
                self._run.stop()

        def close(self) -> None:
            """Nothing is open."""

    links_walk.LeanClient = InventedSite  # type: ignore[assignment,attr-defined]  # the network alone is taken out
    with Session(engine) as session:
        run = begin_run(
            session,
            portal="invented",
            home=home,
            snapshot=registry.snapshot,
            options={},
            as_of=datetime.now(UTC).date(),
            product_version="bench",
        )
        frontier = Frontier(session, run.id)

        async def go() -> None:
            crawl_run = CrawlRun(plan_of(registry), RunStore(session, run.id))
            await links_walk.LinksWalk(crawl_run, frontier, None).walk([home])

        run_on_fast_loop(go())
        print(f"  {frontier.known:,} known, {frontier.pages:,} pages read, {frontier.done:,} targets done")
    engine.dispose()


def _resident_mb() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    walk(Path(sys.argv[1]))
