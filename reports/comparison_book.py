"""compare.xlsx: a summary and one sheet for each of new, gone, persisting, not rechecked, verdicts and coverage."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from reports.chinese_names import NO_UNIT, SEVERITIES
from reports.comparison import Comparison, FollowedIssue
from reports.comparison_words import (
    GONE,
    NEW,
    NOT_RECHECKED,
    PERSISTING,
    REASONS,
    count_rows,
    notes,
    run_name,
    subject_name,
    totals,
    verdict_name,
)
from reports.places import shown_place
from reports.spreadsheet import HIGHEST_ROW, height_of, new_workbook, print_set_up, safe_text

_Row = Sequence[str | int]
_COUNT_COLUMNS = (("单位", 26), ("检查项", 40), (NEW, 8), (GONE, 8), (PERSISTING, 8), (NOT_RECHECKED, 10))
_ISSUE_COLUMNS = (
    *(("单位", 18), ("检查对象", 20), ("检查项", 24), ("严重程度", 9), ("问题描述", 44)),
    *(("网址", 34), ("所在页面", 30), ("上次结论", 12), ("本次结论", 12), ("未能复核的原因", 26)),
)
_VERDICT_COLUMNS = (("单位", 24), ("检查项", 34), ("检查对象", 40), ("上次结论", 14), ("本次结论", 14))
_COVERAGE_COLUMNS = (
    *(("检查项", 40), ("上次查看", 10), ("本次查看", 10), ("上次未能查看", 13), ("本次未能查看", 13)),
    *(("上次未能观测的对象", 18), ("本次未能观测的对象", 18)),
)
MOST_PAGES = 20  # named per issue; compare.json names them all


def comparison_book(compared: Comparison, portal: str) -> bytes:
    """The same two judgings give the same bytes."""
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, f"{portal}检查结果对比", compared.after.as_of)
    sheets = _Sheets(workbook)
    summary = [
        f"{portal}检查结果对比",
        f"上次：{run_name(compared.before)}；本次：{run_name(compared.after)}",
        "，".join(f"{name} {count} 个" for name, count in totals(compared)),
        *notes(compared),
    ]
    sheets.add("汇总", _COUNT_COLUMNS, count_rows(compared), summary)
    for name, issues in (
        (NEW, compared.new),
        (GONE, compared.gone),
        (PERSISTING, compared.persisting),
        (NOT_RECHECKED, compared.not_rechecked),
    ):
        sheets.add(
            name, _ISSUE_COLUMNS, (_issue_row(issue, compared) for issue in issues), [f"{name} {len(issues)} 个"]
        )
    titles = compared.check_titles
    sheets.add(
        "结论变化",
        _VERDICT_COLUMNS,
        (
            (
                *(each.subject.unit or NO_UNIT, titles.get(each.check, each.check), subject_name(each.subject)),
                *(verdict_name(each.before), verdict_name(each.after)),
            )
            for each in compared.verdicts
        ),
        [f"结论变化 {len(compared.verdicts)} 项"],
    )
    sheets.add(
        "覆盖差异",
        _COVERAGE_COLUMNS,
        (
            (titles.get(each.check, each.check), *each.looked_at, *each.could_not_look, *each.not_observed)
            for each in compared.coverage
        ),
        [f"覆盖情况有差异的检查项 {len(compared.coverage)} 个"],
    )
    workbook.close()
    return buffer.getvalue()


def _issue_row(issue: FollowedIssue, compared: Comparison) -> _Row:
    record = issue.record
    pages = [shown_place(page) for page in record.finding.found_on]
    more = [f"等 {len(pages)} 个页面"] if len(pages) > MOST_PAGES else []
    return (
        record.subject.unit or NO_UNIT,
        subject_name(record.subject),
        compared.check_titles.get(record.check, record.check),
        SEVERITIES[record.severity],
        record.message,
        shown_place(record.finding.url),
        "\n".join((*pages[:MOST_PAGES], *more)),
        verdict_name(issue.before) if issue.before is not None else "未报告",
        verdict_name(issue.after) if issue.after is not None else "未报告",
        REASONS[issue.reason] if issue.reason is not None else "",
    )


class _Sheets:
    def __init__(self, workbook: Any) -> None:
        font = {"font_name": "宋体", "font_size": 10, "valign": "top", "text_wrap": True}
        cell = {**font, "border": 1, "border_color": "#9aa5b1"}
        self._workbook = workbook
        self._title = workbook.add_format({**font, "font_size": 14, "bold": True})
        self._line = workbook.add_format(font)
        self._heading = workbook.add_format(
            {**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#dde6f0"}
        )
        self._text = workbook.add_format(cell)

    def add(self, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[_Row], above: Sequence[str]) -> None:
        sheet = self._workbook.add_worksheet(name)
        last, width = len(columns) - 1, sum(width for _, width in columns)
        for number, line in enumerate(above):
            sheet.merge_range(number, 0, number, last, safe_text(line), self._line if number else self._title)
            sheet.set_row(number, height_of(((line, float(width)),)) if number else 26)
        heading = len(above)
        for column, (text, column_width) in enumerate(columns):
            sheet.set_column(column, column, column_width)
            sheet.write_string(heading, column, text, self._heading)
        at = heading
        for at, row in enumerate(rows, start=heading + 1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(at, column, value, self._text)
                else:
                    sheet.write_string(at, column, safe_text(value), self._text)
            cells = ((str(value), float(column_width)) for value, (_, column_width) in zip(row, columns, strict=True))
            sheet.set_row(at, min(HIGHEST_ROW, height_of(cells)))
        if at == heading:
            sheet.merge_range(at + 1, 0, at + 1, last, "无", self._text)
        sheet.autofilter(heading, 0, max(at, heading + 1), last)
        sheet.freeze_panes(heading + 1, 1)
        print_set_up(sheet, heading, last)
