"""One record per fingerprint, also where several tables had the same place judged with parameters of their own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from checks.check import FindingRecord, Outcome
from checks.verdict import Severity, Verdict
from reports.audit import AuditResult, ScoredTable

LISTED = (Verdict.FAIL, Verdict.UNDECIDED)  # the stronger one first
SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class _Told:
    """What one judging says of a place, and the titles of the tables that asked for it."""

    strength: tuple[int, int, str]
    record: FindingRecord
    titles: tuple[str, ...]


def merged_records(audit: AuditResult) -> list[FindingRecord]:
    """The stronger verdict and severity is what counts; where tables word it differently, the message has them all."""
    askers = _askers(audit.scored)
    told: dict[str, list[_Told]] = {}
    for outcome in audit.outcomes:
        for record in outcome.findings:
            if record.finding.verdict in LISTED:
                strength = (
                    LISTED.index(record.finding.verdict),
                    SEVERITY_RANK[record.severity],
                    outcome.params_digest,
                )
                told.setdefault(record.id, []).append(_Told(strength, record, _titles(outcome, askers)))
    return [_one(sorted(each, key=lambda one: one.strength)) for each in told.values()]


def _one(told: list[_Told]) -> FindingRecord:
    """`told` not empty, the strongest first."""
    best = told[0].record
    by_message: dict[str, dict[str, None]] = {}
    for each in told:
        if each.titles:
            by_message.setdefault(each.record.message, {}).update(dict.fromkeys(each.titles))
    if len(by_message) < 2:
        return best
    parts = (f"按《{'》《'.join(titles)}》：{message}" for message, titles in by_message.items())
    return replace(best, message="；".join(parts))


def _askers(scored: Iterable[ScoredTable]) -> dict[tuple[str, str], list[tuple[str, frozenset[str]]]]:
    """Check and parameters → tables that ask so, by title, with the units they score."""
    askers: dict[tuple[str, str], list[tuple[str, frozenset[str]]]] = {}
    for table in scored:
        units = frozenset(card.unit for card in table.cards)
        asked = {
            (source.check, source.params_digest): None
            for _, clause in table.catalogue.clauses()
            for source in clause.source.checks
        }
        for key in asked:
            askers.setdefault(key, []).append((table.catalogue.title, units))
    return askers


def _titles(outcome: Outcome, askers: Mapping[tuple[str, str], list[tuple[str, frozenset[str]]]]) -> tuple[str, ...]:
    unit = outcome.subject.unit
    asking = askers.get((outcome.check, outcome.params_digest), [])
    return tuple(title for title, units in asking if not unit or unit in units)
