"""OFD, the national format for fixed pages (GB/T 33190-2016): a zip of XML parts that lead to each other."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from checks.observation import FileKind, FileState
from crawler.attachments.archive import opened_zip, part_of
from crawler.attachments.file_report import FileReport, Unopened, first_lines
from crawler.attachments.xml_part import drop, elements, text_in

_MOST_PAGES_READ = 3


def read_ofd(body: bytes) -> FileReport:
    with opened_zip(body) as archive:
        # GM/T 0099: an encrypted document names its keys in a part of this name.
        if any(one.filename.lower().endswith("encryptions.xml") for one in archive.infolist()[:5_000]):
            raise Unopened(FileState.ENCRYPTED, "ofd")
        root, title = _entrance(archive)
        part = part_of(archive, root)
        if part is None:
            raise Unopened(FileState.DAMAGED, "no-main-part")
        base = posixpath.dirname(root)
        pages = [
            posixpath.normpath(posixpath.join(base, one.get("BaseLoc") or "")).lstrip("/")
            for name, one in elements(part)
            if name == "Page" and one.get("BaseLoc")
        ]
        lines = [line for page in pages[:_MOST_PAGES_READ] for line in _texts(archive, page)]
        return FileReport(
            kind=FileKind.OFD,
            state=FileState.READABLE if lines or not pages else FileState.SCANNED,
            text=first_lines(lines),
            stated_title=title,
            parts=len(pages),
        )


def _entrance(archive: zipfile.ZipFile) -> tuple[str, str]:
    """Path of the first document's root, and the stated title."""
    entrance = part_of(archive, "OFD.xml")
    if entrance is None:
        raise Unopened(FileState.DAMAGED, "no-main-part")
    root = title = ""
    for name, element in elements(entrance):
        if name == "Title":
            title = title or (element.text or "")
        elif name == "DocRoot":
            root = root or (element.text or "").strip()
    if not root:
        raise Unopened(FileState.DAMAGED, "no-main-part")
    return posixpath.normpath(root).lstrip("/"), title


def _texts(archive: zipfile.ZipFile, page: str) -> Iterator[str]:
    """Pieces of text on one page; pieces of one height are one line."""
    part = part_of(archive, page)
    if part is None:
        return
    line = ""
    height = ""
    for name, element in elements(part):
        if name == "TextObject":
            text = text_in(element, "TextCode").strip("\n")
            place = (element.get("Boundary") or "").split()
            own = place[1] if len(place) > 1 else ""
            if own != height and line:
                yield line
                line = ""
            height = own
            line += text
            drop(element)
    if line:
        yield line
