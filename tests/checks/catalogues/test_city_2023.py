"""地区版 and 部门版 2023 against their printed sheets: every cell word for word, whitespace aside."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from checks.catalogues.catalogue import Catalogue, Role, Sense
from checks.catalogues.describe import lint, show
from checks.catalogues.load import load_catalogue

WIDTH = 8  # 序号 指标（权重） 指标说明 评分标准 自评成绩 自评依据 考评方式 考评成绩
BOTH = ("city-district-2023", "city-department-2023")
PRINTED = Path(__file__).parents[2] / "seeds" / "city-2023.txt"  # the document as it was published


@pytest.fixture(params=BOTH)
def table(request: pytest.FixtureRequest) -> Catalogue:
    return load_catalogue(request.param)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def printed(catalogue_id: str) -> tuple[str, list[list[str]]]:
    """What stands before a table, and its rows; both tables stand in one file."""
    text = PRINTED.read_text(encoding="utf-8").replace("[bookmark: _GoBack]", "")
    district, department = text.split("附件3")
    before, *cells = (district if catalogue_id == BOTH[0] else "附件3" + department).split("\t")
    cells = [bare(cell) for cell in cells]
    assert len(cells) % WIDTH == 0
    return bare(before), [cells[at : at + WIDTH] for at in range(0, len(cells), WIDTH)]


def test_every_cell_stands_in_the_table_word_for_word_and_none_was_added(table: Catalogue) -> None:
    before, (headings, *rows, total) = printed(table.id)
    assert before == bare(table.document + table.title)
    assert headings == [bare(heading) for heading in table.columns]
    assert total == ["", bare(table.total_text), *[""] * 6]
    names = {heading.at: bare(heading.text) for group in table.groups for heading in group.headings}
    assert rows == [
        [
            row.id,
            names[row.id],
            bare(row.text),
            "".join(bare(clause.text) for clause in row.printed),
            *(bare(dict(row.cells).get(column, "")) for column in table.columns[4:]),
        ]
        for row in table.indicators
    ]


def test_every_numbered_clause_is_a_text_of_its_own(table: Catalogue) -> None:
    for row in table.indicators:
        for clause in row.printed:
            assert len(re.findall(r"(?:^|[；。])\d\.", clause.text)) <= 1


def test_a_rule_inside_a_clause_is_an_excerpt_with_its_own_figure(table: Catalogue) -> None:
    parts = [(row, clause) for row, clause in table.clauses() if clause.part_of]
    assert parts
    for row, part in parts:
        whole = next(clause for clause in row.clauses if clause.id == part.part_of)
        assert whole.role is Role.HEADING
        assert part.text in whole.text or part.text in row.text
        figures = re.findall(r"(?:扣|项|（)([\d.]+)分?", part.text)
        assert figures[-1:] == [
            str(getattr(part.scoring.terms, name))
            for name in ("each", "deducts", "points")
            if getattr(part.scoring.terms, name, None) is not None
        ]


def test_weights_add_up_to_the_printed_total(table: Catalogue) -> None:
    assert sum((row.possible for row in table.indicators), Decimal(0)) == 100
    assert table.total == 100
    assert {row.sense for row in table.indicators} == {Sense.REGULAR}
    weights = [row.weight_text for row in table.indicators]
    expected = ["10", "5", "25", "10", "5", "10", "10", "15", "10"]
    assert weights == (expected if table.id == BOTH[0] else ["10", "5", "20", "10", "10", "10", "10", "15", "10"])


def test_the_errors_of_the_table_are_listed(table: Catalogue) -> None:
    notes = {note["at"]: note for note in lint(table)}
    assert notes["3.1.4"]["printed"] == "出现安全漏洞每次项0.5分"
    assert "《政务新媒体运行情况评估指标》未随表提供" in notes["3.2"]["reading"]
    assert (notes["9"]["printed"], notes["9"]["computed"]) == ("指标标题“（10分）”，指标说明“（5分）”", "10")
    assert all(note["reading"] and note["printed"] for note in notes.values())


def test_show_keeps_the_printed_clause_whole_and_its_rules_inside(table: Catalogue) -> None:
    row = next(each for each in show(table)["indicators"] if each["id"] == "3")
    first = row["clauses"][0]
    assert first["text"].startswith("1.政府网站栏目更新不及时，每次扣0.1分，发布的信息存在表述错误")
    assert list(first["source"]["parts"]) == [part["id"] for part in first["parts"]]
    assert [part["id"] for part in first["parts"]] == ["3.1.1", "3.1.2", "3.1.3", "3.1.4"]
    assert [each["check"] for each in first["parts"][0]["source"]["checks"]] == ["empty-column", "stale-column"]
    assert row["cells"]["考评方式"] == "市政府办公室考评或第三方评估"


def test_every_clause_has_a_source_and_a_kind(table: Catalogue) -> None:
    for _, clause in table.clauses():
        silent = clause.role is Role.HEADING
        fed = clause.source.checks or clause.source.evidence or clause.source.judgement
        assert bool(fed) is not silent
        assert bool(clause.scoring.kind) is not silent
