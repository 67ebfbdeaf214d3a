"""Reads a table file and refuses what cannot be billed. Every fault names file and row and says what to write instead.

Opens only the package's own tables; the file of a user is read by the caller and handed in as bytes or as an opened
place (`Traversable`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import ValidationError

from checks.catalogues.assemble import assemble
from checks.catalogues.catalogue import Catalogue
from checks.catalogues.faults import CatalogueError, Faults, told
from checks.catalogues.table_file import TableFile
from checks.check import Rule
from checks.rule_index import all_rules


def catalogue_ids() -> tuple[str, ...]:
    """Ids of the official tables that the product brings along."""
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in _tables().iterdir() if _is_table(entry)))


@cache
def load_catalogue(catalogue_id: str) -> Catalogue:
    """One of the official tables by its id."""
    if catalogue_id not in catalogue_ids():
        known = "、".join(catalogue_ids())
        raise CatalogueError((f"没有指标体系“{catalogue_id}”，可用的有：{known}",))
    catalogue = load_file(_tables() / f"{catalogue_id}.yaml")
    if catalogue.id != catalogue_id:
        raise CatalogueError((f"{catalogue_id}.yaml：id 须与文件名一致，写 id: {catalogue_id}",))
    return catalogue


def load_file(place: Traversable, rules: Mapping[str, Rule] | None = None) -> Catalogue:
    """A table from a place that the caller chose; its name stands in every error."""
    try:
        body = place.read_bytes()
    except OSError as error:
        raise CatalogueError((f"{place.name}：文件无法读取（{error.strerror or error}）",)) from error
    return load_bytes(body, place.name, rules)


def load_bytes(body: bytes, name: str, rules: Mapping[str, Rule] | None = None) -> Catalogue:
    """`rules`: the checks that clauses may name, all of the product's where none are given."""
    try:
        raw = yaml.load(body.decode("utf-8-sig"), Loader=_StrictLoader)  # noqa: S506 -- a SafeLoader, only stricter
    except UnicodeDecodeError as error:
        raise CatalogueError((f"{name}：文件须为 UTF-8 编码",)) from error
    except yaml.YAMLError as error:
        raise CatalogueError((_syntax(name, error),)) from error
    if not isinstance(raw, dict):
        raise CatalogueError((f"{name}：文件须以 id、title、groups 等键开头，见 docs/add-a-table.md",))
    try:
        table = TableFile.model_validate(raw)
    except ValidationError as error:
        raise CatalogueError(tuple(f"{name}：{line}" for line in told(error, raw))) from error
    faults = Faults(name)
    catalogue = assemble(table, hashlib.sha256(body).hexdigest(), all_rules() if rules is None else rules, faults)
    faults.refuse()
    return catalogue


def _tables() -> Traversable:
    return resources.files("checks.catalogues") / "tables"


def _is_table(entry: Traversable) -> bool:
    return entry.is_file() and entry.name.endswith(".yaml")


def _syntax(name: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"第{mark.line + 1}行" if mark is not None else ""
    return f"{name}：{where}YAML 语法有误（{getattr(error, 'problem', None) or error}），请检查缩进、冒号和引号"


class _StrictLoader(yaml.SafeLoader):
    """A key written twice would silently lose the first one: refused instead."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"键 {key} 重复", key_node.start_mark)
            seen.add(key)
        result: dict[Any, Any] = super().construct_mapping(node, deep)
        return result
