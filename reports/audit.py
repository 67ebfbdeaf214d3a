"""What every report is made of: one judged run with its scorecards. Reports read it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from checks.catalogues.catalogue import Catalogue
from checks.check import Outcome
from checks.derived.link_outcomes import LinkRow
from checks.scoring.scorecard import Scorecard
from checks.subjects import Portal
from reports.fact_ages import NO_AGES, FactAges


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredTable:
    """One official table and its cards, one per unit, in the order of the registry."""

    catalogue: Catalogue
    cards: tuple[Scorecard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfAssessment:
    """自评成绩 and 自评依据 as a unit filed them; either may be missing. They never enter a score."""

    points: Decimal | None
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult:
    """`units` and `columns`: what an on-demand audit was limited to, empty for the whole portal."""

    run_id: str
    portal: Portal
    as_of: date
    started_at: datetime
    finished_at: datetime | None
    state: str  # finished or stopped
    product_version: str
    units: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...]
    check_titles: Mapping[str, str] = field(default_factory=dict)  # check id → Chinese title
    scored: tuple[ScoredTable, ...] = ()
    links: tuple[LinkRow, ...] = ()
    first_seen: Mapping[str, date] = field(default_factory=dict)  # fingerprint → day, from history
    indicators: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # fingerprint → "catalogue:indicator"
    # (catalogue, unit, indicator) → what the unit thinks of itself
    self_assessed: Mapping[tuple[str, str, str], SelfAssessment] = field(default_factory=dict)
    pages_seen: int = 0
    requests: int = 0
    ages: FactAges = NO_AGES
