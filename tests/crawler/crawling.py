"""A whole crawl against a loopback server, with the real store on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from checks.observation import Observation
from crawler.crawl import CrawlSummary, crawl
from crawler.plan import Limits, make_plan
from crawler.targets import load_registry
from storage.base import open_database
from storage.run_store import RunStore
from storage.runs import begin_run

Seen = TypeVar("Seen", bound=Observation)


@dataclass
class Crawled:
    summary: CrawlSummary
    observations: list[Observation]
    open_looks: list[tuple[str, str]]
    progress: list[tuple[int, int, str]]

    def all(self, kind: type[Seen]) -> list[Seen]:
        return [seen for seen in self.observations if isinstance(seen, kind)]

    def last(self, kind: type[Seen], url: str) -> Seen:
        """The observation that counts: the latest of this address."""
        found = [seen for seen in self.all(kind) if seen.url == url]
        assert found, f"no {kind.KIND} of {url}; there are {[seen.url for seen in self.all(kind)]}"
        return found[-1]


async def crawled(
    folder: Path,
    registry: str,
    units: Sequence[str] = (),
    columns: Sequence[str] = (),
    *,
    limits: Limits | None = None,
    browser: bool = False,
    also: Callable[[RunStore], None] | None = None,
) -> Crawled:
    """`also` may look into the store before it is closed."""
    file = folder / "registry.yaml"
    file.write_text(registry, encoding="utf-8")
    loaded = load_registry(file)
    plan = make_plan(loaded, units, columns, browser=browser, limits=limits, seed=7)
    progress: list[tuple[int, int, str]] = []
    engine = open_database(f"sqlite:///{folder / 'crawl.db'}")
    try:
        with Session(engine) as session:
            run = begin_run(
                session,
                portal=loaded.portal.name,
                home=loaded.portal.home,
                snapshot=loaded.snapshot,
                options={},
                as_of=date(2023, 12, 15),
                product_version="test",
            )
            store = RunStore(session, run.id)
            summary = await crawl(plan, store, progress=lambda *told: progress.append(told))
            result = Crawled(summary, list(store.observations()), store.open_looks(), progress)
            if also is not None:
                also(store)
            store.close()
    finally:
        engine.dispose()
    return result


def registry_text(home: str, units: str = "", network: str = "") -> str:
    """`network`: lines in place of the unthrottled loopback of most tests."""
    network = network or 'requests_per_second: 0, allow: [127.0.0.0/8, "::1/128"]'
    return f'portal: {{name: 澜溪县人民政府, home: "{home}"}}\nnetwork: {{{network}}}\n{units}'


def unit_text(*columns: str, name: str = "县政府办公室", accounts: str = "") -> str:
    lines = "".join(f"      - {{{column}}}\n" for column in columns)
    return f"units:\n  - name: {name}\n    columns:\n{lines}{accounts}"
