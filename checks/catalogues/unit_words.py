"""What a printed 责任单位 means: an office by name, a kind of units (各镇), or units that only the registry can tell.

Words alone decide; nothing here knows a registry. 各涉关单位 and its like name nobody: they are met by a role that the
registry gives to a unit, never by a guess. An abbreviation that is nobody's alias (县发改局) is at most `likely`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LEVELS = "县市区旗州盟"

# Kinds of the registry file behind the words of a table. The file takes any word as a kind; tables ask for these.
_KIND_OF_WORD = {
    "镇": "town",
    "乡": "town",
    "乡镇": "town",
    "街道": "street",
    "部门": "department",
    "工作部门": "department",
    "直属机构": "institution",
    "派出机构": "dispatched",
    "派驻机构": "dispatched",  # tables use both words for the same offices
    "驻地单位": "stationed",
}

_ENDS = "(?:单位|部门|机构)"
_OWNER = r"各?本?(?:[县市区旗州盟](?:人民)?政府|[县市区旗州盟](?:级|直|属)?|(?:人民)?政府)?(?:各|所属)?"
_DEPARTMENTS = re.compile(_OWNER + r"(?:工作|职能|组成)?部门")
_INSTITUTIONS = re.compile(_OWNER + r"直属(?:机构|单位|事业单位)")
_DISPATCHED = re.compile(_OWNER + r"派[出驻]机构")
_DIRECT = re.compile(r"各?[县市区旗州盟][级直]各?单位")
_JOINING = "(?:各|相关|有关)*"
# 驻石单位: stationed at a place; 驻网 and 驻厅 units are those that a service network or hall shows.
_STATIONED = re.compile(rf"{_JOINING}(?:中央|中省市|中省|省市|省|市)?驻(?![网厅场馆])[一-龥]{{1,3}}?{_JOINING}单位")
_EVERYBODY = re.compile(r"(?:各|全体|所有)(?:责任)?单位")
_AREAS = re.compile(r"各((?:镇|乡|街道|街|[、和与及()]|县|市|区)+)(?:(?:人民)?政府)?[、(]?(?:办事处)?[)]?")
_CONCERNED = re.compile(
    rf"(?:各|等|其他|相关|有关|涉及|具有).*{_ENDS}"
    rf"|.*(?:涉关|涉事|相关|有关|承办|办理|驻网|牵头){_ENDS}"
    rf"|.+的{_ENDS}"
)
# 县文旅广电局等具有执法权限的单位: what stands before 等 must end like an office, 等 is also part of words.
_NAME_AND_CLASS = re.compile(rf"(各[^及]+)及(.+{_ENDS})|((?:.*[局办委会院中心社馆站]\)?)?)等(.*{_ENDS})")
_BRACKETS = re.compile(r"\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Named:
    """One office; several names where the sheet prints a part of it in brackets (县委办(档案史志馆))."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfKind:
    """All units of these kinds; () for every unit."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concerned:
    """Units that a matter concerns; `word` is what a role in the registry says, without 各 and 等."""

    word: str


Asked = Named | OfKind | Concerned


def plain(text: str) -> str:
    """One width, no blanks: line breaks of a narrow cell are no words."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).strip(",、;。")


def asked(printed: str) -> tuple[Asked, ...]:
    """What one entry of the list asks for; several where a name and a class share it (县文旅广电局等…的单位)."""
    return tuple(_asked(plain(printed)))


def kind_of(word: str) -> str:
    """A kind as this file calls it, whether the registry writes `town` or 镇."""
    return _KIND_OF_WORD.get(plain(word), word.strip().lower())


def place_of(portal_name: str) -> str:
    """石泉县 of 陕西省石泉县人民政府, "" where the name tells no place."""
    found = re.match(r"(.+?)(?:人民)?政府", plain(portal_name))
    parts = re.findall(rf".+?[省{LEVELS}]", found[1]) if found else []
    return str(parts[-1]) if parts else ""


def is_same_office(printed: str, name: str, place: str) -> bool:
    """县民政局, 民政局 and 石泉县民政局 are one office of 石泉县; 市民政局 is another."""
    return any(
        core == other and _agree(level, other_level)
        for level, core in _readings(printed, place)
        for other_level, other in _readings(name, place)
    )


def is_likely_short_for(printed: str, name: str, place: str) -> bool:
    """县发改局 for 县发展和改革局: the same first and last character and all others in order. A hint, not a match."""
    return any(
        len(core) < len(other)
        and core[0] == other[0]
        and core[-1] == other[-1]
        and _in_order(core, other)
        and _agree(level, other_level)
        for level, core in _readings(printed, place)
        for other_level, other in _readings(name, place)
        if core and other
    )


def _asked(text: str) -> Iterator[Asked]:
    kinds = _kinds(text)
    if kinds is not None:
        yield OfKind(kinds)
        return
    both = _NAME_AND_CLASS.fullmatch(text)
    if both:
        name, rest = (both[1], both[2]) if both[2] else (both[3], both[4])
        yield from _asked(name) if name else ()
        yield from _asked(rest)
    elif _CONCERNED.fullmatch(text):
        yield Concerned(concern(text))
    elif text:
        yield Named(tuple(dict.fromkeys(name for name in (_BRACKETS.sub("", text), *_BRACKETS.findall(text)) if name)))


def concern(text: str) -> str:
    """The word of a class without what only joins it to the list: 涉关单位 of 各涉关单位 and of 等涉关单位."""
    return re.sub(r"^(?:等|其他)+", "", plain(text).rpartition("各")[2])


def _kinds(text: str) -> tuple[str, ...] | None:
    if _EVERYBODY.fullmatch(text):
        return ()
    for pattern, kinds in (
        (_DEPARTMENTS, ("department",)),
        (_INSTITUTIONS, ("institution",)),
        (_DISPATCHED, ("dispatched",)),
        (_STATIONED, ("stationed",)),
        (_DIRECT, ("department", "institution")),
    ):
        if pattern.fullmatch(text):
            return kinds
    areas = _AREAS.fullmatch(text)
    if areas is None:
        return None
    words = {"镇": "town", "乡": "town", "街": "street", "县": "county", "市": "city", "区": "district"}
    return tuple(dict.fromkeys(kind for word, kind in words.items() if word in areas[1]))


def _readings(name: str, place: str) -> tuple[tuple[str, str], ...]:
    """(level, core) in every way the name may be read: 市场监管局 may begin with a level or with 市场."""
    whole = re.sub(r"办公室$", "办", plain(name).replace("人民政府", "政府"))
    readings = [("", whole)]
    if place and whole.startswith(place) and whole != place:
        readings.append((place[-1], whole[len(place) :]))
    if whole[:1] in tuple(LEVELS) and len(whole) > 2:
        readings.append((whole[0], whole[1:]))
    return tuple(readings)


def _agree(level: str, other: str) -> bool:
    return level == other or not (level and other)


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(character in rest for character in short)
