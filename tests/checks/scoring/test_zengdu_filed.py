"""A unit of 曾都 2023 with everything filed: the score by hand, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_catalogue
from checks.check import Outcome
from checks.evaluate import evaluate
from checks.measure import Answer, Choice, Conditions, Counts, Delays, Measure, Occurrences, Points, Ratio
from checks.rule_index import all_rules
from checks.scoring.asked import asked_of
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import Scorecard, score
from checks.subjects import Unit
from checks.workdays import WorkCalendar
from checks.world import World
from tests.checks.scoring.test_zengdu_scored import DAY, INTERPRETATION, NAME, PORTAL, SOLICITATION, UNIT, with_faults

# Not in a key domain: 3 × 6 points go evenly to the ten other rows of 政府信息公开, 1.8 each.
MOVED = replace(UNIT, attributes=(("key_domains", False),))


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_catalogue("zengdu-2023")


@pytest.fixture(scope="module")
def outcomes(table: Catalogue) -> list[Outcome]:
    """Everything seen: one interpretation without link, one solicitation without feedback."""
    unseen = evaluate(World(PORTAL, (), WorkCalendar()), table.demands(), all_rules(), DAY)
    return with_faults(
        unseen, {"missing-link-to-policy": (INTERPRETATION, 1), "missing-solicitation-feedback": (SOLICITATION, 1)}
    )


def full_marks(table: Catalogue, unit: Unit) -> dict[tuple[str, str], Measure]:
    """Everything that people may say, said in favour of the unit."""
    best: dict[str, Measure] = {
        "yes-no": Answer(True),
        "occurred": Occurrences(0),
        "number": Occurrences(0),
        "ratio": Ratio(4, 4),
        "delays": Delays((("2023-001", 1),)),
    }
    filed: dict[tuple[str, str], Measure] = {}
    for asked in asked_of(table, unit):
        match asked.answer:
            case "points":
                measure: Measure = Points(asked.at_most)
            case "conditions":
                measure = Conditions(tuple((name, True) for name in asked.options))
            case "counts":
                measure = Counts(tuple((name, 0) for name in asked.options))
            case "occurred" if asked.options:
                measure = Counts(tuple((name, 0) for name in asked.options))
            case "choice":
                measure = Choice("本地检索栏目设计新颖，查询内容贴合本地实际、采用地图或图形化等高级查询")
            case answer:
                measure = best[answer]
        filed[unit.name, asked.clause.id] = measure
    return filed


def card(table: Catalogue, outcomes: list[Outcome], said: dict[str, Measure], unit: Unit = MOVED) -> Scorecard:
    filed = full_marks(table, unit) | {(NAME, clause): measure for clause, measure in said.items()}
    return score(table, replace(PORTAL, units=(unit,)), outcomes, DAY, filed=filed)[0]


def points(scored: Scorecard) -> dict[str, str]:
    return {
        result.indicator.id: rounded_text(result.at_most)
        if result.at_least == result.at_most
        else f"{rounded_text(result.at_least)}~{rounded_text(result.at_most)}"
        for result in scored.indicators
    }


def test_the_whole_bill_by_hand(table: Catalogue, outcomes: list[Outcome]) -> None:
    scored = card(
        table,
        outcomes,
        {
            "1.1.1": Answer(False),
            "1.4.1": Ratio(3, 4),
            "1.4.3": Occurrences(2),
            "1.4.n1": Occurrences(0),
            "1.5.1": Ratio(9, 10),
            "1.6.1": Conditions((("抽查计划", True), ("抽查对象", True), ("抽查结果", False))),
            "1.13.n1": Counts((("突击发布、弄虚作假", 0), ("图文、视频解读照搬政策原文、简单摘抄文件内容", 1))),
            "2.1.2": Choice("本级名单名录"),
            "3.1.1": Delays((("2023-001", 1), ("2023-002", 4), ("2023-003", 11), ("2023-004", 5))),
            "5.2.5": Occurrences(1),
            "5.3.n1": Occurrences(1),
            "5.5.2": Occurrences(4),
            "6.1.1": Answer(False),
            "7.1.1": Counts((("国务院办公厅", 0), ("省政府办公厅", 2))),
            "7.2.1": Counts((("中央媒体", 1), ("省级主流媒体", 1))),
            "7.3.1": Occurrences(1),
        },
    )
    given = points(scored)
    assert given == {
        "1.1": "1.90",  # 2 + 1.8 = 3.8, half of it
        "1.2": "3.80",
        "1.3": "3.80",
        "1.4": "2.66",  # 3.8 less 40 % × 1/4 = 0.38 and 2 × 10 % = 0.76
        "1.5": "3.46",  # 3.8 less 90 % × 1/10 = 0.342, so 3.458
        "1.6": "3.42",  # 3.8 less 30 % × 1/3 = 0.38
        "1.7": "3.80",
        "1.8": "3.80",
        "1.9": "0.00",  # moved
        "1.10": "0.00",
        "1.11": "0.00",
        "1.12": "4.80",  # 3 + 1.8; the registry lists no topic column, a person says that nothing is stale
        "1.13": "5.10",  # 5 + 1.8 = 6.8, less 15 % = 1.02 for the link and 10 % = 0.68 for copied forms
        "2.1": "4.40",  # 30 % × 5 = 1.5, the third of five forms keeps 60 %: less 0.6
        "3.1": "1.13",  # 5 × (50 + 20 + 0 + 20) % ÷ 4 = 1.125
        "3.2": "1.50",  # 3 less 50 %
        "4.1": "5.00",
        "4.2": "10.00",
        "5.1": "6.00",
        "5.2": "4.00",  # 8 less 50 % for one post
        "5.3": "0.00",  # queries that do not work: nothing of 6
        "5.4": "4.00",
        "5.5": "4.50",  # 3 + half of 3 for four times
        "6.1": "5.00",
        "7.1": "-0.60",  # 2 × 5 % of 6
        "7.2": "-2.40",  # 50 % + 10 % of 4
        "7.3": "0.00",  # no weight printed, no number invented
    }
    # 1.9 + 3.8 + 3.8 + 2.66 + 3.458 + 3.42 + 3.8 + 3.8 + 4.8 + 5.1 = 36.538; 4.4; 1.125 + 1.5; 5 + 10;
    # 6 + 4 + 0 + 4 + 4.5 = 18.5; 5; -3. Together 79.063.
    assert (rounded_text(scored.at_least), rounded_text(scored.at_most)) == ("79.06", "79.06")
    assert [(row, still.waits_for) for row, still in scored.waiting_for] == [("7.3", "weight")]
    assert scored.final


def test_everything_in_favour_is_a_hundred_and_ten_less_what_nobody_can_earn(
    table: Catalogue, outcomes: list[Outcome]
) -> None:
    scored = card(table, with_faults(tuple(outcomes), {}), {"5.5.2": Occurrences(5)})
    # 100 and 10 to win, less the half of 在线咨询 above its best tier. Ten rows grew by 1.8 each.
    assert (rounded_text(scored.at_least), rounded_text(scored.at_most)) == ("107.50", "107.50")
    assert sum(result.possible for result in scored.indicators[:13]) == 42


def test_in_a_key_domain_the_three_rows_are_the_units_own(table: Catalogue, outcomes: list[Outcome]) -> None:
    own = card(table, outcomes, {}, unit=replace(UNIT, attributes=(("key_domains", True),)))
    assert {result.indicator.id: result.possible for result in own.indicators}["1.9"] == 6
    assert points(own)["1.10"] == "6.00"
