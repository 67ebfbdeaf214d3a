"""One XML part of a document, read as a stream: no entities, no network, and never further than is asked for."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from checks.observation import FileState
from crawler.attachments.file_report import Unopened

# libxml2's own bounds (depth 256, 10 MB in one text) answer with these words.
_BOUNDS = ("Excessive depth", "huge", "loop", "internal limit", "Maximum entity amplification")


def elements(part: io.BytesIO) -> Iterator[tuple[str, etree._Element]]:
    """(local name, element) as each element ends; it is emptied when the caller comes back for the next one.

    Raises Unopened: markup that is broken, and a document type, which no office format has and which is the way of
    entity bombs and of requests to other files.
    """
    try:
        context = etree.iterparse(
            part, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        checked = False
        for _, element in context:
            if not checked:
                checked = True
                if element.getroottree().docinfo.internalDTD is not None:
                    raise Unopened(FileState.HOSTILE, "entities")
            if isinstance(element.tag, str):
                yield element.tag.rpartition("}")[2], element
    except etree.XMLSyntaxError as error:
        if any(word in str(error) for word in _BOUNDS):
            raise Unopened(FileState.HOSTILE, "xml-bounds") from error
        if "entit" in str(error).lower():
            raise Unopened(FileState.HOSTILE, "entities") from error
        raise Unopened(FileState.DAMAGED, "xml") from error


def drop(element: etree._Element) -> None:
    """Free what has been read, and what stands before it."""
    element.clear()
    while element.getprevious() is not None:
        parent = element.getparent()
        if parent is None:
            return
        del parent[0]


def attribute(element: etree._Element, local: str) -> str:
    """An attribute by its local name, whatever its namespace."""
    for name, value in element.attrib.items():
        if str(name).rpartition("}")[2] == local:
            return str(value)
    return ""


def text_in(element: etree._Element, *locals_: str) -> str:
    """The text of the elements of these local names inside this one, put together."""
    pieces = []
    for one in element.iter():
        if isinstance(one.tag, str) and one.tag.rpartition("}")[2] in locals_:
            pieces.append(one.text or "")
    return "".join(pieces)
