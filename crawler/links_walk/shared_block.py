"""The largest element that two pages share byte for byte: on a portal that is the menu, with most of its links.

Works on the source, because only there is the end of an element a place that a page can be cut at. Whoever uses it
proves by reading that a page without the element says the same about everything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

# What is never closed ends with the page: looked for from every beginning anew, its end would cost hours.
_ANCHOR = re.compile(rb"<a\b[^>]*(?:>|\Z)", re.IGNORECASE)
_TAG = re.compile(
    rb"<!--(?:.*?-->|.*)|<(script|style|textarea|noscript)\b(?:.*?</\1\s*>|.*)|<(/?)([a-z][a-z0-9-]*)\b[^>]*?(/?)(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_VOID = frozenset(
    (b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"source", b"track", b"wbr")
)
_NEVER = frozenset((b"html", b"head", b"body"))
_HEAD_BYTES = 96  # enough to find the block by; the rest is compared


@dataclass(frozen=True, slots=True)
class SharedBlock:
    """`stub` is the element without what stands in it."""

    source: bytes
    stub: bytes

    def cut_from(self, body: bytes) -> bytes | None:
        """The page without the block; None where it is not there, twice there, or hidden in a comment or script."""
        head = self.source[:_HEAD_BYTES]
        start = body.find(head)
        end = start + len(self.source)
        if start < 0 or body[start:end] != self.source or body.find(head, end) >= 0:
            return None
        if body.rfind(b"<!--", 0, start) > body.rfind(b"-->", 0, start):
            return None
        if body.rfind(b"<script", 0, start) > body.rfind(b"</script", 0, start):
            return None
        return body[:start] + self.stub + body[end:]


def largest_shared_block(one: bytes, other: bytes, fewest_anchors: int) -> SharedBlock | None:
    """Of `other`; None where the pages share no well-formed element with so many anchors."""
    region = _shared_region(one, other)
    best = b""
    best_stub = b""
    opened: list[tuple[bytes, int, bytes]] = []
    for tag in _TAG.finditer(region):
        name = (tag[3] or b"").lower()
        if not name or name in _VOID or tag[4]:
            continue
        if not tag[2]:
            opened.append((name, tag.start(), tag[0]))
        elif opened and opened[-1][0] == name:
            _, start, start_tag = opened.pop()
            source = region[start : tag.end()]
            if name not in _NEVER and len(source) > len(best):
                best, best_stub = source, start_tag + tag[0]
        else:
            # Ends that are left out make it a guess where an element ends.
            opened.clear()
    if len(best) <= _HEAD_BYTES or len(_ANCHOR.findall(best)) < fewest_anchors:
        return None
    return SharedBlock(best, best_stub)


def _shared_region(one: bytes, other: bytes) -> bytes:
    """The bytes around the longest run of anchors of `other` that `one` has as well, as far as both are the same."""
    places = {match[0]: match.start() for match in reversed(list(_ANCHOR.finditer(one)))}
    anchors = list(_ANCHOR.finditer(other))
    begin, longest = 0, range(0)
    for number, match in enumerate(anchors):
        if match[0] not in places:
            begin = number + 1
        elif number + 1 - begin > len(longest):
            longest = range(begin, number + 1)
    if not longest:
        return b""
    middle = anchors[longest[len(longest) // 2]]
    here, there = middle.start(), places[middle[0]]
    before = _same(lambda length: one[there - length : there] == other[here - length : here], min(here, there))
    after = _same(
        lambda length: one[there : there + length] == other[here : here + length],
        min(len(other) - here, len(one) - there),
    )
    return other[here - before : here + after]


def _same(is_same: Callable[[int], bool], most: int) -> int:
    """The greatest length up to `most` for which it holds."""
    low, high = 0, most
    while low < high:
        length = (low + high + 1) // 2
        if is_same(length):
            low = length
        else:
            high = length - 1
    return low
