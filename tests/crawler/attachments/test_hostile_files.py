"""Files built to harm their reader: each ends in time, with a reason, and the next file is read as if nothing was."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest

from checks.observation import FileState
from crawler.attachments.file_report import FileReport
from crawler.attachments.reading_pool import ReadingPool
from tests.crawler.attachments import made_files as made
from tests.crawler.attachments.hostile_files import CASES

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
