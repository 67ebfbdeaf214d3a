"""Run by the peers' own interpreter: reads pages as JSON lines on stdin, answers what htmldate and GNE make of them.

Knows nothing of this project, so that it runs where only the peers are installed. One line in: `{"html", "url"}`; one
line out: `{tool: {"date", "title", "ms"}}`, the text of the date as the tool gave it, CPU milliseconds as the median of
ROUNDS. A tool that is not installed is missing in the answer; one that breaks on a page gives empty strings.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version

ROUNDS = 3
Reader = Callable[[str, str], dict[str, str]]


def _htmldate() -> Reader:
    find_date = import_module("htmldate").find_date
    return lambda html, url: {"date": find_date(html, url=url, original_date=True) or "", "title": ""}


def _gne() -> Reader:
    extractor = import_module("gne").GeneralNewsExtractor()

    def read(html: str, url: str) -> dict[str, str]:
        found = extractor.extract(html)
        return {"date": found.get("publish_time") or "", "title": found.get("title") or ""}

    return read


def _soup() -> Reader:
    soup = import_module("bs4").BeautifulSoup

    def read(html: str, url: str) -> dict[str, str]:
        soup(html, "lxml")
        return {"date": "", "title": ""}

    return read


def main() -> None:
    tools: dict[str, Reader] = {}
    versions: dict[str, str] = {}
    for name, package, make in (
        ("htmldate", "htmldate", _htmldate),
        ("GNE", "gne", _gne),
        ("BeautifulSoup (the tree alone)", "beautifulsoup4", _soup),
    ):
        try:
            tools[name] = make()
            versions[name] = version(package)
        except ImportError:
            continue
    print(json.dumps(versions), flush=True)
    for line in sys.stdin:
        page = json.loads(line)
        answer: dict[str, dict[str, object]] = {}
        for name, read in tools.items():
            times: list[float] = []
            found = {"date": "", "title": ""}
            for _ in range(ROUNDS):
                started = time.process_time()
                try:
                    found = read(page["html"], page["url"])
                except Exception:
                    found = {"date": "", "title": ""}
                times.append((time.process_time() - started) * 1000)
            answer[name] = {**found, "ms": statistics.median(times)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
