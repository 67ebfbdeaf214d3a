"""The first sheet of a score sheet workbook: units by their ranges, what each indicator took from each, charts.

A place is a range too while scores are: the best one holds if all that is open is won and the others lose theirs.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from checks.catalogues.catalogue import Catalogue
from checks.scoring.points import rounded
from checks.scoring.scorecard import Scorecard
from reports.audit import ScoredTable
from reports.row_bill import card_remark, row_lost
from reports.sheet_grid import Value, put
from reports.spreadsheet import height_of, print_set_up

NAME = "排名"
MOST_BARS = 20  # more are not read
MOST_COLUMNS = 45  # of indicators: more do not fit an A4 page; such tables are told by group
ONE_PAGE = 28  # units; longer lists repeat their headings on every page
_LEFT = (("名次", 8.0), ("单位", 26.0), ("得分下限", 9.0), ("得分上限", 9.0), ("已扣分", 8.0), ("待定分", 8.0))
_REMARK = ("备注", 22.0)
_TOLD_WIDTH = 6.5
_DEFAULT_ROW = 20  # pixels
_WIDEST_CHART = 1900  # pixels
_PAGE_RATIO = 0.6  # of A4 landscape without margins and titles
_FIRST = 3  # the row of the first unit
_HEADING_HEIGHT = 130.0  # twelve characters lying on their side; longer names wrap
_GRID = {"visible": True, "line": {"color": "#d9d9d9"}}
_CERTAIN, _OPEN, _LOST = "#2f5f98", "#b9cce4", "#b3432b"


@dataclass(frozen=True, slots=True)
class Ranked:
    best: int
    worst: int
    card: Scorecard

    @property
    def place(self) -> Value:
        return Decimal(self.best) if self.best == self.worst else f"{self.best} 至 {self.worst}"


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


def told_columns(catalogue: Catalogue) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(name, places of the rows it adds up): one per indicator, or per group where these are too many."""
    if len(catalogue.indicators) <= MOST_COLUMNS:
        return tuple((row.name, (place,)) for place, row in enumerate(catalogue.indicators))
    columns, place = [], 0
    for group in catalogue.groups:
        columns.append((group.name, tuple(range(place, place + len(group.indicators)))))
        place += len(group.indicators)
    return tuple(columns)


def write_ranking(workbook: Any, sheet: Any, table: ScoredTable, subtitle: str, formats: Mapping[str, Any]) -> None:
    told = told_columns(table.catalogue)
    widths = [width for _, width in _LEFT] + [_TOLD_WIDTH] * len(told) + [_REMARK[1]]
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    put(sheet, (0, 0, 0, last), f"{table.catalogue.title}得分排名表", formats["title"])
    put(sheet, (1, 0, 1, last), subtitle, formats["subtitle"])
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    for column, name in enumerate([*(name for name, _ in _LEFT), *(name for name, _ in told), _REMARK[0]]):
        is_told = len(_LEFT) <= column < last
        put(sheet, (2, column, 2, column), name, formats["turned" if is_told else "heading"])
    sheet.set_row(2, _HEADING_HEIGHT)
    sheet.freeze_panes(_FIRST, 2)
    ranked = ranking(table.cards)
    for row, each in enumerate(ranked, start=_FIRST):
        _unit(sheet, row, each, told, formats)
    end = _FIRST + len(ranked)
    _sums(sheet, end, table.cards, told, formats)
    note = (
        "说明：各指标列为该单位已扣分数。得分下限为待定事项全部失分时的得分，上限为全部得分时的得分；"
        "得分未定时，名次按可能的最好名次至最差名次列示，行序按得分下限由高到低排列。"
    )
    put(sheet, (end + 2, 0, end + 2, last), note, formats["foot"])
    sheet.set_row(end + 2, height_of([(note, sum(widths))]))
    breaks = [end + 4]
    place = end + 4
    if ranked:
        width = min(_WIDEST_CHART, int(sum(width * 7 + 5 for width in widths)))  # pixels of the columns
        sure, open_points = _stackable(sheet, ranked, last)
        series = ((sure, "确定得分", _CERTAIN), (open_points, "待定分", _OPEN))
        second = _ranges(workbook, sheet, place, min(MOST_BARS, len(ranked)), series, width)
        place = _deductions(workbook, sheet, second, end, len(told), width)
        if (place - breaks[0]) * _DEFAULT_ROW > width * _PAGE_RATIO:
            breaks.append(second)
    print_set_up(sheet, 2, last)
    if len(ranked) <= ONE_PAGE:
        sheet.repeat_rows(0, 1)
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, place, last)


def _unit(
    sheet: Any, row: int, each: Ranked, told: Sequence[tuple[str, tuple[int, ...]]], formats: Mapping[str, Any]
) -> None:
    card = each.card
    lost = [row_lost(result) for result in card.indicators]
    remark = card_remark(card)
    cells: list[Value] = [
        each.place,
        card.unit,
        card.at_least,
        card.at_most,
        sum(lost, Decimal(0)),
        card.at_most - card.at_least,
        *(_or_blank(sum((lost[place] for place in places), Decimal(0))) for _, places in told),
        remark,
    ]
    for column, value in enumerate(cells):
        kind = "text" if column in (1, len(cells) - 1) else "centre" if column == 0 else "number"
        put(sheet, (row, column, row, column), rounded(value) if isinstance(value, Decimal) and column else value,
            formats[kind])  # fmt: skip
    sheet.set_row(row, height_of([(card.unit, _LEFT[1][1]), (remark, _REMARK[1])]) + 2)


def _sums(
    sheet: Any,
    row: int,
    cards: Sequence[Scorecard],
    told: Sequence[tuple[str, tuple[int, ...]]],
    formats: Mapping[str, Any],
) -> None:
    """What each indicator took from all units together, and from how many."""
    taken = [
        [sum((row_lost(card.indicators[place]) for place in places), Decimal(0)) for card in cards]
        for _, places in told
    ]
    total = sum((sum(each, Decimal(0)) for each in taken), Decimal(0))
    still = sum((card.at_most - card.at_least for card in cards), Decimal(0))
    sums: list[Value] = ["", "扣分合计", "", "", total, still, *(sum(each, Decimal(0)) for each in taken), ""]
    units: list[Value] = ["", "扣分单位数", "", "", "", "", *(Decimal(sum(map(bool, each))) for each in taken), ""]
    for offset, (cells, kind) in enumerate(((sums, "total-number"), (units, "total"))):
        for column, value in enumerate(cells):
            number = rounded(value) if isinstance(value, Decimal) and kind == "total-number" else value
            put(sheet, (row + offset, column, row + offset, column), number, formats[kind])


def _stackable(sheet: Any, ranked: Sequence[Ranked], last: int) -> tuple[int, int]:
    """Columns to stack for the ranges. Bars from below zero do not stack: hidden columns then hold what is above it."""
    if all(each.card.at_least >= 0 for each in ranked):
        return 2, 5
    for row, each in enumerate(ranked, start=_FIRST):
        floor = max(each.card.at_least, Decimal(0))
        sheet.write_number(row, last + 2, floor)
        sheet.write_number(row, last + 3, max(each.card.at_most, Decimal(0)) - floor)
    sheet.set_column(last + 2, last + 3, None, None, {"hidden": True})
    return last + 2, last + 3


def _ranges(
    workbook: Any, sheet: Any, place: int, count: int, series: Sequence[tuple[int, str, str]], width: int
) -> int:
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    last = _FIRST + count - 1
    for column, name, colour in series:
        chart.add_series(
            {
                "name": name,
                "categories": [NAME, _FIRST, 1, last, 1],
                "values": [NAME, _FIRST, column, last, column],
                "fill": {"color": colour},
                "border": {"none": True},
                "gap": 45,
            }
        )
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": _font(9), "line": {"color": "#404040"}})
    chart.set_x_axis({"num_font": _font(9), "major_gridlines": _GRID})
    title = "各单位得分区间" + (f"（前{count}名）" if count == MOST_BARS else "")
    return _placed(sheet, place, chart, title, (width, 120 + 22 * count), legend=len(series) > 1)


def _deductions(workbook: Any, sheet: Any, place: int, row: int, count: int, width: int) -> int:
    chart = workbook.add_chart({"type": "column"})
    first, last = len(_LEFT), len(_LEFT) + count - 1
    chart.add_series(
        {
            "name": "扣分合计",
            "categories": [NAME, 2, first, 2, last],
            "values": [NAME, row, first, row, last],
            "fill": {"color": _LOST},
            "border": {"none": True},
            "gap": 45,
        }
    )
    chart.set_x_axis({"num_font": {**_font(9), "rotation": -90}, "label_position": "low"})
    chart.set_y_axis({"num_font": _font(9), "major_gridlines": _GRID})
    return _placed(sheet, place, chart, "各指标扣分合计（全部单位）", (width, 460), legend=False)


def _placed(sheet: Any, place: int, chart: Any, title: str, size: tuple[int, int], *, legend: bool) -> int:
    """Answers with the row under the chart."""
    chart.show_hidden_data()
    chart.set_title({"name": title, "name_font": _font(12), "overlay": False})
    chart.set_legend({"position": "bottom", "font": _font(9)} if legend else {"none": True})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(place, 0, chart, {"x_offset": 4, "y_offset": 4, "object_position": 2})
    return place + size[1] // _DEFAULT_ROW + 2


def _font(size: int) -> dict[str, Any]:
    return {"name": "宋体", "size": size}


def _or_blank(points: Decimal) -> Value:
    """Only what was taken is seen in a wide table."""
    return points or ""
