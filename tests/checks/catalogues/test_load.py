"""The loader refuses what cannot be billed, and says where and what to write instead."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from checks.catalogues.catalogue import Sense
from checks.catalogues.faults import CatalogueError
from checks.catalogues.load import catalogue_ids, load_bytes, load_catalogue, load_file
from tests.checks.scoring.small_table import RULES, TABLE, load


def refused(text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load(text)
    assert all(fault.startswith("small.yaml：") for fault in caught.value.faults)
    return str(caught.value)


def test_a_table_of_another_shape_needs_no_code() -> None:
    table = load()
    assert [row.id for row in table.indicators] == ["A", "B"]
    assert table.groups[0].sense is Sense.REGULAR
    assert table.digest == hashlib.sha256(TABLE.encode()).hexdigest()
    assert {demand.check for demand in table.demands()} == set(RULES)


@pytest.mark.parametrize(
    ("old", "new", "row", "advice"),
    [
        ("{check: quiet}", "{check: quite}", "B2", "是否指 quiet"),
        ("{check: quiet}", "{check: quiet, params: {limits: 2}}", "B2", "可用参数：limit"),
        ("{check: quiet}", "{check: slow}", "B2", "share 只能用 Occurrences、Answer"),
        (
            "{check: quiet}",
            "{evidence: {ask: 时长, answer: delays}}",
            "B2",
            "请改写：yes-no、occurred、number、dates、ratio、conditions",
        ),
        ("source: {check: quiet}, ", "", "B2", "缺少来源"),
        ("source: {check: quiet}", "source: {}", "B2", "evidence（报送材料）"),
        ('{kind: share, share: "40"}', '{kind: shares, share: "40"}', "B2", "是否指 share"),
        ('{kind: share, share: "40"}', "{kind: zeroes}", "B2", "是否指 zeroing"),
        ('{kind: share, share: "40"}', "{kind: share, share: 40}", "B2", "带引号"),
        ('{kind: share, share: "40"}', '{kind: share, share: "140"}', "B2", "超出范围（不得大于100）"),
        ('{kind: share, share: "40"}', "{kind: share}", "B2", "缺少该项"),
        ('share: "40"', 'share: "30"', "B", 'computed: "90%"'),
        ('weight: "6"', 'weight: "5"', "网站", 'computed: "9"'),
        ('weight: "6"', "weight: 6", "B", "带引号"),
        ('weight: "6"', 'weight: "-6"', "B", "权重须为正数"),
        ('weight: "6"', 'weight: "六"', "B", "不是数值"),
        ("class: [policy]", "class: [police]", "A1", "policy、interpretation"),
        ("id: B1", "id: A1", "A1", "编号重复"),
        ("at: A,", "at: Z,", "网站", "不是行号"),
        ("text: 链接可用", "text: 链接可用\n        wieght: 1", "B", "没有这个键"),
        ("id: small-2024", "id: Small 2024", "id", "小写字母"),
        ("title: 某单位网站检查表", "", "title", "缺少该项"),
    ],
)
def test_a_fault_names_file_and_row_and_what_to_write(old: str, new: str, row: str, advice: str) -> None:
    assert old in TABLE
    told = refused(TABLE.replace(old, new, 1))
    assert f"small.yaml：{row}" in told
    assert advice in told
    assert len(told.splitlines()) == 1, "one mistake, one sentence"


def test_all_faults_are_told_at_once() -> None:
    told = refused(TABLE.replace("{check: quiet}", "{check: quite}").replace('share: "60"', 'share: "six"'))
    assert len(told.splitlines()) == 2


def test_broken_yaml_names_the_line() -> None:
    assert "第3行" in refused("id: a\ntitle: b\n  edition: c\n")


def test_a_key_written_twice_is_refused() -> None:
    assert "键 title 重复" in refused(TABLE.replace('edition: "2024"', "title: 又一个"))


def test_a_discrepancy_is_needed_where_the_table_errs_and_only_there() -> None:
    listed = 'discrepancies: [{at: B, about: shares, printed: 60%＋30%, computed: "90%", reading: 不扣}]\n'
    short = TABLE.replace('share: "40"', 'share: "30"')
    assert load(short + listed).discrepancies[0].computed == "90%"
    assert "计算无误" in refused(TABLE + listed)
    assert '计算结果是 "90%"' in refused(short + listed.replace('"90%"', '"95%"'))
    assert "不是本表的行号" in refused(short + listed.replace("at: B", "at: Z"))


def test_a_printed_total_is_compared_with_the_rows() -> None:
    assert 'computed: "10"' in refused(TABLE + 'total: "100"\n')
    assert load(TABLE + 'total: "10"\n').total == 10


def test_parameters_of_the_table_reach_clauses_and_default_demands() -> None:
    table = load(TABLE + "parameters: [{check: broken, params: {limit: 5}, source: 表注}]\n")
    assert [demand.params for demand in table.demands() if demand.check == "broken"] == [{"limit": 5}]
    assert "没有检查项" in refused(TABLE + "parameters: [{check: brken, params: {}, source: 表注}]\n")


def test_a_file_of_the_user_is_read_where_it_stands(tmp_path: Path) -> None:
    place = tmp_path / "own.yaml"
    place.write_text(TABLE, encoding="utf-8")
    assert load_file(place, RULES).id == "small-2024"
    with pytest.raises(CatalogueError, match=r"own2\.yaml：文件无法读取"):
        load_file(tmp_path / "own2.yaml", RULES)
    with pytest.raises(CatalogueError, match=r"UTF-8"):
        load_bytes("标题".encode("gb18030"), "own.yaml", RULES)


def test_an_unknown_table_is_answered_with_the_known_ones() -> None:
    assert "zengdu-2023" in catalogue_ids()
    with pytest.raises(CatalogueError, match="zengdu-2023"):
        load_catalogue("zengdu-2099")
