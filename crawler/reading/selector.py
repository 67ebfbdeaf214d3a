"""A short selector that finds an element again: the nearest id, else the classes on the way, with positions."""

from __future__ import annotations

from lxml.html import HtmlElement

_STEPS = 3


def selector_of(element: HtmlElement) -> str:
    steps: list[str] = []
    node: HtmlElement | None = element
    while node is not None and isinstance(node.tag, str) and node.tag not in ("html", "body") and len(steps) < _STEPS:
        element_id = (node.get("id") or "").strip()
        if element_id and not element_id.isdigit() and " " not in element_id:
            steps.append(f"{node.tag}#{element_id}")
            break
        names = (node.get("class") or "").split()
        position = _position(node)
        steps.append(f"{node.tag}.{names[0]}{position}" if names else f"{node.tag}{position}")
        node = node.getparent()
    return " > ".join(reversed(steps))


def _position(node: HtmlElement) -> str:
    tag = str(node.tag)
    place = 1 + sum(1 for _ in node.itersiblings(tag, preceding=True))
    if place == 1 and next(node.itersiblings(tag), None) is None:
        return ""
    return f":nth-of-type({place})"
