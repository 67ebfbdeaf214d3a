"""The tools side by side: how each is started without a brake, its version, and which dead links it names.

None of the peers belongs to the project: they are used where they are found, and a missing one is named as missing.
Looked for on PATH and in the folder that XUNJIAN_BENCH_PEERS names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from pathlib import Path
from urllib.parse import urlsplit

from bench.links.portal import Planted
from bench.measured_run import XUNJIAN

PEERS = Path(__file__).parent / "peers"
_NETWORK = ("--allow", "127.0.0.0/8", "--rate", "0", "--confirm-after", "0")


@dataclass(frozen=True, slots=True)
class Task:
    """One crawl: `work` is an empty folder of its own, `pages` the addresses of all pages."""

    home: str
    work: Path
    planted: Planted
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tool:
    """`command` gives the words to start, None where the tool is missing; `dead` reads what it found in its output."""

    name: str
    version: str
    command: Callable[[Task], Sequence[str] | None]
    dead: Callable[[Task, str], set[str]]


def xunjian(processes: int, *more: str) -> Tool:
    def command(task: Task) -> Sequence[str]:
        database = f"sqlite:///{task.work}/run.db"
        options = ("--processes", str(processes), "--db", database, "--out", str(task.work / "out"))
        return [XUNJIAN, "links", task.home, *_NETWORK, *options, *more]

    def dead(task: Task, _: str) -> set[str]:
        lines = (task.work / "out" / "links.jsonl").read_text(encoding="utf-8").splitlines()
        # Only the head of a line is needed, and menus are held by every page.
        return {_path(row["url"]) for row in map(json.loads, lines) if row["outcome"] == "dead"}

    name = " ".join(("xunjian links", *more, f"({processes} process{'es' if processes > 1 else ''})"))
    return Tool(name, installed("xunjian"), command, dead)


def script(name: str, file: str, library: str) -> Tool:
    def dead(_task: Task, output: str) -> set[str]:
        last = output.strip().splitlines()[-1]
        return {_path(url) for url in json.loads(last)["dead"]}

    number = _installed(library)

    def command(task: Task) -> Sequence[str] | None:
        return None if number == "missing" else [sys.executable, str(PEERS / file), task.home]

    return Tool(name, number, command, dead)


def wget() -> Tool:
    def command(task: Task) -> Sequence[str] | None:
        program = found("wget")
        return program and [program, "--spider", "-r", "-l", "inf", "-nv", "-P", str(task.work), task.home]

    def dead(_: Task, output: str) -> set[str]:
        told = re.split(r"^Found \d+ broken link", output, flags=re.MULTILINE)[1:]  # nothing where it found none
        return {_path(url) for url in re.findall(r"^(http\S+)$", "".join(told[-1:]), re.MULTILINE)}

    return Tool("wget --spider -r", told_version("wget", "--version"), command, dead)


def linklint() -> Tool:
    def command(task: Task) -> Sequence[str] | None:
        program = found("linklint")
        host = urlsplit(task.home).netloc
        limit = str(len(task.pages) + 100)
        return program and [program, "-http", "-host", host, "-limit", limit, "-doc", str(task.work / "doc"), "/@"]

    def dead(task: Task, _: str) -> set[str]:
        folder = task.work / "doc"
        text = "".join(file.read_text(encoding="latin-1") for file in folder.glob("error.txt"))
        return {path.strip().lstrip("/") for path in re.findall(r"^(/\S+)$", text, re.MULTILINE)}

    return Tool("linklint", told_version("linklint", "-version"), command, dead)


def lychee() -> Tool:
    def command(task: Task) -> Sequence[str] | None:
        program = found("lychee")
        options = ("--no-progress", "--format", "json", "--max-concurrency", "128", "--max-retries", "0")
        return program and [program, *options, "--", *task.pages]

    def dead(_: Task, output: str) -> set[str]:
        report, _end = json.JSONDecoder().raw_decode(output, output.index("{"))
        failed = report.get("error_map") or report.get("fail_map") or {}
        return {_path(one["url"]) for many in failed.values() for one in many}

    return Tool("lychee (given the list of pages)", told_version("lychee", "--version"), command, dead)


def linkinator() -> Tool:
    def command(task: Task) -> Sequence[str] | None:
        program = found("linkinator")
        return program and [program, task.home, "--recurse", "--format", "json", "--concurrency", "100", "--silent"]

    def dead(_: Task, output: str) -> set[str]:
        report, _end = json.JSONDecoder().raw_decode(output, output.index("{"))
        return {_path(link["url"]) for link in report["links"] if link["state"] == "BROKEN"}

    return Tool("linkinator", told_version("linkinator", "--version"), command, dead)


def linkchecker() -> Tool:
    def command(task: Task) -> Sequence[str] | None:
        program = found("linkchecker")
        if program is None:
            return None
        # Its own brake of ten requests a second is lifted; robots.txt does not exist on this portal.
        settings = task.work / "linkcheckerrc"
        settings.write_text("[checking]\nmaxrequestspersecond=100000\nthreads=16\n", encoding="utf-8")
        output = f"csv/utf-8/{task.work / 'links.csv'}"
        return [program, "-f", str(settings), "--no-status", "-o", "none", "-F", output, task.home]

    def dead(task: Task, _: str) -> set[str]:
        file = task.work / "links.csv"
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        return {
            _path(url) for line in text.splitlines() if ";404" in line for url in re.findall(r"http://[^;\s]+", line)
        }

    return Tool("LinkChecker", told_version("linkchecker", "--version"), command, dead)


def found(program: str) -> str | None:
    folders = os.pathsep.join((os.environ.get("XUNJIAN_BENCH_PEERS", ""), os.environ.get("PATH", "")))
    return shutil.which(program, path=folders)


def told_version(program: str, option: str) -> str:
    path = found(program)
    if path is None:
        return "missing"
    try:
        told = subprocess.run([path, option], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "?"
    number = re.search(r"\d+(?:\.\d+)+", told.stdout + told.stderr)
    return number[0] if number else "?"


def _installed(library: str) -> str:
    try:
        return installed(library)
    except PackageNotFoundError:
        return "missing"


def _path(url: str) -> str:
    return urlsplit(url).path.lstrip("/")
