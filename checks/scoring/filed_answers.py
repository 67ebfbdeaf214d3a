"""How each kind of answer is entered in a form, cell by cell, and the measure that its entries make.

An answer is a handful of named parts, all of them text. They are stored as they were entered; the measure is made of
them whenever a table is added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from checks.measure import (
    Answer,
    Choice,
    Conditions,
    Counts,
    Delays,
    Matrix,
    Measure,
    Occurrences,
    Points,
    Ratio,
)
from checks.scoring.form_cell import NO, NONE, UNKNOWN, YES, Cell, CellKind

OCCURRED = "有"
NOT_OFFERED = "未提供"
TICK, CROSS = "√", "×"
ACTUAL, REQUIRED = "实际数", "应有数"
IN_THE_GRID = "已填要素表"
MAY_BE_PARTIAL = frozenset(("conditions",))  # a condition nobody spoke about stays open, the others count


def cells_of(answer: str, options: tuple[str, ...], at_most: Decimal) -> tuple[Cell, ...]:
    """The cells of one answer. A matrix has one here that says whether its grid was filled; see `grid_line`."""
    match answer:
        case "yes-no":
            return (Cell(kind=CellKind.CHOICE, options=(YES, NO)),)
        case "occurred":
            return tuple(
                Cell(part=name, label=name, kind=CellKind.CHOICE, options=(OCCURRED, NONE)) for name in options or ("",)
            )
        case "number":
            return (Cell(kind=CellKind.WHOLE),)
        case "dates":
            return (Cell(kind=CellKind.DATES),)
        case "delays":
            return (Cell(kind=CellKind.DELAYS),)
        case "ratio":
            return tuple(Cell(part=name, label=name, kind=CellKind.WHOLE) for name in (REQUIRED, ACTUAL))
        case "conditions":
            return tuple(Cell(part=name, label=name, kind=CellKind.CHOICE, options=(YES, NO)) for name in options)
        case "choice":
            return (Cell(kind=CellKind.CHOICE, options=tuple(dict.fromkeys((*options, NOT_OFFERED)))),)
        case "counts":
            return tuple(Cell(part=name, label=name, kind=CellKind.WHOLE) for name in options)
        case "matrix":
            return (Cell(kind=CellKind.CHOICE, options=(IN_THE_GRID, NONE)),)
        case "points":
            return (Cell(kind=CellKind.DECIMAL, at_most=at_most),)
        case _:
            raise ValueError(f"no form for answer {answer!r}; the loader lets no such clause through")


def tick_cell(column: str) -> Cell:
    """One mark in the grid of a matrix."""
    return Cell(part=column, label=column, kind=CellKind.CHOICE, options=(TICK, CROSS))


def missing_parts(answer: str, options: tuple[str, ...], parts: Mapping[str, str]) -> tuple[str, ...]:
    """Labels of the cells that must be filled beside those that are."""
    if answer in MAY_BE_PARTIAL or answer == "matrix":
        return ()
    return tuple(cell.label for cell in cells_of(answer, options, Decimal(0)) if cell.part not in parts)


def measure_of(answer: str, options: tuple[str, ...], parts: Mapping[str, str]) -> Measure:
    """`parts` as `Cell.read` gave them; of a matrix its lines, name → a mark for each option."""
    alone = parts.get("", "")
    lines = [] if alone == NONE else alone.splitlines()
    match answer:
        case "yes-no":
            return Answer(alone == YES)
        case "occurred" if options:
            return Counts(tuple((name, int(parts[name] == OCCURRED)) for name in options))
        case "occurred":
            return Occurrences(int(alone == OCCURRED))
        case "number":
            return Occurrences(int(alone))
        case "dates":
            return Occurrences(len(lines))
        case "delays":
            cases = (line.rpartition("：") for line in lines)
            return Delays(tuple((name, None if days == UNKNOWN else int(days)) for name, _, days in cases))
        case "ratio":
            return Ratio(int(parts[ACTUAL]), int(parts[REQUIRED]))
        case "conditions":
            return Conditions(tuple((name, parts[name] == YES if name in parts else None) for name in options))
        case "choice":
            return Choice("" if alone == NOT_OFFERED else alone)
        case "counts":
            return Counts(tuple((name, int(parts[name])) for name in options))
        case "matrix":
            named = {} if alone == NONE else parts
            rows = ((name, tuple(mark == TICK for mark in marks)) for name, marks in named.items())
            return Matrix(tuple(rows))
        case "points":
            return Points(Decimal(alone))
        case _:
            raise ValueError(f"no measure for answer {answer!r}; the loader lets no such clause through")
