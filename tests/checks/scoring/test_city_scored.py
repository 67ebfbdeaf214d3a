"""A district and a department scored by 地区版 and 部门版 2023: the arithmetic by hand stands beside each row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from checks.catalogues.load import load_catalogue
from checks.check import AsOf
from checks.measure import Answer, Counts, Measure, Occurrences, Points
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import Scorecard, score
from checks.subjects import Column, ColumnClass, Portal, Unit
from tests.checks.scoring.faults_by_hand import bounds, seen

DAY = AsOf(date(2023, 12, 31))
DISTRICT, DEPARTMENT = "某区人民政府", "市商务局"


def column(unit: str, name: str, column_class: ColumnClass) -> Column:
    return Column(unit=unit, name=name, url=f"https://{column_class}.q.gov.example/", column_class=column_class)


DISTRICT_NEWS = column(DISTRICT, "动态要闻", ColumnClass.NEWS)
OFFICE_NOTICE = column(DEPARTMENT, "通知公告", ColumnClass.NOTICE)
PORTAL = Portal(
    name="某市人民政府",
    home="https://www.q.gov.example/",
    units=(
        Unit(name=DISTRICT, kind="district", columns=(DISTRICT_NEWS,)),
        Unit(name=DEPARTMENT, kind="department", columns=(OFFICE_NOTICE,)),
    ),
)

SHARED: dict[str, Measure] = {
    "1.1": Occurrences(12),  # 12 × 0.1 = 1.2
    "1.2.1": Answer(False),  # late: 2
    "1.2.2": Answer(True),
    "2.1": Occurrences(3),  # 0.3
    "2.2": Occurrences(0),
    "2.3.1": Occurrences(2),  # 0.2
    "2.3.2": Occurrences(0),
    "3.1.2": Occurrences(3),  # 3 × 0.5 = 1.5
    "3.1.3": Occurrences(4),  # 0.4
    "3.1.4": Occurrences(1),  # 0.5
    "3.2": Points(Decimal("8.5")),  # 8.5 of 10: 1.5
    "4.1": Occurrences(5),  # 0.5
    "4.2": Occurrences(2),  # 0.2
    "8.1.1": Points(Decimal(3)),
    "8.1.2": Points(Decimal("2.5")),
    "8.1.3": Points(Decimal(2)),
    "8.1.4": Points(Decimal(3)),
    "8.1.5": Points(Decimal(3)),
}
OF_DISTRICT: dict[str, Measure] = {
    "3.3": Answer(False),  # 1
    "5.1": Occurrences(6),  # 0.6
    "6.1": Occurrences(1),  # 0.1
    "6.2": Occurrences(2),  # 2 × 0.2 = 0.4
    "6.3.1": Occurrences(0),
    "6.3.2": Occurrences(1),  # 0.2
    "7.1": Occurrences(60),  # 6.0, at most the 5 of its item
    "7.2": Occurrences(1),  # 0.5
    "9.1": Counts((("被市级选用", 2), ("被省级选用", 1), ("被国务院选用", 0))),  # 2 × 1 + 3 = 5
}
OF_DEPARTMENT: dict[str, Measure] = {
    "4.3": Occurrences(7),  # 0.7
    "5.1": Occurrences(0),
    "5.2": Occurrences(1),  # 0.2
    "5.3.1": Occurrences(1),  # 0.1
    "5.3.2": Occurrences(0),
    "6.1": Occurrences(1),  # 0.1
    "6.2": Points(Decimal(3)),  # 3 of 5: 2
    "7.1.1": Points(Decimal(4)),
    "7.1.2": Points(Decimal(3)),
    "7.1.3": Points(Decimal("1.5")),
    "9.1": Counts((("被市级选用", 0), ("被省级选用", 0), ("被国务院选用", 3))),  # 15, at most 10
}


def card(catalogue_id: str, unit: str, filed: dict[str, Measure], at: Column) -> Scorecard:
    """Two columns not updated in time: 2 × 0.1."""
    table = load_catalogue(catalogue_id)
    outcomes = seen(table, PORTAL, DAY, {"stale-column": (at, 2)})
    answers = {(unit, clause): measure for clause, measure in filed.items()}
    (only,) = score(table, PORTAL, outcomes, DAY, filed=answers)
    assert only.unit == unit
    return only


def test_a_district_by_hand() -> None:
    scored = card("city-district-2023", DISTRICT, {**SHARED, **OF_DISTRICT}, DISTRICT_NEWS)
    expected = {
        "1": "6.80",  # 10 - 1.2 - 2
        "2": "4.50",  # 5 - 0.3 - 0.2
        "3": "19.90",  # 25 - 0.2 - 1.5 - 0.4 - 0.5 - 1.5 - 1
        "4": "9.30",  # 10 - 0.5 - 0.2
        "5": "4.40",  # 5 - 0.6
        "6": "9.30",  # 10 - 0.1 - 0.4 - 0.2
        "7": "4.50",  # 10 - 5 - 0.5
        "8": "13.50",  # 3 + 2.5 + 2 + 3 + 3
        "9": "5.00",
    }
    assert {row: bounds(scored, row) for row in expected} == {row: (sum_, sum_) for row, sum_ in expected.items()}
    assert (scored.final, rounded_text(scored.at_least)) == (True, "77.20")


def test_a_department_by_hand() -> None:
    scored = card("city-department-2023", DEPARTMENT, {**SHARED, **OF_DEPARTMENT}, OFFICE_NOTICE)
    expected = {
        "1": "6.80",
        "2": "4.50",
        "3": "15.90",  # 20 - 0.2 - 1.5 - 0.4 - 0.5 - 1.5
        "4": "8.60",  # 10 - 0.5 - 0.2 - 0.7
        "5": "9.70",  # 10 - 0.2 - 0.1
        "6": "7.90",  # 10 - 0.1 - 2
        "7": "8.50",  # 4 + 3 + 1.5
        "8": "13.50",
        "9": "10.00",  # 3 × 5, at most 10
    }
    assert {row: bounds(scored, row) for row in expected} == {row: (sum_, sum_) for row, sum_ in expected.items()}
    assert (scored.final, rounded_text(scored.at_least)) == (True, "85.40")


@pytest.mark.parametrize("catalogue_id", ["city-district-2023", "city-department-2023"])
def test_before_anybody_has_filed_only_what_a_crawl_saw_is_taken(catalogue_id: str) -> None:
    unit, at = (DISTRICT, DISTRICT_NEWS) if "district" in catalogue_id else (DEPARTMENT, OFFICE_NOTICE)
    scored = card(catalogue_id, unit, {}, at)
    taken = {each.clause: rounded_text(each.points) for row in scored.indicators for each in row.deductions}
    assert taken == {"3.1.1": "0.20"}
    assert rounded_text(scored.at_most) == "99.80"
    assert bounds(scored, "9") == ("0.00", "10.00")


@pytest.mark.parametrize(("cases", "left"), [(49, "5.10"), (50, "5.00"), (51, "5.00")])
def test_a_clause_takes_no_more_than_its_item_prints(cases: int, left: str) -> None:
    filed: dict[str, Measure] = {**SHARED, **OF_DISTRICT, "7.1": Occurrences(cases), "7.2": Occurrences(0)}
    assert bounds(card("city-district-2023", DISTRICT, filed, DISTRICT_NEWS), "7") == (left, left)


@pytest.mark.parametrize(
    ("counts", "points"), [((0, 0, 0), "0.00"), ((0, 3, 0), "9.00"), ((1, 3, 0), "10.00"), ((0, 0, 2), "10.00")]
)
def test_selected_papers_add_up_until_the_row_is_full(counts: tuple[int, int, int], points: str) -> None:
    names = ("被市级选用", "被省级选用", "被国务院选用")
    filed: dict[str, Measure] = {"9.1": Counts(tuple(zip(names, counts, strict=True)))}
    assert bounds(card("city-district-2023", DISTRICT, filed, DISTRICT_NEWS), "9") == (points, points)
