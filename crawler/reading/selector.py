"""A short selector that finds an element again: the nearest id, else the classes on the way, with positions."""

from __future__ import annotations

from functools import lru_cache

from lxml.html import HtmlElement

from crawler.reading.document import Document

_STEPS = 3
_UNKNOWN: dict[object, int] = {}
_MOST_SIBLINGS = 2_000  # a position beyond that tells a reader nothing


class Steps:
    """The steps of one page, so that a thousand links do not ask for their shared ancestors and siblings again."""

    def __init__(self) -> None:
        self.texts: dict[HtmlElement, tuple[str, bool]] = {}
        self.above: dict[HtmlElement, str] = {}  # parent → the way to its children
        self.counts: dict[HtmlElement, dict[object, int] | None] = {}  # parent → tag → children; None: an only child
        self.places: dict[HtmlElement, int] = {}  # among the siblings of its tag, from 1


def steps_of(document: Document) -> Steps:
    """Kept with the document: rows and links of a page share most of their steps."""
    steps: Steps = document.__dict__.setdefault("steps", Steps())
    return steps


def selector_of(element: HtmlElement, known: Steps | None = None, names: tuple[str, bool] | None = None) -> str:
    """`names`: what `named_step` says of the element, where the caller knows it already."""
    known = Steps() if known is None else known
    parent = element.getparent()
    text, is_end = _step(element, parent, known, names)
    if is_end or parent is None:
        return text
    above = known.above.get(parent)
    if above is None:
        above = known.above[parent] = _way_below(parent, known)
    return above + text


def _way_below(node: HtmlElement | None, known: Steps) -> str:
    """The steps before the last one, which all children of `node` share."""
    way = ""
    for _ in range(_STEPS - 1):
        if node is None:
            break
        parent = node.getparent()
        told = known.texts.get(node)
        if told is None:
            told = known.texts[node] = _step(node, parent, known)
        text, is_end = told
        if text:
            way = f"{text} > {way}"
        if is_end:
            break
        node = parent
    return way


def _step(
    node: HtmlElement, parent: HtmlElement | None, known: Steps, names: tuple[str, bool] | None = None
) -> tuple[str, bool]:
    """The element as one step, and whether the way up ends here."""
    tag = node.tag
    if not isinstance(tag, str) or tag in ("html", "body"):
        return "", True
    if names is None:
        names = named_step(tag, node.get("id"), node.get("class"))
    step, is_end = names
    if is_end or parent is None:
        return names
    counts = known.counts.get(parent, _UNKNOWN)
    if counts is _UNKNOWN:
        counts = known.counts[parent] = _number_children(parent, known.places)
    if counts is None or counts[tag] == 1 or (place := known.places[node]) > _MOST_SIBLINGS:
        return names
    return f"{step}:nth-of-type({place})", False


@lru_cache(maxsize=8_192)  # the pages of a portal share their templates
def named_step(tag: str, element_id: str | None, names: str | None) -> tuple[str, bool]:
    """Tag and name of an element, and whether that is an id of its own."""
    if element_id:
        element_id = element_id.strip()
        if element_id and not element_id.isdigit() and " " not in element_id:
            return f"{tag}#{element_id}", True
    words = names.split(None, 1) if names else None
    return (f"{tag}.{words[0]}" if words else tag), False


def _number_children(parent: HtmlElement, places: dict[HtmlElement, int]) -> dict[object, int] | None:
    if len(parent) == 1:
        return None
    counts: dict[object, int] = {}
    for child in parent[:]:  # a list is made in a tenth of the time of an iterator
        tag = child.tag
        places[child] = counts[tag] = counts.get(tag, 0) + 1
    return counts
