"""Small files of every family, made here, so that nothing binary has to be kept."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

EPOCH = (2023, 12, 1, 0, 0, 0)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFD = "http://www.ofdspec.org/2016"

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def zipped(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def docx(*paragraphs: str, more: dict[str, str | bytes] | None = None) -> bytes:
    lines = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    return zipped(
        {"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{lines}</w:body></w:document>', **(more or {})}
    )


def xlsx(rows: list[list[str]], *, first: str = "A1", last: str = "C9") -> bytes:
    """Texts stand in the shared table, as Excel writes them."""
    texts = [text for row in rows for text in row]
    lines, place = "", 0
    for number, row in enumerate(rows, 1):
        cells = ""
        for column, _ in enumerate(row):
            cells += f'<c r="{chr(65 + column)}{number}" t="s"><v>{place}</v></c>'
            place += 1
        lines += f'<row r="{number}">{cells}</row>'
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    return zipped(
        {
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{RELATIONS}"><sheets>'
            '<sheet name="汇总表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><dimension ref="{first}:{last}"/>'
            f"<sheetData>{lines}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{SHEET}">{shared}</sst>',
        }
    )


def pptx(*slides: str) -> bytes:
    parts: dict[str, str | bytes] = {"ppt/presentation.xml": "<p/>"}
    for number, text in enumerate(slides, 1):
        parts[f"ppt/slides/slide{number}.xml"] = f'<s xmlns:a="{DRAWING}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></s>'
    return zipped(parts)


def ofd(*pages: str, images_only: bool = False) -> bytes:
    listed = "".join(
        f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{number}/Content.xml"/>' for number, _ in enumerate(pages)
    )
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{OFD}"><ofd:DocBody><ofd:DocInfo><ofd:Title>名称</ofd:Title></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{OFD}"><ofd:Pages>{listed}</ofd:Pages></ofd:Document>',
    }
    for number, text in enumerate(pages):
        line = f'<ofd:TextObject Boundary="1 2 3 4"><ofd:TextCode>{text}</ofd:TextCode></ofd:TextObject>'
        content = "<ofd:ImageObject/>" if images_only else line
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = f'<ofd:Page xmlns:ofd="{OFD}">{content}</ofd:Page>'
    return zipped(parts)


def pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """Object 1 is the catalogue."""
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return body + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, trailer, start,
    )  # fmt: skip


def pdf_with(content: bytes, pages: int = 1) -> bytes:
    """`pages` pages that all draw the same content."""
    numbers = range(5, 5 + pages)
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % one for one in numbers), pages),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            *[
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R"
                b" /Resources << /Font << /F1 4 0 R >> >> >>"
                for _ in numbers
            ],
        ]
    )


TEXT_OF_A_PAGE = b"BT /F1 18 Tf 72 770 Td (Annual report 2023) Tj ET"
PICTURE_OF_A_PAGE = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"


def ole(streams: dict[str, bytes], *, cyclic: bool = False) -> bytes:
    """A container of version 3 with 512-byte sectors; streams are filled up to 4,096 bytes, so that none is small."""
    padded = {
        name: content.ljust(max(4096, -(-len(content) // 512) * 512), b"\x00") for name, content in streams.items()
    }
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, content) in enumerate(padded.items(), 1):
        first = len(fat)
        count = len(content) // 512
        fat += [*range(first + 1, first + count), first if cyclic else _END]
        sectors += [content[place * 512 : place * 512 + 512] for place in range(count)]
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, first, len(content), right=right))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * 512, b"\x00")
    directory_at = len(fat)
    count = len(directory) // 512
    fat += [*range(directory_at + 1, directory_at + count), _END]
    sectors += [directory[place * 512 : place * 512 + 512] for place in range(count)]
    tables = 1
    while (len(fat) + tables) > tables * 128:
        tables += 1
    fat_at = len(fat)
    fat += [_FAT] * tables
    fat += [_FREE] * (tables * 128 - len(fat))
    packed = struct.pack(f"<{len(fat)}I", *fat)
    difat = [*range(fat_at, fat_at + tables)]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    )
    header += struct.pack("<IIIIIIIII", 0, tables, directory_at, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *(difat + [_FREE] * (109 - len(difat))))
    return header + b"".join(sectors) + packed


def _entry(name: str, kind: int, first: int, size: int, *, child: int = _FREE, right: int = _FREE) -> bytes:
    encoded = (name + "\x00").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\x00")
        + struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, right, child)
        + b"\x00" * 16
        + struct.pack("<IQQIQ", 0, 0, 0, first, size)
    )


def doc(text: str, *, encrypted: bool = False, cyclic: bool = False) -> bytes:
    """Word 97: the first half of the text in one piece of 16-bit characters, the rest in a second one."""
    half = len(text) // 2
    pieces = [text[:half], text[half:]]
    document = bytearray(0x600)
    struct.pack_into("<HHHHHH", document, 0, 0xA5EC, 0x00C1, 0, 0x0804, 0, 0x0200 | (0x0100 if encrypted else 0))
    struct.pack_into("<I", document, 0x4C, len(text))
    places, starts = [], [0]
    for piece in pieces:
        places.append(len(document))
        starts.append(starts[-1] + len(piece))
        document += piece.encode("utf-16-le")
    plc = struct.pack(f"<{len(starts)}I", *starts)
    plc += b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", document, 0x1A2, 0, len(clx))
    return ole({"WordDocument": bytes(document), "1Table": clx}, cyclic=cyclic)


def rar(*names: bytes, locked: bool = False, locked_names: bool = False) -> bytes:
    """RAR 4 with stored entries of four bytes; `names` as they stand in the archive."""

    def block(kind: int, flags: int, fields: bytes, more: bytes = b"") -> bytes:
        head = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + more

    body = b"Rar!\x1a\x07\x00" + block(0x73, 0x80 if locked_names else 0, b"\x00" * 6)
    if locked_names:
        return body + b"\x5a" * 200
    for name in names:
        crc = zlib.crc32(b"text")
        fields = struct.pack("<IIBIIBBHI", 4, 4, 2, crc, 0x57810000, 20, 0x30, len(name), 0x20) + name
        body += block(0x74, 0x8000 | (0x04 if locked else 0), fields, b"text")
    return body + block(0x7B, 0x4000, b"")
