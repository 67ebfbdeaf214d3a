"""Reads a registry in Excel into the plain values that the YAML file would hold, with the place of every one.

Nothing is guessed: a column, a sheet or a unit that is not known is told, never left out, because an entry left out
would not be audited. Rows that are hidden count like all others and are named in `notes`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.registry_cell import NotTaken, RegistryCell
from crawler.registry_document import Path_, RegistryDocument, RegistryError
from crawler.registry_sheet import MAPPING_CELL, NAME_CELL, SheetField, sheet_forms
from crawler.registry_sheet_rows import HEADING_ROWS, VALUE_COLUMN, Fault, RegistrySheetRows, RowCell, plain_heading
from crawler.registry_words import GUIDE, PAIR_HEADINGS, REMARK
from crawler.workbook_rows import Bounds, Line, Marks, WorkbookRefused, cell_place, lines_of, marks_of, workbook_bytes

# A county with 100 units and 3,000 columns has 0.2 MB and unpacks to 2 MB.
BOUNDS = Bounds(
    packed=10_000_000, unpacked=150_000_000, held=50_000_000, sheets=30, rows=20_000, columns=60, text=32_000
)
FAULTS_WITH_HINTS = 200  # looking for near names takes time, and nobody reads more
CURE = "请用 xunjian registry template -o 登记表.xlsx 生成，填写后保存"
NAME_COLUMN = PAIR_HEADINGS[0]

_KEYS_IN_SENTENCES = re.compile(r" ?(?<![\w.-])(?:network\.)?(exempt_until|exempt|allow)(?!\w) ?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    number: int  # of the sheet in the workbook
    sheet: str
    row: int
    column: int
    heading: str


@dataclass(frozen=True)
class SheetDocument(RegistryDocument):
    """`faults` hold what could not be read, `told` the values that they are about."""

    places: dict[Path_, Place] = field(default_factory=dict)
    told: frozenset[Path_] = frozenset()

    def order(self, at: Path_) -> tuple[int, ...]:
        place = self._place(at)
        return (place.number, place.row, place.column)

    def row_text(self, at: Path_) -> str:
        place = self._place(at)
        return f"工作表“{place.sheet}”第{place.row}行"

    def place_text(self, at: Path_) -> str:
        place = self._place(at)
        return cell_place(place.sheet, place.row, place.column, place.heading)

    def is_told(self, at: Path_) -> bool:
        keys = tuple(part for part in at if isinstance(part, str))
        return any(path[:end] in self.told for path in (at, keys) for end in range(1, len(path) + 1))

    def in_words(self, sentence: str) -> str:
        headings = {each.path[-1]: each.heading for form in sheet_forms() for each in form.fields}
        return _KEYS_IN_SENTENCES.sub(lambda found: f"“{headings[found[1]]}”", sentence)

    def _place(self, at: Path_) -> Place:
        while at and at not in self.places:
            at = at[:-1]
        return self.places.get(at, Place(0, sheet_forms()[0].name, 1, 0, ""))


def read_workbook(file: Path) -> SheetDocument:
    """Raises RegistryError for a file that cannot be read at all; what is wrong inside stands in `faults`."""
    try:
        body = workbook_bytes(file, BOUNDS, CURE)
        reading = _Reading(marks_of(body, BOUNDS))
        for line in lines_of(body, BOUNDS, reading.tell_of_cell):
            reading.line(line)
    except WorkbookRefused as refused:
        raise RegistryError(f"{file}：{refused}") from None
    reading.finish()
    return SheetDocument(
        file=file,
        content=reading.content,
        lines={},
        faults=tuple(reading.faults),
        notes=tuple(reading.notes),
        places=reading.places,
        told=frozenset(reading.told),
    )


@dataclass(slots=True)
class _Entry:
    """One row. Paths of `places` and `told` begin at the entry."""

    rows: RegistrySheetRows
    number: int
    owner: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Path_, Place] = field(default_factory=dict)
    told: list[Path_] = field(default_factory=list)


class _Reading:
    def __init__(self, marks: Mapping[str, Marks]) -> None:
        self.content: dict[str, Any] = {"units": []}
        self.places: dict[Path_, Place] = {}
        self.faults: list[Fault] = []
        self.told: set[Path_] = set()
        self.notes: list[str] = []
        self._marks = marks
        self._forms = {form.name: form for form in sheet_forms()}
        self._sheets = {name: self._known_sheet(number, name) for number, name in enumerate(marks)}
        self._inside: list[_Entry] = []
        self._units: dict[str | None, int] = {}  # name or alias → place among the units
        self._now: RegistrySheetRows | None = None

    def tell_of_cell(self, sentence: str) -> None:
        if self._now is not None:
            self._now.cell_fault = sentence

    def line(self, line: Line) -> None:
        rows = self._now = self._sheets.get(line.sheet)
        if rows is None:
            return
        if not rows.heading_row:
            rows.look_for_headings(line)
            return
        row = rows.row(line)
        if any(cell.is_own for cell in row.values()):
            if rows.form.is_rows:
                self._entry(rows, line.number, row)
            else:
                self._pair(rows, line.number, row)

    def finish(self) -> None:
        """What can only be told once all sheets are read."""
        for entry in self._inside:
            self._give_to_owner(entry)
        for rows in self._sheets.values():
            if rows is not None and not rows.heading_row:
                self._without_headings(rows)
            if rows is not None and rows.lacks_columns:
                self.told.add(rows.form.path)
        self._missing_pairs()
        for name, rows in self._sheets.items():
            if rows is not None:
                self._note(rows, self._marks[name])

    def _pair(self, rows: RegistrySheetRows, number: int, row: Mapping[int, RowCell]) -> None:
        name_column, value_column = rows.headings.index(NAME_COLUMN), rows.headings.index(VALUE_COLUMN)
        name = plain_heading(str(row[name_column].raw)) if name_column in row else ""
        found = rows.fields.get(name)
        if found is None:
            if value_column in row and not name.startswith(REMARK):
                close = difflib.get_close_matches(name, rows.fields, n=1, cutoff=0.5)
                hint = f"是否应为“{close[0]}”？" if close else f"本表的项目：{'、'.join(rows.fields)}"
                rows.fault(number, name_column, f"不认识的项目“{name[:20]}”；{hint}")
            return
        path = (*rows.form.path, *found.path)
        rows.item_names[number] = name
        if path in self.places:
            rows.fault(number, name_column, f"“{name}”出现两次；请删去一行")
            return
        entry = _Entry(rows, number, "", self.content.setdefault(rows.form.path[0], {}))
        self._put(entry, value_column, found, row, needed=found.required)
        self.places[path] = Place(rows.number, rows.form.name, number, value_column, name)
        self.told |= {(*rows.form.path, *each) for each in entry.told}

    def _entry(self, rows: RegistrySheetRows, number: int, row: Mapping[int, RowCell]) -> None:
        for column, cell in row.items():
            if cell.is_own and column != rows.owner_column and column not in rows.columns:
                rows.fault(number, column, f"该列没有列名；请删去内容，或写上列名“{REMARK}”")
        read = {column for column, each in rows.columns.items() if each is not None} | {rows.owner_column}
        if not any(cell.is_own and column in read for column, cell in row.items()):
            return
        entry = _Entry(rows, number, "")
        entry.places[()] = Place(rows.number, rows.form.name, number, 0, "")
        groups = {
            each.group
            for column, each in rows.columns.items()
            if isinstance(each, SheetField) and each.group and column in row
        }
        for column, each in rows.columns.items():
            place = Place(rows.number, rows.form.name, number, column, rows.headings[column])
            if isinstance(each, SheetField):
                entry.places[each.path] = place
                needed = each.required and (not each.group or each.group in groups)
                self._put(entry, column, each, row, needed=needed)
            elif each is not None and column in row:
                entry.places[(rows.form.mapping, each)] = place
                value = self._taken(rows, number, column, MAPPING_CELL, row)
                if value is not None:
                    entry.values.setdefault(rows.form.mapping, {})[each] = value
        if rows.form.has_owner:
            entry.owner = self._taken(rows, number, rows.owner_column, NAME_CELL, row) or ""
            self._inside.append(entry)
        else:
            self._list(entry, self.content.setdefault(rows.form.path[0], []), rows.form.path)

    def _put(self, entry: _Entry, column: int, found: SheetField, row: Mapping[int, RowCell], *, needed: bool) -> None:
        if column not in row:
            if needed:
                example = f"，如 {found.words.example}" if found.words.example else ""
                entry.rows.fault(entry.number, column, f"未填；请填写{example}")
                entry.told.append(found.path)
            return
        value = self._taken(entry.rows, entry.number, column, found.cell, row)
        if value is None:
            entry.told.append(found.path)
            return
        holder = entry.values
        for key in found.path[:-1]:
            holder = holder.setdefault(key, {})
        holder[found.path[-1]] = value

    def _taken(
        self, rows: RegistrySheetRows, number: int, column: int, cell: RegistryCell, row: Mapping[int, RowCell]
    ) -> Any:
        """The value; None where nothing stands or a fault was told."""
        if column not in row:
            return None
        fault = row[column].fault
        if fault:
            self._tell(((rows.number, number, column), fault))
            return None
        try:
            return cell.taken(row[column].raw)
        except NotTaken as refused:
            rows.fault(number, column, str(refused))
            return None

    def _give_to_owner(self, entry: _Entry) -> None:
        rows, key = entry.rows, entry.rows.form.path[-1]
        at = self._unit_named(entry.owner)
        if at is None:
            if rows.owner_column >= 0:
                rows.fault(entry.number, rows.owner_column, self._unknown_owner(entry.owner))
            # Its other mistakes are told as well; two rows of unknown units are not each other's doubles.
            at = len(self.content["units"])
            self.content["units"].append({"name": f"\0{rows.number}-{entry.number}"})
        self._list(entry, self.content["units"][at].setdefault(key, []), ("units", at, key))

    def _unit_named(self, name: str) -> int | None:
        if not self._units:
            for at, unit in enumerate(self.content["units"]):
                self._units.setdefault(unit.get("name"), at)
            for at, unit in enumerate(self.content["units"]):
                for alias in unit.get("aliases", ()):
                    self._units.setdefault(alias, at)
        return self._units.get(name)

    def _unknown_owner(self, name: str) -> str:
        if not name:
            return "未填；请选择该行所属的单位"
        is_first = len(self.faults) < FAULTS_WITH_HINTS
        known = [each for each in self._units if each and not each.startswith("\0")] if is_first else []
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f"（是否应为“{close[0]}”？）" if close else ""
        return f"“单位”工作表中没有“{name[:40]}”{hint}；请选择已登记的单位，或先登记该单位"

    def _list(self, entry: _Entry, listed: list[Any], path: Path_) -> None:
        base = (*path, len(listed))
        listed.append(entry.values)
        self.places |= {(*base, *inner): place for inner, place in entry.places.items()}
        self.told |= {(*base, *inner) for inner in entry.told}

    def _missing_pairs(self) -> None:
        for form in self._forms.values():
            rows = next((each for each in self._sheets.values() if each is not None and each.form is form), None)
            needed = [each for each in form.fields if each.required and not form.is_rows]
            if rows is None and needed:
                self._tell(((0, 0, 0), f"缺少工作表“{form.name}”；{CURE}"))
                self.told.add(form.path)
            missing = [each for each in needed if (*form.path, *each.path) not in self.places]
            if rows is not None and rows.heading_row and missing:
                told = "”“".join(each.heading for each in missing)
                where = f"工作表“{form.name}”"
                self._tell(((rows.number, rows.heading_row, 0), f"{where}：缺少项目“{told}”；请按模板补上该行"))
                self.told |= {(*form.path, *each.path) for each in missing}
                self.content.setdefault(form.path[0], {})

    def _without_headings(self, rows: RegistrySheetRows) -> None:
        # An empty sheet of entries says "none"; one with values must say what they are.
        if rows.form.is_rows and not self._marks_of(rows).last_filled:
            return
        names = tuple(rows.fields)[:4] if rows.form.is_rows else PAIR_HEADINGS[:2]
        where = f"工作表“{rows.form.name}”前{HEADING_ROWS}行"
        self._tell(((rows.number, 1, 0), f"{where}：没有列名（{'、'.join(names)}等）；请保留模板的列名一行"))
        self.told.add(rows.form.path)

    def _note(self, rows: RegistrySheetRows, marks: Marks) -> None:
        name = rows.form.name
        hidden = sorted(row for row in marks.hidden_rows if rows.heading_row < row <= marks.last_filled)
        if hidden:
            more = f"等{len(hidden)}行" if len(hidden) > 10 else "行"
            told = "、".join(str(row) for row in hidden[:10])
            self.notes.append(f"工作表“{name}”第{told}{more}已隐藏，其内容照常读取")
        if marks.is_hidden:
            self.notes.append(f"工作表“{name}”已隐藏，其内容照常读取")
        if marks.last_column >= BOUNDS.columns:
            what = f"超过{BOUNDS.columns}列（填到第{marks.last_column + 1}列）；请删去多余的列"
            self._tell(((rows.number, 0, BOUNDS.columns), f"工作表“{name}”：{what}"))
        if marks.last_filled > BOUNDS.rows:
            what = f"超过{BOUNDS.rows}行（填到第{marks.last_filled}行）；请删去多余的行，或分成几个登记表"
            self._tell(((rows.number, BOUNDS.rows, 0), f"工作表“{name}”：{what}"))

    def _known_sheet(self, number: int, name: str) -> RegistrySheetRows | None:
        form = self._forms.get(name.strip())
        if form is not None:
            return RegistrySheetRows(number, form, self._marks[name], self._tell)
        if self._marks[name].last_filled and not name.strip().startswith((GUIDE, REMARK)):
            close = difflib.get_close_matches(name, self._forms, n=1, cutoff=0.4)
            instead = f"是否应为“{close[0]}”？" if close else f"可用的工作表：{'、'.join(self._forms)}；"
            cure = f"{instead}不登记的内容请删去，或把工作表改名为“{REMARK}”"
            self._tell(((number, 0, 0), f"工作表“{name[:31]}”：不认识的工作表；{cure}"))
        return None

    def _marks_of(self, rows: RegistrySheetRows) -> Marks:
        return next(self._marks[name] for name, each in self._sheets.items() if each is rows)

    def _tell(self, fault: Fault) -> None:
        if fault not in self.faults[-100:]:  # a merged cell stands in many rows
            self.faults.append(fault)
