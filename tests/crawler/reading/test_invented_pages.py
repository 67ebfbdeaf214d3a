"""Articles in the shapes of all families, invented and read field by field: floors that hold without shared samples."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench.accuracy.invented import invented_scores
from bench.accuracy.nameless import nameless, unchanged
from bench.accuracy.samples import Sample, invented_pages

# A floor may rise; lowering one needs a reason in the commit. Without the names of the templates one page of these
# has no sign of its title left.
FLOORS: dict[Callable[[Sample], Sample], float] = {unchanged: 1.0, nameless: 0.95}
PAGES = {"articles": 57, "unseen": 20, "traps": 18, "families": 20}
FEWEST = 10  # a share of fewer is no figure


@pytest.mark.parametrize("folder", PAGES)
@pytest.mark.parametrize("change", FLOORS)
def test_every_field_of_invented_pages(folder: str, change: Callable[[Sample], Sample]):
    samples = list(map(change, invented_pages(folder)))
    assert len(samples) == PAGES[folder]
    for score in invented_scores(folder, samples).values():
        if change is unchanged or score.asked >= FEWEST:
            assert score.share >= FLOORS[change], "\n".join(score.lines())
