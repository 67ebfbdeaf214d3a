"""A page that is said to read the same on every later day does; the signs that it may not are seen however written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.observation import Fetch, FetchEnd
from crawler.reading.moment_bound import may_read_otherwise_later
from crawler.reading.observe import list_seen, page_seen
from storage.capture import Capture, CaptureRole

SEEN = datetime(2023, 12, 15, 4, tzinfo=UTC)
LATER = (timedelta(days=1), timedelta(days=20), timedelta(days=45), timedelta(days=400))
PROJECT = Path(__file__).resolve().parents[3]
HOSTS = frozenset({"www.lanxi.gov.example"})


def capture(body: bytes, at: datetime = SEEN, url: str = "http://www.lanxi.gov.example/tzgg/index.html") -> Capture:
    fetch = Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=url, content_type="text/html", size=len(body))
    return Capture(
        url=url, role=CaptureRole.PAGE, column_url=url, body=body, body_sha256="0" * 64, fetch=fetch, observed_at=at
    )


def pages() -> Iterator[Path]:
    for folder in ("fixtures/html", "bench/accuracy"):
        yield from sorted((PROJECT / folder).rglob("*.html"))


def read(seen: Capture) -> tuple[object, ...]:
    page, links = page_seen(seen, HOSTS)
    rows = list_seen(seen.url, (seen,), HOSTS)
    return tuple(replace(one, observed_at=SEEN) for one in (page, links, rows))


def test_what_is_taken_over_would_be_read_the_same_later() -> None:
    bodies = {path: path.read_bytes() for path in pages()}
    taken = [path for path, body in bodies.items() if not may_read_otherwise_later(capture(body), SEEN)]
    assert len(taken) > len(bodies) / 10
    for path in taken:
        now = read(capture(bodies[path]))
        for passed in LATER:
            assert read(capture(bodies[path], SEEN + passed)) == now, (path, passed)


def page(text: str) -> bytes:
    row = f"<li><a href='a.html'>关于做好有关工作的通知</a>{text}</li>"
    return f"<html><body><div class='list'><ul>{row}</ul></div>".encode()


@pytest.mark.parametrize(
    "text",
    [
        "<span>昨天</span>",
        "<span>3小时前</span>",
        "<span><b>3</b> <i>天前</i></span>",
        "<span>刚刚</span>",
        "<span>2023-12-16</span>",
        "<span>2024-01-05</span>",
        "<span>2023年12月15日</span>",
        "<span>２０２３年１２月１５日</span>",
        "<span>二〇二三年十二月十六日</span>",
        "<span>23-12-16</span>",
        "<span>Dec 16, 2023</span>",
        "<span><em>16</em><i>2023-12</i></span>",
        "<span><em>16</em><i>12月</i><i>2023</i></span>",
        "<h3>2023年</h3><span>12-16</span>",
        "<script>var publishTime = 1702656000;</script>",
        "<script>var d = '1702656000000';</script>",
        "<a href='t20231216_1.html'>转</a>",
    ],
)
def test_a_page_that_may_read_otherwise_later(text: str) -> None:
    assert may_read_otherwise_later(capture(page(text)), SEEN)


@pytest.mark.parametrize(
    "text",
    [
        "<span>2023-11-16</span>",
        "<span>2022年12月31日</span>",
        "<h3>2023年</h3><span>11-16</span>",
        "<span>12-16</span>",  # without any year nothing is compared with the day of the look
        "<span>版权所有 2023</span>",
        "<script>var publishTime = 1699999999;</script>",
        "<p>电话 027-20231216000</p>",
    ],
)
def test_a_page_that_reads_the_same_on_every_later_day(text: str) -> None:
    assert not may_read_otherwise_later(capture(page(text)), SEEN)
