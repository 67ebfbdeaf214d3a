"""A judged run made by hand: eight units, some sixty findings, every verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from checks.check import AsOf, CouldNotLook, FindingRecord, Outcome
from checks.derived.link_outcomes import LinkOutcome, LinkRow
from checks.finding import Evidence, Finding
from checks.measure import Answer, Delays, Measure, Occurrences
from checks.observation import LinkKind
from checks.scoring.scorecard import score
from checks.subjects import Account, AccountType, Column, ColumnClass, Portal, Subject, Unit
from checks.verdict import Severity, Verdict
from reports.audit import AuditResult, ScoredTable
from tests.reports.sample_table import PARAMS, TITLES, sample_table

HOME = "https://www.sample.example/"
AS_OF = date(2023, 12, 31)
SEEN = datetime(2024, 1, 2, 1, 30, tzinfo=UTC)
OFFICES = (
    "发展和改革局",
    "教育局",
    "民政局",
    "财政局",
    "人力资源和社会保障局",
    "自然资源和规划局",
    "卫生健康局",
    "城关镇人民政府",
)


def sample_audit(**changes: Any) -> AuditResult:
    portal = _portal()
    outcomes = _outcomes(portal)
    table = sample_table()
    cards = score(table, portal, outcomes, AsOf(AS_OF))
    records = {record.id: record for outcome in outcomes for record in outcome.findings}
    audit = AuditResult(
        run_id="20240102-093000-a1b2",
        portal=portal,
        as_of=AS_OF,
        started_at=SEEN - timedelta(minutes=10),
        finished_at=SEEN + timedelta(minutes=42),
        state="finished",
        product_version="0.1.0",
        outcomes=outcomes,
        check_titles=TITLES,
        scored=(ScoredTable(catalogue=table, cards=cards),),
        links=_links(),
        first_seen=dict.fromkeys(sorted(records)[::3], date(2023, 10, 8)),
        indicators={
            found: tuple(
                f"{table.id}:{row.id}"
                for row in table.indicators_billing(record.check, record.subject, portal, record.columns)
            )
            for found, record in records.items()
        },
        pages_seen=1264,
        requests=1811,
    )
    return replace(audit, **changes)


def outcome(
    check: str, subject: Subject, verdict: Verdict, *findings: Finding, measure: Measure | None = None, **more: Any
) -> Outcome:
    """One outcome; messages are the fact `message` of a finding."""
    records = tuple(
        FindingRecord(
            id=found.fingerprint(check, subject),
            check=check,
            subject=subject,
            severity=found.severity or Severity.NORMAL,
            message=dict(found.facts)["message"],
            finding=found,
        )
        for found in findings
    )
    unknown = int(verdict in (Verdict.UNDECIDED, Verdict.NOT_OBSERVED))
    faults = sum(found.verdict is Verdict.FAIL for found in findings)
    values: dict[str, Any] = {"looked_at": 1, "could_not_look": (), "note": "", "params_digest": PARAMS, **more}
    return Outcome(
        check=check,
        check_version=1,
        subject=subject,
        verdict=verdict,
        measure=measure or Occurrences(faults, unknown),
        findings=records,
        **values,
    )


def finding(url: str, message: str, severity: Severity = Severity.NORMAL, **more: Any) -> Finding:
    values: dict[str, Any] = {
        "evidence": Evidence(
            excerpt="关于做好2023年度有关工作的通知  2023-05-18",
            selector="ul.list > li:nth-of-type(1) > a",
            observed_at=SEEN,
            status=200,
            attempts=1,
            body_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ),
        **more,
    }
    return Finding(url=url, code="code", facts=(("message", message),), severity=severity, **values)


def _portal() -> Portal:
    units = []
    for number, office in enumerate(OFFICES, start=1):
        name = f"样例县{office}"
        columns = [
            Column(unit=name, name=title, url=f"{HOME}bm{number}/{path}/", column_class=kind)
            for title, path, kind in (
                ("通知公告", "tzgg", ColumnClass.NOTICE),
                ("政策文件", "zcwj", ColumnClass.POLICY),
                ("意见征集", "yjzj", ColumnClass.SOLICITATION),
            )
        ]
        account = Account(unit=name, platform="wechat", type=AccountType.SUBSCRIPTION, name=f"样例{office[:2]}发布")
        units.append(Unit(name=name, columns=tuple(columns), accounts=(account,)))
    return Portal(name="样例县人民政府", home=HOME, sites=("https://zwfw.sample.example/",), units=tuple(units))


def _outcomes(portal: Portal) -> tuple[Outcome, ...]:
    made: list[Outcome] = [
        outcome("dead-link", portal.subject, Verdict.FAIL, _dead("https://old.sample.example/", 1, pages=420)),
        outcome(
            "ipv6", portal.subject, Verdict.NOT_OBSERVED,
            could_not_look=(CouldNotLook(url=HOME, reason="no-ipv6-route"),), looked_at=0, measure=Answer(None),
        ),
        outcome(
            "site-search-miss", portal.subject, Verdict.UNDECIDED,
            finding(HOME, "检索“关于义务教育招生的通知”，未识别出结果列表，需人工核对", verdict=Verdict.UNDECIDED),
            measure=Answer(None),
        ),
    ]  # fmt: skip
    for number, unit in enumerate(portal.units):
        made += [_column(column, number, place) for place, column in enumerate(unit.columns)]
        made += _of_unit(unit, number)
    return tuple(sorted(made, key=lambda each: (each.check, each.subject, each.params_digest)))


def _column(column: Column, number: int, place: int) -> Outcome:
    left = 40 - 37 * number + 60 * place
    newest = (AS_OF - timedelta(days=180 - left)).isoformat()
    facts = (("column", column.name), ("newest", newest), ("clue", "列表所示日期"), ("period", "6个月"))
    if number == 6 and place == 1:
        return outcome(
            "stale-column", column.subject, Verdict.NOT_OBSERVED, note="未能判断更新情况：访问超时", looked_at=0,
            could_not_look=(CouldNotLook(url=column.url, reason="timeout", detail="20 s"),),
        )  # fmt: skip
    if number == 7 and place == 2:
        return outcome(
            "stale-column", column.subject, Verdict.NOT_APPLICABLE, note="免于更新考核：本期无业务（至2023-12-31）"
        )
    if number == 5 and place == 0:
        return outcome(
            "stale-column", column.subject, Verdict.UNDECIDED, note="栏目信息均无可作依据的发布日期，无法判断更新情况"
        )
    if left >= 0:
        return outcome("stale-column", column.subject, Verdict.PASS, facts=(*facts, ("left", str(left))), looked_at=20)
    message = f"栏目“{column.name}”最新信息日期为{newest}（列表所示日期），更新期限为6个月，截至{AS_OF}已超期{-left}天"
    found = finding(column.url, message, Severity.SERIOUS, found_on=(column.url,))
    return outcome(
        "stale-column", column.subject, Verdict.FAIL, found, facts=(*facts, ("over", str(-left))), looked_at=20
    )


def _of_unit(unit: Unit, number: int) -> list[Outcome]:
    base = f"{HOME}bm{number + 1}/"
    dead = [_dead(f"{base}fj/{year}.pdf", year) for year in range(2019, 2019 + number)]
    policies = [
        finding(
            f"{base}zcjd/{each}.html", f"解读“《样例县第{each}号管理办法》政策解读”未链接到所解读的文件", Severity.MINOR
        )
        for each in range(1, 1 + (number + 2) % 4)
    ]
    undecided = finding(
        f"{base}yjzj/7.html", "征集“城市更新方案”已于2023-11-30截止，未找到采纳情况，但关联栏目由脚本生成，需人工核对",
        Severity.NORMAL, verdict=Verdict.UNDECIDED,
    )  # fmt: skip
    delays = Delays(tuple((f"{base}{case}", day) for case, day in enumerate((1, 2, 6, None)[: number % 5])))
    late = (
        [finding(f"{base}zcjd/late.html", "文件公开后第6个工作日发布解读，超过3个工作日", Severity.NORMAL)]
        if number > 2
        else []
    )
    account = unit.accounts[0].subject
    silence = "订阅号连续19天未发布信息（2023-12-12至2023-12-31），应每10天至少更新1次"
    stale = [finding(base, silence, Severity.VETO)] if number == 4 else []
    return [
        outcome("dead-link", unit.subject, _fails(dead), *dead, looked_at=140 + number),
        outcome("missing-link-to-policy", unit.subject, _fails(policies), *policies, looked_at=6),
        outcome("late-interpretation", unit.subject, _fails(late), *late, measure=delays),
        outcome("empty-column", unit.columns[0].subject, Verdict.PASS),
        outcome(
            "missing-solicitation-feedback", unit.columns[2].subject,
            Verdict.UNDECIDED if number % 3 == 0 else Verdict.PASS, *([undecided] if number % 3 == 0 else []),
        ),
        outcome("stale-account", account, _fails(stale), *stale),
    ]  # fmt: skip


def _fails(findings: list[Finding]) -> Verdict:
    return Verdict.FAIL if findings else Verdict.PASS


def _dead(url: str, number: int, pages: int = 2) -> Finding:
    found_on = tuple(f"{HOME}bm1/tzgg/202305/t20230518_{number}{page:03}.html" for page in range(pages))
    evidence = Evidence(
        excerpt="附件：申报表（点击下载）",
        selector="div.article > p:nth-of-type(4) > a",
        observed_at=SEEN,
        status=404,
        attempts=3,
    )
    return finding(
        url,
        f"链接“申报表”打不开（状态码404，间隔复测3次），出现在{pages}个页面",
        Severity.NORMAL,
        found_on=found_on,
        evidence=evidence,
    )


def _links() -> tuple[LinkRow, ...]:
    kinds = (LinkKind.PAGE, LinkKind.IMAGE, LinkKind.ATTACHMENT)
    rows = [
        LinkRow(
            url=f"{HOME}ok/{number}.html", outcome=LinkOutcome.ALIVE, status=200, kind=kinds[number % 3], attempts=1
        )
        for number in range(90)
    ]
    for number in range(12):
        rows.append(
            LinkRow(
                url=f"{HOME}fj/{number}.pdf", outcome=LinkOutcome.DEAD, status=404, reason="http-404",
                kind=LinkKind.ATTACHMENT, attempts=3, found_on=(f"{HOME}bm1/", f"{HOME}bm2/"),
            )
        )  # fmt: skip
    outer = "https://other.example/"
    rows += [
        LinkRow(
            url=f"{outer}login",
            outcome=LinkOutcome.CANNOT_CHECK,
            status=403,
            reason="wall",
            kind=LinkKind.PAGE,
            attempts=2,
        ),
        LinkRow(
            url=f"{outer}slow",
            outcome=LinkOutcome.UNKNOWN,
            reason="unconfirmed-timeout",
            kind=LinkKind.PAGE,
            attempts=2,
        ),
        LinkRow(url="mailto:office@sample.example", outcome=LinkOutcome.EXCLUDED, reason="scheme", kind=LinkKind.PAGE),
    ]
    return tuple(rows)
