"""RAR archives are listed without any program: names in GBK, archives behind a password, archives that were cut."""

from __future__ import annotations

from checks.observation import FileKind, FileState
from crawler.attachments.reading import read_file
from tests.crawler.attachments.made_files import rar


def test_names_in_gbk() -> None:
    report = read_file(rar("申请表.doc".encode("gbk"), b"..\\..\\a.exe"), "rar")
    assert (report.kind, report.state, report.parts) == (FileKind.RAR, FileState.READABLE, 2)
    assert report.names[0] == "申请表.doc"
    assert report.unsafe_names == ("../../a.exe",)


def test_behind_a_password() -> None:
    assert read_file(rar(b"a.doc", locked=True), "rar").state is FileState.ENCRYPTED
    assert read_file(rar(locked_names=True), "rar").state is FileState.ENCRYPTED


def test_broken_ones_are_not_called_readable() -> None:
    body = bytearray(rar(b"a.doc"))
    body[8] ^= 0xFF
    assert read_file(bytes(body), "rar").state is FileState.DAMAGED
    assert read_file(rar(b"a.doc")[:-9], "rar").state is FileState.TRUNCATED
