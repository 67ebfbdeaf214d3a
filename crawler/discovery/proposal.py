"""What discovery proposes: entries of a registry, each with how sure it is and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from checks.subjects import AccountType, ColumnClass


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    name: str
    url: str
    column_class: ColumnClass
    confidence: float  # of the class; where it is OTHER for want of a class word, of being a column
    reason: str
    likely: ColumnClass | None
    unit: str
    unit_confidence: float
    unit_reason: str
    confirm: bool


@dataclass(frozen=True, slots=True)
class ProposedAccount:
    platform: str
    type: AccountType
    name: str
    verified_as: str
    unit: str
    confidence: float
    reason: str
    confirm: bool


@dataclass(frozen=True, slots=True)
class ProposedUnit:
    name: str
    kind: str
    aliases: tuple[str, ...]
    sites: tuple[str, ...]
    columns: tuple[ProposedColumn, ...]
    accounts: tuple[ProposedAccount, ...]
    confidence: float
    reason: str
    confirm: bool


@dataclass(frozen=True, slots=True)
class DoubtfulPage:
    """A page that may be a column and is not taken for one."""

    name: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Proposal:
    name: str
    home: str
    sites: tuple[str, ...]
    units: tuple[ProposedUnit, ...]
    doubtful: tuple[DoubtfulPage, ...]
    notes: tuple[str, ...] = field(default=())  # bounds that were hit, and what could not be had
    pages: int = 0
    requests: int = 0
