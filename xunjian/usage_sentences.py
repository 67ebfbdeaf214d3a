"""What typer says about a command line that it cannot read, as one Chinese sentence with what to write instead.

Typer's classes for wrong use stand in a private module of it, so they are told by their name and fields here; a fault
that is not known is named without its English text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from typer.exceptions import TyperException

from xunjian.problems import near

_COMMAND = re.compile(r"No such command '([^']*)'")
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL)
_QUOTED = re.compile(r"'([^']+)'")
_VALUES = (
    (re.compile(r"valid integer"), "应为整数"),
    (re.compile(r"valid (?:number|float|decimal)"), "应为数字，如 2"),
    (re.compile(r"greater than or equal to (\S+)"), "应不小于 {0}"),
    (re.compile(r"less than or equal to (\S+)"), "应不大于 {0}"),
    (re.compile(r"greater than (\S+)"), "应大于 {0}"),
    (re.compile(r"less than (\S+)"), "应小于 {0}"),
    (re.compile(r"'([^']*)' does not exist"), "{0} 不存在"),
)


def sentence_of(error: TyperException) -> str:
    """Without the word 错误 and without a full stop, as all sentences about wrong use."""
    return f"{_what(error)}（用 {_command(error)} --help 查看用法）"


def _what(error: TyperException) -> str:
    match type(error).__name__:
        case "NoSuchOption":
            return f"没有选项 {_field(error, 'option_name')}{near(_field(error, 'option_name'), _options(error))}"
        case "MissingParameter":
            return _missing(error)
        case "BadOptionUsage":
            name = _field(error, "option_name")
            takes_none = "does not take a value" in error.message
            return f"选项 {name} 不带值，请去掉 = 及其后的内容" if takes_none else f"选项 {name} 后面缺少值"
        case "BadParameter":
            return f"{_name(error)} 的值无法识别{_expected(error.message)}"
        case _:
            return _other(error)


def _other(error: TyperException) -> str:
    if unknown := _COMMAND.search(error.message):
        return f"没有命令 {unknown[1]}{near(unknown[1], _commands(error))}"
    if extra := _EXTRA.search(error.message):
        return f"多出的参数：{extra[1]}；名称中有空格时请加引号"
    if "Missing command" in error.message:
        return f"缺少命令{near('', _commands(error))}"
    return "命令行无法识别"


def _missing(error: TyperException) -> str:
    param = getattr(error, "param", None)
    is_option = getattr(param, "param_type_name", "") == "option"
    return f"缺少{'选项' if is_option else '参数'} {_name(error)}"


def _expected(message: str) -> str:
    for pattern, words in _VALUES:
        if found := pattern.search(message):
            return f"：{words.format(*found.groups())}"
    # "'x' is not one of 'a', 'b'." and "Input should be 'a' or 'b'": what may be written stands behind the verb.
    allowed = _QUOTED.findall(re.split(r"is not one of|should be", message)[-1]) if "'" in message else []
    return f"；可写：{'、'.join(allowed)}" if allowed else ""


def _name(error: TyperException) -> str:
    """As it is written on the command line: --rate, or the name of an argument in the usage line."""
    param: Any = getattr(error, "param", None)
    if param is None:
        return "选项或参数"
    quoted = _QUOTED.findall(param.get_error_hint())
    name = " / ".join(quoted) or str(param.name)
    return name if name.startswith("-") else name.upper()


def _field(error: TyperException, name: str) -> str:
    return str(getattr(error, name, "") or "")


def _options(error: TyperException) -> Sequence[str]:
    context: Any = getattr(error, "ctx", None)
    if context is None:
        return ()
    return [name for param in context.command.params for name in param.opts if name.startswith("--")]


def _commands(error: TyperException) -> Sequence[str]:
    context: Any = getattr(error, "ctx", None)
    return list(getattr(context.command, "commands", ())) if context is not None else ()


def _command(error: TyperException) -> str:
    context: Any = getattr(error, "ctx", None)
    return context.command_path if context is not None else "xunjian"
