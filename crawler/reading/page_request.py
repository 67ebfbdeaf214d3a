"""One more address that reading wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`form` is what a POST sends, url-encoded; for a GET it is empty. `is_second_way`: to be asked only when what was
    asked before it brought no rows."""

    url: str
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    is_second_way: bool = False

    @property
    def request(self) -> str:
        """What was sent beside the address: "" for a plain GET, else method and form."""
        return "" if self.method == "GET" and not self.form else f"{self.method} {urlencode(self.form)}"
