"""The sheets of a registry in Excel, worked out from the form of the registry file: a new key gets its column.

A sheet holds one value per row (门户, 网络) or one entry per row; entries that stand inside a unit name it in their
first column. Lists stand in one cell, a line each. A form inside an entry (guess) is laid out beside it, and a free
mapping (attributes) has one column per name.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from checks.subjects import ACCOUNT_TYPES, CLASS_NAMES, AccountType, ColumnClass
from crawler.registry_cell import CellKind, RegistryCell
from crawler.registry_form import (
    AccountForm,
    ColumnForm,
    NetworkForm,
    PortalForm,
    RepostForm,
    UnitForm,
    as_address,
    as_source,
)
from crawler.registry_words import ATTRIBUTE, ATTRIBUTES, CODES, SHEETS, SUGGESTED, Words, words_for

_ENUM_WORDS: dict[type[StrEnum], dict[str, str]] = {
    ColumnClass: {name: str(word) for word, name in CLASS_NAMES.items()},
    AccountType: {name: str(word) for word, name in ACCOUNT_TYPES.items()},
}
_ADDRESSES = (as_address, as_source)


@dataclass(frozen=True, slots=True)
class SheetField:
    """`path`: keys from the entry on. `group`: the inner form that the field stands in; it is there when any of its
    required fields is filled."""

    path: tuple[str, ...]
    words: Words
    cell: RegistryCell
    required: bool
    group: str = ""

    @property
    def heading(self) -> str:
        return self.words.heading


@dataclass(frozen=True, slots=True)
class SheetForm:
    """`path`: where its values stand in the registry. `mapping`: key of the free mapping, "" without one."""

    path: tuple[str, ...]
    words: Words
    fields: tuple[SheetField, ...]
    is_rows: bool
    mapping: str = ""

    @property
    def name(self) -> str:
        return self.words.heading

    @property
    def has_owner(self) -> bool:
        return len(self.path) > 1


MAPPING_CELL = RegistryCell(CellKind.TEXT_OR_YES_NO)
NAME_CELL = RegistryCell(CellKind.TEXT)


def sheet_forms() -> tuple[SheetForm, ...]:
    """In the order of the workbook."""
    return (
        _sheet(("portal",), PortalForm, is_rows=False),
        _sheet(("network",), NetworkForm, is_rows=False),
        _sheet(("units",), UnitForm),
        _sheet(("units", "columns"), ColumnForm),
        _sheet(("units", "accounts"), AccountForm),
        _sheet(("required_reposts",), RepostForm),
    )


def mapping_heading(name: str) -> str:
    """The heading of one name of a free mapping, with the words that explain it where there are some."""
    explained = ATTRIBUTES.get(name)
    return f"{ATTRIBUTE}：{explained}" if explained else f"{ATTRIBUTE}：{NAME_CELL.shown(name)}"


def mapping_name(heading: str) -> str | None:
    """The name behind a heading; None for a heading that is none of a mapping."""
    found = re.fullmatch(rf"\s*{ATTRIBUTE}\s*[:：](.*)", heading, re.DOTALL)
    if found is None:
        return None
    rest = found[1]
    explained = {text: name for name, text in ATTRIBUTES.items()}
    return explained.get(rest.strip()) or str(NAME_CELL.taken(rest))


def _sheet(path: tuple[str, ...], form: type[BaseModel], *, is_rows: bool = True) -> SheetForm:
    key = ".".join(path)
    mapping = next((name for name, info in form.model_fields.items() if _is_mapping(info)), "")
    return SheetForm(path, SHEETS[key], tuple(_fields(key, form)), is_rows, mapping)


def _fields(key: str, form: type[BaseModel], inside: tuple[str, ...] = ()) -> Iterator[SheetField]:
    for name, info in form.model_fields.items():
        path = (*inside, info.alias or name)
        inner = _inner_form(info)
        if (inner is not None and _base(info.annotation)[0] is list) or _is_mapping(info):
            continue  # has a sheet of its own, or a column per name
        if inner is not None:
            yield from _fields(key, inner, path)
            continue
        dotted = ".".join((key, *path))
        group = inside[0] if inside else ""
        yield SheetField(path, words_for(dotted), _cell(dotted, info), info.is_required(), group)


def _is_mapping(info: FieldInfo) -> bool:
    return _base(info.annotation)[0] is dict


def _inner_form(info: FieldInfo) -> type[BaseModel] | None:
    base, _ = _base(info.annotation)
    inner = _base(get_args(_bare(info.annotation))[0])[0] if base is list else base
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _cell(dotted: str, info: FieldInfo) -> RegistryCell:
    base, notes = _base(info.annotation)
    is_list = base is list
    if is_list:
        base, notes = _base(get_args(_bare(info.annotation))[0])
    if isinstance(base, type) and issubclass(base, StrEnum):
        return RegistryCell(CellKind.TEXT, is_list, _ENUM_WORDS[base], only_words=True)
    kinds = {bool: CellKind.YES_NO, int: CellKind.WHOLE, float: CellKind.NUMBER, date: CellKind.DAY}
    if base in kinds:
        return RegistryCell(kinds[base], is_list)
    if base is not str:
        raise TypeError(f"{dotted}: no cell of a sheet holds {base}")
    is_address = any(getattr(note, "func", None) in _ADDRESSES for note in (*notes, *info.metadata))
    kind = CellKind.ADDRESS if is_address else CellKind.CODE if dotted in CODES else CellKind.TEXT
    return RegistryCell(kind, is_list, SUGGESTED.get(dotted))


def _bare(annotation: Any) -> Any:
    """Without Annotated and without "or None"."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(each for each in get_args(annotation) if each is not type(None))
        else:
            return annotation


def _base(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """What the annotation is at its core (list, dict, str, a form), and the notes of pydantic on the way there."""
    notes: list[Any] = []
    while True:
        if get_origin(annotation) is Annotated:
            notes += get_args(annotation)[1:]
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(each for each in get_args(annotation) if each is not type(None))
        else:
            return get_origin(annotation) or annotation, tuple(notes)
