"""`xunjian score RUN --explain UNIT INDICATOR`: the bill of one row, line by line, down to the findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.xunjian.stored_run import FGJ, StoredRun, stored_run


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    folder: Path = tmp_path_factory.mktemp("explained")
    return stored_run(folder)


def test_a_deduction_is_told_with_clause_arithmetic_and_findings(run: StoredRun) -> None:
    lines = run.done("score", run.id, "--explain", "县发改局", "4.1").splitlines()
    assert lines[0] == f"2023年曾都区政府门户网站建设及政务新媒体绩效评估指标  {FGJ}  4.1 管理保障 / 运维保障"
    assert lines[1].startswith("指标说明：考核政府门户网站栏目内容保障情况")
    # 5 less 25 % for two dead links; what nobody saw or judged is open.
    at = next(number for number, line in enumerate(lines) if line.startswith("扣1.25分  4.1.2  2.网站政府信息公开平台"))
    assert lines[at + 1] == "    计算：发现问题2处，权重5分×25%，扣1.25分"
    assert lines[at + 2].startswith("    问题 ")
    assert lines[at + 3].strip().startswith("https://")
    assert any(line.startswith("未定  4.1.3") for line in lines)
    assert any("待人工评定" in line for line in lines)


def test_a_row_is_found_by_its_name_too(run: StoredRun) -> None:
    assert run.done("score", run.id, "--explain", FGJ, "运维保障") == run.done("score", run.id, "--explain", FGJ, "4.1")


@pytest.mark.parametrize(
    ("unit", "indicator", "told"),
    [("县发改委", "4.1", "登记表中没有单位“县发改委”；可写：县发改局"), (FGJ, "运维保证", "可写：运维保障")],
)
def test_what_is_not_there_is_answered_with_what_is(run: StoredRun, unit: str, indicator: str, told: str) -> None:
    assert told in run.refused("score", run.id, "--explain", unit, indicator)
