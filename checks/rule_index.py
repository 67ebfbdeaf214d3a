"""Finds the rules: every module in checks/rules is one check, its file name is the check id with underscores."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from typing import cast

import checks.rules
from checks.check import Rule


@cache
def all_rules() -> dict[str, Rule]:
    """Check id → rule, sorted by id. A file whose name and META.id differ is refused: tools rely on the ids."""
    return rules_of(module.name.replace("_", "-") for module in pkgutil.iter_modules(checks.rules.__path__))


def rules_of(ids: Iterable[str]) -> dict[str, Rule]:
    """The same for a few of them: nothing else is imported."""
    found: dict[str, Rule] = {}
    for expected in sorted(ids):
        name = expected.replace("-", "_")
        rule = cast("Rule", importlib.import_module(f"checks.rules.{name}"))
        if rule.META.id != expected:
            raise ValueError(f"checks/rules/{name}.py: META.id is {rule.META.id!r}, must be {expected!r}")
        found[rule.META.id] = rule
    return found
