"""Each kind at, below and above its thresholds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from checks.measure import Answer, Conditions, Delays, Measure, Occurrences, Ratio
from checks.scoring import delay_tiers, per_occurrence_share, share
from checks.scoring.clause import Standing
from checks.scoring.kind_index import all_kinds

FIVE = Decimal(5)


def standing(measure: Measure) -> list[Standing]:
    return [Standing(measure=measure)]


def test_the_kinds_of_the_first_table_are_found_by_their_files() -> None:
    assert {"share", "per-occurrence-share", "delay-tiers"} <= set(all_kinds())


@pytest.mark.parametrize(
    ("measure", "lost", "at_risk"),
    [
        (Occurrences(0), "0", "0"),
        (Occurrences(1), "0.75", "0"),
        (Occurrences(9, 2), "0.75", "0"),
        (Occurrences(0, 1), "0", "0.75"),
        (Answer(True), "0", "0"),
        (Answer(False), "0.75", "0"),
        (Answer(None), "0", "0.75"),
        (Conditions((("a", True), ("b", False), ("c", True))), "0.25", "0"),
        (Conditions((("a", True), ("b", False), ("c", None))), "0.25", "0.25"),
        (Conditions(()), "0", "0"),
        (Ratio(1, 3), "0.5", "0"),
        (Ratio(1, 3, 1), "0.25", "0.25"),
        (Ratio(3, 3), "0", "0"),
        (Ratio(4, 3), "0", "0"),
        (Ratio(0, 0), "0", "0"),
    ],
)
def test_share(measure: Measure, lost: str, at_risk: str) -> None:
    bill = share.bill(share.Terms.model_validate({"share": "15"}), FIVE, standing(measure))
    assert (bill.lost, bill.at_risk) == (Decimal(lost), Decimal(at_risk))
    assert bool(bill.because) == (bill.lost > 0)
    assert bool(bill.open_because) == (bill.at_risk > 0)


def test_share_is_taken_once_for_several_sources() -> None:
    terms = share.Terms.model_validate({"share": "25"})
    bill = share.bill(terms, FIVE, [Standing(measure=Occurrences(2)), Standing(measure=Occurrences(3, 1))])
    assert (bill.lost, bill.at_risk) == (Decimal("1.25"), Decimal(0))
    assert bill.because == "发现问题5处，权重5分×25%，扣1.25分"


@pytest.mark.parametrize(
    ("count", "unknown", "lost", "at_risk"),
    [
        (0, 0, "0", "0"),
        (1, 0, "0.2", "0"),
        (9, 0, "1.8", "0"),
        (10, 0, "2", "0"),
        (11, 0, "2", "0"),
        (0, 3, "0", "0.6"),
        (9, 3, "1.8", "0.2"),
        (12, 3, "2", "0"),
    ],
)
def test_per_occurrence_share_ends_at_the_weight(count: int, unknown: int, lost: str, at_risk: str) -> None:
    terms = per_occurrence_share.Terms.model_validate({"each": "10"})
    bill = per_occurrence_share.bill(terms, Decimal(2), standing(Occurrences(count, unknown)))
    assert (bill.lost, bill.at_risk) == (Decimal(lost), Decimal(at_risk))


def test_per_occurrence_share_ends_at_its_cap() -> None:
    terms = per_occurrence_share.Terms.model_validate({"each": "50", "cap": "60"})
    assert per_occurrence_share.bill(terms, FIVE, standing(Occurrences(2))).lost == 3


TIERS = {"tiers": [{"up_to": 1, "earns": "50"}, {"up_to": 5, "earns": "20"}], "over": 10}


@pytest.mark.parametrize(
    ("days", "least", "most"),
    [
        (0, "50", "50"),
        (1, "50", "50"),
        (2, "20", "20"),
        (5, "20", "20"),
        (6, "0", "20"),
        (10, "0", "20"),
        (11, "0", "0"),
        (None, "0", "50"),
    ],
)
@pytest.mark.parametrize("part", [50, 100])
def test_delay_tiers_at_their_limits(days: int | None, least: str, most: str, part: int) -> None:
    """Over a weight of 100; whatever the part, every tier earns what it prints."""
    terms = delay_tiers.Terms.model_validate({**TIERS, "part": str(part)})
    bill = delay_tiers.bill(terms, Decimal(100), standing(Delays((("q", days),))))
    assert part - bill.lost == Decimal(most)
    assert part - bill.lost - bill.at_risk == Decimal(least)
    assert delay_tiers.ceiling(terms, Decimal(100)) == part


def test_delay_tiers_average_their_cases() -> None:
    terms = delay_tiers.Terms.model_validate({**TIERS, "part": "100"})
    bill = delay_tiers.bill(terms, FIVE, standing(Delays((("a", 1), ("b", 3), ("c", 12), ("d", 7)))))
    # Lost of 5: 50 % + 80 % + 100 % + at least 80 %, over four cases; the case of 7 days may lose 20 % more.
    assert (bill.lost, bill.at_risk) == (Decimal("3.875"), Decimal("0.25"))
    assert bill.because == (
        "共4件：1个工作日内1件，5个工作日内1件，超过5个工作日且不超过10个工作日1件，超过10个工作日1件；"
        "逐件按档计分后取平均，权重5分×100%，扣3.875分"
    )


def test_delay_tiers_without_a_case_have_nothing_against_the_unit() -> None:
    bill = delay_tiers.bill(delay_tiers.Terms.model_validate(TIERS), FIVE, ())
    assert (bill.lost, bill.at_risk) == (Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    "wrong",
    [
        {"tiers": [{"up_to": 5, "earns": "50"}, {"up_to": 1, "earns": "20"}], "over": 10},
        {"tiers": [{"up_to": 1, "earns": "20"}, {"up_to": 5, "earns": "50"}], "over": 10},
        {"tiers": [{"up_to": 1, "earns": "50"}], "over": 0},
        {"tiers": [{"up_to": 1, "earns": "50"}], "over": 5, "part": "40"},
        {"tiers": [{"up_to": 1, "earns": 50}], "over": 10},
    ],
)
def test_delay_tiers_out_of_order_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        delay_tiers.Terms.model_validate(wrong)
