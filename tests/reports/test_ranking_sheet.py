from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from reports.ranking_sheet import ranking, row_totals
from reports.score_sheet import score_sheet


def cards_with(audit, *bounds):
    card = audit.scored[0].cards[0]
    return [
        replace(card, unit=f"单位{number}", at_least=Decimal(low), at_most=Decimal(high))
        for number, (low, high) in enumerate(bounds, start=1)
    ]


@pytest.mark.parametrize(
    ("bounds", "places"),
    [
        ([("90", "90"), ("80", "80")], [(1, 1), (2, 2)]),
        ([("80", "80"), ("90", "90")], [(1, 1), (2, 2)]),
        ([("80", "80"), ("80", "80")], [(1, 1), (1, 1)]),
        ([("80", "95"), ("85", "90")], [(1, 2), (1, 2)]),
        ([("80", "85"), ("85", "90")], [(1, 1), (1, 2)]),
        ([("80", "84"), ("85", "90"), ("0", "100")], [(1, 2), (2, 3), (1, 3)]),
    ],
)
def test_a_place_is_as_certain_as_the_scores(audit, bounds, places):
    assert [(each.best, each.worst) for each in ranking(cards_with(audit, *bounds))] == places


def test_units_stand_by_what_is_certain(audit):
    table = audit.scored[0]
    content = score_sheet(audit, table)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["排名"]
    cells = list(sheet.iter_rows(min_row=4, max_row=3 + len(table.cards), values_only=True))
    lows = [each[2] for each in cells]
    assert lows == sorted(lows, reverse=True)
    by_unit = {card.unit: card for card in table.cards}
    for each in cells:
        card = by_unit[each[1]]
        assert each[2:4] == (float(card.at_least), float(card.at_most))


def test_rows_are_summed_over_all_units(audit):
    table = audit.scored[0]
    totals = row_totals(table)
    assert [each.lost for each in totals] == sorted((each.lost for each in totals), reverse=True)
    expected = sum(
        min(result.possible, sum((one.points for one in result.deductions), Decimal(0)))
        for card in table.cards
        for result in card.indicators
    )
    assert sum(each.lost for each in totals) == expected > 0


def test_the_charts_are_real_ones(audit):
    parts = zipfile.ZipFile(io.BytesIO(score_sheet(audit, audit.scored[0])))
    charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert all("排名" in parts.read(name).decode() for name in charts)
