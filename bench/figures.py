"""bench/README.md: what each benchmark printed last, on which machine and with which versions. Written by `--write`."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

README = Path(__file__).with_name("README.md")
# The libraries that the figures hang on; the lock file names the rest.
LIBRARIES = ("scrapy", "lxml", "httptools", "playwright", "sqlalchemy", "pydantic", "xlsxwriter")
_HEAD = """# Benchmarks

Figures, not verdicts. `python -m bench [NAME …]` runs them, `make bench` all of them. With `--write` what they print
stands here; sections that were not run again keep their figures and their date.
"""
_SECTION = re.compile(r"^## (\S+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def write(printed: Mapping[str, str], abouts: Mapping[str, str], path: Path = README) -> None:
    """`printed`: benchmark → its lines; `abouts`: benchmark → one sentence, for all that there are, in order."""
    old = dict(_SECTION.findall(path.read_text(encoding="utf-8"))) if path.is_file() else {}
    parts = [_HEAD]
    for name, about in abouts.items():
        if name in printed:
            body = f"{about}\n\n{_where()}\n\n```\n{printed[name].strip()}\n```\n"
        elif name in old:
            body = old[name].strip() + "\n"
        else:
            continue
        parts.append(f"## {name}\n\n{body}")
    path.write_text("\n".join(parts), encoding="utf-8")


def _where() -> str:
    """The load says how much else ran: figures of a busy machine are worse than they could be."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    machine = f"{os.cpu_count()} × {_processor()}, {memory:.0f} GB, load {os.getloadavg()[0]:.1f}"
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {system}, {libraries}"


def _processor() -> str:
    try:
        cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor() or "unknown processor"
    found = re.search(r"^model name\s*:\s*(.+)$", cpu, re.MULTILINE)
    return found.group(1).strip() if found else platform.processor() or "unknown processor"
