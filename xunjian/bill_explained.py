"""The bill of one row for one unit, line by line: clause text, arithmetic, and the findings that prove it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from checks.check import FindingRecord, Outcome
from checks.scoring.points import rounded, shown
from checks.scoring.result import IndicatorResult, Scorecard
from checks.subjects import Portal
from reports.audit import ScoredTable
from reports.card_words import row_score
from reports.chinese_names import WAITS
from xunjian.pipeline import demand_key
from xunjian.problems import WrongUse, near


def explained(
    scored: Sequence[ScoredTable], portal: Portal, outcomes: Iterable[Outcome], unit: str, indicator: str
) -> Iterator[str]:
    """`unit` by name or alias, `indicator` by id or name, in every table that has it. Raises WrongUse."""
    named = portal.unit(unit)
    if named is None:
        names = [name for each in portal.units for name in each.names]
        raise WrongUse(f"登记表中没有单位“{unit}”{near(unit, names)}")
    found = [
        (table, card, result)
        for table in scored
        for card in table.cards
        if card.unit == named.name
        for result in card.indicators
        if indicator in (result.indicator.id, result.indicator.name)
    ]
    if not found:
        known = [row.id for table in scored for row in table.catalogue.indicators]
        known += [row.name for table in scored for row in table.catalogue.indicators]
        raise WrongUse(f"所选指标体系中没有指标“{indicator}”{near(indicator, known)}")
    judged = tuple(outcomes)
    for table, card, result in found:
        yield from _told(table.catalogue.title, card, result, _records(table, judged))


def _records(table: ScoredTable, outcomes: Iterable[Outcome]) -> dict[str, FindingRecord]:
    """By id, in the words of the table's own parameters where the same fact was judged by several."""
    own = {demand_key(demand) for demand in table.catalogue.demands()}
    return {
        record.id: record
        for outcome in outcomes
        if (outcome.check, outcome.params_digest) in own
        for record in outcome.findings
    }


def _told(title: str, card: Scorecard, result: IndicatorResult, records: Mapping[str, FindingRecord]) -> Iterator[str]:
    row = result.indicator
    path = " / ".join(cell for cell in row.path if cell.strip("—－- "))
    yield f"{title}  {card.unit}  {row.id} {path}"
    if row.text:
        yield f"指标说明：{row.text}"
    yield f"得分：{row_score(result)}（{result.because}）"
    texts = {clause.id: clause.text for clause in row.clauses} | {"": "整项"}
    for deduction in result.deductions:
        yield f"扣{shown(rounded(deduction.points))}分  {deduction.clause}  {deduction.text}"
        yield f"    计算：{deduction.because}"
        yield from _proofs(deduction.findings, records)
    for missed in result.shortfalls:
        yield f"未达到  {missed.clause}  {missed.text}"
        yield f"    {missed.because}"
        yield from _proofs(missed.findings, records)
    for credit in result.credits:
        yield f"得{shown(rounded(credit.points))}分  {credit.clause}  {credit.text}"
        yield f"    计算：{credit.because}"
    for back in result.waived:
        yield f"核减{shown(rounded(back.points))}分  {back.clause}  {texts[back.clause]}"
        yield f"    问题 {back.waiver.finding}：{back.waiver.reason}（{back.waiver.by}）"
    for still in result.open:
        risk = f"至多{shown(rounded(still.at_risk))}分，" if still.at_risk else ""
        yield f"未定  {still.clause}  {texts[still.clause]}"
        waits = WAITS.get(still.waits_for, still.waits_for)
        told = "" if still.because.startswith(f"{waits}：") else f"{waits}："
        yield f"    {risk}{told}{still.because}"
    for later in result.not_yet:
        yield f"本期不计  {later.clause}  {later.text}（自{later.starts.isoformat()}起实施）"
    for other in result.billed_elsewhere:
        yield f"不重复扣分  {other.clause}  {texts[other.clause]}"
        yield f"    下列问题已由细则{other.winner}扣分："
        yield from _proofs(other.findings, records)
    for flag in result.outside:
        yield f"表外后果  {flag.clause}  {flag.consequence}"
        yield from _proofs(flag.findings, records)


def _proofs(ids: Iterable[str], records: Mapping[str, FindingRecord]) -> Iterator[str]:
    for finding in ids:
        record = records.get(finding)
        yield f"    问题 {finding}" + (f"：{record.message}" if record else "")
        if record and record.finding.url:
            yield f"        {record.finding.url}"
