"""`xunjian registry`: nothing is lost between YAML and Excel, equal registries give equal bytes, mistakes end in 2."""

from __future__ import annotations

import io
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.subjects import AccountType, ColumnClass
from crawler.registry_form import RegistryForm
from crawler.registry_words import GUIDE
from crawler.registry_yaml import registry_text
from crawler.targets import check_document, load_registry, read_registry_file
from tests.crawler.test_targets import WHOLE
from tests.xunjian.stored_run import Said
from xunjian.cli import main
from xunjian.registry_book import registry_book

# Words that mean something in a cell or in YAML stand beside any text that a registry may hold.
NASTY = st.sampled_from(
    [
        *("是", "否", "√", "true", "No", "~", "null", "110", "007", "1e5", "2023-12-31", "微信", "部门", "订阅号"),
        *(
            "=1+1",
            "+86",
            "-",
            "@x",
            "＝1",
            "'=1",
            "'",
            "'引号",
            '"甲"',
            '甲"乙"',
            '"',
            "\\",
            "*",
            "甲、乙；丙，丁",
            "a,b;c",
        ),
        *("甲\n乙", "甲\t乙", "甲\r乙", "\x07", "\ufeff甲", "甲\u3000", "_x0041_", "x005F_", "#N/A"),
        *("a,b;c", "属性：甲", "甲：乙", "备注", "单位"),
    ]
)
ANY_TEXT = st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
TEXT = ANY_TEXT.map(str.strip).filter(bool)
URLS = st.sampled_from(
    [
        *(
            "https://a.gov.example/",
            "http://a.gov.example:8800/甲/乙.html?x=1,2;3",
            "https://a.gov.example/a b/（甲）、乙",
        ),
        *("HTTPS://A.GOV.EXAMPLE", "https://a.gov.example/#3", "https://a.gov.example/；"),
    ]
)
SOURCES = st.one_of(
    URLS, st.sampled_from(["accounts/发改（2023）.csv", " a.csv ", "", "C:\\导出\\甲.xlsx", "甲，乙.csv"])
)
DAYS = st.dates(date(1990, 1, 1), date(2050, 12, 31)).map(date.isoformat)
SHARE = st.floats(0, 1, allow_nan=False)
GUESS = st.none() | st.fixed_dictionaries(
    {"confidence": SHARE},
    optional={
        "reason": ANY_TEXT,
        "likely": st.sampled_from(ColumnClass),
        "unit_confidence": SHARE,
        "unit_reason": ANY_TEXT,
        "confirm": st.booleans(),
    },
)
COLUMN = st.fixed_dictionaries(
    {"name": TEXT, "url": URLS},
    optional={
        "class": st.sampled_from(ColumnClass),
        "update_within_days": st.integers(1, 3660),
        "exempt": TEXT,
        "guess": GUESS,
    },
)
ACCOUNT = st.fixed_dictionaries(
    {"platform": TEXT, "name": TEXT},
    optional={"type": st.sampled_from(AccountType), "verified_as": ANY_TEXT, "source": SOURCES, "guess": GUESS},
)
UNIT: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"name": TEXT},
    optional={
        "kind": TEXT,
        "aliases": st.lists(TEXT, max_size=3),
        "roles": st.lists(TEXT, max_size=2),
        "attributes": st.dictionaries(ANY_TEXT, st.booleans() | ANY_TEXT, max_size=3),
        "sites": st.lists(URLS, max_size=2),
        "columns": st.lists(COLUMN, max_size=3),
        "accounts": st.lists(ACCOUNT, max_size=2),
        "guess": GUESS,
    },
)
REGISTRY: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "portal": st.fixed_dictionaries(
            {"name": TEXT, "home": URLS},
            optional={"sites": st.lists(URLS, max_size=3), "catalogues": st.lists(TEXT, max_size=2)},
        )
    },
    optional={
        "network": st.fixed_dictionaries(
            {},
            optional={
                "requests_per_second": st.floats(0.01, 50) | st.integers(1, 50),
                "resolver": st.sampled_from(["127.0.0.1:53", "[::1]:5353"]),
                "allow": st.lists(st.sampled_from(["127.0.0.0/8", "::1/128"]), max_size=2),
                "user_agent_contact": st.sampled_from(["", "mailto:a@example.gov.example", "https://a.example/a,b;c"]),
            },
        ),
        "units": st.lists(UNIT, max_size=3, unique_by=lambda unit: str(unit["name"])),
        "required_reposts": st.lists(
            st.fixed_dictionaries(
                {"title": TEXT, "published": DAYS},
                optional={"deadline": DAYS, "applies_to": st.lists(st.sampled_from(AccountType), max_size=3)},
            ),
            max_size=2,
        ),
    },
)


def read_back(name: str, body: bytes) -> RegistryForm | None:
    """None where the registry itself names two things alike."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(body)
        checked = check_document(read_registry_file(file))
    if checked.form is None:
        assert all("重复" in mistake for mistake in checked.mistakes), checked.mistakes
    return checked.form


@settings(max_examples=40)
@given(REGISTRY)
def test_nothing_is_lost_between_yaml_and_excel(content: dict[str, Any]) -> None:
    form = RegistryForm.model_validate(content)
    from_yaml = read_back("a.yaml", registry_text(form).encode())
    from_sheet = read_back("a.xlsx", registry_book(form))
    if from_yaml is None:
        assert from_sheet is None
        return
    assert from_yaml == form
    assert from_sheet == form
    assert registry_text(from_sheet) == registry_text(form)
    assert registry_book(from_sheet) == registry_book(form)


def test_a_registry_of_a_county(tmp_path: Path) -> None:
    units = [
        {
            "name": f"第{number}局",
            "columns": [
                {"name": f"栏目{column}", "url": f"https://a.gov.example/{number}/{column}/"} for column in range(30)
            ],
        }
        for number in range(100)
    ]
    form = RegistryForm.model_validate({"portal": {"name": "县", "home": "https://a.gov.example/"}, "units": units})
    file = tmp_path / "county.xlsx"
    file.write_bytes(registry_book(form))
    assert check_document(read_registry_file(file)).form == form


def test_both_forms_load_as_the_same_registry(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(WHOLE, encoding="utf-8")
    done("convert", "a.yaml", "-o", "a.xlsx", folder=tmp_path)
    assert load_registry(tmp_path / "a.xlsx") == load_registry(tmp_path / "a.yaml")


def test_the_template_explains_itself_and_has_drop_downs(tmp_path: Path) -> None:
    done("template", "-o", "t.xlsx", folder=tmp_path)
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["门户", "网络", "单位", "栏目", "账号", "要求转载", GUIDE]
    rules = {str(rule.sqref).partition("3")[0]: rule for rule in book["栏目"].data_validations.dataValidation}
    assert "通知公告" in rules["D"].formula1
    assert rules["A"].formula1.startswith("'单位'!")
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "订阅号" in "".join(str(cell.value) for row in book[GUIDE].iter_rows() for cell in row)


def test_a_template_from_a_registry_is_filled(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(WHOLE, encoding="utf-8")
    done("template", "-o", "t.xlsx", "--from", "a.yaml", folder=tmp_path)
    said = done("check", "t.xlsx", folder=tmp_path)
    assert said.stdout == "t.xlsx：可以使用（示例县人民政府：单位 1 个，栏目 2 个，账号 1 个，要求转载 1 条）\n"
    assert "accounts/fgj.csv" in said.stderr


def test_all_mistakes_are_told_and_end_in_two(tmp_path: Path) -> None:
    wrong = WHOLE.replace("class: notice", "class: notices").replace("zengdu-2023", "zengdu-2032")
    wrong = wrong.replace("2023-11-27", "soon").replace("https://fgj", "fgj", 1)
    (tmp_path / "a.yaml").write_text(wrong, encoding="utf-8")
    said = run("check", "a.yaml", folder=tmp_path)
    assert said.returncode == 2
    assert said.stdout == ""
    lines = said.stderr.splitlines()
    assert lines[0] == "错误：a.yaml：共 4 处需要修改"
    assert [line.partition("，")[0] for line in lines[1:]] == ["第 4 行", "第 19 行", "第 25 行", "第 5 行"]
    assert "zengdu-2023" in lines[4]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("template", "-o", "t.xls"), "t.xls"),
        (("template", "-o", "t.xlsx", "--from", "nothing.yaml"), "nothing.yaml"),
        (("check", "nothing.xlsx"), "没有这个文件"),
        (("convert", "a.yaml", "-o", "b.csv"), "b.csv"),
        (("convert", "a.yaml", "-o", "a.yaml"), "同一个文件"),
    ],
)
def test_wrong_use_writes_nothing(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    (tmp_path / "a.yaml").write_text(WHOLE, encoding="utf-8")
    said = run(*words, folder=tmp_path)
    assert said.returncode == 2
    assert says in said.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["a.yaml"]


def run(*words: str, folder: Path) -> Said:
    """The command line from its entry point on, in this process: a start of Python per command takes seconds."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    argv = mock.patch.object(sys, "argv", ["xunjian", "registry", *words])
    with redirect_stdout(out), redirect_stderr(err), chdir(folder), argv:
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    return Said(code, out.getvalue(), err.getvalue())


def done(*words: str, folder: Path) -> Said:
    said = run(*words, folder=folder)
    assert said.returncode == 0, said.stderr
    return said
