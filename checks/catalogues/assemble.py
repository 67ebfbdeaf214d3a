"""Makes the frozen catalogue of a table file that has the right shape, and tells what in it cannot be billed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from checks.catalogues.catalogue import (
    SILENT,
    AppliesTo,
    Catalogue,
    CheckSource,
    Clause,
    Discrepancy,
    Evidence,
    Group,
    Heading,
    Indicator,
    Judgement,
    Parameter,
    Requirement,
    Role,
    Scoring,
    Sense,
    Source,
)
from checks.catalogues.faults import Faults, told
from checks.catalogues.sums import verify_sums
from checks.catalogues.table_file import (
    CheckEntry,
    ClauseEntry,
    GroupEntry,
    IndicatorEntry,
    PartEntry,
    ScoringEntry,
    SourceEntry,
    TableFile,
    WaitingTerms,
)
from checks.check import Rule
from checks.evaluate import full_params, params_digest
from checks.measure import Answer, Conditions, Delays, Occurrences, Ratio
from checks.scoring.clause import ANNOUNCED_KINDS, ClauseKind
from checks.scoring.kind_index import all_kinds

# What the entry of an answer becomes; answers that are missing here belong to kinds that are not built yet.
MEASURE_OF_ANSWER: dict[str, type[Any]] = {
    "yes-no": Answer,
    "number": Occurrences,
    "ratio": Ratio,
    "delays": Delays,
    "conditions": Conditions,
}

RESPONSIBLE_COLUMN = "责任单位"


def assemble(table: TableFile, digest: str, rules: Mapping[str, Rule], faults: Faults) -> Catalogue:
    """Faults are told to `faults`; with any told, the catalogue is not to be used."""
    parameters = tuple(
        Parameter(check=entry.check, values=entry.params, source=entry.source) for entry in table.parameters
    )
    for parameter in parameters:
        _params(parameter.check, parameter.values, f"parameters.{parameter.check}", rules, faults)
    values = {parameter.check: parameter.values for parameter in parameters}
    making = _Making(rules, values, table.columns, faults)
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
    )
    _verify_ids(catalogue, faults)
    if not faults:  # a row that was refused would be missing from every sum
        verify_sums(catalogue, faults)
    return catalogue


class _Making:
    def __init__(
        self,
        rules: Mapping[str, Rule],
        parameters: Mapping[str, Mapping[str, Any]],
        columns: tuple[str, ...],
        faults: Faults,
    ) -> None:
        self._rules = rules
        self._parameters = parameters
        self._columns = columns
        self._faults = faults

    def group(self, entry: GroupEntry) -> Group:
        return Group(
            name=entry.name,
            sense=entry.sense,
            headings=tuple(Heading(text=each.text, at=each.at, points=each.points) for each in entry.headings),
            indicators=tuple(self._indicator(each, entry.sense) for each in entry.indicators),
            text=entry.text,
        )

    def _indicator(self, entry: IndicatorEntry, sense: Sense) -> Indicator:
        return Indicator(
            id=entry.id,
            path=entry.path,
            text=entry.text,
            weight=self._weight(entry, sense),
            weight_text=entry.weight,
            sense=sense,
            clauses=tuple(clause for each in entry.clauses for clause in self._printed(each, entry.text)),
            cells=_cells(entry, self._columns),
            responsible=entry.responsible,
            applies_to=None
            if entry.applies_to is None
            else AppliesTo(
                attributes=tuple(sorted(entry.applies_to.attributes.items())),
                kinds=entry.applies_to.kinds,
                names=entry.applies_to.names,
            ),
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

    def _printed(self, entry: ClauseEntry, row_text: str) -> tuple[Clause, ...]:
        """A clause, or a printed clause with several rules and then its parts."""
        if entry.role in SILENT or entry.parts:
            if entry.source is not None or entry.scoring is not None:
                what = "写有 parts 的条文由各部分计分" if entry.parts else f"role: {entry.role} 不计分"
                self._faults.add(entry.id, f"{what}；请删去 source 和 scoring")
            head = Clause(id=entry.id, text=entry.text, role=Role.HEADING if entry.parts else entry.role)
            return (head, *(self._part(entry, part, row_text) for part in entry.parts))
        return (self._clause(entry, entry.role),)

    def _part(self, whole: ClauseEntry, entry: PartEntry, row_text: str) -> Clause:
        if entry.text not in whole.text and entry.text not in row_text:
            self._faults.add(entry.id, f"text 须摘自 {whole.id} 或该行说明的原文，一字不改")
        return replace(self._clause(entry, whole.role), part_of=whole.id)

    def _clause(self, entry: PartEntry, role: Role) -> Clause:
        if entry.source is None:
            self._faults.add(
                entry.id, "缺少来源，请写 source：check（检查项）、evidence（报送材料）或 judgement（人工评定）"
            )
            return Clause(id=entry.id, text=entry.text, role=role)
        if entry.scoring is None:
            kinds = "、".join(all_kinds())
            self._faults.add(entry.id, f"缺少计分方式，请写 scoring: {{kind: …}}（{kinds}）或 {{waits_for: …}}")
            return Clause(id=entry.id, text=entry.text, role=role)
        source = self._source(entry.id, entry.source)
        scoring, share = self._scoring(entry.id, entry.scoring, role)
        if scoring.kind:
            self._verify_measures(entry.id, source, all_kinds()[scoring.kind])
        return Clause(id=entry.id, text=entry.text, role=role, source=source, scoring=scoring, named_share=share)

    def _source(self, row: str, entry: SourceEntry) -> Source:
        return Source(
            checks=tuple(
                source for each in entry.every_check() if (source := self._check_source(row, each)) is not None
            ),
            evidence=None if entry.evidence is None else Evidence(**entry.evidence.model_dump()),
            judgement=None if entry.judgement is None else Judgement(ask=entry.judgement.ask),
        )

    def _check_source(self, row: str, entry: CheckEntry) -> CheckSource | None:
        asked = {**self._parameters.get(entry.check, {}), **entry.params}
        full = _params(entry.check, asked, row, self._rules, self._faults)
        if full is None:
            return None
        return CheckSource(
            check=entry.check,
            title=self._rules[entry.check].META.title,
            params=asked,
            params_digest=params_digest(full),
            classes=frozenset(entry.columns.classes if entry.columns else ()),
            account_types=frozenset(entry.accounts.types if entry.accounts else ()),
        )

    def _scoring(self, row: str, entry: ScoringEntry, role: Role) -> tuple[Scoring, Decimal | None]:
        """Scoring and the per cent of the weight that the clause names."""
        if bool(entry.kind) == bool(entry.waits_for):
            self._faults.add(row, "scoring 须写 kind 或 waits_for 之一")
            return Scoring(), None
        if entry.waits_for:
            return self._waiting(row, entry, role)
        kind = all_kinds().get(entry.kind)
        if kind is None:
            self._faults.add(row, _unknown_kind(entry.kind))
            return Scoring(), None
        terms = self._terms(row, kind.Terms, entry, without="kind")
        if terms is None:
            return Scoring(), None
        return Scoring(kind=entry.kind, terms=terms), kind.named_share(terms)

    def _waiting(self, row: str, entry: ScoringEntry, role: Role) -> tuple[Scoring, Decimal | None]:
        if entry.waits_for in all_kinds():
            self._faults.add(
                row, f"计分方式 {entry.waits_for} 已可使用，请改写 scoring: {{kind: {entry.waits_for}, …}}"
            )
        elif entry.waits_for not in ANNOUNCED_KINDS:
            self._faults.add(row, f"waits_for {entry.waits_for!r} 未登记，可写：{'、'.join(ANNOUNCED_KINDS)}")
        terms = self._terms(row, WaitingTerms, entry)
        if not isinstance(terms, WaitingTerms):
            return Scoring(), None
        names_a_share = role is Role.CLAUSE and "share" in terms.model_fields_set
        return Scoring(waits_for=entry.waits_for, share=terms.share), terms.share if names_a_share else None

    def _terms(self, row: str, model: type[BaseModel], entry: ScoringEntry, without: str = "") -> BaseModel | None:
        raw = entry.model_dump(exclude_unset=True, exclude={without} if without else None)
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            for line in told(error, {}):
                self._faults.add(row, f"scoring：{line}")
            return None

    def _verify_measures(self, row: str, source: Source, kind: ClauseKind) -> None:
        billable = "、".join(measure.__name__ for measure in kind.BILLS)
        for each in source.checks:
            emits = self._rules[each.check].META.emits
            if not issubclass(emits, kind.BILLS):
                self._faults.add(
                    row,
                    f"检查项 {each.check} 的计量是 {emits.__name__}，计分方式 {kind.KIND} 只能用 {billable}；"
                    "请换计分方式，或改为 evidence",
                )
        if source.evidence is None:
            return
        measure = MEASURE_OF_ANSWER.get(source.evidence.answer)
        if measure is None or not issubclass(measure, kind.BILLS):
            usable = "、".join(name for name, each in MEASURE_OF_ANSWER.items() if issubclass(each, kind.BILLS))
            self._faults.add(row, f"evidence.answer {source.evidence.answer} 不能按 {kind.KIND} 计分，请改写：{usable}")


def _cells(entry: IndicatorEntry, columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The printed cells; where the sheet has a column of responsible units, their list need not be written twice."""
    is_printed = bool(entry.responsible) and RESPONSIBLE_COLUMN in columns
    named = {RESPONSIBLE_COLUMN: " ".join(entry.responsible)} if is_printed else {}
    return tuple({**named, **entry.cells}.items())


def _params(
    check: str, asked: Mapping[str, Any], row: str, rules: Mapping[str, Rule], faults: Faults
) -> dict[str, Any] | None:
    """All parameters of the check, None when check or parameter is unknown."""
    if check not in rules:
        near = get_close_matches(check, rules, 1)
        hint = f"是否指 {near[0]}？" if near else ""
        faults.add(row, f"没有检查项 {check!r}。{hint}尚未实现的检查项请先写 evidence（报送材料）")
        return None
    try:
        return full_params(rules[check].META, asked)
    except ValueError:
        known = "、".join(sorted(rules[check].META.params)) or "（没有参数）"
        unknown = "、".join(sorted(set(asked) - set(rules[check].META.params)))
        faults.add(row, f"检查项 {check} 没有参数 {unknown}，可用参数：{known}")
        return None


def _unknown_kind(kind: str) -> str:
    if kind in ANNOUNCED_KINDS:
        return f"计分方式 {kind} 尚未实现，请先写 scoring: {{waits_for: {kind}}}"
    near = get_close_matches(kind, all_kinds(), 1)
    hint = f"是否指 {near[0]}？" if near else ""
    return f"没有计分方式 {kind!r}。{hint}可用：{'、'.join(all_kinds())}"


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
