"""Data written into scripts: JSON and the looser literals of JavaScript (single quotes, bare keys, trailing commas).

Reads literals only, runs nothing. Bounded: a script that never closes its bracket costs one pass over MAX_CHARS.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

MAX_CHARS = 2_000_000
MAX_DEPTH = 40
MAX_STRING = 100_000  # characters of one string; more is a quote that never closes
MAX_FAILURES = 60  # arrays of code, not data; after so many the script is left alone

_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_ARRAY_START = re.compile(r"\[\s*[\[{]")
_PUSH = re.compile(r"\.(?:push|unshift)\s*\(\s*(?=\{)")
_MOST_PUSHED = 1_000
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_PLAIN = {quote: re.compile(rf"[^{quote}\\]{{0,{MAX_STRING}}}") for quote in "\"'`"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "", "b": "", "f": "", "0": "", "\n": ""}
_JSON = json.JSONDecoder()


class NotData(ValueError):
    """The text is code, not a literal."""


def arrays_of_objects(script: str) -> Iterator[list[dict[str, Any]]]:
    """Every array whose members are objects (or rows without names), outermost first; arrays inside one that was read
    are not given again. Objects that a script pushes one by one are an array, too."""
    script = script[:MAX_CHARS]
    position = failures = 0
    while failures < MAX_FAILURES and (start := _ARRAY_START.search(script, position)):
        try:
            value, position = literal_at(script, start.start())
        except NotData:
            failures += 1
            position = start.start() + 1
            continue
        members = [_by_place(one) if isinstance(one, list) else one for one in value]
        members = [one for one in members if isinstance(one, dict)]
        if members:
            yield members
    if pushed := list(objects_after(script, _PUSH)):
        yield pushed


def _by_place(row: list[Any]) -> dict[str, Any]:
    """A row without names: `["title", "/a/1.html", "2026-11-18"]`."""
    return {str(place): value for place, value in enumerate(row) if not isinstance(value, list | dict)}


def objects_after(script: str, pattern: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    """The object literals that follow the matches of `pattern`."""
    script = script[:MAX_CHARS]
    failures = 0
    for match in islice(pattern.finditer(script), _MOST_PUSHED):
        try:
            value, _ = literal_at(script, match.end())
        except NotData:
            failures += 1
            if failures >= MAX_FAILURES:
                return
            continue
        if isinstance(value, dict):
            yield value


def literal_at(text: str, position: int) -> tuple[Any, int]:
    """The literal that starts at `position` and where it ends; NotData for anything else."""
    position = _skip(text, position)
    try:
        return _JSON.raw_decode(text, position)
    except (ValueError, RecursionError):
        return _value(text, position, 0)


def _value(text: str, position: int, depth: int) -> tuple[Any, int]:
    position = _skip(text, position)
    if position >= len(text) or depth > MAX_DEPTH:
        raise NotData
    first = text[position]
    if first == "{":
        return _object(text, position + 1, depth)
    if first == "[":
        return _array(text, position + 1, depth)
    if first in "\"'`":
        return _string(text, position)
    if number := _NUMBER.match(text, position):
        return (float(number[0]) if "." in number[0] else number[0]), number.end()
    name = _NAME.match(text, position)
    if name and name[0] in _WORDS:
        return _WORDS[name[0]], name.end()
    raise NotData


def _object(text: str, position: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        position = _skip(text, position)
        if text[position : position + 1] == "}":
            return found, position + 1
        if text[position : position + 1] in ("'", '"'):
            key, position = _string(text, position)
        else:
            name = _NAME.match(text, position) or _NUMBER.match(text, position)
            if name is None:
                raise NotData
            key, position = name[0], name.end()
        position = _skip(text, position)
        if text[position : position + 1] != ":":
            raise NotData
        found[key], position = _value(text, position + 1, depth + 1)
        position = _after_member(text, position, "}")


def _array(text: str, position: int, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while True:
        position = _skip(text, position)
        if text[position : position + 1] == "]":
            return found, position + 1
        if text[position : position + 1] == ",":  # two commas in a row: templates that drop a row leave them behind
            position += 1
            continue
        value, position = _value(text, position, depth + 1)
        found.append(value)
        position = _after_member(text, position, "]")


def _after_member(text: str, position: int, end: str) -> int:
    position = _skip(text, position)
    here = text[position : position + 1]
    if here == ",":
        return position + 1
    if here == end:
        return position
    raise NotData


def _string(text: str, position: int) -> tuple[str, int]:
    quote = text[position]
    parts: list[str] = []
    start = position
    position += 1
    while True:
        plain = _PLAIN[quote].match(text, position)
        stop = plain.end() if plain else position
        parts.append(text[position:stop])
        if stop >= len(text) or stop - start > MAX_STRING or text[stop] not in (quote, "\\"):
            raise NotData
        if text[stop] == quote:
            return "".join(parts), stop + 1
        escape = text[stop + 1 : stop + 2]
        if escape == "u" and re.fullmatch(r"[0-9A-Fa-f]{4}", text[stop + 2 : stop + 6]):
            parts.append(chr(int(text[stop + 2 : stop + 6], 16)))
            position = stop + 6
        else:
            parts.append(_ESCAPES.get(escape, escape))
            position = stop + 2


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position
