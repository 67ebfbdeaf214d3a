"""The overlay of working days: what it adds, and how a mistake in it is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from xunjian.holidays import load_calendar
from xunjian.problems import WrongUse


def test_without_an_overlay_the_library_answers() -> None:
    calendar = load_calendar(None)
    assert calendar.is_workday(date(2023, 10, 7)) is True  # a make-up Saturday
    assert calendar.is_workday(date(2023, 10, 6)) is False
    assert calendar.is_workday(date(2045, 1, 3)) is None


def test_an_overlay_makes_a_further_year_known(tmp_path: Path) -> None:
    overlay = tmp_path / "days.yaml"
    overlay.write_text("2045:\n  days_off: [2045-01-02]\n  workdays: [2045-01-07]\n", encoding="utf-8")
    calendar = load_calendar(overlay)
    assert calendar.is_workday(date(2045, 1, 2)) is False
    assert calendar.is_workday(date(2045, 1, 3)) is True
    assert calendar.is_workday(date(2045, 1, 7)) is True
    assert calendar.working_days_after(date(2044, 12, 30), date(2045, 1, 7)) is None  # 2044 is still unknown
    assert calendar.working_days_after(date(2045, 1, 1), date(2045, 1, 7)) == 5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[1, 2]", "内容不对"),
        ("2045: [2045-01-01]", "days_off"),
        ("next: {days_off: []}", "不是年份"),
        ("2045: {days_off: [2044-01-01]}", "不是该年的日期"),
        ("2045: {days_off: [tomorrow]}", "不是该年的日期"),
        ("2045: {days_off: [2045-01-07], workdays: [2045-01-07]}", "同时写在"),
        ("2045: {days_off: [2045-01-07", "第"),
    ],
)
def test_a_mistake_is_one_sentence_with_the_file(tmp_path: Path, text: str, says: str) -> None:
    overlay = tmp_path / "days.yaml"
    overlay.write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse) as refused:
        load_calendar(overlay)
    assert str(overlay) in str(refused.value)
    assert says in str(refused.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="无法读取"):
        load_calendar(tmp_path / "nothing.yaml")
