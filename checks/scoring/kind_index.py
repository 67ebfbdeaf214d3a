"""Finds the clause kinds: every module of this folder that has a KIND; its file name is the kind with underscores."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import cast

import checks.scoring
from checks.scoring.clause import ClauseKind


@cache
def all_kinds() -> dict[str, ClauseKind]:
    """Kind → its module, sorted. A file whose name and KIND differ is refused."""
    found: dict[str, ClauseKind] = {}
    for module_info in pkgutil.iter_modules(checks.scoring.__path__):
        module = importlib.import_module(f"checks.scoring.{module_info.name}")
        if not hasattr(module, "KIND"):
            continue
        kind = cast("ClauseKind", module)
        expected = module_info.name.replace("_", "-")
        if expected != kind.KIND:
            raise ValueError(f"checks/scoring/{module_info.name}.py: KIND is {kind.KIND!r}, must be {expected!r}")
        found[kind.KIND] = kind
    return dict(sorted(found.items()))
