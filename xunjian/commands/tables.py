"""`xunjian catalogue list/show/lint` and `xunjian explain`: the official tables and the checks behind them."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from checks.catalogues import describe
from checks.catalogues.assemble import RESPONSIBLE_COLUMN
from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import catalogue_ids, load_catalogue, load_file
from checks.catalogues.responsible import Unmatched, assign
from checks.rule_index import all_rules
from checks.subjects import Portal
from crawler.targets import load_registry
from xunjian.commands import options as given
from xunjian.pipeline import load_catalogues
from xunjian.problems import WrongUse, near
from xunjian.terminal import console, table

ROWS_TOLD = 5  # a line stays readable; the count tells the rest

app = typer.Typer(help="The official tables.", no_args_is_help=True)


@app.command("list")
def list_tables(output: given.Format = "text") -> None:
    """List the official tables."""
    rows = describe.list_catalogues()
    if given.checked_format(output) == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    grid = table("编号", "名称", "总分", "指标", "细则", "检查项核查", "材料", "人工评定", "原表问题")
    keys = (
        *("id", "title", "points", "indicators", "clauses"),
        *("fed_by_checks", "fed_by_evidence", "fed_by_judgement", "discrepancies"),
    )
    for row in rows:
        grid.add_row(*(escape(str(row[key]) or "不计分") for key in keys))
    console().print(grid)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of a table.")], output: given.Format = "text"
) -> None:
    """Print a whole table with its texts, weights and sources."""
    given.checked_format(output)
    (catalogue,) = load_catalogues([name])
    if output == "json":
        print(json.dumps(describe.show(catalogue), ensure_ascii=False, indent=2))
    else:
        _print_table(catalogue)


@app.command()
def lint(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A table file; all shipped tables if left out.")
    ] = None,
    registry: Annotated[
        Path | None,
        typer.Option("--registry", metavar="FILE", help="Also list the responsible units that match nobody in it."),
    ] = None,
) -> None:
    """Check tables: mistakes are refused by file and row; what the printed table itself gets wrong is listed."""
    tables = [load_file(file)] if file else [load_catalogue(name) for name in catalogue_ids()]
    portal = load_registry(registry).portal if registry else None
    for catalogue in tables:
        notes = describe.lint(catalogue)
        print(f"{catalogue.id}：可以计分；原表自身的问题 {len(notes)} 处")
        for note in notes:
            computed = f"，核算 {note['computed']}" if note["computed"] else ""
            where = f"{note['at']} {note['name']}【{note['about']}】"
            print(f"  {where}原表：{note['printed']}{computed}；采用：{note['reading']}")
        if portal is not None and any(row.responsible for row in catalogue.indicators):
            _print_unmatched(catalogue, portal)


def explain(check: Annotated[str, typer.Argument(metavar="CHECK", help="Id of a check.")]) -> None:
    """What a check looks at, what it cannot see, its parameters, and which clauses use it."""
    rules = all_rules()
    if check not in rules:
        raise WrongUse(f"没有编号为 {check!r} 的检查项{near(check, rules)}")
    rule = rules[check]
    meta = rule.META
    print(f"{meta.id}（{meta.title}）\n")
    print(inspect.cleandoc(inspect.getdoc(sys.modules[rule.run.__module__]) or ""))
    print("\nneeds: " + ", ".join(kind.KIND for kind in meta.needs))
    print("about: " + ", ".join(meta.about) + f"; severity: {meta.severity}; emits: {meta.emits.__name__}")
    for name, param in meta.params.items():
        print(f"parameter {name} = {param.default!r}: {param.meaning} [{param.status}; {param.source}]")
    for name in catalogue_ids():
        for row, clause in load_catalogue(name).clauses():
            if any(source.check == check for source in clause.source.checks):
                print(f"clause {name} {clause.id} ({row.name}): {clause.text.strip()}")


def _print_unmatched(catalogue: Catalogue, portal: Portal) -> None:
    """What nobody in the registry answers to, and what to write there."""
    unmatched = assign(catalogue, portal).unmatched
    print(f"  责任单位：{len(unmatched)} 项在登记表中没有对应的单位{'，所涉各行如下' if unmatched else ''}")
    names = {row.id: row.name for row in catalogue.indicators}
    for each in unmatched:
        rows = "、".join(f"{row} {names[row]}" for row in each.rows[:ROWS_TOLD])
        more = f"等{len(each.rows)}行" if len(each.rows) > ROWS_TOLD else ""
        print(f"    {each.printed}（{rows}{more}）：{_advice(each, names[each.rows[0]])}")


def _advice(unmatched: Unmatched, matter: str) -> str:
    if unmatched.kinds:
        return f"没有这类单位；如有，请为其写 kind: {' 或 '.join(unmatched.kinds)}"
    if unmatched.role:
        return (
            f"原表未指明单位；请为所涉单位在 roles 中写“{unmatched.role}”，"
            f"只涉及某一事项的写如“{matter}{unmatched.role}”"
        )
    alias = "或".join(f"“{name}”" for name in unmatched.names)
    if unmatched.likely:
        return f"是否指{'、'.join(unmatched.likely)}？请在该单位的 aliases 中写{alias}"
    return f"请登记该单位，或在相应单位的 aliases 中写{alias}"


_SHOWN = (RESPONSIBLE_COLUMN, "自评成绩", "自评依据")  # told above, or blanks of the form


def _lines(text: str, indent: int) -> str:
    return text.strip().replace("\n", "\n" + " " * indent)


def _print_table(catalogue: Catalogue) -> None:
    print(f"{catalogue.title}{f'（{catalogue.document}）' if catalogue.document else ''}")
    group_texts = {group.indicators[0].id: group.text for group in catalogue.groups if group.text}
    for row in catalogue.indicators:
        if row.id in group_texts:
            print(f"\n{group_texts[row.id]}")
        print(f"\n{row.id} {' / '.join(cell.strip() for cell in row.path)}（权重 {row.weight_text or '未列'}）")
        if row.text.strip() not in {clause.text.strip() for clause in row.clauses}:
            print(f"  {_lines(row.text, 2)}")
        if row.responsible:
            print(f"  责任单位：{' '.join(row.responsible)}")
        for clause in row.clauses:
            source = clause.source
            feeds = [each.title for each in source.checks]
            feeds += ["材料"] if source.evidence else []
            feeds += ["人工评定"] if source.judgement else []
            indent = 4 if clause.part_of else 2
            told = f" ← {'、'.join(feeds)}" if feeds else ""
            print(f"{' ' * indent}[{clause.id}] {_lines(clause.text, indent)}{told}")
        for heading, text in row.cells:
            if text.strip() and heading not in _SHOWN:
                print(f"  {heading}：{_lines(text, 2)}")
    for rule in catalogue.requirements:
        print(f"\n{rule.id}（说明 {'、'.join(rule.explains)}）\n  {_lines(rule.text, 2)}")
