"""The form of evidence from end to end by the command line: written, filled as people do, imported, scored."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from reports.evidence_layout import (
    ATTACHMENT,
    CONTENT,
    REMARK,
    SELF_BASIS,
    SELF_POINTS,
    TAKE_BACK,
    WITHDRAW,
)
from storage.base import open_database
from storage.reviews import answers_of, filings_of
from storage.runs import find_run
from tests.xunjian.stored_run import FGJ, JYJ, Form, StoredRun, stored_run

TABLE = "zengdu-2023"
OVERVIEW = "是否已向门户网站提供最新的概况信息"  # 1.1.1: 50 % of 2 points, yes or no
PERMITS = "本年度作出的行政许可"  # 1.5.1: 90 % of 2 points, a ratio
RANDOM_CHECKS = "“双随机”抽查计划、抽查对象、抽查结果是否公开"  # 1.6.1: 30 % of 2 points, three conditions
ORG_TEXT = "机构职能栏目内容与栏目名称是否一致"  # 1.2.2: a person's judgement, 0 to 1
NUMBER = "未实时同步至省法规规章规范性文件数据库"  # 1.4.3: how many


@pytest.fixture(scope="module")
def judged_once(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    return stored_run(tmp_path_factory.mktemp("judged"))


@pytest.fixture
def run(judged_once: StoredRun, tmp_path: Path) -> StoredRun:
    return judged_once.copied_to(tmp_path)


def form_of(run: StoredRun, *words: str) -> Form:
    run.done("evidence", "template", run.id, "-o", "form.xlsx", *words)
    return Form(run.folder / "form.xlsx")


def rows_of(run: StoredRun, unit: str, table: str = TABLE) -> dict[str, dict[str, Any]]:
    tables = json.loads(run.done("score", run.id, "--format", "json"))
    cards = next(each for each in tables["catalogues"] if each["catalogue"] == table)["scorecards"]
    card = next(card for card in cards if card["unit"] == unit)
    return {row["id"]: row for row in card["indicators"]}


def bounds(row: dict[str, Any]) -> tuple[Decimal, Decimal]:
    return Decimal(row["at_least"]), Decimal(row["at_most"])


def stored_answers(run: StoredRun) -> tuple[dict[tuple[str, str, str], Any], int]:
    engine = open_database(run.database)
    with Session(engine) as session:
        stored = find_run(session, run.id)
        kept = answers_of(session, stored), len(filings_of(session, stored))
    engine.dispose()
    return kept


def test_every_open_row_of_every_unit_is_in_the_form(run: StoredRun) -> None:
    form = form_of(run)
    keys = [json.loads(line[0].value) for line in form.lines() if str(line[0].value).startswith("[")]
    asked = {(key[2], key[3]) for key in keys}
    listed = {(line[2].value, line[4].value) for line in form.sheet("2023年").iter_rows(min_row=4)}
    for unit in (FGJ, JYJ):
        for row in rows_of(run, unit).values():
            for still in row["open"]:
                if (unit, still["clause"]) not in asked:
                    assert any(who == unit for who, _ in listed), still
        assert any(who == unit for who, _ in asked)


def test_what_is_filed_narrows_the_range_by_the_clause(run: StoredRun) -> None:
    before = rows_of(run, FGJ)
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "否")
    for line, value in zip(_lines(form, FGJ, PERMITS), (10, 9), strict=True):  # 应有 10, 实际 9
        line[CONTENT].value = value
    for line, said_so in zip(_lines(form, FGJ, RANDOM_CHECKS), ("是", "否", None), strict=True):
        line[CONTENT].value = said_so
    said = run.done("evidence", "import", run.id, form.save(), "--by", "张某")
    assert "填报 3 项" in said
    assert "张某" in said
    after = rows_of(run, FGJ)
    # 1.1 weighs 2: half of it is lost, the other half waits for a person.
    assert bounds(before["1.1"]) == (Decimal("0.00"), Decimal("2.00"))
    assert bounds(after["1.1"]) == (Decimal("0.00"), Decimal("1.00"))
    # 1.5 weighs 2: 1.8 × 1/10 is lost; 0.2 waits.
    assert bounds(after["1.5"]) == (Decimal("1.62"), Decimal("1.82"))
    # 1.6 weighs 2: 0.6 × 1/3 is lost, 0.6 × 1/3 not known; 0.6 and 0.2 wait.
    assert bounds(after["1.6"]) == (Decimal("0.80"), Decimal("1.80"))
    assert rows_of(run, JYJ)["1.1"]["at_most"] == "2.00"
    for row_id, row in after.items():
        low, high = bounds(before[row_id])
        assert low <= bounds(row)[0] <= bounds(row)[1] <= high


def test_a_judgement_is_points_inside_its_range(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, ORG_TEXT, "0.75")
    run.done("evidence", "import", run.id, form.save())
    # 1.2 weighs 2: 0.25 of the second point is lost, the first point waits.
    assert bounds(rows_of(run, FGJ)["1.2"]) == (Decimal("0.75"), Decimal("1.75"))


def test_the_same_papers_give_the_same_bytes(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "是")
    run.done("evidence", "import", run.id, form.save())
    run.done("score", run.id, "--out", "a")
    run.done("score", run.id, "--out", "b")
    run.done("report", run.id, "--out", "c")
    first = (run.folder / "a" / "scores.json").read_bytes()
    assert first == (run.folder / "b" / "scores.json").read_bytes() == (run.folder / "c" / "scores.json").read_bytes()
    again = (run.folder / "form.xlsx").read_bytes()
    assert form_of(run).path.read_bytes() != again  # one row less is open
    once = (run.folder / "form.xlsx").read_bytes()
    assert form_of(run).path.read_bytes() == once


def test_the_newest_answer_counts_and_can_be_taken_back(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "否")
    run.done("evidence", "import", run.id, form.save())
    form.fill(FGJ, OVERVIEW, "是")
    form.fill(FGJ, OVERVIEW, "已重新核对", REMARK)
    form.fill(FGJ, OVERVIEW, "记录.pdf", ATTACHMENT)
    run.done("evidence", "import", run.id, form.save())
    answers, filings = stored_answers(run)
    kept = answers[TABLE, FGJ, "1.1.1"]
    assert (kept.parts, kept.remark, kept.attachment) == ((("", "是"),), "已重新核对", "记录.pdf")
    assert filings == 2
    form.fill(FGJ, OVERVIEW, None)
    form.fill(FGJ, OVERVIEW, None, REMARK)
    form.fill(FGJ, OVERVIEW, None, ATTACHMENT)
    form.fill(FGJ, OVERVIEW, WITHDRAW, TAKE_BACK)
    assert "撤回 1 项" in run.done("evidence", "import", run.id, form.save())
    assert stored_answers(run) == ({}, 3)
    assert bounds(rows_of(run, FGJ)["1.1"]) == (Decimal("0.00"), Decimal("2.00"))


def test_all_lists_what_was_filed_filled_in(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "否")
    run.done("evidence", "import", run.id, form.save())
    assert not _lines(form_of(run), FGJ, OVERVIEW)
    form = form_of(run, "--all")
    (line,) = _lines(form, FGJ, OVERVIEW)
    assert line[CONTENT].value == "否"
    line[TAKE_BACK].value = WITHDRAW
    run.done("evidence", "import", run.id, form.save())
    assert stored_answers(run)[0] == {}


def test_what_was_filed_and_is_still_open_is_asked_again_filled_in(run: StoredRun) -> None:
    form = form_of(run)
    for line, said_so in zip(_lines(form, FGJ, RANDOM_CHECKS), ("是", None, None), strict=True):
        line[CONTENT].value = said_so
    run.done("evidence", "import", run.id, form.save())
    form = form_of(run)
    assert [line[CONTENT].value for line in _lines(form, FGJ, RANDOM_CHECKS)] == ["是", None, None]


def test_every_fault_is_told_with_its_place_and_nothing_is_taken(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "是")  # right, and yet not taken
    form.fill(JYJ, OVERVIEW, "大概")
    form.fill(JYJ, NUMBER, -1)
    form.fill(JYJ, ORG_TEXT, 1.5)
    first, _ = _lines(form, JYJ, PERMITS)
    first[CONTENT].value = 3
    faults = run.refused("evidence", "import", run.id, form.save())
    title = form.sheet("2023年").title
    for line, says in (
        (form.line(JYJ, OVERVIEW), "选填：是、否"),
        (form.line(JYJ, NUMBER), "填整数，0至"),
        (form.line(JYJ, ORG_TEXT), "填分值，0至1"),
        (first, "尚缺“实际数”"),
    ):
        (told,) = [fault for fault in faults.splitlines() if f"“{title}”第{line[0].row}行H列（填报内容）" in fault]
        assert says in told
    assert len(faults.splitlines()) == 5  # and the head
    assert stored_answers(run) == ({}, 0)


def test_formulas_are_refused(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, NUMBER, "=1+1")
    form.fill(JYJ, OVERVIEW, "是")
    form.fill(JYJ, OVERVIEW, '=HYPERLINK("https://x.example/")', REMARK)
    faults = run.refused("evidence", "import", run.id, form.save())
    assert faults.count("不得使用公式") == 2


def test_a_remark_without_an_answer_and_a_row_of_ones_own_are_faults(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "见附件", REMARK)
    sheet = form.sheet("2023年")
    sheet.cell(sheet.max_row + 1, CONTENT + 1).value = "是"
    faults = run.refused("evidence", "import", run.id, form.save())
    assert "没有填写内容" in faults
    assert "不是模板中的可填行" in faults


def test_an_empty_form_a_form_of_another_run_and_no_form(run: StoredRun, tmp_path: Path) -> None:
    form = form_of(run)
    assert "没有填写任何内容" in run.refused("evidence", "import", run.id, form.save())
    form.sheet("填报说明")["A1"].value = '["form","20200101-000000-0000"]'
    form.fill(FGJ, OVERVIEW, "是")
    other = form.save()
    assert "20200101-000000-0000" in run.refused("evidence", "import", run.id, other)
    assert "填报 1 项" in run.done("evidence", "import", run.id, other, "--other-run")
    book = openpyxl.Workbook()
    book.save(tmp_path / "own.xlsx")
    assert "不是由 xunjian evidence template 生成" in run.refused("evidence", "import", run.id, "own.xlsx")


def test_an_answer_to_another_question_is_refused(run: StoredRun) -> None:
    form = form_of(run)
    line = form.line(FGJ, OVERVIEW)
    key = json.loads(line[0].value)
    line[0].value = json.dumps([*key[:-1], "000000000000"])
    line[CONTENT].value = "是"
    assert "已有变更" in run.refused("evidence", "import", run.id, form.save())
    line[0].value = json.dumps([*key[:2], "县林业局", *key[3:]])
    assert "不属于本次检查" in run.refused("evidence", "import", run.id, form.save())


def test_numbers_of_people_are_masked_before_they_are_stored(run: StoredRun) -> None:
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "是")
    form.fill(FGJ, OVERVIEW, "联系人手机 13812345678", REMARK)
    run.done("evidence", "import", run.id, form.save())
    answers, _ = stored_answers(run)
    assert "13812345678" not in answers[TABLE, FGJ, "1.1.1"].remark
    assert "手机" in answers[TABLE, FGJ, "1.1.1"].remark


@pytest.mark.parametrize("kind", ["text", "zip", "bomb", "missing", "broken"])
def test_a_file_that_is_no_workbook_is_one_sentence(run: StoredRun, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "f.xlsx"
    if kind == "text":
        file.write_text("是", encoding="utf-8")
    elif kind in ("zip", "bomb"):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("xl/workbook.xml", b"\0" * (101_000_000 if kind == "bomb" else 10))
    elif kind == "broken":
        file.write_bytes(form_of(run).path.read_bytes()[:-300])
    said = run.refused("evidence", "import", run.id, "f.xlsx")
    assert len(said.strip().splitlines()) == 1
    assert "f.xlsx" in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("template", "20010101-000000-0000", "-o", "f.xlsx"), "20010101-000000-0000"),
        (("template", "last", "-o", "f.csv"), ".xlsx"),
        (("template", "last", "-o", "x.db/f.xlsx"), "x.db"),
        (("template", "last", "-o", "f.xlsx", "--catalogue", "nothing"), "nothing"),
        (("template", "last", "-o", "f.xlsx", "--as-of", "2023-01-01"), "xunjian check"),
        (("import", "20010101-000000-0000", "f.xlsx"), "20010101-000000-0000"),
        (("history", "20010101-000000-0000"), "20010101-000000-0000"),
    ],
)
def test_wrong_use_is_one_sentence(run: StoredRun, words: tuple[str, ...], says: str) -> None:
    told = run.refused("evidence", *words)
    assert says in told
    assert len(told.strip().splitlines()) == 1


def test_the_history_names_who_filed_and_who_waived(run: StoredRun) -> None:
    assert "尚无填报" in run.done("evidence", "history", run.id)
    form = form_of(run)
    form.fill(FGJ, OVERVIEW, "否")
    file = form.save()
    for who in ("张某", "李某"):
        run.done("evidence", "import", run.id, file, "--by", who)
    said = run.done("evidence", "history", run.id)
    assert [name in said for name in ("张某", "李某", "filled.xlsx")] == [True] * 3
    filings = json.loads(run.done("evidence", "history", run.id, "--format", "json"))
    assert [(each["by"], each["answers"]) for each in filings] == [("张某", 1), ("李某", 1)]
    assert len({each["file_sha256"] for each in filings}) == 1


def test_the_form_says_who_filled_it(run: StoredRun) -> None:
    form = form_of(run)
    form.sheet("填报说明")["C2"].value = "李某"
    form.fill(FGJ, OVERVIEW, "是")
    assert "填报人：李某" in run.done("evidence", "import", run.id, form.save())


def test_cells_are_locked_ranged_and_keys_hidden(run: StoredRun) -> None:
    form = form_of(run)
    sheet = form.sheet("2023年")
    assert sheet.protection.sheet
    assert sheet.column_dimensions["A"].hidden
    line = form.line(FGJ, OVERVIEW)
    assert [line[column].protection.locked for column in (CONTENT, REMARK, ATTACHMENT, 4)] == [False] * 3 + [True]
    rules = {
        str(cells): (rule.type, rule.formula1)
        for rule in sheet.data_validations.dataValidation
        for cells in [rule.sqref]
    }
    assert any(kind == "list" and formula == '"是,否"' for kind, formula in rules.values())
    assert any(kind == "decimal" for kind, _ in rules.values())
    assert any(kind == "whole" for kind, _ in rules.values())


def _lines(form: Form, unit: str, words: str) -> list[Any]:
    return [line for line in form.lines() if line[2].value == unit and words in str(line[5].value)]


def test_whose_row_it_is_can_be_filed_where_table_and_registry_leave_it_open(tmp_path: Path) -> None:
    run = stored_run(tmp_path, ("shiquan-2023",))
    form = form_of(run)
    asked = "责任单位为“县司法局、各涉关单位”，是否包括该单位"  # 1.8 规范性文件公开
    form.fill(FGJ, asked, "是", start="石泉县")
    form.fill(JYJ, asked, "否", start="石泉县")
    run.done("evidence", "import", run.id, form.save())
    rows = {unit: rows_of(run, unit, "shiquan-2023")["1.8"] for unit in (FGJ, JYJ)}
    assert [still["clause"] for still in rows[FGJ]["open"]] == ["1.8.1"]
    assert rows[JYJ]["open"] == []
    assert "不含该单位" in rows[JYJ]["because"]
    again = form_of(run)
    assert not [line for line in again.lines("石泉县") if line[2].value == JYJ and asked in str(line[5].value)]
    assert [line for line in again.lines("石泉县") if line[2].value == FGJ and json.loads(line[0].value)[3] == "1.8.1"]


def test_self_assessment_stands_in_the_printed_sheet(tmp_path: Path) -> None:
    run = stored_run(tmp_path, ("city-department-2023",))
    form = form_of(run)
    line = next(line for line in form.lines("自评") if line[2].value == FGJ)
    line[SELF_POINTS].value, line[SELF_BASIS].value = 9.5, "见台账第3页"
    before = run.done("score", run.id, "--format", "json")
    assert "自评 1 项" in run.done("evidence", "import", run.id, form.save())
    assert run.done("score", run.id, "--format", "json") == before  # it never enters a score
    run.done("report", run.id, "--out", "out")
    book = openpyxl.load_workbook(run.folder / "out" / "scoresheets" / "city-department-2023.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert any("9.5" in text for text in cells)
    assert any("见台账第3页" in text for text in cells)


def test_what_the_registry_leaves_out_about_a_unit_can_be_filed(tmp_path: Path) -> None:
    run = stored_run(tmp_path, ("jinjiang-2023",))
    form = form_of(run)
    form.fill(FGJ, "service_hall", "否", start="晋江市")
    run.done("evidence", "import", run.id, form.save())
    zone = {unit: rows_of(run, unit, "jinjiang-2023")["2.3"] for unit in (FGJ, JYJ)}  # 政务公开专区
    assert [still["clause"] for still in zone[FGJ]["open"]] == ["2.3.2.1", "2.3.2.2"]
    assert len(zone[JYJ]["open"]) == 6
    asked = [line for line in form_of(run).lines("晋江市") if "service_hall" in str(line[5].value)]
    assert [line[2].value for line in asked] == [JYJ]
