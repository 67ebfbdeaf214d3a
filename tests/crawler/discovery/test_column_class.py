# ruff: noqa: E501  (rows of sample text and markup)
"""Classes by name, address, trail and rows: what is told apart, and what stays open."""

from __future__ import annotations

import pytest

from checks.subjects import ColumnClass
from crawler.discovery.column_class import USE_FROM, guess_class

RIGHT = [
    ("澜溪要闻", "news"), ("工作动态", "news"), ("部门快讯", "news"), ("媒体聚焦", "news"),
    ("通知公告", "notice"), ("公示公告", "notice"), ("镇务公告", "notice"), ("部门公告", "notice"),
    ("政策文件", "policy"), ("县政府文件", "policy"), ("政策法规", "policy"), ("澜政办发", "policy"),
    ("政策解读", "interpretation"), ("文字解读", "interpretation"), ("规范性文件解读", "interpretation"),
    ("一图读懂", "interpretation"), ("行政规范性文件", "normative"),
    ("民意征集", "solicitation"), ("征求意见", "solicitation"), ("重大决策预公开", "solicitation"),
    ("网上调查", "survey"), ("民意调查", "survey"), ("问卷调查", "survey"),
    ("县长信箱", "consultation"), ("领导信箱", "consultation"), ("来信选登", "consultation"), ("咨询投诉", "consultation"),
    ("领导之窗", "leaders"), ("领导分工", "leaders"), ("机构职能", "org"), ("内设机构", "org"), ("政府机构", "org"),
    ("政府信息公开年报", "annual_report"), ("法定年报", "annual_report"), ("信息公开工作年度报告", "annual_report"),
    ("财政预决算", "budget"), ("部门决算公开", "budget"), ("三公经费", "budget"),
    ("重大项目", "project"), ("重大建设项目批准和实施", "project"),
    ("办事指南", "guide"), ("公共服务", "service"), ("社会救助", "service"), ("专题专栏", "topic"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wanted"), RIGHT)
def test_a_name_that_says_its_class(name: str, wanted: str) -> None:
    guess = guess_class(name, (), (), ())
    assert guess.column_class == wanted
    assert guess.confidence >= USE_FROM
    assert guess.likely is None


LOOK_ALIKES = [
    "采购需求征集", "供应商征集", "政府信息公开指南", "依申请公开", "政府网站工作年度报表", "统计年报", "政府工作报告",
    "领导活动", "领导讲话", "新闻发布会", "任前公示", "招标公告", "人事任免", "行政处罚", "规范性文件清理", "规范性文件备案",
    "调查研究", "统计调查", "互动交流知识库", "在线访谈", "政策文件及解读", "征集调查", "建议提案办理", "资料下载", "双公示",
    "机构编制", "金融机构", "会议文件", "申报指南", "旅游指南", "法律咨询", "财政局", "政府采购",
]  # fmt: skip


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_a_look_alike_is_given_no_class(name: str) -> None:
    assert guess_class(name, (), (), ()).column_class is ColumnClass.OTHER


def test_a_vague_name_needs_a_second_sign() -> None:
    alone = guess_class("工作分工", (), (), ())
    assert (alone.column_class, alone.likely) == (ColumnClass.OTHER, ColumnClass.LEADERS)
    assert guess_class("工作分工", ("领导之窗", "某某"), (), ()).column_class is ColumnClass.LEADERS
    assert guess_class("网上办事", (), ("bszn",), ()).column_class is ColumnClass.GUIDE


def test_a_solicitation_column_that_lists_procurement_stays_open() -> None:
    bought = ["医院设备采购需求征集公告", "食材供应商征集公告", "软件采购需求调查"]
    guess = guess_class("意见征集", (), ("yjzj",), bought)
    assert (guess.column_class, guess.likely) == (ColumnClass.OTHER, ColumnClass.SOLICITATION)
    asked = ["关于公开征求《养犬管理办法》意见的公告", "《停车方案》征求意见", "公交线路优化征求意见"]
    assert guess_class("意见征集", (), ("yjzj",), asked).column_class is ColumnClass.SOLICITATION


def test_rows_that_contradict_a_name_leave_the_class_open() -> None:
    others = ["全县防汛会议召开", "县领导调研", "植树活动开展", "运动会开幕"]
    assert guess_class("法定年报", (), (), others).likely is ColumnClass.ANNUAL_REPORT


def test_news_of_a_topic_have_no_period_of_news() -> None:
    assert guess_class("工作动态", ("专题专栏", "创建文明城市"), (), ()).likely is ColumnClass.NEWS
    assert guess_class("工作动态", (), ("gzdt", "cswm", "ztzl"), ()).likely is ColumnClass.NEWS
    assert guess_class("政策文件", ("专题专栏", "十四五规划"), (), ()).column_class is ColumnClass.POLICY


def test_the_threshold_decides_what_is_used() -> None:
    strict = guess_class("通知公告", (), (), (), use_from=0.95)
    assert (strict.column_class, strict.likely) == (ColumnClass.OTHER, ColumnClass.NOTICE)
    loose = guess_class("工作分工", (), (), (), use_from=0.5)
    assert loose.column_class is ColumnClass.LEADERS


def test_what_stands_right_below_the_topics_is_one() -> None:
    assert guess_class("优化营商环境", ("专题专栏",), (), ()).column_class is ColumnClass.TOPIC
    assert guess_class("巩固脱贫成果", (), ("gptp", "ztzl"), ()).column_class is ColumnClass.TOPIC
    assert (
        guess_class("工作部署", ("专题专栏", "安全生产月"), ("gzbs", "aqscy", "ztzl"), ()).column_class
        is ColumnClass.OTHER
    )
    assert guess_class("工作规范", ("专栏规范",), (), ()).column_class is ColumnClass.OTHER
