"""One unit's sheet for a table that is printed as prose: headings, then one line per clause, the score beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.catalogues.catalogue import Catalogue, Group, Indicator, Role
from checks.scoring.scorecard import IndicatorResult, Scorecard
from reports.audit import SelfAssessment
from reports.card_words import Value, bounds, card_notes, card_score, row_score
from reports.row_bill import clause_bill, notes_of, row_summary, table_notes
from reports.sheet_grid import GridColumn, Line
from reports.table_form import BILL, NOTES, SCORE

TEXT = GridColumn("考评内容及标准", 84)


class OutlineForm:
    columns = (TEXT, SCORE, BILL, NOTES)
    printed_width = 1

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def lines(self, card: Scorecard, self_assessed: Mapping[str, SelfAssessment]) -> Iterator[Line]:
        results = {result.indicator.id: result for result in card.indicators}
        caps = {each.name: bounds(each.at_least, each.at_most) for each in card.groups if each.cap is not None}
        for group in self._catalogue.groups:
            score = caps.get(group.name, "")
            for heading in group.headings:
                yield _line(heading.text, score, style="head")
            if group.text:
                yield _line(group.text)
            for row in group.indicators:
                yield from self._row(group, row, results[row.id], self_assessed.get(row.id))
        yield _line(self._catalogue.total_text or "合计（原文未列）", card_score(card), style="total")
        notes = (
            *card_notes(card),
            *(f"{number}. {each}" for number, each in enumerate(table_notes(self._catalogue), 1)),
        )
        for note in notes:
            yield Line(cells=(note, "", "", ""), across=len(self.columns), style="foot")

    def _row(self, group: Group, row: Indicator, result: IndicatorResult, own: SelfAssessment | None) -> Iterator[Line]:
        summary = [row_summary(result)]
        if own is not None:
            points = "" if own.points is None else f"自评{own.points}分"
            summary.append("，".join(part for part in (points, own.basis) if part))
        told = "\n".join(part for part in summary if part)
        yield _line(_name(group, row), row_score(result), told, style="head")
        if row.text and row.text not in {clause.text for clause in row.printed}:
            yield _line(row.text)
        first = next((clause for clause in row.printed if clause.role is not Role.HEADING), None)
        for clause in row.printed:
            parts = [clause, *(part for part in row.clauses if part.part_of == clause.id)]
            # What is wrong with the row as a whole stands beside its first clause: headings are one line high.
            notes = notes_of(self._catalogue, group, row, parts, whole=clause is first)
            bill = clause_bill(result, frozenset(part.id for part in parts))
            yield _line(clause.text, bill=bill, notes="\n".join(notes))
        for heading, text in row.cells:
            yield _line(f"{heading}：{text}")


def _name(group: Group, row: Indicator) -> str:
    """The heading of the row as printed; a first level that the group's heading has told already is left out."""
    told = [group.name, *("".join(heading.text.split()) for heading in group.headings)]
    path = [cell for cell in row.path if not any(each.startswith("".join(cell.split())) for each in told)]
    return " ".join(path or row.path[-1:])


def _line(text: str, score: Value = "", bill: str = "", notes: str = "", style: str = "row") -> Line:
    return Line(cells=(text, score, bill, notes), style=style)
