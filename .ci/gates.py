"""Runs every quality gate, also after one has failed, and ends with the tests.

The summary of the other gates stands above the tests, so that pytest's own closing line stays the last one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
MOST_WORKERS = 4  # every worker may hold a browser and a PostgreSQL server


def main() -> int:
    gates = {
        "format": [program("ruff"), "format", "--check", "."],
        "lint": [program("ruff"), "check", "."],
        "types": [program("mypy")],
        "imports between the rooms": [program("lint-imports")],
    }
    generated = documents()
    if generated:
        gates["generated text"] = [program("cog"), "--check", "--diff", "-P", *generated]
    results = {name: passes(name, command) for name, command in gates.items()}

    headline("summary of the gates before the tests")
    for name, ok in results.items():
        print(f"{'ok    ' if ok else 'FAILED'}  {name}")
    tests_ok = passes("tests", tests())
    return 0 if tests_ok and all(results.values()) else 1


def program(name: str) -> str:
    return str(PROGRAMS / name)


def documents() -> list[str]:
    """Everything that may hold generated text."""
    paths = (*sorted(ROOT.glob("README*.md")), *sorted(ROOT.glob("docs/*.md")))
    return [str(path.relative_to(ROOT)) for path in paths]


def tests() -> list[str]:
    workers = min(max(2, os.cpu_count() or 2), MOST_WORKERS)
    return [sys.executable, "-m", "pytest", "-n", str(workers), "-q", "-ra"]


def passes(name: str, command: list[str]) -> bool:
    headline(name)
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, check=False)
    if name != "tests":
        print(f"({time.monotonic() - started:.1f} s)", flush=True)
    return done.returncode == 0


def headline(text: str) -> None:
    print(f"\n=== {text} ===", flush=True)


if __name__ == "__main__":
    sys.exit(main())
