"""The comparison itself: rounds of all tools on one portal, and the lines of its table."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.links import nginx, tools
from bench.links.portal import Planted, write_portal
from bench.links.tools import Task, Tool

ROUNDS, LARGE_ROUNDS = 5, 3
LONGEST_SECONDS = 150.0  # what needs longer is ended, and the table says so


@dataclass(frozen=True, slots=True)
class Took:
    wall: float
    cpu: float
    peak_mb: float  # of the process that was started, and not of those below it
    dead: int
    wrong: int  # named as dead and not planted


def compare() -> int:
    with tempfile.TemporaryDirectory(prefix="xunjian-bench-") as folder:
        try:
            _compare(Path(folder))
        except nginx.NoServer as missing:
            print(missing)
            return 1
    return 0


def _compare(folder: Path) -> None:
    two, one = tools.xunjian(2), tools.xunjian(1)
    bare = tools.script("bare aiohttp (the practical limit)", "bare_aiohttp.py", "aiohttp")
    quick = [two, one, tools.wget(), bare, tools.linklint()]
    slow = [
        tools.script("plain Scrapy", "plain_scrapy.py", "scrapy"),
        tools.linkchecker(),
        tools.linkinator(),
        tools.lychee(),
    ]
    print(f"server: nginx {nginx.version()}")
    at_5k = _portal(folder / "5k", 5_000, quick, ROUNDS, once=[tools.xunjian(1, "--read"), tools.xunjian(2, "--read")])
    at_20k = _portal(folder / "20k", 20_000, [two, one, tools.wget(), bare], LARGE_ROUNDS)
    _portal(folder / "1k", 1_000, [two], 1, once=slow)
    _ratios(at_5k, at_20k, two.name, one.name)


@dataclass(frozen=True, slots=True)
class Result:
    planted: Planted
    walls: dict[str, float]
    cpus: dict[str, float]


def _portal(folder: Path, articles: int, repeated: Sequence[Tool], rounds: int, once: Sequence[Tool] = ()) -> Result:
    root = folder / "root"
    root.mkdir(parents=True)
    planted = write_portal(root, articles)
    pages = sorted(str(file.relative_to(root)) for file in root.rglob("*.html"))
    took: dict[str, list[Took]] = {}
    gone: dict[str, str] = {}
    with nginx.served(root, folder / "nginx") as home:
        rate = nginx.requests_per_second(f"{home}c00/index.html")
        print(
            f"\n{articles} articles: {planted.pages} pages, {_addresses(planted)} addresses, "
            f"{len(planted.dead)} dead; the server by itself: {rate} requests/s"
        )
        addresses = tuple(home + page for page in pages)
        order = list(repeated)
        for number in range(rounds):
            for tool in order + (list(once) if number == 0 else []):
                work = folder / "work"
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir()
                if tool.name not in gone:
                    _one(tool, Task(home, work, planted, addresses), took, gone)
            order.reverse()
    shutil.rmtree(folder)
    for tool in (*repeated, *once):
        print(_line(tool, took.get(tool.name, []), gone.get(tool.name), planted))
    return Result(
        planted,
        {name: median(one.wall for one in all_) for name, all_ in took.items()},
        {name: median(one.cpu for one in all_) for name, all_ in took.items()},
    )


def _one(tool: Tool, task: Task, took: dict[str, list[Took]], gone: dict[str, str]) -> None:
    command = tool.command(task)
    if command is None:
        gone[tool.name] = "missing on this machine"
        return
    output = task.work / "output"
    started = time.monotonic()
    with output.open("wb") as sink:
        child = subprocess.Popen(command, stdout=sink, stderr=subprocess.STDOUT, cwd=task.work, start_new_session=True)
    try:
        status, cpu, peak = _waited_for(child, started + LONGEST_SECONDS)
    except BaseException:
        os.killpg(child.pid, signal.SIGKILL)  # a comparison that is ended leaves nothing running
        child.wait()
        raise
    wall = time.monotonic() - started
    if status is None:
        gone[tool.name] = f"not done in {LONGEST_SECONDS:.0f} s"
        return
    try:
        dead = tool.dead(task, output.read_text(encoding="utf-8", errors="replace"))
    except (OSError, ValueError, KeyError, IndexError) as error:
        gone[tool.name] = f"ended with code {status} and no list ({type(error).__name__})"
        return
    found = len(dead & task.planted.dead)
    took.setdefault(tool.name, []).append(Took(wall, cpu, peak, found, len(dead - task.planted.dead)))


def _waited_for(child: subprocess.Popen[bytes], until: float) -> tuple[int | None, float, float]:
    """(exit code, CPU seconds with its children, peak MB); no code for one that had to be ended."""
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
        if time.monotonic() > until:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return None, 0.0, 0.0
        time.sleep(0.01)


def _line(tool: Tool, took: list[Took], why_not: str | None, planted: Planted) -> str:
    head = f"  {tool.name} {tool.version}".ljust(52)
    if not took:
        return f"{head}{why_not}"
    walls = sorted(one.wall for one in took)
    spread = f" ({walls[0]:.1f} to {walls[-1]:.1f})" if len(walls) > 1 else " (once)"
    cpu = median(one.cpu for one in took) * 1_000 / planted.pages
    wrong = f", {max(one.wrong for one in took)} wrongly" if any(one.wrong for one in took) else ""
    peak = max(one.peak_mb for one in took)
    found = min(one.dead for one in took)
    return (
        f"{head}{median(walls):6.1f} s{spread:<18}{cpu:6.2f} CPU ms/page {peak:6.0f} MB  "
        f"dead {found}/{len(planted.dead)}{wrong}"
    )


def _ratios(small: Result, large: Result, two: str, one: str) -> None:
    print("\nfrom the medians:")
    if one in small.cpus:
        print(f"  one process, 5,000 articles: {small.cpus[one] * 1_000 / small.planted.pages:.2f} CPU ms per page")
    for name, result in (("5,000", small), ("20,000", large)):
        if one in result.walls and two in result.walls:
            speed = result.walls[one] / result.walls[two]
            print(f"  two processes against one, {name} articles: {speed:.2f} times as fast")
    for name in (one, two):
        if name in small.walls and name in large.walls:
            cost = [result.walls[name] / _addresses(result.planted) for result in (small, large)]
            print(f"  {name}: an address at 20,000 costs {cost[1] / cost[0]:.2f} of one at 5,000")
    for name, wall in sorted(small.walls.items(), key=lambda item: item[1]):
        if name not in (one, two) and two in small.walls:
            print(f"  {name}: {wall / small.walls[two]:.2f} times the wall time of {two}")


def _addresses(planted: Planted) -> int:
    return planted.pages + planted.files + len(planted.dead)
