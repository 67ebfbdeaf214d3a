"""report.html: the whole audit as one page that needs no network, reads without JavaScript and prints on A4.

Everything that came from a page is escaped by the template engine; only http and https addresses become links. The
content policy inside the page lets nothing run but our own script, so even a slip in a template could run nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from checks.derived.link_outcomes import LinkOutcome, LinkRow
from checks.observation import FetchEnd
from checks.subjects import Portal
from checks.verdict import Severity, Verdict
from reports.audit import AuditResult
from reports.charts import Chart, deductions_by_indicator, issues_by_unit, link_outcomes
from reports.chinese_names import (
    LINK_KINDS,
    LINK_OUTCOMES,
    NO_ARCHIVES,
    NO_SCREENSHOTS,
    NO_UNIT,
    SEVERITIES,
    VERDICTS,
    reason_name,
)
from reports.coverage import CoverageRow, per_check
from reports.freshness import column_freshness
from reports.indicator_names import indicator_names
from reports.issue_list import Issue, beijing_time
from reports.places import web_address
from reports.score_bills import table_views
from reports.titles import report_title, title_words
from reports.to_confirm import to_confirm

MOST_PAGES = 10  # pages named for one fault; findings.jsonl names them all
MOST_LINKS = 200  # links named per outcome; links.jsonl names them all
MOST_PLACES = 30  # places named per row of the coverage table; coverage.jsonl names them all
LONG_LIST = 500  # entries; measured: 5,000 took 0.8 s to lay out again after each filter, 0.2 s as a long list
# Ends of a look whose name alone does not tell people what to mend.
_TECHNICAL = frozenset({FetchEnd.UNMAPPED, FetchEnd.TLS, FetchEnd.BAD_ANSWER, FetchEnd.NAME_FAILED, "check-crashed"})
_CHINESE_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTable:
    """Targets of one outcome, the worst known places first to read; `more` of them are only in links.jsonl."""

    outcome: LinkOutcome
    links: tuple[LinkRow, ...]
    more: int


def report_html(audit: AuditResult, issues: Sequence[Issue], rows: Sequence[CoverageRow]) -> str:
    templates = _templates()
    script, _, _ = templates.loader.get_source(templates, "issue_filter.jinja")  # type: ignore[union-attr]
    faults = [issue for issue in issues if issue.verdict is Verdict.FAIL]
    undecided = [issue for issue in issues if issue.verdict is Verdict.UNDECIDED]
    freshness = column_freshness(rows)
    return templates.get_template("report.jinja").render(
        audit=audit,
        title=report_title(audit.portal),
        title_words=title_words(audit.portal),
        script=script,
        script_sha256=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        numerals=_CHINESE_DIGITS,
        faults=faults,
        undecided=undecided,
        open_questions=[row for row in rows if row.verdict is Verdict.UNDECIDED and not row.has_findings],
        severities=Counter(issue.severity for issue in faults),
        verdicts=Counter(row.verdict for row in rows),
        units_with_faults=len({issue.unit for issue in faults if issue.unit}),
        unit_names=_unit_names(audit.portal, issues),
        check_names=sorted({(issue.check, issue.check_title) for issue in issues}),
        tables=table_views(audit.scored, issues),
        indicator_names=indicator_names(audit.scored),
        freshness=freshness,
        overdue=sum(column.verdict is Verdict.FAIL for column in freshness),
        link_counts=Counter(link.outcome for link in audit.links),
        link_kinds=_link_kinds(audit.links),
        link_tables=_link_tables(audit.links),
        checks=per_check(rows),
        unseen=[row for row in rows if row.could_not_look or row.verdict is Verdict.NOT_OBSERVED],
        charts=_charts(audit, faults),
        to_confirm=to_confirm(audit.portal),
    )


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters.update(
        web_address=web_address,
        verdict=lambda verdict: VERDICTS[Verdict(verdict)],
        severity=lambda severity: SEVERITIES[Severity(severity)],
        link_outcome=lambda outcome: LINK_OUTCOMES[outcome],
        link_kind=lambda kind: LINK_KINDS[kind],
        beijing=_beijing,
        chinese_day=lambda day: f"{day.year}年{day.month}月{day.day}日",
        reason=reason_name,
    )
    templates.tests["technical"] = _TECHNICAL.__contains__
    templates.globals.update(
        Verdict=Verdict,
        Severity=Severity,
        LinkOutcome=LinkOutcome,
        no_unit=NO_UNIT,
        no_screenshots=NO_SCREENSHOTS,
        no_archives=NO_ARCHIVES,
        most_pages=MOST_PAGES,
        most_places=MOST_PLACES,
        long_list=LONG_LIST,
    )
    return templates


def _beijing(moment: datetime | None) -> str:
    text = beijing_time(moment)
    return text[:19].replace("T", " ") if text else "—"


def _unit_names(portal: Portal, issues: Iterable[Issue]) -> list[str]:
    """Units that the filter offers: those with issues, in the registry's order."""
    present = {issue.unit for issue in issues if issue.unit}
    known = [unit.name for unit in portal.units if unit.name in present]
    return [*known, *sorted(present - set(known))]


def _link_kinds(links: Iterable[LinkRow]) -> list[tuple[Any, Counter[LinkOutcome]]]:
    """Kind of link → how many of each outcome, in the order of the kinds."""
    counts: dict[Any, Counter[LinkOutcome]] = {}
    for link in links:
        counts.setdefault(link.kind, Counter())[link.outcome] += 1
    return [(kind, counts[kind]) for kind in LINK_KINDS if kind in counts]


def _link_tables(links: Iterable[LinkRow]) -> list[LinkTable]:
    """Only what somebody may have to look at; what is alive or was excluded stands in the counts."""
    named: dict[LinkOutcome, list[LinkRow]] = {
        LinkOutcome.DEAD: [],
        LinkOutcome.CANNOT_CHECK: [],
        LinkOutcome.UNKNOWN: [],
    }
    for link in links:
        if link.outcome in named:
            named[link.outcome].append(link)
    return [
        LinkTable(outcome=outcome, links=tuple(group[:MOST_LINKS]), more=max(0, len(group) - MOST_LINKS))
        for outcome, group in named.items()
        if group
    ]


def _charts(audit: AuditResult, faults: Sequence[Issue]) -> list[Chart]:
    charts = [issues_by_unit(faults, "chart-units")]
    charts += [
        deductions_by_indicator(table, f"chart-deductions-{number}")
        for number, table in enumerate(audit.scored, start=1)
    ]
    if audit.links:
        charts.append(link_outcomes(audit.links, "chart-links"))
    return [chart for chart in charts if chart.bars]
