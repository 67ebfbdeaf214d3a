"""Pages without the names their templates gave to things: how much of a figure hangs on words like `article_title`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from bench.accuracy.samples import Sample

_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_QUOTED = re.compile(rb"""\b(class|id)\s*=\s*["']([^"']*)["']""")
_BARE = re.compile(rb"\b(class|id)=([\w-]+)")
_ROLE = re.compile(rb"""\srole\s*=\s*["'][^"']*["']""")


def unchanged(sample: Sample) -> Sample:
    return sample


def nameless(sample: Sample) -> Sample:
    """The page with every class, id and role renamed: what is left is how it is built, as on an unseen portal."""
    body = _ROLE.sub(b"", _BARE.sub(_renamed, _QUOTED.sub(_renamed, sample.capture.body)))
    return replace(sample, capture=replace(sample.capture, body=body))


def _renamed(match: re.Match[bytes]) -> bytes:
    words = (b"x" + hashlib.sha256(word).hexdigest().translate(_LETTERS)[:6].encode() for word in match[2].split())
    return match[1] + b'="' + b" ".join(words) + b'"'
