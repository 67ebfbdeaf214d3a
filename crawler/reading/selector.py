"""A short selector that finds an element again: the nearest id, else the classes on the way, with positions."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.reading.document import Document

_STEPS = 3
_MOST_SIBLINGS = 2_000  # a position beyond that tells a reader nothing


class Steps:
    """The steps of one page, so that a thousand links do not ask for their shared ancestors and siblings again."""

    def __init__(self) -> None:
        self.texts: dict[HtmlElement, tuple[str, bool]] = {}
        self.above: dict[HtmlElement, str] = {}
        self.positions: dict[HtmlElement, dict[HtmlElement, str]] = {}


def steps_of(document: Document) -> Steps:
    """Kept with the document: rows and links of a page share most of their steps."""
    steps: Steps = document.__dict__.setdefault("steps", Steps())
    return steps


def selector_of(element: HtmlElement, known: Steps | None = None) -> str:
    known = Steps() if known is None else known
    text, is_end = _step(element, known)
    parent = element.getparent()
    if is_end or parent is None:
        return text
    above = known.above.get(parent)
    if above is None:
        above = known.above[parent] = _way_to(parent, known)
    return f"{above} > {text}" if above else text


def _way_to(node: HtmlElement | None, known: Steps) -> str:
    """The steps before the last one, which all children of `node` share."""
    steps: list[str] = []
    while node is not None and len(steps) < _STEPS - 1:
        text, is_end = known.texts[node] if node in known.texts else known.texts.setdefault(node, _step(node, known))
        if text:
            steps.append(text)
        if is_end:
            break
        node = node.getparent()
    return " > ".join(reversed(steps))


def _step(node: HtmlElement, known: Steps) -> tuple[str, bool]:
    """The element as one step, and whether the way up ends here."""
    tag = node.tag
    if not isinstance(tag, str) or tag in ("html", "body"):
        return "", True
    element_id = node.get("id")
    if element_id:
        element_id = element_id.strip()
        if element_id and not element_id.isdigit() and " " not in element_id:
            return f"{tag}#{element_id}", True
    position = _position(node, known)
    names = node.get("class")
    words = names.split() if names else None
    return (f"{tag}.{words[0]}{position}" if words else f"{tag}{position}"), False


def _position(node: HtmlElement, known: Steps) -> str:
    parent = node.getparent()
    if parent is None or len(parent) == 1:
        return ""
    positions = known.positions.get(parent)
    if positions is None:
        positions = known.positions[parent] = _positions_below(parent)
    return positions.get(node, "")


def _positions_below(parent: HtmlElement) -> dict[HtmlElement, str]:
    by_tag: dict[object, list[HtmlElement]] = {}
    for child in parent:
        by_tag.setdefault(child.tag, []).append(child)
    return {
        child: f":nth-of-type({place})"
        for children in by_tag.values()
        if len(children) > 1
        for place, child in enumerate(children[:_MOST_SIBLINGS], start=1)
    }
