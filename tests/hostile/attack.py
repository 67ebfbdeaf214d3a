"""Attacks one run of the real command line with a lying server, and tells what was stored of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from checks.observation import Observation
from storage.base import open_database
from storage.run_store import RunStore
from storage.runs import find_run
from tests.hostile.lying_server import HOME, LyingServer
from tests.hostile.wire import Case, Place

ROOT = Path(__file__).resolve().parents[2]
NETWORK = ("--allow", "127.0.0.1/32", "--rate", "0", "--confirm-after", "0")


@dataclass(frozen=True)
class Attacked:
    """`stopped`: addresses outside of loopback that the tests' own block had to stop; none, when the guard holds."""

    code: int
    seconds: float
    peak_mb: float
    stopped: tuple[str, ...]
    said: str
    observations: tuple[Observation, ...]
    open_looks: tuple[tuple[str, str], ...]
    database: bytes

    def of(self, url: str) -> list[Observation]:
        return [seen for seen in self.observations if seen.url == url]


def registry_of(server: LyingServer, cases: Sequence[Case]) -> str:
    """Every host a site of the portal; columns, accounts where the lie stands in one."""
    sites = ", ".join(f'"{server.url(each.host)}"' for each in cases)
    columns = [each for each in cases if each.place is Place.COLUMN]
    feeds = [each for each in cases if each.place is Place.FEED]
    lines = [
        f'portal: {{name: 澜溪县人民政府, home: "{server.url(HOME)}", sites: [{sites}]}}',
        f'network: {{requests_per_second: 0, confirm_after: 0, allow: [127.0.0.1/32], resolver: "{server.resolver}"}}',
    ]
    if columns or feeds:
        lines += ["units:", "  - name: 县政府办公室"]
    if columns:
        lines.append("    columns:")
        lines += [
            f'      - {{name: {each.name}, url: "{server.url(each.host, each.path)}", class: notice}}'
            for each in columns
        ]
    if feeds:
        lines.append("    accounts:")
        for each in feeds:
            source = server.url(each.host, each.path)
            lines.append(f'      - {{platform: wechat, type: subscription, name: {each.name}, source: "{source}"}}')
    return "\n".join(lines) + "\n"


def crawl(server: LyingServer, cases: Sequence[Case], folder: Path, *more: str, timeout: float = 300) -> Attacked:
    registry = folder / "registry.yaml"
    registry.write_text(registry_of(server, cases), encoding="utf-8")
    return attacked(folder, "crawl", str(registry), *more, timeout=timeout)


def links(server: LyingServer, folder: Path, *more: str) -> Attacked:
    return attacked(folder, "links", server.url(HOME), "--resolver", server.resolver, *NETWORK, *more)


def attacked(folder: Path, *command: str, timeout: float = 300) -> Attacked:
    database, report = folder / "run.db", folder / "report.json"
    whole = [sys.executable, "-m", "tests.hostile.attacked", str(report), *command]
    if command[0] != "discover":
        whole += ["--db", f"sqlite:///{database}"]
    started = time.monotonic()
    done = subprocess.run(whole, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False)
    seconds = time.monotonic() - started
    said = done.stdout + done.stderr
    if not report.is_file():
        raise RuntimeError(f"the attacked program did not come to its end (exit {done.returncode}):\n{said[-3000:]}")
    told = json.loads(report.read_text(encoding="utf-8"))
    seen: tuple[Observation, ...] = ()
    still_open: tuple[tuple[str, str], ...] = ()
    if database.is_file():
        engine = open_database(f"sqlite:///{database}")
        with Session(engine) as session:
            store = RunStore(session, find_run(session, "last").id)
            seen, still_open = tuple(store.observations()), tuple(store.open_looks())
        engine.dispose()
    stored = b"".join(file.read_bytes() for file in folder.glob("run.db*"))
    return Attacked(done.returncode, seconds, told["peak_mb"], tuple(told["stopped"]), said, seen, still_open, stored)
