"""What an attached file is and whether it opens."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """What a file is by its content, whatever it is called."""

    PDF = "pdf"
    DOC = "doc"  # Word's binary format, also .wps
    DOCX = "docx"
    XLS = "xls"  # Excel's binary format, also .et
    XLSX = "xlsx"
    PPT = "ppt"  # PowerPoint's binary format, also .dps
    PPTX = "pptx"
    OFD = "ofd"  # GB/T 33190-2016
    ODF = "odf"
    RTF = "rtf"
    HTML = "html"
    MHT = "mht"
    OFFICE_XML = "office-xml"  # a whole Word or Excel document in one XML file
    TEXT = "text"
    ZIP = "zip"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    GZIP = "gzip"
    TAR = "tar"
    IMAGE = "image"
    MEDIA = "media"
    UNKNOWN = "unknown"


class FileState(StrEnum):
    """Whether a visitor can open a file, and why not."""

    READABLE = "readable"
    SCANNED = "scanned"  # opens and shows pages, but holds no text: readable by eye only
    EMPTY = "empty"  # not one byte
    HTML_INSTEAD = "html-instead"  # a web page under the name of a document
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"  # asks for a password
    DAMAGED = "damaged"
    UNKNOWN_FORMAT = "unknown-format"
    NO_READER = "no-reader"  # a known format that nothing here can read
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    TOO_MUCH_MEMORY = "too-much-memory"
    HOSTILE = "hostile"  # built to harm its reader; `detail` names how
    READER_FAILED = "reader-failed"  # our reader broke: says nothing about the file
    NOT_FETCHED = "not-fetched"  # `fetch` says why
