"""What every workbook of ours holds to: no cell that runs, no clock inside, rows as high as their text, A4 paper."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

MOST_CHARACTERS = 32_000  # Excel refuses cells of more than 32,767
POINTS_PER_LINE = 14.5  # a 10-point font; some that stand in for 宋体 are higher than it
FILLED = 0.85  # of a line: words and addresses wrap before its end
HIGHEST_ROW = 400.0  # Excel's limit is 409 points
SHEET_NAME_UNITS = 31  # Excel's limit, counted in UTF-16 units
A4 = 9  # Excel's number of the paper
# What a spreadsheet, or a CSV made of it, would take for a formula (OWASP, CSV injection; full-width forms too).
_FORMULA_START = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 has no place for
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def new_workbook(buffer: io.BytesIO, title: str, day: date) -> Any:
    """The creation date inside is the day judged, so that the same audit gives the same bytes."""
    workbook = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    workbook.set_properties({"title": title, "created": datetime.combine(day, time.min)})
    return workbook


def safe_text(text: str) -> str:
    """A cell text that no spreadsheet runs and Excel takes: the apostrophe says "this is text"."""
    text = _CONTROL.sub("�", text)
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS] + "……（已截断）"
    return f"'{text}" if _FORMULA_START.match(text) else text


def height_of(cells: Iterable[tuple[str, float]]) -> float:
    """Points for the fullest cell of a row, cells given as (text, width in characters).

    Not every program fits a wrapped row by itself, and none fits merged cells. May exceed what one row can be.
    """
    lines = max(
        (sum(max(1, math.ceil(room(line) / (width * FILLED))) for line in text.split("\n")) for text, width in cells),
        default=1,
    )
    return POINTS_PER_LINE * lines + 3


def room(text: str) -> int:
    """Width in characters of the default font; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def print_set_up(sheet: Any, heading_row: int, last_column: int) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)  # as wide as the page, as long as it takes
    sheet.repeat_rows(heading_row)
    sheet.print_area(0, 0, max(sheet.dim_rowmax or 0, heading_row), last_column)
    sheet.set_footer("&L&A&R第 &P 页，共 &N 页")


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Legal and unique, case and width aside, in the order asked for."""
    taken: set[str] = {"history"}  # reserved by Excel
    names = []
    for wish in wanted:
        base = _NOT_IN_SHEET_NAMES.sub("_", unicodedata.normalize("NFC", _CONTROL.sub("", wish))).strip("' ") or "单位"
        name, copy = _cut(base, SHEET_NAME_UNITS), 1
        while unicodedata.normalize("NFKC", name).casefold() in taken:
            copy += 1
            suffix = f"({copy})"
            name = _cut(base, SHEET_NAME_UNITS - len(suffix)) + suffix
        taken.add(unicodedata.normalize("NFKC", name).casefold())
        names.append(name)
    return names


def _cut(text: str, units: int) -> str:
    while len(text.encode("utf-16-le")) // 2 > units:
        text = text[:-1]
    return text.rstrip("' ")
