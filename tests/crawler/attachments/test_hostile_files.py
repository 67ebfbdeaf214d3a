"""Files built to harm their reader: each ends in time, with a reason, and the next file is read as if nothing was."""

from __future__ import annotations

import io
import os
import time
import zipfile
from collections.abc import Callable

import pytest

from checks.observation import FileState
from crawler.attachments.file_report import FileReport
from crawler.attachments.reading_pool import ReadingPool
from tests.crawler.attachments import made_files as made

# What a busy machine may need at most; the pool's own bound is below it.
BOUND_SECONDS = 30.0


async def read_between_good_ones(body: bytes, ending: str) -> FileReport:
    """One child only, so that whatever the file does to it would be seen in the file after it."""
    good = made.docx("好文件")
    async with ReadingPool(children=1, seconds=15) as pool:
        assert (await pool.read(good, "docx")).text == "好文件"
        begun = time.monotonic()
        report = await pool.read(body, ending)
        assert time.monotonic() - begun < BOUND_SECONDS
        assert (await pool.read(good, "docx")).text == "好文件"
    return report


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
    """Two cells at the far corners of a sheet of a million rows, and half a million cells in one row."""
    cells = "".join(f'<c r="A{number}"><v>1</v></c>' for number in range(500_000))
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


MANY_PARTS = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * 200_000

CASES: list[tuple[Callable[[], bytes], str, set[FileState]]] = [
    (zip_bomb, "docx", {FileState.HOSTILE}),
    (nested_bomb, "zip", {FileState.READABLE}),  # listed, never entered
    (lying_zip, "zip", {FileState.HOSTILE}),
    (laughs, "docx", {FileState.HOSTILE}),
    (external_entity, "docx", {FileState.HOSTILE}),
    (deep_markup, "docx", {FileState.HOSTILE}),
    (circular_pages, "pdf", {FileState.READABLE, FileState.DAMAGED, FileState.TOO_SLOW}),
    (circular_drawing, "pdf", {FileState.SCANNED, FileState.TOO_SLOW, FileState.TOO_MUCH_MEMORY}),
    (wide_sheet, "xlsx", {FileState.READABLE}),
    (far_cell_in_an_old_workbook, "xls", {FileState.READABLE, FileState.TOO_MUCH_MEMORY, FileState.READER_FAILED}),
    (lambda: made.ole({"WordDocument": b"\xec\xa5\xc1" + bytes(9000)}, cyclic=True), "doc", {FileState.DAMAGED}),
    (long_number_in_a_table, "pdf", {FileState.READABLE, FileState.DAMAGED}),
    (lambda: made.pdf_with(made.TEXT_OF_A_PAGE, pages=10_000), "pdf", {FileState.READABLE}),
    (lambda: b"{" * 2_000_000, "rtf", {FileState.READABLE}),
    (lambda: rb"{\rtf1" + rb"{\*" * 1_000_000, "rtf", {FileState.READABLE}),
    (lambda: b"<html>" + b"<div>" * 500_000, "doc", {FileState.READABLE, FileState.READER_FAILED}),
    (lambda: MANY_PARTS, "mht", {FileState.READABLE}),
]  # fmt: skip


@pytest.mark.parametrize(("made_by", "ending", "allowed"), CASES, ids=lambda value: getattr(value, "__name__", ""))
async def test_each_ends_in_time_with_a_reason(
    made_by: Callable[[], bytes], ending: str, allowed: set[FileState]
) -> None:
    report = await read_between_good_ones(made_by(), ending)
    assert report.state in allowed, report
    assert "root:" not in report.text


async def test_pages_are_counted_and_only_some_are_read() -> None:
    report = await read_between_good_ones(made.pdf_with(made.TEXT_OF_A_PAGE, pages=10_000), "pdf")
    assert report.parts == 10_000
    assert report.text.count("Annual report") == 3


@pytest.mark.parametrize(
    ("doing", "state"),
    [
        ("while True: pass", FileState.TOO_SLOW),
        ("import time; time.sleep(600)", FileState.TOO_SLOW),
        ("import os; os.kill(os.getpid(), 11)", FileState.READER_FAILED),
        ("import os; os.abort()", FileState.TOO_MUCH_MEMORY),
        ("x = bytearray(4_000_000_000)", FileState.TOO_MUCH_MEMORY),
        ("raise ValueError", FileState.READER_FAILED),
        ("import sys; print('x' * 3_000_000)", FileState.READER_FAILED),
    ],
)
async def test_a_reader_that_runs_away_or_dies_costs_one_file(
    doing: str, state: FileState, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = tmp_path_factory.mktemp("child")
    (child / "sitecustomize.py").write_text(
        "from crawler.attachments import reading\n"
        "def broken(body):\n"
        f"    {doing}\n"
        "    return reading.plain_text.read_rtf(body)\n"
        "reading._READERS[reading.FileKind.RTF] = broken\n"
    )
    monkeypatch.setattr("crawler.attachments.reading_pool.PATH_OF_CHILDREN", f"{child}{os.pathsep}{os.getcwd()}")
    async with ReadingPool(children=1, seconds=3) as pool:
        assert (await pool.read(rb"{\rtf1 a}", "rtf")).state is state
        assert (await pool.read(made.docx("好文件"), "docx")).text == "好文件"
