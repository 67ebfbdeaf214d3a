"""Writes the first sheet of a score sheet workbook: the listing of all units, and its charts on a page of their own."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from reports.audit import ScoredTable
from reports.ranking import Listing, listing
from reports.sheet_grid import put
from reports.spreadsheet import height_of, print_set_up

NAME = "排名"
MOST_BARS = 20  # more are not read
ONE_PAGE = 28  # units; longer lists repeat their headings on every page, also over the charts
_REMARK = ("备注", 26.0)
_TOLD_WIDTH = 6.5
_FIRST = 3  # the row of the first unit
_HEADING_HEIGHT = 130.0  # twelve characters lying on their side; longer names wrap
_DEFAULT_ROW = 20  # pixels
_WIDEST_CHART = 1900  # pixels
_PAGE_RATIO = 0.6  # of A4 landscape without margins and titles
_COLOURS = ("#2f5f98", "#b9cce4", "#b3432b", "#d9a441", "#a6a6a6")
_GRID = {"visible": True, "line": {"color": "#d9d9d9"}}


def write_ranking(workbook: Any, sheet: Any, table: ScoredTable, subtitle: str, formats: Mapping[str, Any]) -> None:
    what = listing(table)
    widths = [*(width for _, width in what.left), *(_TOLD_WIDTH for _ in what.told), _REMARK[1]]
    last = len(widths) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    put(sheet, (0, 0, 0, last), f"{table.catalogue.title}{what.heading}", formats["title"])
    put(sheet, (1, 0, 1, last), subtitle, formats["subtitle"])
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    for column, name in enumerate([*(name for name, _ in what.left), *what.told, _REMARK[0]]):
        is_told = len(what.left) <= column < last
        put(sheet, (2, column, 2, column), name, formats["turned" if is_told else "heading"])
    sheet.set_row(2, _HEADING_HEIGHT)
    sheet.freeze_panes(_FIRST, 2)
    end = _rows(sheet, what, formats)
    note = what.note if what.rows else "登记表中没有本表适用的单位。"
    put(sheet, (end, 0, end, last), note, formats["foot"])
    sheet.set_row(end, height_of([(note, sum(widths))]))
    place = end + 2
    breaks = [place]
    if what.rows:
        width = min(_WIDEST_CHART, int(sum(each * 7 + 5 for each in widths)))  # pixels of the columns
        second = place = _bars(workbook, sheet, place, what, last + 2, width)
        if any(isinstance(value, Decimal) and value for value in what.sums[0][len(what.left) :]):
            place = _columns(workbook, sheet, second, what, width)
        if (place - breaks[0]) * _DEFAULT_ROW > width * _PAGE_RATIO:
            breaks.append(second)
    print_set_up(sheet, 2, last)
    if len(what.rows) <= ONE_PAGE:
        sheet.repeat_rows(0, 1)
    sheet.set_h_pagebreaks(breaks)
    sheet.print_area(0, 0, place, last)


def _rows(sheet: Any, what: Listing, formats: Mapping[str, Any]) -> int:
    """Units and sums; answers with the row under them."""
    kinds = ("number", "total-number") if what.in_points else ("centre", "total")
    row = _FIRST
    for cells in what.rows:
        for column, value in enumerate(cells):
            is_text = column in (1, len(cells) - 1)
            kind = "text" if is_text else "centre" if column == 0 else kinds[0]
            put(sheet, (row, column, row, column), value, formats[kind])
        sheet.set_row(row, height_of([(str(cells[1]), what.left[1][1]), (str(cells[-1]), _REMARK[1])]) + 2)
        row += 1
    for number, sums in enumerate(what.sums):
        for column, value in enumerate(sums):
            put(sheet, (row, column, row, column), value, formats["total" if number else kinds[1]])
        row += 1
    return row


def _bars(workbook: Any, sheet: Any, place: int, what: Listing, hidden: int, width: int) -> int:
    """What is stacked stands in hidden columns: bounds below zero do not stack, and points are not counts."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    count = min(MOST_BARS, len(what.rows))
    last = _FIRST + count - 1
    for offset, (name, values) in enumerate(what.bars):
        column = hidden + offset
        for row, value in enumerate(values[:count], start=_FIRST):
            sheet.write_number(row, column, value)
        chart.add_series(
            {
                "name": name,
                "categories": [NAME, _FIRST, 1, last, 1],
                "values": [NAME, _FIRST, column, last, column],
                "fill": {"color": _COLOURS[offset]},
                "border": {"none": True},
                "gap": 45,
            }
        )
    sheet.set_column(hidden, hidden + len(what.bars) - 1, None, None, {"hidden": True})
    chart.show_hidden_data()
    chart.set_y_axis({"reverse": True, "label_position": "low", "num_font": _font(9), "line": {"color": "#404040"}})
    chart.set_x_axis({"num_font": _font(9), "major_gridlines": _GRID})
    title = what.bars_heading + (f"（前{count}个单位）" if count < len(what.rows) else "")
    return _placed(sheet, place, chart, title, (width, 120 + 22 * count), legend=True)


def _columns(workbook: Any, sheet: Any, place: int, what: Listing, width: int) -> int:
    chart = workbook.add_chart({"type": "column"})
    first, last = len(what.left), len(what.left) + len(what.told) - 1
    row = _FIRST + len(what.rows)
    chart.add_series(
        {
            "name": what.sums_heading,
            "categories": [NAME, 2, first, 2, last],
            "values": [NAME, row, first, row, last],
            "fill": {"color": _COLOURS[2]},
            "border": {"none": True},
            "gap": 45,
        }
    )
    chart.set_x_axis({"num_font": {**_font(9), "rotation": -90}, "label_position": "low"})
    chart.set_y_axis({"num_font": _font(9), "major_gridlines": _GRID})
    return _placed(sheet, place, chart, what.sums_heading, (width, 460), legend=False)


def _placed(sheet: Any, place: int, chart: Any, title: str, size: tuple[int, int], *, legend: bool) -> int:
    """Answers with the row under the chart."""
    chart.set_title({"name": title, "name_font": _font(12), "overlay": False})
    chart.set_legend({"position": "bottom", "font": _font(9)} if legend else {"none": True})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(place, 0, chart, {"x_offset": 4, "y_offset": 4, "object_position": 2})
    return place + size[1] // _DEFAULT_ROW + 2


def _font(size: int) -> dict[str, Any]:
    return {"name": "宋体", "size": size}
