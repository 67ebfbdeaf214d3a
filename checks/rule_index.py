"""Finds the rules: every module in checks/rules is one check, its file name is the check id with underscores."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import cast

import checks.rules
from checks.check import Rule


@cache
def all_rules() -> dict[str, Rule]:
    """Check id → rule, sorted by id. A file whose name and META.id differ is refused: tools rely on the ids."""
    found: dict[str, Rule] = {}
    for module_info in pkgutil.iter_modules(checks.rules.__path__):
        module = importlib.import_module(f"checks.rules.{module_info.name}")
        rule = cast("Rule", module)
        expected = module_info.name.replace("_", "-")
        if rule.META.id != expected:
            raise ValueError(f"checks/rules/{module_info.name}.py: META.id is {rule.META.id!r}, must be {expected!r}")
        found[rule.META.id] = rule
    return dict(sorted(found.items()))
