"""The name under which a browser would save an answer: Content-Disposition as servers of this field write it.

RFC 6266 with its common faults: raw UTF-8 or GBK, names encoded like addresses, the star form without quotes.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

_STAR = re.compile(rb"filename\*\s*=\s*\"?([\w!#$%&+^`{}~.-]*)'[^']*'([^;\"]+)", re.IGNORECASE)
_PLAIN = re.compile(rb"filename\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;]+))", re.IGNORECASE)
_LONGEST = 2_000


def sent_name(disposition: bytes | None) -> str:
    """The file name without any folder; "" where none is given."""
    if not disposition:
        return ""
    header = disposition[:_LONGEST]
    star = _STAR.search(header)
    if star:
        return _last_part(_text(unquote_to_bytes(star[2]), star[1].decode("ascii", "replace")))
    plain = _PLAIN.search(header)
    if plain is None:
        return ""
    raw = plain[1] if plain[1] is not None else plain[2].strip()
    return _last_part(_text(unquote_to_bytes(raw) if re.search(rb"%[0-9A-Fa-f]{2}", raw) else raw))


def _text(raw: bytes, stated: str = "") -> str:
    for charset in (stated, "utf-8", "gb18030"):
        try:
            if charset:
                return raw.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _last_part(name: str) -> str:
    return re.split(r"[\\/]", name)[-1].strip()
