"""What a reader says about one file, and the exception by which it says why there is nothing to say.

Plain values only: a report crosses the border between the child that reads and the crawl that asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from checks.observation import FileKind, FileState

# The first lines tell what a file is; numbers of people are looked for in what is read, so somewhat more than a page.
MOST_TEXT = 20_000
MOST_NAMES = 40
LONGEST_NAME = 120
LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """`text` as it was read, lines separated by \\n, numbers of people not yet masked."""

    kind: FileKind
    state: FileState
    detail: str = ""
    text: str = ""
    stated_title: str = ""
    parts: int | None = None
    names: tuple[str, ...] = ()
    unsafe_names: tuple[str, ...] = ()


class Unopened(Exception):
    """The file cannot be read, for a reason we know by name."""

    def __init__(self, state: FileState, detail: str = "") -> None:
        super().__init__(f"{state}: {detail}" if detail else str(state))
        self.state = state
        self.detail = detail


def first_lines(lines: Iterable[str], most: int = MOST_TEXT) -> str:
    """Lines with something in them, in one form of every character (PDFs hold U+2F9D for 身), up to `most`."""
    kept: list[str] = []
    size = 0
    for raw in lines:
        for line in unicodedata.normalize("NFKC", raw).splitlines():
            written = line if line.isprintable() else "".join(sign if _is_written(sign) else " " for sign in line)
            flat = " ".join(written.split())
            if flat:
                kept.append(flat)
                size += len(flat) + 1
        if size >= most:
            break
    return "\n".join(kept)[:most]


def _is_written(sign: str) -> bool:
    """Control characters, half surrogates and characters nobody agreed on are no text."""
    return unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
