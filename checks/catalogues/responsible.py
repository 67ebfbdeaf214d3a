"""Whose row is it: the 责任单位 of a table matched with the units of a registry.

A unit is asked what the table says it is responsible for, by name, alias, role or kind. What matches no unit is kept
and told (`unmatched`): a row is never dropped because a registry is silent about it. Where only the registry could say
that a matter concerns a unit and says so of nobody, the answer is None: not known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.catalogues.catalogue import Catalogue, Indicator
from checks.catalogues.unit_words import (
    Asked,
    Concerned,
    Named,
    OfKind,
    asked,
    concern,
    is_likely_short_for,
    is_same_office,
    kind_of,
    place_of,
    plain,
)
from checks.subjects import Portal, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A printed 责任单位, or one of several in an entry, that is nobody's, and what would settle it.

    `names` of an office with the units that it may be short for (`likely`), `kinds` of units, or a `role`.
    """

    printed: str
    rows: tuple[str, ...]
    names: tuple[str, ...] = ()
    likely: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True)
class _RowUnits:
    mine: frozenset[str]
    perhaps: frozenset[str]
    is_open_to_all: bool


class Responsibilities:
    """Worked out once per table and portal; asking it is a look-up."""

    def __init__(self, rows: dict[str, _RowUnits], unmatched: tuple[Unmatched, ...]) -> None:
        self._rows = rows
        self.unmatched = unmatched

    def of(self, row: Indicator, unit: Unit) -> bool | None:
        """True where the row names no unit at all: the table then asks everybody."""
        units = self._rows.get(row.id)
        if units is None or unit.name in units.mine:
            return True
        return None if units.is_open_to_all or unit.name in units.perhaps else False


def assign(catalogue: Catalogue, portal: Portal) -> Responsibilities:
    """Every row against every unit."""
    matching = _Matching(portal)
    rows: dict[str, _RowUnits] = {}
    unmatched: dict[tuple[str, Asked], list[str]] = {}
    for row in catalogue.indicators:
        if not row.responsible:
            continue
        mine: set[str] = set()
        perhaps: set[str] = set()
        is_open_to_all = False
        for printed in row.responsible:
            for wanted, units in matching.found(printed, row):
                mine |= units
                if not units:
                    perhaps.update(matching.likely(wanted))
                    is_open_to_all |= isinstance(wanted, Concerned)
                    unmatched.setdefault((printed, wanted), []).append(row.id)
        rows[row.id] = _RowUnits(frozenset(mine), frozenset(perhaps), is_open_to_all)
    return Responsibilities(
        rows,
        tuple(_told(printed, wanted, tuple(ids), matching) for (printed, wanted), ids in unmatched.items()),
    )


def _told(printed: str, wanted: Asked, rows: tuple[str, ...], matching: _Matching) -> Unmatched:
    match wanted:
        case OfKind(kinds):
            return Unmatched(printed=printed, rows=rows, kinds=kinds)
        case Concerned(word):
            return Unmatched(printed=printed, rows=rows, role=word)
        case Named(names):
            return Unmatched(printed=printed, rows=rows, names=names, likely=matching.likely(wanted))


class _Matching:
    def __init__(self, portal: Portal) -> None:
        self._units = portal.units
        self._place = place_of(portal.name)
        self._seen: dict[str, frozenset[str]] = {}

    def found(self, printed: str, row: Indicator) -> Iterator[tuple[Asked, frozenset[str]]]:
        """What an entry asks for, each with the units that it is. A name that holds 等 or 及 is tried whole first."""
        whole = self._named(Named((plain(printed),)))
        if whole:
            yield Named((plain(printed),)), whole
            return
        for wanted in asked(printed):
            match wanted:
                case Named():
                    yield wanted, self._named(wanted)
                case OfKind(kinds):
                    yield wanted, self._of_kind(kinds)
                case Concerned(word):
                    yield wanted, self._concerned(word, row)

    def likely(self, wanted: Asked) -> tuple[str, ...]:
        """Units whose full name the printed one may shorten."""
        if not isinstance(wanted, Named):
            return ()
        return tuple(
            unit.name
            for unit in self._units
            if any(is_likely_short_for(short, name, self._place) for short in wanted.names for name in unit.names)
        )

    def _named(self, wanted: Named) -> frozenset[str]:
        key = "|".join(wanted.names)
        if key not in self._seen:
            self._seen[key] = frozenset(
                unit.name
                for unit in self._units
                if any(
                    is_same_office(printed, name, self._place)
                    for printed in wanted.names
                    for name in (*unit.names, *unit.roles)
                )
            )
        return self._seen[key]

    def _of_kind(self, kinds: tuple[str, ...]) -> frozenset[str]:
        return frozenset(
            unit.name
            for unit in self._units
            if not kinds or kind_of(unit.kind) in kinds or any(kind_of(role) in kinds for role in unit.roles)
        )

    def _concerned(self, word: str, row: Indicator) -> frozenset[str]:
        return frozenset(unit.name for unit in self._units if any(_says(role, word, row) for role in unit.roles))


def _says(role: str, word: str, row: Indicator) -> bool:
    """涉关单位 is said of every row that asks for them; 双随机涉关单位 only where a heading of the row holds 双随机."""
    told = concern(role)
    # Four characters: 涉关单位. A shorter role (单位) would be the end of every class.
    if len(told) >= 4 and word.endswith(told):
        return True
    matter = told.removesuffix(word).removesuffix("的")
    return told.endswith(word) and any(matter in plain(cell) for cell in row.path)
