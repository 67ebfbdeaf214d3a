"""A whole card: what bills, what only widens, and which clause wins a fact."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.check import CouldNotLook, FindingRecord, Outcome
from checks.measure import Answer, Measure, Occurrences
from checks.scoring.payload import card_payload, scorecards_payload
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import IndicatorResult, Scorecard, score
from checks.subjects import Subject
from checks.verdict import Verdict
from tests.checks.scoring.small_table import (
    BARE_UNIT,
    DAY,
    NEWS,
    POLICY,
    PORTAL,
    TABLE,
    UNIT,
    WECHAT,
    bytes_of,
    card_of,
    clean,
    finding,
    load,
    outcome,
)

IN_POLICY = (POLICY.subject.key,)
IN_NEWS = (NEWS.subject.key,)


def bounds(result: Scorecard | IndicatorResult) -> tuple[str, str]:
    return rounded_text(result.at_least), rounded_text(result.at_most)


def with_broken(*findings: FindingRecord, **how: Any) -> list[Outcome]:
    return [outcome("broken", UNIT.subject, *findings, **how), *clean()[1:]]


def test_a_clean_unit_has_everything_and_nothing_is_open() -> None:
    card = card_of(clean())
    assert bounds(card) == ("10.00", "10.00")
    assert card.final


def test_a_fault_outside_the_classes_of_a_clause_is_left_to_the_next_one() -> None:
    card = card_of(with_broken(finding("broken", "https://a.example/x", columns=IN_NEWS)))
    assert bounds(card) == ("6.40", "6.40")  # B1 takes 6 × 60 %
    assert [d.clause for r in card.indicators for d in r.deductions] == ["B1"]


def test_a_fact_is_billed_once_by_the_first_clause_and_the_later_one_names_it() -> None:
    fault = finding("broken", "https://a.example/x", columns=IN_POLICY)
    card = card_of(with_broken(fault))
    assert bounds(card) == ("9.60", "9.60")  # A1 takes 4 × 10 %
    (elsewhere,) = card.indicators[1].billed_elsewhere
    assert (elsewhere.clause, elsewhere.winner, elsewhere.findings) == ("B1", "A1", (fault.id,))


def test_two_findings_about_one_place_are_one_fact() -> None:
    faults = [finding("broken", "https://a.example/x", columns=IN_POLICY, code=code) for code in ("c", "d")]
    card = card_of(with_broken(*faults, measure=Occurrences(1)))
    assert bounds(card) == ("9.60", "9.60")
    assert card.indicators[0].deductions[0].findings == tuple(fault.id for fault in faults)


def test_what_could_not_be_looked_at_widens_and_never_deducts() -> None:
    card = card_of(with_broken(not_looked=2))
    # A1: two places × 0.4; B1: its 3.6 all or nothing.
    assert bounds(card) == ("5.60", "10.00")
    assert {still.waits_for for _, still in card.waiting_for} == {"observation"}


@pytest.mark.parametrize("verdict", [Verdict.UNDECIDED, Verdict.NOT_OBSERVED])
def test_an_unsettled_outcome_never_deducts_whatever_it_counts(verdict: Verdict) -> None:
    card = card_of(with_broken(verdict=verdict, measure=Occurrences(3)))
    assert card.at_most == 10
    assert card.at_least < 10


def test_an_undecided_finding_is_a_place_that_is_open() -> None:
    maybe = finding("broken", "https://a.example/x", columns=IN_POLICY, verdict=Verdict.UNDECIDED)
    card = card_of(with_broken(maybe, verdict=Verdict.UNDECIDED, measure=Occurrences(0, 1)))
    assert bounds(card) == ("6.00", "10.00")


def test_a_known_fault_beside_an_unknown_place_deducts_and_leaves_the_rest_open() -> None:
    fault = finding("broken", "https://a.example/x", columns=IN_POLICY)
    card = card_of(with_broken(fault, not_looked=1))
    policy = card.indicators[0]
    assert bounds(policy) == ("3.20", "3.60")


def test_a_fault_in_no_column_is_billed_by_the_clause_about_the_whole_unit() -> None:
    card = card_of(with_broken(finding("broken", "https://a.example/x")))
    policy, links = card.indicators
    assert bounds(policy) == ("4.00", "4.00")
    assert bounds(links)[1] == "2.40"


def test_not_applicable_has_nothing_against_the_unit() -> None:
    outcomes = [outcome("broken", verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0)), *clean()[1:]]
    assert bounds(card_of(outcomes)) == ("10.00", "10.00")


def test_a_check_that_broke_down_is_open() -> None:
    crashed = CouldNotLook(url="", reason="check-crashed", detail="KeyError in run")
    broken = replace(outcome("broken", verdict=Verdict.UNDECIDED, measure=Answer(None)), could_not_look=(crashed,))
    card = card_of([broken, *clean()[1:]])
    assert bounds(card) == ("2.40", "10.00")  # A1 and B1 are open as wholes


def test_a_unit_without_column_or_account_of_the_kind_is_open() -> None:
    bare = score(load(), PORTAL, [outcome("broken", BARE_UNIT.subject)], DAY)[1]
    assert bounds(bare) == ("0.00", "10.00")
    assert {still.waits_for for _, still in bare.waiting_for} == {"subject"}


def test_what_no_unit_owns_bills_nobody() -> None:
    of_portal = outcome("broken", PORTAL.subject, finding("broken", "https://a.example/x", PORTAL.subject))
    assert bounds(card_of([*clean(), of_portal])) == ("10.00", "10.00")


def test_another_units_faults_are_not_this_units() -> None:
    other = outcome("broken", BARE_UNIT.subject, finding("broken", "https://a.example/x", BARE_UNIT.subject))
    assert bounds(card_of([*clean(), other])) == ("10.00", "10.00")


def test_outcomes_under_other_parameters_are_not_heard() -> None:
    fault = finding("broken", "https://a.example/x", columns=IN_POLICY)
    other = outcome("broken", UNIT.subject, fault, params={"limit": 9})
    assert bounds(card_of([*clean(), other])) == ("10.00", "10.00")


def test_a_count_without_a_fault_proved_is_for_a_person_to_look_at() -> None:
    quiet = replace(outcome("quiet", WECHAT.subject, measure=Occurrences(3)), note="3期无更新")
    card = card_of([*clean()[:3], quiet])
    assert bounds(card) == ("7.60", "10.00")
    assert card.waiting_for[0][1].because == "3处未能核实或无法判定（3期无更新）"


def test_deductions_stop_at_the_weight() -> None:
    faults = [finding("broken", f"https://a.example/{n}", columns=IN_POLICY) for n in range(12)]
    card = card_of(with_broken(*faults))
    assert card.indicators[0].at_most == 0
    assert "以4分为限" in card.indicators[0].deductions[0].because


def test_a_filed_paper_settles_a_clause_that_asks_for_one() -> None:
    table = load(TABLE.replace("source: {check: quiet}", "source: {evidence: {ask: 是否更新}}"))
    waiting = card_of(clean(), table)
    assert bounds(waiting) == ("7.60", "10.00")
    assert [still.waits_for for _, still in waiting.waiting_for] == ["evidence"]
    assert bounds(card_of(clean(), table, filed={(UNIT.name, "B2"): Answer(True)})) == ("10.00", "10.00")
    assert bounds(card_of(clean(), table, filed={(UNIT.name, "B2"): Answer(False)})) == ("7.60", "7.60")


def test_the_reading_for_what_no_clause_names_is_the_tables() -> None:
    short = TABLE.replace('share: "40"', 'share: "20"') + (
        'discrepancies: [{at: B, about: shares, printed: 60%＋20%, computed: "80%", reading: 见表}]\n'
    )
    assert bounds(card_of(clean(), load(short))) == ("10.00", "10.00")
    assert bounds(card_of(clean(), load(short + "remainder: lost\n"))) == ("8.80", "8.80")


def test_a_row_for_other_units_only_is_not_asked() -> None:
    table = load(TABLE.replace("text: 政策栏目", "text: 政策栏目\n        applies_to: {attributes: {hall: true}}"))
    without = replace(PORTAL, units=(replace(UNIT, attributes=(("hall", False),)),))
    fault = finding("broken", "https://a.example/x", columns=IN_POLICY)
    card = card_of(with_broken(fault), table, portal=without)
    policy, links = card.indicators
    assert (bounds(policy), policy.applies, policy.deductions) == (("0.00", "0.00"), False, ())
    assert bounds(links) == ("2.40", "2.40")  # the fault is free for the next clause: 6 - 6 × 60 %


def test_penalties_go_below_zero_and_bonuses_start_at_nothing() -> None:
    table = load(
        TABLE
        + """
  - name: 扣分
    sense: penalty
    headings: [{text: 扣分, at: P}]
    indicators:
      - {id: P, path: [扣分, 通报], text: "", weight: "-6", clauses: [
          {id: P1, text: 每次扣50%, source: {evidence: {ask: 次数, answer: number}},
           scoring: {kind: per-occurrence-share, each: "50"}}]}
  - name: 加分
    sense: bonus
    headings: [{text: 加分, at: Q}]
    indicators:
      - {id: Q, path: [加分, 表彰], text: "", weight: "5", clauses: [
          {id: Q1, text: 表彰50%, source: {evidence: {ask: 是否表彰}}, scoring: {kind: share, share: "50"}}]}
discrepancies: [{at: Q, about: shares, printed: 50%, computed: "50%", reading: 见表}]
"""
    )
    assert bounds(card_of(clean(), table)) == ("4.00", "12.50")
    filed: dict[tuple[str, str], Measure] = {(UNIT.name, "P1"): Occurrences(1), (UNIT.name, "Q1"): Answer(False)}
    assert bounds(card_of(clean(), table, filed=filed)) == ("7.00", "7.00")


def test_a_row_without_weight_lists_and_does_not_score() -> None:
    table = load(
        TABLE.replace('weight: "4"', 'weight: ""').replace('points: "10"', 'points: "6"')
        + "discrepancies: [{at: A, about: missing, printed: 空缺, reading: 不计分}]\n"
    )
    card = card_of(with_broken(finding("broken", "https://a.example/x", columns=IN_POLICY)), table)
    row = card.indicators[0]
    assert (*bounds(row), row.deductions) == ("0.00", "0.00", ())
    assert row.open[0].waits_for == "weight"
    assert card_of(clean(), table).final


def test_the_payload_holds_text_numbers_and_the_same_bytes_every_time() -> None:
    table = load()
    fault = finding("broken", "https://a.example/x", columns=IN_POLICY)
    outcomes = with_broken(fault, not_looked=1)
    cards = score(table, PORTAL, outcomes, DAY)
    assert bytes_of(outcomes) == bytes_of(reversed(outcomes))
    first = card_payload(cards[0])
    assert (first["catalogue"], first["unit"], first["as_of"]) == ("small-2024", "县一局", "2024-06-30")
    assert (first["at_least"], first["at_most"]) == ("5.60", "9.60")
    assert first["table_sha256"] == table.digest
    bill = first["indicators"][0]["bill"][0]
    assert bill["points"] == "0.40"
    assert bill["findings"] == [fault.id]
    assert bill["because"] == "发现1处，每处扣权重4分的10%，0.4分×1，扣0.4分"
    assert scorecards_payload(cards, table)["scorecards"][0] == first


def test_findings_can_name_their_indicators() -> None:
    table = load()

    def named(check: str, subject: Subject, columns: tuple[str, ...] = ()) -> list[str]:
        return [row.id for row in table.indicators_billing(check, subject, PORTAL, columns)]

    assert named("broken", UNIT.subject, IN_POLICY) == ["A", "B"]
    assert named("broken", UNIT.subject, IN_NEWS) == ["B"]
    assert named("blank", NEWS.subject) == ["B"]
    assert named("quiet", WECHAT.subject) == ["B"]
    assert named("broken", PORTAL.subject) == []
