"""Which rows are a unit's, and how much they weigh for it: the weight of other rows moves to them or is not asked.

Where nobody says whether a row is the unit's and its weight would move, both ways are open: each is a plan of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import product

from checks.catalogues.catalogue import AppliesTo, Catalogue, Group, Indicator, NotApplicable, Sense
from checks.catalogues.responsible import Responsibilities
from checks.measure import Answer
from checks.scoring import redistribution
from checks.scoring.clause import NOTHING
from checks.scoring.clause_bill import Filed
from checks.scoring.points import shown
from checks.subjects import Unit

_TRILLIONTH = Decimal("0.000000000001")  # far below what is shown, and products with it stay exact


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Weights of the rows that are the unit's, by id; what became of the others, in Chinese.

    `moved`: what a weight gained. `unsettled`: rows of which nobody says whether they are the unit's, with the clause
    that asks ("" where only the registry can say).
    """

    weights: dict[str, Decimal]
    left_out: dict[str, str]
    moved: dict[str, str]
    unsettled: dict[str, str]


def plans(catalogue: Catalogue, unit: Unit, filed: Filed, responsible: Responsibilities) -> tuple[Plan, ...]:
    """The first plan takes every doubtful row as the unit's. Rows of one condition are decided together."""
    is_mine = {row.id: _is_mine(row, unit, filed, responsible) for row in catalogue.indicators}
    doubtful = [row for row in catalogue.indicators if is_mine[row.id] is None and _moves(row) is not None]
    conditions: list[AppliesTo | None] = list(dict.fromkeys(row.applies_to for row in doubtful))
    found = []
    for answers in product((True, False), repeat=len(conditions)):
        decided = dict(zip(conditions, answers, strict=True))
        settled = is_mine | {row.id: decided[row.applies_to] for row in doubtful}
        unsettled = {row.id: _asking(row) for row in doubtful}
        unsettled |= {row.id: "" for row in catalogue.indicators if _answers_for(row, unit, filed, responsible) is None}
        found.append(_plan(catalogue, settled, {key: unsettled[key] for key in unsettled if settled[key] is not False}))
    return tuple(found)


def _is_mine(row: Indicator, unit: Unit, filed: Filed, responsible: Responsibilities) -> bool | None:
    if _answers_for(row, unit, filed, responsible) is False:
        return False
    stated = row.applies_to.holds_for(unit) if row.applies_to is not None else True
    if stated is not None:
        return stated
    for clause in row.clauses:
        answer = filed.get((unit.name, clause.id)) if clause.scoring.kind == redistribution.KIND else None
        if isinstance(answer, Answer) and answer.yes is not None:
            return answer.yes
    return None


def _answers_for(row: Indicator, unit: Unit, filed: Filed, responsible: Responsibilities) -> bool | None:
    """Whether 责任单位 names the unit; where table and registry leave it open, what a person filed under the row."""
    named = responsible.of(row, unit)
    said = filed.get((unit.name, row.id)) if named is None else None
    return said.yes if isinstance(said, Answer) else named


def _moves(row: Indicator) -> redistribution.Terms | None:
    """How the row's weight moves away, None where no clause of it says so."""
    terms = (clause.scoring.terms for clause in row.clauses)
    return next((each for each in terms if isinstance(each, redistribution.Terms)), None)


def _asking(row: Indicator) -> str:
    return next(clause.id for clause in row.clauses if clause.scoring.kind == redistribution.KIND)


def _plan(catalogue: Catalogue, is_mine: dict[str, bool | None], unsettled: dict[str, str]) -> Plan:
    weights = {row.id: row.possible for row in catalogue.indicators if is_mine[row.id] is not False}
    gained: dict[str, Decimal] = dict.fromkeys(weights, NOTHING)
    left_out: dict[str, str] = {}
    for group, row in _left_out(catalogue, is_mine):
        left_out[row.id] = f"{_why(row)}，不计分"
        terms = _moves(row)
        if terms is None and catalogue.not_applicable is NotApplicable.REDISTRIBUTED:
            terms = redistribution.Terms()
        targets = _targets(catalogue, group, terms, weights) if terms is not None and row.weight is not None else ()
        if terms is None or not targets:
            continue
        for target, points in zip(targets, _spread(row.possible, targets, terms), strict=True):
            gained[target.id] += points
        how = "平均" if terms.how == "evenly" else "按权重"
        left_out[row.id] = f"{_why(row)}，{shown(row.possible)}分{how}分配到其他{len(targets)}项指标"
    return Plan(
        weights={row_id: weight + gained[row_id] for row_id, weight in weights.items()},
        left_out=left_out,
        moved={row_id: f"＋分配{shown(points)}分" for row_id, points in gained.items() if points},
        unsettled=unsettled,
    )


def _why(row: Indicator) -> str:
    """Why a row is somebody else's."""
    if row.responsible and row.applies_to is None:
        return f"责任单位为“{'、'.join(row.responsible)}”，不含该单位"
    return "不适用于该单位"


def _left_out(catalogue: Catalogue, is_mine: dict[str, bool | None]) -> Iterator[tuple[Group, Indicator]]:
    return ((group, row) for group in catalogue.groups for row in group.indicators if is_mine[row.id] is False)


def _spread(points: Decimal, targets: tuple[Indicator, ...], terms: redistribution.Terms) -> Iterator[Decimal]:
    """What each target gains, to a trillionth; the last one takes the rest, so that the total is kept exactly."""
    shares = [Decimal(1) if terms.how == "evenly" else target.possible for target in targets]
    whole = sum(shares, NOTHING)
    left = points
    for share in shares[:-1]:
        gained = (points * share / whole).quantize(_TRILLIONTH, ROUND_DOWN)
        left -= gained
        yield gained
    yield left


def _targets(
    catalogue: Catalogue, group: Group, terms: redistribution.Terms, weights: dict[str, Decimal]
) -> tuple[Indicator, ...]:
    """Rows that take the weight up; all of the table's where the group has none left, so that the total is kept."""
    regular = [row for row in catalogue.indicators if row.sense is Sense.REGULAR and row.weight and row.id in weights]
    same_group = [row for row in regular if row in group.indicators]
    return tuple(same_group if terms.to == "group" and same_group else regular)
