"""Writes the registry in Excel: the empty template, or an existing registry filled in; read back without loss.

The same registry gives the same bytes. The layout comes from `crawler/registry_sheet.py`, which the reading uses too.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from crawler.registry_cell import CellKind, RegistryCell
from crawler.registry_form import RegistryForm
from crawler.registry_sheet import MAPPING_CELL, NAME_CELL, SheetField, SheetForm, mapping_heading, sheet_forms
from crawler.registry_words import ATTRIBUTE, ATTRIBUTES, GUIDE, KEYS, OWNER, PAIR_HEADINGS, YES_NO
from crawler.registry_yaml import registry_values
from reports.spreadsheet import A4, MOST_CHARACTERS, height_of, new_workbook, print_set_up, room, safe_text
from xunjian.problems import WrongUse

MADE_ON = date(2023, 1, 1)  # stands inside the file; a registry has no day of its own
ROWS_TO_FILL = 500  # rows with drop-downs below what is filled
HEADING_ROW, FIRST_ROW = 1, 2
WIDEST_LIST = 250  # characters; Excel takes 255 in a drop-down

_GUIDE_LINES = (
    "一、“门户”“网络”两张表每行填一个项目；“单位”“栏目”“账号”“要求转载”每行填一条，可以留空行，可以增加行。",
    "二、列名带 * 的必须填写。不得改动列名和工作表名称；需要另作说明的，可以增加列名为“备注”的列，其内容不读取。",
    "三、“栏目”“账号”中的“单位”须与“单位”表的“单位名称”（或别名）一致；可以从下拉列表选择。",
    "四、一格中填写多个的（别名、站点等），每行写一个，用 Alt+Enter 换行。不得使用公式和宏。",
    "五、填写后执行 xunjian registry check 文件名 检查；有误的逐条指出工作表、行、列和应怎样填写。",
    '六、文字本身含有换行、顿号等分隔符的，用英文双引号括起来，如 "甲、乙"。',
)


def registry_book(form: RegistryForm | None) -> bytes:
    """Raises WrongUse for a registry that no sheet can hold."""
    values = registry_values(form) if form is not None else {}
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, "登记表", MADE_ON)
    formats = _formats(workbook)
    forms = sheet_forms()
    sheets = [workbook.add_worksheet(form.name) for form in forms]
    _guide_sheet(workbook.add_worksheet(GUIDE), forms, formats)
    for sheet, sheet_form in zip(sheets, forms, strict=True):
        entries = list(_entries(values, sheet_form))
        if sheet_form.is_rows:
            _rows_sheet(sheet, sheet_form, entries, formats)
        else:
            _pairs_sheet(sheet, sheet_form, entries[0][1] if entries else {}, formats)
    workbook.close()
    return buffer.getvalue()


def _entries(values: Mapping[str, Any], form: SheetForm) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(owner, entry); the owner is "" where the sheet has none."""
    held = values.get(form.path[0], {} if not form.is_rows else [])
    if not form.is_rows:
        yield "", held
    elif form.has_owner:
        for unit in held:
            yield from ((unit["name"], entry) for entry in unit.get(form.path[-1], ()))
    else:
        yield from (("", entry) for entry in held)


def _pairs_sheet(sheet: Any, form: SheetForm, entry: Mapping[str, Any], formats: Mapping[str, Any]) -> None:
    widths = (20, 52, 62)
    _title(sheet, form, len(widths) - 1, formats)
    for column, (heading, width) in enumerate(zip(PAIR_HEADINGS, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEADING_ROW, column, heading, formats["heading"])
    for row, field in enumerate(form.fields, start=FIRST_ROW):
        shown = _shown(form, field.heading, field.cell, _value(entry, field))
        meaning = field.words.meaning + (f"；如 {field.words.example}" if field.words.example else "")
        sheet.write_string(row, 0, f"{field.heading}{' *' if field.required else ''}", formats["name"])
        _write(sheet, row, 1, shown, formats[_format_of(field.cell)])
        sheet.write_string(row, 2, meaning, formats["note"])
        sheet.set_row(row, max(20.0, _height(((str(shown or ""), widths[1]), (meaning, widths[2])))))
    sheet.freeze_panes(FIRST_ROW, 1)
    _finish(sheet, len(widths) - 1)


def _rows_sheet(
    sheet: Any, form: SheetForm, entries: Sequence[tuple[str, Mapping[str, Any]]], formats: Mapping[str, Any]
) -> None:
    columns = list(_columns(form, [entry for _, entry in entries]))
    _title(sheet, form, len(columns) - 1, formats)
    last_row = FIRST_ROW + len(entries) + ROWS_TO_FILL - 1
    for column, each in enumerate(columns):
        sheet.set_column(column, column, each.width, formats[_format_of(each.cell)])
        sheet.write_string(HEADING_ROW, column, each.heading, formats["heading"])
        rule = each.rule()
        if rule is not None:
            sheet.data_validation(FIRST_ROW, column, last_row, column, rule)
    for row, (owner, entry) in enumerate(entries, start=FIRST_ROW):
        told = []
        for column, each in enumerate(columns):
            shown = _shown(form, each.heading, each.cell, each.value(owner, entry))
            _write(sheet, row, column, shown, formats[_format_of(each.cell)])
            told.append((str(shown or ""), each.width))
        sheet.set_row(row, _height(told))
    sheet.set_row(HEADING_ROW, 32)
    sheet.freeze_panes(FIRST_ROW, 2 if form.has_owner else 1)
    sheet.autofilter(HEADING_ROW, 0, max(FIRST_ROW, FIRST_ROW + len(entries) - 1), len(columns) - 1)
    _finish(sheet, len(columns) - 1)


class _Column:
    """One column of a sheet of entries: the owner, a field, or one name of the mapping."""

    def __init__(self, heading: str, width: float, cell: RegistryCell, meaning: str) -> None:
        self.heading, self.width, self.cell, self.meaning = heading, width, cell, meaning
        self.field: SheetField | None = None
        self.mapped: tuple[str, str] | None = None  # key of the mapping, and the name in it

    def value(self, owner: str, entry: Mapping[str, Any]) -> Any:
        if self.field is not None:
            return _value(entry, self.field)
        return entry.get(self.mapped[0], {}).get(self.mapped[1]) if self.mapped is not None else owner

    def rule(self) -> dict[str, Any] | None:
        """A drop-down, a range or a hint; the reading looks at every cell again, because pasting goes around them."""
        hint = {"input_title": self.heading.strip(" *")[:16], "input_message": self.meaning[:250], "ignore_blank": True}
        cell, words = self.cell, list(self.cell.words or ())
        if self.field is None and self.mapped is None:
            names = f"='单位'!$A${FIRST_ROW + 1}:$A${FIRST_ROW + 20_000}"
            return {"validate": "list", "source": names, "show_error": False, **hint}
        if cell.kind in (CellKind.YES_NO, CellKind.TEXT_OR_YES_NO):
            words = list(YES_NO)
        if words and len(",".join(words)) <= WIDEST_LIST:
            only = (cell.only_words or cell.kind is CellKind.YES_NO) and not cell.is_list
            told = {"error_title": "请从列表中选择", "error_message": f"可选：{'、'.join(words)}"[:250]} if only else {}
            return {"validate": "list", "source": words, "show_error": only, **told, **hint}
        return {"validate": "any", **hint} if self.meaning else None


def _columns(form: SheetForm, entries: Sequence[Mapping[str, Any]]) -> Iterator[_Column]:
    if form.has_owner:
        yield _Column(f"{OWNER} *", 24, NAME_CELL, "从下拉列表选择已登记的单位")
    for field in form.fields:
        if field.group and not any(field.group in entry for entry in entries):
            continue  # what only discovery writes
        words = field.words
        meaning = words.meaning + (f"；如 {words.example}" if words.example else "")
        column = _Column(f"{words.heading}{' *' if field.required else ''}", words.width, field.cell, meaning)
        column.field = field
        yield column
        if form.mapping and field.path == (_LAST_BEFORE_MAPPING,):
            yield from _mapped_columns(form.mapping, entries)


_LAST_BEFORE_MAPPING = "roles"


def _mapped_columns(mapping: str, entries: Iterable[Mapping[str, Any]]) -> Iterator[_Column]:
    names = dict.fromkeys((*ATTRIBUTES, *(name for entry in entries for name in entry.get(mapping, {}))))
    for name in names:
        heading = mapping_heading(name)
        meaning = KEYS["units.attributes"].meaning
        column = _Column(heading, max(14.0, min(30.0, room(heading) / 2 + 2)), MAPPING_CELL, meaning)
        column.mapped = (mapping, name)
        yield column


def _value(entry: Mapping[str, Any], field: SheetField) -> Any:
    value: Any = entry
    for key in field.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _shown(form: SheetForm, heading: str, cell: RegistryCell, value: Any) -> str | float | int | None:
    if value == "" and cell.kind is not CellKind.TEXT_OR_YES_NO:
        return None
    shown = cell.shown(value)
    if isinstance(shown, str) and len(shown) >= MOST_CHARACTERS:
        raise WrongUse(f"工作表“{form.name}”的“{heading}”有一项超过{MOST_CHARACTERS}字，Excel 放不下；请先缩短该项")
    return shown


def _write(sheet: Any, row: int, column: int, shown: str | float | int | None, cell_format: Any) -> None:
    if isinstance(shown, str):
        sheet.write_string(row, column, safe_text(shown), cell_format)
    elif shown is not None:
        sheet.write_number(row, column, shown, cell_format)
    else:
        sheet.write_blank(row, column, None, cell_format)


def _format_of(cell: RegistryCell) -> str:
    # As text, what people type stays as they type it (2023, 001, 2023-12-31).
    return "number" if cell.kind in (CellKind.NUMBER, CellKind.WHOLE) else "text"


def _title(sheet: Any, form: SheetForm, last_column: int, formats: Mapping[str, Any]) -> None:
    text = f"{form.name}：{form.words.meaning}。填写办法见“{GUIDE}”，带 * 的必须填写。"
    sheet.merge_range(0, 0, 0, last_column, text, formats["title"])
    sheet.set_row(0, 24)


def _guide_sheet(sheet: Any, forms: Sequence[SheetForm], formats: Mapping[str, Any]) -> None:
    widths = (10, 18, 8, 62, 40)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for row, line in enumerate(_GUIDE_LINES):
        sheet.merge_range(row, 0, row, len(widths) - 1, line, formats["line"])
        sheet.set_row(row, max(18.0, height_of(((line, float(sum(widths))),))))
    heading_row = len(_GUIDE_LINES) + 1
    for column, heading in enumerate(("工作表", "列名", "必填", "怎样填写", "示例")):
        sheet.write_string(heading_row, column, heading, formats["heading"])
    row = heading_row
    for texts in (texts for form in forms for texts in _explanations(form)):
        row += 1
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, formats["note"])
        sheet.set_row(row, _height(zip(texts, widths, strict=True)))
    sheet.freeze_panes(heading_row + 1, 0)
    print_set_up(sheet, heading_row, len(widths) - 1)


def _explanations(form: SheetForm) -> Iterator[tuple[str, ...]]:
    """Lines of the guide: sheet, column, whether it must be filled, how, example."""
    if form.has_owner:
        yield form.name, OWNER, "是", "该行所属的单位，从下拉列表选择", "县发展和改革局"
    for field in form.fields:
        choices = f"；可选：{'、'.join(field.cell.words)}" if field.cell.words else ""
        required = "是" if field.required and not field.group else ""
        yield form.name, field.heading, required, field.words.meaning + choices, field.words.example
    if form.mapping:
        words = KEYS["units.attributes"]
        names = "、".join(f"{ATTRIBUTE}：{text}" for text in ATTRIBUTES.values())
        how = f"{words.meaning}；每个属性一列（{names}），其他属性写“{ATTRIBUTE}：属性名”"
        yield form.name, f"{ATTRIBUTE}：……", "", how, words.example


def _height(cells: Iterable[tuple[str, float]]) -> float:
    return min(400.0, max(18.0, height_of(cells)))


def _finish(sheet: Any, last_column: int) -> None:
    print_set_up(sheet, HEADING_ROW, last_column)
    sheet.set_paper(A4)


def _formats(workbook: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    cell = {**font, "border": 1, "border_color": "#9aa5b1", "text_wrap": True}
    return {
        "title": workbook.add_format({**font, "bold": True}),
        "line": workbook.add_format({**font, "text_wrap": True}),
        "heading": workbook.add_format({**cell, "bold": True, "align": "center", "bg_color": "#dde6f0"}),
        "name": workbook.add_format({**cell, "bold": True, "bg_color": "#f3f6f9"}),
        "note": workbook.add_format({**cell, "font_color": "#55606b"}),
        "text": workbook.add_format({**cell, "num_format": "@"}),
        "number": workbook.add_format({**cell, "align": "left"}),
    }
