"""What each column of an official sheet holds, read from the headings that the table prints.

The words of the headings decide, so that a new table needs no code: a heading that names nothing known is a level of
the path, in printed order. Tables without headings are prose and have no columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checks.catalogues.catalogue import Catalogue
from reports.spreadsheet import room


class Holds(StrEnum):
    NUMBER = "number"  # 序号: the running number of the row
    LEVEL = "level"
    TEXT = "text"
    CLAUSES = "clauses"
    WEIGHT = "weight"
    CELL = "cell"  # a text that the table prints for each row, such as 责任单位
    SELF_POINTS = "self-points"
    SELF_BASIS = "self-basis"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """`level`: which cell of the path, for levels. `width` in characters of the default font."""

    heading: str
    holds: Holds
    width: float
    level: int = -1


# First match wins; what is filled in by people or by the score stands before what the table prints itself.
_WORDS = (
    (Holds.NUMBER, ("序号",)),
    (Holds.SELF_POINTS, ("自评成绩", "自评得分", "自评分")),
    (Holds.SELF_BASIS, ("自评依据", "自评说明", "自评材料")),
    (Holds.SCORE, ("考评成绩", "考评得分", "评估得分", "得分", "考核结果")),
    (Holds.CLAUSES, ("细则", "评分标准", "考评标准", "评估点", "考评内容", "扣分标准", "计分")),
    (Holds.TEXT, ("说明", "内容", "要求")),
    (Holds.WEIGHT, ("权重", "分值")),
)
_WIDTHS = {
    Holds.NUMBER: 5.0,
    Holds.TEXT: 30.0,
    Holds.CLAUSES: 46.0,
    Holds.WEIGHT: 6.0,
    Holds.SELF_POINTS: 7.0,
    Holds.SELF_BASIS: 19.0,
    Holds.SCORE: 10.0,
}
_NARROWEST, _WIDEST = 8.0, 16.0  # of columns whose texts decide
_FILLED_BY_US = (Holds.SELF_POINTS, Holds.SELF_BASIS, Holds.SCORE)


def printed_columns(catalogue: Catalogue) -> tuple[PrintedColumn, ...]:
    rows = catalogue.indicators
    printed = {heading for row in rows for heading, _ in row.cells}
    levels = max((len(row.path) for row in rows), default=0)
    taken: set[Holds] = set()
    columns = []
    level = 0
    for heading in catalogue.columns:
        holds = _holds(heading, printed, taken, more_levels=level < levels)
        taken.add(holds)
        if holds is Holds.LEVEL:
            width = _width_of(row.path[level] for row in rows if level < len(row.path))
            columns.append(PrintedColumn(heading, holds, width, level))
            level += 1
        elif holds is Holds.CELL:
            columns.append(PrintedColumn(heading, holds, _width_of(dict(row.cells).get(heading, "") for row in rows)))
        else:
            columns.append(PrintedColumn(heading, holds, _WIDTHS[holds]))
    return tuple(columns)


def _holds(heading: str, printed: Iterable[str], taken: set[Holds], *, more_levels: bool) -> Holds:
    bare = "".join(heading.split())
    found = next((holds for holds, words in _WORDS if any(word in bare for word in words)), None)
    # 指标（权重） prints the weight inside the name: a level, as long as the path has one to show.
    if found is Holds.WEIGHT and bare.startswith(("指标", "项目")) and more_levels:
        return Holds.LEVEL
    if found in _FILLED_BY_US or (heading not in printed and found is not None and found not in taken):
        return found
    return Holds.LEVEL if heading not in printed and more_levels else Holds.CELL


def _width_of(texts: Iterable[str]) -> float:
    """Long texts wrap: half of the longest line, within bounds."""
    longest = max((room(line) for text in texts for line in text.split("\n")), default=0)
    return min(max(_NARROWEST, longest / 2 + 2), _WIDEST)
