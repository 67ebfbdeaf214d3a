"""The binary office formats inside an OLE container: Word (.doc, .wps), Excel (.xls, .et), PowerPoint (.ppt, .dps).

Word's text is put together from its piece table ([MS-DOC] 2.4.1): that gives the text of the main document alone, in
order, also of files that were saved fast, and needs no program beside us. PowerPoint's text is taken from the atoms
of its records ([MS-PPT] 2.9.42). Of Excel only locked ones are told here; its cells are read by calamine.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError
from python_calamine import CalamineError, CalamineWorkbook

from checks.observation import FileKind, FileState
from crawler.attachments.file_report import LONGEST_NAME, MOST_NAMES, MOST_TEXT, FileReport, Unopened, first_lines
from crawler.attachments.recognised import opened_ole

# [MS-XLS] 2.2.10, [MS-OFFCRYPTO] 2.4: programs try this password by themselves, so such a file opens for everybody.
DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105 -- published by the format, guards nothing
_LARGEST_STREAM = 60_000_000
_ENCRYPTED_FLAG = 0x0100
_WORD_97 = 0x00C1
_WORD_MARKS = (0xA5EC, 0xA5DC)  # Word 6 and 95 wrote the second one
_MOST_SHEETS_READ = 3
_MOST_ROWS = 60
_FILE_PASS = 0x2F


def read_doc(body: bytes) -> FileReport:
    with opened_ole(body) as ole:
        document = stream_of(ole, "WordDocument")
        if len(document) < 0x1A2:
            raise Unopened(FileState.DAMAGED, "word")
        if int.from_bytes(document[:2], "little") not in _WORD_MARKS:
            raise Unopened(FileState.READER_FAILED, "word-mark")
        flags, version = int.from_bytes(document[10:12], "little"), int.from_bytes(document[2:4], "little")
        if flags & _ENCRYPTED_FLAG:
            raise Unopened(FileState.ENCRYPTED, "word")
        if version < _WORD_97:
            text = first_lines(_lines_of(_oldest_text(document)))
        else:
            table = stream_of(ole, "1Table" if flags & 0x0200 else "0Table")
            text = first_lines(_lines_of(_pieces(document, table)))
        return FileReport(kind=FileKind.DOC, state=FileState.READABLE, text=text, stated_title=_stated_title(ole))


def _oldest_text(document: bytes) -> str:
    """Word 6 and 95: one run of text in the charset of its time."""
    start, end = int.from_bytes(document[0x18:0x1C], "little"), int.from_bytes(document[0x1C:0x20], "little")
    return document[start : min(end, start + MOST_TEXT * 2)].decode("gb18030", "replace")


def _pieces(document: bytes, table: bytes) -> str:
    """[MS-DOC] 2.4.1. Characters of the main text only (ccpText), headers and notes stand behind them."""
    wanted = min(int.from_bytes(document[0x4C:0x50], "little"), MOST_TEXT)
    start, length = int.from_bytes(document[0x1A2:0x1A6], "little"), int.from_bytes(document[0x1A6:0x1AA], "little")
    clx = table[start : start + length]
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:  # property modifications stand in front
        at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
    if at + 5 > len(clx) or clx[at] != 2:
        raise Unopened(FileState.READER_FAILED, "piece-table")
    plc = clx[at + 5 : at + 5 + int.from_bytes(clx[at + 1 : at + 5], "little")]
    count = (len(plc) - 4) // 12
    text: list[str] = []
    size = 0
    for number in range(count):
        first, last = (int.from_bytes(plc[4 * place : 4 * place + 4], "little") for place in (number, number + 1))
        descriptor = plc[4 * (count + 1) + 8 * number :][:8]
        place = int.from_bytes(descriptor[2:6], "little")
        chars = max(0, min(last - first, wanted - size))
        if place & 0x40000000:  # one byte per character
            place = (place & 0x3FFFFFFF) // 2
            piece = document[place : place + chars].decode("cp1252", "replace")
        else:
            piece = document[place : place + 2 * chars].decode("utf-16-le", "replace")
        text.append(piece)
        size += chars
        if size >= wanted:
            break
    return "".join(text)


def _lines_of(text: str) -> Iterator[str]:
    """Paragraphs, cells and line breaks; of a field its result is shown, not its instruction (HYPERLINK, PAGE)."""
    shown: list[str] = []
    hidden = 0
    for sign in text:
        if sign == "\x13":
            hidden += 1
        elif sign in "\x14\x15":
            hidden = max(0, hidden - 1) if sign == "\x14" or hidden else 0
        elif not hidden:
            if sign in "\r\x0b\x0c\x07\n":
                yield "".join(shown)
                shown = []
            else:
                shown.append(sign)
    yield "".join(shown)


def read_xls(body: bytes) -> FileReport:
    with opened_ole(body) as ole:
        name = "Workbook" if ole.exists("Workbook") else "Book"
        is_locked = _has_record(stream_of(ole, name), _FILE_PASS)
        stated = _stated_title(ole)
    if is_locked:
        body = opened_by_default(body)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(body))
        names = workbook.sheet_names
        lines = [
            " ".join(str(cell) for cell in row if cell != "")
            for name in names[:_MOST_SHEETS_READ]
            for row in workbook.get_sheet_by_name(name).to_python(nrows=_MOST_ROWS)
        ]
    except CalamineError as error:
        raise Unopened(FileState.READER_FAILED, type(error).__name__) from error
    return FileReport(
        kind=FileKind.XLS,
        state=FileState.READABLE,
        text=first_lines(lines),
        stated_title=stated,
        parts=len(names),
        names=tuple(name[:LONGEST_NAME] for name in names[:MOST_NAMES]),
    )


def opened_by_default(body: bytes) -> bytes:
    """The document behind a password that every program knows. Raises Unopened when it is another password."""
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(body))
        office.load_key(password=DEFAULT_PASSWORD)
        office.decrypt(plain)
    except (InvalidKeyError, DecryptionError) as error:
        raise Unopened(FileState.ENCRYPTED, "office") from error
    except (ParseError, FileFormatError, OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise Unopened(FileState.READER_FAILED, "unknown-encryption") from error
    return plain.getvalue()


def read_ppt(body: bytes) -> FileReport:
    with opened_ole(body) as ole:
        if ole.exists("EncryptedSummary"):
            raise Unopened(FileState.ENCRYPTED, "powerpoint")
        document = stream_of(ole, "PowerPoint Document")
        stated = _stated_title(ole)
    slides = 0
    lines: list[str] = []
    size = 0
    for kind, content in _records(document):
        slides += kind == _SLIDE
        if kind in _TEXTS and size < 2 * MOST_TEXT:
            lines.append(content.decode(_TEXTS[kind], "replace"))
            size += len(content)
    return FileReport(
        kind=FileKind.PPT, state=FileState.READABLE, text=first_lines(lines), stated_title=stated, parts=slides or None
    )


# [MS-PPT] 2.13.24: kinds of records. Masters, notes and handouts hold the words of the template.
_SLIDE = 0x03EE
_SKIPPED = frozenset((0x03F8, 0x03F0, 0x0FC9))
_SLIDE_LIST = 0x0FF0  # of instance 0: outline of the slides; 1 and 2: of masters and notes
_TEXTS = {0x0FA0: "utf-16-le", 0x0FA8: "latin-1"}


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    """Records in order; a container comes without content, because what it holds follows by itself."""
    at = 0
    while at + 8 <= len(stream):
        head = int.from_bytes(stream[at : at + 2], "little")
        kind = int.from_bytes(stream[at + 2 : at + 4], "little")
        length = int.from_bytes(stream[at + 4 : at + 8], "little")
        at += 8
        is_container = head & 0x0F == 0x0F
        is_skipped = kind in _SKIPPED or (kind == _SLIDE_LIST and head >> 4 != 0)
        if is_skipped or not is_container:
            yield kind, b"" if is_skipped else stream[at : at + length]
            at += length
        else:
            yield kind, b""


def _has_record(stream: bytes, wanted: int) -> bool:
    """Whether a record stands in the globals of a workbook, that is before its first end mark."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = int.from_bytes(stream[at : at + 2], "little"), int.from_bytes(stream[at + 2 : at + 4], "little")
        if kind == wanted:
            return True
        if kind == 0x0A:
            return False
        at += 4 + length
    return False


def stream_of(ole: olefile.OleFileIO, name: str) -> bytes:
    """One stream of a container. Raises Unopened for one whose chain of sectors is broken."""
    try:
        if not ole.exists(name):
            raise Unopened(FileState.DAMAGED, "no-main-part")
        if ole.get_size(name) > _LARGEST_STREAM:
            raise Unopened(FileState.TOO_LARGE, "stream")
        content = ole.openstream(name).read()
    except (OSError, ValueError, IndexError) as error:
        raise Unopened(FileState.DAMAGED, "ole") from error
    return bytes(content)


def _stated_title(ole: olefile.OleFileIO) -> str:
    """Old programs write it in GBK. Of no weight, so whatever is wrong with it costs the document nothing."""
    try:
        title = ole.get_metadata().title
    except Exception:
        return ""
    if isinstance(title, bytes):
        try:
            return title.decode("utf-8").strip("\x00")
        except UnicodeDecodeError:
            return title.decode("gb18030", "replace").strip("\x00")
    return str(title or "")
