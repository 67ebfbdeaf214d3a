"""The comparison itself: rounds of all tools on one portal, and the lines of its table."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.links import nginx, tools
from bench.links.portal import Planted, write_portal
from bench.links.tools import Task, Tool

ROUNDS = 5
LONGEST_SECONDS = 150.0  # what needs longer is ended, and the table says so
# The whole comparison stays below ten minutes, on a busy machine with fewer rounds. Seconds from its start at which the
# portal of 1,000 and of 5,000 articles is to be done.
DONE_AT = (170.0, 520.0)
_TWO, _ONE = tools.xunjian(2), tools.xunjian(1)


@dataclass(frozen=True, slots=True)
class Took:
    wall: float
    cpu: float
    peak_mb: float  # of the process that was started, and not of those below it
    dead: int
    wrong: int  # named as dead and not planted


def compare() -> int:
    return _with_server(_compare)


def growth() -> int:
    return _with_server(_growth)


def _with_server(measured: Callable[[Path, float], None]) -> int:
    with tempfile.TemporaryDirectory(prefix="xunjian-bench-") as folder:
        try:
            print(f"server: nginx {nginx.version()}")
            measured(Path(folder), time.monotonic())
        except nginx.NoServer as missing:
            print(missing)
            return 1
    return 0


def _compare(folder: Path, started: float) -> None:
    slow = [
        tools.script("plain Scrapy", "plain_scrapy.py", "scrapy"),
        tools.linkinator(),
        tools.lychee(),
        tools.linkchecker(),
    ]
    ends = [started + seconds for seconds in DONE_AT]
    reading = [tools.xunjian(1, "--read"), tools.xunjian(2, "--read")]
    at_1k = _portal(folder / "1k", 1_000, [_TWO], 1, ends[0], once=slow)
    at_5k = _portal(folder / "5k", 5_000, [*_crawling(), tools.linklint()], ROUNDS, ends[1], once=reading)
    _ratios({"1,000": at_1k, "5,000": at_5k})
    print(f"  all of it took {time.monotonic() - started:.0f} s")


def _growth(folder: Path, started: float) -> None:
    until = started + LONGEST_SECONDS * 4
    small = _portal(folder / "5k", 5_000, _crawling(), 1, until)
    large = _portal(folder / "20k", 20_000, _crawling(), 1, until)
    _ratios({"5,000": small, "20,000": large})
    many = _addresses(large.planted) / _addresses(small.planted)
    for name in (_ONE.name, _TWO.name):
        if name in small.walls and name in large.walls:
            by_wall = large.walls[name] / small.walls[name] / many
            by_cpu = large.cpus[name] / small.cpus[name] / many
            print(
                f"  {name}: an address at 20,000 costs {by_wall:.2f} of one at 5,000 in wall time, {by_cpu:.2f} in CPU"
            )


def _crawling() -> list[Tool]:
    bare = tools.script("bare aiohttp (the practical limit)", "bare_aiohttp.py", "aiohttp")
    return [_TWO, _ONE, tools.wget(), bare]


@dataclass(frozen=True, slots=True)
class Result:
    planted: Planted
    walls: dict[str, float]
    cpus: dict[str, float]


def _portal(
    folder: Path, articles: int, repeated: Sequence[Tool], rounds: int, until: float, once: Sequence[Tool] = ()
) -> Result:
    """All tools on one portal. No further round is begun that would probably not be done at `until`; tools that the
    first round leaves no time for are named as such."""
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
            begun = time.monotonic()
            for tool in order + (list(once) if number == 0 else []):
                work = folder / "work"
                shutil.rmtree(work, ignore_errors=True)
                work.mkdir()
                if tool.name not in gone:
                    _one(tool, Task(home, work, planted, addresses), until, took, gone)
            order.reverse()
            spent = sum(each[-1].wall for tool in repeated if (each := took.get(tool.name)))
            if time.monotonic() + max(spent, (time.monotonic() - begun) * (number > 0)) > until:
                break
    shutil.rmtree(folder)
    for tool in (*repeated, *once):
        print(_line(tool, took.get(tool.name, []), gone.get(tool.name), planted))
    return Result(
        planted,
        {name: median(one.wall for one in all_) for name, all_ in took.items()},
        {name: median(one.cpu for one in all_) for name, all_ in took.items()},
    )


def _one(tool: Tool, task: Task, until: float, took: dict[str, list[Took]], gone: dict[str, str]) -> None:
    command = tool.command(task)
    if command is None:
        gone[tool.name] = "missing on this machine"
        return
    seconds = min(LONGEST_SECONDS, until - time.monotonic())
    if seconds <= 0:
        if tool.name not in took:
            gone[tool.name] = "no time was left for it"
        return
    output = task.work / "output"
    started = time.monotonic()
    with output.open("wb") as sink:
        try:
            child = subprocess.Popen(
                command, stdout=sink, stderr=subprocess.STDOUT, cwd=task.work, start_new_session=True
            )
        except OSError as error:
            gone[tool.name] = f"could not be started ({type(error).__name__})"
            return
    try:
        status, cpu, peak = _waited_for(child, started + seconds)
    except BaseException:
        os.killpg(child.pid, signal.SIGKILL)  # a comparison that is ended leaves nothing running
        child.wait()
        raise
    wall = time.monotonic() - started
    if status is None:
        if tool.name not in took:  # else it was the end of the time for all, and earlier rounds stand
            gone[tool.name] = f"not done in {seconds:.0f} s"
        return
    try:
        dead = tool.dead(task, output.read_text(encoding="utf-8", errors="replace"))
    except Exception as error:  # whatever a tool printed: one that fails must not cost the figures of the others
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
    spread = f" ({walls[0]:.1f} to {walls[-1]:.1f}, {len(walls)}×)" if len(walls) > 1 else " (once)"
    cpu = median(one.cpu for one in took) * 1_000 / planted.pages
    wrong = f", {max(one.wrong for one in took)} wrongly" if any(one.wrong for one in took) else ""
    peak = max(one.peak_mb for one in took)
    found = min(one.dead for one in took)
    return (
        f"{head}{median(walls):6.1f} s{spread:<22}{cpu:6.2f} CPU ms/page {peak:6.0f} MB  "
        f"dead {found}/{len(planted.dead)}{wrong}"
    )


def _ratios(results: Mapping[str, Result]) -> None:
    """Of each number of articles, as it is written."""
    print("\nfrom the medians:")
    for words, result in results.items():
        for name, cpu in result.cpus.items():
            if name.startswith("xunjian"):
                print(f"  {name}, {words} articles: {cpu * 1_000 / result.planted.pages:.2f} CPU ms per page")
        if _ONE.name in result.walls and _TWO.name in result.walls:
            speed = result.walls[_ONE.name] / result.walls[_TWO.name]
            print(f"  two processes against one, {words} articles: {speed:.2f} times as fast")
        others = {name: wall for name, wall in result.walls.items() if not name.startswith("xunjian")}
        for name, wall in sorted(others.items(), key=lambda item: item[1]):
            if _TWO.name in result.walls:
                by_wall = wall / result.walls[_TWO.name]
                by_cpu = result.cpus[name] / max(result.cpus[_TWO.name], 0.01)
                print(
                    f"  {name}, {words} articles: {by_wall:.2f} times the wall time of {_TWO.name}, "
                    f"{by_cpu:.2f} its CPU"
                )


def _addresses(planted: Planted) -> int:
    return planted.pages + planted.files + len(planted.dead)
