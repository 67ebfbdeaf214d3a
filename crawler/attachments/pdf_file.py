"""PDF, by the engine that shows it in Chrome: what it cannot open, visitors' browsers cannot open either."""

from __future__ import annotations

import unicodedata

import pypdfium2
import pypdfium2.raw as pdfium

from checks.observation import FileKind, FileState
from crawler.attachments.file_report import MOST_TEXT, FileReport, Unopened, first_lines

_PAGES_READ = 3  # the title stands on the first; a cover may be a picture
_PAGES_SEARCHED = 8  # for any text at all, before a file is called scanned
_TEXT_OF_A_PAGE = 8_000
_END = 2_048  # the end mark stands in the last 1,024 bytes, behind them at most some blanks


def read_pdf(body: bytes) -> FileReport:
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise _why(error, body) from error
    try:
        return _report(document)
    finally:
        document.close()


def _report(document: pypdfium2.PdfDocument) -> FileReport:
    pages = len(document)
    if pages == 0:
        raise Unopened(FileState.DAMAGED, "no-pages")
    pieces: list[str] = []
    has_content = False
    for number in range(min(pages, _PAGES_SEARCHED)):
        if number >= _PAGES_READ and (pieces or sum(map(len, pieces)) > MOST_TEXT):
            break
        text, drawn = _page(document, number)
        has_content |= drawn
        if text.strip():
            pieces.append(text)
    text = first_lines(pieces)
    return FileReport(
        kind=FileKind.PDF,
        state=FileState.READABLE if text or not has_content else FileState.SCANNED,
        detail="" if text or has_content else "blank-pages",
        text=text,
        stated_title=unicodedata.normalize("NFKC", document.get_metadata_dict(skip_empty=True).get("Title", ""))[:200],
        parts=pages,
    )


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[str, bool]:
    """Text of one page, and whether anything at all is drawn on it. A broken page is an empty one."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return "", False
    try:
        drawn = pdfium.FPDFPage_CountObjects(page) > 0
        words = page.get_textpage()
        try:
            return words.get_text_range(0, min(words.count_chars(), _TEXT_OF_A_PAGE)), drawn
        finally:
            words.close()
    except pypdfium2.PdfiumError:
        return "", drawn
    finally:
        page.close()


def _why(error: pypdfium2.PdfiumError, body: bytes) -> Unopened:
    code = getattr(error, "err_code", None)
    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) or "assword" in str(error):
        return Unopened(FileState.ENCRYPTED, "pdf")
    if b"%%EOF" not in body[-_END:] and b"startxref" not in body[-_END:]:
        return Unopened(FileState.TRUNCATED, "no-end-mark")
    return Unopened(FileState.DAMAGED, "pdf")
