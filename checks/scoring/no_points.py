"""No points: a demand that a table asks without giving it points. The row is met or not; no number is made of it.

Says nothing by points, so it hears every fault and bills none.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from checks.measure import Answer, Conditions, Delays, Measure, Occurrences, Ratio
from checks.scoring.clause import NOTHING, Bill, Hears, KindTerms, Standing, not_billable

CASES_TOLD = 5  # a reason is one sentence

KIND = "no-points"
BILLS = (Occurrences, Answer, Conditions, Ratio, Delays)
JUDGED_BY = "yes-no"
EARNS = False
HEARS = Hears.ALL


class Terms(KindTerms):
    """`limit`: working days that a case may take, for delays."""

    limit: int | None = Field(default=None, ge=0)


def ceiling(terms: Terms, weight: Decimal) -> Decimal:
    return NOTHING


def bill(terms: Terms, weight: Decimal, standings: Sequence[Standing]) -> Bill:
    """No points; the sentences tell how much of the demand is not met, and how much nobody knows."""
    unknown = sum(counted(terms, standing.measure)[2] for standing in standings)
    missed = [sentence for standing in standings if (sentence := _missed(terms, standing))]
    return Bill(
        because="；".join(dict.fromkeys(missed)),
        open_because=f"{unknown}处未能核实或无法判定" if unknown else "",
    )


def _missed(terms: Terms, standing: Standing) -> str:
    """What of the demand is not met, "" where nothing is proved."""
    _, missed, _ = counted(terms, standing.measure)
    if not missed:
        return ""
    match standing.measure:
        case Occurrences(count, _) if standing.findings:
            # A measure may count more than places: an account is one, the periods it was silent in are many.
            return f"发现问题{len(standing.findings)}个" + (f"（{standing.says}）" if standing.says else "")
        case Occurrences(count, _):
            return f"出现{count}次"
        case Conditions(met):
            return f"未达到：{'、'.join(name for name, state in met if state is False)}"
        case Ratio(actual, required, _):
            return f"应有{required}，实有{actual}"
        case Delays(working_days):
            late = [name for name, days in working_days if days is not None and days > (terms.limit or 0)]
            late = [name for name in late if name and "://" not in name]  # findings tell the pages
            named = f"（{'、'.join(late[:CASES_TOLD])}{'等' if len(late) > CASES_TOLD else ''}）" if late else ""
            return f"{missed}件超过{terms.limit}个工作日{named}"
        case _:
            return "未达到要求"


def counted(terms: Terms, measure: Measure) -> tuple[int, int, int]:
    """How much of the demand is met, not met and not known. A clean outcome and a yes are one thing met."""
    match measure:
        case Occurrences(count, unknown):
            return (int(not count and not unknown), count, unknown)
        case Answer(yes):
            return (int(yes is True), int(yes is False), int(yes is None))
        case Conditions(met):
            states = [state for _, state in met]
            return states.count(True), states.count(False), states.count(None)
        case Ratio(actual, required, unknown):
            missing = max(0, required - actual)
            return min(actual, required), max(0, missing - unknown), min(unknown, missing)
        case Delays(working_days):
            known = [days for _, days in working_days if days is not None]
            limit = terms.limit if terms.limit is not None else max(known, default=0)
            late = sum(days > limit for days in known)
            return len(known) - late, late, len(working_days) - len(known)
        case _:
            raise not_billable(measure)
