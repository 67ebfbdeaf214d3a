"""Texts that are the same, or nearly: an exact key for the first, a 64-bit simhash for the second.

Only letters, figures and Chinese characters count, so that spaces, widths and punctuation make no difference.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b

from checks.derived.chinese_text import plain

_SIGNS = re.compile(r"[\W_]+")
_GRAM = 3  # characters; Chinese words are one to four long
_BITS = 64
_LONGEST = 8_000  # characters; what differs further down in a text of that length is no longer "nearly the same"


def bare(text: str) -> str:
    """The text without anything but characters and figures, in one width and one script."""
    return _SIGNS.sub("", plain(text[: _LONGEST * 2]))[:_LONGEST]


def simhash(bare_text: str) -> int:
    """64 bits of which similar texts share nearly all; 0 for a text without three characters."""
    grams = Counter(bare_text[at : at + _GRAM] for at in range(len(bare_text) - _GRAM + 1))
    weights = [0] * _BITS
    for gram, times in grams.items():
        digest = int.from_bytes(blake2b(gram.encode(), digest_size=_BITS // 8).digest(), "big")
        for bit in range(_BITS):
            weights[bit] += times if digest >> bit & 1 else -times
    return sum(1 << bit for bit, weight in enumerate(weights) if weight > 0)


def bits_apart(one: int, other: int) -> int:
    """In how many of the 64 bits two simhashes differ: 0 for equal texts, about 32 for texts without relation."""
    return (one ^ other).bit_count()
