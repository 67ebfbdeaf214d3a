"""One run, two tables with different periods: each speaks of its own, and a finding names the rows it counts in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.checks.observed import row
from tests.xunjian import stored_run
from tests.xunjian.stored_run import FGJ, StoredRun

TWO_MONTHS, SEVEN_MONTHS = "2023-10-20", "2023-05-10"  # before the run's own day


def made_in(folder: Path, newest: str) -> StoredRun:
    """A policy column without a period of its own: 30 days in 晋江, 6 months in 曾都. `newest`: day of its only row."""
    registry = stored_run.REGISTRY.replace("class: notice, update_within_days: 30", "class: policy")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(stored_run, "REGISTRY", registry)
        patched.setattr(stored_run, "row", lambda number, _: row(number, newest))
        return stored_run.stored_run(folder, ("zengdu-2023", "jinjiang-2023"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return made_in(tmp_path_factory.mktemp("seven"), SEVEN_MONTHS)


def rows_of_stale_columns(run: StoredRun) -> list[list[str]]:
    out = run.folder / "out"
    run.done("report", run.id, "--out", str(out))
    lines = [json.loads(line) for line in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    return [line["indicators"] for line in lines if line["check"] == "stale-column"]


def test_a_finding_names_only_rows_whose_period_it_passed(run: StoredRun, tmp_path: Path) -> None:
    assert rows_of_stale_columns(made_in(tmp_path, TWO_MONTHS)) == [["jinjiang-2023:3.1"]]
    assert rows_of_stale_columns(run) == [["jinjiang-2023:3.1", "zengdu-2023:1.4", "zengdu-2023:4.1"]]


def test_a_finding_says_what_each_table_says(run: StoredRun) -> None:
    out = run.folder / "out"
    run.done("report", run.id, "--out", str(out))
    lines = [json.loads(line) for line in (out / "findings.jsonl").read_text(encoding="utf-8").splitlines()]
    (told,) = [line["message"] for line in lines if line["check"] == "stale-column"]
    strict, lax = told.split("；按《")
    assert "晋江" in strict
    assert "更新期限为30天" in strict
    assert "曾都区" in lax
    assert "更新期限为6个月" in lax


@pytest.mark.parametrize(
    ("table", "row", "period", "other"),
    [("zengdu-2023", "1.4", "更新期限为6个月", "30天"), ("jinjiang-2023", "3.1", "更新期限为30天", "6个月")],
)
def test_a_bill_is_told_in_the_words_of_its_table(
    run: StoredRun, table: str, row: str, period: str, other: str
) -> None:
    told = run.done("score", run.id, "--catalogue", table, "--explain", FGJ, row)
    proofs = [line for line in told.splitlines() if line.startswith("    问题 ") and "更新期限" in line]
    assert proofs
    assert all(period in line and other not in line for line in proofs)


def test_what_a_row_waits_for_is_told_once(run: StoredRun) -> None:
    told = run.done("score", run.id, "--catalogue", "zengdu-2023", "--explain", FGJ, "4.1")
    assert "待人工评定：是否存在个人隐私信息泄露现象" in told
    assert "待人工评定：待人工评定" not in told
