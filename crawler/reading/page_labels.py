"""The meta tags that 国办发〔2017〕47号 asks for, exactly as a page carries them."""

from __future__ import annotations

from crawler.reading.document import Document

_NAMES = frozenset((
    "sitename", "sitedomain", "siteidcode", "columnname", "columndescription", "columnkeywords", "columntype",
    "articletitle", "pubdate", "contentsource", "keywords", "description", "author", "image", "url",
))  # fmt: skip


def labels_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Name and content of every such tag in the order of the page, empty and repeated ones included."""
    return tuple((name, content) for name, content in document.metas if name.lower() in _NAMES)
