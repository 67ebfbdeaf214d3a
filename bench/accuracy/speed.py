"""What reading one page costs: CPU milliseconds of our readers, one parse per page included.

Ours reads all there is to a page (type, title, dates with clues, list, links, labels, files, media). Every page is read
several times and the median counts: a benchmark beside other work is noisy.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from bench.accuracy.samples import Sample
from crawler.reading.observe import page_seen

ROUNDS = 7


def our_milliseconds(samples: Sequence[Sample]) -> list[float]:
    """CPU time of each page, median over the rounds; the first round warms up what a crawl has warm."""
    rounds: list[list[float]] = []
    for _ in range(ROUNDS + 1):
        times = []
        for sample in samples:
            hosts = {urlsplit(sample.capture.url).netloc}
            started = time.process_time()
            page_seen(sample.capture, hosts)
            times.append((time.process_time() - started) * 1000)
        rounds.append(times)
    return [statistics.median(of_page) for of_page in zip(*rounds[1:], strict=True)]


def per_40_kilobytes(times: Sequence[float], samples: Sequence[Sample]) -> float:
    """All the time over all the bytes: large pages weigh as much as they are large."""
    return sum(times) / sum(len(sample.capture.body) for sample in samples) * 40 * 1024
