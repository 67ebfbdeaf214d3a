"""docx, xlsx, pptx, Open Document, and the office documents of one XML file: a zip of XML parts, or one of them."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator

from checks.observation import FileKind, FileState
from crawler.attachments.archive import opened_zip, part_of
from crawler.attachments.file_report import LONGEST_NAME, MOST_NAMES, MOST_TEXT, FileReport, Unopened, first_lines
from crawler.attachments.xml_part import attribute, drop, elements, text_in

_MOST_ROWS = 60  # of one sheet: its title and head stand in the first ones
_MOST_LINES = 20_000  # empty paragraphs hold no text that would end the reading
_MOST_SHEETS_READ = 3
_MOST_SLIDES_READ = 5
_MOST_SHARED = 200_000  # texts looked through for those that the first rows show


def read_docx(body: bytes) -> FileReport:
    with opened_zip(body) as archive:
        part = part_of(archive, "word/document.xml") or _main_part(archive)
        if part is None:
            raise Unopened(FileState.DAMAGED, "no-main-part")
        text = first_lines(_paragraphs(part, "p"))
        is_scan = not text and any("word/media/" in one.filename.lower() for one in archive.infolist())
        return FileReport(
            kind=FileKind.DOCX,
            state=FileState.SCANNED if is_scan else FileState.READABLE,
            text=text,
            stated_title=_core_title(archive),
        )


def read_xlsx(body: bytes) -> FileReport:
    with opened_zip(body) as archive:
        if part_of(archive, "xl/workbook.bin") is not None:
            raise Unopened(FileState.NO_READER, "xlsb")
        workbook = part_of(archive, "xl/workbook.xml") or _main_part(archive)
        if workbook is None:
            raise Unopened(FileState.DAMAGED, "no-main-part")
        sheets = [(attribute(one, "name"), attribute(one, "id")) for name, one in elements(workbook) if name == "sheet"]
        targets = _relations(archive, "xl/_rels/workbook.xml.rels")
        rows: list[list[tuple[str, str]]] = []
        for place, (_, relation) in enumerate(sheets[:_MOST_SHEETS_READ]):
            target = targets.get(relation) or f"worksheets/sheet{place + 1}.xml"
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            part = part_of(archive, path)
            rows += _rows(part) if part is not None else []
        wanted = {int(text) for row in rows for kind, text in row if kind == "s" and text.isdigit()}
        shared = _shared_texts(archive, wanted)
        lines = (" ".join(shared.get(text, "") if kind == "s" else text for kind, text in row) for row in rows)
        return FileReport(
            kind=FileKind.XLSX,
            state=FileState.READABLE,
            text=first_lines(lines),
            stated_title=_core_title(archive),
            parts=len(sheets),
            names=tuple(name[:LONGEST_NAME] for name, _ in sheets[:MOST_NAMES]),
        )


def read_pptx(body: bytes) -> FileReport:
    with opened_zip(body) as archive:
        numbered = sorted(
            (int(match[1]), one.filename)
            for one in archive.infolist()
            if (match := re.fullmatch(r"/?ppt/slides/slide(\d{1,6})\.xml", one.filename, re.IGNORECASE))
        )
        lines: list[str] = []
        for _, name in numbered[:_MOST_SLIDES_READ]:
            part = part_of(archive, name)
            lines += _paragraphs(part, "p") if part is not None else []
        return FileReport(
            kind=FileKind.PPTX,
            state=FileState.READABLE if lines or not numbered else FileState.SCANNED,
            text=first_lines(lines),
            stated_title=_core_title(archive),
            parts=len(numbered),
        )


def read_odf(body: bytes) -> FileReport:
    with opened_zip(body) as archive:
        manifest = part_of(archive, "META-INF/manifest.xml")
        if manifest is not None and b"encryption-data" in manifest.getvalue():
            raise Unopened(FileState.ENCRYPTED, "odf")
        part = part_of(archive, "content.xml")
        if part is None:
            raise Unopened(FileState.DAMAGED, "no-main-part")
        return FileReport(kind=FileKind.ODF, state=FileState.READABLE, text=first_lines(_whole_texts(part, ("p", "h"))))


def read_office_xml(body: bytes) -> FileReport:
    text = first_lines(_paragraphs(io.BytesIO(body), "p", "Row"))
    return FileReport(kind=FileKind.OFFICE_XML, state=FileState.READABLE, text=text)


def _paragraphs(part: io.BytesIO, *ends: str) -> Iterator[str]:
    """The text of runs (w:t, a:t, ss:Data), one line for every element of `ends`."""
    # Text boxes stand there once more for programs that know none.
    is_told_twice = b"Fallback" in part.getbuffer().tobytes()
    line: list[str] = []
    size = lines = 0
    for name, element in elements(part):
        if name in ("t", "Data"):
            if is_told_twice and next(element.iterancestors("{*}Fallback"), None) is not None:
                continue
            line.append(element.text or "")
            size += len(line[-1])
        elif name in ("tab", "br", "Cell", "tc"):
            line.append(" ")
        elif name in ends:
            yield "".join(line)
            line = []
            drop(element)
            lines += 1
            if size > MOST_TEXT or lines > _MOST_LINES:
                return
    if line:
        yield "".join(line)


def _whole_texts(part: io.BytesIO, names: tuple[str, ...]) -> Iterator[str]:
    size = 0
    for name, element in elements(part):
        if name in names:
            text = "".join(str(piece) for piece in element.itertext())[:MOST_TEXT]
            size += len(text)
            yield text
            drop(element)
            if size > MOST_TEXT:
                return


def _rows(part: io.BytesIO) -> list[list[tuple[str, str]]]:
    """The first rows as (kind, text) of their cells; kind "s" is a place in the table of shared texts."""
    rows: list[list[tuple[str, str]]] = []
    row: list[tuple[str, str]] = []
    for name, element in elements(part):
        if name == "c":
            kind = element.get("t") or ""
            text = text_in(element, "v", "t")
            if text and len(row) < 200:
                row.append((kind, text[:2_000]))
            drop(element)
        elif name == "row":
            if row:
                rows.append(row)
            row = []
            drop(element)
            if len(rows) >= _MOST_ROWS:
                break
    return rows


def _shared_texts(archive: zipfile.ZipFile, wanted: set[int]) -> dict[str, str]:
    """Place (as the cells write it) → text, for the places that are wanted."""
    part = part_of(archive, "xl/sharedStrings.xml") if wanted else None
    found: dict[str, str] = {}
    if part is None:
        return found
    place = 0
    last = max(wanted)
    for name, element in elements(part):
        if name == "si":
            if place in wanted:
                found[str(place)] = text_in(element, "t")[:2_000]
            drop(element)
            place += 1
            if place > min(last, _MOST_SHARED):
                break
    return found


def _main_part(archive: zipfile.ZipFile) -> io.BytesIO | None:
    """The part that the package names as its document, where it has another name than usual."""
    for kind, target in _relations_by_type(archive, "_rels/.rels"):
        if kind.endswith("/officeDocument"):
            return part_of(archive, target)
    return None


def _relations(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    part = part_of(archive, name)
    if part is None:
        return {}
    return {attribute(one, "Id"): attribute(one, "Target") for kind, one in elements(part) if kind == "Relationship"}


def _relations_by_type(archive: zipfile.ZipFile, name: str) -> list[tuple[str, str]]:
    part = part_of(archive, name)
    if part is None:
        return []
    related = (one for kind, one in elements(part) if kind == "Relationship")
    return [(attribute(one, "Type"), attribute(one, "Target")) for one in related]


def _core_title(archive: zipfile.ZipFile) -> str:
    """Of no weight, so a broken part of properties costs the document nothing."""
    try:
        part = part_of(archive, "docProps/core.xml")
        if part is None:
            return ""
        return next((one.text or "" for name, one in elements(part) if name == "title"), "")
    except Unopened:
        return ""
