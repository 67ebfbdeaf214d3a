"""The form that people fill in for what no crawl can see: one sheet per table, a row per open entry and unit.

Everything but the cells to be filled is locked; drop-downs and ranges stand in the cells. `evidence_layout.py` holds
what the reading of a filled form needs, too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from checks.scoring.filed_answers import IN_THE_GRID, cells_of, tick_cell
from checks.scoring.form_cell import Cell, CellKind
from reports.evidence_layout import (
    ATTACHMENT,
    COLUMNS,
    CONTENT,
    FILLER,
    GRID_LINES,
    GRID_NAME,
    GUIDE,
    HEADING_ROW,
    REMARK,
    SELF_BASIS,
    SELF_COLUMNS,
    SELF_POINTS,
    TAKE_BACK,
    WITHDRAW,
    FormQuestion,
    FormTable,
    key_of,
    self_cell,
)
from reports.indicator_names import indicator_path
from reports.spreadsheet import height_of, new_workbook, print_set_up, safe_text, sheet_names

PLACES_PER_RULE = 200  # keeps the address list of a rule under 2,000 characters
NUMBERS = (CellKind.WHOLE, CellKind.DECIMAL)

_GUIDE_LINES = (
    "一、本表列出尚待报送材料或人工评定的事项，每个指标体系一张工作表，每行一项；无法填报的行可以留空。",
    "二、只填写淡黄色单元格；“填写要求”一栏写明可以填什么。不得使用公式。多行内容用 Alt+Enter 换行。",
    "三、“附件名称”填写随表报送的材料文件名；“备注”填写需要说明的情况。",
    "四、此前填报有误需要撤回的，在“撤回”一栏选“撤回”，该项此前和本行的内容均不再采用；需要更正的，重新填写后再次导入，以最新一次为准，历次填报均留存。",
    "五、需要逐项填写要素的，在“要素表”工作表中填写：每行写一个名称，并逐项选择√或×。",
    "六、任何一格不符合要求，整张表都不会被采用；导入时会逐条指出工作表、行、列和允许的内容。",
)


def evidence_form(run_id: str, title: str, day: date, tables: Sequence[FormTable]) -> bytes:
    """The workbook; the same open rows give the same bytes."""
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, title, day)
    formats = _formats(workbook)
    wanted = [GUIDE]
    for table in tables:
        wanted += [table.catalogue.title, *(f"{kind}-{table.catalogue.title}" for kind in _further(table))]
    names = iter(sheet_names(wanted))
    _guide(workbook.add_worksheet(next(names)), run_id, title, formats)
    for table in tables:
        _table_sheet(workbook.add_worksheet(next(names)), table, formats)
        for kind in _further(table):
            sheet = workbook.add_worksheet(next(names))
            (_grid_sheet if kind == "要素表" else _self_sheet)(sheet, table, formats)
    workbook.close()
    return buffer.getvalue()


def _further(table: FormTable) -> list[str]:
    grids = ["要素表"] if any(each.answer == "matrix" for each in table.questions) else []
    return grids + (["自评"] if table.assessed else [])


def _guide(sheet: Any, run_id: str, title: str, formats: Mapping[str, Any]) -> None:
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, key_of("form", run_id))
    sheet.merge_range(0, 1, 0, 2, safe_text(title), formats["title"])
    sheet.set_row(0, 30)
    sheet.write_string(1, 0, key_of("filler"))
    sheet.write_string(1, 1, FILLER, formats["heading"])
    sheet.write_blank(1, 2, None, formats["fill"])
    for number, line in enumerate((f"检查编号：{run_id}", *_GUIDE_LINES), start=2):
        sheet.merge_range(number, 1, number, 2, line, formats["line"])
        sheet.set_row(number, height_of(((line, 104.0),)))
    print_set_up(sheet, 0, 2)
    _protect(sheet)


def _table_sheet(sheet: Any, table: FormTable, formats: Mapping[str, Any]) -> None:
    _head(sheet, f"{table.catalogue.title}（待填报事项）", COLUMNS, formats)
    line = HEADING_ROW
    rules = _Rules()
    for number, question in enumerate(table.questions, start=1):
        for first, cell in enumerate(cells_of(question.answer, question.options, question.at_most)):
            line += 1
            _question_row(sheet, line, number, question, cell, table.catalogue.id, formats, is_first=not first)
            rules.add(line, CONTENT, cell)
            if not first:
                rules.add(line, TAKE_BACK, Cell(kind=CellKind.CHOICE, options=(WITHDRAW,)))
    for unit, row, text, why in table.closed:
        line += 1
        texts = ("", unit, indicator_path(row), text.strip(), "", "无需填报", "", "", "", "", why)
        _write(sheet, line, "", texts, formats, COLUMNS, fill=())
    rules.write(sheet)
    if line == HEADING_ROW:
        sheet.merge_range(line + 1, 1, line + 1, len(COLUMNS) - 1, "没有待填报的事项", formats["text"])
    sheet.autofilter(HEADING_ROW, 0, max(line, HEADING_ROW + 1), len(COLUMNS) - 1)
    _finish(sheet, COLUMNS)


def _question_row(
    sheet: Any,
    line: int,
    number: int,
    question: FormQuestion,
    cell: Cell,
    catalogue: str,
    formats: Mapping[str, Any],
    *,
    is_first: bool,
) -> None:
    ask = f"{question.ask}\n——{cell.label}" if cell.label else question.ask
    if question.files and is_first:
        ask += f"\n（附：{'、'.join(question.files)}）"
    filed = question.filed or {}
    content = filed.get(cell.part, "")
    if question.answer == "matrix" and filed:
        content = content or IN_THE_GRID
    texts = (
        str(number),
        question.unit,
        indicator_path(question.row),
        question.text.strip(),
        ask,
        cell.allowed,
        content,
        question.remark if is_first else "",
        question.attachment if is_first else "",
        "",
        question.state,
    )
    key = key_of("answer", catalogue, question.unit, question.clause, cell.part, question.digest)
    fill = (CONTENT, REMARK, ATTACHMENT, TAKE_BACK) if is_first else (CONTENT,)
    _write(sheet, line, key, texts, formats, COLUMNS, fill)
    if cell.kind in NUMBERS:  # a cell of text would take no number that its rule lets through
        if content:
            sheet.write_number(line, CONTENT, float(content), formats["fill number"])
        else:
            sheet.write_blank(line, CONTENT, None, formats["fill number"])


def _grid_sheet(sheet: Any, table: FormTable, formats: Mapping[str, Any]) -> None:
    """One block per matrix: a line with the elements, then lines to be named and ticked."""
    questions = [each for each in table.questions if each.answer == "matrix"]
    widest = max(len(each.options) for each in questions)
    columns = (("标识", 2), ("序号", 5), ("单位", 16), ("评分细则", 40), ("名称", 24), *([("要素", 9)] * widest))
    _head(sheet, f"{table.catalogue.title}（要素表）", columns, formats)
    line = HEADING_ROW
    rules = _Rules()
    for question in questions:
        line += 1
        heads = ("序号", question.unit, question.text.strip(), "名称", *question.options)
        _write(sheet, line, "", heads, formats, columns, fill=(), style="heading")
        names = [name for name in question.filed or {} if name]
        for number in range(1, max(GRID_LINES, len(names)) + 1):
            line += 1
            name = names[number - 1] if number <= len(names) else ""
            marks = (question.filed or {}).get(name, "") if name else ""
            key = key_of("line", table.catalogue.id, question.unit, question.clause, str(number), question.digest)
            texts = (str(number), question.unit, question.ask, name, *(marks.ljust(len(question.options))))
            width = len(texts) + 1
            _write(sheet, line, key, texts, formats, columns, fill=tuple(range(GRID_NAME, width)))
            rules.add(line, GRID_NAME + 1, tick_cell("要素"), last=width - 1)
    rules.write(sheet)
    _finish(sheet, columns)


def _self_sheet(sheet: Any, table: FormTable, formats: Mapping[str, Any]) -> None:
    _head(sheet, f"{table.catalogue.title}（自评）", SELF_COLUMNS, formats)
    line = HEADING_ROW
    rules = _Rules()
    for number, (unit, row) in enumerate(table.assessed, start=1):
        line += 1
        cell = self_cell(row)
        texts = (str(number), unit, indicator_path(row), row.weight_text, cell.allowed, "", "")
        key = key_of("self", table.catalogue.id, unit, row.id)
        _write(sheet, line, key, texts, formats, SELF_COLUMNS, fill=(SELF_POINTS, SELF_BASIS))
        sheet.write_blank(line, SELF_POINTS, None, formats["fill number"])
        rules.add(line, SELF_POINTS, cell)
    rules.write(sheet)
    _finish(sheet, SELF_COLUMNS)


def _head(sheet: Any, title: str, columns: Sequence[tuple[str, int]], formats: Mapping[str, Any]) -> None:
    last = len(columns) - 1
    sheet.merge_range(0, 1, 0, last, safe_text(title), formats["title"])
    sheet.merge_range(1, 1, 1, last, "只填写淡黄色单元格；填写办法见“填报说明”。", formats["line"])
    sheet.set_row(0, 30)
    for column, (heading, width) in enumerate(columns):
        sheet.set_column(column, column, width, None, {"hidden": True} if column == 0 else {})
        sheet.write_string(HEADING_ROW, column, heading, formats["heading"])
    sheet.freeze_panes(HEADING_ROW + 1, 3)


def _write(
    sheet: Any,
    line: int,
    key: str,
    texts: Iterable[str],
    formats: Mapping[str, Any],
    columns: Sequence[tuple[str, int]],
    fill: Sequence[int],
    style: str = "text",
) -> None:
    if key:
        sheet.write_string(line, 0, key)
    safe = [safe_text(text.strip()) for text in texts]
    for column, text in enumerate(safe, start=1):
        cell_format = formats["fill" if column in fill else style]
        if text:
            sheet.write_string(line, column, text, cell_format)
        else:
            sheet.write_blank(line, column, None, cell_format)
    sheet.set_row(line, min(400.0, height_of((text, columns[at][1]) for at, text in enumerate(safe, start=1))))


class _Rules:
    """Drop-downs and ranges of one sheet, written once per rule: Excel slows down with a rule per row.

    The import looks at every cell again, because pasting goes around them.
    """

    def __init__(self) -> None:
        self._of: dict[str, tuple[dict[str, Any], list[list[int]]]] = {}

    def add(self, line: int, column: int, cell: Cell, last: int | None = None) -> None:
        rule = _rule(cell)
        self._of.setdefault(repr(rule), (rule, []))[1].append([line, column, line, last or column])

    def write(self, sheet: Any) -> None:
        for rule, places in self._of.values():
            for start in range(0, len(places), PLACES_PER_RULE):
                some = places[start : start + PLACES_PER_RULE]
                sheet.data_validation(*some[0], {**rule, "other_cells": some})


def _rule(cell: Cell) -> dict[str, Any]:
    common = {"error_title": "不符合填写要求", "error_message": cell.allowed[:250], "ignore_blank": True}
    match cell.kind:
        case CellKind.CHOICE if len(",".join(cell.options)) <= 250 and not any("," in each for each in cell.options):
            return {"validate": "list", "source": list(cell.options), **common}
        case CellKind.WHOLE:
            return {"validate": "integer", "criteria": "between", **_limits(cell), **common}
        case CellKind.DECIMAL:
            return {"validate": "decimal", "criteria": "between", **_limits(cell), **common}
        case _:  # Excel has no rule for lines of text, nor for lists of more than 255 characters
            return {"validate": "any", "input_title": "填写要求", "input_message": cell.allowed[:250]}


def _limits(cell: Cell) -> dict[str, float]:
    return {"minimum": float(cell.at_least), "maximum": float(cell.at_most)}


def _finish(sheet: Any, columns: Sequence[tuple[str, int]]) -> None:
    print_set_up(sheet, HEADING_ROW, len(columns) - 1)
    _protect(sheet)


def _protect(sheet: Any) -> None:
    sheet.protect("", {"autofilter": True, "sort": True, "format_rows": True, "format_columns": True})


def _formats(workbook: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    cell = {**font, "border": 1, "border_color": "#9aa5b1", "text_wrap": True, "valign": "top"}
    return {
        "title": workbook.add_format({**font, "font_size": 14, "bold": True, "align": "center"}),
        "line": workbook.add_format({**font, "text_wrap": True}),
        "heading": workbook.add_format(
            {**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#dde6f0"}
        ),
        "text": workbook.add_format(cell),
        # As text, what people type stays as they type it (2023-01, 001).
        "fill": workbook.add_format({**cell, "locked": False, "bg_color": "#fff8dc", "num_format": "@"}),
        "fill number": workbook.add_format({**cell, "locked": False, "bg_color": "#fff8dc"}),
    }
