"""Dates as pages write them: after labels, alone, and against the moment of the look."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from crawler.reading.written_dates import BEIJING, WrittenDate, date_after_label, dates_in, from_epoch, only_date

NOW = datetime(2024, 3, 20, 1, 30, tzinfo=BEIJING)


def told(written: WrittenDate | None) -> str | None:
    if written is None:
        return None
    year = written.year if written.year is not None else "--"
    return f"{year}-{written.month:02}-{written.day:02} {written.time}".strip()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023-12-01 09:05:07", "2023-12-01 09:05:07"),
        ("二〇二三年十二月一日", "2023-12-01"),
        ("２０２３年１２月１日", "2023-12-01"),
        ("[12-01]", "---12-01"),
        ("(23-12-01)", "2023-12-01"),
        ("20231201", "2023-12-01"),
        ("2013年13月1日", None),
        ("2023-02-30", None),
        ("12月1日", "---12-01"),
        ("刚刚", "2024-03-20"),
        ("半小时前", "2024-03-20"),
        ("2小时前", "2024-03-19"),  # over midnight
        ("昨天 17:30", "2024-03-19 17:30"),
        ("前天", "2024-03-18"),
        ("五天前", "2024-03-15"),
        ("两天前", "2024-03-18"),
        ("12天之前", "2024-03-08"),
        ("3个月前", None),  # which day that is nobody can say
    ],
)
def test_a_text_that_is_nothing_but_a_date(text: str, wanted: str | None):
    assert told(only_date(text, NOW)) == wanted


def test_hours_need_the_hour_of_the_look():
    assert only_date("2小时前", date(2024, 3, 20)) is None
    assert only_date("昨天") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("日期：19-12-06 来源：本站", "2019-12-06"),
        ("时间：12-01", "---12-01"),
        ("发布时间：【昨天 17:30】", "2024-03-19 17:30"),
        ("时间：12月6日至8日", None),
        ("时间：2023-12-06至12-12", None),
        ("时间：8:30", None),
        ("时间：3.5小时", None),
        ("日期：0900-5551234", None),
    ],
)
def test_the_date_after_a_label(text: str, wanted: str | None):
    assert told(date_after_label(text, text.index("：") + 1, NOW)) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023-06-19T16:30:00Z", "2023-06-20 00:30:00"),
        ("2023-06-19T16:30:00+00:00", "2023-06-20 00:30:00"),
        ("2024-02-05T01:20:00.000+0000", "2024-02-05 09:20:00"),
        ("2023-06-20T08:00:00+08:00", "2023-06-20 08:00:00"),
    ],
)
def test_times_of_other_zones_are_told_in_beijing(text: str, wanted: str):
    assert [told(one) for one in dates_in(text)] == [wanted]


def test_unix_times_in_seconds_and_milliseconds():
    assert told(from_epoch("1697788800000")) == told(from_epoch("1697788800")) == "2023-10-20 16:00:00"
    assert from_epoch("12345") is None
