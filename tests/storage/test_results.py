"""Outcomes and scorecards: stored whole, replaced whole, and the day an issue was first reported survives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from checks.check import CouldNotLook, FindingRecord, Outcome
from checks.finding import Evidence, Finding
from checks.measure import Delays, Occurrences
from checks.subjects import Subject, SubjectKind
from checks.verdict import Severity, Verdict
from storage import results
from storage.crawl_tables import Run
from storage.result_tables import FindingRow, ScorecardRow
from storage.results import StoredOutcomes, first_seen_days, outcomes_of, replace_outcomes, replace_scorecards
from storage.runs import begin_run

DAY = date(2023, 12, 15)
COLUMN = Subject(
    SubjectKind.COLUMN, "县发改局|通知公告|https://x.example/", "通知公告", "县发改局", "https://x.example/"
)


def outcome(*fingerprints: str) -> Outcome:
    finding = Finding(
        url="https://x.example/", code="stale", facts=(("newest", "2023-01-01"),), evidence=Evidence(status=200)
    )
    records = tuple(
        FindingRecord(
            id=name, check="stale-column", subject=COLUMN, severity=Severity.NORMAL, message="超期", finding=finding
        )
        for name in fingerprints
    )
    return Outcome(
        check="stale-column",
        check_version=1,
        subject=COLUMN,
        params_digest="0",
        verdict=Verdict.FAIL if records else Verdict.PASS,
        measure=Occurrences(len(records)),
        findings=records,
        looked_at=3,
        could_not_look=(CouldNotLook(url="https://y.example/", reason="timeout"),),
        note="",
    )


def new_run(session: Session) -> Run:
    home = "https://x.example/"
    return begin_run(session, portal="县", home=home, snapshot="{}", options={}, as_of=DAY, product_version="0")


def test_outcomes_come_back_unit_by_unit(engine: Engine, monkeypatch) -> None:
    monkeypatch.setattr(results, "MOST_VALUES", 2)
    other = Subject(SubjectKind.UNIT, "县教育局", "县教育局", "县教育局")
    with Session(engine) as session:
        run = new_run(session)
        mine = [replace(outcome("a"), params_digest=str(number)) for number in range(5)]
        theirs = replace(outcome(), subject=other)
        nobodys = replace(outcome(), subject=Subject(SubjectKind.PORTAL, "https://x.example/", "县"))
        replace_outcomes(session, run, DAY, [mine[0], theirs, *mine[1:], nobodys])
        stored = StoredOutcomes(session, run, DAY)
        assert list(stored.of("县发改局")) == mine
        assert list(stored.of("县教育局")) == [theirs]
        assert list(stored.of("")) == [nobodys]
        assert list(stored.of("没有的单位")) == []
        assert list(StoredOutcomes(session, run, date(2024, 1, 1)).of("县教育局")) == []


def test_outcomes_come_back_equal_whatever_they_measure(engine: Engine) -> None:
    with Session(engine) as session:
        run = new_run(session)
        delays = Outcome(
            **{name: getattr(outcome(), name) for name in Outcome.__slots__ if name not in ("check", "measure")},
            check="late-interpretation",
            measure=Delays((("a", 4), ("b", None))),
        )
        given = (outcome("f1"), delays)
        replace_outcomes(session, run, DAY, given)
        assert outcomes_of(session, run, DAY) == given
        assert run.judged_as_of == DAY


def test_judging_again_replaces_only_the_same_moment(engine: Engine) -> None:
    with Session(engine) as session:
        run = new_run(session)
        replace_outcomes(session, run, DAY, [outcome("f1", "f2")])
        replace_outcomes(session, run, date(2023, 6, 30), [outcome()])
        replace_outcomes(session, run, DAY, [outcome("f2")])
        assert outcomes_of(session, run, date(2023, 6, 30)) == (outcome(),)
        assert session.scalars(select(FindingRow.fingerprint).where(FindingRow.as_of == DAY)).all() == ["f2"]


def test_an_issue_keeps_the_day_it_was_first_reported(engine: Engine) -> None:
    with Session(engine) as session:
        first, second = new_run(session), new_run(session)
        replace_outcomes(session, first, DAY, [outcome("f1")])
        before = first_seen_days(session, first.home)
        replace_outcomes(session, second, DAY, [outcome("f1", "f2")])
        after = first_seen_days(session, second.home)
        assert set(before) == {"f1"}
        assert set(after) == {"f1", "f2"}
        assert after["f1"] == before["f1"]


def test_scorecards_carry_the_digest_of_their_table(engine: Engine) -> None:
    with Session(engine) as session:
        run = new_run(session)
        replace_scorecards(session, run, DAY, "zengdu-2023", "abc", {"甲": "{}", "乙": "{}"})
        replace_scorecards(session, run, DAY, "zengdu-2023", "def", {"甲": "{}"})
        rows = session.scalars(select(ScorecardRow)).all()
        assert [(row.unit, row.table_sha256) for row in rows] == [("甲", "def")]
