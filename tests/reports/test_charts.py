from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from checks.verdict import Verdict
from reports.charts import MOST_BARS, WIDTH, deductions_by_indicator, issues_by_unit, link_outcomes, short_label
from reports.issue_list import issue_list


def test_deductions_of_the_chart_are_those_of_the_cards(audit):
    table = audit.scored[0]
    chart = deductions_by_indicator(table, "chart")
    drawn = sum(Decimal(bar.value.removesuffix("分")) for bar in chart.bars)
    billed = sum(each.points for card in table.cards for row in card.indicators for each in row.deductions)
    assert abs(drawn - billed) < Decimal("0.05")
    assert max(part.start + part.width for bar in chart.bars for part in bar.parts) <= WIDTH + 0.2


def test_undecided_is_no_fault_and_every_value_is_read_out(audit):
    issues = issue_list(audit)
    chart = issues_by_unit(issues, "chart")
    counted = sum(int(bar.value.removesuffix("个")) for bar in chart.bars)
    assert counted == sum(issue.verdict is Verdict.FAIL for issue in issues)
    assert all(f"{bar.label}{bar.value}" in chart.says for bar in chart.bars)


def test_many_units_end_in_one_bar_for_the_rest(audit):
    fault = next(issue for issue in issue_list(audit) if issue.verdict is Verdict.FAIL)
    many = [replace(fault, unit=f"单位{number:03}") for number in range(MOST_BARS + 30)]
    chart = issues_by_unit(many, "chart")
    assert len(chart.bars) == MOST_BARS + 1
    assert (chart.bars[-1].label, chart.bars[-1].value) == ("其余30个单位", "30个")


def test_nothing_to_draw_draws_nothing():
    assert link_outcomes((), "chart").bars == ()
    assert issues_by_unit((), "chart").bars == ()


def test_labels_are_cut_by_the_room_they_take():
    assert short_label("发展和改革局") == "发展和改革局"
    assert short_label("局" * 24) == "局" * 24
    assert short_label("局" * 25) == "局" * 23 + "…"
    assert short_label("a" * 49) == "a" * 47 + "…"
