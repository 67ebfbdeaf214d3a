"""Nothing that a report shows may stay a word of the code."""

from __future__ import annotations

import re

import pytest

from checks.derived.link_outcomes import LinkOutcome
from checks.observation import FetchEnd, LinkKind, Unreadable
from checks.subjects import ACCOUNT_TYPES, AccountType, ColumnClass, SubjectKind
from checks.verdict import Severity, Verdict
from reports.chinese_names import (
    COLUMN_CLASSES,
    LINK_KINDS,
    LINK_OUTCOMES,
    NO_ARCHIVES,
    NO_SCREENSHOTS,
    SEVERITIES,
    SUBJECT_KINDS,
    VERDICTS,
    WAITS,
    reason_name,
)
from reports.proof_words import NO_PLACE, NOT_TAKEN, NOTHING_STORED, OVER_BUDGET
from storage.pictures import PictureOutcome

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (VERDICTS, Verdict),
        (SEVERITIES, Severity),
        (SUBJECT_KINDS, SubjectKind),
        (ACCOUNT_TYPES, AccountType),
        (COLUMN_CLASSES, ColumnClass),
        (LINK_OUTCOMES, LinkOutcome),
        (LINK_KINDS, LinkKind),
        (NO_SCREENSHOTS, {*PictureOutcome, NO_PLACE, NOT_TAKEN} - {PictureOutcome.MARKED}),
        (NO_ARCHIVES, {OVER_BUDGET, NOTHING_STORED}),
    ],
)
def test_every_value_has_a_name(names, words):
    assert set(names) == set(words)


def test_what_a_row_waits_for_has_a_name():
    assert {"evidence", "judgement", "observation", "subject", "responsibility", "weight"} == set(WAITS)


REASONS = [
    *(end for end in FetchEnd if end is not FetchEnd.ANSWERED),
    *(why for why in Unreadable if why),
    "wall", "http-404", "not-looked-at", "not-probed", "no-way-out", "check-crashed",
    "unconfirmed-timeout", "unconfirmed-http-500",
]  # fmt: skip


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_name(reason):
    name = reason_name(reason)
    assert CHINESE.search(name)
    assert name != reason


def test_an_unknown_reason_is_shown_as_it_is():
    assert reason_name("brand-new") == "brand-new"
    assert reason_name("", "socket closed") == "socket closed"
    assert reason_name("") == "原因不明"
