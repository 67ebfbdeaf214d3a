"""Attachments of the demo that are not what they should be, and some that only look so; made at start."""

from __future__ import annotations

import io
import zipfile

from xunjian.demo.sample_files import EPOCH, document, package_type, picture_pdf

NOT_FOUND = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>404 页面不存在</title></head>"
    "<body><h1>404</h1><p>您访问的页面不存在。</p></body></html>"
)


def odd_file(path: str, holds: str, says: str = "") -> tuple[bytes, str]:
    """Body and content type. `says`: the text of a document, or the cells of a table."""
    match holds:
        case "nothing":
            return b"", package_type(path)
        case "half":  # the end of a document is missing
            whole = document(says or "示例")
            return whole[: len(whole) // 2], package_type(path)
        case "error-page":  # with status 200
            return NOT_FOUND.encode(), "text/html; charset=utf-8"
        case "locked":
            return _locked_archive(), "application/zip"
        case "document":
            return document(says), package_type(path)
        case "scan":
            return picture_pdf(), "application/pdf"
        case "exported-table":  # HTML under the name of a workbook: programs open it
            cells = "".join(f"<td>{word}</td>" for word in says.split())
            return f"<html><body><table><tr>{cells}</tr></table></body></html>".encode(), "application/vnd.ms-excel"
    raise ValueError(f"{path}: nothing is made of {holds!r}")


def _locked_archive() -> bytes:
    """Every entry is marked as encrypted; nobody ever unpacks it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("岗位核减说明.docx", EPOCH), b"x" * 64)
    body = bytearray(packed.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.find(mark) + place] |= 1
    return bytes(body)
