"""Registries in Excel as people type them: what means the same is taken, everything else is told by sheet and row."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from checks.subjects import AccountType, ColumnClass
from crawler.registry_cell import CellKind, NotTaken, RegistryCell
from crawler.registry_document import RegistryError
from crawler.registry_form import RegistryForm
from crawler.registry_sheet import sheet_forms
from crawler.targets import CheckedDocument, check_document, load_registry, read_registry_file

URL = "https://www.example.gov.example/"
TWO_SITES = "http://a.gov.example/ http://b.gov.example/"


class Book:
    """A workbook as a person fills it, sheet by sheet; rows count from 1."""

    def __init__(self) -> None:
        self.book = openpyxl.Workbook()
        self.book.remove(self.book.worksheets[0])
        self.put("门户", [["项目", "内容"], ["门户名称", "示例县人民政府"], ["首页网址", URL]])
        self.put("单位", [["单位名称", "别名"], ["县发展和改革局", "县发改局"], ["县教育局", None]])
        self.put(
            "栏目",
            [["单位", "栏目名称", "栏目网址", "栏目类型"], ["县发展和改革局", "通知公告", f"{URL}a/", "通知公告"]],
        )

    def put(self, name: str, rows: list[list[Any]]) -> Any:
        if name in self.book.sheetnames:
            self.book.remove(self.book[name])
        sheet = self.book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        return sheet

    def checked(self, folder: Path) -> CheckedDocument:
        self.book.save(folder / "登记表.xlsx")
        return check_document(read_registry_file(folder / "登记表.xlsx"))

    def form(self, folder: Path) -> RegistryForm:
        checked = self.checked(folder)
        assert checked.mistakes == ()
        assert checked.form is not None
        return checked.form

    def mistakes(self, folder: Path) -> tuple[str, ...]:
        checked = self.checked(folder)
        assert checked.form is None
        assert checked.registry is None
        return checked.mistakes


@pytest.fixture
def book() -> Book:
    return Book()


def test_what_people_type_means_the_same(book: Book, tmp_path: Path) -> None:
    book.put(
        "门户",
        [
            ["某县登记表"],
            [],
            ["项目", "内容", "说明"],
            ["门户名称 *", " 示例县人民政府\u3000"],
            ["首页网址*", " https：//www．example.gov.example／ "],
        ],
    )
    book.put(
        "单位",
        [
            ["2023年登记表", "共两个单位"],
            ["单位名称\n*", "单位类别", "别名", "站点网址", "属性：设有政务服务大厅", "属性：自定", "备注"],
            [
                "县发展和改革局 ",
                "乡镇",
                "县发改局、发改委；发改",
                "http://a.gov.example/ http://b.gov.example/",
                "√",
                "否",
                "随意",
            ],
            [None] * 7,
            [2023, "自定类别", 110, None, "no", "县级", None],
        ],
    )
    book.put(
        "栏目",
        [
            ["单位", "栏目名称", "栏目网址", "栏目类型", "更新期限（天）", "豁免原因", "豁免截止日期", "备注二"],
            ["发改", "通知公告", f"{URL}1/", "notice", "１８０天", None, None, "x"],
            ["2023", "动态", f"{URL}2/", "动态要闻", 30.0, "本期无业务", datetime.combine(date(2023, 12, 31), time(0))],
            [2023, "另一个", f"{URL}3/", None, "30", "无", "2023年1月5日"],
            [2023, "再一个", f"{URL}4/", None, None, "无", "2023/1/5"],
            [2023, "又一个", f"{URL}5/", None, None, "无", 20230105],
        ],
    )
    form = book.form(tmp_path)
    assert form.portal.name == "示例县人民政府"
    assert form.portal.home == "https://www.example.gov.example/"
    first, second = form.units
    assert (first.name, first.kind, first.aliases) == ("县发展和改革局", "town", ["县发改局", "发改委", "发改"])
    assert first.sites == ["http://a.gov.example/", "http://b.gov.example/"]
    assert first.attributes == {"service_hall": True, "自定": False}
    assert (second.name, second.kind, second.aliases) == ("2023", "自定类别", ["110"])
    assert second.attributes == {"service_hall": False, "自定": "县级"}
    assert first.columns[0].column_class is ColumnClass.NOTICE
    assert first.columns[0].update_within_days == 180
    assert [column.exempt_until for column in second.columns] == [date(2023, 12, 31), *[date(2023, 1, 5)] * 3]
    assert second.columns[0].column_class is ColumnClass.NEWS


def test_merged_units_and_hidden_rows_count(book: Book, tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["单位", "栏目名称", "栏目网址"],
        ["县教育局", "甲", f"{URL}1/"],
        [None, "乙", f"{URL}2/"],
        [None, None, None],
    ]
    sheet = book.put("栏目", rows)
    sheet.merge_cells("A2:A4")
    sheet.row_dimensions[3].hidden = True
    book.book["单位"].sheet_state = "hidden"
    checked = book.checked(tmp_path)
    assert checked.form is not None
    assert [column.name for column in checked.form.units[1].columns] == ["甲", "乙"]
    notes = read_registry_file(tmp_path / "登记表.xlsx").notes
    assert notes == ("工作表“单位”已隐藏，其内容照常读取", "工作表“栏目”第3行已隐藏，其内容照常读取")


def test_every_mistake_in_one_go_in_the_order_of_the_sheets(book: Book, tmp_path: Path) -> None:
    portal: list[list[Any]] = [
        ["项目", "内容"],
        ["门户名称", None],
        ["首页网址", "www.example.gov.example"],
        ["电话", "1"],
    ]
    book.put("门户", portal)
    book.put("网络", [["项目", "内容"], ["每秒请求数", "快"], ["允许访问的内网网段", "10.0.0.0/99"]])
    units: list[list[Any]] = [["单位名称", "别名"], ["县教育局", None], [None, "教育"], ["县教育局", None]]
    book.put("单位", units)
    book.put(
        "栏目",
        [
            ["单位", "栏目名称", "栏目网址", "栏目类型", "更新期限（天）", "豁免截止日期"],
            ["县教育局", "甲", "nowhere", "通知", "三十", "2023-02-30"],
            ["县教育", "乙", None, None, 0, "2023-12-31"],
            ["县教育局", "甲", f"{URL}1/", None, None, None],
        ],
    )
    accounts: list[list[Any]] = [["单位", "平台", "账号类型", "账号名称"], [None, "微信", "公众号", "示例"]]
    book.put("账号", accounts)
    book.put("要求转载", [["标题", "发布日期"], ["通知", "去年"]])
    assert book.mistakes(tmp_path) == (
        "工作表“门户”第2行B列（门户名称）：未填；请填写，如 示例县人民政府",
        "工作表“门户”第3行B列（首页网址）：“www.example.gov.example”缺少 http:// 或 https://；"
        "请写完整网址，如 https://www.example.gov.example",
        "工作表“门户”第4行A列（项目）：不认识的项目“电话”；本表的项目：门户名称、首页网址、其他站点、指标体系",
        "工作表“网络”第2行B列（每秒请求数）：“快”不是数字；请写数字，如 2",
        "工作表“网络”第3行B列（允许访问的内网网段）：“10.0.0.0/99”不是有效的网段；"
        '请写成 127.0.0.0/8 或 "::1/128" 这样的 CIDR',
        "工作表“单位”第3行A列（单位名称）：未填；请填写，如 县发展和改革局",
        "工作表“单位”第4行A列（单位名称）：单位名称或别名“县教育局”与工作表“单位”第2行的单位重复；请改名或合并",
        "工作表“栏目”第2行C列（栏目网址）：“nowhere”不是可以访问的网址；请写完整网址，如 https://www.example.gov.cn/",
        "工作表“栏目”第2行D列（栏目类型）：“通知”不在可选范围内（是否想选“通知公告”？）；可选：动态要闻、通知公告、政策文件、"
        "政策解读、民意征集、网上调查、信息公开年报、规范性文件、政务咨询、领导信息、机构职能、办事指南、重大建设项目、"
        "财政预决算、查询服务、专题专栏、其他",
        "工作表“栏目”第2行E列（更新期限（天））：“三十”不是整数；请写天数，如 30",
        "工作表“栏目”第2行F列（豁免截止日期）：“2023-02-30”不是有效日期；请写成 2023-12-31 这样的年-月-日",
        "工作表“栏目”第3行A列（单位）：“单位”工作表中没有“县教育”（是否应为“县教育局”？）；请选择已登记的单位，或先登记该单位",
        "工作表“栏目”第3行C列（栏目网址）：未填；请填写，如 https://www.example.gov.cn/tzgg/",
        "工作表“栏目”第3行E列（更新期限（天））：“0”超出范围；请写 1 到 3660 之间的天数",
        "工作表“栏目”第3行F列（豁免截止日期）：写了“豁免截止日期”却没有“豁免原因”；请在“豁免原因”写明豁免原因",
        "工作表“栏目”第4行B列（栏目名称）：栏目“甲”与工作表“栏目”第2行重复；请改名以便区分",
        "工作表“账号”第2行A列（单位）：未填；请选择该行所属的单位",
        "工作表“账号”第2行C列（账号类型）：“公众号”不在可选范围内；可选：订阅号、服务号、微博、抖音、今日头条、移动客户端、"
        "小程序、其他平台",
        "工作表“要求转载”第2行B列（发布日期）：“去年”不是有效日期；请写成 2023-12-31 这样的年-月-日",
    )


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("网址链接", "不认识的列名"),
        ("栏目名称", "同一列名出现两次"),
        ("负责人", "不登记的内容请把列名改为“备注”"),
    ],
)
def test_columns_that_are_not_known_are_never_left_out(book: Book, tmp_path: Path, heading: str, told: str) -> None:
    book.put("栏目", [["单位", "栏目名称", "栏目网址", heading], ["县教育局", "甲", URL, "x"]])
    (mistake,) = book.mistakes(tmp_path)
    assert mistake.startswith(f"工作表“栏目”第1行D列（{heading}）：")
    assert told in mistake


def test_a_renamed_heading_and_a_renamed_sheet(book: Book, tmp_path: Path) -> None:
    book.put("栏目", [["单位", "栏目名称", "网址"], ["县教育局", "甲", URL]])
    mistakes = book.mistakes(tmp_path)
    assert "是否应为“栏目网址”？" in mistakes[0]
    assert mistakes[1] == "工作表“栏目”第1行：缺少列“栏目网址”；请按模板补上"
    book.book["栏目"].title = "栏目表"
    assert book.mistakes(tmp_path) == (
        "工作表“栏目表”：不认识的工作表；是否应为“栏目”？不登记的内容请删去，或把工作表改名为“备注”",
    )


def test_values_without_headings_and_sheets_that_are_missing(book: Book, tmp_path: Path) -> None:
    book.put("栏目", [["单位", "栏目名称", "栏目网址"], ["县教育局", "甲", URL, "多余"]])
    book.put("账号", [["县教育局", "微信", "订阅号"]])
    assert book.mistakes(tmp_path) == (
        "工作表“栏目”第2行D列：该列没有列名；请删去内容，或写上列名“备注”",
        "工作表“账号”前10行：没有列名（平台、账号类型、账号名称、认证主体等）；请保留模板的列名一行",
    )
    del book.book["账号"]
    del book.book["栏目"]
    del book.book["门户"]
    assert book.mistakes(tmp_path)[0].startswith("缺少工作表“门户”；")


def test_a_line_of_the_portal_that_was_deleted(book: Book, tmp_path: Path) -> None:
    book.put("门户", [["项目", "内容"], ["门户名称", "示例县人民政府"]])
    assert book.mistakes(tmp_path) == ("工作表“门户”：缺少项目“首页网址”；请按模板补上该行",)


def test_formulas_errors_dates_and_wide_merges_are_refused(book: Book, tmp_path: Path) -> None:
    sheet = book.put(
        "栏目",
        [
            ["单位", "栏目名称", "栏目网址"],
            ["县教育局", "=A1", URL],
            ["县教育局", "#REF!", f"{URL}1/"],
            ["县教育局", datetime.combine(date(2023, 1, 2), time(0)), f"{URL}2/"],
            ["县教育局", "甲", None],
        ],
    )
    sheet["B3"].data_type = "e"
    sheet.merge_cells("B5:C5")
    mistakes = book.mistakes(tmp_path)
    assert mistakes[0] == "工作表“栏目”第2行B列（栏目名称）：不得使用公式；请直接填写内容（选择性粘贴为“数值”）"
    assert mistakes[1] == "工作表“栏目”第3行B列（栏目名称）：单元格为错误值 #REF!；请填写内容"
    assert "日期或时间格式" in mistakes[2]
    assert mistakes[3] == "工作表“栏目”第5行B列（栏目名称）：合并了几列；请取消合并，逐格填写"


def test_one_sentence_for_an_audit(book: Book, tmp_path: Path) -> None:
    book.put("栏目", [["单位", "栏目名称", "栏目网址"], ["县教育局", "甲", "x"], ["县教育局", "乙", "y"]])
    book.book.save(tmp_path / "a.xlsx")
    with pytest.raises(RegistryError) as refused:
        load_registry(tmp_path / "a.xlsx")
    sentence = str(refused.value)
    assert "a.xlsx 工作表“栏目”第2行C列（栏目网址）" in sentence
    assert "另有 1 处" in sentence
    assert "\n" not in sentence


def test_files_that_are_no_workbook(tmp_path: Path, book: Book) -> None:
    for name, body, told in (
        ("a.xlsx", b"portal: {}", "不是 .xlsx 文件"),
        ("b.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "已加密或为旧格式"),
        ("c.xls", b"", "另存为"),
        ("d.xlsm", b"", "另存为"),
        ("e.et", b"", "另存为"),
    ):
        (tmp_path / name).write_bytes(body)
        with pytest.raises(RegistryError, match=told):
            load_registry(tmp_path / name)
    with zipfile.ZipFile(tmp_path / "f.xlsx", "w") as packed:
        packed.writestr("xl/worksheets/sheet1.xml", "<x/>")
    with pytest.raises(RegistryError, match=r"不是可以读取的"):
        load_registry(tmp_path / "f.xlsx")
    book.book.save(tmp_path / "g.xlsx")
    with zipfile.ZipFile(tmp_path / "g.xlsx", "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(RegistryError, match="宏"):
        load_registry(tmp_path / "g.xlsx")


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, book: Book) -> None:
    book.book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet9.xml", bytes(160_000_000))
    with pytest.raises(RegistryError, match="展开后过大"):
        load_registry(tmp_path / "a.xlsx")


def test_a_row_far_below_is_told_and_not_lost(book: Book, tmp_path: Path) -> None:
    book.book["栏目"]["B30000"] = "远处"
    assert any("超过20000行（填到第30000行）" in mistake for mistake in book.mistakes(tmp_path))


def test_a_column_far_out_and_a_crowd_of_sheets_are_told(book: Book, tmp_path: Path) -> None:
    book.book["栏目"]["BZ2"] = "远处"
    assert book.mistakes(tmp_path) == ("工作表“栏目”：超过60列（填到第78列）；请删去多余的列",)
    for number in range(40):
        book.put(f"Sheet{number}", [[]])
    with pytest.raises(RegistryError, match="工作表超过30个"):
        book.checked(tmp_path)


def test_outside_entities_are_not_fetched(book: Book, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim", encoding="utf-8")
    book.book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'.encode()
    for name in list(parts):
        if name.startswith("xl/worksheets/"):
            parts[name] = entity + parts[name].replace(b"<sheetData>", b"<sheetData>&e;")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    with pytest.raises(RegistryError) as refused:
        load_registry(tmp_path / "a.xlsx")
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        (CellKind.DAY, "2023.1.5", "2023-01-05"),
        (CellKind.DAY, "２０２３－０１－０５", "2023-01-05"),
        (CellKind.DAY, date(2023, 1, 5), "2023-01-05"),
        (CellKind.YES_NO, "×", False),
        (CellKind.YES_NO, True, True),
        (CellKind.NUMBER, "０.５", 0.5),
        (CellKind.TEXT, 110.0, "110"),
        (CellKind.TEXT, '"甲\\n乙"', "甲\n乙"),
        (CellKind.TEXT, '县"放管服"办', '县"放管服"办'),
        (CellKind.ADDRESS, "导出（2023）.csv", "导出（2023）.csv"),
    ],
)
def test_cells(kind: CellKind, raw: Any, value: Any) -> None:
    assert RegistryCell(kind).taken(raw) == value


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (CellKind.DAY, 45291),
        (CellKind.DAY, "2023-13-01"),
        (CellKind.DAY, True),
        (CellKind.YES_NO, "也许"),
        (CellKind.WHOLE, 1.5),
        (CellKind.WHOLE, "inf"),
        (CellKind.NUMBER, "二"),
        (CellKind.TEXT, datetime.combine(date(2023, 1, 1), time(9))),
    ],
)
def test_cells_that_are_not_taken(kind: CellKind, raw: Any) -> None:
    with pytest.raises(NotTaken):
        RegistryCell(kind).taken(raw)


def test_every_key_of_the_form_has_its_own_heading() -> None:
    assert {form.path[0] for form in sheet_forms()} == set(RegistryForm.model_fields)
    for form in sheet_forms():
        headings = [field.heading for field in form.fields]
        assert len(set(headings)) == len(headings)
        for field in form.fields:
            assert field.words.meaning, f"{form.path} {field.path} has no words in registry_words.py"


def test_a_choice_is_taken_by_its_word_and_by_its_value() -> None:
    cell = next(field.cell for form in sheet_forms() for field in form.fields if field.path == ("applies_to",))
    assert cell.taken("订阅号、WEIBO\n抖音") == [AccountType.SUBSCRIPTION, AccountType.WEIBO, AccountType.DOUYIN]
