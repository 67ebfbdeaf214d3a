"""What stands beside a row of an official sheet: its score, the bill in words, and where the table itself errs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from checks.catalogues.catalogue import Catalogue, Discrepancy, Group, Indicator
from checks.scoring.points import rounded, shown
from checks.scoring.scorecard import IndicatorResult, Scorecard
from reports.score_bills import points_range

_QUOTED = 18  # letters of a clause that are enough to find it in the cell beside
_END_OF_PHRASE = re.compile(r"[，,；;。（(：:]")
NO_POINTS = "不计分"


def row_score(result: IndicatorResult) -> str | Decimal:
    """A number or a range; a row without weight has none."""
    if result.indicator.weight is None:
        return NO_POINTS
    return _score(result.at_least, result.at_most)


def card_score(card: Scorecard) -> str | Decimal:
    return _score(card.at_least, card.at_most)


def row_lost(result: IndicatorResult) -> Decimal:
    """What a row lost for certain; several deductions never take more than the row has."""
    return min(result.possible, sum((each.points for each in result.deductions), Decimal(0)))


def card_remark(card: Scorecard) -> str:
    """The same as card_notes, short."""
    return "；".join(card_notes(card))


def card_notes(card: Scorecard) -> tuple[str, ...]:
    """What the card says besides points."""
    notes = []
    if card.vetoed_by:
        notes.append(f"单项否决：{'；'.join(card.vetoed_by)}")
    return tuple(notes)


def row_bill(result: IndicatorResult) -> str:
    """One line per deduction and per open clause, under the arithmetic of the row."""
    return "\n".join(line for line in (row_summary(result), clause_bill(result)) if line)


def row_summary(result: IndicatorResult) -> str:
    """The arithmetic of the row, and what is said of it as a whole."""
    lines = [result.because] if result.because else []
    lines += [f"单项否决：{veto}" for veto in result.vetoes]
    lines += _opens(result, frozenset({""}))
    return "\n".join(lines)


def clause_bill(result: IndicatorResult, clauses: frozenset[str] | None = None) -> str:
    """What the clauses took and leave open, all of the row's clauses or those asked for."""
    wanted = clauses if clauses is not None else frozenset(clause.id for clause in result.indicator.clauses)
    # Beside a clause of its own line nobody needs its name.
    names = _names(result) if clauses is None else {}
    lines = []
    for each in result.deductions:
        if each.clause in wanted:
            proofs = f"（涉及问题{len(each.findings)}个）" if each.findings else ""
            lines.append(f"扣{shown(rounded(each.points))}分{names.get(each.clause, '')}：{each.because}{proofs}")
    lines += _opens(result, wanted, names)
    for other in result.billed_elsewhere:
        if other.clause in wanted:
            lines.append(f"另有{len(other.findings)}个问题已由本表其他细则扣分，不重复扣分")
    return "\n".join(lines)


def _opens(result: IndicatorResult, wanted: frozenset[str], names: Mapping[str, str] | None = None) -> list[str]:
    """Open clauses; the same reason in several clauses is told once, with all that hangs on it."""
    lines = []
    for still in result.open:
        if still.clause in wanted:
            risk = f"（至多{shown(rounded(still.at_risk))}分）" if still.at_risk else ""
            lines.append(f"待定{risk}{(names or {}).get(still.clause, '')}：{still.because}")
    return lines


def _names(result: IndicatorResult) -> Mapping[str, str]:
    return {clause.id: _quoted(clause.text) for clause in result.indicator.clauses}


def row_notes(catalogue: Catalogue) -> Mapping[str, str]:
    """Id of a row → what is wrong with it in the printed table, as printed, as computed and as read.

    What is wrong with a group stands at its first row.
    """
    notes: dict[str, list[str]] = {}
    for group in catalogue.groups:
        for row in group.indicators:
            places = {row.id, *(clause.id for clause in row.clauses)}
            if row is group.indicators[0]:
                places.add(group.name)
            notes[row.id] = [_told(each) for each in catalogue.discrepancies if each.at in places]
    return {row: "\n".join(told) for row, told in notes.items() if told}


def table_notes(catalogue: Catalogue) -> tuple[str, ...]:
    """What is said about the whole table: its own slips that stand at no row, and the readings followed."""
    rows = {row.id for row in catalogue.indicators}
    rows |= {clause.id for _, clause in catalogue.clauses()} | {group.name for group in catalogue.groups}
    slips = tuple(_told(each) for each in catalogue.discrepancies if each.at not in rows)
    return (*slips, *catalogue.readings)


def first_cell(group: Group, row: Indicator) -> str:
    """The first-level cell as printed: its heading where one stands at or above the row and begins with its name."""
    text = row.path[0]
    at = ""
    for each in group.indicators:
        at = next((heading.text for heading in group.headings if heading.at == each.id), at)
        if each is row:
            break
    return at if at and _bare(at).startswith(_bare(text)) else text


def _score(at_least: Decimal, at_most: Decimal) -> str | Decimal:
    return rounded(at_most) if rounded(at_least) == rounded(at_most) else points_range(at_least, at_most)


def _told(entry: Discrepancy) -> str:
    computed = f"，核算为“{entry.computed}”" if entry.computed else ""
    return f"原表：{entry.printed}{computed}；读法：{entry.reading}"


def _quoted(text: str) -> str:
    phrase = _END_OF_PHRASE.split(text.strip("（( "), maxsplit=1)[0].strip()
    return f"“{phrase[:_QUOTED]}{'…' if len(phrase) > _QUOTED else ''}”"


def _bare(text: str) -> str:
    return "".join(text.split())
