"""What the form of evidence and the reading of a filled one agree on: columns, keys, and what one row asks.

Column A of every sheet is hidden and says what a row is about; the reading goes by it alone, so rows may be sorted,
filtered or deleted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from checks.catalogues.catalogue import Catalogue, Indicator, Sense
from checks.scoring.form_cell import MOST_COUNTED, Cell, CellKind

GUIDE = "填报说明"
FILLER = "填报人"
HEADING_ROW = 2  # counted from 0: title, hint, headings
WITHDRAW = "撤回"
GRID_LINES = 20  # projects or scenes of one unit; more rows are copies of the block in a second form

# (heading, width in characters); column A holds the key.
COLUMNS = (
    ("标识", 2),
    ("序号", 5),
    ("单位", 16),
    ("指标", 20),
    ("评分细则", 36),
    ("待填事项", 30),
    ("填写要求", 22),
    ("填报内容", 18),
    ("备注", 20),
    ("附件名称", 18),
    ("撤回", 7),
    ("目前状况", 26),
)
CONTENT, REMARK, ATTACHMENT, TAKE_BACK = 7, 8, 9, 10
SELF_COLUMNS = (
    ("标识", 2),
    ("序号", 5),
    ("单位", 18),
    ("指标", 36),
    ("权重", 8),
    ("填写要求", 20),
    ("自评成绩", 12),
    ("自评依据", 50),
)
SELF_POINTS, SELF_BASIS = 6, 7
GRID_NAME = 4  # columns of a grid: key, number, unit, clause, name of the line, then the marks


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """One thing that one unit is asked for. `digest` ties an entry to the question as it was put."""

    unit: str
    row: Indicator
    clause: str
    text: str
    ask: str
    files: tuple[str, ...] = ()
    answer: str
    options: tuple[str, ...] = ()
    at_most: Decimal = Decimal(0)
    digest: str
    state: str = ""
    filed: Mapping[str, str] | None = None
    remark: str = ""
    attachment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """`closed`: open rows that nobody can enter anything for, as (unit, row, clause text, why)."""

    catalogue: Catalogue
    questions: tuple[FormQuestion, ...]
    closed: tuple[tuple[str, Indicator, str, str], ...] = ()
    assessed: tuple[tuple[str, Indicator], ...] = ()  # unit and row, where the printed sheet has 自评成绩


def key_of(*parts: str) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def self_cell(row: Indicator) -> Cell:
    """What a unit may give itself: up to the weight, and for rows that take points, down to it."""
    if row.weight is None:
        return Cell(kind=CellKind.DECIMAL, at_most=Decimal(MOST_COUNTED))
    if row.sense is Sense.PENALTY:
        return Cell(kind=CellKind.DECIMAL, at_least=-row.possible, at_most=Decimal(0))
    return Cell(kind=CellKind.DECIMAL, at_most=row.possible)
