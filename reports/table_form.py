"""One unit's sheet in the grid that the table prints: the same columns and merged cells, the score filled in.

What the printed form has no column for (score, bill, notes about the table) stands to the right of it, under headings
of another colour.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from decimal import Decimal, InvalidOperation

from checks.catalogues.catalogue import Catalogue, Group, Indicator
from checks.scoring.scorecard import IndicatorResult, Scorecard
from reports.audit import SelfAssessment
from reports.card_words import Value, card_notes, card_score, group_notes, row_score
from reports.printed_columns import Holds, PrintedColumn, printed_columns
from reports.row_bill import first_cell, row_bill, row_notes, table_notes
from reports.sheet_grid import GridColumn, Line

SCORE = GridColumn("考评得分", 11, centred=True, extra=True)
ANSWER = GridColumn("评估结论", 11, centred=True, extra=True)  # of a table without points
BILL = GridColumn("扣分及待定情况", 40, extra=True)
REASONS = GridColumn("核查及待定情况", 40, extra=True)  # of a table without points
NOTES = GridColumn("原表说明及读法", 26, extra=True)
_LONG = (Holds.TEXT, Holds.CLAUSES, Holds.SELF_BASIS)
_DASHES = "—－-–─ "


class TableForm:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._printed = printed_columns(catalogue)
        self._prints_score = any(column.holds is Holds.SCORE for column in self._printed)
        self._is_tree = sum(column.holds is Holds.LEVEL for column in self._printed) > 1
        self._notes = row_notes(catalogue)
        self._joins = dict(self._joined_cells())
        form = [GridColumn(each.heading, each.width, centred=each.holds not in _LONG) for each in self._printed]
        score, bill = (ANSWER, REASONS) if catalogue.without_points else (SCORE, BILL)
        self.columns = (*form, *(() if self._prints_score else (score,)), bill, NOTES)

    @property
    def printed_width(self) -> int:
        return len(self._printed)

    def lines(self, card: Scorecard, self_assessed: Mapping[str, SelfAssessment]) -> Iterator[Line]:
        results = {result.indicator.id: result for result in card.indicators}
        number = 0
        for group in self._catalogue.groups:
            if group.text:
                yield self._wide(group.text, "row")
            for row in group.indicators:
                number += 1
                yield self._row(group, row, number, results[row.id], self_assessed.get(row.id))
        yield self._total(card, self_assessed)
        for note in (*card_notes(card), *group_notes(card), *self._catalogue_notes()):
            yield self._wide(note, "foot")

    def _row(
        self, group: Group, row: Indicator, number: int, result: IndicatorResult, own: SelfAssessment | None
    ) -> Line:
        cells: list[Value] = []
        for column in self._printed:
            if column.holds is Holds.SCORE:
                cells.append(row_score(result))
            elif column.holds is Holds.SELF_POINTS:
                cells.append("" if own is None or own.points is None else own.points)
            elif column.holds is Holds.SELF_BASIS and own is not None and own.basis:
                cells.append(own.basis)
            else:
                cells.append(self._printed_cell(column, group, row, number))
        if not self._prints_score:
            cells.append(row_score(result))
        cells += [row_bill(result), self._notes.get(row.id, "")]
        return Line(cells=tuple(cells), joins=self._joins[row.id])

    def _printed_cell(self, column: PrintedColumn, group: Group, row: Indicator, number: int) -> Value:
        match column.holds:
            case Holds.NUMBER:
                return Decimal(number)
            case Holds.LEVEL:
                if column.level == 0:
                    return first_cell(group, row)
                return row.path[column.level] if column.level < len(row.path) else ""
            case Holds.TEXT:
                return row.text
            case Holds.CLAUSES:
                return "\n".join(clause.text for clause in row.printed)
            case Holds.WEIGHT:
                return _number(row.weight_text)
            case _:
                return dict(row.cells).get(column.heading, "")

    def _joined_cells(self) -> Iterator[tuple[str, tuple[Hashable, ...]]]:
        """Which cells of a row go on from the row above: levels under the same cells, texts that tables merge."""
        number = 0
        for group in self._catalogue.groups:
            for row in group.indicators:
                number += 1
                keys: list[Hashable] = []
                for column in self._printed:
                    text = self._printed_cell(column, group, row, number)
                    if column.holds is Holds.LEVEL and str(text).strip(_DASHES):
                        first = first_cell(group, row)
                        keys.append((group.name, first, row.path[1 : column.level + 1]))
                    elif column.holds is Holds.CELL and self._is_tree and text:
                        keys.append(text)
                    else:
                        keys.append(None)
                yield row.id, (*keys, *(() if self._prints_score else (None,)), None, None)

    def _total(self, card: Scorecard, self_assessed: Mapping[str, SelfAssessment]) -> Line:
        """The printed total where there is one, else a line that says it is ours."""
        own = [each.points for each in self_assessed.values() if each.points is not None]
        if not self._catalogue.total_text:
            score = card_score(card)
            label = "合计（原表未列）"
            if self._prints_score:
                cells: list[Value] = [label, *("" for _ in self.columns[1:])]
                cells[self._score_place()] = score
                return Line(cells=tuple(cells), style="total")
            blanks = ("" for _ in self.columns[1 : len(self._printed)])
            return Line(cells=(label, *blanks, score, "", ""), across=len(self._printed), style="total")
        cells_of: dict[Holds, Value] = {Holds.SCORE: card_score(card)}
        if own:
            cells_of[Holds.SELF_POINTS] = sum(own, Decimal(0))
        cells_in_order: list[Value] = []
        named = False
        for column in self._printed:
            if column.holds is Holds.LEVEL and not named:
                cells_in_order.append(self._catalogue.total_text)
                named = True
            else:
                cells_in_order.append(cells_of.get(column.holds, ""))
        rest: tuple[Value, ...] = ("", "") if self._prints_score else (card_score(card), "", "")
        return Line(cells=(*cells_in_order, *rest), style="total")

    def _score_place(self) -> int:
        return next(place for place, column in enumerate(self._printed) if column.holds is Holds.SCORE)

    def _catalogue_notes(self) -> tuple[str, ...]:
        told = table_notes(self._catalogue)
        return tuple(f"{number}. {text}" for number, text in enumerate(told, start=1)) if told else ()

    def _wide(self, text: str, style: str) -> Line:
        return Line(cells=(text, *("" for _ in self.columns[1:])), across=len(self.columns), style=style)


def _number(text: str) -> Value:
    """A weight as people can add it up; what is no number stays as printed."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return text
    return number if number.is_finite() else text
