"""Wrong use: what the user gave cannot be taken. One sentence (what, where, what to write instead), exit code 2."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class WrongUse(ValueError):
    """The text is the sentence."""


def near(name: str, known: Iterable[str]) -> str:
    """ "；是否要写 …" with the nearest known names, or all of them where none is near."""
    known = sorted(known)
    close = get_close_matches(name, known, n=3, cutoff=0.5) or known
    return f"；可写：{'、'.join(close)}" if close else ""
