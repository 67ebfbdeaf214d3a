"""Kinds that take points, each at, below and above its thresholds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from checks.measure import Answer, Choice, Conditions, Counts, Delays, Measure, Occurrences, Ratio
from checks.scoring import (
    count_tiers,
    fixed_points,
    graded_choice,
    no_points,
    override,
    per_occurrence,
    rated_events,
    veto,
    zeroing,
)
from checks.scoring.clause import WHOLE_ROW, Bill, Standing
from checks.scoring.kind_index import all_kinds

TEN = Decimal(10)


def standing(measure: Measure) -> list[Standing]:
    return [Standing(measure=measure)]


def taken(bill: Bill) -> tuple[str, str]:
    return f"{bill.lost.normalize():f}", f"{bill.at_risk.normalize():f}"


def test_every_kind_of_the_five_tables_has_its_file() -> None:
    assert set(all_kinds()) == {
        "count-tiers",
        "delay-tiers",
        "event-points",
        "fixed-points",
        "graded-choice",
        "matrix",
        "no-points",
        "override",
        "per-occurrence",
        "per-occurrence-share",
        "rated-events",
        "ratio",
        "redistribution",
        "share",
        "veto",
        "zeroing",
    }


@pytest.mark.parametrize(
    ("measure", "lost", "at_risk"),
    [
        (Answer(True), "0", "0"),
        (Answer(False), "5", "0"),
        (Answer(None), "0", "5"),
        (Occurrences(1), "5", "0"),
        (Conditions((("甲", True), ("乙", False))), "2.5", "0"),
        (Conditions((("甲", None), ("乙", False))), "2.5", "2.5"),
        (Ratio(1, 2), "2.5", "0"),
        (Ratio(2, 2), "0", "0"),
        (Ratio(3, 2), "0", "0"),
    ],
)
def test_fixed_points_are_kept_lost_or_kept_in_parts(measure: Measure, lost: str, at_risk: str) -> None:
    terms = fixed_points.Terms.model_validate({"points": "5"})
    assert taken(fixed_points.bill(terms, TEN, standing(measure))) == (lost, at_risk)


def test_parts_of_different_worth_are_each_met_or_not() -> None:
    terms = fixed_points.Terms.model_validate(
        {"points": "5", "parts": [{"name": "甲", "points": "3"}, {"name": "乙", "points": "2"}]}
    )
    assert terms.options == ("甲", "乙")
    met = Conditions((("甲", False), ("乙", True)))
    bill = fixed_points.bill(terms, TEN, standing(met))
    assert taken(bill) == ("3", "0")
    assert bill.because == "该条5分，“甲”未达到，共2项，部分未达到，扣3分"
    assert taken(fixed_points.bill(terms, TEN, standing(Conditions((("甲", None), ("乙", False)))))) == ("2", "3")


def test_deducted_points_name_no_part_and_stop_at_the_weight() -> None:
    terms = fixed_points.Terms.model_validate({"deducts": "2"})
    assert (terms.named_points, fixed_points.ceiling(terms, Decimal(1))) == (None, Decimal(1))
    assert taken(fixed_points.bill(terms, TEN, standing(Occurrences(3)))) == ("2", "0")


@pytest.mark.parametrize(
    ("count", "unknown", "lost", "at_risk"),
    [
        (0, 0, "0", "0"),
        (1, 0, "0.25", "0"),
        (11, 0, "2.75", "0"),
        (12, 0, "3", "0"),  # 每次扣0.25分 over a weight of 3
        (13, 0, "3", "0"),
        (11, 2, "2.75", "0.25"),
    ],
)
def test_points_per_occurrence_end_at_the_weight(count: int, unknown: int, lost: str, at_risk: str) -> None:
    terms = per_occurrence.Terms.model_validate({"each": "0.25"})
    bill = per_occurrence.bill(terms, Decimal(3), standing(Occurrences(count, unknown)))
    assert taken(bill) == (lost, at_risk)


@pytest.mark.parametrize(("count", "lost"), [(19, "1.9"), (20, "2"), (21, "2")])
def test_points_per_occurrence_end_at_the_cap(count: int, lost: str) -> None:
    """每件扣0.1分，扣完为止, of a part of 2 points in a row of 5."""
    terms = per_occurrence.Terms.model_validate({"each": "0.1", "cap": "2"})
    bill = per_occurrence.bill(terms, Decimal(5), standing(Occurrences(count)))
    assert taken(bill) == (lost, "0")
    assert ("以2分为限" in bill.because) == (count > 20)


LEVELS = {"events": [{"name": "国办", "share": "50"}, {"name": "省办", "share": "5"}]}


@pytest.mark.parametrize(
    ("state", "province", "lost", "at_risk"),
    [
        (0, 0, "0", "0"),
        (0, 1, "0.3", "0"),  # 5 % of 6
        (1, 1, "3.3", "0"),  # 50 % + 5 %
        (2, 0, "6", "0"),
        (2, 1, "6", "0"),  # never more than the weight
        (None, 1, "0.3", "5.7"),
    ],
)
def test_events_take_what_their_level_is_worth(
    state: int | None, province: int | None, lost: str, at_risk: str
) -> None:
    terms = rated_events.Terms.model_validate(LEVELS)
    bill = rated_events.bill(terms, Decimal(6), standing(Counts((("国办", state), ("省办", province)))))
    assert taken(bill) == (lost, at_risk)


def test_the_arithmetic_of_rated_events_is_told() -> None:
    terms = rated_events.Terms.model_validate(LEVELS)
    bill = rated_events.bill(terms, Decimal(6), standing(Counts((("国办", 2), ("省办", 1)))))
    assert bill.because == "国办2次×权重6分的50%＋省办1次×权重6分的5%＝6.3分，以6分为限，扣6分"


FORMS = {
    "share": "30",
    "grades": [{"name": "链接", "earns": "20"}, {"name": "名录", "earns": "60"}, {"name": "系统", "earns": "100"}],
}


@pytest.mark.parametrize(
    ("chosen", "lost"), [("链接", "1.2"), ("名录", "0.6"), ("系统", "0"), ("未提供", "1.5"), ("", "1.5")]
)
def test_a_form_keeps_its_grade(chosen: str, lost: str) -> None:
    """30 % of 5 are 1.5 points; the lowest form keeps 20 % of them."""
    terms = graded_choice.Terms.model_validate(FORMS)
    assert taken(graded_choice.bill(terms, Decimal(5), standing(Choice(chosen)))) == (lost, "0")


def test_forms_have_names_of_their_own() -> None:
    terms = graded_choice.Terms.model_validate(FORMS)
    assert terms.options == ("链接", "名录", "系统", "未提供")
    assert graded_choice.bill(terms, Decimal(5), ()) == Bill()
    with pytest.raises(ValidationError, match="不得重复"):
        graded_choice.Terms.model_validate({**FORMS, "grades": [{"name": "甲", "earns": "1"}] * 2})


TIERS = {"share": "50", "tiers": [{"from": 1, "earns": "50"}, {"from": 5, "earns": "100"}]}


@pytest.mark.parametrize(
    ("count", "unknown", "lost", "at_risk"),
    [
        (0, 0, "3", "0"),
        (1, 0, "1.5", "0"),
        (4, 0, "1.5", "0"),
        (5, 0, "0", "0"),
        (6, 0, "0", "0"),
        (4, 1, "0", "1.5"),
        (0, 1, "1.5", "1.5"),
    ],
)
def test_one_to_four_times_half_five_and_more_all(count: int, unknown: int, lost: str, at_risk: str) -> None:
    """50 % of 6 are 3 points."""
    terms = count_tiers.Terms.model_validate(TIERS)
    assert taken(count_tiers.bill(terms, Decimal(6), standing(Occurrences(count, unknown)))) == (lost, at_risk)


def test_tiers_and_parts_out_of_order_are_refused() -> None:
    with pytest.raises(ValidationError, match="由小到大"):
        count_tiers.Terms.model_validate({**TIERS, "tiers": [{"from": 5, "earns": "50"}, {"from": 1, "earns": "100"}]})
    with pytest.raises(ValidationError, match="须写其一"):
        count_tiers.Terms.model_validate({**TIERS, "points": "2"})
    with pytest.raises(ValidationError, match="合计须等于 5"):
        fixed_points.Terms.model_validate({"points": "5", "parts": [{"name": "甲", "points": "3"}]})


@pytest.mark.parametrize(
    ("measure", "zeroes", "may_zero"),
    [
        (Occurrences(0), (), ()),
        (Occurrences(1), (WHOLE_ROW,), ()),
        (Occurrences(0, 1), (), (WHOLE_ROW,)),
        (Occurrences(1, 1), (WHOLE_ROW,), ()),
        (Answer(False), (WHOLE_ROW,), ()),
        (Answer(True), (), ()),
        (Answer(None), (), (WHOLE_ROW,)),
    ],
)
def test_one_fault_is_enough_for_a_veto_or_a_zeroing_note(
    measure: Measure, zeroes: tuple[str, ...], may_zero: tuple[str, ...]
) -> None:
    for bill in (
        veto.bill(veto.Terms(), TEN, standing(measure)),
        zeroing.bill(zeroing.Terms(), TEN, standing(measure)),
    ):
        assert (bill.zeroes, bill.may_zero) == (zeroes, may_zero)
        assert taken(bill) == ("0", "0")


def test_a_note_that_tells_events_apart_zeroes_only_what_each_names() -> None:
    terms = zeroing.Terms.model_validate({"events": [{"name": "造假"}, {"name": "照搬", "only": ["1.2"]}]})
    copied = Counts((("造假", 0), ("照搬", 1)))
    assert zeroing.bill(terms, TEN, standing(copied)).zeroes == ("1.2",)
    both = zeroing.bill(terms, TEN, standing(Counts((("造假", 1), ("照搬", None)))))
    assert (both.zeroes, both.may_zero) == ((WHOLE_ROW,), ("1.2",))
    assert both.because == "出现“造假”情形，该项不得分"


@pytest.mark.parametrize(
    ("measure", "counts"),
    [
        (Occurrences(0), (1, 0, 0)),
        (Occurrences(2, 1), (0, 2, 1)),
        (Answer(True), (1, 0, 0)),
        (Answer(False), (0, 1, 0)),
        (Answer(None), (0, 0, 1)),
        (Conditions((("甲", True), ("乙", False), ("丙", None))), (1, 1, 1)),
        (Ratio(3, 4, 1), (3, 0, 1)),
        (Delays((("a", 4), ("b", 5), ("c", 6), ("d", None))), (2, 1, 1)),
    ],
)
def test_a_demand_without_points_is_met_missed_or_open(measure: Measure, counts: tuple[int, int, int]) -> None:
    terms = no_points.Terms.model_validate({"limit": 5})
    assert no_points.counted(terms, measure) == counts
    bill = no_points.bill(terms, TEN, standing(measure))
    assert taken(bill) == ("0", "0")
    assert bool(bill.because) == (counts[1] > 0)


@pytest.mark.parametrize(
    ("measure", "applies"),
    [
        (Answer(True), True),
        (Answer(False), False),
        (Answer(None), False),
        (Occurrences(1), True),
        (Occurrences(0), False),
    ],
)
def test_an_override_applies_where_its_note_does(measure: Measure, applies: bool) -> None:
    assert override.applies_by(measure) is applies
