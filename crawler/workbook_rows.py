"""Opens a workbook that came from outside, and gives its rows cell by cell; every fault is told with its place.

Size packed and unpacked is bounded before anything is opened, formulas and error values are refused, macros are not
taken, entities are not resolved. Evidence forms and registries in Excel are both read through here.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries

MOST_MERGED = 20_000  # forms of ours have none; a county merges its 100 units


class WorkbookRefused(ValueError):
    """The file is not taken at all; the text is the sentence, without the file's name."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """`held`: parts that are read into memory whole; sheets are read row by row. `text`: characters of one cell."""

    packed: int
    unpacked: int
    held: int
    sheets: int
    rows: int
    columns: int
    text: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What a sheet says about its rows beside their cells. Rows count from 1, columns from 0, ends are included."""

    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column
    hidden_rows: frozenset[int] = frozenset()
    last_filled: int = 0
    last_column: int = -1  # the farthest that holds anything
    is_hidden: bool = False


def workbook_bytes(path: Path, bounds: Bounds, cure: str) -> bytes:
    """The file, bounded in size. `cure`: how a right one is made. Raises WorkbookRefused."""
    try:
        with path.open("rb") as file:
            body = file.read(bounds.packed + 1)
    except FileNotFoundError as error:
        raise WorkbookRefused("没有这个文件；请核对路径") from error
    except OSError as error:
        raise WorkbookRefused(f"文件无法读取（{error.strerror or error}）") from error
    if len(body) > bounds.packed:
        raise WorkbookRefused(f"文件超过{bounds.packed // 1_000_000}MB；请只保留模板的工作表，不要插入图片")
    if body.startswith(b"\xd0\xcf\x11\xe0"):  # OLE: old Excel, or a workbook behind a password
        raise WorkbookRefused("文件已加密或为旧格式（.xls）；请取消密码，并另存为 .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            sizes = {entry.filename: entry.file_size for entry in packed.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise WorkbookRefused(f"不是 .xlsx 文件；{cure}") from error
    if any(name.lower().endswith("vbaproject.bin") for name in sizes):
        raise WorkbookRefused("文件含有宏，未予读取；请另存为不含宏的 .xlsx")
    held = sum(size for name, size in sizes.items() if not name.startswith("xl/worksheets/"))
    if sum(sizes.values()) > bounds.unpacked or held > bounds.held:
        raise WorkbookRefused("文件展开后过大，未予读取；请用模板重新填写，不要插入图片和其他工作表")
    return body


def lines_of(body: bytes, bounds: Bounds, tell: Callable[[str], None]) -> Iterator[Line]:
    """Every row of every sheet, empty ones too. Raises WorkbookRefused; faults of cells go to `tell`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions that it leaves out
        rows = _rows(body, bounds)
        while True:
            try:
                sheet, number, cells = next(rows)
            except StopIteration:
                return
            except Exception as error:  # whatever a broken or hostile file does to the library, it is not our mistake
                raise WorkbookRefused(f"不是可以读取的 .xlsx 文件（{type(error).__name__}）") from error
            yield Line(tell, sheet, number, cells, most_text=bounds.text)


def marks_of(body: bytes, bounds: Bounds) -> dict[str, Marks]:
    """By name of the sheet, in their order. Raises WorkbookRefused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            reader = ExcelReader(io.BytesIO(body), read_only=True, keep_links=False)
            reader.read()
            if len(reader.wb.worksheets) > bounds.sheets:
                raise WorkbookRefused(f"工作表超过{bounds.sheets}个；请只保留模板的工作表")
            states = {sheet.title: sheet.sheet_state != "visible" for sheet in reader.wb.worksheets}
            paths = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
            return {
                name: _marks(reader.archive, paths[name], bounds, is_hidden=hidden) for name, hidden in states.items()
            }
        except WorkbookRefused:
            raise
        except Exception as error:  # as above
            raise WorkbookRefused(f"不是可以读取的 .xlsx 文件（{type(error).__name__}）") from error


def _rows(body: bytes, bounds: Bounds) -> Iterator[tuple[str, int, dict[int, Any]]]:
    reader = ExcelReader(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
    reader.read()
    for sheet in reader.wb.worksheets[: bounds.sheets]:
        for number, cells in enumerate(sheet.iter_rows(max_row=bounds.rows, max_col=bounds.columns), start=1):
            yield sheet.title, number, {cell.column - 1: cell for cell in cells if cell.value is not None}


def _marks(archive: zipfile.ZipFile, path: str, bounds: Bounds, *, is_hidden: bool) -> Marks:
    merged: list[tuple[int, int, int, int]] = []
    hidden: set[int] = set()
    number, last_filled, farthest = 0, 0, -1
    with archive.open(path) as file:
        parts = etree.iterparse(
            file, events=("end",), tag=("{*}row", "{*}mergeCell"), resolve_entities=False, no_network=True
        )
        for _, element in parts:
            if etree.QName(element).localname == "mergeCell":
                if len(merged) >= MOST_MERGED:
                    raise WorkbookRefused("合并单元格过多，未予读取；请取消合并后重新填写")
                # Whole columns and rows ("A:A") leave bounds out.
                first_column, first_row, last_column, last_row = range_boundaries(element.get("ref", ""))
                last = (last_row or bounds.rows, (last_column or bounds.columns) - 1)
                merged.append((first_row or 1, (first_column or 1) - 1, *last))
                continue
            number = int(element.get("r") or number + 1)
            filled = [cell for cell in element if len(cell)]
            if filled:
                last_filled = max(last_filled, number)
                farthest = max(farthest, _column_of(filled[-1], len(element)))
            if element.get("hidden") in ("1", "true"):
                hidden.add(number)
            element.clear()
    return Marks(tuple(merged), frozenset(hidden), last_filled, farthest, is_hidden)


def _column_of(cell: Any, count: int) -> int:
    """Counted from 0; cells without an address stand one beside the other."""
    letters = (cell.get("r") or "").rstrip("0123456789")
    return column_index_from_string(letters) - 1 if letters else count - 1


@dataclass(slots=True)
class Line:
    """One row. Columns are counted from 0; `headings` are those of its sheet, once they were read."""

    tell: Callable[[str], None]
    sheet: str
    number: int
    cells: Mapping[int, Any]
    headings: tuple[str, ...] = ()
    most_text: int = field(default=5_000, kw_only=True)

    def raw(self, column: int) -> Any:
        cell = self.cells.get(column)
        value = cell.value if cell is not None else None
        return None if isinstance(value, str) and not value.strip() else value

    def texts(self) -> tuple[str, ...]:
        return tuple(str(self.raw(column) or "") for column in range(max(self.cells, default=-1) + 1))

    def text(self, column: int) -> str:
        """Free text; a fault is told and "" given where it is a formula or too long."""
        raw = self.raw(column)
        if raw is None or self.is_refused(column):
            return ""
        text = str(raw).strip().removeprefix("'")
        return text if self.is_short_enough(column, text) else ""

    def is_short_enough(self, column: int, text: str) -> bool:
        if len(text) > self.most_text:
            self.fault(column, f"文字超过{self.most_text}字；请缩短，详细内容放在附件中")
        return len(text) <= self.most_text

    def is_refused(self, column: int) -> bool:
        """Whether the cell is a formula or an error value; that is told."""
        if self.cells[column].data_type == "f":
            self.fault(column, "不得使用公式；请直接填写内容（选择性粘贴为“数值”）")
            return True
        if self.cells[column].data_type == "e":
            self.fault(column, f"单元格为错误值 {str(self.raw(column))[:20]}；请填写内容")
            return True
        return False

    def where(self, column: int) -> str:
        heading = self.headings[column] if column < len(self.headings) else ""
        return cell_place(self.sheet, self.number, column, heading)

    def fault(self, column: int, what: str) -> None:
        self.tell(f"{self.where(column)}：{what}")


def cell_place(sheet: str, row: int, column: int, heading: str) -> str:
    named = f"（{heading}）" if heading else ""
    return f"工作表“{sheet}”第{row}行{get_column_letter(column + 1)}列{named}"
