"""A page that our readers cannot bear: one look is lost, with its reason, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from checks.observation import Fetch, FetchEnd
from crawler.reading import observe
from storage.capture import Capture, CaptureRole

URL = "http://www.example.gov.example/tzgg/"
HOSTS = frozenset({"www.example.gov.example"})
CAPTURE = Capture(
    url=URL,
    role=CaptureRole.COLUMN,
    column_url=URL,
    body=b"<ul><li><a href='1.htm'>x</a></li></ul>",
    body_sha256="0" * 64,
    fetch=Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=URL, content_type="text/html"),
    observed_at=datetime(2023, 12, 15, tzinfo=UTC),
)


@pytest.fixture
def broken_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(observe, "find_list", breaks)
    monkeypatch.setattr(observe, "read_list_page", breaks)


@pytest.mark.usefixtures("broken_readers")
def test_the_look_ends_without_an_answer_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    page, links = observe.page_seen(CAPTURE, HOSTS)
    listed = observe.list_seen(URL, [CAPTURE], HOSTS)
    for seen in (page, links, listed):
        assert not seen.fetch.has_page
        assert seen.fetch.ended is FetchEnd.UNMAPPED
        assert "ZeroDivisionError" in seen.fetch.detail
    assert page.body_sha256 == CAPTURE.body_sha256
    assert links.links == ()
    assert listed.rows == ()
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.usefixtures("broken_readers")
def test_nothing_more_is_asked_for() -> None:
    assert observe.further_list_pages(URL, [CAPTURE], HOSTS) == ()
    assert not observe.needs_rendering(URL, [CAPTURE], HOSTS)
