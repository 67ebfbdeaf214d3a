from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from checks.subjects import Unit
from checks.verdict import Verdict
from reports.issue_list import issue_list
from reports.spreadsheet import MOST_CHARACTERS, safe_text
from reports.workbook import issue_workbook
from tests.reports.sample_audit import HOME, finding, outcome


def opened(audit):
    content = issue_workbook(audit, issue_list(audit))
    return openpyxl.load_workbook(io.BytesIO(content))


def with_units(audit, *names):
    portal = replace(audit.portal, units=tuple(Unit(name=name) for name in names))
    return replace(audit, portal=portal, scored=(), outcomes=())


def test_a_summary_a_sheet_for_the_portal_and_one_per_unit(audit):
    book = opened(audit)
    assert book.sheetnames == ["汇总", "门户", *(unit.name for unit in audit.portal.units)]


def test_every_issue_stands_on_the_sheet_of_its_unit(audit):
    book = opened(audit)
    issues = issue_list(audit)
    for unit in audit.portal.units:
        sheet = book[unit.name]
        assert [cell.value for cell in sheet[1]] == [
            "序号", "单位", "栏目/账号", "问题类别", "严重程度", "结论", "问题描述", "网址", "所在页面", "证据摘录",
            "观测时间", "涉及指标", "首次发现", "整改情况", "截图", "网页存档",
        ]  # fmt: skip
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        own = [issue for issue in issues if issue.unit == unit.name]
        assert [row[6] for row in rows] == [issue.message for issue in own]
        assert {row[1] for row in rows} <= {unit.name}
        assert all(row[13] is None for row in rows)
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == f"A1:P{len(own) + 1}"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9


def test_the_summary_adds_up_and_shows_ranges(audit):
    sheet = opened(audit)["汇总"]
    issues = issue_list(audit)
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert total[6] == sum(issue.verdict is Verdict.FAIL for issue in issues)
    assert total[7] == sum(issue.verdict is Verdict.UNDECIDED for issue in issues)
    card = audit.scored[0].cards[0]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == card.unit)
    assert row[8] == f"{card.at_least} 至 {card.at_most}"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_looks_like_a_formula_is_text(audit, start):
    text = start + 'HYPERLINK("http://evil.example/","看")'
    unit = audit.portal.units[0]
    found = finding(HOME + "x", text, evidence=replace(finding(HOME, "").evidence, excerpt=text))
    hostile = replace(audit, outcomes=(outcome("dead-link", unit.subject, Verdict.FAIL, found),))
    content = issue_workbook(hostile, issue_list(hostile))
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and re.match(r"[=+\-@\t\r\n＝＋－＠]", cell.value))
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f>" in parts.read(name)]


def test_plain_text_is_not_touched_and_long_text_is_cut():
    assert safe_text("2023年1-12月") == "2023年1-12月"
    assert safe_text("a\x00b\ud83dc") == "a�b�c"
    assert len(safe_text("长" * 40_000)) < MOST_CHARACTERS + 20


def test_sheet_names_are_legal_and_unique(audit):
    names = [
        "汇总",
        "门户",
        "History",
        "县/教育局[1]:*?",
        "'县局'",
        "A" * 40,
        "a" * 40,
        "县" * 31 + "甲",
        "县" * 31 + "乙",
        "[]",
        "",
    ]
    book = opened(with_units(audit, *names))
    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == len(names) - 1 + 2
    for name in book.sheetnames:
        assert len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_nothing_found_is_said(audit):
    book = opened(with_units(audit, "县教育局"))
    assert book["县教育局"]["A2"].value == "本次检查未发现问题"
    assert book["汇总"]["A4"].value == "门户（公共部分）"


def test_addresses_stay_text(audit):
    content = issue_workbook(audit, issue_list(audit))
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in parts.namelist() if b"<hyperlink" in parts.read(name)]
