"""Entries of a form as measures, one kind of answer after the other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checks.catalogues.answers import MEASURE_OF_ANSWER
from checks.measure import (
    Answer,
    Choice,
    Conditions,
    Counts,
    Delays,
    Matrix,
    Measure,
    Occurrences,
    Points,
    Ratio,
)
from checks.scoring.filed_answers import ACTUAL, REQUIRED, cells_of, measure_of, missing_parts

TWO = ("甲", "乙")


@pytest.mark.parametrize(
    ("answer", "options", "parts", "measure"),
    [
        ("yes-no", (), {"": "是"}, Answer(True)),
        ("yes-no", (), {"": "否"}, Answer(False)),
        ("occurred", (), {"": "有"}, Occurrences(1)),
        ("occurred", (), {"": "无"}, Occurrences(0)),
        ("occurred", TWO, {"甲": "有", "乙": "无"}, Counts((("甲", 1), ("乙", 0)))),
        ("number", (), {"": "3"}, Occurrences(3)),
        ("dates", (), {"": "2023-05-08\n2023-11-02"}, Occurrences(2)),
        ("dates", (), {"": "无"}, Occurrences(0)),
        ("ratio", (), {ACTUAL: "2", REQUIRED: "3"}, Ratio(2, 3)),
        ("delays", (), {"": "甲：一：1\n乙：不明"}, Delays((("甲：一", 1), ("乙", None)))),
        ("delays", (), {"": "无"}, Delays(())),
        ("conditions", TWO, {"甲": "是"}, Conditions((("甲", True), ("乙", None)))),
        ("conditions", TWO, {"乙": "否", "甲": "是"}, Conditions((("甲", True), ("乙", False)))),
        ("choice", TWO, {"": "乙"}, Choice("乙")),
        ("choice", TWO, {"": "未提供"}, Choice("")),
        ("counts", TWO, {"甲": "2", "乙": "0"}, Counts((("甲", 2), ("乙", 0)))),
        ("matrix", TWO, {"项目一": "√×"}, Matrix((("项目一", (True, False)),))),
        ("matrix", TWO, {"": "无"}, Matrix(())),
        ("points", (), {"": "1.25"}, Points(Decimal("1.25"))),
    ],
)
def test_an_answer_makes_its_measure(
    answer: str, options: tuple[str, ...], parts: dict[str, str], measure: Measure
) -> None:
    assert measure_of(answer, options, parts) == measure
    assert missing_parts(answer, options, parts) == ()


@pytest.mark.parametrize(
    ("answer", "options", "parts", "missing"),
    [
        ("ratio", (), {ACTUAL: "2"}, (REQUIRED,)),
        ("counts", TWO, {"甲": "1"}, ("乙",)),
        ("occurred", TWO, {"乙": "无"}, ("甲",)),
        ("conditions", TWO, {"甲": "是"}, ()),
    ],
)
def test_what_must_be_filled_beside_it(
    answer: str, options: tuple[str, ...], parts: dict[str, str], missing: tuple[str, ...]
) -> None:
    assert missing_parts(answer, options, parts) == missing


@pytest.mark.parametrize("answer", [*MEASURE_OF_ANSWER])
def test_every_answer_that_a_table_may_ask_for_has_cells(answer: str) -> None:
    assert cells_of(answer, TWO, Decimal(1))
    with pytest.raises(ValueError, match="no form"):
        cells_of("unheard-of", (), Decimal(1))
