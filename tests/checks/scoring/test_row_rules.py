"""What a row hears and says: facts of the portal, pointers, people asked only where nobody saw, yes and no, grades."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from checks.catalogues.catalogue import Catalogue
from checks.check import Outcome
from checks.measure import Answer, Conditions, Measure, Occurrences, Points
from checks.scoring.payload import card_payload
from checks.scoring.scorecard import Scorecard, score
from checks.subjects import Subject, SubjectKind
from checks.verdict import Verdict
from tests.checks.scoring.other_table import bounds, filed_by, row
from tests.checks.scoring.small_table import DAY, PORTAL, UNIT, finding, load, outcome

HEAD = """
id: rules-2024
title: 规则表
edition: "2024"
{head}
groups:
  - name: 组
    headings: [{{text: 组, at: A}}]
    indicators:
      - id: A
        path: [组, 项]
        text: ""
        weight: "{weight}"
        clauses:
"""


def table(*clauses: str, weight: str = "10", head: str = "") -> Catalogue:
    return load(HEAD.format(weight=weight, head=head) + "\n".join(f"          - {{{each}}}" for each in clauses))


def card(of: Catalogue, *outcomes: Outcome, **filed: Measure) -> Scorecard:
    return score(of, replace(PORTAL, units=(UNIT,)), outcomes, DAY, filed=filed_by(UNIT, **filed))[0]


PER_FAULT = 'scoring: {kind: per-occurrence, each: "1"}'
FAULT = finding("broken", "https://a.example/x")


def test_what_a_unit_has_nothing_of_is_for_a_person_and_gives_no_points() -> None:
    none = replace(outcome("broken", verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0)), looked_at=0)
    of = table(f"id: A1, text: 每处扣1分, source: {{check: broken}}, {PER_FAULT}")
    unseen = card(of, none)
    assert bounds(unseen) == ("0.00", "10.00")
    assert [still.waits_for for _, still in unseen.waiting_for] == ["subject"]
    assert bounds(card(of, replace(none, looked_at=4))) == ("10.00", "10.00")
    assert bounds(card(of, none, A1=Points(Decimal(7)))) == ("7.00", "7.00")


HOME = Subject(SubjectKind.SITE, PORTAL.home, PORTAL.home, "", PORTAL.home)
OTHER_SITE = Subject(SubjectKind.SITE, "https://b.example/", "https://b.example/", "", "https://b.example/")


def test_a_row_about_the_portal_hears_its_home_and_no_other_site() -> None:
    of = table(f"id: A1, text: 每处扣1分, source: {{check: broken, of: portal}}, {PER_FAULT}")
    at_home = outcome("broken", HOME, finding("broken", "https://a.example/so", HOME))
    elsewhere = outcome("broken", OTHER_SITE, finding("broken", "https://b.example/so", OTHER_SITE))
    own = outcome("broken", UNIT.subject, FAULT)
    assert bounds(card(of, at_home, elsewhere, own)) == ("9.00", "9.00")
    assert [each.id for each in of.indicators_billing("broken", HOME, PORTAL)] == ["A"]
    assert of.indicators_billing("broken", OTHER_SITE, PORTAL) == ()
    assert of.indicators_billing("broken", UNIT.subject, PORTAL) == ()


def test_a_check_that_only_points_takes_nothing_and_is_told_to_who_judges() -> None:
    of = table(
        "id: A1, text: 规范（10分）, source: {checks: [{check: broken, bills: false}], judgement: {ask: 是否规范}}, "
        'scoring: {kind: fixed-points, points: "10"}'
    )
    pointed = card(of, outcome("broken", UNIT.subject, FAULT))
    assert bounds(pointed) == ("0.00", "10.00")
    assert pointed.waiting_for[0][1].because == "待人工评定：是否规范（检查发现1处问题，供评定参考）"
    assert bounds(card(of, outcome("broken", UNIT.subject, FAULT), A1=Points(Decimal(8)))) == ("8.00", "8.00")


def test_a_person_is_asked_only_where_the_check_left_something_open() -> None:
    of = table(
        "id: A1, text: 每处扣1分, source: {check: broken, judgement: {ask: 是否可用, when: unseen}}, " + PER_FAULT
    )
    assert card(of, outcome("broken")).final
    unseen = card(of, outcome("broken", not_looked=1))
    assert [still.waits_for for _, still in unseen.waiting_for] == ["judgement"]


def test_a_note_hears_what_a_clause_of_its_own_row_has_billed() -> None:
    note = "id: A2, role: note, text: （注：更新不及时的不得分。）, source: {check: broken}, scoring: {kind: zeroing}"
    of = table(f"id: A1, text: 每处扣1分, source: {{check: broken}}, {PER_FAULT}", note)
    zeroed = row(card(of, outcome("broken", UNIT.subject, FAULT)), "A")
    assert [(each.clause, str(each.points), each.findings) for each in zeroed.deductions] == [
        ("A1", "1", (FAULT.id,)),
        ("A2", "9", (FAULT.id,)),
    ]


def test_a_note_about_single_clauses_leaves_the_others() -> None:
    of = table(
        'id: A1, text: 内容（6分）, source: {evidence: {ask: 是否齐全}}, scoring: {kind: fixed-points, points: "6"}',
        'id: A2, text: 形式（4分）, source: {evidence: {ask: 是否多样}}, scoring: {kind: fixed-points, points: "4"}',
        "id: A3, role: note, text: （注：照搬的，形式不得分。）, source: {judgement: {ask: 是否照搬}}, "
        "scoring: {kind: zeroing, only: [A2]}",
    )
    right: dict[str, Measure] = {"A1": Answer(True), "A2": Answer(True)}
    assert bounds(card(of, **right, A3=Occurrences(0))) == ("10.00", "10.00")
    assert bounds(card(of, **right, A3=Occurrences(1))) == ("6.00", "6.00")
    assert bounds(card(of, **right)) == ("6.00", "10.00")
    assert bounds(card(of, A1=Answer(True), A2=Answer(False), A3=Occurrences(1))) == ("6.00", "6.00")
    assert bounds(card(of, A1=Answer(True), A3=Occurrences(1))) == ("6.00", "6.00")


YES_NO = "scoring: {kind: no-points}"
NO_POINTS = "points: none"


@pytest.mark.parametrize(
    ("measure", "met"),
    [
        (Answer(True), "met"),
        (Answer(False), "not-met"),
        (None, "open"),
        (Conditions((("甲", True), ("乙", False))), "partly"),
        (Conditions((("甲", True), ("乙", None))), "open"),
    ],
)
def test_a_row_without_points_is_met_or_not_and_no_number_is_made_of_it(measure: Measure | None, met: str) -> None:
    of = table(f"id: A1, text: 是否公开, source: {{evidence: {{ask: 是否公开}}}}, {YES_NO}", weight="", head=NO_POINTS)
    filed = {} if measure is None else {"A1": measure}
    asked = card(of, **filed)
    assert row(asked, "A").met == met
    payload = card_payload(asked)
    assert (payload["at_least"], payload["at_most"]) == (None, None)
    assert payload["rows"][met] == 1
    assert asked.final == (met in ("met", "not-met", "partly"))


def test_a_question_where_yes_is_bad_is_asked_as_what_occurred() -> None:
    of = table(
        f"id: A1, text: 是否存在敷衍, source: {{evidence: {{ask: 是否存在敷衍, answer: occurred}}}}, {YES_NO}",
        weight="",
        head=NO_POINTS,
    )
    assert row(card(of, A1=Occurrences(1)), "A").met == "not-met"
    assert row(card(of, A1=Occurrences(0)), "A").met == "met"


NOTES = (
    f"id: A1, text: 是否公开, source: {{evidence: {{ask: 是否公开}}}}, {YES_NO}",
    "id: N1, role: note, text: 被选用且未出现负面情形的列为优秀, source: {evidence: {ask: 是否被选用}}, "
    "scoring: {kind: override, grade: 优秀, unless: [N2]}",
    "id: N2, role: note, text: 被通报的列为待改进, source: {evidence: {ask: 是否被通报, answer: occurred}}, "
    "scoring: {kind: override, grade: 待改进}",
)


@pytest.mark.parametrize(
    ("chosen", "named", "grade"),
    [
        (Answer(True), Occurrences(0), "优秀"),
        (Answer(True), Occurrences(1), "待改进"),
        (Answer(True), None, ""),  # whether it was named is not known yet
        (Answer(False), Occurrences(0), ""),
        (None, Occurrences(1), "待改进"),
        (None, None, ""),
    ],
)
def test_a_note_gives_the_grade_unless_another_goes_before_it(
    chosen: Measure | None, named: Measure | None, grade: str
) -> None:
    of = table(*NOTES, weight="", head=NO_POINTS)
    filed = {name: measure for name, measure in (("N1", chosen), ("N2", named)) if measure is not None}
    assert card(of, **filed, A1=Answer(True)).grade == grade


def test_a_unit_of_another_kind_gets_no_card() -> None:
    of = table(
        f"id: A1, text: 每处扣1分, source: {{check: broken}}, {PER_FAULT}", head="applies_to: {kinds: [district]}"
    )
    assert score(of, replace(PORTAL, units=(UNIT,)), [], DAY) == ()


def test_outcomes_may_come_unit_by_unit() -> None:
    of = table(f"id: A1, text: 每处扣1分, source: {{check: broken}}, {PER_FAULT}")
    outcomes = [outcome("broken", UNIT.subject, FAULT)]

    def of_unit(name: str) -> list[Outcome]:
        return [each for each in outcomes if each.subject.unit == name]

    portal = replace(PORTAL, units=(UNIT,))
    assert score(of, portal, of_unit, DAY) == score(of, portal, outcomes, DAY)
