"""A card and its rows in a few words: score or range, what yes and no add up to, consequences besides points."""

from __future__ import annotations

import re
from decimal import Decimal

from checks.scoring.points import rounded, shown
from checks.scoring.result import IndicatorResult, Scorecard
from reports.chinese_names import MET

NO_POINTS = "不计分"
NOT_FOR = "不适用"
_QUOTED = 18  # letters of a clause that are enough to find it in the cell beside
_MARK = re.compile(r"^[（(\s]*(?:(?:注|备注|说明)[：:]\s*)?")  # before the words of a note
_END_OF_PHRASE = re.compile(r"[，,；;。（(：:]")

Value = str | Decimal  # of a cell: numbers are written as numbers


def points_range(at_least: Decimal, at_most: Decimal) -> str:
    low, high = shown(rounded(at_least)), shown(rounded(at_most))
    return low if low == high else f"{low} 至 {high}"


def row_score(result: IndicatorResult) -> Value:
    """A number or a range; a row of yes and no says how it stands."""
    if not result.applies:
        return NOT_FOR
    if result.indicator.is_scored:
        return bounds(result.at_least, result.at_most)
    return MET[result.met] if result.met else NO_POINTS


def bounds(at_least: Decimal, at_most: Decimal) -> Value:
    """One number where nothing is open, else a range."""
    return rounded(at_most) if rounded(at_least) == rounded(at_most) else points_range(at_least, at_most)


def card_score(card: Scorecard) -> Value:
    if not card.without_points:
        return bounds(card.at_least, card.at_most)
    counts = card.counts
    return "，".join(f"{name}{counts[state]}项" for state, name in MET.items() if counts.get(state))


def row_lost(result: IndicatorResult) -> Decimal:
    """What a row lost for certain and was not given back; several deductions never take more than the row has."""
    taken = sum((each.points for each in result.deductions), Decimal(0))
    back = sum((each.points for each in result.waived), Decimal(0))
    return max(Decimal(0), min(result.possible, taken) - back)


def card_notes(card: Scorecard) -> tuple[str, ...]:
    """What the card says besides points."""
    names = {
        clause.id: f"{result.indicator.name}{quoted(clause.text)}"
        for result in card.indicators
        for clause in result.indicator.clauses
    }
    notes = [f"评定等次：{card.grade}"] if card.grade else []
    if card.vetoed_by:
        notes.append(f"单项否决：{'；'.join(names.get(each, each) for each in card.vetoed_by)}")
    for consequence in dict.fromkeys(each.consequence for each in card.outside):
        clauses = (each.clause for each in card.outside if each.consequence == consequence)
        notes.append(f"{consequence}：{'；'.join(names.get(each, each) for each in clauses)}")
    return tuple(notes)


def group_notes(card: Scorecard) -> tuple[str, ...]:
    """What the printed limits of groups made of their rows."""
    return tuple(f"{group.name}：{group.because}" for group in card.groups if group.cap is not None and group.because)


def card_remark(card: Scorecard) -> str:
    """The same in one cell."""
    return "\n".join(card_notes(card))


def quoted(text: str) -> str:
    """The beginning of a clause, enough to tell it from its neighbours."""
    phrase = _END_OF_PHRASE.split(_MARK.sub("", text), maxsplit=1)[0].strip()
    return f"“{phrase[:_QUOTED]}{'…' if len(phrase) > _QUOTED else ''}”"
