"""Makes the frozen catalogue of a table file that has the right shape, and tells what in it cannot be billed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from checks.catalogues.catalogue import (
    SILENT,
    Catalogue,
    Clause,
    Discrepancy,
    Group,
    Heading,
    Indicator,
    Parameter,
    Requirement,
    Sense,
)
from checks.catalogues.clause_making import ClauseMaking, applies_to, verified_params
from checks.catalogues.faults import Faults
from checks.catalogues.sums import verify_sums
from checks.catalogues.table_file import GroupEntry, IndicatorEntry, TableFile
from checks.check import Rule

RESPONSIBLE_COLUMN = "责任单位"


def assemble(table: TableFile, digest: str, rules: Mapping[str, Rule], faults: Faults) -> Catalogue:
    """Faults are told to `faults`; with any told, the catalogue is not to be used."""
    parameters = tuple(
        Parameter(check=entry.check, values=entry.params, source=entry.source) for entry in table.parameters
    )
    for parameter in parameters:
        verified_params(parameter.check, parameter.values, f"parameters.{parameter.check}", rules, faults)
    values = {parameter.check: parameter.values for parameter in parameters}
    making = _Making(ClauseMaking(rules, values, faults), table.columns, faults)
    catalogue = Catalogue(
        id=table.id,
        title=table.title,
        edition=table.edition,
        unit_line=table.unit_line,
        columns=table.columns,
        total=table.total,
        remainder=table.remainder,
        readings=table.readings,
        parameters=parameters,
        groups=tuple(making.group(entry) for entry in table.groups),
        discrepancies=tuple(Discrepancy(**entry.model_dump()) for entry in table.discrepancies),
        known_checks=tuple(sorted(rules)),
        digest=digest,
        document=table.document,
        total_text=table.total_text,
        requirements=tuple(Requirement(**entry.model_dump()) for entry in table.requirements),
        applies_to=applies_to(table.applies_to),
        without_points=table.points == "none",
        not_applicable=table.not_applicable,
    )
    _verify_ids(catalogue, faults)
    if not faults:  # a row that was refused would be missing from every sum
        verify_sums(catalogue, faults)
    return catalogue


class _Making:
    def __init__(self, clauses: ClauseMaking, columns: tuple[str, ...], faults: Faults) -> None:
        self._clauses = clauses
        self._columns = columns
        self._faults = faults

    def group(self, entry: GroupEntry) -> Group:
        return Group(
            name=entry.name,
            sense=entry.sense,
            headings=tuple(Heading(text=each.text, at=each.at, points=each.points) for each in entry.headings),
            indicators=tuple(self._indicator(each, entry) for each in entry.indicators),
            text=entry.text,
            cap=entry.cap,
        )

    def _indicator(self, entry: IndicatorEntry, group: GroupEntry) -> Indicator:
        weight = self._weight(entry, group.sense)
        return Indicator(
            id=entry.id,
            path=entry.path,
            text=entry.text,
            weight=weight,
            weight_text=entry.weight,
            sense=group.sense,
            clauses=tuple(clause for each in entry.clauses for clause in self._clauses.printed(each, entry.text)),
            applies_to=applies_to(entry.applies_to),
            cells=_cells(entry, self._columns),
            limit=group.cap if weight is None else None,
            responsible=entry.responsible,
        )

    def _weight(self, entry: IndicatorEntry, sense: Sense) -> Decimal | None:
        if not entry.weight.strip():
            return None
        try:
            weight = Decimal(entry.weight.strip())
        except InvalidOperation:
            self._faults.add(entry.id, f'weight {entry.weight!r} 不是数值，请写如 "5"；表内未列权重时写 ""')
            return None
        if not weight.is_finite() or (weight >= 0 if sense is Sense.PENALTY else weight <= 0):
            rule = '扣分指标的权重须为负数，如 "-6"' if sense is Sense.PENALTY else '权重须为正数，如 "5"'
            self._faults.add(entry.id, f"weight {entry.weight!r}：{rule}")
            return None
        return weight


def _cells(entry: IndicatorEntry, columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The printed cells; where the sheet has a column of responsible units, their list need not be written twice."""
    is_printed = bool(entry.responsible) and RESPONSIBLE_COLUMN in columns
    named = {RESPONSIBLE_COLUMN: " ".join(entry.responsible)} if is_printed else {}
    return tuple({**named, **entry.cells}.items())


def _verify_ids(catalogue: Catalogue, faults: Faults) -> None:
    seen: set[str] = set()
    rows = [indicator.id for indicator in catalogue.indicators]
    for each in (*rows, *(clause.id for _, clause in catalogue.clauses())):
        if each in seen:
            faults.add(each, "编号重复，请为每行、每条各写一个 id")
        seen.add(each)
    for group in catalogue.groups:
        for heading in group.headings:
            if heading.at not in rows:
                faults.add(group.name, f"headings 的 at {heading.at!r} 不是行号，请写该标题所在行的 id")
    for row in catalogue.indicators:
        for clause in row.clauses:
            _verify_named(clause, row, catalogue, faults)
    for requirement in catalogue.requirements:
        for each in requirement.explains:
            if each not in seen:
                faults.add(requirement.id, f"explains 的 {each!r} 不是本表的行号或条号，请改写")
    for indicator in catalogue.indicators:
        for column, _ in indicator.cells:
            if catalogue.columns and column not in catalogue.columns:
                faults.add(indicator.id, f"cells 的 {column!r} 不是表头，可写：{'、'.join(catalogue.columns)}")
        if not any(cell.strip("—－- ") for cell in indicator.path):
            faults.add(indicator.id, "path 须至少有一级名称")
        if all(clause.role in SILENT for clause in indicator.clauses):
            faults.add(indicator.id, "没有可计分的细则，请为至少一条写 source 和 scoring")


def _verify_named(clause: Clause, row: Indicator, catalogue: Catalogue, faults: Faults) -> None:
    """Clauses that the terms of another one name: a note zeroes clauses of its own row only."""
    within = row.clauses if clause.scoring.kind == "zeroing" else [each for _, each in catalogue.clauses()]
    known = {each.id for each in within if each.scoring.kind}
    for named in clause.scoring.terms.clauses_named:
        if named not in known:
            faults.add(clause.id, f"scoring 所指的 {named!r} 不是可计分的条号，请改写")
    if clause.scoring.kind == "redistribution" and row.applies_to is None:
        faults.add(clause.id, "redistribution 用于写有 applies_to 的行，请为该行写明适用于哪些单位")
