"""A small stored run without any crawl: two units, observations written into a database, judged by the command line."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
from sqlalchemy.orm import Session

from checks.observation import Observation
from crawler.targets import load_registry
from reports.evidence_layout import COLUMNS, CONTENT, HEADING_ROW
from storage.base import open_database
from storage.run_store import RunStore
from storage.runs import begin_run, end_run
from tests.checks.observed import COLUMN_URL, HOME, article, holding, listed, probed, row
from xunjian.cli import main

AS_OF = date(2023, 12, 15)
FGJ, JYJ = "县发展和改革局", "县教育局"

REGISTRY = """
portal: {{name: 示例县人民政府, home: "{home}", catalogues: [{tables}]}}
units:
  - name: {fgj}
    aliases: [县发改局]
    attributes: {{key_domains: true}}
    columns:
      - {{name: 通知公告, url: "{column}", class: notice, update_within_days: 30}}
  - name: {jyj}
    attributes: {{key_domains: true}}
"""


@dataclass(frozen=True)
class Said:
    returncode: object
    stdout: str
    stderr: str


@dataclass
class StoredRun:
    folder: Path
    id: str

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder / 'x.db'}"

    def copied_to(self, folder: Path) -> StoredRun:
        """The same run for a test that adds to it."""
        shutil.copyfile(self.folder / "x.db", folder / "x.db")
        return StoredRun(folder, self.id)

    def xunjian(self, *words: str) -> Said:
        """The command line from its entry point on, in this process: a start of Python per command takes seconds."""
        out, err = io.StringIO(), io.StringIO()
        code: object = 0
        with (
            redirect_stdout(out),
            redirect_stderr(err),
            chdir(self.folder),
            mock.patch.object(sys, "argv", ["xunjian", *words, "--db", self.database]),
        ):
            try:
                main()
            except SystemExit as ended:
                code = ended.code or 0
        return Said(code, out.getvalue(), err.getvalue())

    def done(self, *words: str) -> str:
        done = self.xunjian(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *words: str) -> str:
        done = self.xunjian(*words)
        assert done.returncode == 2, (done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr


def stored_run(folder: Path, tables: Iterable[str] = ("zengdu-2023",)) -> StoredRun:
    """A column with one row, whose page has two dead links and a living one."""
    registry_file = folder / "registry.yaml"
    text = REGISTRY.format(home=HOME, tables=", ".join(tables), column=COLUMN_URL, fgj=FGJ, jyj=JYJ)
    registry_file.write_text(text, encoding="utf-8")
    registry = load_registry(str(registry_file))
    engine = open_database(f"sqlite:///{folder / 'x.db'}")
    with Session(engine) as session:
        run = begin_run(
            session,
            portal=registry.portal.name,
            home=registry.portal.home,
            snapshot=registry.snapshot,
            options={"catalogues": list(tables)},
            as_of=AS_OF,
            product_version="0",
        )
        store = RunStore(session, run.id)
        for seen in _seen():
            store.add(seen)
        store.close()
        end_run(session, run, state="finished", summary={"pages": 1, "requests": 4})
        made = StoredRun(folder, run.id)
    engine.dispose()
    made.done("check", made.id)
    return made


def _seen() -> Iterable[Observation]:
    page = f"{COLUMN_URL}1.html"
    yield listed(row(1, "2023-12-01"))
    yield article(page, title="关于第1号事项的通知")
    yield holding(page, f"{HOME}a.html", f"{HOME}b.html", f"{HOME}c.html")
    yield probed(f"{HOME}a.html", 404, 404, 404)
    yield probed(f"{HOME}b.html", 404, 404, 404)
    yield probed(f"{HOME}c.html", 200)


class Form:
    """A form as a person fills it: cells found by unit, clause text and label, not by position."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def sheet(self, start: str) -> Any:
        return next(sheet for sheet in self.book.worksheets if sheet.title.startswith(start))

    def lines(self, start: str = "2023年") -> list[Any]:
        """Rows of a sheet below its headings."""
        return [line for line in self.sheet(start).iter_rows(min_row=HEADING_ROW + 2) if line[0].value]

    def line(self, unit: str, words: str, start: str = "2023年") -> Any:
        texts = range(1, len(COLUMNS))
        found = [
            line
            for line in self.lines(start)
            if line[2].value == unit and any(words in str(line[column].value or "") for column in texts)
        ]
        assert len(found) == 1, [[str(cell.value)[:20] for cell in line] for line in found]
        return found[0]

    def fill(self, unit: str, words: str, value: object, column: int = CONTENT, start: str = "2023年") -> None:
        self.line(unit, words, start)[column].value = value

    def save(self, name: str = "filled.xlsx") -> str:
        self.book.save(self.path.with_name(name))
        return str(self.path.with_name(name))
