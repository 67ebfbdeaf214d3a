"""What a file is, by its bytes alone. The name under which it is offered plays no part."""

from __future__ import annotations

import io
import re
import zipfile

import olefile

from checks.observation import FileKind, FileState
from crawler.attachments.archive import opened_zip
from crawler.attachments.file_report import Unopened
from crawler.attachments.plain_text import looks_like_text

_STARTS = (
    (b"{\\rtf", FileKind.RTF),
    (b"Rar!\x1a\x07", FileKind.RAR),
    (b"7z\xbc\xaf\x27\x1c", FileKind.SEVEN_ZIP),
    (b"\x1f\x8b", FileKind.GZIP),
    (b"\x89PNG\r\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"BM", FileKind.IMAGE),
    (b"II*\x00", FileKind.IMAGE),
    (b"MM\x00*", FileKind.IMAGE),
    (b"ID3", FileKind.MEDIA),
    (b"FLV\x01", FileKind.MEDIA),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", FileKind.MEDIA),  # Windows Media
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024  # readers look for the header in the first 1,024 bytes
_HEAD = 4096
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|table|script|title)\b", re.IGNORECASE)
_OFFICE_XML = (
    b"urn:schemas-microsoft-com:office:spreadsheet",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
    b"http://schemas.microsoft.com/office/2006/xmlPackage",
)
_MHT = re.compile(rb"^(?:[\w-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){0,12}?MIME-Version:", re.IGNORECASE)


def recognise(body: bytes) -> FileKind:
    """Raises Unopened for a container that is broken before its content can be told."""
    head = body[:_HEAD]
    if b"%PDF-" in body[:_PDF_WITHIN]:
        return FileKind.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_zip(body)
    if head.startswith(_OLE):
        return _in_ole(body)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE")):
        return FileKind.MEDIA
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind.IMAGE
    if head[257:262] == b"ustar":
        return FileKind.TAR
    return _written(body, head)


def _written(body: bytes, head: bytes) -> FileKind:
    """Formats made of text; a file of 16-bit characters is looked at in eight."""
    flat = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        flat = head[2:].replace(b"\x00", b"").lstrip()
    if flat.startswith(b"<?xml") and any(name in flat for name in _OFFICE_XML):
        return FileKind.OFFICE_XML
    if flat.startswith(b"<") and _MARKUP.search(flat):
        return FileKind.HTML
    if _MHT.match(flat):
        return FileKind.MHT
    return FileKind.TEXT if looks_like_text(body) else FileKind.UNKNOWN


def _in_zip(body: bytes) -> FileKind:
    with opened_zip(body) as archive:
        names = {entry.filename for entry in archive.infolist()[:5_000]}
        folded = {name.lower().lstrip("/") for name in names}
        if "ofd.xml" in folded:
            return FileKind.OFD
        if "mimetype" in names:
            return _by_mimetype(archive)
    if "word/document.xml" in folded:
        return FileKind.DOCX
    if "xl/workbook.xml" in folded or "xl/workbook.bin" in folded:
        return FileKind.XLSX
    if "ppt/presentation.xml" in folded:
        return FileKind.PPTX
    if "[content_types].xml" in folded:
        return _by_content_types(body)
    return FileKind.ZIP


def _by_mimetype(archive: zipfile.ZipFile) -> FileKind:
    entry = archive.getinfo("mimetype")
    if entry.flag_bits & 1 or entry.file_size > 200:
        return FileKind.ZIP
    return FileKind.ODF if archive.read(entry)[:200].startswith(b"application/vnd.oasis.") else FileKind.ZIP


def _by_content_types(body: bytes) -> FileKind:
    """A package that calls its main part otherwise (Word/Document2.xml) names what it is here."""
    with opened_zip(body) as archive:
        entry = next(one for one in archive.infolist() if one.filename.lower() == "[content_types].xml")
        types = archive.read(entry) if entry.file_size <= 1_000_000 and not entry.flag_bits & 1 else b""
    for word, kind in (
        (b"wordprocessingml.document.main", FileKind.DOCX),
        (b"spreadsheetml.sheet.main", FileKind.XLSX),
        (b"presentationml.presentation.main", FileKind.PPTX),
    ):
        if word in types:
            return kind
    return FileKind.ZIP


def _in_ole(body: bytes) -> FileKind:
    """Raises Unopened for a container whose own tables are broken."""
    with opened_ole(body) as ole:
        streams = {"/".join(path).lower() for path in ole.listdir()}
    if "worddocument" in streams:
        return FileKind.DOC
    if streams & {"workbook", "book"}:
        return FileKind.XLS
    if "powerpoint document" in streams:
        return FileKind.PPT
    if "encryptedpackage" in streams:
        return FileKind.UNKNOWN  # a new-format document behind a password: `encrypted_package` looks at it
    return FileKind.UNKNOWN


def opened_ole(body: bytes) -> olefile.OleFileIO:
    """The container; olefile itself follows no chain of sectors in circles."""
    try:
        return olefile.OleFileIO(io.BytesIO(body))
    except (OSError, ValueError, IndexError, OverflowError) as error:
        state = FileState.TRUNCATED if _ends_too_soon(body) else FileState.DAMAGED
        raise Unopened(state, "ole") from error


def _ends_too_soon(body: bytes) -> bool:
    """Whether the header's own count of sectors for the allocation table cannot fit into the file."""
    if len(body) < 512:
        return True
    shift = int.from_bytes(body[30:32], "little")
    tables = int.from_bytes(body[44:48], "little")
    return shift in (9, 12) and tables * (1 << shift) > len(body)
