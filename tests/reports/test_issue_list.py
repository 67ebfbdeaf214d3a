from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from checks.finding import Evidence
from checks.subjects import Subject, SubjectKind
from checks.verdict import Severity, Verdict
from reports.audit import AuditResult
from reports.issue_list import finding_lines, issue_list
from tests.reports.sample_audit import HOME, SEEN, finding, outcome
from tests.reports.sample_table import TITLES

KEYS = {
    "id", "run", "check", "verdict", "severity", "unit", "site", "column", "account", "url", "found_on", "message",
    "evidence", "first_seen", "status", "indicators",
}  # fmt: skip
EVIDENCE_KEYS = {
    "excerpt", "selector", "observed_at", "unchanged_since", "status", "attempts", "body_sha256",
    "screenshot", "screenshot_sha256",
    "no_screenshot", "warc", "warc_offset", "warc_record", "no_warc",
}  # fmt: skip


def lines_of(audit: AuditResult) -> list[dict]:
    return [json.loads(line) for line in finding_lines(issue_list(audit), audit.run_id)]


def test_every_finding_stands_once_with_every_key(audit):
    lines = lines_of(audit)
    fingerprints = {record.id for each in audit.outcomes for record in each.findings}
    assert sorted(line["id"] for line in lines) == sorted(fingerprints)
    assert all(set(line) == KEYS and set(line["evidence"]) == EVIDENCE_KEYS for line in lines)
    assert {line["status"] for line in lines} == {"open"}
    assert {line["run"] for line in lines} == {audit.run_id}


def test_lines_are_sorted_whatever_the_order_of_outcomes(audit):
    turned = replace(audit, outcomes=tuple(reversed(audit.outcomes)))
    assert lines_of(turned) == lines_of(audit)


def test_faults_come_before_what_is_undecided_and_numbers_have_no_gap(audit):
    issues = issue_list(audit)
    assert [issue.number for issue in issues] == list(range(1, len(issues) + 1))
    verdicts = [issue.verdict for issue in issues]
    assert verdicts == sorted(verdicts, key=[Verdict.FAIL, Verdict.UNDECIDED].index)
    assert issues[0].unit == ""


def test_of_two_parameter_sets_the_graver_one_speaks(audit):
    column = next(audit.portal.columns()).subject
    mild = finding(column.url, "推定超期，需人工核对", Severity.MINOR, verdict=Verdict.UNDECIDED)
    grave = replace(mild, verdict=Verdict.FAIL, severity=Severity.SERIOUS, facts=(("message", "已超期3天"),))
    two = (
        outcome("stale-column", column, Verdict.UNDECIDED, mild, params_digest="a"),
        outcome("stale-column", column, Verdict.FAIL, grave, params_digest="b"),
    )
    for outcomes in (two, two[::-1]):
        (issue,) = issue_list(replace(audit, outcomes=outcomes))
        assert (issue.verdict, issue.severity, issue.message) == (Verdict.FAIL, Severity.SERIOUS, "已超期3天")


def test_a_broken_link_belongs_to_the_site_that_shows_it(audit):
    gone = finding("https://elsewhere.example/gone", "打不开", found_on=("https://zwfw.sample.example/a.html",))
    (line,) = lines_of(replace(audit, outcomes=(outcome("dead-link", audit.portal.subject, Verdict.FAIL, gone),)))
    assert line["site"] == "https://zwfw.sample.example/"
    assert line["url"] == "https://elsewhere.example/gone"
    assert line["unit"] == ""


def test_an_address_that_is_none_does_not_stop_the_list(audit):
    odd = finding("http://[broken", "打不开", found_on=("http://[also",))
    (line,) = lines_of(replace(audit, outcomes=(outcome("dead-link", audit.portal.subject, Verdict.FAIL, odd),)))
    assert line["site"] == HOME


def test_columns_and_accounts_are_named(audit):
    column = next(audit.portal.columns())
    other = list(audit.portal.columns())[1]
    account = next(audit.portal.accounts()).subject
    unit = audit.portal.units[0].subject
    found = finding(HOME, "问题")
    shared = outcome("dead-link", unit, Verdict.FAIL, found)
    keys = (column.subject.key, other.subject.key)
    in_both = replace(shared, findings=(replace(shared.findings[0], columns=keys),))
    in_one = replace(shared, findings=(replace(shared.findings[0], columns=keys[:1]),))
    for result, expected in (
        (outcome("stale-column", column.subject, Verdict.FAIL, found), (column.name, "")),
        (outcome("stale-account", account, Verdict.FAIL, found), ("", account.name)),
        (in_one, (column.name, "")),
        (in_both, ("", "")),
    ):
        (line,) = lines_of(replace(audit, outcomes=(result,)))
        assert (line["column"], line["account"]) == expected
    (issue,) = issue_list(replace(audit, outcomes=(in_both,)))
    assert issue.columns == (column.name, other.name)


def test_times_are_beijing_times_and_first_seen_comes_from_history(audit):
    late = SEEN.replace(hour=20)  # past midnight in Beijing
    found = finding(HOME, "问题", evidence=Evidence(observed_at=late))
    bare = finding(HOME + "b", "问题", evidence=Evidence())
    result = outcome("dead-link", audit.portal.subject, Verdict.FAIL, found, bare)
    history = {result.findings[0].id: date(2023, 5, 4)}
    first, second = lines_of(replace(audit, outcomes=(result,), first_seen=history))
    assert first["evidence"]["observed_at"] == "2024-01-03T04:30:00+08:00"
    assert first["first_seen"] == "2023-05-04"
    assert second["evidence"]["observed_at"] is None
    assert second["first_seen"] == "2024-01-02"  # not in history: the day of this run


def test_what_passed_or_is_unknown_to_the_registry_is_handled(audit):
    stranger = Subject(SubjectKind.UNIT, "样例县史志办", "样例县史志办", "样例县史志办")
    passed = finding(HOME, "没有问题", verdict=Verdict.PASS)
    issues = issue_list(
        replace(
            audit,
            outcomes=(
                outcome("dead-link", audit.portal.subject, Verdict.PASS, passed),
                outcome("a-new-check", stranger, Verdict.FAIL, finding(HOME, "问题")),
            ),
        )
    )
    assert [(issue.unit, issue.check_title) for issue in issues] == [("样例县史志办", "a-new-check")]
    assert "a-new-check" not in TITLES


def test_folders_of_this_machine_are_not_told(audit):
    account = next(audit.portal.accounts()).subject
    file = finding("/srv/audits/2023/accounts/fgj.csv", "问题", found_on=("/srv/audits/2023/accounts/fgj.csv",))
    (line,) = lines_of(replace(audit, outcomes=(outcome("stale-account", account, Verdict.FAIL, file),)))
    assert (line["url"], line["found_on"]) == ("fgj.csv", ["fgj.csv"])
    assert line["account"] == account.name
