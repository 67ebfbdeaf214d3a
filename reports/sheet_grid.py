"""Lines of a printed sheet laid out on A4 landscape: heights, pages, merged cells.

Programs give up fitting a sheet to the page's width as soon as pages are broken by hand, so the scale is worked out
here, and page breaks with it: a cell that is merged over a page's end is cut there and its text begins again.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.card_words import Value
from reports.spreadsheet import A4, HIGHEST_ROW, height_of, safe_text

_PAGE_WIDTH, _PAGE_HEIGHT = 841.9, 595.3  # A4 landscape in points
_SIDE, _TOP = 0.4, 0.6  # margins in inches
_INCH = 72.0
_SLACK = 0.96  # programs round column widths and row heights differently
_PADDING = 3.75  # points that a column takes besides its characters, and
_CHARACTER = 5.25  # points of one character of the default font (7 and 5 pixels at 96 dpi)
_ROUNDS = 8  # of heights and pages settling; the later ones only raise, so that they cannot go round
_DASHES = frozenset("—－-–─ ")


@dataclass(frozen=True, slots=True)
class GridColumn:
    """`extra`: not of the printed form. `centred` texts are short."""

    heading: str
    width: float
    centred: bool = False
    extra: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`joins`: a cell goes on from the line above where both carry the same key. `across`: leading columns in one."""

    cells: tuple[Value, ...]
    joins: tuple[Hashable, ...] = ()
    across: int = 1
    style: str = "row"  # row, head (a heading between rows), total or foot


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the sheet. A line too high for one row takes several."""

    line: int
    height: float


class SheetGrid:
    """Writes sheets of one form; everything that all units share is worked out once."""

    def __init__(self, columns: Sequence[GridColumn], formats: Mapping[str, Any]) -> None:
        self._columns = tuple(columns)
        self._formats = formats
        points = sum(column.width * _CHARACTER + _PADDING for column in columns)
        self._scale = min(100, math.floor((_PAGE_WIDTH - 2 * _SIDE * _INCH) * _SLACK / points * 100))
        self._page = (_PAGE_HEIGHT - 2 * _TOP * _INCH) * _SLACK / self._scale * 100

    def write(self, sheet: Any, title: str, subtitles: Sequence[tuple[int, str]], lines: Sequence[Line]) -> None:
        """`subtitles`: (columns that it takes, text) from left to right, the last one ends at the right edge."""
        last = len(self._columns) - 1
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width)
        self._title(sheet, title, subtitles)
        headings = [column.heading for column in self._columns]
        heading_height = height_of(zip(headings, (column.width for column in self._columns), strict=True)) + 6
        sheet.set_row(2, heading_height)
        for place, column in enumerate(self._columns):
            kind = "extra-heading" if column.extra else "heading"
            sheet.write_string(2, place, safe_text(column.heading), self._formats[kind])
        rows, pages = self._paginated(lines, 30 + 20 + heading_height, heading_height)
        for place, row in enumerate(rows, start=3):
            sheet.set_row(place, row.height)
        self._cells(sheet, lines, rows, pages)
        breaks = [place + 3 for place in range(1, len(rows)) if pages[place] != pages[place - 1]]
        sheet.set_h_pagebreaks(breaks)
        sheet.freeze_panes(3, 0)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=_SIDE, right=_SIDE, top=_TOP, bottom=_TOP)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.repeat_rows(2)
        sheet.print_area(0, 0, 2 + len(rows), last)
        sheet.set_footer("&L&A&R第 &P 页，共 &N 页")

    def _title(self, sheet: Any, title: str, subtitles: Sequence[tuple[int, str]]) -> None:
        last = len(self._columns) - 1
        put(sheet, (0, 0, 0, last), title, self._formats["title"])
        sheet.set_row(0, 30)
        sheet.set_row(1, 20)
        start = 0
        for number, (taken, text) in enumerate(subtitles):
            end = last if number == len(subtitles) - 1 else start + taken - 1
            put(sheet, (1, start, 1, end), text, self._formats["subtitle" if start == 0 else "subtitle-right"])
            start = end + 1

    def _paginated(self, lines: Sequence[Line], first: float, again: float) -> tuple[list[_Row], list[int]]:
        """Rows with the page each stands on. Heights and pages hang on each other: a few rounds settle them."""
        base = [self._height(line) for line in lines]
        heights, rows, pages = base, *self._on_pages(lines, base, first, again)
        for attempt in range(_ROUNDS):
            raised = self._raised(lines, rows, pages, base if attempt < _ROUNDS // 2 else heights)
            if raised == heights:
                break
            heights, rows, pages = raised, *self._on_pages(lines, raised, first, again)
        return rows, pages

    def _on_pages(
        self, lines: Sequence[Line], heights: Sequence[float], first: float, again: float
    ) -> tuple[list[_Row], list[int]]:
        rows = [row for number, height in enumerate(heights) for row in _rows(number, height)]
        page, used, pages = 0, first, list[int]()
        for place, row in enumerate(rows):
            begins = place == 0 or rows[place - 1].line != row.line
            whole = self._kept_together(lines, heights, row.line) if begins else row.height
            if whole > self._page - again:
                whole = row.height  # does not fit any page in one piece
            if place and used + whole > self._page:
                page, used = page + 1, again
            used += row.height
            pages.append(page)
        return rows, pages

    def _kept_together(self, lines: Sequence[Line], heights: Sequence[float], number: int) -> float:
        """Height of a line; a heading never stands alone at the end of a page."""
        total = heights[number]
        while lines[number].style == "head" and number + 1 < len(lines):
            number += 1
            total += heights[number]
        return total

    def _height(self, line: Line) -> float:
        """Without joined cells: they have the rows of all their lines."""
        if line.across > 1:
            width = sum(column.width for column in self._columns[: line.across])
            cells: list[tuple[str, float]] = [(str(line.cells[0]), width)]
        else:
            cells = [(str(line.cells[0]), self._columns[0].width)]
        cells += [
            (str(value), column.width)
            for value, column in zip(line.cells[line.across :], self._columns[line.across :], strict=True)
        ]
        if line.joins:
            cells = [cell for cell, key in zip(cells, line.joins, strict=True) if key is None]
        return height_of(cells) + (6 if line.style in ("head", "total") else 0)

    def _raised(
        self, lines: Sequence[Line], rows: Sequence[_Row], pages: Sequence[int], heights: Sequence[float]
    ) -> list[float]:
        """Heights with room for joined texts that are higher than their lines on a page."""
        raised = list(heights)
        for column, start, end in self._runs(lines, rows, pages):
            line = lines[rows[start].line]
            if not line.joins or line.joins[column] is None:
                continue
            need = height_of([(str(line.cells[column]), self._columns[column].width)])
            taken = dict.fromkeys(row.line for row in rows[start : end + 1])
            missing = need - sum(raised[number] for number in taken)
            if missing > 0.5 and (end + 1 == len(rows) or rows[end + 1].line != rows[end].line):
                raised[rows[end].line] += missing
        return raised

    def _runs(
        self, lines: Sequence[Line], rows: Sequence[_Row], pages: Sequence[int]
    ) -> Iterator[tuple[int, int, int]]:
        """(column, first row, last row) of every cell that is written, from left to right in each column."""
        for column in range(len(self._columns)):
            start = 0
            for place in range(1, len(rows) + 1):
                if place < len(rows) and _goes_on(lines, rows, pages, column, place):
                    continue
                if rows:
                    yield column, start, place - 1
                start = place

    def _cells(self, sheet: Any, lines: Sequence[Line], rows: Sequence[_Row], pages: Sequence[int]) -> None:
        for column, start, end in self._runs(lines, rows, pages):
            line = lines[rows[start].line]
            if 0 < column < line.across:
                continue
            right = column + line.across - 1 if column == 0 else column
            put(sheet, (start + 3, column, end + 3, right), line.cells[column], self._format(line, column))

    def _format(self, line: Line, column: int) -> Any:
        if line.style == "foot":
            return self._formats["foot"]
        grid_column = self._columns[column]
        if line.style == "total":
            return self._formats["total"]
        if line.style == "head" and (column == 0 or grid_column.centred):
            return self._formats["head" if grid_column.centred else "head-text"]
        return self._formats["centre" if grid_column.centred else "text"]


def put(sheet: Any, place: tuple[int, int, int, int], value: Value, cell_format: Any) -> None:
    """Write a value, merged where the place (first row, first column, last row, last column) is more than a cell."""
    top, left, bottom, right = place
    if (top, left) != (bottom, right):
        sheet.merge_range(top, left, bottom, right, "", cell_format)
    if isinstance(value, Decimal):
        sheet.write_number(top, left, value, cell_format)
    elif value:
        # A cell of nothing but dashes is how tables print "none"; no program takes it for a formula.
        text = value if set(value) <= _DASHES else safe_text(value)
        sheet.write_string(top, left, text, cell_format)
    else:
        sheet.write_blank(top, left, None, cell_format)


def _rows(line: int, height: float) -> Iterator[_Row]:
    parts = math.ceil(height / HIGHEST_ROW)
    for _ in range(parts):
        yield _Row(line, height / parts)


def _goes_on(lines: Sequence[Line], rows: Sequence[_Row], pages: Sequence[int], column: int, place: int) -> bool:
    above, here = rows[place - 1], rows[place]
    if above.line == here.line:
        joins = lines[here.line].joins
        return not joins or joins[column] is None or pages[place - 1] == pages[place]
    one, other = lines[above.line].joins, lines[here.line].joins
    return (
        bool(one and other)
        and one[column] is not None
        and one[column] == other[column]
        and pages[place - 1] == pages[place]
    )


def sheet_formats(workbook: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter", "text_wrap": True}
    cell = {**font, "border": 1, "border_color": "#404040"}
    centre = {**cell, "align": "center"}
    return {
        name: workbook.add_format(values)
        for name, values in {
            "title": {**font, "font_size": 16, "bold": True, "align": "center"},
            "subtitle": {**font, "text_wrap": False, "align": "left"},
            "subtitle-right": {**font, "text_wrap": False, "align": "right"},
            "heading": {**centre, "bold": True},
            "extra-heading": {**centre, "bold": True, "bg_color": "#dde6f0"},
            "text": {**cell, "align": "left"},
            "centre": centre,
            "number": {**centre, "num_format": "0.00", "text_wrap": False},
            "total-number": {**centre, "num_format": "0.00", "bold": True, "text_wrap": False},
            "turned": {**centre, "bold": True, "rotation": 90},
            "head": {**centre, "bold": True},
            "head-text": {**cell, "align": "left", "bold": True},
            "total": {**centre, "bold": True},
            "foot": {**font, "align": "left", "valign": "top"},
        }.items()
    }
