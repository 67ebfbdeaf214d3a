"""One cell of a form: what may be entered in it, and what an entry means. Untrusted text comes in, plain text goes out.

A cell knows nothing of clauses; `asked.py` makes the cells of a clause.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from checks.scoring.points import shown

YES, NO = "是", "否"
UNKNOWN, NONE = "不明", "无"
MOST_COUNTED = 100_000  # papers, cases or events of one unit in a year; more is a slip of the keyboard
MOST_DAYS = 3_660  # working days of one case: ten years
MOST_LINES = 500
LONGEST_NAME = 100
DECIMAL_PLACES = 4

_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_CASE = re.compile(r"(?P<name>.+)\s*[:：]\s*(?P<days>\S+)")


class CellKind(StrEnum):
    CHOICE = "choice"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DELAYS = "delays"  # one case per line: name, colon, working days
    DATES = "dates"  # one day per line


class NotAllowed(ValueError):
    """The text says what stands there and what is allowed, in Chinese."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """`part` names the entry inside its question, "" where there is only one; `label` is the same for people."""

    part: str = ""
    label: str = ""
    kind: CellKind
    options: tuple[str, ...] = ()
    at_least: Decimal = Decimal(0)
    at_most: Decimal = Decimal(MOST_COUNTED)

    @property
    def allowed(self) -> str:
        match self.kind:
            case CellKind.CHOICE:
                return f"选填：{'、'.join(self.options)}"
            case CellKind.WHOLE:
                return f"填整数，{shown(self.at_least)}至{shown(self.at_most)}"
            case CellKind.DECIMAL:
                return f"填分值，{shown(self.at_least)}至{shown(self.at_most)}"
            case CellKind.DELAYS:
                return "每行一件，写“编号：工作日数”，如“2023-015：3”，当日办结写0，时长不明写“不明”；没有写“无”"
            case CellKind.DATES:
                return "每行一个日期，如 2023-05-18；没有写“无”"

    def read(self, value: object) -> str:
        """The entry in the one form it is kept in. Raises NotAllowed."""
        match self.kind:
            case CellKind.CHOICE:
                text = _text(value)
                if text not in self.options:
                    raise NotAllowed(f"“{_short(text)}”不在可选范围内；{self.allowed}")
                return text
            case CellKind.WHOLE | CellKind.DECIMAL:
                return self._number(value)
            case CellKind.DELAYS:
                return "\n".join(f"{name}：{days}" for name, days in self._cases(value)) or NONE
            case CellKind.DATES:
                return "\n".join(day.isoformat() for day in self._days(value)) or NONE

    def _number(self, value: object) -> str:
        text = unicodedata.normalize("NFKC", _text(value))  # people type full-width digits
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise NotAllowed(f"“{_short(text)}”不是数值；{self.allowed}")
        if not self.at_least <= number <= self.at_most:
            raise NotAllowed(f"{_short(text)} 超出范围；{self.allowed}")
        if number != number.quantize(Decimal(1).scaleb(0 if self.kind is CellKind.WHOLE else -DECIMAL_PLACES)):
            places = "" if self.kind is CellKind.WHOLE else f"，最多{DECIMAL_PLACES}位小数"
            raise NotAllowed(f"{_short(text)} 不符合要求；{self.allowed}{places}")
        return shown(number)

    def _cases(self, value: object) -> list[tuple[str, str]]:
        cases: dict[str, str] = {}
        for line in self._lines(value):
            found = _CASE.fullmatch(line)
            if found is None or len(found["name"]) > LONGEST_NAME:
                raise NotAllowed(f"“{_short(line)}”无法识别；{self.allowed}")
            name, days = found["name"], unicodedata.normalize("NFKC", found["days"]).removesuffix("个工作日")
            known = days.isascii() and days.isdecimal() and len(days) < 6 and int(days) <= MOST_DAYS
            if not known and days != UNKNOWN:
                raise NotAllowed(f"“{_short(line)}”的工作日数须为0至{MOST_DAYS}的整数；{self.allowed}")
            if name in cases:
                raise NotAllowed(f"“{_short(name)}”重复出现，每件只写一行")
            cases[name] = str(int(days)) if known else days
        return list(cases.items())

    def _days(self, value: object) -> list[date]:
        if isinstance(value, datetime):
            return [value.date()]
        if isinstance(value, date):
            return [value]
        days = []
        for line in self._lines(value):
            found = _DAY.fullmatch(unicodedata.normalize("NFKC", line))
            try:
                days.append(date(*(int(part) for part in found.groups())) if found else _no_day(line))
            except ValueError:
                raise NotAllowed(f"“{_short(line)}”不是日期；{self.allowed}") from None
        return sorted(days)

    def _lines(self, value: object) -> list[str]:
        lines = [line for raw in re.split(r"[\r\n;；]+", _text(value)) if (line := raw.strip())]
        if len(lines) > MOST_LINES:
            raise NotAllowed(f"共{len(lines)}行，最多{MOST_LINES}行")
        return [] if lines == [NONE] else lines


def _no_day(line: str) -> date:
    raise ValueError(line)


def _text(value: object) -> str:
    """What a spreadsheet holds as people read it: 3.0 is 3, a moment is its day, no blanks around."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        value = int(value)
    if isinstance(value, datetime):
        value = value.date()
    return str(value).strip()


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 40 else f"{line[:40]}……"
