"""Runs rules over the observations of a run and gives outcomes. Pure: same world + demands + as_of, same outcomes."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, FindingRecord, Outcome, Rule, Ruling
from checks.finding import Finding
from checks.measure import Answer
from checks.subjects import Portal, Subject, SubjectKind
from checks.verdict import Verdict
from checks.world import Given, World


@dataclass(frozen=True, slots=True)
class Demand:
    """One check under one set of parameters, as clauses (or nobody in particular) ask for it."""

    check: str
    params: Mapping[str, Any]


def full_params(meta: CheckMeta, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults of the check with what was asked on top; an unknown parameter is a mistake of the asker."""
    unknown = sorted(set(asked) - set(meta.params))
    if unknown:
        known = ", ".join(sorted(meta.params)) or "none"
        raise ValueError(f"check {meta.id}: unknown parameter {unknown[0]!r}; it knows: {known}")
    return {name: asked.get(name, param.default) for name, param in meta.params.items()}


def params_digest(params: Mapping[str, Any]) -> str:
    text = json.dumps(params, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def evaluate(world: World, demands: Iterable[Demand], rules: Mapping[str, Rule], as_of: AsOf) -> tuple[Outcome, ...]:
    """Every demanded check on every subject it is about; equal demands run once.

    Sorted by check, subject, parameters.
    """
    wanted: dict[tuple[str, str], tuple[Rule, dict[str, Any]]] = {}
    for demand in demands:
        rule = rules[demand.check]
        params = full_params(rule.META, demand.params)
        wanted[demand.check, params_digest(params)] = (rule, params)
    outcomes = [
        _outcome(world, rule, params, digest, subject, as_of)
        for (_, digest), (rule, params) in sorted(wanted.items(), key=lambda item: item[0])
        for kind in rule.META.about
        for subject in subjects_of(world.asked, kind)
    ]
    return tuple(sorted(outcomes, key=lambda outcome: (outcome.check, outcome.subject, outcome.params_digest)))


def subjects_of(portal: Portal, kind: SubjectKind) -> tuple[Subject, ...]:
    """The subjects of one kind, each once."""
    match kind:
        case SubjectKind.PORTAL:
            return (portal.subject,)
        case SubjectKind.SITE:
            return portal.site_subjects()
        case SubjectKind.UNIT:
            return tuple(unit.subject for unit in portal.units)
        case SubjectKind.COLUMN:
            return tuple(dict.fromkeys(column.subject for column in portal.columns()))
        case SubjectKind.ACCOUNT:
            return tuple(dict.fromkeys(account.subject for account in portal.accounts()))


def _outcome(
    world: World, rule: Rule, params: Mapping[str, Any], digest: str, subject: Subject, as_of: AsOf
) -> Outcome:
    try:
        ruling = rule.run(Given(world, subject, rule.META.needs), params, as_of)
        records = tuple(sorted((_record(world, rule, subject, found) for found in ruling.findings), key=_by_place))
        note = rule.MESSAGES[ruling.note].format(**dict(ruling.facts)) if ruling.note else ""
    except Exception as error:
        # A fault of ours is neither pass nor fail, and one rule must not stop the others.
        where = traceback.extract_tb(error.__traceback__)[-1]
        broken = CouldNotLook(url=subject.url, reason="check-crashed", detail=f"{type(error).__name__} in {where.name}")
        ruling = Ruling(verdict=Verdict.UNDECIDED, measure=Answer(None), could_not_look=(broken,))
        records, note = (), f"检查项 {rule.META.id} 运行出错（{type(error).__name__}: {error}），未作结论"
    return Outcome(
        check=rule.META.id,
        check_version=rule.META.version,
        subject=subject,
        params_digest=digest,
        verdict=ruling.verdict,
        measure=ruling.measure,
        findings=records,
        looked_at=ruling.looked_at,
        could_not_look=ruling.could_not_look,
        note=note,
        facts=ruling.facts,
    )


def _record(world: World, rule: Rule, subject: Subject, found: Finding) -> FindingRecord:
    return FindingRecord(
        id=found.fingerprint(rule.META.id, subject),
        check=rule.META.id,
        subject=subject,
        severity=found.severity or rule.META.severity,
        message=rule.MESSAGES[found.code].format(**dict(found.facts)),
        finding=found,
        columns=_columns_of(world, subject, found),
    )


def _columns_of(world: World, subject: Subject, found: Finding) -> tuple[str, ...]:
    """Columns the place stands in: clauses bill by the class of a column, rules need not care. Another unit's never."""
    if subject.kind is SubjectKind.COLUMN:
        return (subject.key,)
    listing = (column for page in (found.url, *found.found_on) for column in world.columns_listing(page))
    return tuple(sorted({column.subject.key for column in listing if subject.unit in ("", column.unit)}))


def _by_place(record: FindingRecord) -> tuple[str, str, str]:
    return (record.finding.url, record.finding.code, record.id)
