"""A short selector that finds an element again: the nearest id, else the classes on the way, with positions."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

_STEPS = 3
_MOST_SIBLINGS = 2_000  # counting every row of a page of fifty thousand would take minutes

Steps = dict[HtmlElement, tuple[str, bool]]


def selector_of(element: HtmlElement, known: Steps | None = None) -> str:
    """`known` keeps the steps of one page, so that a thousand links do not ask for their shared ancestors again."""
    known = {} if known is None else known
    steps: list[str] = []
    node: HtmlElement | None = element
    while node is not None and len(steps) < _STEPS:
        if node not in known:
            known[node] = _step(node)
        text, is_end = known[node]
        if text:
            steps.append(text)
        if is_end:
            break
        node = node.getparent()
    return " > ".join(reversed(steps))


def _step(node: HtmlElement) -> tuple[str, bool]:
    """The element as one step, and whether the way up ends here."""
    if not isinstance(node.tag, str) or node.tag in ("html", "body"):
        return "", True
    element_id = (node.get("id") or "").strip()
    if element_id and not element_id.isdigit() and " " not in element_id:
        return f"{node.tag}#{element_id}", True
    names = (node.get("class") or "").split()
    position = _position(node)
    return (f"{node.tag}.{names[0]}{position}" if names else f"{node.tag}{position}"), False


def _position(node: HtmlElement) -> str:
    tag = str(node.tag)
    place = 1 + sum(1 for _ in islice(node.itersiblings(tag, preceding=True), _MOST_SIBLINGS))
    if place > _MOST_SIBLINGS:
        return ""
    if place == 1 and next(node.itersiblings(tag), None) is None:
        return ""
    return f":nth-of-type({place})"
