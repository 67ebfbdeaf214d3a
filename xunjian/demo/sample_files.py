"""Small files that really are what their name says: attachments and images of the demo sites.

Made at start and the same on every run, so that nothing binary has to be kept.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

EPOCH = (2023, 12, 1, 0, 0, 0)  # what archives carry as their time
OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def sample_file(path: str) -> tuple[bytes, str]:
    """Body and content type for a path, by its ending."""
    match PurePosixPath(path).suffix:
        case ".png":
            return _png(), "image/png"
        case ".jpg":  # served as it is: portals put PNG bytes under .jpg too, and browsers show them
            return _png(), "image/png"
        case ".pdf":
            return _pdf(), "application/pdf"
        case ".doc":  # Rich Text: what office programs save under .doc when asked for the old format
            return rb"{\rtf1\ansi\ansicpg936 {\fonttbl\f0 SimSun;}\f0 Sample form.\par}", "application/msword"
        case ".docx":
            return document("示例附件"), package_type(path)
        case ".xls":
            return _spreadsheet_xml(), "application/vnd.ms-excel"
        case ".xlsx":
            return workbook([["序号", "名称"], ["1", "示例"]]), package_type(path)
    raise ValueError(f"{path}: no sample for this kind of file")


def workbook(rows: list[list[str]]) -> bytes:
    """An .xlsx with one sheet of text cells."""
    lines = "".join(f"<row>{''.join(_cell(text) for text in row)}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return _package(
        "xl/workbook.xml",
        OFFICE + "spreadsheetml.sheet.main+xml",
        {
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relation}"><sheets>'
            f'<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
            f'Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
        },
        {"/xl/worksheets/sheet1.xml": OFFICE + "spreadsheetml.worksheet+xml"},
    )


def package_type(path: str) -> str:
    kinds = {".docx": "wordprocessingml.document", ".xlsx": "spreadsheetml.sheet"}
    kind = kinds.get(PurePosixPath(path).suffix)
    return OFFICE + kind if kind else "application/octet-stream"


def document(text: str) -> bytes:
    """A .docx with one paragraph per line."""
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    lines = "".join(f"<w:p><w:r><w:t>{_escaped(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    text = f'<w:document xmlns:w="{main}"><w:body>{lines}</w:body></w:document>'
    return _package("word/document.xml", OFFICE + "wordprocessingml.document.main+xml", {"word/document.xml": text}, {})


def _package(main: str, main_type: str, parts: dict[str, str], types: dict[str, str]) -> bytes:
    overrides = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in {f"/{main}": main_type, **types}.items()
    )
    content_types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    relations = (
        f'<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rId1" Type="{OFFICE_DOCUMENT}" Target="{main}"/></Relationships>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {"[Content_Types].xml": content_types, "_rels/.rels": relations, **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return packed.getvalue()


def _spreadsheet_xml() -> bytes:
    main = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{main}" xmlns:ss="{main}">'
        '<Worksheet ss:Name="Sheet1"><Table><Row><Cell><Data ss:Type="String">示例</Data></Cell></Row></Table>'
        "</Worksheet></Workbook>"
    ).encode()


def _png(width: int = 8, height: int = 8) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = (b"\x00" + b"\xc0\x20\x20" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


def _pdf() -> bytes:
    return _pdf_with(b"BT /F1 18 Tf 72 770 Td (Sample attached) Tj ET")


def picture_pdf() -> bytes:
    """One page that is a picture, as scanners make it: nothing in it is text."""
    return _pdf_with(b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")


def _pdf_with(content: bytes) -> bytes:
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body = b"%PDF-1.4\n"
    places = []
    for number, held in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n" % number + held + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return body + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
