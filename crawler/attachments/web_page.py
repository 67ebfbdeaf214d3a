"""A web page under the name of a file: the error page of a server, a log-in, or what an office program saved as HTML.

Word and Excel open HTML that is called .doc or .xls, and many portals export their tables so. No program opens a web
page that is called .pdf, .docx or .zip; but a visitor's browser may have shown it, so only an error page is sure.
"""

from __future__ import annotations

import re

from checks.observation import FileKind, FileState
from crawler.attachments.file_report import FileReport, first_lines
from crawler.attachments.plain_text import html_of_mht
from crawler.reading.document import Document
from crawler.reading.page_layout import layout_of
from crawler.reading.walls import is_error_page, wall_of

ERROR_PAGE, WALL, OTHER_PAGE = "error-page", "wall", "page"
# Endings whose programs open HTML as a document of their own.
OPENS_HTML = frozenset(
    ("", "doc", "xls", "ppt", "wps", "et", "dps", "rtf", "mht", "html", "htm", "shtml", "xml", "txt", "csv")
)
_LARGEST = 3_000_000
_OFFICE_HTML = re.compile(rb"urn:schemas-microsoft-com:office|<!--\[if gte mso|ProgId content|mso-|<x:ExcelWorkbook")


def read_html(body: bytes, ending: str) -> FileReport:
    head = body[:_LARGEST]
    document = Document.parse(head, "", "text/html", "")
    made_by_office = _OFFICE_HTML.search(head[:20_000]) is not None
    detail = ""
    if not made_by_office and wall_of(document):
        detail = WALL
    elif not made_by_office and is_error_page(document):
        detail = ERROR_PAGE
    elif ending not in OPENS_HTML:
        detail = OTHER_PAGE
    return FileReport(
        kind=FileKind.HTML,
        state=FileState.HTML_INSTEAD if detail else FileState.READABLE,
        detail=detail,
        text=first_lines(line.text for line in layout_of(document).lines),
        stated_title=document.site_title,
    )


def read_mht(body: bytes) -> FileReport:
    page = html_of_mht(body[: 4 * _LARGEST])
    text = read_html(page, "mht").text if page.strip() else ""
    return FileReport(kind=FileKind.MHT, state=FileState.READABLE, text=text)
