"""One file, from its bytes to a report. Runs in the child process; nothing here bounds time or memory."""

from __future__ import annotations

from collections.abc import Callable

from checks.observation import FileKind, FileState
from crawler.attachments import archive, ofd_file, office_binary, office_xml, pdf_file, plain_text, web_page
from crawler.attachments.file_report import FileReport, Unopened
from crawler.attachments.recognised import opened_ole, recognise

_READERS: dict[FileKind, Callable[[bytes], FileReport]] = {
    FileKind.PDF: pdf_file.read_pdf,
    FileKind.DOC: office_binary.read_doc,
    FileKind.DOCX: office_xml.read_docx,
    FileKind.XLS: office_binary.read_xls,
    FileKind.XLSX: office_xml.read_xlsx,
    FileKind.PPT: office_binary.read_ppt,
    FileKind.PPTX: office_xml.read_pptx,
    FileKind.OFD: ofd_file.read_ofd,
    FileKind.ODF: office_xml.read_odf,
    FileKind.RTF: plain_text.read_rtf,
    FileKind.MHT: web_page.read_mht,
    FileKind.OFFICE_XML: office_xml.read_office_xml,
    FileKind.TEXT: plain_text.read_text,
    FileKind.ZIP: archive.read_zip,
    FileKind.RAR: archive.read_rar,
    FileKind.SEVEN_ZIP: archive.read_seven_zip,
    FileKind.TAR: archive.read_tar,
    FileKind.GZIP: archive.read_gzip,
}
_SHOWN_BY_BROWSERS = (FileKind.IMAGE, FileKind.MEDIA)


def read_file(body: bytes, ending: str) -> FileReport:
    """`ending`: of the name under which a visitor gets the file. Trouble in a file is part of the report; only a
    mistake of ours in an office format raises."""
    if not body:
        return FileReport(kind=FileKind.UNKNOWN, state=FileState.EMPTY)
    kind = FileKind.UNKNOWN
    try:
        kind = recognise(body)
        return _read(kind, body, ending)
    except Unopened as unopened:
        return FileReport(kind=kind, state=unopened.state, detail=unopened.detail)
    except MemoryError:
        return FileReport(kind=kind, state=FileState.TOO_MUCH_MEMORY)
    except RecursionError:
        return FileReport(kind=kind, state=FileState.HOSTILE, detail="depth")
    except Exception as error:  # whatever a library raises over a strange file says nothing about the file
        return FileReport(kind=kind, state=FileState.READER_FAILED, detail=type(error).__name__)


def _read(kind: FileKind, body: bytes, ending: str) -> FileReport:
    if kind is FileKind.HTML:
        return web_page.read_html(body, ending)
    if kind in _SHOWN_BY_BROWSERS:
        return FileReport(kind=kind, state=FileState.READABLE)
    if kind in _READERS:
        return _READERS[kind](body)
    if _is_locked_package(body):
        plain = office_binary.opened_by_default(body)
        inner = recognise(plain)
        if inner not in _READERS:  # another password: the older scheme gives rubbish instead of an error
            raise Unopened(FileState.ENCRYPTED, "office")
        return _READERS[inner](plain)
    if not body.strip(b"\x00"):
        raise Unopened(FileState.DAMAGED, "only-zero-bytes")
    raise Unopened(FileState.UNKNOWN_FORMAT)


def _is_locked_package(body: bytes) -> bool:
    """A document of the new formats behind a password stands inside an OLE container."""
    if not body.startswith(b"\xd0\xcf\x11\xe0"):
        return False
    with opened_ole(body) as ole:
        return bool(ole.exists("EncryptedPackage"))
