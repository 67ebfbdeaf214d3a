"""Columns that are excused from having news: the registry says why, and until when."""

from __future__ import annotations

from checks.check import AsOf
from checks.subjects import Column


def exempt_because(column: Column, as_of: AsOf) -> str | None:
    """The reason while the exemption holds; its last day still counts."""
    if column.exempt is None or (column.exempt_until is not None and as_of.day > column.exempt_until):
        return None
    until = f"（至{column.exempt_until.isoformat()}）" if column.exempt_until else ""
    return f"{column.exempt or '未注明原因'}{until}"
