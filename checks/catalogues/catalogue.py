"""An official table as the engine holds it: indicators, clauses, what feeds them, and what the table itself gets wrong.

Every text is the table's own, word for word. Made by `load.py` only, which has checked that all of it can be billed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from checks.evaluate import Demand
from checks.scoring.clause import KindTerms
from checks.subjects import AccountType, ColumnClass, Portal, Subject, SubjectKind, Unit


class Sense(StrEnum):
    """What a weight is: points to keep, points to win on top, or points to lose below zero."""

    REGULAR = "regular"
    BONUS = "bonus"
    PENALTY = "penalty"


class Remainder(StrEnum):
    """A table's reading for the part of a weight that no clause names."""

    KEPT = "kept"  # no clause takes it away, so it is not deducted
    LOST = "lost"  # no clause awards it, so it is not earned


class NotApplicable(StrEnum):
    """A table's reading for the points of rows that are not the unit's, where no clause of the row says it."""

    EXCLUDED = "excluded"  # not asked: neither points nor total
    REDISTRIBUTED = "redistributed"  # spread evenly over the other rows of the group


class Role(StrEnum):
    """What a text in the column of clauses is."""

    CLAUSE = "clause"
    NOTE = "note"
    REFERENCE = "reference"  # bills nothing
    HEADING = "heading"  # a printed line or clause that bills nothing itself: its parts or the next clauses do


SILENT = (Role.REFERENCE, Role.HEADING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSource:
    """A check whose outcomes feed a clause; empty filters let everything of the unit through."""

    check: str
    title: str
    params: Mapping[str, Any]  # what the table asks; defaults of the check are not repeated
    params_digest: str
    classes: frozenset[ColumnClass] = frozenset()
    account_types: frozenset[AccountType] = frozenset()
    bills: bool = True  # False: only points people to faults
    of_portal: bool = False  # outcomes that no unit owns (site search, IPv6), for rows of the unit that runs the portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a unit is asked to file, and how it is entered (yes-no, number, ratio, delays, conditions, …)."""

    ask: str
    answer: str
    options: tuple[str, ...] = ()  # names of the conditions or choices, in the order of the table
    files: tuple[str, ...] = ()
    only_unseen: bool = False  # asked only where the checks beside it left something open


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person decides. `answer` points: between 0 and the clause's ceiling; else entered as a paper is."""

    ask: str
    answer: str = "points"
    options: tuple[str, ...] = ()
    only_unseen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who feeds a clause. Checks next to evidence or judgement: checks prove faults, the rest stays open for people."""

    checks: tuple[CheckSource, ...] = ()
    evidence: Evidence | None = None
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How a clause bills: `terms` belong to the kind's file in checks/scoring; `kind` "" bills nothing."""

    kind: str = ""
    terms: KindTerms = field(default_factory=KindTerms)


@dataclass(frozen=True, slots=True, kw_only=True)
class AverageFor:
    """Units that get the average of the others in a clause: an account of one of `accounts` and none of `unless`."""

    accounts: frozenset[AccountType]
    unless: frozenset[AccountType] = frozenset()

    def holds_for(self, unit: Unit) -> bool:
        types = {account.type for account in unit.accounts}
        return bool(types & self.accounts) and not types & self.unless


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`starts`: the first day on which the clause counts, None for always."""

    id: str
    text: str
    role: Role = Role.CLAUSE
    source: Source = field(default_factory=Source)
    scoring: Scoring = field(default_factory=Scoring)
    starts: date | None = None
    applies_to: AppliesTo | None = None  # None: every unit that the row is for
    outside: str = ""  # consequence outside the table that a proved fault has, as printed
    average_for: AverageFor | None = None
    part_of: str = ""  # id of the printed clause of which this is one rule; its text stands there or in the row's text

    @property
    def named_share(self) -> Decimal | None:
        """Per cent of the weight that the clause names, None where it names none."""
        return self.scoring.terms.named_share if self.role is Role.CLAUSE else None

    @property
    def named_points(self) -> Decimal | None:
        """Points of the weight that the clause names, None where it names none."""
        return self.scoring.terms.named_points if self.role is Role.CLAUSE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliesTo:
    """Which units a row is for; every stated condition must hold."""

    attributes: tuple[tuple[str, bool | str], ...] = ()
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()  # 责任单位: names, aliases or roles

    def holds_for(self, unit: Unit) -> bool | None:
        """None: the registry does not say; the row then counts as the unit's, its clauses decide."""
        stated = dict(unit.attributes)
        if self.kinds and unit.kind not in self.kinds:
            return False
        if self.names and not {*unit.names, *unit.roles}.intersection(self.names):
            return False
        if any(stated.get(name, wanted) != wanted for name, wanted in self.attributes):
            return False
        return True if all(name in stated for name, _ in self.attributes) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One row. `path` holds the cells 一级, 二级, 三级 … as printed, dashes and empty cells included."""

    id: str
    path: tuple[str, ...]
    text: str
    weight: Decimal | None
    weight_text: str
    sense: Sense
    clauses: tuple[Clause, ...]
    applies_to: AppliesTo | None = None
    cells: tuple[tuple[str, str], ...] = ()  # heading and text of printed columns that nothing else of the row holds
    limit: Decimal | None = None  # what a row without weight may earn: the cap of its group
    responsible: tuple[str, ...] = ()  # 责任单位 as printed, one per named unit or class; () where the table names none

    @property
    def printed(self) -> tuple[Clause, ...]:
        """What stands in the column of clauses, once each: parts are excerpts and not printed again."""
        return tuple(clause for clause in self.clauses if not clause.part_of)

    @property
    def name(self) -> str:
        """The most exact name of the row: the last cell of the path that is a name."""
        return next(cell for cell in reversed(self.path) if cell.strip("—－- "))

    @property
    def possible(self) -> Decimal:
        """Points at stake, never negative; 0 for a row that prints no weight and stands under no cap."""
        return abs(self.weight) if self.weight is not None else self.limit or Decimal(0)

    @property
    def is_scored(self) -> bool:
        return self.weight is not None or self.limit is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A first-level cell as printed, and the row it stands at."""

    text: str
    at: str
    points: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    name: str
    sense: Sense
    headings: tuple[Heading, ...]
    indicators: tuple[Indicator, ...]
    text: str = ""  # what is printed between the heading and its rows
    cap: Decimal | None = None  # what all rows of the group together give at most (上限)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Where the table errs or is silent: as printed, as computed ("" where nothing can be), the reading followed."""

    at: str  # id of a row or name of a group
    about: str  # weights, shares, gap, missing, ambiguous or layout
    printed: str
    computed: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A rule of the notice that the table came with, and the clauses or rows that it explains."""

    id: str
    at: str  # the section of the notice, as printed
    text: str
    explains: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What the table says about a check wherever it is used, with the sentence that says so."""

    check: str
    values: Mapping[str, Any]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    id: str
    title: str
    edition: str
    unit_line: str
    columns: tuple[str, ...]  # headings of the printed sheet
    total: Decimal | None  # printed total of the regular rows, None where the table prints none
    remainder: Remainder
    readings: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    groups: tuple[Group, ...]
    discrepancies: tuple[Discrepancy, ...]
    known_checks: tuple[str, ...]
    digest: str  # SHA-256 of the file's bytes
    document: str = ""  # number of the notice that the table came with
    total_text: str = ""  # the line of the total, as printed
    requirements: tuple[Requirement, ...] = ()
    applies_to: AppliesTo | None = None  # units that are scored by the table, None for all
    without_points: bool = False  # a table of yes and no: no number is made of it
    not_applicable: NotApplicable = NotApplicable.EXCLUDED

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(indicator for group in self.groups for indicator in group.indicators)

    def clauses(self) -> Iterator[tuple[Indicator, Clause]]:
        """Every clause with its row, in the order of the table."""
        for indicator in self.indicators:
            for clause in indicator.clauses:
                yield indicator, clause

    def parameters_of(self, check: str) -> Mapping[str, Any]:
        return next((parameter.values for parameter in self.parameters if parameter.check == check), {})

    def demands(self) -> tuple[Demand, ...]:
        """What the clauses need, and every known check once under the table's parameters; equal ones stand once."""
        fed = (source for _, clause in self.clauses() for source in clause.source.checks)
        needed = {(source.check, source.params_digest): Demand(source.check, source.params) for source in fed}
        default = (Demand(check, self.parameters_of(check)) for check in self.known_checks)
        return (*needed.values(), *(demand for demand in default if demand not in needed.values()))

    def indicators_billing(
        self, check: str, subject: Subject, portal: Portal, columns: Iterable[str] = (), params_digest: str = ""
    ) -> tuple[Indicator, ...]:
        """Rows with a clause that this check feeds about such a place. What no unit owns bills rows of the portal only.

        `columns` are the keys a finding carries; for an outcome about a column the subject itself is enough.
        `params_digest`: only clauses that ask the check with just these parameters; left out, with any.
        """
        unit = portal.unit(subject.unit)
        keys = {subject.key, *columns}
        classes = {column.column_class for column in unit.columns if column.subject.key in keys} if unit else set()
        types = {account.type for account in unit.accounts if account.subject.key == subject.key} if unit else set()
        is_portal = subject.kind is SubjectKind.PORTAL or subject.url == portal.home

        def feeds(source: CheckSource) -> bool:
            return (
                source.check == check
                and params_digest in ("", source.params_digest)
                and source.bills
                and (is_portal if source.of_portal else unit is not None)
                and (not source.classes or bool(source.classes & classes))
                and (
                    not source.account_types
                    or subject.kind is not SubjectKind.ACCOUNT
                    or bool(source.account_types & types)
                )
            )

        billing = [
            indicator for indicator, clause in self.clauses() if any(feeds(source) for source in clause.source.checks)
        ]
        return tuple({indicator.id: indicator for indicator in billing}.values())
