"""issues.xlsx: the issue list as auditors pass it around, a summary sheet and one sheet per unit.

The same audit gives the same bytes: the creation date inside the file is the day judged, not a clock's.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from checks.scoring.points import rounded
from checks.scoring.result import Scorecard
from checks.verdict import Severity, Verdict
from reports.audit import AuditResult, ScoredTable
from reports.card_words import card_score
from reports.chinese_names import NO_UNIT, SEVERITIES, VERDICTS
from reports.indicator_names import indicator_names
from reports.issue_list import Issue, beijing_time
from reports.spreadsheet import HIGHEST_ROW, height_of, new_workbook, print_set_up, safe_text, sheet_names
from reports.titles import report_title, title_words

SUMMARY = "汇总"
PORTAL = "门户"  # the sheet of what no unit owns

# (heading, width in characters of the default font; a Chinese character takes two)
COLUMNS = (
    ("序号", 5),
    ("单位", 14),
    ("栏目/账号", 12),
    ("问题类别", 14),
    ("严重程度", 9),
    ("结论", 10),
    ("问题描述", 36),
    ("网址", 26),
    ("所在页面", 26),
    ("证据摘录", 24),
    ("观测时间", 11),
    ("涉及指标", 18),
    ("首次发现", 11),
    ("整改情况", 12),
    ("截图", 7),
    ("网页存档", 9),
)
WIDTHS = tuple(width for _, width in COLUMNS[1:])
SUMMARY_COLUMNS = (
    ("单位", 26),
    *((name, 8) for name in SEVERITIES.values()),
    ("问题合计", 10),
    ("待人工确认", 12),
)

MOST_LINKED = 30_000  # rows; Excel takes 65,530 links in a sheet
MOST_PAGES = 20  # a fault of the template stands on every page; findings.jsonl names them all


def issue_workbook(audit: AuditResult, issues: Sequence[Issue]) -> bytes:
    buffer = io.BytesIO()
    workbook = new_workbook(buffer, report_title(audit.portal), audit.as_of)
    formats = _formats(workbook)
    by_unit: dict[str, list[Issue]] = {unit.name: [] for unit in audit.portal.units}
    for issue in issues:
        by_unit.setdefault(issue.unit, []).append(issue)
    portal_issues = by_unit.pop("", [])
    # Without issues of its own a unit still has its sheet: an empty list is an answer people look for.
    sheets = [("", PORTAL, portal_issues), *((unit, unit, group) for unit, group in by_unit.items())]
    names = sheet_names([SUMMARY, *(name for _, name, _ in sheets)])
    _summary(workbook.add_worksheet(names[0]), audit, sheets, formats)
    indicators = indicator_names(audit.scored)
    for (unit, _, group), name in zip(sheets, names[1:], strict=True):
        _unit_sheet(workbook.add_worksheet(name), unit or audit.portal.name, group, indicators, formats)
    workbook.close()
    return buffer.getvalue()


def _summary(
    sheet: Any, audit: AuditResult, sheets: Iterable[tuple[str, str, list[Issue]]], formats: Mapping[str, Any]
) -> None:
    tables = [
        (
            safe_text(f"{table.catalogue.title}{'评估情况' if table.catalogue.without_points else '得分区间'}"),
            {card.unit: card for card in table.cards},
        )
        for table in audit.scored
    ]
    headings = [*SUMMARY_COLUMNS, *((name, 24) for name, _ in tables)]
    title = "".join((*title_words(audit.portal)[:-1], "检查问题汇总表"))
    last = len(headings) - 1
    sheet.merge_range(0, 0, 0, last, safe_text(title), formats["title"])
    sheet.merge_range(1, 0, 1, last, _scope(audit), formats["line"])
    sheet.set_row(0, 30)
    sheet.set_row(1, 18)
    _headings(sheet, 2, headings, formats)
    row = 2
    totals: Counter[str] = Counter()
    for row, (unit, _, group) in enumerate(sheets, start=3):
        counts = _counts(group)
        totals.update(counts)
        sheet.write_string(row, 0, safe_text(unit or NO_UNIT), formats["text"])
        _write_counts(sheet, row, counts, formats["number"])
        for column, (_, cards) in enumerate(tables, start=len(SUMMARY_COLUMNS)):
            card = cards.get(unit)
            text = _card_text(card) if card else "—"
            if card and card.vetoed_by:
                text += "（单项否决）"
            sheet.write_string(row, column, text, formats["centre"])
    sheet.write_string(row + 1, 0, "合计", formats["heading"])
    _write_counts(sheet, row + 1, totals, formats["heading"])
    for column in range(len(SUMMARY_COLUMNS), last + 1):
        sheet.write_string(row + 1, column, "", formats["heading"])
    note = (
        "说明：各严重程度只计结论为“不合格”的问题；“待人工确认”不计入问题合计，也不扣分。"
        "得分区间的下限为待定事项全部失分时的得分，上限为全部得分时的得分。"
    )
    sheet.merge_range(row + 2, 0, row + 2, last, note, formats["line"])
    sheet.set_row(row + 2, 32)
    sheet.autofilter(2, 0, max(row, 2), last)
    print_set_up(sheet, 2, last)


def _unit_sheet(
    sheet: Any, owner: str, issues: Sequence[Issue], indicators: Mapping[str, str], formats: Mapping[str, Any]
) -> None:
    _headings(sheet, 0, COLUMNS, formats)
    for row, issue in enumerate(issues, start=1):
        sheet.write_number(row, 0, row, formats["number"])
        texts = [safe_text(text) for text in _cells(issue, owner, indicators)]
        for column, text in enumerate(texts, start=1):
            short = column in (4, 5, 10, 12)
            cell_format = formats["centre" if short else "text"]
            if text:
                sheet.write_string(row, column, text, cell_format)
            else:
                sheet.write_blank(row, column, None, cell_format)
        _write_files(sheet, row, issue, formats)
        sheet.set_row(row, min(height_of(zip(texts, WIDTHS, strict=False)), HIGHEST_ROW))
    if not issues:
        sheet.merge_range(1, 0, 1, len(COLUMNS) - 1, "本次检查未发现问题", formats["text"])
    sheet.autofilter(0, 0, max(len(issues), 1), len(COLUMNS) - 1)
    print_set_up(sheet, 0, len(COLUMNS) - 1)


def _write_files(sheet: Any, row: int, issue: Issue, formats: Mapping[str, Any]) -> None:
    """Links to files beside the workbook; they work as long as the folder stays together."""
    files = ((issue.files.screenshot, "查看"), (issue.files.warc, "打开"))
    for column, (path, text) in enumerate(files, start=len(COLUMNS) - len(files)):
        if path and row < MOST_LINKED:
            sheet.write_url(row, column, f"external:{path}", formats["link"], text, path)
        else:
            sheet.write_string(row, column, path or "—", formats["centre"])


def _cells(issue: Issue, owner: str, indicators: Mapping[str, str]) -> tuple[str, ...]:
    """Everything between the running number and the files, in the order of COLUMNS."""
    pages = "\n".join(issue.found_on[:MOST_PAGES])
    if len(issue.found_on) > MOST_PAGES:
        pages += f"\n……共{len(issue.found_on)}个页面，完整名单见 findings.jsonl"
    seen = beijing_time(issue.evidence.observed_at)
    return (
        owner,
        issue.account_label or "、".join(issue.columns),
        issue.check_title,
        SEVERITIES[issue.severity],
        VERDICTS[issue.verdict],
        issue.message,
        issue.url,
        pages,
        issue.evidence.excerpt,
        seen[:19].replace("T", "\n") if seen else "",
        "\n".join(indicators.get(indicator, indicator) for indicator in issue.indicators),
        issue.first_seen.isoformat(),
        "已核减" if issue.status == "waived" else "",
    )


def _counts(issues: Iterable[Issue]) -> Counter[str]:
    return Counter(issue.severity if issue.verdict is Verdict.FAIL else Verdict.UNDECIDED for issue in issues)


def _write_counts(sheet: Any, row: int, counts: Mapping[str, int], cell_format: Any) -> None:
    by_severity = [counts.get(severity, 0) for severity in Severity]
    for column, count in enumerate((*by_severity, sum(by_severity), counts.get(Verdict.UNDECIDED, 0)), start=1):
        sheet.write_number(row, column, count, cell_format)


def _told(table: ScoredTable) -> str:
    return "评估情况" if table.catalogue.without_points else "得分区间"


def _card_text(card: Scorecard) -> str:
    return str(card_score(card)) if card.without_points else _range(card.at_least, card.at_most)


def _range(at_least: Decimal, at_most: Decimal) -> str:
    low, high = rounded(at_least), rounded(at_most)
    return f"{high:f}" if low == high else f"{low:f} 至 {high:f}"


def _scope(audit: AuditResult) -> str:
    text = f"监测时间点：{audit.as_of.isoformat()}（北京时间当日24时）  检查编号：{audit.run_id}"
    if audit.units or audit.columns:
        text += f"  按需检查，仅限：{'、'.join((*audit.units, *audit.columns))}"
    return safe_text(text)


def _headings(sheet: Any, row: int, headings: Sequence[tuple[str, int]], formats: Mapping[str, Any]) -> None:
    for column, (heading, width) in enumerate(headings):
        sheet.set_column(column, column, width)
        sheet.write_string(row, column, heading, formats["heading"])
    sheet.set_row(row, 32)
    sheet.freeze_panes(row + 1, 1)


def _formats(workbook: Any) -> dict[str, Any]:
    font = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    cell = {**font, "border": 1, "border_color": "#9aa5b1", "text_wrap": True, "valign": "top"}
    return {
        "title": workbook.add_format({**font, "font_size": 16, "bold": True, "align": "center"}),
        "line": workbook.add_format({**font, "text_wrap": True, "align": "left"}),
        "heading": workbook.add_format(
            {**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#dde6f0"}
        ),
        "text": workbook.add_format(cell),
        "centre": workbook.add_format({**cell, "align": "center"}),
        "number": workbook.add_format({**cell, "align": "center"}),
        "link": workbook.add_format({**cell, "align": "center", "font_color": "#0b5394", "underline": 1}),
    }
