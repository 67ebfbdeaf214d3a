from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from reports.card_words import row_lost
from reports.ranking import ranking, told_columns
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
    lows = [float(str(each[2])) for each in cells]
    assert lows == sorted(lows, reverse=True)
    by_unit = {card.unit: card for card in table.cards}
    for each in cells:
        card = by_unit[each[1]]
        assert each[2:4] == (float(card.at_least), float(card.at_most))


def test_what_each_indicator_took_from_each_unit(audit):
    table = audit.scored[0]
    sheet = openpyxl.load_workbook(io.BytesIO(score_sheet(audit, table)))["排名"]
    rows = list(sheet.iter_rows(min_row=3, values_only=True))
    assert list(rows[0][6:11]) == [row.name for row in table.catalogue.indicators]
    by_unit = {card.unit: card for card in table.cards}
    for cells in rows[1 : 1 + len(table.cards)]:
        expected = [float(row_lost(result)) for result in by_unit[cells[1]].indicators]
        assert [each or 0 for each in cells[6:11]] == expected
        assert cells[4] == pytest.approx(sum(expected))
    sums, units = rows[1 + len(table.cards) :][:2]
    for place, _ in enumerate(table.catalogue.indicators):
        lost = [row_lost(card.indicators[place]) for card in table.cards]
        assert sums[6 + place] == pytest.approx(float(sum(lost)))
        assert units[6 + place] == sum(map(bool, lost))
    assert float(str(sums[4])) > 0


def test_tables_of_many_rows_are_told_by_group(audit):
    catalogue = audit.scored[0].catalogue
    group = catalogue.groups[0]
    many = replace(group, indicators=group.indicators * 10)
    assert told_columns(replace(catalogue, groups=(many, many))) == (
        (group.name, tuple(range(50))),
        (group.name, tuple(range(50, 100))),
    )


def test_the_charts_are_real_ones(audit):
    parts = zipfile.ZipFile(io.BytesIO(score_sheet(audit, audit.scored[0])))
    charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert all("排名" in parts.read(name).decode() for name in charts)


def test_bars_of_the_ranges_never_start_below_zero(audit):
    table = audit.scored[0]
    cards = tuple(cards_with(audit, ("-6", "30"), ("10", "20"), ("-8", "-2")))
    book = openpyxl.load_workbook(io.BytesIO(score_sheet(audit, replace(table, cards=cards))))
    sheet = book["排名"]
    last = len(told_columns(table.catalogue)) + 7  # the remark; one empty column stands between
    stacked = [[sheet.cell(row, last + 2).value, sheet.cell(row, last + 3).value] for row in (4, 5, 6)]
    assert stacked == [[10, 10], [0, 30], [0, 0]]
    assert sheet.column_dimensions[get_column_letter(last + 2)].hidden
