"""One more address that reading wants to see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`form` is what a POST sends, url-encoded; for a GET it is empty. `is_second_way`: to be asked only when what was
    asked before it brought no rows."""

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    is_second_way: bool = False
