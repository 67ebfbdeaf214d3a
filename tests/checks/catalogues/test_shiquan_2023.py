"""石泉 2023 against its printed sheet: every cell word for word; cells that stand out of their column are listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks.catalogues.catalogue import Catalogue, Indicator, Role
from checks.catalogues.describe import lint, show
from checks.catalogues.load import load_catalogue
from checks.catalogues.responsible import assign
from checks.subjects import Portal, Unit

COLUMNS = 7
PRINTED = Path(__file__).parents[2] / "seeds" / "shiquan-2023.txt"  # the document as it was published


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_catalogue("shiquan-2023")


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def points(table: Catalogue) -> list[Indicator]:
    """The rows of the sheet, without those that hold its two notes."""
    return [row for row in table.indicators if row.clauses[0].role is Role.CLAUSE]


def printed() -> tuple[str, list[list[str]], str]:
    """The text of the notice with the heading, the rows between the repeated headings, and the notes."""
    lines = PRINTED.read_text(encoding="utf-8").split("\n")
    first = next(number for number, line in enumerate(lines) if "\t" in line)
    rows = [[bare(cell) for cell in line.split("\t")] for line in lines[first:] if "\t" in line]
    *cells, notes = [row for row in rows if row[0] != "一级指标"]
    return bare("".join(lines[:first])), [(row + [""] * COLUMNS)[:8] for row in cells], notes[0]


def cells(row: Indicator) -> list[str]:
    held = dict(row.cells)
    clause = "".join(each.text for each in row.clauses)
    return [bare(cell) for cell in (*row.path, clause, held["评估采样方式"], held["责任单位"])]


def test_every_cell_stands_in_the_table_word_for_word_and_none_was_added(table: Catalogue) -> None:
    before, rows, notes = printed()
    assert before.endswith(bare(table.title))
    assert bare(table.document) in before
    assert list(table.columns) == ["一级指标", "二级指标", "三级指标", "四级指标", "评估点", "评估采样方式", "责任单位"]
    assert len(rows) == len(points(table)) == 101
    above = [""] * COLUMNS
    aside = set()
    for row, indicator in zip(rows, points(table), strict=True):
        meant = cells(indicator)
        in_place = all(cell in ("", meant[column]) for column, cell in enumerate(row[:COLUMNS])) and not row[COLUMNS]
        if not in_place:
            aside.add(indicator.id)
        # Every printed cell is there in its order; what the sheet leaves empty is what stands above it.
        left = [cell for cell in row if cell]
        for column, cell in enumerate(meant):
            if left and left[0] == cell and not (in_place and row[column] == ""):
                left.pop(0)
            else:
                assert cell == above[column], (indicator.id, column)
        assert not left, (indicator.id, left)
        assert bare(indicator.text) == meant[4]
        above = meant
    assert aside == {note["at"] for note in lint(table) if note["about"] == "单元格错位"}
    last = next(group for group in table.groups if group.name == "备注")
    told = last.headings[0].text + "".join(clause.text for row in last.indicators for clause in row.clauses)
    assert bare(told) == re.sub(r"</?p>|\s", "", notes)


def test_each_point_is_one_row_with_one_clause_that_is_fed(table: Catalogue) -> None:
    for row in points(table):
        (clause,) = row.clauses
        assert row.weight is None
        assert clause.scoring.kind == "no-points"
        assert clause.source.checks or clause.source.evidence or clause.source.judgement


def test_ids_follow_the_printed_numbers_of_the_second_level(table: Catalogue) -> None:
    """Filed answers hang on them: a change would make them somebody else's."""
    numbers = "一二三四五六七八九十"
    counts: dict[str, int] = {}
    for row in points(table):
        named = re.match(r"\((.+?)\)", row.path[1])
        assert named
        second = str(sum(10 if len(named[1]) > 1 and each == "十" else numbers.index(each) + 1 for each in named[1]))
        counts[second] = counts.get(second, 0) + 1
        assert row.id == f"{second}.{counts[second]}"
        assert row.clauses[0].id == f"{row.id}.1"
    assert list(counts.values()) == [34, 7, 8, 2, 9, 1, 4, 1, 2, 2, 13, 8, 5, 1, 1, 2, 1]


def test_no_points_are_invented(table: Catalogue) -> None:
    assert table.total is None
    assert not any(row.weight_text for row in table.indicators)
    assert not any(heading.points for group in table.groups for heading in group.headings)


def test_what_the_sheet_gets_wrong_is_listed_with_its_reading(table: Catalogue) -> None:
    notes = {note["at"]: note for note in lint(table)}
    assert {"1.15", "5.5", "8.1", "11.9", "13.3", "13.4"} <= set(notes)
    assert "两问" in notes["11.2"]["printed"]
    assert all(note["printed"] and note["reading"] for note in notes.values())


def test_show_exports_what_outside_tools_count_on(table: Catalogue) -> None:
    exported = show(table)
    row = next(each for each in exported["indicators"] if each["id"] == "12.7")
    assert row["path"] == ["四、平台建设", "(十二) 政务新媒体", "内容质量", "内容更新"]
    assert row["cells"]["评估采样方式"] == "政务新媒体"
    assert row["responsible"] == ["各镇", "县政府各部门", "直属机构", "派出机构", "相关驻石单位"]
    assert row["clauses"][0]["source"]["checks"][0]["params"] == {"all_types_days": 7}


def rows_of(table: Catalogue, unit: Unit, *others: Unit) -> set[str]:
    portal = Portal(name="石泉县人民政府", home="https://www.s.gov.example/", units=(unit, *others))
    found = assign(table, portal)
    return {row.id for row in points(table) if found.of(row, unit) is True}


def test_a_unit_is_asked_only_what_it_is_responsible_for(table: Catalogue) -> None:
    town = rows_of(table, Unit(name="桥头镇", kind="town"))
    office = rows_of(table, Unit(name="县人民政府办公室"))
    league = rows_of(table, Unit(name="团县委", kind="other"))
    approval = rows_of(table, Unit(name="石泉县行政审批局", kind="other"))
    assert league == {"5.9"}
    assert approval == {
        *("1.13", "1.14", "5.4", "5.5", "6.1", "7.1", "7.2", "7.3", "7.4"),
        *("8.1", "9.1", "9.2", "10.1", "13.5"),
    }
    # A town: 机构职能, three of 决策预公开, 涉农补贴, two of 基层政务公开, three of 年报; 渠道多样 and 渠道畅通;
    # all of 政策解读 but 解读关联; 舆情回应; 调查征集 twice; 专区; 信息内容安全; six of 政务新媒体; the last chapters.
    assert town == {
        *("1.1", "1.4", "1.5", "1.6", "1.25", "1.30", "1.31", "1.32", "1.33", "1.34", "2.2", "2.3"),
        *("3.1", "3.2", "3.3", "3.5", "3.6", "3.7", "3.8", "4.1", "4.2", "5.7", "5.8", "10.1", "11.3"),
        *("12.1", "12.2", "12.4", "12.6", "12.7", "12.8", "13.1", "13.2", "14.1", "15.1", "16.1", "16.2", "17.1"),
    }
    assert {"1.7", "1.16", "2.1", "3.4", "5.1", "5.2", "5.3", "11.1", "11.5", "11.10", "12.3", "13.3"} <= office
    assert not {"1.9", "1.24", "5.4", "6.1"} & office
