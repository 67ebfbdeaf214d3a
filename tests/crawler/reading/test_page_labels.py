from __future__ import annotations

import pytest

from crawler.reading.observe import page_seen
from tests.crawler.reading.looks import HOST, look


def labels_of(name: str) -> list[str]:
    page = f'<html><head><meta name="{name}" content="x"></head><body><p>正文</p></body></html>'
    return [each for each, _ in page_seen(look(page), frozenset({HOST}))[0].labels]


@pytest.mark.parametrize("name", ["SiteName", "sitename", "Desctiption", "ColumnKeyword", "ContentSoucre", "PubData"])
def test_labels_are_kept_as_they_stand_with_case_and_slips(name):
    assert labels_of(name) == [name]


@pytest.mark.parametrize("name", ["viewport", "authors", "robots", "generator", "renderer", "urls"])
def test_other_tags_are_none(name):
    assert labels_of(name) == []
