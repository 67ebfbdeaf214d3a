"""The rows of one sheet of a registry in Excel: which column holds what, and what stands in a merged cell.

People rename, move and add columns, leave rows empty, merge the unit over its columns and write titles above the
headings; what cannot be told apart for certain is a fault with its place.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crawler.registry_sheet import SheetField, SheetForm, mapping_name
from crawler.registry_words import OWNER, PAIR_HEADINGS, REMARK
from crawler.workbook_rows import Line, Marks, cell_place

HEADING_ROWS = 10  # titles and notes may stand above the headings

VALUE_COLUMN = PAIR_HEADINGS[1]

Fault = tuple[tuple[int, ...], str]  # sheet, row and column for the order; the whole sentence


@dataclass(frozen=True, slots=True)
class RowCell:
    """`fault`: why it cannot be taken, as a whole sentence. `is_own` False: it comes from a merged cell further up."""

    raw: Any
    fault: str = ""
    is_own: bool = True


class RegistrySheetRows:
    """`columns`: column → field, name of a mapping, or None for remarks; `owner_column` -1 without one."""

    def __init__(self, number: int, form: SheetForm, marks: Marks, tell: Callable[[Fault], None]) -> None:
        self.number = number
        self.form = form
        self.heading_row = 0
        self.headings: tuple[str, ...] = ()
        self.columns: dict[int, SheetField | str | None] = {}
        self.owner_column = -1
        self.fields = {each.heading: each for each in form.fields}
        self.lacks_columns = False
        self.item_names: dict[int, str] = {}  # of a sheet with one value per row
        self._tell = tell
        self._wide = {area[:2] for area in marks.merged if area[1] != area[3]}
        # (column, first row) → last row
        self._high = {(area[1], area[0]): area[2] for area in marks.merged if area[1] == area[3]}
        self._above: dict[int, tuple[int, RowCell]] = {}  # column → last row that the cell further up covers
        self.cell_fault = ""  # what the line has just told about one of its cells

    def place(self, row: int, column: int) -> str:
        heading = self.headings[column] if 0 <= column < len(self.headings) else ""
        if heading == VALUE_COLUMN:
            heading = self.item_names.get(row, heading)
        return cell_place(self.form.name, row, max(column, 0), heading)

    def fault(self, row: int, column: int, sentence: str) -> None:
        self._tell(((self.number, row, column), f"{self.place(row, column)}：{sentence}"))

    def look_for_headings(self, line: Line) -> None:
        if line.number > HEADING_ROWS:
            return
        texts = tuple(plain_heading(text) for text in line.texts())
        known = (OWNER, *self.fields) if self.form.is_rows else PAIR_HEADINGS[:2]
        # One word may stand in a title above.
        if sum(text in known for text in texts) < 2:
            return
        self.heading_row, self.headings = line.number, texts
        if self.form.is_rows:
            for column, text in enumerate(texts):
                self._heading(column, text, line.texts()[column])
            self._refuse_missing_columns()

    def row(self, line: Line) -> dict[int, RowCell]:
        """What stands in a row, the value of a vertically merged cell in each row that it covers."""
        line.headings = self.headings
        row: dict[int, RowCell] = {}
        for column in sorted({*line.cells, *self._above}):
            raw = line.raw(column)
            if raw is not None:
                row[column] = RowCell(raw, self._cell_fault(line, column, raw))
                last = self._high.get((column, line.number), line.number)
                self._above[column] = (last, RowCell(raw, row[column].fault, is_own=False))
            elif column in self._above and line.number <= self._above[column][0]:
                row[column] = self._above[column][1]
        return row

    def _cell_fault(self, line: Line, column: int, raw: Any) -> str:
        self.cell_fault = ""
        if line.is_refused(column) or not line.is_short_enough(column, str(raw)):
            return self.cell_fault
        if (line.number, column) in self._wide:
            return f"{line.where(column)}：合并了几列；请取消合并，逐格填写"
        return ""

    def _heading(self, column: int, text: str, as_written: str) -> None:
        if self.form.has_owner and text == OWNER and self.owner_column < 0:
            self.owner_column = column
        elif text in self.fields and self.fields[text] not in self.columns.values():
            self.columns[column] = self.fields[text]
        elif text.startswith(REMARK):
            self.columns[column] = None
        elif self.form.mapping and (name := mapping_name(as_written)) is not None and name not in self.columns.values():
            self.columns[column] = name
        elif text:
            self.columns[column] = None
            self.fault(self.heading_row, column, self._unknown_heading(text))

    def _unknown_heading(self, text: str) -> str:
        known = [OWNER] if self.form.has_owner else []
        known += self.fields
        if text in known:
            return "同一列名出现两次；请删去一列"
        free = [heading for heading in known if heading not in self.headings]
        close = difflib.get_close_matches(text, free, n=1, cutoff=0.5)
        hint = f"是否应为“{close[0]}”？" if close else f"本表的列：{'、'.join(known)}。"
        return f"不认识的列名；{hint}不登记的内容请把列名改为“{REMARK}”"

    def _refuse_missing_columns(self) -> None:
        needed = [OWNER] if self.form.has_owner else []
        needed += [each.heading for each in self.form.fields if each.required and not each.group]
        missing = [name for name in needed if name not in self.headings]
        if missing:
            self.lacks_columns = True
            told = "”“".join(missing)
            where = f"工作表“{self.form.name}”第{self.heading_row}行"
            self._tell(((self.number, self.heading_row, len(self.headings)), f"{where}：缺少列“{told}”；请按模板补上"))


def plain_heading(text: str) -> str:
    """A heading without the mark of a required column and without the line breaks of a narrow one."""
    return re.sub(r"\s+", "", text).strip("*＊").removesuffix("（必填）").removesuffix("(必填)")
