"""Titles among the first lines of files, as offices lay them out."""

from __future__ import annotations

import pytest

from crawler.attachments.inner_title import inner_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("澜溪县2023年度公共服务事项清单\n序号 名称", "澜溪县2023年度公共服务事项清单"),
        ("附件1\n澜溪县2023年度\n公共服务事项清单\n序号 名称", "澜溪县2023年度公共服务事项清单"),
        ("附件:\n2023年度专项资金分配方案\n根据", "2023年度专项资金分配方案"),
        ("附件2:2023年度专项资金分配方案", "2023年度专项资金分配方案"),
        (
            "澜溪县人民政府办公室文件\n澜政办发〔2023〕15号\n签发人:张某\n澜溪县人民政府办公室\n关于印发工作方案的通知\n各乡镇:",
            "澜溪县人民政府办公室关于印发工作方案的通知",
        ),
        ("2023 年 度 部 门 决 算 公 开", "2023年度部门决算公开"),
        ("澜溪县财政局2023年部门预算公开说明(草案)\n目 录", "澜溪县财政局2023年部门预算公开说明(草案)"),
        ("序号 姓名 单位\n1 张某 财政局", ""),  # a table without a title
        ("各乡镇人民政府:\n为做好工作,现通知如下。", ""),
        ("一、总体情况\n2023年度", ""),
        ("根据《办法》规定,现将有关情况报告", ""),
        ("", ""),
        ("Annual report", ""),
    ],
)
def test_title(text: str, title: str) -> None:
    assert inner_title(text) == title
