"""Attached files: milliseconds to read one of every family, and how files that are built to do harm end.

Real programs make the first ones where LibreOffice is on PATH (XUNJIAN_SOFFICE names another); without it small made-up
ones stand in and the line says so.
"""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from crawler.attachments.reading_pool import ReadingPool
from tests.crawler.attachments import made_files as made
from tests.crawler.attachments.hostile_files import CASES

REPEATS = 20
LINES = 400
# LibreOffice's names of its filters.
_FILTERS = {
    "doc": "MS Word 97",
    "docx": "MS Word 2007 XML",
    "rtf": "Rich Text Format",
    "pdf": "writer_pdf_Export",
}


def main() -> int:
    asyncio.run(_ordinary())
    asyncio.run(_hostile())
    return 0


async def _ordinary() -> None:
    with tempfile.TemporaryDirectory() as folder:
        bodies, by = _documents(Path(folder))
    async with ReadingPool(children=1) as pool:
        for ending, body in bodies.items():
            report = await pool.read(body, ending)
            begun = time.perf_counter()
            for _ in range(REPEATS):
                await pool.read(body, ending)
            spent = (time.perf_counter() - begun) / REPEATS * 1000
            told = f"{report.state}, {len(report.text)} characters"
            print(f"{ending:5} {len(body) / 1024:6.0f} KB  {spent:6.1f} ms  {told}{by}")


async def _hostile() -> None:
    for made_by, ending, _ in CASES:
        body = made_by()
        async with ReadingPool(children=1) as pool:
            await pool.read(b"warm", "txt")
            begun = time.perf_counter()
            report = await pool.read(body, ending)
            spent = time.perf_counter() - begun
        said = f"{report.state} {report.detail}".strip()
        print(f"hostile {made_by.__name__:28} {len(body) / 1024:7.0f} KB  {spent:5.2f} s  {said}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest child: {peak:.0f} MB resident")


def _documents(folder: Path) -> tuple[dict[str, bytes], str]:
    lines = [f"第{number}条 为规范公共服务事项管理，提高办事效率，制定本条第{number}款。" for number in range(LINES)]
    sheets = {
        "xlsx": made.xlsx([["项目资金表"], *[[f"项目{number}", "金额"] for number in range(LINES)]]),
        "ofd": made.ofd(*["第几页"] * 20),
        "zip": made.zipped({f"附件/{number}.txt": "x" * 500 for number in range(200)}),
    }
    program = os.environ.get("XUNJIAN_SOFFICE") or shutil.which("soffice")
    if program is None:
        words = {"docx": made.docx(*lines), "doc": made.doc("\r".join(lines))}
        return words | sheets, " (made up: no soffice on PATH)"
    page = folder / "a.html"
    page.write_text("<meta charset=utf-8>" + "".join(f"<p>{line}</p>" for line in lines), encoding="utf-8")
    _convert(program, page, "odt", "writer8")
    for ending, kind in _FILTERS.items():
        _convert(program, folder / "a.odt", ending, kind)
    return {ending: (folder / f"a.{ending}").read_bytes() for ending in _FILTERS} | sheets, ""


def _convert(program: str, source: Path, ending: str, kind: str) -> None:
    home = f"-env:UserInstallation=file://{source.parent}/office"
    command = [
        program,
        "--headless",
        home,
        "--convert-to",
        f"{ending}:{kind}",
        "--outdir",
        str(source.parent),
        str(source),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
