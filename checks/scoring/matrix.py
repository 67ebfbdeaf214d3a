"""Matrix: earns by lines and by marks under columns (累计数/8; 场景数×50%＋指标项数/10×50%).

A line without a mark is not a line.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Self

from pydantic import Field, model_validator

from checks.measure import Matrix
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing
from checks.scoring.points import NumberText, fraction_of, shown

KIND = "matrix"
BILLS = (Matrix,)
JUDGED_BY = "matrix"
EARNS = True
HEARS = Hears.UNBILLED


class Terms(KindTerms):
    """Points: `each_row` per line, `each_mark` ÷ `over` per mark; `up_to` at most, the row's weight by default."""

    columns: tuple[str, ...] = Field(min_length=1)
    each_row: NumberText = Field(default=NOTHING, ge=0)
    each_mark: NumberText = Field(default=NOTHING, ge=0)
    over: int = Field(default=1, ge=1)
    up_to: NumberText | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _earns_something(self) -> Self:
        if not self.each_row and not self.each_mark:
            raise ValueError("each_row（每行分值）与 each_mark（每个标记的分值）至少写其一")
        if len(set(self.columns)) < len(self.columns):
            raise ValueError("columns 不得重复")
        return self

    @property
    def options(self) -> tuple[str, ...]:
        return self.columns


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return weight if terms.up_to is None else min(weight, terms.up_to)


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    matrices = [standing.measure for standing in standings if isinstance(standing.measure, Matrix)]
    if not matrices:
        return Bill()
    most = ceiling(terms, weight)
    lines = [marks for matrix in matrices for _, marks in matrix.rows]
    marks = sum(mark is True for line in lines for mark in line)
    rows = sum(any(mark is True for mark in line) for line in lines)
    open_marks = sum(mark is None for line in lines for mark in line)
    open_rows = sum(any(mark is None for mark in line) and not any(line) for line in lines)
    earned = min(most, _points(terms, rows, marks))
    best = min(most, _points(terms, rows + open_rows, marks + open_marks))
    return Bill(
        earned=earned,
        may_earn=best - earned,
        because=_because(terms, rows, marks, most, earned),
        open_because=f"{open_marks}个要素未能核实" if best > earned else "",
    )


def _points(terms: Terms, rows: int, marks: int) -> Decimal:
    return terms.each_row * rows + fraction_of(terms.each_mark * marks, 1, terms.over)


def _because(terms: Terms, rows: int, marks: int, most: Decimal, earned: Decimal) -> str:
    parts = []
    if terms.each_row:
        parts.append(f"{rows}行×{shown(terms.each_row)}")
    if terms.each_mark:
        times = "" if terms.each_mark == 1 else f"×{shown(terms.each_mark)}"
        over = "" if terms.over == 1 else f"÷{terms.over}"
        parts.append(f"{marks}个要素{over}{times}")
    total = _points(terms, rows, marks)
    capped = f"＝{shown(total)}分，以{shown(most)}分为限" if total > most else ""
    return f"{'＋'.join(parts)}{capped}，计{shown(earned)}分"
