"""Address spaces without an end, and the bound of each: what is beyond it is asked for, but its links are not followed.

Every bound is told with its pattern, so that a report can say what was left out and where. Counting goes by the order
in which addresses were found: the same list of addresses always gives the same answers.
"""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qsl, urlsplit

LONGEST_URL = 2000  # servers and proxies commonly refuse longer request lines
DEEPEST_PATH = 16
MOST_QUERIES_OF_ONE_PATH = 200  # list.jsp?page=1…200 is read, a calendar without end is not
MOST_PARAMETERS = 15  # Hanweb list addresses carry about ten
MOST_ORDERS = 3  # of the same parameters with the same values: shuffled by templates, one page all the same
MOST_DAYS = 400  # pages of one calendar in the path: a year and a month
MOST_SESSIONS = 5  # of one address under other session numbers

LONG, DEEP, REPEATING = "very long address", "very deep path", "a path that repeats itself"
PARAMETERS, VARIANTS, SHUFFLED = (
    "many parameters",
    "too many variants of one page",
    "the same parameters in other orders",
)
CALENDAR, SESSION = "a calendar without end", "session numbers in the address"

# The words that coverage uses for them.
CODES = {
    LONG: "trap-long-address",
    DEEP: "trap-deep-path",
    REPEATING: "trap-repeating-path",
    PARAMETERS: "trap-parameters",
    VARIANTS: "trap-variants",
    SHUFFLED: "trap-shuffled-parameters",
    CALENDAR: "trap-calendar",
    SESSION: "trap-session-numbers",
}

_CALENDAR_QUERY = re.compile(r"(?:^|[?&/])(?:year|month|day|date|calendar|nian|yue|rili)(?:[=/]|$)", re.IGNORECASE)
_CALENDAR_PATH = re.compile(r"/(?:calendar|rili|nianli|events?|schedule|richeng)(?:/|\.|_)", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_SESSION_NAMES = frozenset(
    ("jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "sid", "cfid", "cftoken")
)
_MOST_PATTERNS = 200_000  # counters kept; a portal has some thousand paths with a query


class UrlTraps:
    """Counts as it answers: ask once per new address."""

    def __init__(self) -> None:
        self._counted: Counter[str] = Counter()

    def why(self, url: str) -> str | None:
        """Why links of this address must not be followed, or None."""
        if len(url) > LONGEST_URL:
            return LONG
        parts = urlsplit(url)
        segments = [segment for segment in parts.path.split("/") if segment]
        if len(segments) > DEEPEST_PATH:
            return DEEP
        if len(segments) > 2 and any(
            count > 2 for segment, count in Counter(segments).items() if not segment.isdecimal()
        ):
            return REPEATING
        place = f"{parts.scheme}://{parts.netloc}{parts.path}"
        if _CALENDAR_PATH.search(parts.path) and any(character.isdigit() for character in parts.path):
            pattern = _DIGITS.sub("#", place)
            if self._count(f"days {pattern}") > MOST_DAYS:
                return CALENDAR
        return self._why_query(place, parts.query) if parts.query else None

    def _why_query(self, place: str, query: str) -> str | None:
        parameters = parse_qsl(query, keep_blank_values=True, max_num_fields=None)
        if len(parameters) > MOST_PARAMETERS:
            return PARAMETERS
        named = [(name.lower(), value) for name, value in parameters]
        without_session = [(name, value) for name, value in named if name not in _SESSION_NAMES]
        if len(without_session) < len(named) and self._count(f"session {place} {without_session}") > MOST_SESSIONS:
            return SESSION
        if len(named) > 1 and self._count(f"order {place} {sorted(named)}") > MOST_ORDERS:
            return SHUFFLED
        # A calendar shows a new page for every day there will ever be.
        is_calendar = _CALENDAR_QUERY.search(f"?{query}") is not None
        if self._count(f"query {place}", 5 if is_calendar else 1) > MOST_QUERIES_OF_ONE_PATH:
            return CALENDAR if is_calendar else VARIANTS
        return None

    def _count(self, pattern: str, weight: int = 1) -> int:
        if pattern not in self._counted and len(self._counted) >= _MOST_PATTERNS:
            self._counted.clear()
        self._counted[pattern] += weight
        return self._counted[pattern]
