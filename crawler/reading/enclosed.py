"""What stands between an opening and a closing mark, in one pass over the text.

A pattern with `.*?` between the two looks for the end from every beginning anew: a page of 100,000 beginnings and no
end would hold up a run for hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import AnyStr


def enclosed(text: AnyStr, opening: re.Pattern[AnyStr], closing: re.Pattern[AnyStr]) -> Iterator[AnyStr]:
    """From each opening to the next closing mark; the next one is looked for behind that."""
    place = 0
    while (begin := opening.search(text, place)) and (end := closing.search(text, begin.end())):
        yield text[begin.end() : end.start()]
        place = end.end()
