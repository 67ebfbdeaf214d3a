"""Titles and addresses as result pages show them, compared with what was searched for."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import parse_qsl, urlsplit


def full_title(link: dict[str, Any]) -> str:
    """The text, or the `title` attribute where the text is its cut-off beginning."""
    text: str = link["text"]
    shown = re.sub(r"(?:\.{2,}|…+)$", "", text).strip()
    full: str = link["title"]
    return full if shown and len(full) > len(shown) and full.startswith(shown) else text


def target(href: str) -> str:
    """Where a counting or redirecting address of a search engine leads, when it says so itself."""
    for key, value in parse_qsl(urlsplit(href).query):
        if key.lower() in {"url", "u", "target", "href", "link"} and value.startswith(("http://", "https://")):
            return value
    return href


def same_title(title: str, words: str) -> bool:
    """Equal but for spaces and punctuation, or cut off by the result page."""
    left, right = letters(title), letters(words)
    if not left or not right:
        return False
    if left == right:
        return True
    was_cut = title.rstrip().endswith(("...", "…"))
    return was_cut and len(left) >= 8 and right.startswith(left)


def letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).lower() if letter.isalnum())


def overlap(words: str, text: str) -> float:
    """Share of the pairs of neighbouring characters of the words that stand in the text."""
    asked = letters(words)
    pairs = {asked[at : at + 2] for at in range(len(asked) - 1)} or {asked}
    there = letters(text)
    return sum(pair in there for pair in pairs) / len(pairs)
