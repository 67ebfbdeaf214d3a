from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from checks.scoring.result import BilledElsewhere, Credit, Deduction, GroupResult, NotYet, Open, Outside
from checks.scoring.waiver import GivenBack, Waiver
from reports.card_words import bounds, card_notes, card_score, group_notes, quoted, row_lost, row_score
from reports.row_bill import clause_bill, row_bill, row_summary


@pytest.fixture
def result(audit):
    """The row of 政策解读, with a bill made by hand: clauses 2.1 and 2.2."""
    found = next(each for each in audit.scored[0].cards[0].indicators if each.indicator.id == "2")
    waiver = Waiver(id=1, unit="甲", finding="f1", points=Decimal("0.5"), reason="已整改", by="张三", at=SEEN)
    return replace(
        found,
        because="权重20分",
        deductions=(Deduction(clause="2.1", text="", points=Decimal(2), because="发现1处", findings=("f1",)),),
        credits=(Credit(clause="2.2", text="", points=Decimal("1.5"), because="接受访谈1次"),),
        open=(
            Open(clause="2.2", text="", waits_for="evidence", at_risk=Decimal(3), because="待报送材料：台账"),
            Open(clause="", text="", waits_for="responsibility", at_risk=Decimal(0), because="责任单位待认定"),
        ),
        waived=(GivenBack(clause="2.1", waiver=waiver, points=Decimal("0.5")),),
        not_yet=(NotYet(clause="2.2", text="", starts=date(2024, 1, 1)),),
        billed_elsewhere=(BilledElsewhere(clause="2.1", winner="1.1", findings=("a", "b")),),
        vetoes=("2.1",),
    )


SEEN = datetime(2024, 1, 2, tzinfo=UTC)


def test_a_row_tells_all_of_its_bill(result):
    assert row_bill(result).split("\n") == [
        "权重20分",
        "待定：责任单位待认定",
        "单项否决“解读稿与被解读的政策文件未相互关联的”",
        "得1.5分“文件公开后3个工作日内发布解读的”：接受访谈1次",
        "扣2分“解读稿与被解读的政策文件未相互关联的”：发现1处（涉及问题1个）",
        "核减0.5分“解读稿与被解读的政策文件未相互关联的”：已整改（张三）",
        "待定（至多3分）“文件公开后3个工作日内发布解读的”：待报送材料：台账",
        "自2024-01-01起实施，本期不计“文件公开后3个工作日内发布解读的”",
        "另有2个问题已由本表其他细则扣分，不重复扣分",
    ]


def test_beside_its_own_line_a_clause_is_not_named(result):
    assert clause_bill(result, frozenset({"2.2"})).split("\n") == [
        "得1.5分：接受访谈1次",
        "待定（至多3分）：待报送材料：台账",
        "自2024-01-01起实施，本期不计",
    ]


def test_a_reason_is_not_told_twice(result):
    assert row_summary(replace(result, because="责任单位待认定")) == "责任单位待认定"


def test_what_was_given_back_is_not_lost(result):
    assert row_lost(result) == Decimal("1.5")
    assert row_lost(replace(result, possible=Decimal(1))) == Decimal("0.5")
    assert row_lost(replace(result, deductions=(), waived=())) == 0


def test_scores_of_rows(result):
    assert row_score(replace(result, at_least=Decimal(1), at_most=Decimal("2.5"))) == "1 至 2.5"
    assert row_score(replace(result, at_least=Decimal("2.501"), at_most=Decimal("2.504"))) == Decimal("2.50")
    assert row_score(replace(result, applies=False)) == "不适用"
    without = replace(result, indicator=replace(result.indicator, weight=None, weight_text=""))
    assert row_score(without) == "不计分"
    assert row_score(replace(without, met="partly")) == "部分达到"


def test_a_card_tells_its_consequences(audit, result):
    card = audit.scored[0].cards[0]
    flag = Outside(clause="2.1", indicator="2", consequence="加倍扣分项", because="超时")
    group = GroupResult(name="加分", at_least=Decimal(0), at_most=Decimal(15), cap=Decimal(15), because="以15分为限")
    told = replace(card, grade="待改进", vetoed_by=("2.1",), outside=(flag,), groups=(group, replace(group, cap=None)))
    name = "政策解读“解读稿与被解读的政策文件未相互关联的”"
    assert card_notes(told) == ("评定等次：待改进", f"单项否决：{name}", f"加倍扣分项：{name}")
    assert group_notes(told) == ("加分：以15分为限",)
    assert card_notes(replace(card, vetoed_by=())) == ()


def test_a_card_without_points_counts(audit, result):
    card = audit.scored[0].cards[0]
    rows = tuple(replace(result, met=state) for state in ("met", "met", "open"))
    assert card_score(replace(card, without_points=True, indicators=rows)) == "达到2项，待核实1项"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.栏目更新不及时的，不得分。", "“1.栏目更新不及时的”"),
        ("（注：弄虚作假的，该指标不得分。）", "“弄虚作假的”"),
        ("一" * 30, f"“{'一' * 18}…”"),
        ("", "“”"),
    ],
)
def test_quotes_are_short(text, expected):
    assert quoted(text) == expected


def test_bounds_are_one_number_when_nothing_is_open():
    assert bounds(Decimal("1.005"), Decimal("1.005")) == Decimal("1.01")
    assert bounds(Decimal(1), Decimal(2)) == "1 至 2"
