"""Whether the program that belongs to a file's ending opens what the file really is.

Programs look at the content first and forgive much: Word opens rich text, web pages and its own new format under .doc,
archivers open every archive. Only what no common program of the ending opens is sure.
"""

from __future__ import annotations

from enum import Enum

from checks.observation import FileKind, FileSeen


class Opens(Enum):
    YES = "yes"
    NO = "no"
    PERHAPS = "perhaps"  # some programs do, others refuse


_WORDS = frozenset({FileKind.DOC, FileKind.DOCX, FileKind.RTF, FileKind.ODF})
_SHEETS = frozenset({FileKind.XLS, FileKind.XLSX, FileKind.ODF})
_SLIDES = frozenset({FileKind.PPT, FileKind.PPTX, FileKind.ODF})
_WRITTEN = frozenset({FileKind.HTML, FileKind.MHT, FileKind.OFFICE_XML, FileKind.TEXT})
_ARCHIVES = frozenset({FileKind.ZIP, FileKind.RAR, FileKind.SEVEN_ZIP, FileKind.GZIP, FileKind.TAR})
_OFFICE = _WORDS | _SHEETS | _SLIDES
_FIXED = frozenset({FileKind.PDF, FileKind.OFD})

# Ending → what its programs open.
_OPENED = {
    **dict.fromkeys(("doc", "wps", "rtf"), _WORDS | _WRITTEN),
    "docx": frozenset({FileKind.DOCX, FileKind.ODF}),
    **dict.fromkeys(("xls", "et"), _SHEETS | _WRITTEN),
    "xlsx": frozenset({FileKind.XLSX, FileKind.ODF}),
    **dict.fromkeys(("ppt", "dps"), _SLIDES | _WRITTEN),
    "pptx": frozenset({FileKind.PPTX, FileKind.ODF}),
    "pdf": frozenset({FileKind.PDF}),
    "ofd": frozenset({FileKind.OFD}),
    **dict.fromkeys(("zip", "rar", "7z", "gz", "tar"), _ARCHIVES),
}
# Ending → kinds that its programs never open, whoever made them. Between office formats some programs do.
_REFUSED = {
    **dict.fromkeys(("doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "dps", "rtf"), _FIXED | _ARCHIVES),
    "pdf": _OFFICE | _ARCHIVES | _WRITTEN | {FileKind.OFD, FileKind.IMAGE},
    "ofd": _OFFICE | _ARCHIVES | _WRITTEN | {FileKind.PDF, FileKind.IMAGE},
    **dict.fromkeys(("zip", "rar", "7z"), _FIXED | {FileKind.IMAGE, FileKind.TEXT, FileKind.HTML}),
}
# What a browser shows by itself when the server names it so, whatever the address ends in.
_SHOWN = {
    FileKind.PDF: "application/pdf",
    FileKind.HTML: "text/html",
    FileKind.TEXT: "text/plain",
    FileKind.IMAGE: "image/",
}


_NAMES = {
    FileKind.OFFICE_XML: "XML格式的办公文档",
    FileKind.HTML: "网页",
    FileKind.MHT: "网页存档",
    FileKind.TEXT: "纯文本",
    FileKind.IMAGE: "图片",
    FileKind.MEDIA: "音视频",
    FileKind.GZIP: "压缩",
    FileKind.ODF: "开放文档（ODF）",
}


def kind_name(kind: FileKind) -> str:
    """As people call it; most formats go by their ending."""
    return _NAMES.get(kind, str(kind).upper())


def opens(seen: FileSeen) -> Opens:
    """YES also where the ending or the kind says nothing."""
    opened = _OPENED.get(seen.ending)
    if opened is None or seen.file_kind in opened or seen.file_kind is FileKind.UNKNOWN:
        return Opens.YES
    shown_as = _SHOWN.get(seen.file_kind)
    if shown_as is not None and seen.fetch.content_type.startswith(shown_as):
        return Opens.PERHAPS
    return Opens.NO if seen.file_kind in _REFUSED.get(seen.ending, ()) else Opens.PERHAPS
