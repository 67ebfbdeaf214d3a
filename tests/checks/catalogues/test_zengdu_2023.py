"""曾都 2023 against its printed sheet: every cell word for word, whitespace aside; and what the engine makes of it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from checks.catalogues.catalogue import Catalogue, Role, Sense
from checks.catalogues.describe import lint, show, summary
from checks.catalogues.load import load_catalogue

PRINTED = Path(__file__).parents[2] / "seeds" / "zengdu-2023.txt"  # the document as it was published


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_catalogue("zengdu-2023")


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def printed_rows() -> tuple[str, list[list[str]]]:
    """What stands before the table, and its rows: six cells each, every cell opened by a tab."""
    before, *cells = PRINTED.read_text(encoding="utf-8").replace("[bookmark: _GoBack]", "").split("\t")
    cells = [bare(cell) for cell in cells]
    assert len(cells) % 6 == 0
    return bare(before), [cells[at : at + 6] for at in range(0, len(cells), 6)]


def test_every_cell_stands_in_the_table_word_for_word_and_none_was_added(table: Catalogue) -> None:
    before, (headings, *rows) = printed_rows()
    assert before == bare(table.title + table.unit_line)
    assert headings == [bare(heading) for heading in table.columns]
    printed_headings = {heading.at: bare(heading.text) for group in table.groups for heading in group.headings}
    assert len(rows) == len(table.indicators)
    second = ""
    for row, indicator in zip(rows, table.indicators, strict=True):
        first, named, third, text, clauses, weight = row
        second = named or second
        assert first == printed_headings.get(indicator.id, "")
        assert [second, third] == [bare(cell) for cell in indicator.path[1:]]
        assert text == bare(indicator.text)
        assert clauses == "".join(bare(clause.text) for clause in indicator.clauses)
        assert weight == indicator.weight_text


def test_every_numbered_clause_and_every_note_is_a_text_of_its_own(table: Catalogue) -> None:
    for _, clause in table.clauses():
        assert len(re.findall(r"^(?:[1-9]\.|（注：|说明：|详见)", clause.text)) <= 1
        assert not re.search(r"[；。%](?:[1-9]\.[一-龥]|（注：|说明：|详见)", clause.text)
        assert (clause.role is Role.NOTE) == clause.text.startswith(("（注：", "说明："))


def test_weights_add_up_as_the_table_means_them(table: Catalogue) -> None:
    by_sense = {
        sense: sum((row.possible for row in table.indicators if row.sense is sense), Decimal(0)) for sense in Sense
    }
    assert by_sense == {Sense.REGULAR: 100, Sense.BONUS: 10, Sense.PENALTY: 10}


def test_the_errors_of_the_table_are_listed_with_their_figures(table: Catalogue) -> None:
    computed = {(note["at"], note["computed"]) for note in lint(table) if note["computed"]}
    assert computed == {
        ("政府信息公开", "42"),
        ("1.4", "90%"),
        ("1.6", "70%"),
        ("3.1", "50%"),
        ("4.1", "75%"),
        ("5.1", "70%"),
    }
    silent = {note["at"] for note in lint(table) if not note["computed"]}
    assert {"1.7", "1.9", "1.10", "1.11", "3.1.1", "5.5.2", "7.3"} <= silent
    assert all(note["reading"] and note["printed"] for note in lint(table))


def test_every_clause_has_a_source_and_a_way_to_be_scored(table: Catalogue) -> None:
    for _, clause in table.clauses():
        if clause.role is Role.REFERENCE:
            continue
        assert clause.source.checks or clause.source.evidence or clause.source.judgement
        assert clause.scoring.kind


def test_show_exports_what_outside_tools_count_on(table: Catalogue) -> None:
    exported = show(table)
    assert exported["id"] == "zengdu-2023"
    assert exported["title"] == table.title
    row = next(each for each in exported["indicators"] if each["path"][1] == "运维保障")
    assert row["weight"] == "5"
    assert [each["weight"] for each in row["clauses"]] == ["25%", "25%", "25%"]
    assert [each["check"] for each in row["clauses"][1]["source"]["checks"]] == [
        "dead-link",
        "dead-image",
        "dead-attachment",
    ]


def test_the_demands_ask_each_known_check_at_least_once(table: Catalogue) -> None:
    demands = table.demands()
    assert {demand.check for demand in demands} == set(table.known_checks)
    stale = [demand.params for demand in demands if demand.check == "stale-column"]
    months = {"months": 6}
    assert stale == [{"class_thresholds": {"policy": months, "normative": months, "interpretation": months}}]


def test_the_summary_counts_rows_and_clauses(table: Catalogue) -> None:
    figures = summary(table)
    assert figures["points"] == "100"
    assert figures["indicators"] == 27
