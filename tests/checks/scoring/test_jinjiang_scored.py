"""A unit with a service hall scored by 晋江 2023: the arithmetic by hand stands beside each row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_catalogue
from checks.check import AsOf
from checks.measure import Answer, Conditions, Counts, Matrix, Measure, Occurrences, Points, Ratio
from checks.scoring.asked import asked_of
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import Scorecard, score
from checks.subjects import Account, AccountType, Column, ColumnClass, Portal, Unit
from tests.checks.scoring.faults_by_hand import bounds, seen

DAY = AsOf(date(2023, 12, 15))
NAME, OTHER = "市住房和城乡建设局", "市水利局"
OUTSIDE = "总绩效察访核验加倍扣分项"


def column(name: str, column_class: ColumnClass) -> Column:
    return Column(unit=NAME, name=name, url=f"https://{column_class}.q.gov.example/", column_class=column_class)


NEWS = column("工作动态", ColumnClass.NEWS)
POLICY = column("政策文件", ColumnClass.POLICY)
INTERPRETATION = column("政策解读", ColumnClass.INTERPRETATION)
SOLICITATION = column("民意征集", ColumnClass.SOLICITATION)
SURVEY = column("网上调查", ColumnClass.SURVEY)


def account(unit: str, account_type: AccountType) -> Account:
    return Account(unit=unit, platform="wechat", type=account_type, name=unit)


UNIT = Unit(
    name=NAME,
    attributes=(("service_hall", True),),
    columns=(NEWS, POLICY, INTERPRETATION, SOLICITATION, SURVEY),
    accounts=(account(NAME, AccountType.SUBSCRIPTION),),
)
SERVICE_ONLY = Unit(name=OTHER, attributes=(("service_hall", False),), accounts=(account(OTHER, AccountType.SERVICE),))
PORTAL = Portal(name="某市人民政府", home="https://www.q.gov.example/", units=(UNIT, SERVICE_ONLY))


def met(*states: bool) -> Conditions:
    return Conditions(tuple((str(number), state) for number, state in enumerate(states)))


def ticks(*lines: str) -> Matrix:
    return Matrix(tuple((f"第{number}行", tuple(tick == "√" for tick in line)) for number, line in enumerate(lines)))


FILED: dict[str, Measure] = {
    "1.1.1": Occurrences(0),
    "1.1.2.1": Answer(True),
    "1.1.2.2": Answer(False),  # 5 / 4 = 1.25
    "1.1.2.3": Answer(True),
    "1.1.2.4": Answer(True),  # the crawl found attachments that are not there: 1.25
    "1.1.3": Points(Decimal(5)),
    "1.2.1": Occurrences(1),  # 2
    "1.2.2": Occurrences(0),
    "1.3.1": Occurrences(3),  # 3 × 0.25 = 0.75
    "1.4.1": Occurrences(0),
    "1.4.2": Points(Decimal(9)),
    "2.1.1": met(True, True, True, False),  # 5 × 3/4 = 3.75
    "2.2.1": Ratio(4, 5),  # 3 × 4/5 = 2.4
    "2.2.2": Points(Decimal("2.5")),
    "2.2.3": Ratio(3, 4),  # 2 × 3/4 = 1.5
    "2.2.4": Points(Decimal(2)),  # the crawl found an interpretation without link: 0
    "2.3.1.1": Answer(True),  # 2
    "2.3.1.2": met(True, True, True, True),  # 2
    "2.3.1.3": met(True, True, True, False),  # 4 × 3/4 = 3
    "2.3.1.4": met(True, True, False),  # 2 × 2/3 = 1.333…
    "3.2.1": Occurrences(2),  # 2
    "3.2.2": Occurrences(0),
    "3.3.1": Ratio(18, 20),  # 5 × 18/20 = 4.5, rounded 5
    "4.1.1": Counts((("主要领导接受访谈", 0), ("分管领导接受访谈", 1), ("上一年接受过在线访谈", 1))),  # 5 / 2
    "4.1.2": Counts(
        (
            ("领导召开新闻发布会", 0),
            ("通过专题宣传片解读政策", 0),
            ("图文信息", 4),  # 2
            ("视频信息", 1),  # 1
            ("信息噪音", 1),  # -1
        )
    ),
    "4.2.1": met(True, True, True, True),  # 2
    "4.2.2": Ratio(1, 2),  # 0.5
    "4.3.1": Answer(True),
    "4.3.2": Answer(True),
    "4.3.3": Occurrences(1),  # 0.5
    "4.4.3": Answer(False),  # 2
    # The worked example of the table: 7 + 5 marks of 8 columns.
    "5.1.1.1": ticks("√×√√√√√√", "√√×√√√××"),  # 12 / 8 = 1.5
    # Its second example has 8 and 6 ticks: 2 × 50 % + 14/10 × 50 % = 1.7, not the printed 1.75.
    "5.1.1.2": ticks("√×√√√√√√×√", "√××√√√××√√"),
    "5.1.2": Occurrences(2),  # 2
    "5.1.3": Occurrences(1),  # 3
    "5.2.1": Occurrences(5),  # 1.5
    "5.2.2": Occurrences(4),  # 0.8
    "5.3.1": Occurrences(3),  # 3
    "5.4.1": Counts((("省级", 1), ("泉州市级", 1))),  # 3
}
FAULTS = {
    "dead-attachment": (POLICY, 3),
    "missing-link-to-policy": (INTERPRETATION, 1),
    "solicitation-feedback-wording": (SOLICITATION, 2),
    "stale-column": (NEWS, 1),
}


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_catalogue("jinjiang-2023")


def card(table: Catalogue, changed: dict[str, Measure] | None = None, *, day: AsOf = DAY) -> Scorecard:
    answers = {(NAME, clause): measure for clause, measure in {**FILED, **(changed or {})}.items()}
    return score(table, PORTAL, seen(table, PORTAL, day, FAULTS), day, filed=answers)[0]


def test_a_unit_by_hand(table: Catalogue) -> None:
    scored = card(table)
    expected = {
        "1.1": "7.50",  # 10 - 1.25 - 1.25
        "1.2": "8.00",  # 10 - 2
        "1.3": "2.25",  # 3 - 0.75
        "1.4": "9.00",
        "2.1": "3.75",
        "2.2": "6.40",  # 2.4 + 2.5 + 1.5 + 0
        "2.3": "8.33",  # 2 + 2 + 3 + 1.333…
        "3.2": "8.00",
        "3.3": "5.00",
        "4.1": "4.50",  # 2.5 + 2 + 1 - 1
        "4.2": "2.50",  # 2 + 0.5 + 0
        "4.3": "3.50",  # 2 + 2 - 0.5
        "4.4": "2.00",  # 4 - 2, the first two clauses begin in 2024
        "5.1": "8.20",  # 1.5 + 1.7 + 2 + 3
        "5.2": "2.30",  # 1.5 + 0.8
        "5.3": "3.00",
        "5.4": "3.00",
    }
    assert {row: bounds(scored, row) for row in expected} == {row: (sum_, sum_) for row, sum_ in expected.items()}
    # 70.7333… of the regular rows; 8.2 + 2.3 + 3 + 3 = 16.5 extra, of which 15 count.
    assert (scored.final, rounded_text(scored.at_least)) == (True, "85.73")


def test_a_column_not_updated_takes_no_points_but_leaves_a_mark(table: Catalogue) -> None:
    scored = card(table)
    assert bounds(scored, "3.1") == ("0.00", "0.00")
    assert [(each.clause, each.consequence) for each in scored.outside] == [("3.1.1", OUTSIDE)]


def test_a_veto_empties_its_row_and_the_others_are_still_scored(table: Catalogue) -> None:
    scored = card(table, {"1.4.1": Occurrences(1)})
    assert bounds(scored, "1.4") == ("0.00", "0.00")
    assert scored.vetoed_by == ("1.4.1",)
    assert "1.4.1" in {each.clause for each in scored.outside}
    assert rounded_text(scored.at_least) == "76.73"  # 85.73 - 9


@pytest.mark.parametrize(
    ("actual", "points"),
    [(17, "4.00"), (18, "5.00"), (20, "5.00"), (1, "0.00"), (2, "1.00")],  # 4.25, 4.5, 5, 0.25, 0.5
)
def test_reposts_are_rounded_to_whole_points(table: Catalogue, actual: int, points: str) -> None:
    assert bounds(card(table, {"3.3.1": Ratio(actual, 20)}), "3.3") == (points, points)


def test_a_unit_with_a_service_account_only_gets_the_average(table: Catalogue) -> None:
    filed: dict[tuple[str, str], Measure] = {(NAME, "3.3.1"): Ratio(13, 20)}  # 3.25, rounded 3
    _, other = score(table, PORTAL, seen(table, PORTAL, DAY, {}), DAY, filed=filed)
    assert bounds(other, "3.3") == ("3.00", "3.00")


def test_a_unit_that_gets_the_average_is_not_asked_for_its_own_figure(table: Catalogue) -> None:
    assert "3.3.1" in [asked.clause.id for asked in asked_of(table, UNIT)]
    assert "3.3.1" not in [asked.clause.id for asked in asked_of(table, SERVICE_ONLY)]


@pytest.mark.parametrize(
    ("head", "noise", "points"), [(0, 0, "0.00"), (1, 0, "10.00"), (2, 0, "10.00"), (1, 1, "9.00"), (0, 3, "0.00")]
)
def test_interviews_fill_the_row_and_noise_takes_from_it(table: Catalogue, head: int, noise: int, points: str) -> None:
    changed: dict[str, Measure] = {
        "4.1.1": Counts((("主要领导接受访谈", head), ("分管领导接受访谈", 0), ("上一年接受过在线访谈", 0))),
        "4.1.2": Counts((("信息噪音", noise),)),
    }
    assert bounds(card(table, changed), "4.1") == (points, points)


def test_units_without_a_hall_are_asked_the_other_half(table: Catalogue) -> None:
    filed: dict[tuple[str, str], Measure] = {
        (OTHER, "2.3.2.1"): met(True, True, False),  # 5 × 2/3
        (OTHER, "2.3.2.2"): met(True, True, True, True, False),  # 5 × 4/5
    }
    _, other = score(table, PORTAL, seen(table, PORTAL, DAY, {}), DAY, filed=filed)
    assert bounds(other, "2.3") == ("7.33", "7.33")


def test_a_unit_whose_hall_nobody_registered_stays_open(table: Catalogue) -> None:
    portal = replace(PORTAL, units=(Unit(name=NAME),))
    (only,) = score(table, portal, seen(table, portal, DAY, {}), DAY)
    assert bounds(only, "2.3") == ("0.00", "10.00")
    (row,) = (each for each in only.indicators if each.indicator.id == "2.3")
    assert row.open


def test_before_anybody_has_filed_only_what_a_crawl_saw_is_taken(table: Catalogue) -> None:
    scored = score(table, PORTAL, seen(table, PORTAL, DAY, FAULTS), DAY)[0]
    taken = {each.clause: rounded_text(each.points) for row in scored.indicators for each in row.deductions}
    assert taken == {"1.1.2.4": "1.25", "2.2.4": "2.00", "4.2.3": "1.00"}
    assert scored.vetoed_by == ()
    # 100 and 15 extra, less the above and less the 5 of 转载 that its formula cannot reach.
    assert rounded_text(scored.at_most) == "105.75"


def test_clauses_of_2024_count_from_2024(table: Catalogue) -> None:
    changed: dict[str, Measure] = {"4.4.1": Occurrences(3), "4.4.2": Occurrences(1), "4.4.3": Answer(True)}
    assert bounds(card(table, changed), "4.4") == ("4.00", "4.00")
    assert bounds(card(table, changed, day=AsOf(date(2024, 1, 1))), "4.4") == ("2.00", "2.00")  # 3 - 1
