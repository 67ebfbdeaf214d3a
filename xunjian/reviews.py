"""What people add to a run, made ready for scoring: questions that may be answered, answers as measures, waivers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from checks.catalogues.catalogue import Catalogue, Indicator
from checks.catalogues.load import catalogue_ids, load_catalogue
from checks.catalogues.responsible import assign
from checks.measure import Measure
from checks.scoring.asked import Asked, asked_of
from checks.scoring.filed_answers import measure_of
from checks.scoring.form_cell import NO, YES
from checks.scoring.waiver import Waiver
from checks.subjects import Portal, Unit
from reports.audit import SelfAssessment
from reports.evidence_layout import SELF_COLUMNS, SELF_POINTS, FormQuestion
from storage.crawl_tables import Run
from storage.reviews import FiledAnswer, answers_of, assessments_of, waivers_of

ABOUT_UNIT = "unit:"  # no clause and no row is called so: ids hold no colon
Place = tuple[str, str, str]  # catalogue, unit, clause or indicator


def questions_of(
    tables: Iterable[Catalogue], portal: Portal, only: Collection[str] | None = None
) -> dict[Place, FormQuestion]:
    """Everything that the units (or `only` some) may be asked under these tables, unit by unit in table order.

    A row of which nobody says whether it is the unit's (各涉关单位) is asked about under its own id, what the registry
    does not say about the unit itself (service_hall) under `ABOUT_UNIT` and the name of the attribute.
    """
    questions: dict[Place, FormQuestion] = {}
    for table in tables:
        responsible = assign(table, portal)
        doubtful = [row for row in table.indicators if row.responsible]
        for unit in portal.units:
            if (only is not None and unit.name not in only) or not _is_for(table, unit):
                continue
            asked = list(_about_the_unit(table, unit))
            asked += [_whether_its_own(unit, row) for row in doubtful if responsible.of(row, unit) is None]
            asked += [_question(unit.name, each) for each in asked_of(table, unit)]
            questions |= {(table.id, unit.name, each.clause): each for each in asked}
    return questions


def with_filed_attributes(session: Session, run: Run, portal: Portal) -> Portal:
    """The portal with what people filed about its units; what the registry says stands."""
    filed: dict[str, dict[str, bool | str]] = {}
    for (_, unit, about), answer in answers_of(session, run).items():
        if about.startswith(ABOUT_UNIT):
            filed.setdefault(unit, {})[about.removeprefix(ABOUT_UNIT)] = dict(answer.parts)[""] == YES
    units = (
        replace(unit, attributes=tuple(sorted((filed.get(unit.name, {}) | dict(unit.attributes)).items())))
        if unit.name in filed
        else unit
        for unit in portal.units
    )
    return replace(portal, units=tuple(units))


class AskedHere:
    """What the units of a portal may enter under any official table; a table is read when it is first named."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._questions: dict[str, dict[Place, FormQuestion]] = {}
        self._rows: dict[str, dict[Place, Indicator]] = {}

    def question(self, place: Place) -> FormQuestion | None:
        self._read(place[0])
        return self._questions[place[0]].get(place)

    def assessed_row(self, place: Place) -> Indicator | None:
        self._read(place[0])
        return self._rows[place[0]].get(place)

    def _read(self, table_id: str) -> None:
        if table_id not in self._questions:
            tables = (load_catalogue(table_id),) if table_id in catalogue_ids() else ()
            self._questions[table_id] = questions_of(tables, self._portal)
            self._rows[table_id] = assessed_rows(tables, self._portal)


def assessed_rows(tables: Iterable[Catalogue], portal: Portal) -> dict[Place, Indicator]:
    """Rows for which a unit gives itself points: those of tables whose printed sheet has such a column."""
    return {
        (table.id, unit.name, row.id): row
        for table in tables
        if SELF_COLUMNS[SELF_POINTS][0] in table.columns
        for unit in portal.units
        if _is_for(table, unit)
        for row in table.indicators
        if row.applies_to is None or row.applies_to.holds_for(unit) is not False
    }


def filed_measures(session: Session, run: Run, table: Catalogue, portal: Portal) -> dict[tuple[str, str], Measure]:
    """(unit, clause) → the newest answer. One to a question that has changed since is left out: it was another one."""
    answers = answers_of(session, run)
    units = {unit for catalogue, unit, _ in answers if catalogue == table.id}
    questions = questions_of((table,), portal, only=units)
    return {
        (unit, clause): measure_of(question.answer, question.options, dict(answer.parts))
        for (_, unit, clause), (question, answer) in answered(answers, questions).items()
    }


def answered(
    answers: Mapping[Place, FiledAnswer], questions: Mapping[Place, FormQuestion]
) -> dict[Place, tuple[FormQuestion, FiledAnswer]]:
    """Questions with the answer that counts now."""
    return {
        place: (question, answer)
        for place, answer in answers.items()
        if (question := questions.get(place)) is not None and question.digest == answer.question
    }


def waivers_for(session: Session, run: Run, table: Catalogue) -> tuple[Waiver, ...]:
    """Waivers in force for one table, oldest first."""
    return tuple(stored.waiver for stored in waivers_of(session, run) if stored.catalogue == table.id)


def self_assessments(session: Session, run: Run) -> dict[Place, SelfAssessment]:
    return {
        place: SelfAssessment(points=filed.points, basis=filed.basis)
        for place, filed in assessments_of(session, run).items()
    }


def _is_for(table: Catalogue, unit: Unit) -> bool:
    """Whether the unit may be one that the table is for at all (地区版, 部门版)."""
    return table.applies_to is None or table.applies_to.holds_for(unit) is not False


def _about_the_unit(table: Catalogue, unit: Unit) -> Iterator[FormQuestion]:
    """Yes or no for each attribute that clauses hang on and the registry leaves out."""
    stated = {name for name, _ in unit.attributes}
    hanging: dict[str, tuple[Indicator, list[str]]] = {}
    for row, clause in table.clauses():
        for name, wanted in clause.applies_to.attributes if clause.applies_to is not None else ():
            if name not in stated and isinstance(wanted, bool):
                when = YES if wanted else NO
                hanging.setdefault(name, (row, []))[1].append(f"{when}——{clause.text.strip()}")
    for name, (row, texts) in hanging.items():
        ask = f"登记表未注明单位属性 {name}；选“是”或“否”，决定适用左列哪些条款"
        yield FormQuestion(
            unit=unit.name,
            row=row,
            clause=f"{ABOUT_UNIT}{name}",
            text="\n".join(texts),
            ask=ask,
            answer="yes-no",
            digest=_digest(name, texts),
        )


def _whether_its_own(unit: Unit, row: Indicator) -> FormQuestion:
    ask = f"该项的责任单位为“{'、'.join(row.responsible)}”，是否包括该单位"
    return FormQuestion(
        unit=unit.name,
        row=row,
        clause=row.id,
        text=row.text,
        ask=ask,
        answer="yes-no",
        digest=_digest(row.id, ask),
    )


def _question(unit: str, asked: Asked) -> FormQuestion:
    clause = asked.clause
    return FormQuestion(
        unit=unit,
        row=asked.row,
        clause=clause.id,
        text=clause.text,
        ask=asked.ask,
        files=asked.files,
        answer=asked.answer,
        options=asked.options,
        at_most=asked.at_most,
        digest=_digest(clause.text, asked.ask, asked.answer, list(asked.options), f"{asked.at_most:f}"),
    )


def _digest(*said: object) -> str:
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:12]
