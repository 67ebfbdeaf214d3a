"""The clauses of one row added up: what it starts with, what was taken and earned, what is open, what zeroes it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from checks.catalogues.catalogue import SILENT, Catalogue, Indicator, Remainder, Sense
from checks.scoring.billed import Billed
from checks.scoring.clause import NOTHING, WHOLE_ROW
from checks.scoring.clause_bill import ClauseBill, Scene, bill_clause
from checks.scoring.points import shown
from checks.scoring.result import BilledElsewhere, Credit, Deduction, IndicatorResult, NotYet, Open, Outside, Shortfall
from checks.scoring.waiver import GivenBack, given_back
from checks.subjects import Unit


def bill_row(
    catalogue: Catalogue, row: Indicator, weight: Decimal, unit: Unit, scene: Scene, billed: Billed, moved: str = ""
) -> tuple[IndicatorResult, tuple[ClauseBill, ...]]:
    """The row's bill, clause by clause in printed order. `moved`: where a part of the weight comes from, in Chinese."""
    bills: list[ClauseBill] = []
    not_yet: list[NotYet] = []
    for clause in row.clauses:
        if clause.role in SILENT or not clause.scoring.kind or clause.scoring.kind == "redistribution":
            continue
        if clause.applies_to is not None and clause.applies_to.holds_for(unit) is False:
            continue
        if clause.starts is not None and scene.as_of.day < clause.starts:
            not_yet.append(NotYet(clause=clause.id, text=clause.text, starts=clause.starts))
            continue
        bills.append(bill_clause(clause, row, weight, unit, scene, billed))
    summing = _Summing(catalogue, row, weight, bills)
    summing.zero()
    result = replace(summing.result(unit, scene, moved), not_yet=tuple(not_yet))
    return replace(result, because=_because(row, result, summing, not_yet, moved)), tuple(bills)


class _Summing:
    """Bills of one row; those that zero others are turned into points taken."""

    def __init__(self, catalogue: Catalogue, row: Indicator, weight: Decimal, bills: list[ClauseBill]) -> None:
        self.row = row
        self.weight = weight
        self.bills = bills
        self.start, self.unnamed = _start(catalogue, row, weight, bills)
        self.zeroed: list[ClauseBill] = []  # clauses that leave nothing of the row, in printed order
        self.may_be_zeroed = False

    def zero(self) -> None:
        """Notes that zero single clauses take what is left of them; those about the whole row come last."""
        for at, note in enumerate(self.bills):
            for target in note.bill.zeroes:
                self._take_rest(at, target)
            for target in note.bill.may_zero:
                self._risk_rest(at, target)
        self.zeroed = [each for each in self.bills if WHOLE_ROW in each.bill.zeroes]
        self.may_be_zeroed = any(WHOLE_ROW in each.bill.may_zero for each in self.bills)

    def _take_rest(self, note: int, clause: str) -> None:
        for at, each in enumerate(self.bills):
            if each.clause.id == clause:
                rest = each.bill.earned if each.kind.EARNS else max(NOTHING, each.ceiling - each.bill.lost)
                self._change(at, at_risk=NOTHING, may_earn=NOTHING)
                self._change(note, lost=self.bills[note].bill.lost + rest)

    def _risk_rest(self, note: int, clause: str) -> None:
        for each in self.bills:
            if each.clause.id == clause:
                rest = each.ceiling - each.bill.lost - each.bill.at_risk
                rest = each.bill.earned if each.kind.EARNS else max(NOTHING, rest)
                self._change(note, at_risk=self.bills[note].bill.at_risk + rest)

    def _change(self, at: int, **points: Decimal) -> None:
        self.bills[at] = replace(self.bills[at], bill=replace(self.bills[at].bill, **points))  # type: ignore[arg-type]  # names of points only

    def bounds(self) -> tuple[Decimal, Decimal]:
        """What the row gives before anything zeroes it or is given back: at least, at most; losses may exceed it."""
        lost = self._sum("lost") + self.unnamed
        earned, may_earn = self._sum("earned"), self._sum("may_earn")
        least = min(self.weight, self.start + earned) - lost - self._sum("at_risk")
        most = min(self.weight, self.start + earned + may_earn) - lost
        return least, most

    def _sum(self, what: str) -> Decimal:
        return sum((getattr(each.bill, what) for each in self.bills), NOTHING)

    def result(self, unit: Unit, scene: Scene, moved: str) -> IndicatorResult:
        least, most = self.bounds()
        deductions: list[Deduction] = []
        waived: list[GivenBack] = []
        vetoes: list[str] = []
        for each in self.bills:
            points = each.bill.lost
            zeroes = each in self.zeroed
            if zeroes:
                # The first note takes what the other clauses left; a second one finds nothing.
                points += max(NOTHING, most) if each is self.zeroed[0] else NOTHING
            elif not points or self._is_win(each):
                continue
            back = given_back(each.clause.id, points, each.heard.findings, unit.name, scene.waivers)
            waived += back
            returned = sum((given.points for given in back), NOTHING)
            if zeroes:
                taken = points - each.bill.lost if each is self.zeroed[0] else NOTHING
                most, least = most - taken + returned, min(least, most - taken) + returned
            else:
                most, least = most + returned, least + returned
            if each.clause.scoring.kind == "veto" and each.bill.zeroes and not (back and returned == points):
                vetoes.append(each.clause.id)
            deductions.append(
                Deduction(
                    clause=each.clause.id,
                    text=each.clause.text,
                    points=points,
                    because=each.bill.because,
                    findings=each.heard.findings,
                )
            )
        if self.may_be_zeroed:
            least = NOTHING
        offset = self.weight if self.row.sense is Sense.PENALTY else NOTHING
        most = min(self.weight, max(NOTHING, most))
        least = min(most, max(NOTHING, least))
        return IndicatorResult(
            indicator=self.row,
            at_least=least - offset,
            at_most=most - offset,
            possible=self.weight,
            deductions=tuple(deductions),
            credits=tuple(credit for each in self.bills if (credit := self._credit(each)) is not None),
            shortfalls=tuple(
                Shortfall(
                    clause=each.clause.id,
                    text=each.clause.text,
                    because=each.bill.because,
                    findings=each.heard.findings,
                )
                for each in self.bills
                if each.states[1]
            ),
            open=tuple(self._open(each) for each in self.bills if each.waits_for),
            billed_elsewhere=tuple(
                BilledElsewhere(clause=each.clause.id, winner=winner, findings=ids)
                for each in self.bills
                for winner, ids in each.heard.billed_elsewhere
            ),
            waived=tuple(waived),
            outside=tuple(self._outside(each) for each in self.bills if each.clause.outside and each.is_proved),
            vetoes=tuple(vetoes),
            grades=tuple(each.clause.id for each in self.bills if each.holds),
            met=_met(self.bills),
        )

    def _is_win(self, each: ClauseBill) -> bool:
        """Points of a bonus that were not won are not taken from anybody."""
        return self.row.sense is Sense.BONUS and _names_a_part(each)

    def _credit(self, each: ClauseBill) -> Credit | None:
        if each.kind.EARNS:
            points, because = each.bill.earned, each.bill.because
        elif self._is_win(each):
            points = each.ceiling - each.bill.lost - each.bill.at_risk
            because = f"该条{shown(each.ceiling)}分，得{shown(points)}分"
        else:
            return None
        if not points and not because:
            return None
        return Credit(clause=each.clause.id, text=each.clause.text, points=points, because=because)

    def _open(self, each: ClauseBill) -> Open:
        bill = each.bill
        at_risk = min(self.weight, bill.at_risk + bill.may_earn)
        if WHOLE_ROW in bill.may_zero:
            at_risk = self.weight
        return Open(
            clause=each.clause.id,
            text=each.clause.text,
            waits_for=each.waits_for,
            at_risk=at_risk,
            because=bill.open_because,
        )

    def _outside(self, each: ClauseBill) -> Outside:
        return Outside(
            clause=each.clause.id,
            indicator=self.row.id,
            consequence=each.clause.outside,
            because=each.bill.because,
            findings=each.heard.findings,
        )


def _start(catalogue: Catalogue, row: Indicator, weight: Decimal, bills: list[ClauseBill]) -> tuple[Decimal, Decimal]:
    """What the row has before its clauses speak, and the part of its weight that no clause gives it.

    A penalty has all its points to lose. A row that earns, and a bonus, have what their clauses name. Any other row has
    its weight, less what no clause can take where the table reads so.
    """
    named = sum((each.ceiling for each in bills if not each.kind.EARNS and _names_a_part(each)), NOTHING)
    if row.sense is Sense.PENALTY:
        return weight, NOTHING
    if row.sense is Sense.BONUS or any(each.kind.EARNS for each in bills):
        return min(weight, named), NOTHING
    if catalogue.remainder is Remainder.LOST:
        takes = sum((each.ceiling for each in bills if not each.clause.scoring.terms.zero_targets), NOTHING)
        return weight, max(NOTHING, weight - takes)
    return weight, NOTHING


def _names_a_part(each: ClauseBill) -> bool:
    terms = each.clause.scoring.terms
    return terms.named_share is not None or terms.named_points is not None


def _met(bills: list[ClauseBill]) -> str:
    """How a row of yes and no stands; "" for a row of points."""
    asked = [each for each in bills if each.clause.scoring.kind == "no-points"]
    if not asked:
        return ""
    met, missed, unknown = (sum(each.states[which] for each in asked) for which in range(3))
    if missed:
        return "partly" if met else "not-met"
    if unknown:
        return "open"
    return "met" if met else "not-applicable"


_MET = {
    "met": "达到要求",
    "partly": "部分达到要求",
    "not-met": "未达到要求",
    "open": "待核实",
    "not-applicable": "没有适用的事项",
}


def _because(row: Indicator, result: IndicatorResult, summing: _Summing, not_yet: list[NotYet], moved: str) -> str:
    if result.met and not row.is_scored:
        return _MET[result.met]
    if not row.is_scored:
        grades = [each.bill.because for each in summing.bills if each.holds]
        return "；".join(grades) or "表内未列权重，不计分"
    weight = summing.weight
    parts = [f"上限{shown(weight)}分" if row.weight is None else f"权重{row.weight_text}分{moved}"]
    if row.sense is not Sense.PENALTY and summing.start < weight and not summing.unnamed and not result.credits:
        parts.append(f"细则列有{shown(summing.start)}分" if summing.start else "逐项累计得分")
    if summing.unnamed:
        parts.append(f"细则未列占比的{shown(summing.unnamed)}分不计")
    if result.credits:
        parts.append(_summed("共计", [credit.points for credit in result.credits], weight))
    if result.deductions:
        parts.append(_summed("共扣", [deduction.points for deduction in result.deductions], weight))
    if result.waived:
        parts.append(_summed("核减", [given.points for given in result.waived], weight))
    parts += [f"“{each.text}”自{each.starts.isoformat()}起实施，本期不计" for each in not_yet]
    if result.at_least == result.at_most:
        parts.append(f"得{shown(result.at_most)}分")
    else:
        open_points = shown(result.at_most - result.at_least)
        parts.append(f"另有{open_points}分未定，得{shown(result.at_least)}至{shown(result.at_most)}分")
    return "，".join(parts)


def _summed(what: str, points: list[Decimal], limit: Decimal) -> str:
    total = sum(points, NOTHING)
    equals = f"＝{shown(total)}" if len(points) > 1 else ""
    capped = f"，以{shown(limit)}分为限" if total > limit else ""
    return f"{what}{'＋'.join(shown(each) for each in points)}{equals}分{capped}"
