"""Kinds that earn points, each at, below and above its thresholds; worked examples as the tables print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from checks.measure import Counts, Matrix, Measure, Occurrences, Ratio
from checks.scoring import event_points, matrix, ratio
from checks.scoring.clause import Bill, Standing

TEN = Decimal(10)
FIFTEEN = Decimal(15)


def standing(measure: Measure) -> list[Standing]:
    return [Standing(measure=measure)]


def earned(bill: Bill) -> tuple[str, str]:
    return f"{bill.earned.normalize():f}", f"{bill.may_earn.normalize():f}"


@pytest.mark.parametrize(
    ("actual", "required", "points"),
    [(0, 20, "0"), (1, 20, "0"), (2, 20, "1"), (17, 20, "4"), (18, 20, "5"), (20, 20, "5"), (21, 20, "5")],
)
def test_a_ratio_is_rounded_to_whole_points(actual: int, required: int, points: str) -> None:
    """5×实际/要求，四舍五入取整: 1 of 20 is 0.25, 2 of 20 is 0.5, 17 of 20 is 4.25, 18 of 20 is 4.5."""
    terms = ratio.Terms.model_validate({"points": "5", "rounded": True})
    assert earned(ratio.bill(terms, TEN, standing(Ratio(actual, required)))) == (points, "0")


def test_a_ratio_tells_its_arithmetic_and_what_is_open() -> None:
    terms = ratio.Terms.model_validate({"points": "5", "rounded": True})
    bill = ratio.bill(terms, TEN, standing(Ratio(10, 20, 5)))
    # 2.5 rounds up to 3; with five more 3.75 rounds to 4.
    assert earned(bill) == ("3", "1")
    assert bill.because == "5分×10÷20，四舍五入取整，得3分"
    assert ratio.ceiling(terms, Decimal(3)) == 3
    assert earned(ratio.bill(terms, TEN, standing(Ratio(0, 0)))) == ("5", "0")
    assert ratio.bill(terms, TEN, ()) == Bill()


INTERVIEWS = {
    "events": [
        {"name": "主要领导", "points": "10", "halved": True},
        {"name": "分管领导", "points": "5", "halved": True},
        {"name": "发布会", "points": "5"},
        {"name": "图文", "points": "0.5"},
        {"name": "噪音", "points": "-1"},
    ],
    "halved_when": "上年接受过",
}


def counts(**of: int | None) -> Counts:
    return Counts(tuple(of.items()))


@pytest.mark.parametrize(
    ("measure", "points", "lost"),
    [
        (counts(), "0", "0"),
        (counts(图文=3), "1.5", "0"),
        (counts(图文=19), "9.5", "0"),
        (counts(图文=20), "10", "0"),
        (counts(图文=21), "10", "0"),  # at most the weight
        (counts(主要领导=1), "10", "0"),
        (counts(主要领导=1, 上年接受过=1), "5", "0"),
        (counts(分管领导=1, 发布会=1, 上年接受过=2), "7.5", "0"),  # 2.5 + 5: only interviews are halved
        (counts(图文=21, 噪音=1), "10", "1"),  # noise is taken after the limit
    ],
)
def test_events_earn_up_to_the_weight_less_noise(measure: Counts, points: str, lost: str) -> None:
    bill = event_points.bill(event_points.Terms.model_validate(INTERVIEWS), TEN, standing(measure))
    assert earned(bill) == (points, "0")
    assert f"{bill.lost.normalize():f}" == lost


def test_unknown_counts_stay_open_and_may_halve() -> None:
    terms = event_points.Terms.model_validate(INTERVIEWS)
    assert terms.options == ("主要领导", "分管领导", "发布会", "图文", "噪音", "上年接受过")
    assert earned(event_points.bill(terms, TEN, standing(counts(主要领导=1, 上年接受过=None)))) == ("5", "5")
    assert earned(event_points.bill(terms, TEN, standing(counts(图文=None, 发布会=1)))) == ("5", "5")
    noise = event_points.bill(terms, TEN, standing(counts(发布会=1, 噪音=None)))
    assert (noise.lost, noise.at_risk) == (Decimal(0), Decimal(10))


def test_one_event_takes_a_bare_number_and_a_limit() -> None:
    terms = event_points.Terms.model_validate({"events": [{"name": "点", "points": "0.3"}], "up_to": "2"})
    assert earned(event_points.bill(terms, FIFTEEN, standing(Occurrences(6)))) == ("1.8", "0")
    assert earned(event_points.bill(terms, FIFTEEN, standing(Occurrences(7)))) == ("2", "0")
    assert earned(event_points.bill(terms, FIFTEEN, standing(Occurrences(1, 1)))) == ("0.3", "1.7")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"events": [{"name": "甲", "points": "-1"}]}, "至少一项为正数"),
        ({"events": [{"name": "甲", "points": "1"}] * 2}, "不得重复"),
        ({"events": [{"name": "甲", "points": "1", "halved": True}]}, "须同时写明"),
        ({"events": [{"name": "甲", "points": 1}]}, "带引号"),
    ],
)
def test_event_terms_that_make_no_sense_are_refused(wrong: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        event_points.Terms.model_validate(wrong)


def line(name: str, ticks: str) -> tuple[str, tuple[bool | None, ...]]:
    return name, tuple({"√": True, "×": False, "?": None}[tick] for tick in ticks)


PROJECTS = {"columns": list("甲乙丙丁戊己庚辛"), "each_mark": "1", "over": 8}
SCENES = {"columns": list("甲乙丙丁戊己庚辛壬癸"), "each_row": "0.5", "each_mark": "0.5", "over": 10}


def test_the_printed_example_of_projects() -> None:
    """(7+5)/8 = 1.5."""
    ticks = Matrix((line("项目1", "√×√√√√√√"), line("项目2", "√√×√√√××")))
    bill = matrix.bill(matrix.Terms.model_validate(PROJECTS), FIFTEEN, standing(ticks))
    assert earned(bill) == ("1.5", "0")
    assert bill.because == "12个要素÷8，计1.5分"


def test_the_ticks_of_the_printed_scenes_give_170_and_not_175() -> None:
    """2×50 % + (8+6)/10×50 % = 1.70; the table prints (8+7) and 1.75."""
    ticks = Matrix((line("场景1", "√×√√√√√√×√"), line("场景2", "√××√√√××√√")))
    bill = matrix.bill(matrix.Terms.model_validate(SCENES), FIFTEEN, standing(ticks))
    assert earned(bill) == ("1.7", "0")
    assert bill.because == "2行×0.5＋14个要素÷10×0.5，计1.7分"


def test_a_line_without_a_mark_is_no_line_and_unknown_marks_stay_open() -> None:
    terms = matrix.Terms.model_validate(SCENES)
    assert earned(matrix.bill(terms, FIFTEEN, standing(Matrix((line("空", "××××××××××"),))))) == ("0", "0")
    assert earned(matrix.bill(terms, FIFTEEN, standing(Matrix((line("疑", "?×××××××××"),))))) == ("0", "0.55")
    assert earned(matrix.bill(terms, Decimal("0.5"), standing(Matrix((line("满", "√√√√√√√√√√"),))))) == ("0.5", "0")
    assert matrix.bill(terms, FIFTEEN, ()) == Bill()


def test_a_matrix_that_earns_nothing_is_refused() -> None:
    with pytest.raises(ValidationError, match="至少写其一"):
        matrix.Terms.model_validate({"columns": ["甲"]})
