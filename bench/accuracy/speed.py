"""What reading one page costs: CPU milliseconds of our readers and, where installed, of others that do a part of it.

Pages are those of the demo portal and, where they are beside the project, of the shared real portal. Ours reads all
there is to a page (type, title, dates with clues, list, links, labels); htmldate looks for one date, BeautifulSoup only
builds the tree. Every page is read several times and the median counts: a benchmark beside other work is noisy.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from urllib.parse import urlsplit

from bench.real_portal import OFFICIAL, SLICE
from checks.observation import Fetch, FetchEnd
from crawler.reading.observe import page_seen
from storage.capture import Capture, CaptureRole
from xunjian.demo.pages import Pages
from xunjian.demo.server import PORTAL_FOLDER
from xunjian.demo.site import load_sites

ROUNDS = 7
_WHOLE_PAGE_KB = 20  # smaller pages cost what every page costs, and scaling them up says nothing
_LOOKED_AT = datetime(2023, 12, 15, 4, tzinfo=UTC)

Reader = Callable[[Capture], object]


def main() -> int:
    samples = {"demo portal": _demo(), "real portal": _real()}
    for name, captures in samples.items():
        if not captures:
            print(f"{name}: skipped, its pages are not beside the project")
            continue
        size = statistics.mean(len(capture.body) for capture in captures) / 1024
        print(f"{name}: {len(captures)} pages of {size:.0f} KB on average, CPU ms per page (median of {ROUNDS} rounds)")
        for reader_name, reader in _readers().items():
            times = _milliseconds(reader, captures)
            scaled = f", {statistics.mean(times) / size * 40:.2f} per 40 KB" if size >= _WHOLE_PAGE_KB else ""
            print(f"  {reader_name}: {statistics.mean(times):.2f} on average, {max(times):.2f} the slowest{scaled}")
    return 0


def _demo() -> list[Capture]:
    pages = Pages(PORTAL_FOLDER, load_sites(PORTAL_FOLDER / "sites"), 80).static.items()
    return [
        _capture(page.body, f"http://{host}{path}", page.content_type)
        for (host, path), page in pages
        if page.status == 200 and page.content_type.startswith("text/html")
    ]


def _real() -> list[Capture]:
    files = sorted(SLICE.rglob("*.htm*")) if SLICE.is_dir() else []
    return [_capture(file.read_bytes(), f"{OFFICIAL}/{file.relative_to(SLICE)}", "text/html") for file in files]


def _capture(body: bytes, url: str, content_type: str) -> Capture:
    fetch = Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=url, content_type=content_type)
    return Capture(url=url, role=CaptureRole.PAGE, body=body, body_sha256="0" * 64, fetch=fetch, observed_at=_LOOKED_AT)


def _readers() -> dict[str, Reader]:
    """Ours, and those others that are installed here; none of them is a dependency because of this file."""
    readers: dict[str, Reader] = {
        "xunjian, the whole page": lambda capture: page_seen(capture, {urlsplit(capture.url).netloc})
    }
    if find_spec("bs4") is not None:
        soup = import_module("bs4").BeautifulSoup
        readers["BeautifulSoup with lxml, the tree alone"] = lambda capture: soup(capture.body, "lxml")
    if find_spec("htmldate") is not None:
        find_date = import_module("htmldate").find_date
        readers["htmldate, one date"] = lambda capture: find_date(capture.body, url=capture.url)
    return readers


def _milliseconds(reader: Reader, captures: Sequence[Capture]) -> list[float]:
    """CPU time of each page, median over the rounds; the first round warms up what a crawl has warm."""
    rounds: list[list[float]] = []
    for _ in range(ROUNDS + 1):
        times = []
        for capture in captures:
            started = time.process_time()
            reader(capture)
            times.append((time.process_time() - started) * 1000)
        rounds.append(times)
    return [statistics.median(of_page) for of_page in zip(*rounds[1:], strict=True)]
