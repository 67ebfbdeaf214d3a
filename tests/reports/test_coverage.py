from __future__ import annotations

import json
from dataclasses import replace

from checks.check import CouldNotLook
from checks.verdict import Verdict
from reports.coverage import coverage, coverage_lines, per_check
from tests.reports.sample_audit import HOME, outcome


def test_one_line_per_check_and_subject(audit):
    lines = [json.loads(line) for line in coverage_lines(coverage(audit), audit.run_id)]
    asked = {(each.check, each.subject.kind, each.subject.name, each.subject.unit) for each in audit.outcomes}
    assert len(lines) == len(asked)
    assert {(line["check"], line["subject_kind"], line["subject"], line["unit"]) for line in lines} == asked
    assert set(lines[0]) == {
        "run", "check", "subject_kind", "subject", "unit", "url", "verdict", "looked_at", "could_not_look", "note",
    }  # fmt: skip
    (unseen,) = [line for line in lines if line["check"] == "ipv6"]
    assert unseen["could_not_look"] == [{"url": HOME, "reason": "no-ipv6-route", "detail": ""}]


def test_what_one_table_could_not_see_is_not_made_good_by_another(audit):
    subject = audit.portal.subject
    place = CouldNotLook(url=HOME, reason="timeout")
    for graver, milder in (
        (Verdict.FAIL, Verdict.UNDECIDED),
        (Verdict.UNDECIDED, Verdict.NOT_OBSERVED),
        (Verdict.NOT_OBSERVED, Verdict.PASS),
        (Verdict.PASS, Verdict.NOT_APPLICABLE),
    ):
        two = (
            outcome("dead-link", subject, milder, params_digest="a", looked_at=7, note="轻"),
            outcome("dead-link", subject, graver, params_digest="b", looked_at=3, note="重", could_not_look=(place,)),
        )
        for outcomes in (two, two[::-1]):
            (row,) = coverage(replace(audit, outcomes=outcomes))
            assert (row.verdict, row.note, row.looked_at, row.could_not_look) == (graver, "重", 7, (place,))


def test_sums_per_check_add_up(audit):
    rows = coverage(audit)
    sums = per_check(rows)
    assert sum(sum(each.verdicts.values()) for each in sums) == len(rows)
    assert sum(each.could_not_look for each in sums) == sum(len(row.could_not_look) for row in rows)
