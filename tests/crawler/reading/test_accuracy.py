"""How right the readers are on real pages beside the checkout. Floors may rise; lowering one needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.accuracy.articles import article_scores, foreign_dates
from bench.accuracy.lists import list_scores
from bench.accuracy.nameless import nameless, unchanged
from bench.accuracy.samples import Sample, shared_pages
from bench.accuracy.score import Score

FLOORS = {
    "date": 0.98,
    "title": 0.99,
    "type": 0.98,
    "number": 0.98,
    "counterpart": 0.98,
    "files": 0.98,
    "rows": 0.98,
    "newest": 1.0,
}
MOST_SURPLUS = 0.01
FOREIGN_DATES_FLOOR = 0.7  # ten pages of news sites and an encyclopaedia: not what the reader is made for
FEWEST = {"real-portal": 50, "real-pages": 42}


def samples_of(folder: str, shared: Path) -> list[Sample]:
    samples = list(shared_pages(folder, shared))
    assert len(samples) >= FEWEST[folder]
    return samples


def told(capsys: pytest.CaptureFixture[str], score: Score) -> Score:
    with capsys.disabled():
        print("", *score.lines(), sep="\n")
    return score


@pytest.mark.parametrize("folder", FEWEST)
@pytest.mark.parametrize("change", [unchanged, nameless])
def test_lists(folder: str, change: Callable[[Sample], Sample], shared: Path, capsys: pytest.CaptureFixture[str]):
    scores = list_scores(f"{folder}, {change.__name__}", map(change, samples_of(folder, shared)))
    assert told(capsys, scores["newest"]).share >= FLOORS["newest"]
    assert told(capsys, scores["rows"]).share >= FLOORS["rows"]
    assert told(capsys, scores["surplus"]).share <= MOST_SURPLUS


@pytest.mark.parametrize("folder", FEWEST)
@pytest.mark.parametrize("change", [unchanged, nameless])
def test_articles(folder: str, change: Callable[[Sample], Sample], shared: Path, capsys: pytest.CaptureFixture[str]):
    for name, score in article_scores(f"{folder}, {change.__name__}", map(change, samples_of(folder, shared))).items():
        if change is nameless and name in ("counterpart", "files"):
            continue  # boxes of relations and files are told by their names, too
        assert told(capsys, score).share >= FLOORS[name]


def test_dates_of_other_sites(shared: Path, capsys: pytest.CaptureFixture[str]):
    score = foreign_dates(shared_pages("real-pages/htmldate-zh", shared))
    assert told(capsys, score).share >= FOREIGN_DATES_FLOOR
