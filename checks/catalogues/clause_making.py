"""Makes the clauses of a row from their entries, and tells what in them cannot be billed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from checks.catalogues.answers import MEASURE_OF_ANSWER, NAMED_BY_KIND, NEED_OPTIONS, measure_of
from checks.catalogues.catalogue import (
    SILENT,
    AppliesTo,
    AverageFor,
    CheckSource,
    Clause,
    Evidence,
    Judgement,
    Role,
    Scoring,
    Source,
)
from checks.catalogues.faults import Faults, told
from checks.catalogues.table_file import (
    AppliesToEntry,
    CheckEntry,
    ClauseEntry,
    EvidenceEntry,
    JudgementEntry,
    PartEntry,
    ScoringEntry,
    SourceEntry,
)
from checks.check import Rule
from checks.evaluate import full_params, params_digest
from checks.measure import Points
from checks.scoring.clause import ClauseKind, KindTerms
from checks.scoring.kind_index import all_kinds


class ClauseMaking:
    """`parameters`: what the table says about a check wherever it is used."""

    def __init__(self, rules: Mapping[str, Rule], parameters: Mapping[str, Mapping[str, Any]], faults: Faults) -> None:
        self._rules = rules
        self._parameters = parameters
        self._faults = faults

    def printed(self, entry: ClauseEntry, row_text: str) -> tuple[Clause, ...]:
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
        bare = Clause(id=entry.id, text=entry.text, role=role)
        if entry.source is None:
            self._faults.add(
                entry.id, "缺少来源，请写 source：check（检查项）、evidence（报送材料）或 judgement（人工评定）"
            )
            return bare
        if entry.scoring is None:
            self._faults.add(entry.id, f"缺少计分方式，请写 scoring: {{kind: …}}（{'、'.join(all_kinds())}）")
            return bare
        kind = all_kinds().get(entry.scoring.kind)
        if kind is None:
            self._faults.add(entry.id, _unknown_kind(entry.scoring.kind))
            return bare
        terms = self._terms(entry.id, kind, entry.scoring)
        if terms is None:
            return bare
        average = entry.average_for
        if average is not None and not kind.EARNS:
            self._faults.add(entry.id, f"average_for 只用于累计得分的计分方式（{_earning()}），请删去")
        return replace(
            bare,
            source=self._source(entry.id, entry.source, kind, terms),
            scoring=Scoring(kind=kind.KIND, terms=terms),
            starts=entry.starts,
            applies_to=applies_to(entry.applies_to),
            outside=entry.outside,
            average_for=None
            if average is None
            else AverageFor(accounts=frozenset(average.accounts), unless=frozenset(average.unless)),
        )

    def _terms(self, row: str, kind: ClauseKind, entry: ScoringEntry) -> KindTerms | None:
        try:
            return kind.Terms.model_validate(entry.model_dump(exclude_unset=True, exclude={"kind"}))
        except ValidationError as error:
            for line in told(error, {}):
                self._faults.add(row, f"scoring：{line}")
            return None

    def _source(self, row: str, entry: SourceEntry, kind: ClauseKind, terms: KindTerms) -> Source:
        checks = (self._check_source(row, each, kind) for each in entry.every_check())
        return Source(
            checks=tuple(source for source in checks if source is not None),
            evidence=None if entry.evidence is None else self._evidence(row, entry.evidence, kind, terms),
            judgement=None if entry.judgement is None else self._judgement(row, entry.judgement, kind, terms),
        )

    def _check_source(self, row: str, entry: CheckEntry, kind: ClauseKind) -> CheckSource | None:
        asked = {**self._parameters.get(entry.check, {}), **entry.params}
        full = verified_params(entry.check, asked, row, self._rules, self._faults)
        if full is None:
            return None
        emits = self._rules[entry.check].META.emits
        if entry.bills and not issubclass(emits, kind.BILLS):
            self._faults.add(
                row,
                f"检查项 {entry.check} 的计量是 {emits.__name__}，计分方式 {kind.KIND} 只能用 {_billable(kind)}；"
                "请换计分方式，或改为 evidence",
            )
        return CheckSource(
            check=entry.check,
            title=self._rules[entry.check].META.title,
            params=asked,
            params_digest=params_digest(full),
            classes=frozenset(entry.columns.classes if entry.columns else ()),
            account_types=frozenset(entry.accounts.types if entry.accounts else ()),
            bills=entry.bills,
            of_portal=entry.of == "portal",
        )

    def _evidence(self, row: str, entry: EvidenceEntry, kind: ClauseKind, terms: KindTerms) -> Evidence:
        options = self._options(row, f"evidence.answer {entry.answer}", entry.answer, entry.options, kind, terms)
        return Evidence(
            ask=entry.ask,
            answer=entry.answer,
            options=options,
            files=entry.files,
            only_unseen=entry.when == "unseen",
        )

    def _judgement(self, row: str, entry: JudgementEntry, kind: ClauseKind, terms: KindTerms) -> Judgement:
        answer = entry.answer or kind.JUDGED_BY
        options = self._options(row, f"judgement.answer {answer}", answer, entry.options, kind, terms)
        return Judgement(ask=entry.ask, answer=answer, options=options, only_unseen=entry.when == "unseen")

    def _options(
        self, row: str, what: str, answer: str, written: tuple[str, ...], kind: ClauseKind, terms: KindTerms
    ) -> tuple[str, ...]:
        """Names that the answer uses: the kind's own where it knows any; written ones must be among them."""
        known = terms.options if answer in NAMED_BY_KIND else ()
        strangers = [name for name in written if known and name not in known]
        if strangers:
            self._faults.add(row, f"options 的“{strangers[0]}”不在 scoring 所列之内：{'、'.join(known)}")
        options = known or written
        if answer in NEED_OPTIONS and not options:
            self._faults.add(row, f"{what} 须写 options（各项名称）")
        measure = measure_of(answer, options)
        if measure is Points and kind.JUDGED_BY not in ("points", "choice", "matrix"):
            self._faults.add(row, f"{what} 不能按 {kind.KIND} 计分，请改写：{kind.JUDGED_BY}")
        elif measure is not Points and not issubclass(measure, kind.BILLS):
            usable = "、".join(name for name, each in MEASURE_OF_ANSWER.items() if issubclass(each, kind.BILLS))
            self._faults.add(row, f"{what} 不能按 {kind.KIND} 计分，请改写：{usable}")
        return options


def applies_to(entry: AppliesToEntry | None) -> AppliesTo | None:
    if entry is None:
        return None
    return AppliesTo(attributes=tuple(sorted(entry.attributes.items())), kinds=entry.kinds, names=entry.names)


def verified_params(
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
    near = get_close_matches(kind, all_kinds(), 1)
    hint = f"是否指 {near[0]}？" if near else ""
    return f"没有计分方式 {kind!r}。{hint}可用：{'、'.join(all_kinds())}"


def _billable(kind: ClauseKind) -> str:
    return "、".join(measure.__name__ for measure in kind.BILLS)


def _earning() -> str:
    return "、".join(name for name, kind in all_kinds().items() if kind.EARNS)
