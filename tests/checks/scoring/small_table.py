"""A small table of another shape than the official ones, rules that only have a name, and outcomes written by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_bytes
from checks.check import AsOf, CheckMeta, CouldNotLook, FindingRecord, Outcome, Param, Rule
from checks.evaluate import full_params, params_digest
from checks.finding import Finding
from checks.measure import Answer, Delays, Measure, Occurrences
from checks.scoring.payload import scorecards_payload
from checks.scoring.scorecard import Filed, Scorecard, score
from checks.subjects import Account, AccountType, Column, ColumnClass, Portal, Subject, SubjectKind, Unit
from checks.verdict import Severity, Verdict

DAY = AsOf(date(2024, 6, 30))

LIMIT = Param(default=3, meaning="期限", source="test")


def rule(check: str, emits: type[Any] = Occurrences, about: SubjectKind = SubjectKind.UNIT) -> Rule:
    meta = CheckMeta(
        id=check, version=1, title=f"检查项{check}", about=(about,), needs=(), emits=emits, params={"limit": LIMIT}
    )
    return cast("Rule", SimpleNamespace(META=meta, MESSAGES={}, run=None))


RULES = {
    each.META.id: each
    for each in (
        rule("broken"),
        rule("blank", about=SubjectKind.COLUMN),
        rule("quiet", about=SubjectKind.ACCOUNT),
        rule("reachable", Answer),
        rule("slow", Delays),
    )
}

TABLE = """
id: small-2024
title: 某单位网站检查表
edition: "2024"
columns: [项目, 说明, 标准, 分值]
groups:
  - name: 网站
    headings: [{text: 网站10, at: A, points: "10"}]
    indicators:
      - id: A
        path: [网站, 政策]
        text: 政策栏目
        weight: "4"
        clauses:
          - {id: A1, text: 每处扣10%, source: {check: broken, columns: {class: [policy]}},
             scoring: {kind: per-occurrence-share, each: "10"}}
      - id: B
        path: [网站, 链接]
        text: 链接可用
        weight: "6"
        clauses:
          - {id: B1, text: 链接60%, source: {checks: [{check: broken}, {check: blank}]},
             scoring: {kind: share, share: "60"}}
          - {id: B2, text: 新媒体40%, source: {check: quiet}, scoring: {kind: share, share: "40"}}
"""


def load(text: str = TABLE) -> Catalogue:
    return load_bytes(text.encode(), "small.yaml", RULES)


POLICY = Column(unit="县一局", name="政策文件", url="https://a.example/zc/", column_class=ColumnClass.POLICY)
NEWS = Column(unit="县一局", name="工作动态", url="https://a.example/dt/", column_class=ColumnClass.NEWS)
WECHAT = Account(unit="县一局", platform="wechat", type=AccountType.SUBSCRIPTION, name="一局发布")
UNIT = Unit(name="县一局", columns=(POLICY, NEWS), accounts=(WECHAT,))
BARE_UNIT = Unit(name="县二局")
PORTAL = Portal(name="某县", home="https://a.example/", units=(UNIT, BARE_UNIT))


def finding(
    check: str,
    url: str,
    subject: Subject = UNIT.subject,
    *,
    columns: Iterable[str] = (),
    verdict: Verdict = Verdict.FAIL,
    code: str = "c",
) -> FindingRecord:
    found = Finding(url=url, code=code, verdict=verdict)
    return FindingRecord(
        id=found.fingerprint(check, subject),
        check=check,
        subject=subject,
        severity=Severity.NORMAL,
        message="",
        finding=found,
        columns=tuple(columns),
    )


def outcome(
    check: str,
    subject: Subject = UNIT.subject,
    *findings: FindingRecord,
    measure: Measure | None = None,
    verdict: Verdict | None = None,
    unknown: int = 0,
    not_looked: int = 0,
    params: dict[str, Any] | None = None,
) -> Outcome:
    """Occurrences of the findings given, pass without any; `not_looked` places could not be looked at."""
    failed = [each for each in findings if each.finding.verdict is Verdict.FAIL]
    full = full_params(RULES[check].META, params or {})
    return Outcome(
        check=check,
        check_version=1,
        subject=subject,
        params_digest=params_digest(full),
        verdict=verdict or (Verdict.FAIL if failed else Verdict.PASS),
        measure=measure or Occurrences(len(failed), unknown),
        findings=findings,
        looked_at=1,
        could_not_look=tuple(CouldNotLook(url=f"https://a.example/{n}", reason="timeout") for n in range(not_looked)),
        note="",
    )


def bytes_of(outcomes: Iterable[Outcome]) -> bytes:
    """All cards as they are written down."""
    table = load()
    payload = scorecards_payload(score(table, PORTAL, tuple(outcomes), DAY), table)
    return json.dumps(payload, ensure_ascii=False, sort_keys=True).encode()


def clean() -> list[Outcome]:
    """Everything looked at, nothing found."""
    return [
        outcome("broken"),
        outcome("blank", POLICY.subject),
        outcome("blank", NEWS.subject),
        outcome("quiet", WECHAT.subject),
    ]


def card_of(
    outcomes: Iterable[Outcome], table: Catalogue | None = None, *, portal: Portal = PORTAL, filed: Filed | None = None
) -> Scorecard:
    """The card of the first unit."""
    return score(table or load(), portal, tuple(outcomes), DAY, filed=filed)[0]
