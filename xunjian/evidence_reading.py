"""Reads a filled form: all of it or nothing, and every fault by sheet, row and column with what is allowed.

Nothing in the file but the cells that were to be filled is believed; `form_file.py` opens it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from checks.catalogues.catalogue import Indicator
from checks.personal_numbers import mask_text
from checks.scoring.filed_answers import IN_THE_GRID, TICK, cells_of, measure_of, missing_parts, tick_cell
from checks.scoring.form_cell import LONGEST_NAME, NONE
from reports import evidence_layout as layout
from reports.evidence_layout import FormQuestion
from storage.reviews import FiledAnswer, FiledAssessment
from xunjian.form_file import MOST_COLUMNS, FormRefused, Line, file_bytes, lines_of

FAULTS_TOLD = 200

Place = tuple[str, str, str]  # catalogue, unit, clause or indicator


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    run: str
    filler: str
    file_sha256: str
    answers: tuple[FiledAnswer, ...]
    assessments: tuple[FiledAssessment, ...]


@dataclass(slots=True)
class _Entry:
    """What stands in the rows of one question; `where` is its first row, for faults about the whole."""

    where: str
    question: FormQuestion
    parts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    remark: str = ""
    attachment: str = ""
    takes_back: bool = False
    has_fault: bool = False


class Askable(Protocol):
    """What may be entered, by table, unit and clause or row."""

    def question(self, place: Place) -> FormQuestion | None: ...

    def assessed_row(self, place: Place) -> Indicator | None: ...


def read_form(path: Path, askable: Askable) -> FilledForm:
    """Raises FormRefused."""
    body = file_bytes(path)
    reading = _Reading(path.name, askable)
    for line in lines_of(body, path.name, reading.fault):
        reading.line(line)
    return reading.result(hashlib.sha256(body).hexdigest())


class _Reading:
    def __init__(self, name: str, askable: Askable) -> None:
        self._name = name
        self._askable = askable
        self._entries: dict[Place, _Entry] = {}
        self._assessed: dict[Place, FiledAssessment] = {}
        self._faults: list[str] = []
        self._headings: dict[str, tuple[str, ...]] = {}
        self._run = ""
        self._filler = ""

    def line(self, line: Line) -> None:
        if line.number == layout.HEADING_ROW + 1:
            self._headings[line.sheet] = line.texts()
        line.headings = self._headings.get(line.sheet, ())
        filled = _to_be_filled(line.headings)
        is_below = line.number > layout.HEADING_ROW + 1
        match _key(line.raw(0)):
            case ("form", run):
                self._run = run
            case ("filler",):
                self._filler = line.text(2)
            case ("answer", catalogue, unit, clause, part, digest):
                self._answer(line, (catalogue, unit, clause), part, digest)
            case ("line", catalogue, unit, clause, _, digest):
                self._grid_line(line, (catalogue, unit, clause), digest)
            case ("self", catalogue, unit, indicator):
                self._self(line, (catalogue, unit, indicator))
            case _ if is_below and any(line.raw(column) is not None for column in filled):
                line.fault(filled[0], "该行不是模板中的可填行；请只在模板给出的行中填写，不要插行或改动隐藏的首列")

    def _answer(self, line: Line, place: Place, part: str, digest: str) -> None:
        question = self._question(line, place, digest)
        if question is None:
            return
        cells = {each.part: each for each in cells_of(question.answer, question.options, question.at_most)}
        if part not in cells:
            line.fault(0, "该行的标识已损坏；请重新生成模板")
            return
        entry = self._entries.setdefault(place, _Entry(line.where(layout.CONTENT), question))
        if part in entry.parts:
            line.fault(layout.CONTENT, "同一事项出现两行，请删去一行")
            return
        value = line.value(layout.CONTENT, cells[part])
        entry.has_fault |= value is None
        if value:
            entry.parts[part] = value
        entry.remark = entry.remark or line.text(layout.REMARK)
        entry.attachment = entry.attachment or line.text(layout.ATTACHMENT)
        take_back = line.text(layout.TAKE_BACK)
        if take_back and take_back != layout.WITHDRAW:
            line.fault(layout.TAKE_BACK, f"“{take_back[:20]}”不在可选范围内；只能选“{layout.WITHDRAW}”或留空")
        entry.takes_back |= bool(take_back)

    def _grid_line(self, line: Line, place: Place, digest: str) -> None:
        columns = range(layout.GRID_NAME, MOST_COLUMNS)
        if all(line.raw(column) is None for column in columns):
            return
        question = self._question(line, place, digest)
        if question is None:
            return
        entry = self._entries.setdefault(place, _Entry(line.where(layout.GRID_NAME), question))
        name = line.text(layout.GRID_NAME)
        if not name or len(name) > LONGEST_NAME:
            line.fault(layout.GRID_NAME, f"请写明名称，不超过{LONGEST_NAME}字")
        elif name in entry.lines:
            line.fault(layout.GRID_NAME, f"“{name}”重复出现，每个名称只写一行")
        marks = []
        for column, option in enumerate(question.options, start=layout.GRID_NAME + 1):
            if line.raw(column) is None:
                line.fault(column, f"“{option}”未填；请选√或×")
            marks.append(line.value(column, tick_cell(option)) or "")
        entry.has_fault |= not name or not all(marks)
        entry.lines[name] = "".join(marks)

    def _self(self, line: Line, place: Place) -> None:
        if line.raw(layout.SELF_POINTS) is None and line.raw(layout.SELF_BASIS) is None:
            return
        row = self._askable.assessed_row(place)
        if row is None:
            line.fault(0, "该行所列单位或指标不属于本次检查；请重新生成模板")
            return
        points = line.value(layout.SELF_POINTS, layout.self_cell(row))
        if place in self._assessed:
            line.fault(layout.SELF_POINTS, "同一指标出现两行，请删去一行")
        self._assessed[place] = FiledAssessment(
            catalogue=place[0],
            unit=place[1],
            indicator=place[2],
            points=Decimal(points) if points else None,
            basis=mask_text(line.text(layout.SELF_BASIS)),
        )

    def _question(self, line: Line, place: Place, digest: str) -> FormQuestion | None:
        question = self._askable.question(place)
        if question is not None and question.digest == digest:
            return question
        if any(line.raw(column) is not None for column in _to_be_filled(line.headings)):
            told = "不属于本次检查" if question is None else "在模板生成之后已有变更"
            line.fault(0, f"该行所列事项{told}；请重新生成模板后填写")
        return None

    def result(self, digest: str) -> FilledForm:
        if not self._run:
            self.fault(f"{self._name}：不是由 xunjian evidence template 生成的表（缺少“{layout.GUIDE}”工作表）")
        answers = tuple(
            answer for place, entry in self._entries.items() if (answer := self._filed(place, entry)) is not None
        )
        if self._faults:
            told = self._faults[:FAULTS_TOLD]
            more = [f"另有{len(self._faults) - FAULTS_TOLD}处"] if len(self._faults) > FAULTS_TOLD else []
            head = f"{self._name}：共{len(self._faults)}处不符合要求，未采用其中任何内容"
            raise FormRefused("\n".join((head, *told, *more)))
        return FilledForm(
            run=self._run,
            filler=self._filler,
            file_sha256=digest,
            answers=answers,
            assessments=tuple(self._assessed.values()),
        )

    def _filed(self, place: Place, entry: _Entry) -> FiledAnswer | None:
        """The answer as it is kept; None where nothing was entered or a fault was told."""
        question = entry.question
        parts = self._with_lines(question, entry)
        if entry.has_fault or parts is None:
            return None
        if entry.takes_back:
            parts = {}  # what stands there is what is taken back
        if not parts and not entry.takes_back:
            if entry.remark or entry.attachment:
                self.fault(f"{entry.where}：填写了备注或附件名称，但没有填写内容；请填写内容，或清空该行")
            return None
        missing = missing_parts(question.answer, question.options, parts) if parts else ()
        if missing:
            self.fault(f"{entry.where}：同一事项尚缺“{'”“'.join(missing)}”；请填全，没有的填0或“无”")
            return None
        if parts:
            measure_of(question.answer, question.options, parts)
        return FiledAnswer(
            catalogue=place[0],
            unit=place[1],
            clause=place[2],
            question=question.digest,
            parts=tuple((mask_text(name), mask_text(text)) for name, text in parts.items()),
            remark=mask_text(entry.remark),
            attachment=mask_text(entry.attachment),
        )

    def _with_lines(self, question: FormQuestion, entry: _Entry) -> dict[str, str] | None:
        """Of a matrix the lines of its grid; None where both contradict each other."""
        if question.answer != "matrix":
            return entry.parts
        said = entry.parts.get("", "")
        if entry.lines and said == NONE:
            self.fault(f"{entry.where}：选了“{NONE}”，但要素表中填有{len(entry.lines)}行；请二者取一")
            return None
        if said == IN_THE_GRID and not entry.lines:
            self.fault(f"{entry.where}：选了“{IN_THE_GRID}”，但要素表中没有填写；请在“要素表”工作表填写名称和{TICK}×")
            return None
        return entry.lines or ({"": NONE} if said == NONE else {})

    def fault(self, sentence: str) -> None:
        self._faults.append(sentence)


def _to_be_filled(headings: Sequence[str]) -> Sequence[int]:
    names = {name for name, _ in (layout.COLUMNS[layout.CONTENT], layout.COLUMNS[layout.REMARK])}
    names |= {layout.COLUMNS[layout.ATTACHMENT][0], *(name for name, _ in layout.SELF_COLUMNS[layout.SELF_POINTS :])}
    return [column for column, heading in enumerate(headings) if heading in names]


def _key(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, str) or not raw.startswith("["):
        return ()
    try:
        parts = json.loads(raw)
    except ValueError:
        return ()
    return tuple(parts) if isinstance(parts, list) and all(isinstance(part, str) for part in parts) else ()
