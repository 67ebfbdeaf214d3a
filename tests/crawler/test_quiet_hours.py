from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from crawler.quiet_hours import QuietHours, normal_quiet_hours
from crawler.targets import RegistryError, load_registry


def left(spans: tuple[str, ...], hour: int, minute: int, second: int = 0) -> float:
    """`hour` in Beijing; the clock that is read stands in UTC."""
    now = datetime(2023, 12, 15, (hour - 8) % 24, minute, second, tzinfo=UTC)
    return QuietHours(spans).seconds_left(now)


@pytest.mark.parametrize(
    ("hour", "minute", "second", "seconds"),
    [
        (21, 59, 59, 0),
        (22, 0, 0, 8 * 3600),
        (23, 30, 0, 6.5 * 3600),
        (0, 0, 0, 6 * 3600),
        (5, 59, 30, 30),
        (6, 0, 0, 0),
    ],
)
def test_a_span_over_midnight(hour, minute, second, seconds):
    assert left(("22:00-06:00",), hour, minute, second) == seconds


def test_spans_that_touch_are_one():
    assert left(("08:00-10:00", "10:00-12:00"), 9, 0) == 3 * 3600
    assert left(("20:00-24:00", "00:00-01:00"), 23, 0) == 2 * 3600
    assert left((), 9, 0) == 0


@pytest.mark.parametrize(
    ("typed", "normal"),
    [("8:00-10:00", "08:00-10:00"), ("22：00至6：00", "22:00-06:00"), ("0:00 - 24:00", "00:00-24:00")],
)
def test_however_it_is_typed(typed, normal):
    assert normal_quiet_hours(typed) == normal


@pytest.mark.parametrize(
    "typed", ["nights", "22-6", "08:00", "08:60-09:00", "25:00-26:00", "24:00-06:00", "08:00-08:00", "x"]
)
def test_what_is_no_span(typed):
    with pytest.raises(ValueError, match=re.escape(typed)):
        normal_quiet_hours(typed)


def test_a_day_without_any_hour_left_is_refused():
    with pytest.raises(ValueError, match="no minute"):
        QuietHours(("00:00-12:00", "12:00-24:00"))
    assert QuietHours(("00:00-12:00", "12:00-23:59")).seconds_left(datetime(2023, 12, 15, 15, 59, tzinfo=UTC)) == 0


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ('quiet_hours: ["22:00"]', "“22:00”不是时段；请写成 22:00-06:00 这样的起止时间（北京时间）"),
        ('quiet_hours: ["00:00-24:00"]', "全天都不可访问，检查无法进行；请留出可访问的时间"),
        ("requests_at_once: 0", "应在 1 到 4 之间；默认 1（对同一主机逐个请求）"),
        ("requests_at_once: 5", "应在 1 到 4 之间；默认 1（对同一主机逐个请求）"),
    ],
)
def test_the_registry_says_what_to_write_instead(tmp_path, network, said):
    file = tmp_path / "registry.yaml"
    file.write_text(f'portal: {{name: 澜溪县, home: "http://a.example/"}}\nnetwork: {{{network}}}\n', encoding="utf-8")
    with pytest.raises(RegistryError) as refused:
        load_registry(file)
    assert said in str(refused.value)


def test_the_registry_keeps_both(tmp_path):
    file = tmp_path / "registry.yaml"
    file.write_text(
        'portal: {name: 澜溪县, home: "http://a.example/"}\n'
        'network: {requests_at_once: 4, quiet_hours: ["8:00-10:00", "08:00-10:00"]}\n',
        encoding="utf-8",
    )
    network = load_registry(file).network
    assert (network.requests_at_once, network.quiet_hours) == (4, ("08:00-10:00",))
