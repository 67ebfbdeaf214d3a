"""Every check is proved by its folder of cases: nothing missing, nothing surplus, no check without a folder."""

from __future__ import annotations

import re

import pytest

from checks.rule_index import all_rules
from checks.verdict import Verdict
from tests.checks.fixture_case import FIXTURES, Case, cases_of, disagreements, judge

CASES = [case for check in all_rules() for case in cases_of(check)]
# What they see proves nothing by itself: a person decides every time.
NEVER_FAILS = {"burst-publishing", "missing-anchor"}
COULD_NOT_TELL = {Verdict.UNDECIDED, Verdict.NOT_OBSERVED}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case_gives_exactly_what_it_expects(case: Case) -> None:
    outcomes = judge(case)
    wrong = disagreements(case, outcomes)
    assert not wrong, f"{case.says}\n" + "\n".join(wrong)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_message_is_filled(case: Case) -> None:
    for outcome in judge(case):
        texts = [outcome.note, *(record.message for record in outcome.findings)]
        assert not [text for text in texts if re.search(r"[{}]|\bNone\b", text)]
        assert all(record.message for record in outcome.findings)


@pytest.mark.parametrize("check", all_rules())
def test_check_has_its_folder_of_proofs(check: str) -> None:
    cases = cases_of(check)
    assert cases, f"fixtures/html/{check}/ holds no case"
    verdicts = set().union(*(case.expected_verdicts for case in cases))
    assert Verdict.PASS in verdicts, "no case that passes"
    assert (Verdict.FAIL in verdicts) is (check not in NEVER_FAILS), "no case that fails"
    assert verdicts & COULD_NOT_TELL, "no case that is undecided or not observed"
    assert any(case.is_look_alike for case in cases), "no case of something that looks like the fault and is right"


@pytest.mark.parametrize("case", [case for case in CASES if case.is_look_alike], ids=lambda case: case.id)
def test_look_alike_accuses_nobody(case: Case) -> None:
    assert Verdict.FAIL not in case.expected_verdicts
    assert not [found for found in case.expected_findings if found.get("verdict", "fail") == "fail"]


@pytest.mark.parametrize("check", all_rules())
def test_every_file_of_the_folder_is_used(check: str) -> None:
    named = {page["file"] for case in cases_of(check) for page in case.pages if "file" in page}
    there = {path.name for path in (FIXTURES / check).glob("*") if path.suffix != ".yaml"}
    assert there == named


def test_every_folder_belongs_to_a_check() -> None:
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()} - {"portal", "reading"}
    assert folders <= set(all_rules())
