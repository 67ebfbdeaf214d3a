"""What people may be asked about a unit under a table: one entry per clause, in the order of the table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.catalogues.catalogue import SILENT, Catalogue, Clause, Indicator
from checks.scoring.kind_index import all_kinds
from checks.subjects import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`at_most`: the most that points may be, before any weight has moved to the row."""

    row: Indicator
    clause: Clause
    ask: str
    answer: str
    options: tuple[str, ...]
    at_most: Decimal
    files: tuple[str, ...] = ()


def asked_of(catalogue: Catalogue, unit: Unit) -> Iterator[Asked]:
    """Clauses that may be the unit's. What only checks feed a person may settle where they could not look.

    A unit that gets the average of the others has nothing of its own to say.
    """
    for row in catalogue.indicators:
        if row.applies_to is not None and row.applies_to.holds_for(unit) is False:
            continue
        for clause in row.clauses:
            if clause.role in SILENT or not clause.scoring.kind:
                continue
            if clause.applies_to is not None and clause.applies_to.holds_for(unit) is False:
                continue
            if clause.average_for is not None and clause.average_for.holds_for(unit):
                continue
            yield _asked(row, clause)


def _asked(row: Indicator, clause: Clause) -> Asked:
    kind = all_kinds()[clause.scoring.kind]
    at_most = kind.ceiling(clause.scoring.terms, row.possible)
    source = clause.source
    if source.evidence is not None:
        filed = source.evidence
        return Asked(
            row=row,
            clause=clause,
            ask=filed.ask,
            answer=filed.answer,
            options=filed.options,
            at_most=at_most,
            files=filed.files,
        )
    if source.judgement is not None:
        judged = source.judgement
        return Asked(
            row=row, clause=clause, ask=judged.ask, answer=judged.answer, options=judged.options, at_most=at_most
        )
    titles = "、".join(dict.fromkeys(check.title for check in source.checks))
    ask = "认定该条得分" if kind.JUDGED_BY == "points" else "人工认定该条"
    return Asked(
        row=row,
        clause=clause,
        ask=f"{ask}（“{titles}”未能核查或没有核查对象时填写）",
        answer=kind.JUDGED_BY,
        options=clause.scoring.terms.options,
        at_most=at_most,
    )
