"""Writes the files of --out: all of them into a folder of their own first, then moved in place one by one.

Whoever reads the folder sees an old file or a new one, never half of one.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from reports.audit import AuditResult
from reports.coverage import coverage, coverage_lines
from reports.evidence_files import FOLDER as EVIDENCE
from reports.evidence_files import PICTURES, WARC_NAME, EvidenceWriter, WrittenEvidence
from reports.html_report import report_html
from reports.issue_list import finding_lines, issue_list
from reports.link_list import link_lines
from reports.score_sheet import score_sheet
from reports.scores import scores_text
from reports.workbook import issue_workbook

SCORE_SHEETS = "scoresheets"


class ReportFolderUnusable(ValueError):
    """The text is the one sentence for the user."""


def write_reports(audit: AuditResult, out: Path, evidence: EvidenceWriter | None = None) -> list[Path]:
    """Write every report of an audit into `out`, which is made where it is missing. Raises ReportFolderUnusable."""
    rows = coverage(audit)
    with _unfinished(out) as folder:
        proofs = evidence.write(audit, folder) if evidence is not None else WrittenEvidence()
        issues = issue_list(audit, proofs.of)
        _write(folder / "findings.jsonl", finding_lines(issues, audit.run_id))
        _write(folder / "coverage.jsonl", coverage_lines(rows, audit.run_id))
        _write(folder / "links.jsonl", link_lines(audit.links))
        _write(folder / "scores.json", [scores_text(audit.scored, audit.as_of)])
        _write(folder / "report.html", [report_html(audit, issues, rows)])
        (folder / "issues.xlsx").write_bytes(issue_workbook(audit, issues))
        (folder / SCORE_SHEETS).mkdir()
        sheets = [f"{SCORE_SHEETS}/{table.catalogue.id}.xlsx" for table in audit.scored]
        for table, name in zip(audit.scored, sheets, strict=True):
            (folder / name).write_bytes(score_sheet(audit, table))
        names = (
            "findings.jsonl",
            "coverage.jsonl",
            "links.jsonl",
            "scores.json",
            "report.html",
            "issues.xlsx",
            *sheets,
            *proofs.files,
        )
        if evidence is not None:
            _drop_old_evidence(out, proofs.files)
        return [_move(folder, out, name) for name in names]


def _drop_old_evidence(out: Path, wanted: Collection[str]) -> None:
    """What an earlier report of another run left there would pass for proof of this one. Only names that we give."""
    ours = [out / EVIDENCE / WARC_NAME, *(out / EVIDENCE / PICTURES).glob("[0-9a-f]" * 16 + ".png")]
    for path in ours:
        if path.relative_to(out).as_posix() not in wanted:
            path.unlink(missing_ok=True)


def write_text(out: Path, name: str, text: str) -> Path:
    """Write one file, whole or not at all. Raises ReportFolderUnusable."""
    with _unfinished(out) as folder:
        _write(folder / name, [text])
        return _move(folder, out, name)


def write_bytes(out: Path, name: str, body: bytes) -> Path:
    """As `write_text`, for a file that is no text. Raises ReportFolderUnusable."""
    with _unfinished(out) as folder:
        (folder / name).write_bytes(body)
        return _move(folder, out, name)


@contextmanager
def _unfinished(out: Path) -> Iterator[Path]:
    """A folder for unfinished files inside `out`: only there is a move certain to stay on one file system."""
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=out))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        if made and out.is_dir() and not any(out.iterdir()):
            out.rmdir()
        raise ReportFolderUnusable(_sentence(out, error)) from error


def _sentence(out: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"报告目录 {out} 所在磁盘空间不足，报告未写入；请清理磁盘，或用 --out 另选目录"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return f"报告目录 {out} 不是目录（该路径或其上级是文件）；请用 --out 另选目录"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"报告目录 {out} 没有写入权限；请调整权限，或用 --out 另选目录"
    return f"报告目录 {out} 无法写入（{error.strerror or error}）；请用 --out 另选目录"


def _write(path: Path, chunks: Iterable[str]) -> None:
    # Half a surrogate pair from a page's script is no text; it must not cost the whole report.
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(chunks)


def _move(folder: Path, out: Path, name: str) -> Path:
    target = out / name
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(folder / name, target)
    return target
