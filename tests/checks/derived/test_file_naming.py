"""Names that links give to files, and what is left of them to compare."""

from __future__ import annotations

import pytest

from checks.derived.file_naming import FileName, file_name, listed_annexes, periods, years


@pytest.mark.parametrize(
    "text",
    [
        *("附件1", "附件", "下载", "点击下载", "点击查看", "附件1.doc", "P020231120561234.pdf", "W0202311.docx"),
        *("全文.pdf", "附表2", "1.jpg", "查看原文", "附件：", "盖章版.pdf", "扫描件(1).pdf", "申请表.doc"),
        *("2023年报告.pdf", "附件1-2", "工作方案"),
    ],
)
def test_names_that_say_nothing(text: str) -> None:
    assert file_name(text).title == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("附件1：2023年度部门预算公开报告.pdf", FileName("2023年度部门预算公开报告", "1")),
        ("附件一 澜溪县公共服务事项清单（盖章版）.pdf", FileName("澜溪县公共服务事项清单", "1")),
        ("3.澜溪县公共服务事项清单(1).docx", FileName("澜溪县公共服务事项清单", "3")),
        ("《澜溪县公共服务事项清单》", FileName("澜溪县公共服务事项清单", "")),
        ("澜溪县公共服务事项清单20231120.docx", FileName("澜溪县公共服务事项清单", "")),
        ("澜溪县公共服务事项清单(2021年版).docx", FileName("澜溪县公共服务事项清单(2021年版)", "")),
        ("附件：澜溪县公共服务事项清单 . doc", FileName("澜溪县公共服务事项清单", "")),
    ],
)
def test_titles_without_their_decorations(text: str, name: FileName) -> None:
    assert file_name(text) == name


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("2023年度部门预算", {"2023"}),
        ("澜溪县2023部门预算", {"2023"}),
        ("2021-2023年工作方案", set()),
        ("2021年至2023年工作方案", set()),
        ("申请表（2021年版）", set()),
        ("澜政办发〔2021〕15号工作方案", set()),
        ("2022年决算和2023年预算报告", {"2022", "2023"}),
        ("截至2023年6月30日台账", set()),
        ("1202312号报告", set()),
    ],
)
def test_years_that_a_document_is_about(title: str, about: set[str]) -> None:
    assert years(title) == about


def test_periods() -> None:
    assert periods("2023年第三季度情况") == {"3季度"} == periods("2023年3季度情况")
    assert periods("2023年11月份情况") == {"11月"} == periods("十一月情况")
    assert periods("第二批公示名单") == {"2批"}


def test_annexes_that_a_body_lists() -> None:
    body = "特此通知。\n附件：1.申报指南\n2.申报表（样表）\n3．汇总表\n澜溪县财政局\n2023年11月20日"
    assert listed_annexes(body) == {"1": "申报指南", "2": "申报表(样表)", "3": "汇总表"}
    assert listed_annexes("附件1：申报指南\n附件2：汇总表") == {"1": "申报指南", "2": "汇总表"}
    assert listed_annexes("附件：申报指南") == {"": "申报指南"}
    assert listed_annexes("一、总则\n1.申报指南") == {}
