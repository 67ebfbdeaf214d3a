"""Faults of a table file as sentences for the person who writes it: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError


class CatalogueError(ValueError):
    """Broken input, exit code 2. `faults` holds one sentence each; the text is all of them, one per line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Faults:
    """Collects all faults of one file, so that its writer sees them at once."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._told: list[str] = []

    def add(self, row: str, what: str) -> None:
        self._told.append(f"{self._name}：{row}：{what}")

    def __bool__(self) -> bool:
        return bool(self._told)

    def refuse(self) -> None:
        if self._told:
            raise CatalogueError(self._told)


def told(error: ValidationError, raw: Any) -> Iterator[str]:
    """Each error of the model with the row it stands in: the nearest entry around it that has an id or a name."""
    faults = error.errors(include_url=False)
    for fault in faults:
        if fault["type"] == "too_short" and any(_within(other["loc"], fault["loc"]) for other in faults):
            continue  # it only looks empty because an entry in it is refused
        row, field = _place(fault["loc"], raw)
        yield f"{row}{'：' if row else ''}{field}{'：' if field else ''}{_what(fault)}"


def _within(inner: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _place(loc: tuple[int | str, ...], raw: Any) -> tuple[str, str]:
    row, field = "", ""
    entry = raw
    for depth, step in enumerate(loc):
        try:
            entry = entry[step]
        except (KeyError, IndexError, TypeError):
            entry = None
        if isinstance(entry, dict):
            name = entry.get("id") or entry.get("name") or entry.get("at") or entry.get("check")
            if name and isinstance(step, int):
                row, field = str(name), ""
                continue
        if isinstance(step, str) and depth:
            field = f"{field}.{step}" if field else step
        elif isinstance(step, int) and not row:
            field = f"{field}第{step + 1}条"
        elif isinstance(step, str):
            field = step
    return row, field


def _what(fault: Any) -> str:
    match fault["type"]:
        case "missing":
            return "缺少该项，请补写"
        case "extra_forbidden":
            return "没有这个键，请删去或改写，见 docs/add-a-table.md"
        case "enum" | "literal_error":
            return f"值 {fault['input']!r} 不在可用范围内，可写：{_choices(fault['ctx']['expected'])}"
        case "string_type":
            return f'须写成文本；数值、是否等请加引号，如 "{fault["input"]}"'
        case "value_error":
            return str(fault["ctx"]["error"])
        case "decimal_parsing":
            return f'{fault["input"]!r} 不是数值，请写如 "50"'
        case "greater_than" | "greater_than_equal" | "less_than" | "less_than_equal":
            words = {"gt": "须大于", "ge": "不得小于", "lt": "须小于", "le": "不得大于"}
            limits = "、".join(f"{words[name]}{limit}" for name, limit in fault["ctx"].items() if name in words)
            return f"{fault['input']!r} 超出范围（{limits}）"
        case "too_short" | "string_too_short":
            return "不得为空"
        case "string_pattern_mismatch":
            return "须为小写字母、数字和连字符，如 zengdu-2023"
        case _:
            return str(fault["msg"])


def _choices(expected: str) -> str:
    return expected.replace(" or ", ", ").replace("'", "").replace(", ", "、")
