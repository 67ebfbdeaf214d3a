"""Titles of policies, interpretations, calls and results that speak of one document, and of two."""

from __future__ import annotations

import pytest

from checks.derived.document_name import (
    Likeness,
    document_names,
    interpreted_names,
    likeness,
    says_interpretation,
    topic,
)
from checks.derived.document_number import document_number


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("澄溪县人民政府办公室关于印发《澄溪县体育发展规划》的通知", ("澄溪县体育发展规划",)),
        ("澄溪县人民政府办公室关印发《澄溪县“十四五”体育发展规划》的通知", ("澄溪县十四五体育发展规划",)),
        ("关于印发澄溪县体育发展规划（试行）的通知", ("澄溪县体育发展规划",)),
        ("澄溪县体育发展规划", ("澄溪县体育发展规划",)),
        ("《澄溪县体育发展规划》", ("澄溪县体育发展规划",)),
        ("澄溪县人民政府关于加快数字经济发展的实施意见", ("加快数字经济发展的实施意见",)),
        ("关于印发《甲某管理办法》《乙某管理办法》的通知", ("甲某管理办法", "乙某管理办法")),
        ("关于废止《澄溪县体育发展规划》的决定", ("废止澄溪县体育发展规划的决定",)),
        ("澄政办发〔2023〕18号 关于印发《澄溪县体育发展规划》的通知", ("澄溪县体育发展规划",)),
        ("关于印发《澄溪县体育发展规划》的通知（澄政办发〔2023〕18号）", ("澄溪县体育发展规划",)),
        ("【规范性文件】关于印发澄溪县体育发展规划的通知（已失效）", ("澄溪县体育发展规划",)),
        ("实施方案", ()),
    ],
)
def test_documents(title: str, names: tuple[str, ...]) -> None:
    assert document_names(title) == names


@pytest.mark.parametrize(
    "title",
    [
        "《澄溪县体育发展规划》政策解读",
        "关于《澄溪县体育发展规划》的政策解读",
        "一图读懂 | 《澄溪县体育发展规划》",
        "【图解】澄溪县体育发展规划",
        "澄溪县体育发展规划政策解读（二）",
        "解读：《关于印发〈澄溪县体育发展规划〉的通知》",
        "县文旅局负责人就《澄溪县体育发展规划》答记者问",
    ],
)
def test_interpretations(title: str) -> None:
    assert says_interpretation(title)
    assert interpreted_names(title) == ("澄溪县体育发展规划",)


def test_no_interpretation() -> None:
    assert not says_interpretation("关于印发《政策解读工作办法》的通知")
    assert interpreted_names("政策解读") == ()


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("澄溪县城乡基础设施专项规划", "澄溪县城乡基础设施专项规划", Likeness.SAME),
        ("澄溪县十四五城乡基础设施专项规划", "澄溪县十四五城乡基础设施建设专项规划", Likeness.NEAR),
        ("澄溪县2022年节能降碳工作方案", "澄溪县2023年节能降碳工作方案", Likeness.RESEMBLING),
        ("澄溪县第一批重点项目清单", "澄溪县第二批重点项目清单", Likeness.RESEMBLING),
        ("甲镇人居环境整治实施方案", "乙镇人居环境整治实施方案", Likeness.RESEMBLING),
        ("澄溪县粮食应急保障预案", "澄溪县体育发展规划", Likeness.OTHER),
    ],
)
def test_likeness(one: str, other: str, alike: Likeness) -> None:
    assert likeness(one, other) is alike
    assert likeness(other, one) is alike


@pytest.mark.parametrize(
    ("call", "result"),
    [
        ("关于公开征求《澄溪县养犬办法（征求意见稿）》意见的公告", "《澄溪县养犬办法》意见征集采纳情况"),
        ("关于征求《澄溪县养犬办法(草案)》意见建议的通告", "关于《澄溪县养犬办法（草案）》公开征求意见情况的反馈"),
        ("关于澄溪县养犬管理工作向社会公开征集意见建议的公告", "关于澄溪县养犬管理工作意见征集结果的反馈"),
    ],
)
def test_call_and_result_have_one_topic(call: str, result: str) -> None:
    assert topic(call) == topic(result) != ""


def test_a_bare_title_has_no_topic() -> None:
    assert topic("关于公开征求意见的公告") == ""
    assert topic("意见征集结果反馈") == ""


@pytest.mark.parametrize("text", ["澄政办发〔2023〕18号", "（澄政办发[2023] 18号）", "根据澄政办发【2023】第018号"])
def test_document_number(text: str) -> None:
    assert document_number(text) == "澄政办发〔2023〕18号"
