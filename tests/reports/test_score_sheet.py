from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from checks.catalogues.catalogue import Catalogue, Clause, Group, Heading, Indicator, Sense
from checks.catalogues.load import catalogue_ids, load_catalogue
from checks.check import AsOf
from checks.scoring.scorecard import score
from checks.subjects import Unit
from reports.audit import ScoredTable, SelfAssessment
from reports.chinese_names import MET
from reports.score_sheet import score_sheet
from reports.sheet_grid import GridColumn, Line, SheetGrid, sheet_formats
from reports.spreadsheet import new_workbook
from tests.reports.sample_audit import AS_OF

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
EXTRA = ("扣分及待定情况", "原表说明及读法")


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def scored(audit, catalogue: Catalogue, units: tuple[Unit, ...] | None = None) -> ScoredTable:
    portal = audit.portal if units is None else replace(audit.portal, units=units)
    return ScoredTable(catalogue=catalogue, cards=score(catalogue, portal, audit.outcomes, AsOf(AS_OF)))


def texts(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def city_rows(*rows: Indicator, columns: tuple[str, ...], base: Catalogue, **more) -> Catalogue:
    group = Group(name="", sense=Sense.REGULAR, headings=(Heading(text="考评指标", at=rows[0].id, points=None),),
                  indicators=rows)  # fmt: skip
    return replace(base, columns=columns, groups=(group,), discrepancies=(), **more)


def row(row_id: str, path: tuple[str, ...], *texts: str, weight: str = "10", **more) -> Indicator:
    clauses = tuple(Clause(id=f"{row_id}.{number}", text=each) for number, each in enumerate(texts, start=1))
    values = {"text": "", "weight": Decimal(weight) if weight else None, "sense": Sense.REGULAR, **more}
    return Indicator(id=row_id, path=path, weight_text=weight, clauses=clauses, **values)


def of_rows(card, rows: tuple[Indicator, ...]):
    """The card with its first results put to other rows."""
    results = zip(card.indicators, rows, strict=False)
    return replace(card, indicators=tuple(replace(result, indicator=mine) for result, mine in results))


@pytest.fixture(scope="module")
def zengdu(audit):
    return scored(audit, load_catalogue("zengdu-2023"))


def test_the_same_audit_gives_the_same_bytes(audit, zengdu):
    assert score_sheet(audit, zengdu) == score_sheet(audit, zengdu)


def test_a_ranking_and_one_sheet_per_unit(audit, zengdu):
    assert opened(score_sheet(audit, zengdu)).sheetnames == ["排名", *(unit.name for unit in audit.portal.units)]


def test_the_printed_columns_stand_in_their_order_with_their_texts(audit, zengdu):
    catalogue = zengdu.catalogue
    sheet = opened(score_sheet(audit, zengdu)).worksheets[1]
    rows = texts(sheet)
    assert rows[0][0] == catalogue.title
    assert "单位：分" in rows[1]
    assert rows[2] == [*catalogue.columns, "考评得分", *EXTRA]
    found = [each for each in rows[3:] if each[4]]
    assert [each[4] for each in found] == [
        "\n".join(clause.text for clause in indicator.printed) for indicator in catalogue.indicators
    ]
    assert [each[3] or "" for each in found] == [indicator.text for indicator in catalogue.indicators]
    assert [each[5] for each in found] == [
        int(indicator.weight_text) if indicator.weight_text else None for indicator in catalogue.indicators
    ]


def test_first_level_cells_are_the_printed_headings_and_are_merged(audit, zengdu):
    sheet = opened(score_sheet(audit, zengdu)).worksheets[1]
    first = [cell.value for cell in sheet["A"][3:] if cell.value]
    # A cell that goes on over a page's end begins again on the next page.
    assert list(dict.fromkeys(first))[:4] == ["政府信息公开40", "政府信息公开42", "办事服务5", "互动交流8"]
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert any(each.startswith("A4:A") for each in merged)
    assert any(each.startswith("B4:B") for each in merged)
    # 三级指标 “——” is each row's own.
    assert [cell.value for cell in sheet["C"]].count("——") == sum(
        each.path[2] == "——" for each in zengdu.catalogue.indicators
    )


def test_slips_of_the_table_and_readings_are_told(audit, zengdu):
    sheet = opened(score_sheet(audit, zengdu)).worksheets[1]
    notes = "\n".join(str(cell.value) for cell in sheet["I"] if cell.value)
    for entry in zengdu.catalogue.discrepancies:
        assert entry.printed in notes
        assert entry.reading in notes
    foot = [str(each[0]) for each in texts(sheet)[-len(zengdu.catalogue.readings) :]]
    assert all(any(reading in line for line in foot) for reading in zengdu.catalogue.readings)


def test_print_set_up(audit, zengdu):
    for sheet in opened(score_sheet(audit, zengdu)):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == 9
        assert sheet.print_title_rows == ("$1:$2" if sheet.title == "排名" else "$3:$3")
        assert sheet.print_area
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_scores_and_bills_of_a_unit(audit):
    table = audit.scored[0]
    book = opened(score_sheet(audit, table))
    for card in table.cards:
        rows = [each for each in texts(book[card.unit])[3:] if each[4] in (5, 10, 15, 20, 25, 30)]
        assert len(rows) == len(card.indicators)
        for cells, result in zip(rows, card.indicators, strict=True):
            if result.at_least == result.at_most:
                assert cells[5] == pytest.approx(float(result.at_most))
            else:
                assert " 至 " in str(cells[5])
            for deduction in result.deductions:
                assert deduction.because in str(cells[6])
    total = next(each for each in texts(book[table.cards[0].unit]) if each[0] == "合计（原表未列）")
    assert f"{table.cards[0].at_most}".rstrip("0").rstrip(".") in str(total[5])


CITY = ("序号", "指标（权重）", "指标说明", "评分标准", "自评成绩", "自评依据", "考评方式", "考评成绩")


def test_a_form_with_self_assessment_has_its_own_columns_filled(audit):
    rows = (
        row("1", ("政务公开基础工作（10分）",), "1.每例扣0.1分。", "2.扣2分。", text="1.属性认定（5分）。",
            cells=(("自评依据", "（自评材料及依据）"), ("考评方式", "第三方评估"))),
        row("2", ("政策解读（10分）",), "每项扣0.1分。", cells=(("自评依据", "（自评材料及依据）"),)),
    )  # fmt: skip
    catalogue = city_rows(*rows, columns=CITY, base=audit.scored[0].catalogue, id="city", total_text="总分（100分）")
    unit = audit.portal.units[0]
    own = {("city", unit.name, "1"): SelfAssessment(points=Decimal("9.5"), basis="年报发布网址")}
    cards = tuple(of_rows(card, rows) for card in audit.scored[0].cards)
    table = ScoredTable(catalogue=catalogue, cards=cards)
    sheet = opened(score_sheet(replace(audit, self_assessed=own), table))[unit.name]
    found = texts(sheet)
    assert found[2] == [*CITY, *EXTRA]
    assert found[3][:7] == [
        1, "政务公开基础工作（10分）", "1.属性认定（5分）。", "1.每例扣0.1分。\n2.扣2分。",
        9.5, "年报发布网址", "第三方评估",
    ]  # fmt: skip
    assert found[4][4:7] == [None, "（自评材料及依据）", None]
    assert found[5][1] == "总分（100分）"
    assert found[5][4] == 9.5
    assert found[5][7]


def test_a_table_without_headings_is_printed_as_prose(audit):
    base = audit.scored[0].catalogue
    catalogue = replace(base, columns=())
    card = audit.scored[0].cards[0]
    sheet = opened(score_sheet(audit, ScoredTable(catalogue=catalogue, cards=audit.scored[0].cards)))[card.unit]
    lines = [each[0] for each in texts(sheet)[3:]]
    for indicator in catalogue.indicators:
        for clause in indicator.clauses:
            assert clause.text in lines
    assert lines[0] == "政府信息公开"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "＠"])
def test_what_looks_like_a_formula_is_text(audit, start):
    text = start + 'HYPERLINK("http://evil.example/","看")'
    table = audit.scored[0]
    hostile = replace(
        table,
        cards=tuple(replace(card, unit=text) for card in table.cards[:1]),
        catalogue=replace(table.catalogue, title=text, unit_line=text, readings=(text,), columns=(text, *CITY[1:])),
    )
    own = {(table.catalogue.id, text, table.catalogue.indicators[0].id): SelfAssessment(points=None, basis=text)}
    content = score_sheet(replace(audit, self_assessed=own), hostile)
    for sheet in opened(content):
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and FORMULA.match(cell.value) and cell.value.strip("—－- "))
    parts = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f>" in parts.read(name)]


@pytest.mark.parametrize("table", catalogue_ids())
def test_every_official_table_is_printed_whole(audit, table):
    units = (
        Unit(name="县政府办公室", kind="department"),
        Unit(name="测算区", kind="district"),
        Unit(name="城关镇人民政府", kind="town"),
    )
    catalogue = load_catalogue(table)
    content = score_sheet(audit, scored(audit, catalogue, units))
    book = opened(content)
    assert len(book.worksheets) > 1
    for sheet in book.worksheets[1:]:
        told = "\n".join(str(cell.value).lstrip("'") for row in sheet.iter_rows() for cell in row if cell.value)
        for indicator in catalogue.indicators:
            assert all(clause.text in told for clause in indicator.printed)
            assert all(cell in told for _, cell in indicator.cells)
            assert all("".join(cell.split()) in "".join(told.split()) for cell in indicator.path)
        for entry in catalogue.discrepancies:
            assert entry.reading in told
        if catalogue.total_text:
            assert catalogue.total_text in told
        assert all(sheet.row_dimensions[number].height <= 409 for number in range(1, sheet.max_row + 1))
    assert score_sheet(audit, scored(audit, catalogue, units)) == content


def test_a_table_without_points_shows_no_number(audit):
    catalogue = next(each for each in map(load_catalogue, catalogue_ids()) if each.without_points)
    table = scored(audit, catalogue, (Unit(name="县政府办公室", kind="department"),))
    ranked, sheet = opened(score_sheet(audit, table)).worksheets
    assert "评估结论" in [cell.value for cell in sheet[3]]
    assert "得分" not in "".join(str(cell.value) for row in sheet.iter_rows(max_row=3) for cell in row)
    assert [cell.value for cell in ranked[3]][:7] == ["序号", "单位", "达到", "部分达到", "未达到", "待核实", "不涉及"]
    assert [cell.value for cell in ranked[4]][2:7] == [table.cards[0].counts[state] for state in MET]


def test_a_dash_stays_a_dash(audit):
    rows = (row("1", ("甲", "-"), "一。"), row("2", ("甲", "-"), "二。"))
    catalogue = city_rows(*rows, columns=("一级指标", "二级指标", "评估点"), base=audit.scored[0].catalogue)
    cards = tuple(of_rows(card, rows) for card in audit.scored[0].cards[:1])
    sheet = opened(score_sheet(audit, ScoredTable(catalogue=catalogue, cards=cards))).worksheets[1]
    assert [sheet["B4"].value, sheet["B5"].value] == ["-", "-"]
    assert [str(each) for each in sheet.merged_cells.ranges if str(each).startswith("A4")] == ["A4:A5"]


def grid_sheet(lines):
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, "表", date(2023, 12, 31))
    grid = SheetGrid([GridColumn("级", 10, centred=True), GridColumn("文", 30)], sheet_formats(workbook))
    grid.write(workbook.add_worksheet("表"), "表", [(2, "")], lines)
    workbook.close()
    return opened(buffer.getvalue())["表"]


def test_a_text_higher_than_a_row_takes_several_rows():
    long = "\n".join(f"第{number}行" for number in range(100))
    sheet = grid_sheet([Line(cells=("甲", long), joins=("甲", None)), Line(cells=("甲", "短"), joins=("甲", None))])
    height = sum(sheet.row_dimensions[number].height for number in range(4, sheet.max_row + 1))
    assert height > 100 * 13
    assert all(sheet.row_dimensions[number].height <= 409 for number in range(1, sheet.max_row + 1))
    assert sheet["B4"].value == long
    assert sheet.cell(row=sheet.max_row, column=2).value == "短"


def test_a_joined_cell_begins_again_on_the_next_page():
    lines = [Line(cells=("甲", f"第{number}条\n第二行\n第三行"), joins=("甲", None)) for number in range(40)]
    sheet = grid_sheet(lines)
    breaks = [each.id for each in sheet.row_breaks.brk]
    assert breaks
    starts = [cell.row for cell in sheet["A"][3:] if cell.value == "甲"]
    assert starts == [4, *(each + 1 for each in breaks)]


def test_without_units_the_ranking_says_nothing_and_stands(audit):
    book = opened(score_sheet(audit, replace(audit.scored[0], cards=())))
    assert book.sheetnames == ["排名"]
    assert "登记表中没有本表适用的单位。" in [cell.value for cell in book["排名"]["A"]]
