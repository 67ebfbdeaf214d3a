"""How an answer is entered, and the measure that the entry makes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from checks.measure import Answer, Choice, Conditions, Counts, Delays, Matrix, Occurrences, Points, Ratio

MEASURE_OF_ANSWER: dict[str, type[Any]] = {
    "yes-no": Answer,
    "occurred": Occurrences,  # with options: Counts
    "number": Occurrences,
    "dates": Occurrences,
    "ratio": Ratio,
    "delays": Delays,
    "conditions": Conditions,
    "choice": Choice,
    "counts": Counts,
    "matrix": Matrix,
    "points": Points,
}

# Answers whose options are the names that the kind knows, where it knows any.
NAMED_BY_KIND = ("occurred", "conditions", "choice", "counts", "matrix")
# Answers that are nothing without names.
NEED_OPTIONS = ("conditions", "choice", "counts", "matrix")


def measure_of(answer: str, options: Sequence[str]) -> type[Any]:
    return Counts if answer == "occurred" and options else MEASURE_OF_ANSWER[answer]
