"""The demo portal audited as a user does it: wall time, CPU, peak memory, pages per second."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bench.measured_run import XUNJIAN, measured
from storage.base import open_database
from storage.crawl_tables import Run
from storage.runs import find_run
from xunjian.demo.server import DemoPortal


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, DemoPortal() as demo:
        database = f"sqlite:///{folder}/demo.db"
        for browser in ([], ["--no-browser"]):
            command = [XUNJIAN, "audit", str(demo.registry_path), "--as-of", "2023-12-15", "--db", database]
            run = measured([*command, "--out", f"{folder}/out", *browser])
            if run.code not in (0, 3):
                return 1
            engine = open_database(database)
            with Session(engine) as session:
                pages, seconds = _walk(find_run(session, "last"))
            engine.dispose()
            print(
                f"demo_audit {' '.join(browser) or 'with browser'}: {run.wall:.1f} s wall, {run.cpu:.1f} s CPU, "
                f"peak {run.peak_mb:.0f} MB, {pages} pages, {pages / seconds:.1f} pages/s of the crawl"
            )
    return 0


def _walk(run: Run) -> tuple[int, float]:
    ended = run.finished_at or datetime.now(UTC)
    return int(json.loads(run.summary).get("pages", 0)), max((ended - run.started_at).total_seconds(), 0.001)
