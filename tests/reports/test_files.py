from __future__ import annotations

import errno
import os

import pytest

from reports import files
from reports.files import ReportFolderUnusable, write_reports, write_text

NAMES = ["coverage.jsonl", "findings.jsonl", "issues.xlsx", "links.jsonl", "report.html", "scores.json"]


def test_all_files_and_nothing_else(audit, tmp_path):
    out = tmp_path / "new" / "报告"
    written = write_reports(audit, out)
    assert sorted(str(path.relative_to(out)) for path in written) == [*NAMES, "scoresheets/sample-2023.xlsx"]
    assert sorted(os.listdir(out)) == [*NAMES, "scoresheets"]
    assert os.listdir(out / "scoresheets") == ["sample-2023.xlsx"]
    assert all(path.stat().st_size for path in written)


def test_the_same_audit_gives_the_same_bytes(audit, tmp_path):
    first, second = ({path.name: path.read_bytes() for path in write_reports(audit, tmp_path / name)} for name in "ab")
    assert first == second


def test_other_files_of_the_folder_stay(audit, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "report.html").write_text("old")
    write_reports(audit, tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EACCES, "没有写入权限"),
        (errno.EROFS, "没有写入权限"),
        (errno.EIO, "无法写入"),
    ],
)
def test_trouble_on_the_way_leaves_the_old_files_and_no_half_ones(audit, tmp_path, monkeypatch, number, says):
    (tmp_path / "report.html").write_text("old")
    whole = files._write

    def full(path, chunks):
        if path.name == "report.html":
            raise OSError(number, os.strerror(number))
        whole(path, chunks)

    monkeypatch.setattr(files, "_write", full)
    with pytest.raises(ReportFolderUnusable, match=says):
        write_reports(audit, tmp_path)
    assert os.listdir(tmp_path) == ["report.html"]
    assert (tmp_path / "report.html").read_text() == "old"


def test_a_folder_made_for_nothing_is_taken_away(audit, tmp_path, monkeypatch):
    def full(path, chunks):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(files, "_write", full)
    with pytest.raises(ReportFolderUnusable):
        write_reports(audit, tmp_path / "out")
    assert os.listdir(tmp_path) == []


def test_a_file_is_no_folder(audit, tmp_path):
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(ReportFolderUnusable, match="不是目录") as caught:
            write_reports(audit, out)
        assert str(out) in str(caught.value)
        assert "\n" not in str(caught.value)


def test_one_file_alone(tmp_path):
    path = write_text(tmp_path, "scores.json", "{}\n")
    assert path == tmp_path / "scores.json"
    assert path.read_text() == "{}\n"
    assert os.listdir(tmp_path) == ["scores.json"]


def test_half_a_surrogate_pair_costs_no_report(tmp_path):
    assert write_text(tmp_path, "a.txt", "标题\ud83d").read_text(encoding="utf-8") == "标题?"
