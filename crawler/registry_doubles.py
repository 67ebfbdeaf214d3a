"""Names in a registry that mean two things: outcomes, findings, --unit and --column name things by them.

Looks at plain values, so that a file with other mistakes has these told too; what is no text is told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crawler.registry_document import Mistake, RegistryDocument


def doubles(content: Mapping[str, Any], document: RegistryDocument) -> Iterator[Mistake]:
    names: dict[str, int] = {}
    for i, unit in _entries(content, "units"):
        for name in dict.fromkeys((_text(unit.get("name")), *_texts(unit.get("aliases")))):
            if name and names.setdefault(name, i) != i:
                first = document.row_text(("units", names[name]))
                yield ("units", i, "name"), f"单位名称或别名“{name}”与{first}的单位重复；请改名或合并"
        columns: dict[str, int] = {}
        for j, column in _entries(unit, "columns"):
            name = _text(column.get("name"))
            if name and columns.setdefault(name, j) != j:
                first = document.row_text(("units", i, "columns", columns[name]))
                yield ("units", i, "columns", j, "name"), f"栏目“{name}”与{first}重复；请改名以便区分"
        accounts: dict[tuple[str, ...], int] = {}
        for j, account in _entries(unit, "accounts"):
            key = tuple(_text(account.get(part)) for part in ("platform", "type", "name"))
            if key[-1] and accounts.setdefault(key, j) != j:
                first = document.row_text(("units", i, "accounts", accounts[key]))
                yield ("units", i, "accounts", j, "name"), f"账号“{key[-1]}”与{first}重复；请删去一个或改名"


def _entries(holder: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    value = holder.get(key)
    for number, entry in enumerate(value if isinstance(value, list) else ()):
        if isinstance(entry, dict):
            yield number, entry


def _texts(value: object) -> list[str]:
    return [_text(each) for each in value] if isinstance(value, list) else []


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
