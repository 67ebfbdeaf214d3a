"""One more address that reading wants to see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`form` is what a POST sends, url-encoded; for a GET it is empty."""

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
