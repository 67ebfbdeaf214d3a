"""Units under 石泉 2023: what each point says, counted by hand. No points anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_catalogue
from checks.check import AsOf, FindingRecord, Outcome
from checks.evaluate import evaluate
from checks.finding import Finding
from checks.measure import Answer, Conditions, Delays, Measure, Occurrences, Ratio
from checks.rule_index import all_rules
from checks.scoring.payload import card_payload
from checks.scoring.result import IndicatorResult
from checks.scoring.scorecard import Filed, Scorecard, score
from checks.subjects import Account, AccountType, Column, ColumnClass, Portal, SubjectKind, Unit
from checks.verdict import Severity, Verdict
from checks.workdays import WorkCalendar
from checks.world import World

DAY = AsOf(date(2023, 11, 15))
HOME = "https://www.s.gov.example/"
OTHER_SITE = "https://old.s.gov.example/"
TOWN_NAME = "桥头镇"


def column(unit: str, name: str, column_class: ColumnClass) -> Column:
    return Column(unit=unit, name=name, url=f"{HOME}{column_class}/", column_class=column_class)


TOWN = Unit(
    name=TOWN_NAME,
    kind="town",
    columns=(
        column(TOWN_NAME, "机构职能", ColumnClass.ORG),
        column(TOWN_NAME, "政策解读", ColumnClass.INTERPRETATION),
        column(TOWN_NAME, "意见征集", ColumnClass.SOLICITATION),
    ),
    accounts=(Account(unit=TOWN_NAME, platform="wechat", type=AccountType.SUBSCRIPTION, name="桥头发布"),),
)
OFFICE = Unit(name="县人民政府办公室", aliases=("县政府办",))
PLANNING = Unit(name="县发展和改革局", aliases=("县发改局",))
PORTAL = Portal(name="示例县人民政府", home=HOME, sites=(OTHER_SITE,), units=(TOWN, OFFICE, PLANNING))


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_catalogue("shiquan-2023")


@pytest.fixture(scope="module")
def unseen(table: Catalogue) -> tuple[Outcome, ...]:
    """Outcomes of a crawl that saw nothing at all."""
    return evaluate(World(PORTAL, (), WorkCalendar()), table.demands(), all_rules(), DAY)


def seen(outcomes: tuple[Outcome, ...], told: Mapping[tuple[str, str], Measure]) -> list[Outcome]:
    """Everything looked at. `told`: (check, unit or site) → what it measured; all else is clean."""
    return [
        outcome if outcome.verdict is Verdict.NOT_APPLICABLE and outcome.subject.kind is SubjectKind.COLUMN
        else _seen(outcome, told.get((outcome.check, outcome.subject.unit or outcome.subject.url)))
        for outcome in outcomes
    ]  # fmt: skip


def _seen(outcome: Outcome, measure: Measure | None) -> Outcome:
    faults = 0
    if isinstance(measure, Occurrences):
        faults = measure.count
    elif isinstance(measure, Delays):
        faults = sum((days or 0) > 3 for _, days in measure.working_days)
    clean: Measure = Delays((("甲", 0),)) if isinstance(outcome.measure, Delays) else Occurrences(0)
    findings = tuple(
        FindingRecord(
            id=f"{outcome.check}-{outcome.subject.key}-{number}",
            check=outcome.check,
            subject=outcome.subject,
            severity=Severity.NORMAL,
            message="",
            finding=Finding(url=f"{HOME}{outcome.check}/{number}", code="c"),
        )
        for number in range(faults)
    )
    return replace(
        outcome,
        verdict=Verdict.FAIL if faults else Verdict.PASS,
        measure=clean if measure is None else measure,
        findings=findings,
        looked_at=1,
        could_not_look=(),
        note="共核对1处",
    )


CRAWLED: dict[tuple[str, str], Measure] = {
    ("missing-solicitation-feedback", TOWN_NAME): Occurrences(2),
    ("late-interpretation", TOWN_NAME): Delays((("甲", 3), ("乙", 4))),
    ("stale-account", TOWN_NAME): Occurrences(1),
    ("site-search-miss", HOME): Occurrences(1),
    ("ipv6", HOME): Occurrences(1),
    ("site-search-unclassified", OTHER_SITE): Occurrences(1),
}

FILED: dict[tuple[str, str], Measure] = {
    (TOWN_NAME, "1.1.1"): Conditions(tuple((name, True) for name in ("职能", "机构", "地址", "时间", "电话", "姓名"))),
    (TOWN_NAME, "1.4.1"): Conditions((("决策草案", True), ("决策依据", True), ("草案解读", False))),
    (TOWN_NAME, "2.2.1"): Conditions((("现场", False), ("信函", False), ("网络", False), ("传真", False))),
    (TOWN_NAME, "11.3.1"): Occurrences(0),
    (TOWN_NAME, "12.4.1"): Occurrences(1),
    (TOWN_NAME, "14.1.1"): Ratio(3, 4),
    (TOWN_NAME, "15.1.1"): Ratio(0, 0),
}


def card(table: Catalogue, outcomes: list[Outcome], unit: Unit, filed: Filed | None = None) -> Scorecard:
    return next(each for each in score(table, PORTAL, outcomes, DAY, filed=filed) if each.unit == unit.name)


def row(found: Scorecard, row_id: str) -> IndicatorResult:
    return next(each for each in found.indicators if each.indicator.id == row_id)


def states(found: Scorecard, *rows: str) -> list[str]:
    return [row(found, each).met for each in rows]


def test_a_town_by_hand(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    town = card(table, seen(unseen, CRAWLED), TOWN, FILED)
    assert states(town, "1.1", "11.3") == ["met", "met"]
    # 决策预公开: two of three; 解读时效: one of two in time; 统计分析: surveys only; 办结: three of four.
    assert states(town, "1.4", "3.8", "5.8", "14.1") == ["partly"] * 4
    # 意见反馈情况 and 内容更新 by the crawl, 渠道多样 and 信息内容安全 as filed.
    assert states(town, "1.6", "2.2", "12.4", "12.7") == ["not-met"] * 4
    assert states(town, "15.1") == ["not-applicable"]  # nothing was fed back, nothing had to be mended
    # 38 points are a town's. 16 more ask for units that the registry says nothing about (各相关单位, 各涉关单位,
    # 具有…权限的单位, 各承办单位, 各办理单位, 驻网单位): 2 + 1 + 2 + 2 + 1 + 1 (生态环境) + 3 + 4.
    assert town.counts == {"met": 2, "partly": 4, "not-met": 4, "open": 38 - 11 + 16, "not-applicable": 1}
    left_out = [each.indicator.id for each in town.indicators if not each.applies]
    assert len(left_out) == 101 - 38 - 16
    assert {"1.9", "3.4", "5.2", "11.5", "11.10"} <= set(left_out)


def test_what_is_not_met_names_its_arithmetic_and_its_findings(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    town = card(table, seen(unseen, CRAWLED), TOWN, FILED)
    told = {each: row(town, each).shortfalls[0] for each in ("1.4", "1.6", "3.8", "5.8", "12.4", "14.1")}
    assert {each: shortfall.because for each, shortfall in told.items()} == {
        "1.4": "未达到：草案解读",
        "1.6": "发现问题2个（共核对1处）",
        "3.8": "1件超过3个工作日（乙）",
        "5.8": "发现问题2个（共核对1处）",
        "12.4": "出现1次",
        "14.1": "应有4，实有3",
    }
    # One fact speaks to two points: nothing is billed, so nothing is billed twice.
    assert told["1.6"].findings == told["5.8"].findings
    assert len(told["1.6"].findings) == 2


def test_a_row_of_other_units_names_them(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    planned = row(card(table, seen(unseen, {}), TOWN), "1.9")
    assert (planned.applies, planned.open) == (False, ())
    assert planned.because == "责任单位为“县发改局”，不含该单位，不计分"


def test_no_number_is_made_of_it(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    payload = card_payload(card(table, seen(unseen, CRAWLED), TOWN, FILED))
    assert (payload["at_least"], payload["at_most"]) == (None, None)
    assert payload["rows"]["not-met"] == 4
    assert not any(each["bill"] for each in payload["indicators"])


def test_the_portals_own_site_is_the_offices(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    office = card(table, seen(unseen, CRAWLED), OFFICE)
    # A search entry is there, one sampled title was missed; results are classified, whatever another site does.
    assert states(office, "11.5", "11.10", "11.11") == ["not-met", "partly", "met"]
    assert row(office, "11.10").shortfalls[0].findings
    assert states(card(table, seen(unseen, CRAWLED), PLANNING), "11.5", "11.10") == ["", ""]


def test_a_crawl_that_saw_nothing_says_nothing(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    for found in score(table, PORTAL, unseen, DAY):
        assert {state for state, count in found.counts.items() if count} == {"open"}
        assert not any(each.shortfalls for each in found.indicators)
        assert not found.final


def test_rows_nobody_is_named_for_stay_open_and_ask_nobody(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    (still,) = row(card(table, seen(unseen, {}), TOWN), "1.11").open
    assert (still.clause, still.waits_for) == ("", "responsibility")
    assert "各涉关单位" in still.because


def test_what_checks_see_whole_is_asked_of_nobody_unless_unseen(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    office_blind = row(card(table, list(unseen), OFFICE), "11.11")
    assert office_blind.met == "open"
    assert {still.clause for still in office_blind.open} == {"11.11.1"}
    judged: Filed = {(OFFICE.name, "11.11.1"): Answer(True)}
    assert states(card(table, list(unseen), OFFICE, judged), "11.11") == ["met"]


@pytest.mark.parametrize(
    ("chosen", "reported", "grade"),
    [
        (Answer(True), Occurrences(0), "优秀"),
        (Answer(True), Occurrences(1), "待改进"),  # 且未出现负面情形
        (Answer(False), Occurrences(1), "待改进"),
        (Answer(False), Occurrences(0), ""),
        (Answer(True), None, ""),  # whether anything was reported is not known yet
        (None, Occurrences(1), "待改进"),
        (None, None, ""),
    ],
)
def test_the_two_notes_give_a_grade(
    table: Catalogue, unseen: tuple[Outcome, ...], chosen: Measure | None, reported: Measure | None, grade: str
) -> None:
    answers = {"n1.1": chosen, "n2.1": reported}
    filed = {(TOWN_NAME, clause): answer for clause, answer in answers.items() if answer is not None}
    town = card(table, seen(unseen, {}), TOWN, filed)
    assert town.grade == grade
    told = {"优秀": "n1", "待改进": "n2"}
    assert not grade or row(town, told[grade]).because == f"出现该条所列情形，直接评定为“{grade}”"


def test_the_order_of_outcomes_never_matters(table: Catalogue, unseen: tuple[Outcome, ...]) -> None:
    outcomes = seen(unseen, CRAWLED)
    third = len(outcomes) // 3
    parts = (outcomes[:third], outcomes[third : 2 * third], outcomes[2 * third :])
    cards = {repr(score(table, PORTAL, [*a, *b, *c], DAY, filed=FILED)) for a, b, c in permutations(parts)}
    assert len(cards) == 1
