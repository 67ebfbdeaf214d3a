"""What readers say about ordinary files of every family, and about those that an office should not have published."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from checks.observation import FileKind, FileState
from crawler.attachments.file_report import FileReport
from crawler.attachments.reading import read_file
from tests.crawler.attachments import made_files as made

TITLE = "澜溪县2023年度公共服务事项清单"


RICH_TEXT = rb"{\rtf1\ansi\ansicpg936{\fonttbl\f0 SimSun;}\'b0\'c4\'cf\'aa\par\u28577?\u28330?\par}"
ONE_XML = (
    b'<?xml version="1.0"?><W xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
    b"<Row><Cell><Data>A1</Data></Cell></Row></W>"
)


def read(body: bytes, ending: str = "") -> FileReport:
    return read_file(body, ending)


def told(body: bytes, ending: str = "") -> tuple[str, str, str]:
    report = read(body, ending)
    return str(report.kind), str(report.state), report.detail


@pytest.mark.parametrize(
    ("body", "kind", "parts", "text"),
    [
        (made.docx(TITLE, "第一条 目的"), "docx", None, f"{TITLE}\n第一条 目的"),
        (made.doc(f"{TITLE}\r第一条 目的\r"), "doc", None, f"{TITLE}\n第一条 目的"),
        (made.doc("见\x13HYPERLINK http://a.example\x14链接\x15。\r"), "doc", None, "见链接。"),
        (made.xlsx([[TITLE], ["序号", "名称"]]), "xlsx", 1, f"{TITLE}\n序号 名称"),
        (made.pptx(TITLE, "第二页"), "pptx", 2, f"{TITLE}\n第二页"),
        (made.ofd(TITLE, "第二页"), "ofd", 2, f"{TITLE}\n第二页"),
        (made.pdf_with(made.TEXT_OF_A_PAGE, pages=2), "pdf", 2, "Annual report 2023\nAnnual report 2023"),
        (RICH_TEXT, "rtf", None, "澳溪\n澡溪"),
        (TITLE.encode("gb18030"), "text", None, TITLE),
        (TITLE.encode("utf-16"), "text", None, TITLE),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 20, "image", None, ""),
        (ONE_XML, "office-xml", None, "A1"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)  # fmt: skip
def test_ordinary_files(body: bytes, kind: str, parts: int | None, text: str) -> None:
    report = read(body)
    assert (str(report.kind), str(report.state), report.parts, report.text) == (kind, "readable", parts, text)


def test_files_that_hold_no_text_are_scans_where_they_show_something() -> None:
    assert read(made.pdf_with(made.PICTURE_OF_A_PAGE)).state is FileState.SCANNED
    assert told(made.pdf_with(b""))[1:] == ("readable", "blank-pages")
    assert read(made.ofd("x", images_only=True)).state is FileState.SCANNED
    assert read(made.docx(more={"word/media/image1.png": b"\x89PNG"})).state is FileState.SCANNED


def test_text_boxes_are_told_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>年度报告</w:t></w:r></w:p></w:txbxContent>"
    choice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    head = f'<w:document xmlns:w="{made.WORD}" xmlns:mc="urn:mc">'
    text = f"{head}<w:p><w:r>{choice}</w:r></w:p><w:p><w:r><w:t>正文</w:t></w:r></w:p></w:document>"
    assert read(made.zipped({"word/document.xml": text})).text == "年度报告\n正文"


def test_empty_and_unknown_files() -> None:
    assert told(b"") == ("unknown", "empty", "")
    assert told(b"\x00" * 900) == ("unknown", "damaged", "only-zero-bytes")
    assert told(b"\x01\x02\x03\x04" * 300) == ("unknown", "unknown-format", "")


@pytest.mark.parametrize(
    "whole", [made.docx(TITLE), made.xlsx([[TITLE]]), made.ofd(TITLE), made.zipped({"a.txt": "x" * 900})]
)
def test_a_package_that_was_cut_is_known_by_its_missing_directory(whole: bytes) -> None:
    assert read(whole[: len(whole) // 2]).state is FileState.TRUNCATED


def test_a_pdf_that_was_cut_and_one_that_is_damaged() -> None:
    whole = made.pdf_with(made.TEXT_OF_A_PAGE)
    assert told(whole[:120]) == ("pdf", "truncated", "no-end-mark")
    # Its table is gone, its pages are there: browsers show it, so it is no fault.
    assert read(whole.replace(b"xref\n0", b"yref\n0")).state is FileState.READABLE
    assert told(b"%PDF-1.4\nrubbish\n%%EOF\n") == ("pdf", "damaged", "pdf")


def test_damaged_packages() -> None:
    assert told(made.zipped({"word/document.xml": "<w:document><w:body>"}))[1:] == ("damaged", "xml")
    broken = bytearray(made.docx(TITLE * 200))
    broken[80:120] = b"\xff" * 40
    assert told(bytes(broken))[1:] == ("damaged", "zip-part")
    assert told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 2000)[1] == "damaged"


def test_containers_behind_a_password() -> None:
    assert told(made.doc(TITLE, encrypted=True)) == ("doc", "encrypted", "word")
    locked = io.BytesIO(made.zipped({"a.docx": "x", "b.docx": "y"}))
    flagged = bytearray(locked.getvalue())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = flagged.find(mark)
        while at >= 0:
            flagged[at + place] |= 1
            at = flagged.find(mark, at + 4)
    report = read(bytes(flagged))
    assert (report.state, report.names) == (FileState.ENCRYPTED, ("a.docx", "b.docx"))


@pytest.mark.parametrize(("password", "state"), [("VelvetSweatshop", "readable"), ("secret", "encrypted")])
def test_a_workbook_locked_with_the_password_that_every_program_tries_opens(password: str, state: str) -> None:
    locked = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.create_sheet(index=0).append([TITLE])
    plain = io.BytesIO()
    workbook.save(plain)
    OOXMLFile(plain).encrypt(password, locked)
    report = read(locked.getvalue(), "xlsx")
    assert str(report.state) == state
    assert report.text == (TITLE if state == "readable" else "")


NOT_FOUND = "<html><head><title>404 Not Found</title></head><body><h1>页面不存在</h1></body></html>".encode()
EXPORTED = (
    "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>序号</td></tr></table></html>".encode()
)
PLAIN_TABLE = "<html><body><table><tr><td>序号</td><td>单位名称</td></tr></table></body></html>".encode()


@pytest.mark.parametrize(
    ("body", "ending", "state", "detail"),
    [
        (NOT_FOUND, "doc", "html-instead", "error-page"),
        (NOT_FOUND, "pdf", "html-instead", "error-page"),
        (EXPORTED, "xls", "readable", ""),  # what Excel itself saves as a web page
        (PLAIN_TABLE, "xls", "readable", ""),  # what many systems export: programs open it
        (PLAIN_TABLE, "xlsx", "html-instead", "page"),  # no program opens it, but a page it is
        (PLAIN_TABLE, "", "readable", ""),
    ],
)
def test_web_pages_under_the_name_of_a_file(body: bytes, ending: str, state: str, detail: str) -> None:
    assert told(body, ending) == ("html", state, detail)


def test_archives_are_listed_with_chinese_names_and_never_unpacked() -> None:
    packed = made.zipped({"附件/申请表.docx": "x", "../../etc/cron.d/job": "y", "C:\\Windows\\a.dll": "z"})
    report = read(packed, "zip")
    assert (report.kind, report.parts) == (FileKind.ZIP, 3)
    assert report.names[0] == "附件/申请表.docx"
    assert len(report.unsafe_names) == 2


def test_names_in_gbk_without_the_mark_for_utf8_are_read_as_chinese() -> None:
    packed = made.zipped({"ABCDEF.doc": "x"}).replace(b"ABCDEF", "申请表".encode("gbk"))
    assert read(packed).names == ("申请表.doc",)


def test_tar_and_gzip() -> None:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("表.xls"))
    assert read(plain.getvalue()).names == ("表.xls",)


@pytest.mark.skipif(shutil.which("bsdtar") is None, reason="no bsdtar on this machine: 7z is not observed")
def test_seven_zip_is_listed_by_the_system_program(tmp_path: Path) -> None:
    (tmp_path / "申请表.txt").write_text("x")
    subprocess.run(
        ["bsdtar", "--format", "7zip", "-cf", "a.7z", "申请表.txt"], cwd=tmp_path, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    body = (tmp_path / "a.7z").read_bytes()
    assert read(body, "7z").names == ("申请表.txt",)
    assert told(body[:-20], "7z") == ("7z", "truncated", "7z")


def test_seven_zip_without_a_program_is_nobodys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    body = b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x00" * 40
    assert told(body, "7z") == ("7z", "no-reader", "bsdtar")
