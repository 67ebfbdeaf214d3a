"""From a look and a reader's report to the observation that is stored: bounded, and numbers of people masked."""

from __future__ import annotations

import hashlib
from urllib.parse import unquote, urlsplit

from checks.observation import FetchEnd, FileKind, FileSeen, FileState
from checks.personal_numbers import find_and_mask, mask_text
from crawler.attachments.file_report import FileReport
from crawler.attachments.inner_title import inner_title
from crawler.looking import Look
from crawler.reading.links import FILE_ENDINGS, IMAGE_ENDINGS, MEDIA_ENDINGS

LONGEST_TEXT = 600
_MOST_NUMBERS = 50
_ENDINGS = FILE_ENDINGS | IMAGE_ENDINGS | MEDIA_ENDINGS | {"html", "htm", "shtml", "xml", "mht", "odt", "ods", "odp"}


def file_seen(url: str, look: Look, report: FileReport | None) -> FileSeen:
    """`report` None: there was nothing to read, and the look says why."""
    ending = ending_of_saved(url, look)
    if report is None:
        too_large = look.fetch.ended is FetchEnd.TOO_LARGE
        return FileSeen(
            url=url,
            observed_at=look.at,
            fetch=look.fetch,
            ending=ending,
            state=FileState.TOO_LARGE if too_large else FileState.NOT_FETCHED,
        )
    # Masked as a whole before anything is cut: half a number would no longer be known as one.
    masked = find_and_mask(report.text.encode("utf-8", "replace"))
    text = masked.body.decode("utf-8", "replace")
    return FileSeen(
        url=url,
        observed_at=look.at,
        fetch=look.fetch,
        body_sha256=hashlib.sha256(look.body).hexdigest() if look.body else "",
        ending=ending,
        file_kind=report.kind,
        state=report.state,
        detail=report.detail,
        title="" if report.kind is FileKind.HTML else inner_title(text),
        stated_title=mask_text(report.stated_title),
        text=text[:LONGEST_TEXT],
        parts=report.parts,
        names=tuple(mask_text(name) for name in report.names),
        unsafe_names=tuple(mask_text(name) for name in report.unsafe_names),
        personal_numbers=masked.numbers[:_MOST_NUMBERS],
    )


def ending_of_saved(url: str, look: Look) -> str:
    """Ending of the name that a visitor's computer goes by; that of a program (.jsp, .do) says nothing."""
    for name in (look.sent_as, _last_part(look.fetch.final_url), _last_part(url)):
        ending = name.rpartition(".")[2].lower() if "." in name else ""
        if ending in _ENDINGS:
            return ending
    return ""


def _last_part(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])
