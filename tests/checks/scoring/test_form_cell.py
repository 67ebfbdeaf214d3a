"""Cells of a form: what is taken, in the one form it is kept in, and what is refused with what is allowed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from checks.scoring.form_cell import MOST_COUNTED, MOST_LINES, Cell, CellKind, NotAllowed

CHOICE = Cell(kind=CellKind.CHOICE, options=("是", "否"))
WHOLE = Cell(kind=CellKind.WHOLE)
POINTS = Cell(kind=CellKind.DECIMAL, at_most=Decimal("2.5"))
DELAYS = Cell(kind=CellKind.DELAYS)
DATES = Cell(kind=CellKind.DATES)


@pytest.mark.parametrize(
    ("cell", "entered", "kept"),
    [
        (CHOICE, " 是 ", "是"),
        (CHOICE, True, "是"),
        (WHOLE, 3.0, "3"),
        (WHOLE, "１２", "12"),
        (WHOLE, 0, "0"),
        (WHOLE, MOST_COUNTED, str(MOST_COUNTED)),
        (POINTS, 0.1, "0.1"),
        (POINTS, "2.50", "2.5"),
        (POINTS, 2.5, "2.5"),
        (POINTS, 0, "0"),
        (DELAYS, "甲件: 3\n乙：件：0\r\n丙：不明", "甲件：3\n乙：件：0\n丙：不明"),
        (DELAYS, "甲：3个工作日；乙：０5", "甲：3\n乙：5"),
        (DELAYS, "无", "无"),
        (DATES, "2023-5-8\n2023年11月02日", "2023-05-08\n2023-11-02"),
        (DATES, datetime(2023, 5, 8), "2023-05-08"),  # noqa: DTZ001 -- as a spreadsheet gives it
        (DATES, date(2023, 5, 8), "2023-05-08"),
        (DATES, "无", "无"),
    ],
)
def test_what_is_taken(cell: Cell, entered: object, kept: str) -> None:
    assert cell.read(entered) == kept


@pytest.mark.parametrize(
    ("cell", "entered", "says"),
    [
        (CHOICE, "可能", "是、否"),
        (CHOICE, "", "是、否"),
        (WHOLE, -1, "超出范围"),
        (WHOLE, 1.5, "填整数"),
        (WHOLE, MOST_COUNTED + 1, "超出范围"),
        (WHOLE, "三", "不是数值"),
        (WHOLE, "NaN", "不是数值"),
        (WHOLE, "1e99999", "超出范围"),
        (WHOLE, datetime(2023, 5, 8), "不是数值"),  # noqa: DTZ001
        (POINTS, "2.51", "0至2.5"),
        (POINTS, "0.00001", "4位小数"),
        (DELAYS, "甲件 3", "无法识别"),
        (DELAYS, "甲件：三", "整数"),
        (DELAYS, "甲件：-1", "整数"),
        (DELAYS, "甲件：99999", "整数"),
        (DELAYS, "甲：1\n甲：2", "重复"),
        (DELAYS, "\n".join(f"{number}：1" for number in range(MOST_LINES + 1)), f"最多{MOST_LINES}行"),
        (DATES, "2023-02-30", "不是日期"),
        (DATES, "五月", "不是日期"),
    ],
)
def test_what_is_refused(cell: Cell, entered: object, says: str) -> None:
    with pytest.raises(NotAllowed, match=says):
        cell.read(entered)
