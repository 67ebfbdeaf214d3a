"""发文字号 as keys: 县政办发〔2023〕5号 in whatever brackets, spaces and widths it stands."""

from __future__ import annotations

import re

from checks.derived.chinese_text import plain

_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,14})[〔\[(【﹝](\d{4})[〕\])】﹞](?:第)?(\d{1,5})号")
_NOT_OF_THE_CODE = re.compile(r"^.*(?:关于|根据|依据|按照|印发|的通知|文件|以及|和|与|是|为|以|即|见|号)")


def document_number(text: str) -> str:
    """The first number in a text as `代字〔年〕序号`, "" where there is none."""
    numbers = document_numbers(text)
    return numbers[0] if numbers else ""


def document_numbers(text: str) -> tuple[str, ...]:
    """Every number that a text names, once each, in order."""
    found = []
    for code, year, serial in _NUMBER.findall(plain(text)):
        found.append(f"{_NOT_OF_THE_CODE.sub('', code)}〔{year}〕{int(serial)}号")
    return tuple(dict.fromkeys(found))
