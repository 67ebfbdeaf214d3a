"""What stands beside a row of an official sheet: its score, the bill in words, and where the table itself errs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from checks.catalogues.catalogue import Catalogue, Clause, Discrepancy, Group, Indicator
from checks.scoring.points import rounded, shown
from checks.scoring.result import IndicatorResult
from reports.card_words import quoted


def row_bill(result: IndicatorResult) -> str:
    """One line per deduction and per open clause, under the arithmetic of the row."""
    return "\n".join(line for line in (row_summary(result), clause_bill(result)) if line)


def row_summary(result: IndicatorResult) -> str:
    """The arithmetic of the row, and what is open of it as a whole."""
    lines = [result.because] if result.because else []
    opens = [line for line in _opens(result, frozenset({""}), {}) if not line.endswith(f"：{result.because}")]
    return "\n".join([*lines, *opens])


def clause_bill(result: IndicatorResult, clauses: frozenset[str] | None = None) -> str:
    """What the clauses earned, took and leave open: all of the row's clauses or those asked for."""
    wanted = clauses if clauses is not None else frozenset(clause.id for clause in result.indicator.clauses)
    # Beside the line of a clause nobody needs its name.
    names = {} if clauses is not None else {each.id: quoted(each.text) for each in result.indicator.clauses}
    lines = [f"单项否决{names.get(each, '')}" for each in result.vetoes if each in wanted]
    for credit in result.credits:
        if credit.clause in wanted:
            lines.append(f"得{shown(rounded(credit.points))}分{names.get(credit.clause, '')}：{credit.because}")
    for each in result.deductions:
        if each.clause in wanted:
            proofs = f"（涉及问题{len(each.findings)}个）" if each.findings else ""
            lines.append(f"扣{shown(rounded(each.points))}分{names.get(each.clause, '')}：{each.because}{proofs}")
    for missed in result.shortfalls:
        if missed.clause in wanted:
            proofs = f"（涉及问题{len(missed.findings)}个）" if missed.findings else ""
            lines.append(f"未达到要求{names.get(missed.clause, '')}：{missed.because}{proofs}")
    for back in result.waived:
        if back.clause in wanted:
            name = names.get(back.clause, "")
            lines.append(f"核减{shown(rounded(back.points))}分{name}：{back.waiver.reason}（{back.waiver.by}）")
    lines += _opens(result, wanted, names)
    for later in result.not_yet:
        if later.clause in wanted:
            lines.append(f"自{later.starts.isoformat()}起实施，本期不计{names.get(later.clause, '')}")
    for other in result.billed_elsewhere:
        if other.clause in wanted:
            lines.append(f"另有{len(other.findings)}个问题已由本表其他细则扣分，不重复扣分")
    return "\n".join(dict.fromkeys(lines))


def _opens(result: IndicatorResult, wanted: Iterable[str], names: Mapping[str, str]) -> list[str]:
    lines = []
    for still in result.open:
        if still.clause in wanted:
            risk = f"（至多{shown(rounded(still.at_risk))}分）" if still.at_risk else ""
            lines.append(f"待定{risk}{names.get(still.clause, '')}：{still.because}")
    return lines


def row_notes(catalogue: Catalogue) -> Mapping[str, str]:
    """Id of a row → what is wrong with it in the printed table, as printed, as computed and as read.

    What is wrong with a group stands at its first row.
    """
    told = {
        row.id: notes_of(catalogue, group, row, row.clauses) for group in catalogue.groups for row in group.indicators
    }
    return {row: "\n".join(notes) for row, notes in told.items() if notes}


def notes_of(
    catalogue: Catalogue, group: Group, row: Indicator, clauses: Iterable[Clause], *, whole: bool = True
) -> list[str]:
    """About some clauses of a row, and with `whole` about the row itself."""
    places = {clause.id for clause in clauses}
    if whole:
        places |= {row.id, group.name} if row is group.indicators[0] else {row.id}
    return [_told(each) for each in catalogue.discrepancies if each.at in places]


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


def _told(entry: Discrepancy) -> str:
    computed = f"，核算为“{entry.computed}”" if entry.computed else ""
    return f"原表：{entry.printed}{computed}；读法：{entry.reading}"


def _bare(text: str) -> str:
    return "".join(text.split())
