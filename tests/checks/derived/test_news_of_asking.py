"""Titles of interaction columns: calls and results on one side, news, invitations and replies on the other."""

from __future__ import annotations

import pytest

from checks.derived.solicitation_kind import Asked, kind_of_text, kind_of_title
from checks.subjects import ColumnClass


@pytest.mark.parametrize(
    "title",
    [
        "县水利局召开《示例县河道采砂规划》征求意见座谈会",
        "《示例县校车管理办法》征求意见会召开",
        "县人大常委会赴柳林镇开展《示例县湿地保护条例》征求意见活动",
        "关于《示例县托育规划》征求意见的复函",
        "县民政局对《示例县殡葬条例》开展立法调研征求意见",
        "我县举行供水价格调整听证会听取意见建议",
        "关于召开天然气价格调整征求意见听证会的公告",
        "副县长主持召开《政府工作报告》征求意见专题会议",
        "12345热线群众意见建议办理情况通报",
        "县长信箱意见建议处理情况",
        "关于网民意见建议办理结果的反馈",
        "县委主要负责同志深入乡镇问计于民",
        "柳林镇收集群众意见建议200余条",
        "示例县“十四五”规划中期评估征求意见工作有序推进",
        "县财政局关于《示例县预算绩效办法（征求意见稿）》的反馈意见",
        "关于《示例县校车办法》征求意见的回复",
        "立法调研组来我县征求意见",
        "县人社局召开公开征求意见座谈会",
    ],
)
@pytest.mark.parametrize("home", [ColumnClass.SOLICITATION, ColumnClass.SURVEY, ColumnClass.NOTICE])
def test_neither_call_nor_result(title: str, home: ColumnClass) -> None:
    assert kind_of_title(title, home) == (None, False)
    assert kind_of_text(title, "现面向社会公开征求意见，请将意见发送至邮箱。参与问卷。", home) is None


@pytest.mark.parametrize(
    "title",
    [
        "示例县《政府工作报告》面向社会公开征求意见",
        "关于延长《示例县校车管理办法》征求意见时间的公告",
        "关于对《示例县校车管理办法》再次公开征求意见的公告",
        "示例县2024年度立法项目建议征集公告",
        "关于征集2024年县政府重大行政决策事项目录建议的通知",
        "《示例县座谈会管理办法（征求意见稿）》征求意见",
        "公开征求对《示例县听证会规则》的意见",
        "关于《示例县社会救助办法》征求意见的公告",
        "县人大常委会征求《示例县湿地保护条例》意见",
        "示例县教育局面向社会征求校服管理意见",
    ],
)
def test_calls(title: str) -> None:
    assert kind_of_title(title, ColumnClass.SOLICITATION) == (Asked.OPINIONS, False)


@pytest.mark.parametrize(
    "title",
    [
        "关于公布《示例县校车管理办法》意见征集采纳情况的公告",
        "《示例县听证会规则》意见征集结果反馈",
        "《示例县社会救助办法》征求意见情况的反馈",
    ],
)
def test_results(title: str) -> None:
    assert kind_of_title(title, ColumnClass.SOLICITATION) == (Asked.OPINIONS, True)


def test_surveys_are_told_from_news_of_surveys() -> None:
    home = ColumnClass.SURVEY
    assert kind_of_title("关于开展2023年营商环境问卷调查的公告", home) == (Asked.SURVEY, False)
    assert kind_of_title("2023年示例县社会治安满意度调查", home) == (Asked.SURVEY, False)
    assert kind_of_title("县统计局深入社区开展满意度调查", home) == (None, False)
