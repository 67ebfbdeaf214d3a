"""The issue list: findings of all parameter sets as one list, each fault once, in the order people read it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from checks.check import BEIJING, FindingRecord
from checks.finding import Evidence
from checks.subjects import Portal, Subject, SubjectKind
from checks.verdict import Severity, Verdict
from reports.audit import AuditResult
from reports.chinese_names import account_labels
from reports.evidence_files import NO_FILES, IssueFiles
from reports.merged_findings import LISTED, SEVERITY_RANK, merged_records
from reports.places import shown_place


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One fault as the reports name it. `number` is its place in this run's reports, `id` its lasting name.

    `unit` "" for what no unit owns. `columns`: names of the columns the place stands in, several for shared pages.
    """

    number: int
    id: str
    check: str
    check_title: str
    verdict: Verdict
    severity: Severity
    subject: Subject
    unit: str
    site: str
    columns: tuple[str, ...]
    account: str
    account_label: str  # for people: with the type of the account
    url: str
    found_on: tuple[str, ...]
    message: str
    evidence: Evidence
    first_seen: date
    indicators: tuple[str, ...]
    unchanged_since: datetime | None = None  # when the page came that shows it, where this run found it unchanged
    status: str = "open"  # waived: a person gave points back for it
    files: IssueFiles = NO_FILES  # what lies in evidence/ for it


def issue_list(audit: AuditResult, files: Mapping[str, IssueFiles] | None = None) -> tuple[Issue, ...]:
    """Faults first, then what is undecided; each portal first, then the units in the registry's order, by severity."""
    order = {unit.name: rank for rank, unit in enumerate(audit.portal.units, start=1)}

    def reading_order(record: FindingRecord) -> tuple[Any, ...]:
        rank = order.get(record.subject.unit, len(order) + 1) if record.subject.unit else 0
        place = (record.check, record.subject, record.finding.url, record.finding.code, record.id)
        listed = LISTED.index(record.finding.verdict)
        return (listed, rank, record.subject.unit, SEVERITY_RANK[record.severity], *place)

    column_names = {column.subject.key: column.name for column in audit.portal.columns()}
    records = sorted(merged_records(audit), key=reading_order)
    accounts = account_labels(audit.portal)
    waived = _waived(audit)
    issues = (
        _issue(number, record, audit, column_names, accounts, "waived" if record.id in waived else "open")
        for number, record in enumerate(records, start=1)
    )
    if not files:
        return tuple(issues)
    return tuple(replace(issue, files=files.get(issue.id, issue.files)) for issue in issues)


def finding_lines(issues: Iterable[Issue], run_id: str) -> Iterator[str]:
    """The lines of findings.jsonl, sorted by check, unit and place."""
    for issue in sorted(issues, key=lambda each: (each.check, each.unit, each.url, each.id)):
        yield json.dumps(_payload(issue, run_id), ensure_ascii=False, sort_keys=True) + "\n"


def beijing_time(moment: datetime | None) -> str | None:
    return moment.astimezone(BEIJING).isoformat(timespec="seconds") if moment else None


def _issue(
    number: int,
    record: FindingRecord,
    audit: AuditResult,
    column_names: Mapping[str, str],
    accounts: Mapping[str, str],
    status: str,
) -> Issue:
    subject, found = record.subject, record.finding
    names = [column_names[key] for key in record.columns if key in column_names]
    if subject.kind is SubjectKind.COLUMN:
        names = [subject.name]
    return Issue(
        number=number,
        id=record.id,
        check=record.check,
        check_title=audit.check_titles.get(record.check, record.check),
        verdict=found.verdict,
        severity=record.severity,
        subject=subject,
        unit=subject.unit,
        site=_site(audit.portal, record),
        columns=tuple(dict.fromkeys(names)),
        account=subject.name if subject.kind is SubjectKind.ACCOUNT else "",
        account_label=accounts.get(subject.key, subject.name) if subject.kind is SubjectKind.ACCOUNT else "",
        url=shown_place(found.url),
        found_on=tuple(shown_place(page) for page in found.found_on),
        message=record.message,
        evidence=found.evidence,
        first_seen=audit.first_seen.get(record.id, audit.started_at.astimezone(BEIJING).date()),
        indicators=tuple(sorted(audit.indicators.get(record.id, ()))),
        unchanged_since=audit.ages.since.get(found.evidence.body_sha256),
        status=status,
    )


def _waived(audit: AuditResult) -> frozenset[str]:
    """Fingerprints for which points were given back in some table."""
    rows = (row for table in audit.scored for card in table.cards for row in card.indicators)
    return frozenset(given.waiver.finding for row in rows for given in row.waived)


def _site(portal: Portal, record: FindingRecord) -> str:
    """URL of the portal's site that shows the fault: the page it was found on, not where a broken link points to."""
    subject, found = record.subject, record.finding
    if subject.kind is SubjectKind.SITE:
        return subject.url
    if subject.kind is SubjectKind.ACCOUNT:
        return ""
    sites = {urlsplit(url).netloc: url for url in reversed(portal.site_urls())}
    places = (*found.found_on, found.url, subject.url)
    return next((sites[host] for place in places if (host := _host(place)) in sites), "")


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # what a page calls an address need not be one
        return ""


def _payload(issue: Issue, run_id: str) -> dict[str, Any]:
    evidence = issue.evidence
    return {
        "id": issue.id,
        "run": run_id,
        "check": issue.check,
        "verdict": issue.verdict,
        "severity": issue.severity,
        "unit": issue.unit,
        "site": issue.site,
        # Tools want one name; a place shared by several columns belongs to none of them.
        "column": issue.columns[0] if len(issue.columns) == 1 else "",
        "account": issue.account,
        "url": issue.url,
        "found_on": list(issue.found_on),
        "message": issue.message,
        "evidence": {
            "excerpt": evidence.excerpt,
            "selector": evidence.selector,
            "observed_at": beijing_time(evidence.observed_at),
            "unchanged_since": beijing_time(issue.unchanged_since),
            "status": evidence.status,
            "attempts": evidence.attempts,
            "body_sha256": evidence.body_sha256,
            "screenshot": issue.files.screenshot or evidence.screenshot,
            "screenshot_sha256": issue.files.screenshot_sha256,
            "no_screenshot": issue.files.no_screenshot,
            "warc": issue.files.warc,
            "warc_offset": issue.files.warc_offset,
            "warc_record": issue.files.warc_record,
            "no_warc": issue.files.no_warc,
        },
        "first_seen": issue.first_seen.isoformat(),
        "status": issue.status,
        "indicators": list(issue.indicators),
    }
