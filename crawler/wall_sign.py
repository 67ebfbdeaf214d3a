"""Names the wall in an answer, at little cost for the thousands of answers that are ordinary pages."""

from __future__ import annotations

from checks.observation import Fetch
from crawler.reading.document import Document
from crawler.reading.walls import wall_of

# A wall is a shell with a sentence or a form in it; a body with so many links was made for readers.
_LINKS_OF_A_PAGE = 20
_MARKUP = ("", "text/html", "application/xhtml+xml", "text/plain")


def wall_in(fetch: Fetch, body: bytes) -> str:
    """Name of the login or anti-bot wall, "" for everything else."""
    if not body or fetch.content_type not in _MARKUP:
        return ""
    if body.count(b"<a ") + body.count(b"<A ") >= _LINKS_OF_A_PAGE:
        return ""
    return wall_of(Document.parse(body, fetch.final_url, fetch.content_type, fetch.charset))
