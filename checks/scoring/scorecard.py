"""A table added up for one unit, with bounds: what is certain, and what is still open.

Pure and in table order. A place that could not be looked at never deducts, it widens the range; what belongs to no
unit (template, home page) bills nobody; a fact is billed once, by the first clause of the table that takes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from checks.catalogues.catalogue import Catalogue, Group, Indicator, Sense
from checks.catalogues.responsible import Responsibilities, assign
from checks.check import AsOf, Outcome
from checks.scoring import override
from checks.scoring.billed import Billed
from checks.scoring.clause import NOTHING
from checks.scoring.clause_bill import Average, ClauseBill, Filed, Scene
from checks.scoring.points import rounded, shown
from checks.scoring.result import (
    BilledElsewhere,
    Credit,
    Deduction,
    GroupResult,
    IndicatorResult,
    NotYet,
    Open,
    Outside,
    Scorecard,
)
from checks.scoring.row_sum import bill_row
from checks.scoring.seen import OutcomeIndex, Seen
from checks.scoring.waiver import Waiver
from checks.scoring.whose_rows import Plan, plans
from checks.subjects import Portal, Unit

__all__ = [
    "BilledElsewhere",
    "Credit",
    "Deduction",
    "Filed",
    "GroupResult",
    "IndicatorResult",
    "NotYet",
    "Open",
    "Outside",
    "Scorecard",
    "score",
    "score_units",
]

# All outcomes of a run, or what gives those of one unit by its name ("" for what no unit owns).
Outcomes = Iterable[Outcome] | Callable[[str], Iterable[Outcome]]


def score(
    catalogue: Catalogue,
    portal: Portal,
    outcomes: Outcomes,
    as_of: AsOf,
    *,
    filed: Filed | None = None,
    waivers: Iterable[Waiver] = (),
) -> tuple[Scorecard, ...]:
    """One card per unit that the table is for, in the registry's order; the order of outcomes never matters."""
    return tuple(score_units(catalogue, portal, outcomes, as_of, filed=filed, waivers=waivers))


def score_units(
    catalogue: Catalogue,
    portal: Portal,
    outcomes: Outcomes,
    as_of: AsOf,
    *,
    filed: Filed | None = None,
    waivers: Iterable[Waiver] = (),
) -> Iterator[Scorecard]:
    """Like `score`, one unit at a time, so that memory stays flat over thousands of units."""
    scoring = _Scoring(catalogue, portal, outcomes, as_of, filed or {}, tuple(waivers))
    for unit in scoring.units:
        yield scoring.card(unit)


class _Scoring:
    def __init__(
        self,
        catalogue: Catalogue,
        portal: Portal,
        outcomes: Outcomes,
        as_of: AsOf,
        filed: Filed,
        waivers: tuple[Waiver, ...],
    ) -> None:
        self._catalogue = catalogue
        self._home = portal.home
        self._responsible: Responsibilities = assign(catalogue, portal)
        self._as_of = as_of
        self._filed = filed
        self._waivers = waivers
        self._all = None if callable(outcomes) else OutcomeIndex(outcomes)
        self._outcomes = outcomes
        self._of_portal = OutcomeIndex(outcomes("")) if callable(outcomes) else self._all or OutcomeIndex(())
        self.units = tuple(unit for unit in portal.units if _is_scored_by(catalogue, unit))
        self._averages = self._average() if any(clause.average_for for _, clause in catalogue.clauses()) else {}

    def card(self, unit: Unit) -> Scorecard:
        """Every way that nobody has decided is added up; the card spans them, its bills are those of the first way."""
        ways = [self._way(unit, plan, self._scene(unit, self._averages)) for plan in self._plans(unit)]
        results, bills = ways[0]
        groups = [_groups(self._catalogue, way) for way, _ in ways]
        if len(ways) > 1:
            results = tuple(_spanning(rows) for rows in zip(*(way for way, _ in ways), strict=True))
        return Scorecard(
            catalogue=self._catalogue.id,
            edition=self._catalogue.edition,
            table_sha256=self._catalogue.digest,
            unit=unit.name,
            as_of=self._as_of.day,
            at_least=rounded(min(sum((group.at_least for group in way), NOTHING) for way in groups)),
            at_most=rounded(max(sum((group.at_most for group in way), NOTHING) for way in groups)),
            vetoed_by=tuple(veto for result in results for veto in result.vetoes),
            waiting_for=tuple((result.indicator.id, still) for result in results for still in result.open),
            indicators=results,
            groups=groups[0] if len(ways) == 1 else _groups(self._catalogue, results),
            outside=tuple(flag for result in results for flag in result.outside),
            grade=_grade(bills),
            without_points=self._catalogue.without_points,
        )

    def _plans(self, unit: Unit) -> tuple[Plan, ...]:
        return plans(self._catalogue, unit, self._filed, self._responsible)

    def _scene(self, unit: Unit, averages: Mapping[str, Average] | None) -> Scene:
        of_unit = self._all or OutcomeIndex(self._outcomes(unit.name) if callable(self._outcomes) else ())
        seen = Seen(home=self._home, of_unit=of_unit, of_portal=self._of_portal)
        return Scene(seen=seen, as_of=self._as_of, filed=self._filed, waivers=self._waivers, averages=averages)

    def _way(self, unit: Unit, plan: Plan, scene: Scene) -> tuple[tuple[IndicatorResult, ...], tuple[ClauseBill, ...]]:
        billed = Billed()
        results: list[IndicatorResult] = []
        every: list[ClauseBill] = []
        for row in self._catalogue.indicators:
            if row.id in plan.left_out:
                results.append(_left_out(row, plan.left_out[row.id]))
                continue
            weight = plan.weights[row.id]
            if row.id in plan.unsettled and not plan.unsettled[row.id]:
                results.append(_not_known_whose(row, weight))
                continue
            result, bills = bill_row(self._catalogue, row, weight, unit, scene, billed, plan.moved.get(row.id, ""))
            every += bills
            if row.id in plan.unsettled:
                result = _doubtful(result, plan.unsettled[row.id], unit)
            results.append(result)
        return tuple(results), tuple(every)

    def _average(self) -> dict[str, Average]:
        """A first pass over all units: what those got in a clause that do not take the average."""
        averages: dict[str, Average] = {}
        for unit in self.units:
            _, bills = self._way(unit, self._plans(unit)[0], self._scene(unit, None))
            for each in bills:
                if each.clause.average_for is None or each.clause.average_for.holds_for(unit):
                    continue
                so_far = averages.get(each.clause.id, Average())
                averages[each.clause.id] = Average(
                    least=so_far.least + each.bill.earned,
                    most=so_far.most + each.bill.earned + each.bill.may_earn,
                    units=so_far.units + 1,
                )
        return averages


def _is_scored_by(catalogue: Catalogue, unit: Unit) -> bool:
    return catalogue.applies_to is None or catalogue.applies_to.holds_for(unit) is not False


def _groups(catalogue: Catalogue, results: Iterable[IndicatorResult]) -> tuple[GroupResult, ...]:
    by_id = {result.indicator.id: result for result in results}
    return tuple(_group(group, [by_id[row.id] for row in group.indicators]) for group in catalogue.groups)


def _group(group: Group, results: list[IndicatorResult]) -> GroupResult:
    least = sum((result.at_least for result in results), NOTHING)
    most = sum((result.at_most for result in results), NOTHING)
    because = ""
    if group.cap is not None:
        limited = (_within(least, group), _within(most, group))
        if limited != (least, most):
            told = shown(least) if least == most else f"{shown(least)}至{shown(most)}"
            because = f"各项合计{told}分，以{shown(group.cap)}分为限"
        least, most = limited
    return GroupResult(name=group.name, at_least=least, at_most=most, cap=group.cap, because=because)


def _within(points: Decimal, group: Group) -> Decimal:
    cap = group.cap or NOTHING
    return max(points, -cap) if group.sense is Sense.PENALTY else min(points, cap)


def _left_out(row: Indicator, because: str) -> IndicatorResult:
    return IndicatorResult(
        indicator=row, at_least=NOTHING, at_most=NOTHING, possible=NOTHING, applies=False, because=because
    )


def _not_known_whose(row: Indicator, weight: Decimal) -> IndicatorResult:
    """The table asks whom it concerns, and the registry does not say who that is."""
    because = f"责任单位“{'、'.join(row.responsible)}”中，登记表未注明是否包括该单位，待认定"
    start = -weight if row.sense is Sense.PENALTY else NOTHING
    return IndicatorResult(
        indicator=row,
        at_least=start,
        at_most=start + weight,
        possible=weight,
        open=(Open(clause="", text="", waits_for="responsibility", at_risk=weight, because=because),),
        met="" if row.is_scored else "open",
        because=because,
    )


def _doubtful(result: IndicatorResult, clause_id: str, unit: Unit) -> IndicatorResult:
    """The row, should it be the unit's; the open entry says that it may not be."""
    clause = next(each for each in result.indicator.clauses if each.id == clause_id)
    ask = clause.source.evidence or clause.source.judgement
    still = Open(
        clause=clause.id,
        text=clause.text,
        waits_for="evidence",
        at_risk=result.possible,
        because=f"登记表未注明是否适用于该单位，待报送材料：{ask.ask}" if ask else "登记表未注明是否适用于该单位",
    )
    return replace(result, open=(*result.open, still))


def _spanning(rows: tuple[IndicatorResult, ...]) -> IndicatorResult:
    """One row over all ways; the bills are those of the first, the sentence tells what another way would change."""
    first = rows[0]
    others = [row for row in rows if (row.possible, row.applies) != (first.possible, first.applies)]
    if not others:
        return first
    least, most = min(row.at_least for row in rows), max(row.at_most for row in rows)
    if all(row.applies for row in others):
        weight = max(row.possible for row in rows)
        told = f"不适用的指标的分值分配到本项的，权重至多{shown(weight)}分，得{shown(least)}至{shown(most)}分"
    else:
        told = f"经认定{others[0].because}"
    return replace(
        first,
        at_least=least,
        at_most=most,
        possible=max(row.possible for row in rows),
        because=f"{first.because}；{told}",
    )


def _grade(bills: Iterable[ClauseBill]) -> str:
    """The grade of an override that applies, once those that go before it are settled and do not."""
    overrides = {each.clause.id: each for each in bills if isinstance(each.clause.scoring.terms, override.Terms)}
    for each in overrides.values():
        terms = each.clause.scoring.terms
        if not each.holds or not isinstance(terms, override.Terms):
            continue
        before = [overrides[name] for name in terms.unless if name in overrides]
        if not any(other.holds or other.waits_for for other in before):
            return terms.grade
    return ""
