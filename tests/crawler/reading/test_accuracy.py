"""How right the readers are on real pages beside the checkout. Floors may rise; lowering one needs a reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from checks.observation import Fetch, FetchEnd, PageType
from crawler.reading.document import clean
from crawler.reading.observe import list_seen, page_seen
from storage.capture import Capture, CaptureRole

NEWEST_FLOOR = 1.0
ROWS_FLOOR = 0.98
DATES_FLOOR = 0.98
TITLES_FLOOR = 0.97
FOREIGN_DATES_FLOOR = 0.7  # ten pages of news sites and an encyclopaedia: not what the reader is made for
LETTERS = str.maketrans("0123456789", "ghijklmnop")
Change = Callable[[Capture], Capture]
CRAWLED_AT = datetime(2026, 9, 10, 4, tzinfo=UTC)


def truths(folder: Path) -> Iterator[tuple[dict[str, Any], Capture]]:
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        if not (folder / truth["file"]).is_file():
            continue
        url = truth.get("url") or "https://www.example.gov.cn/unknown/page"
        fetch = Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=url, content_type="text/html")
        body = (folder / truth["file"]).read_bytes()
        yield (
            truth,
            Capture(
                url=url, role=CaptureRole.PAGE, body=body, body_sha256="0" * 64, fetch=fetch, observed_at=CRAWLED_AT
            ),
        )


def unchanged(capture: Capture) -> Capture:
    return capture


def nameless(capture: Capture) -> Capture:
    """The page with every class, id and role renamed: what is left is how it is built, as on an unseen portal."""

    def renamed(match: re.Match[bytes]) -> bytes:
        words = (b"x" + hashlib.sha256(word).hexdigest().translate(LETTERS)[:6].encode() for word in match[2].split())
        return match[1] + b'="' + b" ".join(words) + b'"'

    body = re.sub(rb"""\b(class|id)\s*=\s*["']([^"']*)["']""", renamed, capture.body)
    body = re.sub(rb"\b(class|id)=([\w-]+)", renamed, body)
    body = re.sub(rb"""\srole\s*=\s*["'][^"']*["']""", b"", body)
    return replace(capture, body=body)


def told(capsys: pytest.CaptureFixture[str], what: str, right: int, asked: int, wrong: list[str]) -> float:
    with capsys.disabled():
        print(f"\n{what}: {right} of {asked} = {right / asked:.1%}", *wrong, sep="\n    ")
    return right / asked


@pytest.mark.parametrize("folder", ["real-portal", "real-pages"])
@pytest.mark.parametrize("change", [unchanged, nameless])
def test_lists(folder: str, change: Change, shared: Path, capsys: pytest.CaptureFixture[str]):
    newest = rows_right = rows_asked = asked = 0
    wrong = []
    for truth, capture in truths(shared / folder):
        if truth["list_items"] is None or truth["page_type"] == "search":
            continue
        asked += 1
        capture = change(capture)
        listed = list_seen(capture.url, [capture], {urlsplit(capture.url).netloc})
        dates = [str(row.date.date) for row in listed.rows if row.date and row.date.date]
        rows_asked += truth["list_items"]
        rows_right += truth["list_items"] - abs(truth["list_items"] - len(listed.rows))
        if max(dates, default=None) == truth["latest_item_date"]:
            newest += 1
        else:
            wrong.append(f"{truth['file']}: {truth['latest_item_date']}, read {max(dates, default=None)}")
    assert told(capsys, f"{folder}, {change.__name__}: newest date of a list", newest, asked, wrong) >= NEWEST_FLOOR
    assert told(capsys, f"{folder}, {change.__name__}: rows", rows_right, rows_asked, []) >= ROWS_FLOOR


@pytest.mark.parametrize("folder", ["real-portal", "real-pages"])
@pytest.mark.parametrize("change", [unchanged, nameless])
def test_articles(folder: str, change: Change, shared: Path, capsys: pytest.CaptureFixture[str]):
    dates = titles = types = asked = 0
    wrong = []
    for truth, capture in truths(shared / folder):
        if truth["pub_date"] is None:
            continue
        asked += 1
        seen, _ = page_seen(change(capture), {urlsplit(capture.url).netloc})
        types += seen.page_type is PageType.ARTICLE
        read = str(seen.published_at.date) if seen.published_at else None
        dates += read == truth["pub_date"]
        titles += seen.title == clean(truth["title"])
        if read != truth["pub_date"] or seen.title != clean(truth["title"]):
            wrong.append(f"{truth['file']}: {truth['pub_date']} read {read}; {truth['title']!r} read {seen.title!r}")
    assert told(capsys, f"{folder}, {change.__name__}: article dates", dates, asked, wrong) >= DATES_FLOOR
    assert told(capsys, f"{folder}, {change.__name__}: article titles", titles, asked, []) >= TITLES_FLOOR
    assert told(capsys, f"{folder}, {change.__name__}: told as articles", types, asked, []) >= DATES_FLOOR


def test_metadata_boxes_and_numbers(shared: Path, capsys: pytest.CaptureFixture[str]):
    right = asked = 0
    wrong = []
    for truth, capture in [*truths(shared / "real-portal"), *truths(shared / "real-pages")]:
        number = truth.get("doc_number") or (truth.get("metadata") or {}).get("发文字号")
        if not number:
            continue
        asked += 1
        seen, _ = page_seen(capture, {urlsplit(capture.url).netloc})
        right += seen.document_number == number
        if seen.document_number != number:
            wrong.append(f"{truth['file']}: {number} read {seen.document_number!r}")
    assert told(capsys, "document numbers", right, asked, wrong) >= DATES_FLOOR


def test_counterparts_and_attachments(shared: Path, capsys: pytest.CaptureFixture[str]):
    right = files = asked = 0
    wrong = []
    for truth, capture in truths(shared / "real-portal"):
        if truth["pub_date"] is None:
            continue
        asked += 1
        seen, _ = page_seen(capture, {urlsplit(capture.url).netloc})
        read = {
            side: sorted(link for box in seen.relation_boxes if box.points_to == side for link in box.links)
            for side in ("policy", "interpretation")
        }
        told_links = {side: sorted(truth[f"links_to_{side}"] or []) for side in read}
        right += read == told_links
        files += len(seen.attachments) == len(truth["attachment_hrefs"] or [])
        if read != told_links:
            wrong.append(f"{truth['file']}: {told_links} read {read}")
    assert told(capsys, "links to the counterpart", right, asked, wrong) >= DATES_FLOOR
    assert told(capsys, "number of attachments", files, asked, []) >= DATES_FLOOR


def test_dates_of_other_sites(shared: Path, capsys: pytest.CaptureFixture[str]):
    right = asked = 0
    wrong = []
    folder = shared / "real-pages" / "htmldate-zh"
    for truth, capture in truths(folder):
        asked += 1
        seen, _ = page_seen(capture, {urlsplit(capture.url).netloc})
        read = str(seen.published_at.date) if seen.published_at else None
        right += read == truth["date"]
        if read != truth["date"]:
            wrong.append(f"{truth['file']}: {truth['date']} read {read}")
    assert told(capsys, "dates of other sites", right, asked, wrong) >= FOREIGN_DATES_FLOOR
