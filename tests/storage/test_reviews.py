"""Evidence and waivers: rows are only added, the newest counts, and the history can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from storage.crawl_tables import Run
from storage.review_tables import FiledAnswerRow, WaiverRow
from storage.reviews import (
    FiledAnswer,
    FiledAssessment,
    add_waiver,
    answers_of,
    assessments_of,
    counts_of,
    file_evidence,
    filings_of,
    revoke_waiver,
    waivers_of,
)
from storage.runs import begin_run


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def new_run(session: Session) -> Run:
    return begin_run(
        session,
        portal="县",
        home="https://x.example/",
        snapshot="{}",
        options={},
        as_of=date(2023, 12, 15),
        product_version="0",
    )


def answer(clause: str, *parts: tuple[str, str], unit: str = "甲局") -> FiledAnswer:
    return FiledAnswer(
        catalogue="t", unit=unit, clause=clause, question="q", parts=parts, remark="备注", attachment="附件.pdf"
    )


def file(session: Session, run: Run, *answers: FiledAnswer, assessments: tuple[FiledAssessment, ...] = ()) -> None:
    file_evidence(
        session, run, by="张某", file_name="a.xlsx", file_sha256="0", answers=answers, assessments=assessments
    )


def test_the_newest_answer_counts_and_the_older_one_stays(session: Session) -> None:
    run = new_run(session)
    first, second = answer("1.1", ("实际", "2"), ("应有", "3")), answer("1.1", ("实际", "3"), ("应有", "3"))
    file(session, run, first, answer("1.2", ("", "是")))
    file(session, run, second)
    kept = answers_of(session, run)
    assert kept["t", "甲局", "1.1"] == second
    assert kept["t", "甲局", "1.2"].parts == (("", "是"),)
    assert len(session.scalars(select(FiledAnswerRow)).all()) == 3
    filings = filings_of(session, run)
    assert [filing.by for filing in filings] == ["张某", "张某"]
    assert [counts_of(session, run)[filing.id] for filing in filings] == [(2, 0), (1, 0)]


def test_an_answer_can_be_taken_back_and_filed_again(session: Session) -> None:
    run = new_run(session)
    file(session, run, answer("1.1", ("", "否")))
    file(session, run, answer("1.1"))
    assert answers_of(session, run) == {}
    file(session, run, answer("1.1", ("", "是")))
    assert answers_of(session, run)["t", "甲局", "1.1"].parts == (("", "是"),)


def test_evidence_belongs_to_its_run(session: Session) -> None:
    first, second = new_run(session), new_run(session)
    file(session, first, answer("1.1", ("", "是")))
    assert answers_of(session, second) == {}
    assert filings_of(session, second) == []


def test_self_assessments_keep_points_exactly(session: Session) -> None:
    run = new_run(session)
    entries = (
        FiledAssessment(catalogue="t", unit="甲局", indicator="1", points=Decimal("4.50"), basis="见材料"),
        FiledAssessment(catalogue="t", unit="甲局", indicator="2", points=None, basis="无"),
    )
    file(session, run, assessments=entries)
    assert list(assessments_of(session, run).values()) == list(entries)


def waive(session: Session, run: Run, points: str) -> None:
    add_waiver(session, run, catalogue="t", unit="甲局", finding="f1", points=Decimal(points), reason="误判", by="李某")


def test_a_reversal_ends_a_waiver_and_deletes_nothing(session: Session) -> None:
    run = new_run(session)
    waive(session, run, "0.10")
    waive(session, run, "0.2")
    (first, second) = waivers_of(session, run)
    assert (str(first.waiver.points), first.waiver.by, first.waiver.at.tzinfo is not None) == ("0.10", "李某", True)
    revoke_waiver(session, first, reason="复核属实", by="王某")
    assert waivers_of(session, run) == (second,)
    assert len(session.scalars(select(WaiverRow)).all()) == 2


def test_rows_cannot_be_changed_or_deleted(session: Session) -> None:
    run = new_run(session)
    waive(session, run, "0.1")
    row = session.scalars(select(WaiverRow)).one()
    row.points = "9"
    with pytest.raises(TypeError, match="append-only"):
        session.flush()
    session.rollback()
    session.delete(session.scalars(select(WaiverRow)).one())
    with pytest.raises(TypeError, match="append-only"):
        session.flush()
