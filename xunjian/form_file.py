"""Opens a workbook that came from outside, and reads its rows cell by cell; every fault is told with its place.

The size is bounded before anything is opened, formulas and error values are refused, entities are not resolved.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from checks.scoring.form_cell import Cell, NotAllowed
from xunjian.problems import WrongUse

# A form of 1,000 units and all five tables (250,000 rows) has 25 MB, unpacks to 255 MB and holds 45 MB of strings.
MOST_BYTES = 50_000_000
MOST_UNPACKED = 500_000_000
MOST_HELD = 100_000_000  # parts that are read into memory whole; sheets are read row by row
MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 60, 200_000, 60
MOST_TEXT = 5_000


class FormRefused(WrongUse):
    """One line per fault; nothing of the form was taken."""


def file_bytes(path: Path) -> bytes:
    """The file, bounded in size packed and unpacked. Raises FormRefused."""
    try:
        with path.open("rb") as file:
            body = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise FormRefused(f"{path}：文件无法读取（{error.strerror or error}）") from error
    if len(body) > MOST_BYTES:
        raise FormRefused(f"{path.name}：文件超过{MOST_BYTES // 1_000_000}MB；请只保留模板的工作表，不要插入图片")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    except zipfile.BadZipFile as error:
        raise FormRefused(
            f"{path.name}：不是 .xlsx 文件；请用 xunjian evidence template 生成，填写后另存为 .xlsx"
        ) from error
    held = sum(size for name, size in sizes.items() if not name.startswith("xl/worksheets/"))
    if sum(sizes.values()) > MOST_UNPACKED or held > MOST_HELD:
        raise FormRefused(f"{path.name}：文件展开后过大，未予读取；请用模板重新填写，不要插入图片和其他工作表")
    return body


def lines_of(body: bytes, name: str, tell: Callable[[str], None]) -> Iterator[Line]:
    """Every row of every sheet. Raises FormRefused for a file that is no workbook; faults of cells go to `tell`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
        rows = _rows(body)
        while True:
            try:
                sheet, number, cells = next(rows)
            except StopIteration:
                return
            except Exception as error:  # whatever a broken or hostile file does to the library, it is not our mistake
                raise FormRefused(f"{name}：不是可以读取的 .xlsx 文件（{type(error).__name__}）") from error
            yield Line(tell, sheet, number, cells)


def _rows(body: bytes) -> Iterator[tuple[str, int, dict[int, Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
    for sheet in book.worksheets[:MOST_SHEETS]:
        for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS), start=1):
            yield sheet.title, number, {cell.column - 1: cell for cell in cells if cell.value is not None}


@dataclass(slots=True)
class Line:
    """One row. Columns are counted from 0; `headings` are those of its sheet, once they were read."""

    tell: Callable[[str], None]
    sheet: str
    number: int
    cells: Mapping[int, Any]
    headings: tuple[str, ...] = ()

    def raw(self, column: int) -> Any:
        cell = self.cells.get(column)
        value = cell.value if cell is not None else None
        return None if isinstance(value, str) and not value.strip() else value

    def texts(self) -> tuple[str, ...]:
        return tuple(str(self.raw(column) or "") for column in range(max(self.cells, default=-1) + 1))

    def value(self, column: int, cell: Cell) -> str | None:
        """The entry in its kept form, "" where nothing stands, None where it was told as a fault."""
        raw = self.raw(column)
        if raw is None:
            return ""
        if self._is_refused(column):
            return None
        try:
            return cell.read(raw)
        except NotAllowed as refused:
            self.fault(column, str(refused))
            return None

    def text(self, column: int) -> str:
        """Free text; a fault is told and "" given where it is a formula or too long."""
        raw = self.raw(column)
        if raw is None or self._is_refused(column):
            return ""
        text = str(raw).strip().removeprefix("'")
        if len(text) > MOST_TEXT:
            self.fault(column, f"文字超过{MOST_TEXT}字；请缩短，详细内容放在附件中")
            return ""
        return text

    def _is_refused(self, column: int) -> bool:
        if self.cells[column].data_type == "f":
            self.fault(column, "不得使用公式；请直接填写内容（选择性粘贴为“数值”）")
            return True
        if self.cells[column].data_type == "e":
            self.fault(column, f"单元格为错误值 {str(self.raw(column))[:20]}；请填写内容")
            return True
        return False

    def where(self, column: int) -> str:
        heading = self.headings[column] if column < len(self.headings) else ""
        named = f"（{heading}）" if heading else ""
        return f"工作表“{self.sheet}”第{self.number}行{get_column_letter(column + 1)}列{named}"

    def fault(self, column: int, what: str) -> None:
        self.tell(f"{self.where(column)}：{what}")
