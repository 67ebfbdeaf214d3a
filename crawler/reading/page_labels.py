"""The meta tags that 国办发〔2017〕47号 asks for, exactly as a page carries them."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from crawler.reading.document import Document

_NAMES = frozenset((
    "sitename", "sitedomain", "siteidcode", "columnname", "columndescription", "columnkeywords", "columntype",
    "articletitle", "pubdate", "contentsource", "keywords", "description", "author", "image", "url",
))  # fmt: skip
_SHORTEST_TO_MISSPELL = 7  # characters: Desctiption and PubData are kept, too, "authors" is another word


def labels_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Name and content of every such tag in the order of the page; empty, repeated and misspelt ones included."""
    return tuple((name, content) for name, content in document.metas if _is_label(name.lower()))


def _is_label(name: str) -> bool:
    if name in _NAMES:
        return True
    return len(name) >= _SHORTEST_TO_MISSPELL - 1 and any(
        len(known) >= _SHORTEST_TO_MISSPELL and OSA.distance(name, known, score_cutoff=1) <= 1 for known in _NAMES
    )
