"""`xunjian evidence`: forms for what no crawl can see, filed by people; and what was seen behind a finding."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from sqlalchemy.orm import Session

from checks.catalogues.catalogue import Catalogue
from checks.personal_numbers import mask_text
from checks.scoring.result import Open, Scorecard
from checks.subjects import Portal
from reports.chinese_names import WAITS
from reports.evidence_form import evidence_form
from reports.evidence_layout import FormQuestion, FormTable
from reports.files import write_bytes
from storage.crawl_tables import Run
from storage.reviews import FiledAnswer, answers_of, counts_of, file_evidence, filings_of
from storage.runs import find_run
from xunjian import pipeline
from xunjian.commands import options as given
from xunjian.evidence_reading import read_form
from xunjian.problems import WrongUse
from xunjian.reviews import ABOUT_UNIT, AskedHere, answered, assessed_rows, questions_of, with_filed_attributes
from xunjian.terminal import console, table

LONGEST_NAME = 100

app = typer.Typer(
    help="What people file because no crawl can see it, and what was seen behind a finding.", no_args_is_help=True
)


@app.command()
def template(
    run: given.RunName,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE.xlsx", help="The form to write.")],
    catalogue: given.Catalogues = None,
    as_of: given.AsOfText = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what was filed and is settled, filled in, to be corrected.")
    ] = False,
    db: given.Db = None,
) -> None:
    """Write the form for every open row of a judged run: clause, what to enter, remark, attachment."""
    if out.suffix.lower() != ".xlsx":
        raise WrongUse(f"-o {str(out)!r}：请写 .xlsx 文件名，如 待填报.xlsx")
    with given.stored_database(db) as session:
        stored = find_run(session, run)
        tables = pipeline.load_catalogues(catalogue or pipeline.options_of(stored).catalogues)
        if not tables:
            raise WrongUse(f"检查 {stored.id} 没有指标体系；请用 --catalogue 指定（用 xunjian catalogue list 查看）")
        day, outcomes = pipeline.judged(session, stored, given.parse_day(as_of), tables)
        scored = pipeline.score_run(session, stored, day, outcomes, tables)
        portal, run_id = with_filed_attributes(session, stored, pipeline.asked_portal(stored)), stored.id
        forms = tuple(
            _form_table(session, stored, entry.catalogue, entry.cards, portal, everything=everything)
            for entry in scored
        )
    write_bytes(out.parent, out.name, evidence_form(run_id, f"{portal.name}待填报事项", day, forms))
    asked, closed = sum(len(form.questions) for form in forms), sum(len(form.closed) for form in forms)
    print(f"{out}：待填报 {asked} 项" + (f"，另列无需填报的未定事项 {closed} 项" if closed else ""))
    print(f"填写后执行：xunjian evidence import {run_id} {out}")


@app.command("import")
def import_form(
    run: given.RunName,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The filled form (.xlsx).")],
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who files; the form's own line if left out.")
    ] = None,
    other_run: Annotated[bool, typer.Option("--other-run", help="Take a form that was made for another run.")] = False,
    db: given.Db = None,
) -> None:
    """Take a filled form: all of it or nothing. May be repeated, the newest answer counts and the history is kept."""
    with given.stored_database(db) as session:
        stored = find_run(session, run)
        portal = pipeline.asked_portal(stored)
        filled = read_form(file, AskedHere(portal))
        if filled.run != stored.id and not other_run:
            raise WrongUse(
                f"{file.name}：这张表是为检查 {filled.run} 生成的；请导入该检查，"
                f"或执行 xunjian evidence template {stored.id} -o 新表.xlsx；确需用于本次检查的加 --other-run"
            )
        if not filled.answers and not filled.assessments:
            raise WrongUse(f"{file.name}：表中没有填写任何内容，未导入")
        who = mask_text((by or filled.filler or _login_name()).strip())[:LONGEST_NAME]
        filing = file_evidence(
            session,
            stored,
            by=who,
            file_name=file.name,
            file_sha256=filled.file_sha256,
            answers=filled.answers,
            assessments=filled.assessments,
        )
        withdrawn = sum(not answer.parts for answer in filled.answers)
        told = [f"填报 {len(filled.answers) - withdrawn} 项"]
        told += [f"撤回 {withdrawn} 项"] if withdrawn else []
        told += [f"自评 {len(filled.assessments)} 项"] if filled.assessments else []
        print(f"检查 {stored.id}：已导入{'，'.join(told)}（填报人：{filing.by}，文件摘要 {filing.file_sha256[:12]}）")
        print(f"下一步：xunjian score {stored.id}；xunjian report {stored.id} --out 目录")


@app.command()
def history(run: given.RunName, output: given.Format = "text", db: given.Db = None) -> None:
    """List what was filed for a run: who, when, which file, how much."""
    given.checked_format(output)
    with given.stored_database(db) as session:
        stored = find_run(session, run)
        counts = counts_of(session, stored)
        rows = [
            {
                "filed_at": filing.at.isoformat(timespec="seconds"),
                "by": filing.by,
                "file": filing.file_name,
                "file_sha256": filing.file_sha256,
                "answers": counts.get(filing.id, (0, 0))[0],
                "self_assessments": counts.get(filing.id, (0, 0))[1],
            }
            for filing in filings_of(session, stored)
        ]
        run_id = stored.id
    if output == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    elif not rows:
        print(f"检查 {run_id} 尚无填报")
    else:
        grid = table("填报时间（UTC）", "填报人", "文件", "文件摘要", "填报项数", "自评项数")
        for row in rows:
            grid.add_row(*(escape(str(value)) for value in row.values()))
        console().print(grid)


@app.command()
def show(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="Id of a finding, or how it begins.")],
    run: Annotated[str, typer.Option("--run", metavar="RUN", help='Id of a stored run, or "last".')] = "last",
    as_of: given.AsOfText = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the run's reports; out/RUN if left out.")
    ] = None,
    body: Annotated[
        Path | None, typer.Option("--body", metavar="FILE", help="Write the stored page to this file.")
    ] = None,
    output: given.Format = "text",
    db: given.Db = None,
) -> None:
    """Show what was seen behind one finding: place, looks, digests, archive record and picture."""
    given.checked_format(output)
    from xunjian.commands.finding_told import finding_as_json, print_finding
    from xunjian.finding_shown import find_finding, page_behind, shown

    with given.stored_database(db) as session:
        stored = find_run(session, run)
        _, outcomes = pipeline.judged(session, stored, given.parse_day(as_of), ())
        record = find_finding(outcomes, finding)
        folder = out or Path("out") / stored.id
        found = shown(session, stored, record, folder)
        run_id = stored.id
    if output == "json":
        print(json.dumps(finding_as_json(found, run_id), ensure_ascii=False, indent=2))
    else:
        print_finding(found, run_id, folder)
    if body is not None:
        write_bytes(body.parent, body.name, page_behind(found))
        print(f"{body}：已写出保存的页面（个人号码已遮盖）", file=sys.stderr)


def _form_table(
    session: Session, run: Run, catalogue: Catalogue, cards: Iterable[Scorecard], portal: Portal, *, everything: bool
) -> FormTable:
    """What is open on the cards, in the order of the table, unit by unit inside a row."""
    may_be_asked = questions_of((catalogue,), portal)
    # A row that waits to be somebody's has no clause yet; it is asked about as a whole.
    open_rows = {
        (catalogue.id, card.unit, still.clause or row): still for card in cards for row, still in card.waiting_for
    }
    rows = {row.id: row for row in catalogue.indicators}
    filed = answered(answers_of(session, run), may_be_asked)
    wanted = {
        place: _with_answer(question, filed.get(place), open_rows.get(place))
        for place, question in may_be_asked.items()
        if place in open_rows or place[2].startswith(ABOUT_UNIT) or (everything and place in filed)
    }
    closed = tuple(
        (card.unit, rows[row], still.text, _state(still.waits_for, still.because))
        for card in cards
        for row, still in card.waiting_for
        if (catalogue.id, card.unit, still.clause or row) not in may_be_asked
    )
    return FormTable(
        catalogue=catalogue,
        questions=tuple(wanted.values()),
        closed=closed,
        assessed=tuple((place[1], row) for place, row in assessed_rows((catalogue,), portal).items()),
    )


def _with_answer(
    question: FormQuestion, filed: tuple[FormQuestion, FiledAnswer] | None, still: Open | None
) -> FormQuestion:
    """The question with what was filed before; it may be open all the same (a condition left out, a day not known)."""
    state = _state(still.waits_for, still.because) if still else "已填报" if filed else "待认定"
    if filed is None:
        return replace(question, state=state)
    answer = filed[1]
    return replace(question, state=state, filed=dict(answer.parts), remark=answer.remark, attachment=answer.attachment)


def _state(waits_for: str, because: str) -> str:
    """Why a row is open; for one that only waits for people, what is asked says the rest."""
    asks_alone = "；" not in because and because.startswith(("待报送材料：", "待人工评定："))
    return WAITS[waits_for] if asks_alone else because


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return f"uid {os.getuid()}"
