"""A YAML file as plain values, with the line of every key kept for the sentence about a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Path_ = tuple[str | int, ...]
Mistake = tuple[Path_, str]  # of which value, and what is wrong with what to write instead

# A county with 100 units and 3,000 columns needs under 1 MB; far beyond that it is no registry.
MAX_BYTES = 8_000_000
# Aliases can make a small file mean billions of values.
MAX_VALUES = 500_000


class RegistryError(ValueError):
    """Broken input; the text is the one sentence for the user."""


@dataclass(frozen=True)
class RegistryDocument:
    """`lines`: 1-based line of every value by its path, for example ("units", 0, "columns", 1, "class")."""

    file: Path
    content: dict[str, Any]
    lines: dict[Path_, int]
    faults: tuple[tuple[tuple[int, ...], str], ...] = ()  # what could not be read: its order, and the whole sentence
    notes: tuple[str, ...] = ()  # nothing wrong, but people may not be aware of it

    def line(self, at: Path_) -> int:
        """The line of the value, or of the nearest thing around it."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)

    def order(self, at: Path_) -> tuple[int, ...]:
        """Where the value stands in the file, for telling mistakes from top to bottom."""
        return (self.line(at),)

    def is_told(self, at: Path_) -> bool:
        """Whether a fault of reading is about this value already."""
        return False

    def in_words(self, sentence: str) -> str:
        """A sentence that names keys of the file, in the words that stand in this one."""
        return sentence

    def row_text(self, at: Path_) -> str:
        """The row alone, for a mistake that names another place."""
        return f"第 {self.line(at)} 行"

    def place_text(self, at: Path_) -> str:
        return f"{self.row_text(at)}，{key_text(at)}"


def key_text(at: Path_) -> str:
    """("units", 0, "name") as people write it: units[1].name, counted from one like the lines."""
    text = ""
    for part in at:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text or "登记文件"


def read_document(file: Path) -> RegistryDocument:
    text = _text(file)
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if root is None:
            raise RegistryError(f"{file}：文件是空的；请至少写 portal.name 和 portal.home")
        values = _Values(file)
        content = values.plain(root, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise RegistryError(
            f"{file} 第 {line} 行：YAML 写法有误（{error.problem or error.context}）；"
            "请检查缩进（只用空格）、冒号后的空格，含冒号的值（如 ::1/128）要加引号"
        ) from None
    except yaml.YAMLError as error:
        raise RegistryError(f"{file}：不是有效的 YAML（{str(error).splitlines()[0]}）；请存为 UTF-8 文本") from None
    except RecursionError:
        raise RegistryError(f"{file}：层次过深，不是登记文件；请参照 portal、network、units 的格式书写") from None
    if not isinstance(content, dict):
        raise RegistryError(f"{file} 第 1 行：应以 portal: 开头的键值写起，而不是列表或单个值")
    return RegistryDocument(file, content, values.lines)


def _text(file: Path) -> str:
    try:
        if file.is_dir():
            raise RegistryError(f"{file}：这是文件夹；请写登记文件的名字，如 {file}/registry.yaml")
        with file.open("rb") as opened:
            body = opened.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise RegistryError(f"{file}：没有这个文件；请写登记文件（.yaml）的路径") from None
    except OSError as error:
        raise RegistryError(f"{file}：无法读取（{error.strerror}）；请检查文件权限") from None
    if len(body) > MAX_BYTES:
        raise RegistryError(f"{file}：文件超过 {MAX_BYTES // 1_000_000} MB，不是登记文件；请检查路径")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise RegistryError(f"{file} 第 {line} 行：不是 UTF-8 编码；请把文件另存为 UTF-8") from None


class _Values:
    """Nodes to plain values. Dates stay text, so that a wrong one is told with its key and not as a YAML fault."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self._count = 0

    def plain(self, node: yaml.Node, at: Path_) -> Any:
        self._count += 1
        if self._count > MAX_VALUES:
            raise RegistryError(f"{self.file}：内容过多（超过 {MAX_VALUES} 项）；请拆成几个登记文件")
        self.lines.setdefault(at, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*at, i)) for i, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, at: Path_) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise RegistryError(f"{self.file} 第 {line} 行：键必须是一个词，如 name")
            key = str(key_node.value)
            if key in mapping:
                raise RegistryError(f"{self.file} 第 {line} 行，{key_text((*at, key))}：同一个键写了两次；请删去一个")
            self.lines[(*at, key)] = line
            mapping[key] = self.plain(value_node, (*at, key))
        return mapping


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    try:
        match node.tag:
            case "tag:yaml.org,2002:null":
                return None
            case "tag:yaml.org,2002:bool":
                return text.lower() in ("yes", "true", "on")
            case "tag:yaml.org,2002:int":
                return int(text) if text.lstrip("+-").isdecimal() else text
            case "tag:yaml.org,2002:float":
                return float(text)
    except ValueError:
        pass
    return text
