"""What holds for every kind: bounds, order, a further fault never raises, a paper only narrows."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from checks.catalogues.catalogue import Catalogue, Sense
from checks.check import Outcome
from checks.measure import Answer, Choice, Conditions, Counts, Delays, Matrix, Measure, Occurrences, Points, Ratio
from checks.scoring.asked import Asked, asked_of
from checks.scoring.kind_index import all_kinds
from checks.scoring.payload import scorecards_payload
from checks.scoring.scorecard import Scorecard, score
from checks.subjects import Unit
from checks.verdict import Verdict
from tests.checks.scoring.other_table import OTHER, load_other
from tests.checks.scoring.small_table import DAY, PORTAL, UNIT, finding, outcome

MORE = """
  - name: 其余
    headings: [{text: 其余, at: G}]
    indicators:
      - id: G
        path: [其余, 各类]
        text: ""
        weight: "8"
        applies_to: {attributes: {key: true}}
        clauses:
          - {id: G1, text: 办理25%, source: {evidence: {ask: 时长, answer: delays}},
             scoring: {kind: delay-tiers, tiers: [{up_to: 1, earns: "25"}, {up_to: 5, earns: "10"}], over: 10}}
          - {id: G2, text: 形式25%, source: {evidence: {ask: 形式, answer: choice}},
             scoring: {kind: graded-choice, share: "25", grades: [{name: 低, earns: "30"}, {name: 高, earns: "100"}]}}
          - {id: G3, text: 次数25%, source: {evidence: {ask: 次数, answer: number}},
             scoring: {kind: count-tiers, share: "25", tiers: [{from: 1, earns: "50"}, {from: 5, earns: "100"}]}}
          - {id: G4, text: 条件25%, source: {evidence: {ask: 条件, answer: conditions, options: [甲, 乙, 丙]}},
             scoring: {kind: share, share: "25"}}
          - {id: G5, text: 每处扣5%, source: {checks: [{check: broken}, {check: blank}]},
             scoring: {kind: per-occurrence-share, each: "5", cap: "50"}}
          - {id: G6, role: note, text: 造假不得分；照搬的形式不得分, source: {judgement: {ask: 是否出现}},
             scoring: {kind: zeroing, events: [{name: 造假}, {name: 照搬, only: [G2]}]}}
          - {id: G7, role: note, text: 不涉及的分配到其他指标, source: {evidence: {ask: 是否涉及}},
             scoring: {kind: redistribution, to: table, how: evenly}}
      - id: H
        path: [其余, 访谈]
        text: ""
        weight: "7"
        clauses:
          - id: H1
            text: 逐次计分
            source: {evidence: {ask: 次数, answer: counts}}
            scoring:
              kind: event-points
              events: [{name: 访谈, points: "5", halved: true}, {name: 图文, points: "0.5"}, {name: 噪音, points: "-1"}]
              halved_when: 上年接受过
          - {id: H2, text: 要素/8, source: {evidence: {ask: 要素, answer: matrix}},
             scoring: {kind: matrix, columns: [一, 二, 三], each_row: "0.5", each_mark: "1", over: 8}}
      - id: I
        path: [其余, 是否]
        text: ""
        weight: ""
        clauses:
          - {id: I1, text: 是否公开, source: {checks: [{check: quiet}], evidence: {ask: 是否公开}},
             scoring: {kind: no-points}}
          - {id: I2, role: note, text: 列为优秀, source: {evidence: {ask: 是否选用}},
             scoring: {kind: override, grade: 优秀}}
  - name: 扣分
    sense: penalty
    headings: [{text: 扣分, at: P}]
    indicators:
      - id: P
        path: [扣分, 通报]
        text: ""
        weight: "-6"
        clauses:
          - {id: P1, text: 每次扣50%、5%, source: {evidence: {ask: 个数, answer: counts}},
             scoring: {kind: rated-events, events: [{name: 国办, share: "50"}, {name: 省办, share: "5"}]}}
"""


def load_every() -> Catalogue:
    return load_other(OTHER.replace('total: "40"', 'total: "55"') + MORE)


EVERY = load_every()
UNITS = tuple(
    replace(UNIT, attributes=attributes)
    for attributes in ((), (("hall", True),), (("hall", False), ("key", False)), (("hall", True), ("key", True)))
)
SMALL = st.integers(0, 6)


def answers(asked: Asked) -> st.SearchStrategy[Measure]:
    """A measure as an import of this answer would make it; what people leave open stays open in some."""
    named = st.tuples(*(SMALL for _ in asked.options))
    ticks = st.tuples(*(st.booleans() for _ in asked.options))
    made: dict[str, st.SearchStrategy[Measure]] = {
        "yes-no": st.booleans().map(Answer),
        "number": SMALL.map(Occurrences),
        "ratio": st.tuples(SMALL, SMALL).map(lambda pair: Ratio(*pair)),
        "delays": st.lists(st.one_of(st.none(), st.integers(0, 12)), max_size=4).map(
            lambda days: Delays(tuple((str(at), each) for at, each in enumerate(days)))
        ),
        "conditions": st.tuples(*(st.sampled_from([True, False, None]) for _ in asked.options)).map(
            lambda met: Conditions(tuple(zip(asked.options, met, strict=True)))
        ),
        "choice": st.sampled_from([*asked.options, ""]).map(Choice),
        "counts": named.map(lambda of: Counts(tuple(zip(asked.options, of, strict=True)))),
        "matrix": st.lists(ticks, max_size=3).map(
            lambda rows: Matrix(tuple((str(at), marks) for at, marks in enumerate(rows)))
        ),
        "occurred": ticks.map(lambda of: Counts(tuple((n, int(b)) for n, b in zip(asked.options, of, strict=True))))
        if asked.options
        else st.integers(0, 1).map(Occurrences),
        "points": st.decimals(0, asked.at_most, places=2).map(Points),
    }
    return made[asked.answer]


@st.composite
def seen(draw: st.DrawFn, unit: Unit) -> list[Outcome]:
    outcomes = []
    for check, subject in (("broken", unit.subject), ("blank", unit.columns[0].subject)):
        count = draw(st.integers(0, 3))
        faults = [
            finding(
                check,
                f"https://a.example/{check}/{number}",
                subject,
                verdict=draw(st.sampled_from([Verdict.FAIL, Verdict.UNDECIDED])),
            )
            for number in range(count)
        ]
        if draw(st.booleans()) or faults:
            outcomes.append(outcome(check, subject, *faults, not_looked=draw(st.integers(0, 2))))
    return outcomes


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Unit, list[Outcome], dict[tuple[str, str], Measure]]:
    unit = draw(st.sampled_from(UNITS))
    filed = {
        (unit.name, asked.clause.id): draw(answers(asked)) for asked in asked_of(EVERY, unit) if draw(st.booleans())
    }
    return unit, draw(seen(unit)), filed


def card(unit: Unit, outcomes: list[Outcome], filed: dict[tuple[str, str], Measure]) -> Scorecard:
    return score(EVERY, replace(PORTAL, units=(unit,)), outcomes, DAY, filed=filed)[0]


def test_the_table_has_every_kind() -> None:
    assert {clause.scoring.kind for _, clause in EVERY.clauses()} == set(all_kinds())


@given(worlds())
def test_no_score_leaves_its_bounds(world: tuple[Unit, list[Outcome], dict[tuple[str, str], Measure]]) -> None:
    scored = card(*world)
    assert -6 <= scored.at_least <= scored.at_most <= 55 + 3
    for result in scored.indicators:
        low, high = (-result.possible, 0) if result.indicator.sense is Sense.PENALTY else (0, result.possible)
        assert low <= result.at_least <= result.at_most <= high
        assert all(deduction.points >= 0 for deduction in result.deductions)
        assert all(still.at_risk >= 0 for still in result.open)


@given(worlds(), st.randoms(use_true_random=False))
def test_order_never_matters(world: tuple[Unit, list[Outcome], dict[tuple[str, str], Measure]], shuffler: Any) -> None:
    unit, outcomes, filed = world
    mixed = [replace(each, findings=tuple(reversed(each.findings))) for each in outcomes]
    shuffler.shuffle(mixed)
    papers = list(filed.items())
    shuffler.shuffle(papers)

    def written(of: Scorecard) -> str:
        return json.dumps(scorecards_payload([of], EVERY), ensure_ascii=False)

    assert written(card(unit, mixed, dict(papers))) == written(card(unit, outcomes, filed))


@given(worlds(), st.sampled_from(["broken", "blank"]))
def test_a_further_fault_never_raises_a_score(
    world: tuple[Unit, list[Outcome], dict[tuple[str, str], Measure]], check: str
) -> None:
    unit, outcomes, filed = world
    at = next((at for at, each in enumerate(outcomes) if each.check == check), None)
    if at is None:
        return
    old = outcomes[at]
    faults = (*old.findings, finding(check, "https://a.example/new", old.subject))
    failed = sum(each.finding.verdict is Verdict.FAIL for each in faults)
    more = replace(old, findings=faults, verdict=Verdict.FAIL, measure=Occurrences(failed))
    before = card(unit, outcomes, filed)
    after = card(unit, [*outcomes[:at], more, *outcomes[at + 1 :]], filed)
    assert after.at_most <= before.at_most
    for old_row, new_row in zip(before.indicators, after.indicators, strict=True):
        assert new_row.at_most <= old_row.at_most


@given(worlds(), st.data())
def test_a_paper_only_narrows(world: tuple[Unit, list[Outcome], dict[tuple[str, str], Measure]], data: Any) -> None:
    unit, outcomes, filed = world
    owed = [asked for asked in asked_of(EVERY, unit) if (unit.name, asked.clause.id) not in filed]
    if not owed:
        return
    asked = data.draw(st.sampled_from(owed))
    before = card(unit, outcomes, filed)
    after = card(unit, outcomes, filed | {(unit.name, asked.clause.id): data.draw(answers(asked))})
    assert before.at_least <= after.at_least <= after.at_most <= before.at_most
    for wide, narrow in zip(before.indicators, after.indicators, strict=True):
        assert wide.at_least <= narrow.at_least <= narrow.at_most <= wide.at_most
