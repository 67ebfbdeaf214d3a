"""Until when a call may be answered, in the words offices use."""

from __future__ import annotations

from datetime import date

import pytest

from checks.derived.closing_day import closing_day
from checks.workdays import WorkCalendar

PUBLISHED = date(2023, 11, 1)
YEAR_2031 = WorkCalendar({2031: {date(2031, 3, 4): False}})


@pytest.mark.parametrize(
    ("text", "closing"),
    [
        ("征求意见时间：2023年11月1日至2023年11月30日。", date(2023, 11, 30)),
        ("征求意见期为11月1日—30日", date(2023, 11, 30)),
        ("征集时间：[2023-11-01 00:00] 至 [2023-11-14 23:59]", date(2023, 11, 14)),
        ("开始时间：2023-11-01 结束时间：2023-11-20　填写问卷", date(2023, 11, 20)),
        ("公开征求意见时间截止为2023年11月28日。", date(2023, 11, 28)),
        ("意见反馈截止时间为12月10日下午5:00", date(2023, 12, 10)),
        ("如有意见，请于二〇二三年十二月一日17:00前反馈。", date(2023, 12, 1)),
        ("截止日期：2023.12.05，欢迎提出意见", date(2023, 12, 5)),
        ("一、反馈时间\n2023年11月25日前\n二、反馈方式", date(2023, 11, 25)),
        ("意见征集时间从即日起至12月30日。", date(2023, 12, 30)),
        ("征集意见时间为2023年12月20日至1月20日", date(2024, 1, 20)),
        ("征求意见期限为自公布之日起30日内。", date(2023, 12, 1)),
        ("公示期为7个工作日，自本通告发布之日起计算，欢迎提出意见", date(2023, 11, 10)),
        ("公众可在本公告发布之日起十五个工作日内提出意见", date(2023, 11, 22)),
        ("请于2023年11月18日前完成问卷填写。", date(2023, 11, 18)),
        ("请于本公告发布之日起30日内（即2023年12月1日前）将意见反馈至邮箱。", date(2023, 12, 1)),
        ("公示时间：2023/11/01—2023/11/08，如有意见请来电", date(2023, 11, 8)),
        ("现公开征求意见，为期两周。", date(2023, 11, 15)),
        ("时间为2023年11月1日至11月30日。", date(2023, 11, 30)),
        ("欢迎社会各界来函。时间为2023年11月3日至2024年1月3日。", date(2024, 1, 3)),
        ("期限30天（自2023年11月1日起至2023年11月30日止）。", date(2023, 11, 30)),
        ("三、期限：2023年11月1日—2023年12月1日（共30天）", date(2023, 12, 1)),
        ("自2023年10月28日至2023年11月27日", date(2023, 11, 27)),
        ("起止时间：[2023-11-01]至[2023-11-20]", date(2023, 11, 20)),
        # A bare period counts only where nothing says until when to answer.
        ("意见反馈截止时间为2023年11月20日。\n时间：2023年11月1日至2023年12月31日", date(2023, 11, 20)),
    ],
)
def test_stated(text: str, closing: date | None) -> None:
    found = closing_day(text, PUBLISHED, WorkCalendar())
    assert (found and found.day) == closing


@pytest.mark.parametrize(
    "text",
    [
        "欢迎提出宝贵意见。",
        "培训时间：2023年11月1日至11月30日。",
        "规划期限为2023年11月1日至2035年12月31日。",
        "自2023年1月1日至2023年11月30日",
        "施工期限30天（自2023年11月1日起至2023年11月30日止）",
        "统计时段：2023年11月1日至2023年11月30日",
        "征求意见时间：2023年11月6日至6日",
        "本办法自2024年1月1日起施行，有效期至2028年12月31日。",
        "主管部门应当自收到申请之日起5个工作日内提出意见。",
        "到2025年12月底前建成投用，广泛听取意见。",
        "结果反馈时间：2023年12月21日",
        "征求意见时间：2023年13月1日前",
    ],
)
def test_not_stated(text: str) -> None:
    assert closing_day(text, PUBLISHED, WorkCalendar()) is None


def test_days_of_the_draft_do_not_count() -> None:
    text = "征求意见时间：2023年11月1日至11月30日。\n第九条 本办法自2024年1月1日起施行，有效期至2028年12月31日。"
    found = closing_day(text, PUBLISHED, WorkCalendar())
    assert found is not None
    assert found.day == date(2023, 11, 30)


def test_a_period_without_its_beginning_has_no_end() -> None:
    assert closing_day("自公布之日起30日内提出意见", None, WorkCalendar()) is None
    assert closing_day("请于12月10日前反馈意见", None, WorkCalendar()) is None


def test_working_days_of_a_year_nobody_knows() -> None:
    text = "自发布之日起3个工作日内提出意见"
    assert closing_day(text, date(2031, 3, 3), WorkCalendar()) is None
    found = closing_day(text, date(2031, 3, 3), YEAR_2031)
    assert found is not None
    assert found.day == date(2031, 3, 7)


def test_of_two_days_the_later_counts() -> None:
    found = closing_day("请于2023年11月10日前反馈意见。\n征集截止日期延期至2023年11月20日。", PUBLISHED, WorkCalendar())
    assert found is not None
    assert found.day == date(2023, 11, 20)
