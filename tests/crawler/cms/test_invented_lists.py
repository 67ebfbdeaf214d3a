"""Invented list pages in the shapes of all families: every row, its address, its date as shown, and what comes next.

A case is a page and a truth of the same name in `fixtures/html/reading/lists/`. Rows are compared without their order
and none may be more; a date is `2026-11-18`, or `--11-18` where the page shows no year.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from checks.observation import Fetch, FetchEnd, ListRow, ListSeen
from crawler.reading.list_page import next_pages, read_list_page
from crawler.reading.observe import list_seen
from storage.capture import Capture, CaptureRole

FOLDER = Path(__file__).parents[3] / "fixtures" / "html" / "reading" / "lists"
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def case(name: str) -> tuple[dict[str, Any], Capture]:
    truth: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    address = truth["url"].partition("#")[0]
    content_type = truth.get("content_type", "text/html; charset=utf-8")
    fetch = Fetch(
        ended=FetchEnd.ANSWERED,
        status=200,
        final_url=address,
        content_type=content_type,
        charset=content_type.partition("charset=")[2],
        rendered=truth.get("rendered", False),
    )
    capture = Capture(
        url=address,
        role=CaptureRole.COLUMN,
        column_url=truth["url"],
        body=(FOLDER / f"{name}.html").read_bytes(),
        body_sha256="0" * 64,
        fetch=fetch,
        observed_at=datetime(2026, 11, 20, 4, tzinfo=UTC),
    )
    return truth, capture


def shown(row: ListRow) -> list[str | None]:
    if row.date is None:
        return [None, row.title, row.url]
    return [str(row.date.date or f"--{row.date.month:02}-{row.date.day:02}"), row.title, row.url]


def seen(truth: dict[str, Any], capture: Capture) -> ListSeen:
    return list_seen(truth["url"], [capture], {urlsplit(capture.url).netloc})


@pytest.mark.parametrize("name", CASES)
def test_every_row_and_no_other(name: str) -> None:
    truth, capture = case(name)
    listed = seen(truth, capture)
    assert sorted(map(shown, listed.rows), key=str) == sorted(truth["rows"], key=str)
    assert sum(row.pinned for row in listed.rows) == truth.get("pinned", 0)


@pytest.mark.parametrize("name", CASES)
def test_family_total_next_page_and_reasons(name: str) -> None:
    truth, capture = case(name)
    listed = seen(truth, capture)
    if "cms" in truth:
        assert listed.cms == truth["cms"]
        assert listed.cms_reason
    if "total" in truth:
        assert listed.total_stated == truth["total"]
    if "next" in truth:
        assert next_pages(read_list_page(capture))[0].url == truth["next"]
    if truth.get("says_empty"):
        assert listed.empty_text
    if truth["rows"] or truth.get("says_empty"):
        assert listed.unreadable == ""
    elif "unreadable" in truth:
        assert listed.unreadable == truth["unreadable"]
