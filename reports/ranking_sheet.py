"""The first sheet of a score sheet workbook: units by their ranges, deductions by indicator, charts.

A place is a range too while scores are: the best one holds if all that is open is won and the others lose theirs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from checks.catalogues.catalogue import Indicator
from checks.scoring.points import rounded
from checks.scoring.scorecard import Scorecard
from reports.audit import ScoredTable
from reports.indicator_names import indicator_path
from reports.sheet_grid import put
from reports.spreadsheet import height_of, print_set_up

NAME = "排名"
MOST_BARS = 20  # more are not read
_COLUMNS = ("名次", "单位", "得分下限", "得分上限", "已扣分", "待定分", "备注")
_WIDTHS = (10, 34, 11, 11, 10, 10, 44)
_BLOCK = ("序号", "指标", "权重", "扣分单位数", "扣分合计", "待定分合计", "主要扣分单位")
_LAST = len(_COLUMNS) - 1
_CERTAIN, _OPEN, _LOST = "#2f5f98", "#b9cce4", "#b3432b"


@dataclass(frozen=True, slots=True)
class Ranked:
    best: int
    worst: int
    card: Scorecard

    @property
    def place(self) -> str | Decimal:
        return Decimal(self.best) if self.best == self.worst else f"{self.best} 至 {self.worst}"


@dataclass(frozen=True, slots=True)
class RowTotal:
    """Of all units together. `units`: those with a deduction, the largest first."""

    row: Indicator
    lost: Decimal
    open: Decimal
    units: tuple[str, ...]


def ranking(cards: Sequence[Scorecard]) -> tuple[Ranked, ...]:
    """By what is certain, then by what is possible; equal ones in the registry's order."""
    lows = sorted(card.at_least for card in cards)
    highs = sorted(card.at_most for card in cards)
    ranked = []
    for card in sorted(cards, key=lambda card: (-card.at_least, -card.at_most)):
        better = len(lows) - bisect_right(lows, card.at_most)
        maybe = len(highs) - bisect_right(highs, card.at_least) - (card.at_most > card.at_least)
        ranked.append(Ranked(better + 1, maybe + 1, card))
    return tuple(ranked)


def row_totals(table: ScoredTable) -> tuple[RowTotal, ...]:
    """Rows by what they took from all units, the most expensive first; equal ones in the table's order."""
    totals = []
    for place, row in enumerate(table.catalogue.indicators):
        lost = {card.unit: _lost(card, place) for card in table.cards}
        hit = sorted((unit for unit in lost if lost[unit]), key=lambda unit: -lost[unit])
        still = sum(
            (card.indicators[place].at_most - card.indicators[place].at_least for card in table.cards), Decimal(0)
        )
        totals.append(RowTotal(row, sum(lost.values(), Decimal(0)), still, tuple(hit)))
    return tuple(sorted(totals, key=lambda total: -total.lost))


def write_ranking(workbook: Any, sheet: Any, table: ScoredTable, subtitle: str, formats: dict[str, Any]) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    put(sheet, (0, 0, 0, _LAST), f"{table.catalogue.title}得分排名表", formats["title"])
    put(sheet, (1, 0, 1, _LAST), subtitle, formats["subtitle"])
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    _headings(sheet, 2, _COLUMNS, formats)
    sheet.freeze_panes(3, 2)
    row = _units(sheet, ranking(table.cards), formats)
    totals = row_totals(table)
    block = row + 2
    put(sheet, (block - 1, 0, block - 1, _LAST), "各指标扣分情况（按扣分合计由多到少）", formats["section"])
    _headings(sheet, block, _BLOCK, formats)
    end = _rows(sheet, block, totals, formats)
    charted = min(MOST_BARS, sum(bool(total.lost) for total in totals))
    place = end + 2
    place = _chart(
        workbook, sheet, place, "各单位得分区间", 3, min(MOST_BARS, len(table.cards)), 1,
        ((2, "确定得分", _CERTAIN), (5, "待定分", _OPEN)),
    )  # fmt: skip
    if charted:
        title = "各指标扣分合计"
        place = _chart(workbook, sheet, place, title, block + 1, charted, 1, ((4, "扣分合计", _LOST),))
    print_set_up(sheet, 2, _LAST)
    sheet.print_area(0, 0, place, _LAST)


def _units(sheet: Any, ranked: Sequence[Ranked], formats: dict[str, Any]) -> int:
    """The last row written."""
    row = 2
    for row, each in enumerate(ranked, start=3):
        card = each.card
        deducted = sum((_lost(card, place) for place in range(len(card.indicators))), Decimal(0))
        note = f"单项否决：{'；'.join(card.vetoed_by)}" if card.vetoed_by else ""
        values: tuple[str | Decimal, ...] = (
            each.place,
            card.unit,
            card.at_least,
            card.at_most,
            deducted,
            card.at_most - card.at_least,
            note,
        )
        for column, value in enumerate(values):
            kind = "text" if column in (1, _LAST) else "number" if column else "centre"
            put(sheet, (row, column, row, column), _cell(value), formats[kind])
        sheet.set_row(row, height_of([(card.unit, _WIDTHS[1]), (note, _WIDTHS[-1])]) + 2)
    return row


def _rows(sheet: Any, block: int, totals: Sequence[RowTotal], formats: dict[str, Any]) -> int:
    row = block
    for number, total in enumerate(totals, start=1):
        row = block + number
        most = "、".join(total.units[:3]) + (f"等{len(total.units)}个单位" if len(total.units) > 3 else "")
        name = indicator_path(total.row)
        weight = total.row.weight_text or "—"
        units = Decimal(len(total.units))
        values: tuple[str | Decimal, ...] = (Decimal(number), name, weight, units, total.lost, total.open, most)
        for column, value in enumerate(values):
            kind = "text" if column in (1, _LAST) else "number" if column in (4, 5) else "centre"
            put(sheet, (row, column, row, column), _cell(value), formats[kind])
        sheet.set_row(row, height_of([(name, _WIDTHS[1]), (most, _WIDTHS[-1])]) + 2)
    return row


def _chart(
    workbook: Any, sheet: Any, place: int, title: str, first: int, count: int, names: int,
    series: Sequence[tuple[int, str, str]],
) -> int:  # fmt: skip
    """Bars of `count` rows from `first` on; answers with the row under the chart."""
    if not count:
        return place
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    for column, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": [NAME, first, names, first + count - 1, names],
                "values": [NAME, first, column, first + count - 1, column],
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 45,
            }
        )
    font = {"name": "宋体", "size": 9}
    chart.set_title({"name": title, "name_font": {"name": "宋体", "size": 12}, "overlay": False})
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": font, "line": {"color": "#404040"}})
    chart.set_x_axis({"num_font": font, "major_gridlines": {"visible": True, "line": {"color": "#d9d9d9"}}})
    chart.set_legend({"position": "bottom", "font": font} if len(series) > 1 else {"none": True})
    height = 110 + 24 * count
    chart.set_size({"width": 920, "height": height})
    sheet.insert_chart(place, 0, chart, {"x_offset": 4, "y_offset": 4, "object_position": 2})
    return place + height // 20 + 2


def _headings(sheet: Any, row: int, names: Sequence[str], formats: dict[str, Any]) -> None:
    for column, name in enumerate(names):
        put(sheet, (row, column, row, column), name, formats["heading"])
    sheet.set_row(row, 24)


def _lost(card: Scorecard, place: int) -> Decimal:
    """What a row lost for certain; several deductions never take more than the row has."""
    result = card.indicators[place]
    return min(result.possible, sum((each.points for each in result.deductions), Decimal(0)))


def _cell(value: str | Decimal) -> str | Decimal:
    return rounded(value) if isinstance(value, Decimal) else value
