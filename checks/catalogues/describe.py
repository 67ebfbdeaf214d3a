"""What `xunjian catalogue list`, `show` and `lint` tell, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from checks.catalogues.catalogue import AppliesTo, Catalogue, CheckSource, Clause, Indicator, Role, Sense
from checks.catalogues.load import catalogue_ids, load_catalogue
from checks.scoring.points import shown


def list_catalogues() -> tuple[dict[str, Any], ...]:
    """One entry per official table, sorted by id."""
    return tuple(summary(load_catalogue(each)) for each in catalogue_ids())


def summary(catalogue: Catalogue) -> dict[str, Any]:
    """Figures of a table: rows, clauses and who feeds them; references bill nothing and are not counted.

    Rows that only hold a note of the whole table (备注) are no rows; a table of yes and no has no points.
    """
    rows = [row for row in catalogue.indicators if any(clause.role is not Role.NOTE for clause in row.clauses)]
    clauses = [clause for _, clause in catalogue.clauses() if clause.scoring.kind]
    regular = [row.possible for row in catalogue.indicators if row.sense is Sense.REGULAR]
    return {
        "id": catalogue.id,
        "title": catalogue.title,
        "edition": catalogue.edition,
        "table_sha256": catalogue.digest,
        "points": "" if catalogue.without_points else shown(sum(regular, Decimal(0))),
        "indicators": len(rows),
        "clauses": len(clauses),
        "fed_by_checks": sum(bool(clause.source.checks) for clause in clauses),
        "fed_by_evidence": sum(clause.source.evidence is not None for clause in clauses),
        "fed_by_judgement": sum(clause.source.judgement is not None for clause in clauses),
        "discrepancies": len(catalogue.discrepancies),
    }


def lint(catalogue: Catalogue) -> tuple[dict[str, str], ...]:
    """Where the table errs or is silent: printed, computed, and the reading that the engine follows."""
    names = {catalogue.id: catalogue.title} | {row.id: row.name for row in catalogue.indicators}
    names |= {clause.id: row.name for row, clause in catalogue.clauses()}
    return tuple(
        {
            "at": each.at,
            "name": names.get(each.at, each.at),
            "about": ABOUT[each.about],
            "printed": each.printed,
            "computed": each.computed,
            "reading": each.reading,
        }
        for each in catalogue.discrepancies
    )


ABOUT = {
    "weights": "权重合计不符",
    "shares": "占比合计不足或超出100%",
    "gap": "原表未作规定",
    "missing": "原表缺项",
    "ambiguous": "表述有歧义",
    "layout": "单元格错位",
}


def show(catalogue: Catalogue) -> dict[str, Any]:
    """The whole table as `catalogue show --format json` prints it: every text, source and kind."""
    return {
        "id": catalogue.id,
        "title": catalogue.title,
        "edition": catalogue.edition,
        "document": catalogue.document,
        "unit_line": catalogue.unit_line,
        "columns": list(catalogue.columns),
        "total": catalogue.total_text,
        "table_sha256": catalogue.digest,
        "requirements": [
            {"id": each.id, "at": each.at, "text": each.text, "explains": list(each.explains)}
            for each in catalogue.requirements
        ],
        "readings": list(catalogue.readings),
        "parameters": [
            {"check": each.check, "params": dict(each.values), "source": each.source} for each in catalogue.parameters
        ],
        "groups": [
            {
                "name": group.name,
                "sense": str(group.sense),
                "cap": None if group.cap is None else str(group.cap),
                "text": group.text,
                "headings": [
                    {"text": each.text, "at": each.at, "points": None if each.points is None else str(each.points)}
                    for each in group.headings
                ],
            }
            for group in catalogue.groups
        ],
        "indicators": [_row(row) for row in catalogue.indicators],
        "discrepancies": [
            {
                "at": each.at,
                "about": each.about,
                "printed": each.printed,
                "computed": each.computed,
                "reading": each.reading,
            }
            for each in catalogue.discrepancies
        ],
    }


def _row(row: Indicator) -> dict[str, Any]:
    return {
        "id": row.id,
        "path": list(row.path),
        "name": row.name,
        "text": row.text,
        "weight": row.weight_text,
        "sense": str(row.sense),
        "source": _feeders(row),
        "applies_to": None if row.applies_to is None else _applies(row.applies_to),
        "cells": dict(row.cells),
        "responsible": list(row.responsible),
        "clauses": [_printed(clause, row) for clause in row.printed],
    }


def _feeders(row: Indicator) -> list[str]:
    """Check ids in the order of the clauses, then the people who are asked."""
    sources = [clause.source for clause in row.clauses]
    checks = dict.fromkeys(each.check for source in sources for each in source.checks)
    people = [name for name in ("evidence", "judgement") if any(getattr(source, name) for source in sources)]
    return [*checks, *people]


def _printed(clause: Clause, row: Indicator) -> dict[str, Any]:
    """A clause as it is printed; one with several rules is fed by what feeds its parts."""
    parts = [_clause(part) for part in row.clauses if part.part_of == clause.id]
    if not parts:
        return _clause(clause)
    return {**_clause(clause), "source": {"parts": {part["id"]: part["source"] for part in parts}}, "parts": parts}


def _clause(clause: Clause) -> dict[str, Any]:
    scoring: Mapping[str, Any] | None = None
    if clause.scoring.kind:
        terms = clause.scoring.terms.model_dump(mode="json", by_alias=True, exclude_none=True)
        scoring = {"kind": clause.scoring.kind, **terms}
    source: dict[str, Any] = {}
    if clause.source.checks:
        source["checks"] = [_check(each) for each in clause.source.checks]
    if clause.source.evidence:
        filed = clause.source.evidence
        source["evidence"] = {
            "ask": filed.ask,
            "answer": filed.answer,
            "options": list(filed.options),
            "files": list(filed.files),
        }
    if clause.source.judgement:
        judged = clause.source.judgement
        source["judgement"] = {"ask": judged.ask, "answer": judged.answer, "options": list(judged.options)}
    return {
        "id": clause.id,
        "text": clause.text,
        "role": str(clause.role),
        "weight": _named(clause),
        "source": source or None,
        "scoring": scoring,
        **_conditions(clause),
    }


def _named(clause: Clause) -> str | None:
    if clause.named_share is not None:
        return f"{clause.named_share}%"
    return None if clause.named_points is None else f"{clause.named_points}分"


def _conditions(clause: Clause) -> dict[str, Any]:
    """What a clause says about when, for whom and with which consequence it counts; left out where it says nothing."""
    told: dict[str, Any] = {}
    if clause.starts is not None:
        told["from"] = clause.starts.isoformat()
    if clause.applies_to is not None:
        told["applies_to"] = _applies(clause.applies_to)
    if clause.outside:
        told["outside"] = clause.outside
    if clause.average_for is not None:
        told["average_for"] = {
            "accounts": sorted(clause.average_for.accounts),
            "unless": sorted(clause.average_for.unless),
        }
    return told


def _applies(applies: AppliesTo) -> dict[str, Any]:
    return {"attributes": dict(applies.attributes), "kinds": list(applies.kinds), "names": list(applies.names)}


def _check(source: CheckSource) -> dict[str, Any]:
    return {
        "check": source.check,
        "params": dict(source.params),
        "columns": sorted(source.classes),
        "accounts": sorted(source.account_types),
        **({"of": "portal"} if source.of_portal else {}),
        **({} if source.bills else {"bills": False}),
    }
