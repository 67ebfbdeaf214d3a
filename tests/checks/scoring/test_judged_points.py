"""Points of a person are given against the printed part, also where weight of other rows has moved to the row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from checks.catalogues.load import load_catalogue
from checks.check import AsOf
from checks.measure import Points
from checks.scoring.result import IndicatorResult
from checks.scoring.scorecard import score
from checks.subjects import Portal, Unit


def org_row(points: str, *, key_domains: bool) -> IndicatorResult:
    """机构职能 of 曾都, 2 points printed, both halves judged."""
    table = load_catalogue("zengdu-2023")
    unit = Unit(name="县教育局", attributes=(("key_domains", key_domains),))
    portal = Portal(name="示例县", home="https://x.example/", units=(unit,))
    filed = {(unit.name, clause): Points(Decimal(points)) for clause in ("1.2.1", "1.2.2")}
    (card,) = score(table, portal, (), AsOf(date(2023, 12, 15)), filed=filed)
    return next(row for row in card.indicators if row.indicator.id == "1.2")


# The three rows of the key domains weigh 18; spread over the ten others of the group each gains 1.8: 2 become 3.8.
@pytest.mark.parametrize(
    ("points", "key_domains", "earned"),
    [
        ("1", True, "2"),
        ("0.5", True, "1"),
        ("0", True, "0"),
        ("1", False, "3.8"),
        ("0.5", False, "1.9"),
        ("0.25", False, "0.95"),
        ("0", False, "0"),
    ],
)
def test_marks_keep_their_part_of_the_weight(points: str, key_domains: bool, earned: str) -> None:
    row = org_row(points, key_domains=key_domains)
    assert (row.at_least, row.at_most) == (Decimal(earned), Decimal(earned))


def test_the_bill_says_what_was_given_and_what_it_became() -> None:
    (first, _) = org_row("0.5", key_domains=False).deductions
    assert "该条1分，得0.5分，分值调整为1.9分，折合0.95分" in first.because
