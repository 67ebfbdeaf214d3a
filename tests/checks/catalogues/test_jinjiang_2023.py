"""晋江 2023 against its printed annex and notice: every text word for word, whitespace aside."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from checks.catalogues.catalogue import SILENT, Catalogue, Role, Sense
from checks.catalogues.describe import lint, show
from checks.catalogues.load import load_catalogue

PRINTED = Path(__file__).parents[2] / "seeds" / "jinjiang-2023.txt"  # the document as it was published


@pytest.fixture(scope="module")
def table() -> Catalogue:
    return load_catalogue("jinjiang-2023")


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def printed() -> tuple[str, str]:
    """The notice and its annex."""
    notice, annex = PRINTED.read_text(encoding="utf-8").split("（此件主动公开）")
    # The label of a cell is printed with either colon.
    return bare(notice), re.sub("考评方式[:：]", "考评方式：", bare(annex).removeprefix("附件"))


def test_the_annex_stands_in_the_table_word_for_word_and_nothing_was_added(table: Catalogue) -> None:
    _, annex = printed()
    parts = [table.title]
    for group in table.groups:
        parts += [group.headings[0].text, group.text]
        for row in group.indicators:
            parts += [row.path[1], row.text, *(clause.text for clause in row.printed)]
            parts += [f"{label}：{text}" for label, text in row.cells]
    assert bare("".join(parts)) == annex


def test_the_rules_of_the_notice_are_word_for_word_and_explain_clauses(table: Catalogue) -> None:
    notice, _ = printed()
    assert table.document in notice
    for rule in table.requirements:
        assert bare(rule.at) in notice
        assert bare(rule.text) in notice
        assert rule.explains


@pytest.mark.parametrize(
    ("says", "explains"),
    [
        ("未收到网友意见", "4.2.3"),
        ("未收到问卷调查", "4.2.3"),
        ("双解读", "2.2.3"),
        ("统一名称", "1.1.3"),
        ("调整为订阅号", "3.3.1"),
        ("主要领导每年内应通过“在线访谈”", "4.1.1"),
    ],
)
def test_a_rule_of_the_notice_leads_to_the_clause_it_explains(table: Catalogue, says: str, explains: str) -> None:
    assert [rule for rule in table.requirements if says in rule.text and explains in rule.explains]


def test_weights_add_up_to_100_though_no_total_is_printed(table: Catalogue) -> None:
    sums = [sum((row.possible for row in group.indicators), Decimal(0)) for group in table.groups[:-1]]
    assert sums == [33, 25, 20, 22]
    assert table.total is None
    assert ("jinjiang-2023", "100") in {(note["at"], note["computed"]) for note in lint(table)}
    assert [group.sense for group in table.groups] == [*[Sense.REGULAR] * 4, Sense.BONUS]
    assert table.groups[-1].cap == 15


def test_the_weight_of_a_row_is_the_one_in_its_printed_name(table: Catalogue) -> None:
    for row in table.indicators:
        assert re.findall(r"共\s*(\d+)\s*分", row.path[1]) == ([row.weight_text] if row.weight_text else [])


def test_every_printed_number_of_points_is_the_one_that_is_billed(table: Catalogue) -> None:
    for _, clause in table.clauses():
        terms = clause.scoring.terms.model_dump()
        said = re.findall(r"([\d.]+)\s*分\s*[)）]", clause.text)
        match clause.scoring.kind:
            case "fixed-points" if not clause.part_of:
                assert said[:1] == [str(terms["points"] or terms["deducts"])], clause.id
            case "per-occurrence":
                assert re.findall(r"扣\s*([\d.]+)\s*分", clause.text) == [str(terms["each"])], clause.id


def test_the_errors_of_the_table_are_listed_with_their_figures(table: Catalogue) -> None:
    computed = {(note["at"], note["computed"]) for note in lint(table) if note["computed"]}
    assert computed == {
        ("jinjiang-2023", "100"),
        ("3.3", "5"),
        ("4.4", "2"),
        ("5.1.1", "8"),
        ("5.1.1.2", "1.70"),
    }
    silent = {note["at"] for note in lint(table) if not note["computed"]}
    assert {"1.1.2", "3.1", "3.1.1", "4.1.1", "4.2.1"} <= silent
    assert all(note["reading"] and note["printed"] for note in lint(table))


def test_units_with_and_without_a_service_hall_are_asked_other_things(table: Catalogue) -> None:
    row = next(each for each in table.indicators if each.id == "2.3")
    halls = {True: Decimal(0), False: Decimal(0)}
    for clause in row.clauses:
        if clause.role is not Role.HEADING:
            assert clause.applies_to is not None
            ((_, hall),) = clause.applies_to.attributes
            halls[bool(hall)] += clause.scoring.terms.named_points or 0
    assert halls == {True: 10, False: 10}


def test_every_clause_has_a_source_and_a_kind(table: Catalogue) -> None:
    for _, clause in table.clauses():
        silent = clause.role in SILENT
        fed = clause.source.checks or clause.source.evidence or clause.source.judgement
        assert bool(fed) is not silent
        assert bool(clause.scoring.kind) is not silent


def test_show_exports_notice_and_groups(table: Catalogue) -> None:
    exported = show(table)
    assert exported["document"] == "晋政办〔2023〕29号"
    assert len(exported["requirements"]) == len(table.requirements)
    assert exported["groups"][3]["text"].startswith("针对突发事件、热点问题")
    row = next(each for each in exported["indicators"] if each["id"] == "3.3")
    assert "最终得分=5*实际转载数/要求转载数" in row["cells"]["考评方式"]
