"""Invented pages in the shapes of all families, measured field by field: what CI has without the shared pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bench.accuracy.articles import read
from bench.accuracy.samples import Sample
from bench.accuracy.score import Score
from checks.observation import Clue, DateClue, PageSeen


def invented_scores(name: str, samples: Iterable[Sample]) -> dict[str, Score]:
    """One score per field of the truth. `clues`, `media` and `box` name what must be among the found; files, relations
    and doubts must be exactly those named, and none where the truth names none."""
    scores = {field: Score(f"invented pages, {name}: {field}") for field in _FOUND}
    for sample in samples:
        seen = read(sample)
        truth: dict[str, Any] = {"type": "article", "attachments": [], "doubts": [], **sample.truth}
        for field, found_in in _FOUND.items():
            if field in truth:
                wanted, found = truth[field], found_in(seen)
                scores[field].count(_agree(field, wanted, found), f"{sample.name}: {wanted!r} read {found!r}")
    return scores


def _agree(field: str, wanted: Any, found: Any) -> bool:
    if field in ("clues", "media"):
        return set(wanted) <= set(found)
    if field == "box":
        return set(wanted.items()) <= set(found.items())
    return sorted(wanted) == sorted(found) if isinstance(wanted, list) else bool(wanted == found)


def _day(clue: DateClue) -> str:
    return str(clue.date or f"--{clue.month:02}-{clue.day:02}")


def _document_date(seen: PageSeen) -> str | None:
    return next((_day(clue) for clue in seen.date_clues if clue.clue is Clue.DOCUMENT_DATE), None)


_FOUND: dict[str, Callable[[PageSeen], Any]] = {
    "type": lambda seen: seen.page_type.value,
    "published": lambda seen: _day(seen.published_at) if seen.published_at else None,
    "time": lambda seen: seen.published_at.time if seen.published_at else "",
    "title": lambda seen: seen.title,
    "source": lambda seen: seen.source_unit,
    "number": lambda seen: seen.document_number,
    "document_date": _document_date,
    "clues": lambda seen: [f"{clue.clue} {_day(clue)}" for clue in seen.date_clues],
    "box": lambda seen: dict(seen.metadata_box),
    "attachments": lambda seen: [attachment.name for attachment in seen.attachments],
    "media": lambda seen: [f"{one.kind} {one.url}" for one in seen.media],
    "relations": lambda seen: [f"{box.points_to} {link}" for box in seen.relation_boxes for link in box.links],
    "doubts": lambda seen: [doubt.kind.value for doubt in seen.date_doubts],
}
