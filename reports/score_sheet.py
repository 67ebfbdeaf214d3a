"""scoresheets/<table>.xlsx: an official table in its own form, filled in: a ranking and one sheet per unit.

The same audit gives the same bytes. A new table needs no code here: what is printed where follows from its headings.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from reports.audit import AuditResult, ScoredTable, SelfAssessment
from reports.card_words import card_score
from reports.outline_form import OutlineForm
from reports.ranking_sheet import NAME, write_ranking
from reports.sheet_grid import SheetGrid, sheet_formats
from reports.spreadsheet import new_workbook, sheet_names
from reports.table_form import TableForm


def score_sheet(audit: AuditResult, table: ScoredTable) -> bytes:
    catalogue = table.catalogue
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, catalogue.title, audit.as_of)
    formats = sheet_formats(workbook)
    names = sheet_names([NAME, *(card.unit for card in table.cards)])
    write_ranking(workbook, workbook.add_worksheet(names[0]), table, _ranking_line(audit), formats)
    form = TableForm(catalogue) if catalogue.columns else OutlineForm(catalogue)
    grid = SheetGrid(form.columns, formats)
    own = _by_unit(audit, catalogue.id)
    for card, name in zip(table.cards, names[1:], strict=True):
        what = "评估情况" if card.without_points else "考评得分"
        left = f"被考评单位：{card.unit}　　监测时间点：{audit.as_of.isoformat()}　　{what}：{card_score(card)}"
        subtitles = [(len(form.columns) - 1, left), (1, catalogue.unit_line)]
        grid.write(
            workbook.add_worksheet(name), catalogue.title, subtitles, tuple(form.lines(card, own.get(card.unit, {})))
        )
    workbook.close()
    return buffer.getvalue()


def _ranking_line(audit: AuditResult) -> str:
    text = f"{audit.portal.name}　　监测时间点：{audit.as_of.isoformat()}　　检查编号：{audit.run_id}"
    if audit.units or audit.columns:
        text += f"　　按需检查，仅限：{'、'.join((*audit.units, *audit.columns))}"
    return text


def _by_unit(audit: AuditResult, catalogue: str) -> Mapping[str, Mapping[str, SelfAssessment]]:
    found: dict[str, dict[str, SelfAssessment]] = {}
    for (table, unit, indicator), own in audit.self_assessed.items():
        if table == catalogue:
            found.setdefault(unit, {})[indicator] = own
    return found
