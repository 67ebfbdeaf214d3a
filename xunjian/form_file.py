"""The filled evidence form as rows: opened by `crawler/workbook_rows.py`, its cells read by the rules of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.scoring.form_cell import Cell, NotAllowed
from crawler import workbook_rows
from crawler.workbook_rows import Bounds, WorkbookRefused
from xunjian.problems import WrongUse

MOST_COLUMNS = 60
# A form of 1,000 units and all five tables (250,000 rows) has 25 MB, unpacks to 255 MB and holds 45 MB of strings.
BOUNDS = Bounds(
    packed=50_000_000,
    unpacked=500_000_000,
    held=100_000_000,
    sheets=60,
    rows=200_000,
    columns=MOST_COLUMNS,
    text=5_000,
)


class FormRefused(WrongUse):
    """One line per fault; nothing of the form was taken."""


@dataclass(slots=True)
class Line(workbook_rows.Line):
    def value(self, column: int, cell: Cell) -> str | None:
        """The entry in its kept form, "" where nothing stands, None where it was told as a fault."""
        raw = self.raw(column)
        if raw is None:
            return ""
        if self.is_refused(column):
            return None
        try:
            return cell.read(raw)
        except NotAllowed as refused:
            self.fault(column, str(refused))
            return None


def file_bytes(path: Path) -> bytes:
    """The file, bounded in size packed and unpacked. Raises FormRefused."""
    try:
        return workbook_rows.workbook_bytes(path, BOUNDS, "请用 xunjian evidence template 生成，填写后另存为 .xlsx")
    except WorkbookRefused as refused:
        raise FormRefused(f"{path.name}：{refused}") from refused


def lines_of(body: bytes, name: str, tell: Callable[[str], None]) -> Iterator[Line]:
    """Every row of every sheet. Raises FormRefused for a file that is no workbook; faults of cells go to `tell`."""
    try:
        for line in workbook_rows.lines_of(body, BOUNDS, tell):
            yield Line(tell, line.sheet, line.number, line.cells)
    except WorkbookRefused as refused:
        raise FormRefused(f"{name}：{refused}") from refused
