"""Lists for README and docs, made from the code so that they cannot go stale (cog writes them in, the gates check)."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable

import typer

from checks.catalogues.describe import summary
from checks.catalogues.load import catalogue_ids, load_catalogue
from checks.rule_index import all_rules


def check_table(language: str = "en") -> str:
    """One line per check: id, Chinese title, what it is about, first line of its docstring."""
    heads = {"en": ("check", "title", "about", "looks at"), "zh": ("检查项", "名称", "对象")}[language]
    lines = [_line(heads), _line("---" for _ in heads)]
    for check, rule in all_rules().items():
        about = ", ".join(rule.META.about)
        first = (inspect.getdoc(sys.modules[rule.run.__module__]) or "").splitlines()[0]
        lines.append(_line((f"`{check}`", rule.META.title, about, first)[: len(heads)]))
    return "\n".join(lines)


def command_table() -> str:
    """One line per command with the first line of its help."""
    from xunjian.cli import whole_app

    lines = [_line(("command", "does")), _line(("---", "---"))]
    lines += [_line((f"`xunjian {name}`", text)) for name, text in _commands(typer.main.get_command(whole_app()), "")]
    return "\n".join(lines)


def catalogue_table() -> str:
    lines = [_line(("id", "table", "rows")), _line(("---", "---", "---"))]
    for name in catalogue_ids():
        figures = summary(load_catalogue(name))
        lines.append(_line((f"`{name}`", figures["title"], figures["indicators"])))
    return "\n".join(lines)


def _commands(command: object, path: str) -> list[tuple[str, str]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(path, (getattr(command, "help", "") or "").splitlines()[0])]
    return [row for name, child in sorted(inner.items()) for row in _commands(child, f"{path} {name}".strip())]


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
