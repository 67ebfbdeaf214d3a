"""Bars for the charts of the report: what is drawn, and what is read out. The drawing is templates/charts.jinja."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.derived.link_outcomes import LinkOutcome, LinkRow
from checks.scoring.points import rounded, shown
from checks.verdict import Severity, Verdict
from reports.audit import ScoredTable
from reports.chinese_names import LINK_OUTCOMES, NO_UNIT, SEVERITIES
from reports.indicator_names import indicator_path
from reports.issue_list import Issue

WIDTH = 480  # units of the drawing; at phone width its 15-unit letters are still 11 pixels high
MOST_BARS = 12  # more are not read; the rest is one bar of its own
LABEL_CELLS = 48  # a Chinese character takes two; the value stands behind it


@dataclass(frozen=True, slots=True)
class Part:
    """One coloured stretch: class of its colour, offset and width in units."""

    colour: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`says` is the whole chart in words, for those who cannot see it."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    legend: tuple[tuple[str, str], ...]  # colour class, meaning
    says: str


def deductions_by_indicator(table: ScoredTable, name: str) -> Chart:
    """Points certainly lost per row of the table, all units together."""
    points: dict[str, Decimal] = defaultdict(Decimal)
    for card in table.cards:
        for result in card.indicators:
            for deduction in result.deductions:
                points[indicator_path(result.indicator)] += deduction.points
    ranked = sorted(points.items(), key=lambda item: (-item[1], item[0]))
    rows = [(label, [("deduction", value)]) for label, value in ranked]
    return _chart(name, "各指标扣分（全部单位合计）", rows, "分", "项指标", ())


def issues_by_unit(issues: Iterable[Issue], name: str) -> Chart:
    """Faults per unit, by severity; undecided ones are not faults."""
    counts: dict[str, Counter[Severity]] = defaultdict(Counter)
    for issue in issues:
        if issue.verdict is Verdict.FAIL:
            counts[issue.unit or NO_UNIT][issue.severity] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    rows = [(unit, [(str(each), Decimal(count[each])) for each in Severity]) for unit, count in ranked]
    present = {severity for count in counts.values() for severity in count}
    legend = tuple((str(each), SEVERITIES[each]) for each in Severity if each in present)
    return _chart(name, "各单位问题数（按严重程度）", rows, "个", "个单位", legend)


def link_outcomes(links: Iterable[LinkRow], name: str) -> Chart:
    counts = Counter(link.outcome for link in links)
    rows = [(LINK_OUTCOMES[each], [(f"link-{each}", Decimal(counts[each]))]) for each in LinkOutcome if counts[each]]
    return _chart(name, "链接检测结果", rows, "个", "类", ())


def short_label(text: str, cells: int = LABEL_CELLS) -> str:
    """Cut where it would run into the value, by the room that letters take."""
    used = 0
    for place, letter in enumerate(text):
        used += 2 if unicodedata.east_asian_width(letter) in "WFA" else 1
        if used > cells:
            return text[: max(place - 1, 1)] + "…"
    return text


def _chart(
    name: str,
    title: str,
    rows: Sequence[tuple[str, list[tuple[str, Decimal]]]],
    unit: str,
    counted: str,
    legend: tuple[tuple[str, str], ...],
) -> Chart:
    shown_rows = list(rows[:MOST_BARS])
    if rest := rows[MOST_BARS:]:
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for _, parts in rest:
            for colour, value in parts:
                sums[colour] += value
        shown_rows.append((f"其余{len(rest)}{counted}", list(sums.items())))
    longest = max((sum((value for _, value in parts), Decimal(0)) for _, parts in shown_rows), default=Decimal(0))
    bars = tuple(_bar(label, parts, longest, unit) for label, parts in shown_rows)
    says = "；".join(f"{label}{bar.value}" for (label, _), bar in zip(shown_rows, bars, strict=True))
    return Chart(name=name, title=title, bars=bars, legend=legend, says=f"{title}：{says or '无'}。")


def _bar(label: str, parts: Iterable[tuple[str, Decimal]], longest: Decimal, unit: str) -> Bar:
    drawn: list[Part] = []
    total = Decimal(0)
    for colour, value in parts:
        if value > 0:
            start, width = (float(length * WIDTH / longest) for length in (total, value))
            drawn.append(Part(colour, round(start, 1), round(max(width, 1.5), 1)))
            total += value
    return Bar(short_label(label), f"{shown(rounded(total))}{unit}", tuple(drawn))
