from __future__ import annotations

from types import SimpleNamespace

import pytest

from checks.check import AsOf, CheckMeta, Param, Ruling
from checks.evaluate import Demand, evaluate, full_params, params_digest, subjects_of
from checks.finding import Finding
from checks.measure import Answer, Occurrences
from checks.observation import ListSeen
from checks.subjects import SubjectKind, Unit
from checks.verdict import Verdict
from tests.checks.observed import AS_OF, COLUMN_URL, HOME, column, listed, portal, row, world

META = CheckMeta(
    id="too-few-rows",
    version=3,
    title="测试",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen,),
    emits=Occurrences,
    params={"least": Param(default=2, meaning="", source="")},
)


def few(given, params, as_of):
    seen = given[ListSeen][0]
    if len(seen.rows) >= params["least"]:
        return Ruling(verdict=Verdict.PASS, measure=Occurrences(0), looked_at=1)
    found = Finding(url=given.column.url, code="few", facts=(("rows", str(len(seen.rows))),))
    return Ruling(verdict=Verdict.FAIL, measure=Occurrences(1), findings=(found,), note="few", facts=found.facts)


def rule(run=few, meta=META):
    return SimpleNamespace(META=meta, MESSAGES={"few": "只有{rows}条"}, run=run)


def judge(*demands, run=few, of=None):
    rules = {META.id: rule(run)}
    return evaluate(world(of or portal(column()), listed(row(1, None))), demands, rules, AsOf(AS_OF))


def test_a_ruling_becomes_an_outcome():
    (outcome,) = judge(Demand(META.id, {}))
    assert (outcome.check, outcome.check_version, outcome.verdict) == ("too-few-rows", 3, Verdict.FAIL)
    assert outcome.note == "只有1条"
    (record,) = outcome.findings
    assert record.message == "只有1条"
    assert record.columns == (column().subject.key,)


def test_equal_demands_run_once_and_others_apart():
    outcomes = judge(Demand(META.id, {}), Demand(META.id, {"least": 2}), Demand(META.id, {"least": 1}))
    assert sorted(outcome.verdict for outcome in outcomes) == [Verdict.FAIL, Verdict.PASS]
    assert len({outcome.params_digest for outcome in outcomes}) == 2


def test_a_crash_is_neither_pass_nor_fail():
    def crash(given, params, as_of):
        raise ZeroDivisionError("boom")

    (outcome,) = judge(Demand(META.id, {}), run=crash)
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.measure == Answer(None)
    assert outcome.could_not_look[0].reason == "check-crashed"
    assert "ZeroDivisionError" in outcome.note


def test_a_template_that_lacks_a_fact_is_a_crash():
    def poor(given, params, as_of):
        found = Finding(url=HOME, code="few")
        return Ruling(verdict=Verdict.FAIL, measure=Occurrences(1), findings=(found,))

    (outcome,) = judge(Demand(META.id, {}), run=poor)
    assert outcome.verdict is Verdict.UNDECIDED


def test_an_unknown_parameter_is_refused():
    with pytest.raises(ValueError, match="unknown parameter 'most'; it knows: least"):
        full_params(META, {"most": 1})


def test_digests_do_not_depend_on_the_order_of_keys():
    assert params_digest({"a": 1, "b": {"c": 2, "d": 3}}) == params_digest({"b": {"d": 3, "c": 2}, "a": 1})


def test_each_subject_stands_once():
    sites = portal(sites=(HOME, "https://a.example/"), units=(Unit(name="甲", sites=("https://a.example/",)),))
    assert [subject.url for subject in subjects_of(sites, SubjectKind.SITE)] == [HOME, "https://a.example/"]
    assert [subject.unit for subject in subjects_of(sites, SubjectKind.SITE)] == ["", "甲"]


def test_fingerprints_hold_no_message_and_no_time():
    (few_rows,) = judge(Demand(META.id, {}))
    (again,) = judge(Demand(META.id, {"least": 5}))
    assert few_rows.findings[0].id == again.findings[0].id


def test_outcomes_come_sorted():
    of = portal(column(), column(name="政策文件"), column(unit="县财政局"))
    subjects = [outcome.subject for outcome in judge(Demand(META.id, {}), of=of)]
    assert subjects == sorted(subjects)
    assert {subject.url for subject in subjects} == {COLUMN_URL}
