"""`xunjian catalogue list/show/lint` and `xunjian explain`: the official tables and the checks behind them."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from checks.catalogues import describe
from checks.catalogues.load import catalogue_ids, load_catalogue, load_file
from checks.rule_index import all_rules
from xunjian.commands import options as given
from xunjian.pipeline import load_catalogues
from xunjian.problems import WrongUse, near

app = typer.Typer(help="The official tables.", no_args_is_help=True)


@app.command("list")
def list_tables(output: given.Format = "text") -> None:
    """List the official tables."""
    rows = [describe.summary(load_catalogue(name)) for name in catalogue_ids()]
    if given.checked_format(output) == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    table = Table("编号", "名称", "指标数", "细则数", "总分")
    for row in rows:
        table.add_row(*(escape(str(row[key])) for key in ("id", "title", "indicators", "clauses", "total")))
    Console().print(table)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="ID", help="Id of a table.")], output: given.Format = "text"
) -> None:
    """Print a whole table with its texts, weights and sources."""
    given.checked_format(output)
    (catalogue,) = load_catalogues([name])
    if output == "json":
        print(json.dumps(describe.export(catalogue), ensure_ascii=False, indent=2))
        return
    print(describe.as_text(catalogue))


@app.command()
def lint(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A table file; all shipped tables if left out.")] = None,
) -> None:
    """Check tables: mistakes are refused by file and row; what the printed table itself gets wrong is listed."""
    tables = [load_file(file)] if file else [load_catalogue(name) for name in catalogue_ids()]
    for catalogue in tables:
        for line in describe.lint_lines(catalogue):
            print(line)


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
        for line in describe.clauses_using(load_catalogue(name), check):
            print(f"{name} {line}")
