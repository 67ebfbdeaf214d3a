"""Rows that are not a unit's: their weight moves or is not asked, the total is kept, and doubt spans both ways."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_bytes
from checks.catalogues.responsible import assign
from checks.measure import Answer, Measure, Occurrences
from checks.scoring.scorecard import Scorecard, score
from checks.scoring.whose_rows import plans
from checks.subjects import Unit
from tests.checks.scoring.other_table import bounds, row
from tests.checks.scoring.small_table import DAY, PORTAL, RULES, UNIT

KEY = "{attributes: {key: true}}"


def make(*weights: str, key: tuple[int, ...], move: str = "to: group, how: evenly", head: str = "") -> Catalogue:
    """Rows R0, R1 … of one group, each losing 1 point per fault filed; those in `key` are not everybody's."""
    rows = ""
    for number, weight in enumerate(weights):
        applies = f"\n        applies_to: {KEY}" if number in key else ""
        rows += f"""
      - id: R{number}
        path: [组, 行{number}]
        text: ""
        weight: "{weight}"{applies}
        clauses:
          - {{id: R{number}.1, text: 每次扣10%, source: {{evidence: {{ask: 次数, answer: number}}}},
             scoring: {{kind: per-occurrence-share, each: "10"}}}}"""
        if number in key and move:
            rows += f"""
          - {{id: R{number}.2, text: 不涉及的分配到其他指标, source: {{evidence: {{ask: 是否涉及}}}},
             scoring: {{kind: redistribution, {move}}}}}"""
    text = f"""
id: moving-2024
title: 分值分配表
edition: "2024"
{head}
groups:
  - name: 组
    headings: [{{text: 组, at: R0}}]
    indicators:{rows}
"""
    return load_bytes(text.encode(), "moving.yaml", RULES)


def unit(**attributes: bool) -> Unit:
    return replace(UNIT, attributes=tuple(sorted(attributes.items())))


def card(table: Catalogue, who: Unit, faults: int = 0, **filed: Measure) -> Scorecard:
    papers: dict[tuple[str, str], Measure] = {
        (who.name, f"{each.id}.1"): Occurrences(faults) for each in table.indicators
    }
    papers |= {(who.name, name.replace("_", ".")): measure for name, measure in filed.items()}
    return score(table, replace(PORTAL, units=(who,)), [], DAY, filed=papers)[0]


def test_a_weight_spreads_evenly_over_the_other_rows_of_the_group() -> None:
    """6 points over two rows: 3 each; one fault takes 10 % of 2 + 3 and of 4 + 3."""
    table = make("2", "6", "4", key=(1,))
    moved = card(table, unit(key=False), faults=1)
    assert [bounds(each) for each in moved.indicators] == [("4.50", "4.50"), ("0.00", "0.00"), ("6.30", "6.30")]
    assert bounds(moved) == ("10.80", "10.80")
    left_out = row(moved, "R1")
    assert (left_out.applies, left_out.because) == (False, "不适用于该单位，6分平均分配到其他2项指标")
    assert row(moved, "R0").because == "权重2分＋分配3分，共扣0.5分，得4.5分"


def test_a_weight_spreads_by_the_weights_of_the_others() -> None:
    table = make("2", "6", "4", key=(1,), move="to: table, how: proportionally")
    moved = card(table, unit(key=False))
    assert [str(each.possible.normalize()) for each in moved.indicators] == ["4", "0", "8"]


def test_a_unit_that_has_the_row_moves_nothing() -> None:
    table = make("2", "6", "4", key=(1,))
    assert [str(each.possible) for each in card(table, unit(key=True)).indicators] == ["2", "6", "4"]


@pytest.mark.parametrize(("answer", "possible"), [(True, ["2", "6", "4"]), (False, ["5", "0", "7"])])
def test_a_paper_says_whose_the_row_is_where_the_registry_does_not(answer: bool, possible: list[str]) -> None:
    said = card(make("2", "6", "4", key=(1,)), UNIT, R1_2=Answer(answer))
    assert [str(each.possible.normalize()) for each in said.indicators] == possible
    assert said.final


def test_what_nobody_says_spans_both_ways() -> None:
    """Its own row: 5.4 of 6, or nothing. The others: 10 % of 2 and 4, or of 5 and 7. The card: 10.8 either way."""
    doubtful = card(make("2", "6", "4", key=(1,)), UNIT, faults=1)
    assert [bounds(each) for each in doubtful.indicators] == [("1.80", "4.50"), ("0.00", "5.40"), ("3.60", "6.30")]
    assert bounds(doubtful) == ("10.80", "10.80")
    (still,) = row(doubtful, "R1").open
    assert (still.clause, still.waits_for) == ("R1.2", "evidence")
    assert row(doubtful, "R0").because.endswith("权重至多5分，得1.8至4.5分")
    assert row(doubtful, "R1").because.endswith("经认定不适用于该单位，6分平均分配到其他2项指标")


def test_the_group_without_another_row_gives_to_the_table_and_nobody_left_means_not_asked() -> None:
    assert bounds(card(make("6", key=(0,)), unit(key=False))) == ("0.00", "0.00")


def test_without_a_note_the_table_says_what_becomes_of_the_points() -> None:
    excluded = make("2", "6", "4", key=(1,), move="")
    assert bounds(card(excluded, unit(key=False))) == ("6.00", "6.00")
    spread = make("2", "6", "4", key=(1,), move="", head="not_applicable: redistributed")
    assert bounds(card(spread, unit(key=False))) == ("12.00", "12.00")


WEIGHTS = st.lists(st.integers(1, 40).map(lambda number: str(Decimal(number) / 4)), min_size=2, max_size=7)


@given(WEIGHTS, st.data())
def test_redistribution_keeps_the_total(weights: list[str], data: Any) -> None:
    key = tuple(data.draw(st.sets(st.integers(0, len(weights) - 1), max_size=len(weights) - 1)))
    how = data.draw(st.sampled_from(["to: group, how: evenly", "to: table, how: proportionally"]))
    table = make(*weights, key=key, move=how)
    who = unit(key=False)
    (plan,) = plans(table, who, {}, assign(table, replace(PORTAL, units=(who,))))
    assert sum(plan.weights.values()) == sum(Decimal(weight) for weight in weights)


@given(WEIGHTS, st.data(), st.integers(0, 12))
def test_deciding_whose_a_row_is_only_narrows(weights: list[str], data: Any, faults: int) -> None:
    key = tuple(data.draw(st.sets(st.integers(0, len(weights) - 1), min_size=1, max_size=len(weights) - 1)))
    table = make(*weights, key=key)
    before = card(table, UNIT, faults)
    for answer in (True, False):
        after = card(table, unit(key=answer), faults)
        assert before.at_least <= after.at_least <= after.at_most <= before.at_most
        for wide, narrow in zip(before.indicators, after.indicators, strict=True):
            assert wide.at_least <= narrow.at_least <= narrow.at_most <= wide.at_most
