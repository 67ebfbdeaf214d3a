"""Units of one table side by side, as the ranking sheet lists them: by their ranges, or by counts of yes and no.

A place is a range too while scores are: the best one holds if all that is open is won and the others lose theirs.
A table without points ranks nobody: its units stand in the registry's order with how their rows stand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from checks.catalogues.catalogue import Catalogue, Indicator
from checks.scoring.points import rounded
from checks.scoring.result import IndicatorResult, Scorecard
from reports.audit import ScoredTable
from reports.card_words import Value, card_remark, row_lost
from reports.chinese_names import MET

MOST_COLUMNS = 45  # of indicators: more do not fit an A4 page; such tables are told by group
NOTHING = Decimal(0)

Told = tuple[tuple[str, tuple[int, ...]], ...]  # name of a column and the places of the rows it adds up


@dataclass(frozen=True, slots=True)
class Ranked:
    best: int
    worst: int
    card: Scorecard

    @property
    def place(self) -> Value:
        return Decimal(self.best) if self.best == self.worst else f"{self.best} 至 {self.worst}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """`left`: (heading, width). Rows hold all columns: left ones, told ones, the remark. `bars`: (name, per row)."""

    heading: str
    left: tuple[tuple[str, float], ...]
    told: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    sums: tuple[tuple[Value, ...], ...]  # the first of them is drawn
    in_points: bool
    note: str
    bars_heading: str
    bars: tuple[tuple[str, tuple[Decimal, ...]], ...]
    sums_heading: str


def listing(table: ScoredTable) -> Listing:
    return _standings(table) if table.catalogue.without_points else _scores(table)


def ranking(cards: Sequence[Scorecard]) -> tuple[Ranked, ...]:
    """By what is certain, then by what is possible; equal ones in the registry's order."""
    lows = sorted(card.at_least for card in cards)
    highs = sorted(card.at_most for card in cards)
    ranked = []
    for card in sorted(cards, key=lambda card: (-card.at_least, -card.at_most)):
        better = len(lows) - bisect_right(lows, card.at_most)
        maybe = len(highs) - bisect_right(highs, card.at_least) - (card.at_most > card.at_least)
        ranked.append(Ranked(better + 1, maybe + 1, card))
    return tuple(ranked)


def told_columns(catalogue: Catalogue) -> Told:
    """One per indicator, or per group where these are too many. Notes that only override the grade take nothing."""
    counted = [place for place, row in enumerate(catalogue.indicators) if not _only_overrides(row)]
    if len(counted) <= MOST_COLUMNS:
        return tuple((catalogue.indicators[place].name, (place,)) for place in counted)
    columns, first = [], 0
    for group in catalogue.groups:
        end = first + len(group.indicators)
        if places := tuple(place for place in counted if first <= place < end):
            columns.append((group.name, places))
        first = end
    return tuple(columns)


def _only_overrides(row: Indicator) -> bool:
    return all(clause.scoring.kind in ("override", "") for clause in row.clauses)


def _scores(table: ScoredTable) -> Listing:
    told = told_columns(table.catalogue)
    ranked = ranking(table.cards)
    cards = [each.card for each in ranked]
    lost = [_added(card, told, row_lost) for card in cards]
    still = [card.at_most - card.at_least for card in cards]
    sums, units = _totals(lost, len(told))
    deducted = [sum(each, NOTHING) for each in lost]
    return Listing(
        heading="得分排名表",
        left=(("名次", 8), ("单位", 26), ("得分下限", 9), ("得分上限", 9), ("已扣分", 8), ("待定分", 8)),
        told=tuple(name for name, _ in told),
        rows=tuple(
            (
                each.place,
                each.card.unit,
                each.card.at_least,
                each.card.at_most,
                rounded(points),
                rounded(waiting),
                *_shown(row),
                card_remark(each.card),
            )
            for each, row, points, waiting in zip(ranked, lost, deducted, still, strict=True)
        ),
        sums=(
            ("", "扣分合计", "", "", rounded(sum(deducted, NOTHING)), rounded(sum(still, NOTHING)), *sums, ""),
            ("", "扣分单位数", "", "", "", "", *units, ""),
        ),
        in_points=True,
        note=(
            "说明：各指标列为该单位已扣分数。得分下限为待定事项全部失分时的得分，上限为全部得分时的得分；"
            "得分未定时，名次按可能的最好名次至最差名次列示，行序按得分下限由高到低排列。"
        ),
        bars_heading="各单位得分区间",
        bars=(
            ("确定得分", tuple(max(card.at_least, NOTHING) for card in cards)),
            ("待定分", tuple(max(card.at_most, NOTHING) - max(card.at_least, NOTHING) for card in cards)),
        ),
        sums_heading="各指标扣分合计（全部单位）",
    )


def _standings(table: ScoredTable) -> Listing:
    told = told_columns(table.catalogue)
    cards = table.cards
    missed = [_added(card, told, _is_missed) for card in cards]
    sums, units = _totals(missed, len(told))
    counts = [[Decimal(card.counts[state]) for state in MET] for card in cards]
    return Listing(
        heading="评估情况汇总表",
        left=(("序号", 8), ("单位", 26), *((name, 9) for name in MET.values())),
        told=tuple(name for name, _ in told),
        rows=tuple(
            (Decimal(number), card.unit, *states, *_shown(row), card_remark(card))
            for number, (card, states, row) in enumerate(zip(cards, counts, missed, strict=True), start=1)
        ),
        sums=(
            ("", "未达到项次合计", *_columns(counts, len(MET)), *sums, ""),
            ("", "有未达到项的单位数", *("" for _ in MET), *units, ""),
        ),
        in_points=False,
        note="说明：原表不设分值，不计算得分，不排名；各指标列为未达到和部分达到的评估点数，单位按登记表顺序排列。",
        bars_heading="各单位评估点情况",
        bars=tuple((name, tuple(states[place] for states in counts)) for place, name in enumerate(MET.values())),
        sums_heading="各指标未达到项次（全部单位）",
    )


def _added(card: Scorecard, told: Told, of: Callable[[IndicatorResult], Decimal]) -> tuple[Decimal, ...]:
    values = [of(result) for result in card.indicators]
    return tuple(sum((values[place] for place in places), NOTHING) for _, places in told)


def _is_missed(result: IndicatorResult) -> Decimal:
    return Decimal(result.met in ("not-met", "partly"))


def _totals(rows: Sequence[Sequence[Decimal]], width: int) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """Per column: the sum, and how many units have something there."""
    return _columns(rows, width), tuple(Decimal(sum(bool(row[place]) for row in rows)) for place in range(width))


def _columns(rows: Sequence[Sequence[Decimal]], width: int) -> tuple[Decimal, ...]:
    return tuple(rounded(sum((row[place] for row in rows), NOTHING)) for place in range(width))


def _shown(row: Sequence[Decimal]) -> tuple[Value, ...]:
    """In a wide table only what is there is seen."""
    return tuple(rounded(points) if points else "" for points in row)
