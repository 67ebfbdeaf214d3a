"""How a value of the registry stands in a cell, and what people type that means the same.

`shown` and `taken` are each other's inverse for every value that the form lets through. A text that would be read as
something else (blanks around it, a line break, a word with a meaning) stands in double quotes, as JSON writes it.
"""

from __future__ import annotations

import difflib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from crawler.registry_words import MORE_YES_NO, YES_NO

# Characters that XML has no place for, and the escapes of the format itself, which readers undo or do not.
_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]|x[0-9A-Fa-f]{4}_")
_FORMULA_START = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # before these a sheet of ours writes an apostrophe
_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"  # come along when text is copied from pages
_QUOTED = r'"(?:[^"\\\n]|\\.)*"'
_APART_WORDS = "\n、；;，,"
_APART_URLS = "\n、；，　 \t"  # half-width marks stand in addresses
_WEB = re.compile(r"https?:|www\.")  # and not the name of a file, which may hold full-width brackets
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")


class NotTaken(ValueError):
    """What stands in the cell cannot be taken; the text says why and what to write instead."""


class CellKind(Enum):
    TEXT = "text"
    ADDRESS = "address"
    CODE = "code"
    NUMBER = "number"
    WHOLE = "whole"
    DAY = "day"
    YES_NO = "yes-no"
    TEXT_OR_YES_NO = "text-or-yes-no"


@dataclass(frozen=True, slots=True)
class RegistryCell:
    """`words`: Chinese word → value of the file; `only_words`: nothing else may stand there."""

    kind: CellKind
    is_list: bool = False
    words: Mapping[str, str] | None = None
    only_words: bool = False

    def shown(self, value: Any) -> str | float | int | None:
        """What is written: a number, or a text; None for an empty cell."""
        if value is None or value == []:
            return None
        if self.is_list:
            return "\n".join(self._shown_text(each) for each in value)
        if self.kind in (CellKind.NUMBER, CellKind.WHOLE):
            number = value if isinstance(value, int) else float(value)
            # The format keeps 16 digits; what needs more stands as text.
            return number if float(f"{number:.16G}") == number else repr(number)
        return self._shown_text(value)

    def taken(self, raw: Any) -> Any:
        """The value for the form. Raises NotTaken."""
        if self.is_list:
            if not isinstance(raw, str):
                return [self._one(raw)]
            entries = (each for each in self._entries(raw) if each)
            return [self._one(each) for each in entries]
        return self._one(raw)

    def _shown_text(self, value: Any) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return value.isoformat()
        text = str(value)
        plain = {word: name for name, word in (self.words or {}).items()}.get(text, text)
        return plain if plain and not _UNSAFE.search(plain) and self._comes_back(plain, text) else _quoted(text)

    def _comes_back(self, plain: str, text: str) -> bool:
        if plain.startswith("'"):  # would be taken for the mark of a text
            return False
        try:
            return bool(self.taken(plain) == ([text] if self.is_list else text))
        except NotTaken:
            return False

    def _entries(self, raw: str) -> Iterable[str]:
        apart = re.escape(_APART_URLS if self.kind is CellKind.ADDRESS else _APART_WORDS)
        for found in re.finditer(rf"({_QUOTED})\s*(?=[{apart}]|$)|([^{apart}]+)", raw):
            yield found[1] or _trimmed(found[2])

    def _one(self, raw: Any) -> Any:
        match self.kind:
            case CellKind.NUMBER:
                return _number(raw)
            case CellKind.WHOLE:
                return _whole(raw)
            case CellKind.DAY:
                return _day(raw)
            case CellKind.YES_NO:
                return _yes_no(raw)
        text = _text(raw)
        if is_quoted(text):
            return json.loads(text)
        if self.kind is CellKind.TEXT_OR_YES_NO:
            return _said_yes_no(text) if _said_yes_no(text) is not None else text
        if self.kind is CellKind.CODE or (self.kind is CellKind.ADDRESS and _WEB.match(_folded(text))):
            return _half_width(text)
        return text if self.words is None else self._word(text)

    def _word(self, text: str) -> str:
        words = self.words or {}
        folded = {_folded(name): value for name, value in words.items()}
        if _folded(text) in folded:
            return folded[_folded(text)]
        if not self.only_words or _folded(text) in words.values():
            return text if not self.only_words else _folded(text)
        near = difflib.get_close_matches(text, words, n=1, cutoff=0.5)
        hint = f"（是否想选“{near[0]}”？）" if near else ""
        raise NotTaken(f"“{text[:30]}”不在可选范围内{hint}；可选：{'、'.join(words)}")


def is_quoted(text: str) -> bool:
    if len(text) < 2 or not text.startswith('"') or not text.endswith('"'):
        return False
    try:
        return isinstance(json.loads(text), str)
    except ValueError:
        return False


def _quoted(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0][0]):04x}{found[0][1:]}", quoted)


def _trimmed(text: str) -> str:
    """Without blanks and unseen characters around it, and without the apostrophe that says "this is text"."""
    text = text.strip().strip(_UNSEEN).strip()
    return text[1:] if text.startswith("'") and _FORMULA_START.match(text[1:]) else text


def _text(raw: Any) -> str:
    if isinstance(raw, str):
        return _trimmed(raw)
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float):
        return str(int(raw)) if float(raw).is_integer() else repr(raw)
    raise NotTaken("单元格是日期或时间格式；请把单元格格式设为“文本”后重新填写")


def _number(raw: Any) -> float | int:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    try:
        return float(_folded(_text(raw)))
    except ValueError:
        raise NotTaken(f"“{_told(raw)}”不是数字；请写数字，如 2") from None


def _whole(raw: Any) -> int:
    text = _folded(_text(raw)).removesuffix("天").strip() if not isinstance(raw, int | float) else raw
    try:
        number = float(text)
        if isinstance(raw, bool) or not number.is_integer():
            raise ValueError
    except (ValueError, OverflowError):
        raise NotTaken(f"“{_told(raw)}”不是整数；请写天数，如 30") from None
    return int(number)


def _day(raw: Any) -> str:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return raw.isoformat()
    text = _folded(_text(raw)) if not isinstance(raw, time | timedelta) else ""
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    found = _DAY.fullmatch(text) or digits
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise NotTaken(f"“{_told(raw)}”不是有效日期；请写成 2023-12-31 这样的年-月-日") from None


def _yes_no(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    said = _said_yes_no(_text(raw))
    if said is None:
        raise NotTaken(f"“{_told(raw)}”不在可选范围内；请选“是”或“否”")
    return said


def _said_yes_no(text: str) -> bool | None:
    return (YES_NO | MORE_YES_NO).get(_folded(text))


def _half_width(text: str) -> str:
    """An input method left on types https：／／ ; addresses have no full-width marks outside their percent signs."""
    return re.sub("[！-～]", lambda found: chr(ord(found[0]) - 0xFEE0), text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _told(raw: Any) -> str:
    return str(raw).strip()[:30]
