"""How far discovery goes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Stated in what is written: what lies beyond was not looked at.

    A county portal with its departments has 200 to 500 columns; each needs a look, and a few look around it.
    """

    pages: int = 800  # pages that may be columns or lead to one, list pages drawn by script once more
    depth: int = 6  # clicks from the start
    minutes: float = 30.0  # at two looks per second and host 800 pages of one host take seven minutes
    articles: int = 600  # samples of rows, for the unit they name as their source
    articles_per_column: int = 3
    rendered: int = 40  # list pages that only a browser can show
