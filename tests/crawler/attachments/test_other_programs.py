"""Packages that Python is stricter about than the programs of visitors: no fault is made of them."""

from __future__ import annotations

from checks.observation import FileState
from crawler.attachments.reading import read_file
from tests.crawler.attachments import made_files as made


def test_a_name_that_differs_between_entry_and_directory() -> None:
    body = made.docx("好文件").replace(b"word/document.xml", b"word\\document.xml", 1)
    assert read_file(body, "docx").state is FileState.READER_FAILED


def test_much_behind_the_end() -> None:
    assert read_file(made.docx("好文件") + b"<html></html>", "docx").state is FileState.READABLE
    assert read_file(made.docx("好文件") + b" " * 90_000, "docx").state is FileState.READER_FAILED
