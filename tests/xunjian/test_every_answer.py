"""Each kind of answer through a form: written by the program, filled by hand, read back as a measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_bytes
from checks.measure import Choice, Conditions, Counts, Delays, Matrix, Occurrences, Points
from checks.scoring.filed_answers import measure_of
from checks.subjects import Portal, Unit
from reports.evidence_form import evidence_form
from reports.evidence_layout import CONTENT, GRID_NAME, SELF_BASIS, SELF_POINTS, FormTable
from tests.xunjian.stored_run import Form
from xunjian.evidence_reading import FilledForm, read_form
from xunjian.form_file import FormRefused
from xunjian.reviews import Place, assessed_rows, questions_of

UNIT = "县教育局"
TABLE = """
id: every-answer
title: 样例表
edition: "2023"
columns: [序号, 指标, 评分标准, 自评成绩, 自评依据, 考评成绩]
total: "10"
discrepancies:
  - {at: "1", about: shares, printed: 50%＋20%, computed: "70%", reading: 其余不扣分。}
groups:
  - name: 甲
    headings: [{text: 甲, at: "1", points: "10"}]
    indicators:
      - id: "1"
        path: [甲]
        text: 第一项
        weight: "10"
        clauses:
          - id: "1.1"
            text: 查询服务的形式，50%
            source: {evidence: {ask: 最高形式, answer: choice}}
            scoring: {kind: graded-choice, share: "50", grades: [{name: 链接, earns: "50"}, {name: 系统, earns: "100"}]}
          - id: "1.2"
            text: 按级别扣分
            source: {evidence: {ask: 被通报个数, answer: counts}}
            scoring: {kind: rated-events, events: [{name: 国家, share: "50"}, {name: 省, share: "5"}]}
          - id: "1.3"
            text: 答复时限，20%
            source: {evidence: {ask: 各件留言, answer: delays, files: [台账]}}
            scoring: {kind: delay-tiers, tiers: [{up_to: 1, earns: "20"}], over: 10}
          - id: "1.4"
            text: 每次扣10%
            source: {evidence: {ask: 发生日期, answer: dates}}
            scoring: {kind: per-occurrence-share, each: "10"}
          - id: "1.n1"
            role: note
            text: （注：弄虚作假的，该指标不得分；突击发布的，该指标不得分。）
            source: {judgement: {ask: 是否出现下列情形}}
            scoring: {kind: zeroing, events: [{name: 弄虚作假}, {name: 突击发布}]}
  - name: 乙
    sense: bonus
    headings: [{text: 乙, at: "2", points: "5"}]
    indicators:
      - id: "2"
        path: [乙]
        text: 第二项
        weight: "5"
        clauses:
          - id: "2.1"
            text: 累计数/8
            source: {evidence: {ask: 各项目要素, answer: matrix}}
            scoring: {kind: matrix, columns: [批准, 招标, 竣工], each_mark: "1", over: 8}
"""


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_bytes(TABLE.encode(), "every-answer.yaml")


class Here:
    def __init__(self, table: Catalogue) -> None:
        self.portal = Portal(name="样例县", home="https://x.example/", units=(Unit(name=UNIT),))
        self.questions = questions_of((table,), self.portal)
        self.rows = assessed_rows((table,), self.portal)

    def question(self, place: Place) -> Any:
        return self.questions.get(place)

    def assessed_row(self, place: Place) -> Any:
        return self.rows.get(place)


@pytest.fixture
def form(table: Catalogue, tmp_path: Path) -> Form:
    here = Here(table)
    made = FormTable(
        catalogue=table,
        questions=tuple(here.questions.values()),
        assessed=tuple((place[1], row) for place, row in here.rows.items()),
    )
    path = tmp_path / "form.xlsx"
    path.write_bytes(evidence_form("run-1", "样例县待填报事项", date(2023, 12, 15), (made,)))
    return Form(path)


def read(form: Form, table: Catalogue) -> FilledForm:
    return read_form(Path(form.save()), Here(table))


def measures(form: Form, table: Catalogue) -> dict[str, Any]:
    here = Here(table)
    return {
        each.clause: measure_of(
            (question := here.questions[table.id, each.unit, each.clause]).answer, question.options, dict(each.parts)
        )
        for each in read(form, table).answers
    }


def fill(form: Form, words: str, value: object) -> None:
    form.fill(UNIT, words, value, CONTENT, "样例表")


def grid_lines(form: Form) -> list[Any]:
    return form.lines("要素表")


def test_choice_counts_delays_dates_and_events(form: Form, table: Catalogue) -> None:
    fill(form, "最高形式", "系统")
    fill(form, "国家", 1)
    fill(form, "——省", 0)
    fill(form, "各件留言", "2023-1：0\n2023-2：不明")
    fill(form, "发生日期", "2023-05-18")
    fill(form, "——弄虚作假", "无")
    fill(form, "——突击发布", "有")
    assert measures(form, table) == {
        "1.1": Choice("系统"),
        "1.2": Counts((("国家", 1), ("省", 0))),
        "1.3": Delays((("2023-1", 0), ("2023-2", None))),
        "1.4": Occurrences(1),
        "1.n1": Counts((("弄虚作假", 0), ("突击发布", 1))),
    }


def test_no_case_and_no_date_are_answers(form: Form, table: Catalogue) -> None:
    fill(form, "各件留言", "无")
    fill(form, "发生日期", "无")
    assert measures(form, table) == {"1.3": Delays(()), "1.4": Occurrences(0)}


def test_no_form_at_all_is_a_choice_of_its_own(form: Form, table: Catalogue) -> None:
    fill(form, "最高形式", "未提供")
    assert measures(form, table) == {"1.1": Choice("")}


def test_a_matrix_is_filled_line_by_line(form: Form, table: Catalogue) -> None:
    for line, (name, marks) in zip(grid_lines(form), (("项目一", "√×√"), ("项目二", "√√√")), strict=False):
        for cell, value in zip(line[GRID_NAME:], (name, *marks), strict=False):
            cell.value = value
    rows = (("项目一", (True, False, True)), ("项目二", (True, True, True)))
    assert measures(form, table) == {"2.1": Matrix(rows)}
    fill(form, "各项目要素", "已填要素表")
    assert measures(form, table) == {"2.1": Matrix(rows)}


def test_no_line_in_a_matrix_is_said_in_the_row(form: Form, table: Catalogue) -> None:
    fill(form, "各项目要素", "无")
    assert measures(form, table) == {"2.1": Matrix(())}


def test_a_matrix_that_is_not_whole_is_refused_by_its_cells(form: Form, table: Catalogue) -> None:
    first, second, third = grid_lines(form)[:3]
    first[GRID_NAME].value, first[GRID_NAME + 1].value, first[GRID_NAME + 2].value = "项目一", "√", "对"
    second[GRID_NAME + 1].value = "√"
    for column, value in enumerate(("项目一", "√", "√", "√"), start=GRID_NAME):
        third[column].value = value
    with pytest.raises(FormRefused) as refused:
        read(form, table)
    told = str(refused.value).splitlines()
    assert any(f"第{first[0].row}行G列" in line and "√、×" in line for line in told)
    assert any(f"第{first[0].row}行H列" in line and "“竣工”未填" in line for line in told)
    assert any(f"第{second[0].row}行E列" in line and "名称" in line for line in told)
    assert any(f"第{third[0].row}行E列" in line and "重复" in line for line in told)


def test_a_matrix_said_to_be_empty_and_filled_contradicts_itself(form: Form, table: Catalogue) -> None:
    fill(form, "各项目要素", "无")
    for column, value in enumerate(("项目一", "√", "√", "√"), start=GRID_NAME):
        grid_lines(form)[0][column].value = value
    with pytest.raises(FormRefused, match="二者取一"):
        read(form, table)
    fill(form, "各项目要素", "已填要素表")
    for column in range(GRID_NAME, GRID_NAME + 4):
        grid_lines(form)[0][column].value = None
    with pytest.raises(FormRefused, match="要素表中没有填写"):
        read(form, table)


def test_self_assessment_stands_beside_and_keeps_to_the_weight(form: Form, table: Catalogue) -> None:
    first, second = form.lines("自评")
    first[SELF_POINTS].value, first[SELF_BASIS].value = 9.5, "见台账"
    second[SELF_BASIS].value = "未开展"
    given = {each.indicator: (each.points, each.basis) for each in read(form, table).assessments}
    assert given == {"1": (Decimal("9.5"), "见台账"), "2": (None, "未开展")}
    first[SELF_POINTS].value = 10.01
    with pytest.raises(FormRefused, match="填分值，0至10"):
        read(form, table)


def test_the_same_open_rows_give_the_same_bytes(table: Catalogue) -> None:
    made = FormTable(catalogue=table, questions=tuple(Here(table).questions.values()))
    first, second = (evidence_form("run-1", "样例", date(2023, 12, 15), (made,)) for _ in range(2))
    assert first == second


def test_conditions_and_points_of_a_judgement() -> None:
    text = TABLE.replace("source: {judgement: {ask: 是否出现下列情形}}", "source: {judgement: {ask: 情形}}")
    source = "source: {evidence: {ask: 发生日期, answer: dates}}"
    judged = load_bytes(text.replace(source, "source: {judgement: {ask: 认定}}").encode(), "t.yaml")
    met = load_bytes(
        text.replace(source, "source: {evidence: {ask: 各条, answer: conditions, options: [一, 二]}}").encode(),
        "t.yaml",
    )
    asked = [next(each for each in Here(which).questions.values() if each.clause == "1.4") for which in (judged, met)]
    assert [each.answer for each in asked] == ["points", "conditions"]
    assert measure_of(asked[0].answer, asked[0].options, {"": "2.5"}) == Points(Decimal("2.5"))
    assert asked[0].at_most == Decimal(10)
    assert measure_of(asked[1].answer, asked[1].options, {"二": "否"}) == Conditions((("一", None), ("二", False)))
