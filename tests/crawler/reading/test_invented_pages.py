"""Articles in the shapes of all families, invented and read field by field: floors that hold without shared samples."""

from __future__ import annotations

import pytest

from bench.accuracy.invented import invented_scores
from bench.accuracy.samples import invented_pages

# What the reader reaches today. A floor may rise; lowering one needs a reason in the commit.
FLOOR = 0.8
PAGES = {"articles": 57, "unseen": 20}


@pytest.mark.parametrize("folder", PAGES)
def test_every_field_of_invented_pages(folder: str):
    samples = list(invented_pages(folder))
    assert len(samples) == PAGES[folder]
    for score in invented_scores(samples).values():
        if score.asked > 5:
            assert score.share >= FLOOR, "\n".join(score.lines())
