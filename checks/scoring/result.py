"""What scoring answers: the bill of a row, of a group, and the card of a unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from checks.catalogues.catalogue import Indicator
from checks.scoring.waiver import GivenBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduction:
    """Points taken by one clause, exact; `findings` prove them, `because` is the arithmetic in Chinese."""

    clause: str
    text: str
    points: Decimal
    because: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What a clause without points proves: why a row of yes and no is not met, and by which findings."""

    clause: str
    text: str
    because: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Points that one clause earned, before the limits of row and group."""

    clause: str
    text: str
    points: Decimal
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An unsettled clause. `waits_for`: evidence, judgement, observation, subject, responsibility or weight."""

    clause: str
    text: str
    waits_for: str
    at_risk: Decimal
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledElsewhere:
    """Findings that this clause would bill too; `winner` is the clause that did."""

    clause: str
    winner: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """A clause that the table lets count from a later day."""

    clause: str
    text: str
    starts: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A consequence outside the table (总绩效察访核验加倍扣分项): a flag that leaves with the card, no points of it."""

    clause: str
    indicator: str
    consequence: str
    because: str
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorResult:
    """Bounds are exact; they are rounded where they are written down.

    `met`: met, not-met, partly, open or not-applicable for a row of yes and no, "" for a row of points.
    `applies`: False for a row that is not the unit's. `waived` is given back already.
    """

    indicator: Indicator
    at_least: Decimal
    at_most: Decimal
    possible: Decimal
    deductions: tuple[Deduction, ...] = ()
    credits: tuple[Credit, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    open: tuple[Open, ...] = ()
    billed_elsewhere: tuple[BilledElsewhere, ...] = ()
    not_yet: tuple[NotYet, ...] = ()
    waived: tuple[GivenBack, ...] = ()
    outside: tuple[Outside, ...] = ()
    vetoes: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()  # override clauses that hold
    met: str = ""
    applies: bool = True
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """The rows of a group added up, exact; `cap` is the printed limit of all of them together."""

    name: str
    at_least: Decimal
    at_most: Decimal
    cap: Decimal | None = None
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """One unit under one edition of a table. `at_least` and `at_most` are rounded once, from exact sums."""

    catalogue: str
    edition: str
    table_sha256: str
    unit: str
    as_of: date
    at_least: Decimal
    at_most: Decimal
    vetoed_by: tuple[str, ...]
    waiting_for: tuple[tuple[str, Open], ...]  # id of the indicator and what of it is open
    indicators: tuple[IndicatorResult, ...]
    groups: tuple[GroupResult, ...] = ()
    outside: tuple[Outside, ...] = ()
    grade: str = ""  # 优秀, 待改进 … where a note of the table overrides what the rows say
    without_points: bool = False  # a table of yes and no: the two bounds are 0 and mean nothing

    @property
    def final(self) -> bool:
        """One number, not a range: what is still open can change nothing (a row without weight, a row lost already)."""
        if self.without_points:
            return not self.waiting_for
        return all(result.at_least == result.at_most for result in self.indicators)

    @property
    def counts(self) -> dict[str, int]:
        """Rows of yes and no by how they stand."""
        states = ("met", "partly", "not-met", "open", "not-applicable")
        return {state: sum(result.met == state for result in self.indicators) for state in states}
