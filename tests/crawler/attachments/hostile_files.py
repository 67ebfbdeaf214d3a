"""Files built to harm their reader, and how reading each of them may end."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable

from checks.observation import FileState
from tests.crawler.attachments import made_files as made


def zip_bomb() -> bytes:
    """A main part of 300 MB of blanks in 300 KB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(300):
            part.write(b" " * 1_000_000)
    return packed.getvalue()


def nested_bomb() -> bytes:
    inner = made.zipped({f"{number}.txt": b"0" * 8_000_000 for number in range(2)})
    for _ in range(6):
        inner = made.zipped({f"{number}.zip": inner for number in range(10)})
    return inner


def lying_zip() -> bytes:
    """Says that its parts hold a terabyte."""
    body = bytearray(made.zipped({"a.txt": "x" * 900, "b.txt": "y" * 900}))
    at = body.find(b"PK\x01\x02")
    while at >= 0:
        body[at + 24 : at + 28] = (0xFFFFFFF0).to_bytes(4, "little")
        at = body.find(b"PK\x01\x02", at + 4)
    return bytes(body)


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
    text = f'<!DOCTYPE d [<!ENTITY l0 "lol">{entities}]><d xmlns:w="{made.WORD}"><w:t>&l9;</w:t></d>'
    return made.zipped({"word/document.xml": text})


def external_entity() -> bytes:
    text = (
        f'<!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]><d xmlns:w="{made.WORD}"><w:p><w:t>&f;</w:t></w:p></d>'
    )
    return made.zipped({"word/document.xml": text})


def deep_markup() -> bytes:
    return made.zipped({"word/document.xml": "<a>" * 100_000})


def circular_pages() -> bytes:
    return made.pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R 2 0 R 3 0 R] /Count 2000000000 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 2000000000 >>",
        ]
    )


def circular_drawing() -> bytes:
    """A form that draws itself, a thousand times on each of its levels."""
    draws = b"/X Do " * 1000
    resources = b"/Resources << /XObject << /X 4 0 R >> >>"
    stream = b"/Length %d >>\nstream\n%s\nendstream" % (len(draws), draws)
    return made.pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R %s >>" % resources,
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] %s %s" % (resources, stream),
            b"<< %s" % stream,
        ]
    )


def wide_sheet() -> bytes:
    """Two cells at the far corners of a sheet of a million rows, and a hundred thousand cells in one row."""
    cells = "".join(f'<c r="A{number}"><v>1</v></c>' for number in range(100_000))
    return made.zipped(
        {
            "xl/workbook.xml": f'<w xmlns="{made.SHEET}"><sheets><sheet name="x" sheetId="1"/></sheets></w>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{made.SHEET}"><dimension ref="A1:XFD1048576"/><sheetData>'
            f'<row r="1">{cells}</row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>',
        }
    )


def far_cell_in_an_old_workbook() -> bytes:
    """BIFF: two numbers at the corners of 65,536 rows and 65,536 columns."""

    def record(kind: int, content: bytes) -> bytes:
        return kind.to_bytes(2, "little") + len(content).to_bytes(2, "little") + content

    def number(row: int, column: int) -> bytes:
        return record(0x0203, row.to_bytes(2, "little") + column.to_bytes(2, "little") + b"\x00\x00" + b"\x00" * 8)

    head = record(0x0809, b"\x00\x06\x05\x00" + b"\x00" * 12)
    sheet_at = len(head) + 4 + 9 + 4
    listed = record(0x0085, sheet_at.to_bytes(4, "little") + b"\x00\x00\x01\x00x")
    sheet = (
        record(0x0809, b"\x00\x06\x10\x00" + b"\x00" * 12) + number(0, 0) + number(65_535, 65_535) + record(0x0A, b"")
    )
    return made.ole({"Workbook": head + listed + record(0x0A, b"") + sheet})


def long_number_in_a_table() -> bytes:
    """A PDF whose numbers of objects and lengths are as large as they can be written."""
    return made.pdf_with(made.TEXT_OF_A_PAGE).replace(b"/Length 53", b"/Length 99999999999999999999")


def cyclic_chain() -> bytes:
    """A document in an OLE container whose streams lead back to their beginnings."""
    return made.doc("好文件" * 3000, cyclic=True)


def circular_table() -> bytes:
    """The allocation table of a container names itself as its continuation."""
    body = bytearray(made.doc("好文件"))
    body[68:76] = (0).to_bytes(4, "little") + (50_000_000).to_bytes(4, "little")
    return bytes(body)


def ten_thousand_pages() -> bytes:
    return made.pdf_with(made.TEXT_OF_A_PAGE, pages=10_000)


def unpacking_page() -> bytes:
    """A page whose drawing unpacks to 100 MB of blanks."""
    packed = zlib.compressobj(9)
    content = b"".join(packed.compress(b" " * 4_000_000) for _ in range(25)) + packed.flush()
    return made.pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
            b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    )


def nested_groups() -> bytes:
    return rb"{\rtf1" + rb"{\*" * 1_000_000


def nested_elements() -> bytes:
    return b"<html>" + b"<div>" * 500_000


def many_parts() -> bytes:
    return b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 200_000


def million_paragraphs() -> bytes:
    text = f'<w:document xmlns:w="{made.WORD}">' + "<w:p><w:r/></w:p>" * 1_000_000 + "</w:document>"
    return made.zipped({"word/document.xml": text})


def broken_rar() -> bytes:
    return b"Rar!\x1a\x07\x00" + b"\x00\x00\x74\xff\xff\xff\xff" * 50_000


def endless_tar() -> bytes:
    """Says that its only entry is larger than any disk."""
    head = bytearray(512)
    head[:5] = b"a.txt"
    head[124:136] = b"\x80" + (2**60).to_bytes(11, "big")
    head[257:263] = b"ustar\x00"
    head[148:156] = b" " * 8
    head[148:155] = b"%06o\x00" % sum(head)
    return bytes(head) * 3


def gzip_bomb() -> bytes:
    return gzip.compress(b"0" * 50_000_000)


CASES: list[tuple[Callable[[], bytes], str, set[FileState]]] = [
    (zip_bomb, "docx", {FileState.HOSTILE}),
    (nested_bomb, "zip", {FileState.READABLE}),  # listed, never entered
    (lying_zip, "zip", {FileState.HOSTILE}),
    (laughs, "docx", {FileState.HOSTILE}),
    (external_entity, "docx", {FileState.HOSTILE}),
    (deep_markup, "docx", {FileState.HOSTILE}),
    (million_paragraphs, "docx", {FileState.READABLE}),
    (circular_pages, "pdf", {FileState.READABLE, FileState.DAMAGED, FileState.TOO_SLOW}),
    (circular_drawing, "pdf", {FileState.SCANNED, FileState.TOO_SLOW, FileState.TOO_MUCH_MEMORY}),
    (unpacking_page, "pdf", {FileState.READABLE, FileState.TOO_SLOW, FileState.TOO_MUCH_MEMORY}),
    (ten_thousand_pages, "pdf", {FileState.READABLE}),
    (long_number_in_a_table, "pdf", {FileState.READABLE, FileState.DAMAGED}),
    (wide_sheet, "xlsx", {FileState.READABLE}),
    (far_cell_in_an_old_workbook, "xls", {FileState.READABLE, FileState.TOO_MUCH_MEMORY, FileState.READER_FAILED}),
    (cyclic_chain, "doc", {FileState.DAMAGED, FileState.READABLE}),
    (circular_table, "doc", {FileState.DAMAGED, FileState.READABLE, FileState.TRUNCATED}),
    (nested_groups, "rtf", {FileState.READABLE}),
    (nested_elements, "doc", {FileState.READABLE, FileState.READER_FAILED}),
    (many_parts, "mht", {FileState.READABLE}),
    (broken_rar, "rar", {FileState.DAMAGED, FileState.READABLE, FileState.TRUNCATED}),
    (endless_tar, "tar", {FileState.DAMAGED, FileState.READABLE}),
    (gzip_bomb, "gz", {FileState.READABLE}),
]
