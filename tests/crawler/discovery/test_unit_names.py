from __future__ import annotations

import pytest

from crawler.discovery.unit_names import is_unit_name, unit_in, unit_key, unit_kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("县发改局", "澜溪县发展和改革局"),
        ("县人社局", "澜溪县人力资源和社会保障局"),
        ("住建局", "县住房和城乡建设局"),
        ("县政府办", "澜溪县人民政府办公室"),
        ("青溪镇", "青溪镇人民政府"),
        ("城关街道", "城关街道办事处"),
        ("县卫健委", "澜溪县卫生健康委员会"),
        ("澜溪县民政局", "县民政局"),
    ],
)
def test_two_spellings_of_one_office(one: str, other: str) -> None:
    assert unit_key(one, "澜溪县") == unit_key(other, "澜溪县")


@pytest.mark.parametrize(
    ("one", "other"), [("县民政局", "县财政局"), ("青溪镇", "白溪镇"), ("县教育局", "县教育体育局")]
)
def test_two_offices_stay_two(one: str, other: str) -> None:
    assert unit_key(one, "澜溪县") != unit_key(other, "澜溪县")


@pytest.mark.parametrize("text", ["县教育局", "青溪镇人民政府", "县委宣传部办公室", "市场监督管理局", "城关街道办事处"])
def test_offices(text: str) -> None:
    assert is_unit_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "县融媒体中心",
        "新闻中心",
        "本站",
        "新华社",
        "通知公告",
        "互动交流",
        "工作格局",
        "乡镇街道",
        "委办局",
        "县委",
        "张三",
    ],
)
def test_what_is_no_office(text: str) -> None:
    assert not is_unit_name(text)


def test_the_office_inside_a_column_name() -> None:
    assert unit_in("市民政局工作动态") == "市民政局"
    assert unit_in("通知公告") == ""


def test_kinds() -> None:
    assert [unit_kind(name) for name in ("县教育局", "青溪镇人民政府", "城关街道办事处")] == [
        "department",
        "town",
        "street",
    ]
