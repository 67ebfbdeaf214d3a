"""Indicators by the names their table prints, for lists that only carry "catalogue:indicator"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.catalogues.catalogue import Indicator
from reports.audit import ScoredTable

_SPACE = re.compile(r"\s+")


def indicator_path(indicator: Indicator) -> str:
    """一级 › 二级 › 三级, without the dashes and line breaks of the printed sheet."""
    cells = (_SPACE.sub("", cell) for cell in indicator.path)
    return " › ".join(cell for cell in cells if cell.strip("—－-"))


def indicator_names(scored: Iterable[ScoredTable]) -> dict[str, str]:
    """ "catalogue:indicator" → path; with several tables each name says whose it is."""
    scored = tuple(scored)
    several = len(scored) > 1
    return {
        f"{table.catalogue.id}:{indicator.id}": (
            f"{table.catalogue.title}：{indicator_path(indicator)}" if several else indicator_path(indicator)
        )
        for table in scored
        for indicator in table.catalogue.indicators
    }
