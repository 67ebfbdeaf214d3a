"""Points given back for a finding and taken again, by the command line: shown in the bill, nothing is deleted."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.base import open_database
from storage.review_tables import WaiverReversal, WaiverRow
from tests.xunjian.stored_run import FGJ, StoredRun, stored_run

WHY = ("--reason", "外部单位网站改版，非本单位责任", "--by", "王某")


@pytest.fixture(scope="module")
def judged_once(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return stored_run(tmp_path_factory.mktemp("judged"))


@pytest.fixture
def run(judged_once: StoredRun, tmp_path: Path) -> StoredRun:
    return judged_once.copied_to(tmp_path)


def card(run: StoredRun) -> dict[str, Any]:
    scores = json.loads(run.done("score", run.id, "--format", "json"))
    found: dict[str, Any] = next(
        card for table in scores["catalogues"] for card in table["scorecards"] if card["unit"] == FGJ
    )
    return found


def billed(run: StoredRun) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """The row and the deduction that the dead links are in, and their ids."""
    for row in card(run)["indicators"]:
        for deduction in row["bill"]:
            if len(deduction["findings"]) == 2:
                return row, deduction, deduction["findings"]
    raise AssertionError("no clause billed the two dead links")


def at_most(run: StoredRun) -> Decimal:
    return Decimal(card(run)["at_most"])


def test_points_given_back_are_in_the_bill_and_leave_with_the_reversal(run: StoredRun) -> None:
    row, deduction, (finding, _) = billed(run)
    before = at_most(run)
    half = Decimal("0.5")
    said = run.done("waive", run.id, finding, "--points", str(half), *WHY)
    assert "已核减" in said
    assert FGJ in said
    assert at_most(run) == before + half
    again, kept, _ = billed(run)
    assert kept["points"] == deduction["points"]  # what was taken stays to be read
    (shown,) = again["waived"]
    assert (shown["finding"], Decimal(shown["points"]), shown["by"]) == (finding, half, "王某")
    assert "外部单位网站改版" in shown["reason"]
    assert "核减" in again["because"]
    assert "已撤销核减" in run.done("waive", run.id, finding, "--revoke", "--reason", "复核属实", "--by", "李某")
    assert at_most(run) == before
    assert billed(run)[0] == row


def test_nothing_is_deleted(run: StoredRun) -> None:
    _, deduction, (finding, _) = billed(run)
    for _ in range(2):
        run.done("waive", run.id, finding, "--points", deduction["points"], *WHY)
        run.done("waive", run.id, finding, "--revoke", *WHY)
    engine = open_database(run.database)
    with Session(engine) as session:
        assert len(session.scalars(select(WaiverRow)).all()) == 2
        assert len(session.scalars(select(WaiverReversal)).all()) == 2
    engine.dispose()


def test_a_waiver_holds_when_the_run_is_judged_again_and_reported(run: StoredRun) -> None:
    _, deduction, (finding, _) = billed(run)
    run.done("waive", run.id, finding, "--points", deduction["points"], *WHY)
    run.done("score", run.id, "--out", "a")
    run.done("check", run.id)
    run.done("report", run.id, "--out", "b")
    scores = (run.folder / "a" / "scores.json").read_bytes()
    assert scores == (run.folder / "b" / "scores.json").read_bytes()
    lines = (run.folder / "b" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    assert {found["id"] for line in lines if (found := json.loads(line))["status"] == "waived"} == {finding}
    assert "外部单位网站改版" in (run.folder / "b" / "report.html").read_text(encoding="utf-8")


def test_no_more_is_given_back_than_the_clause_took(run: StoredRun) -> None:
    _, deduction, (first, second) = billed(run)
    taken = Decimal(deduction["points"])
    said = run.refused("waive", run.id, first, "--points", str(taken + Decimal("0.01")), *WHY)
    assert "最多可核减" in said
    run.done("waive", run.id, first, "--points", str(taken), *WHY)
    assert "最多可核减 0 分" in run.refused("waive", run.id, second, "--points", "0.01", *WHY)


def test_a_finding_is_named_by_the_start_of_its_id(run: StoredRun) -> None:
    _, deduction, (finding, _) = billed(run)
    assert finding in run.done("waive", run.id, finding[:10], "--points", deduction["points"], *WHY)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("FINDING", "--points", "0", *WHY), "大于 0"),
        (("FINDING", "--points", "-1", *WHY), "大于 0"),
        (("FINDING", "--points", "x", *WHY), "大于 0"),
        (("FINDING", "--points", "0.00001", *WHY), "4 位小数"),
        (("FINDING", "--points", "NaN", *WHY), "大于 0"),
        (("FINDING", "--points", "0.1", "--reason", " ", "--by", "王某"), "--reason"),
        (("FINDING", "--points", "0.1", "--reason", "误判", "--by", ""), "--by"),
        (("FINDING", "--points", "0.1", "--reason", "误判"), "--by"),
        (("FINDING", *WHY), "--points"),
        (("FINDING", "--points", "0.1", "--revoke", *WHY), "二者取一"),
        (("FINDING", "--revoke", *WHY), "没有生效中的核减"),
        (("ffffffffffffffff", "--points", "0.1", *WHY), "没有编号为"),
        (("FINDING", "--points", "0.1", "--catalogue", "nothing", *WHY), "nothing"),
    ],
)
def test_wrong_use_is_one_sentence(run: StoredRun, words: tuple[str, ...], says: str) -> None:
    _, _, (finding, _) = billed(run)
    told = run.refused("waive", run.id, *(finding if word == "FINDING" else word for word in words))
    assert says in told
    assert len(told.strip().splitlines()) == 1


def test_a_second_waiver_needs_the_first_one_taken_back(run: StoredRun) -> None:
    _, _, (finding, _) = billed(run)
    run.done("waive", run.id, finding, "--points", "0.01", *WHY)
    assert "--revoke" in run.refused("waive", run.id, finding, "--points", "0.01", *WHY)
