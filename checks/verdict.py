"""The five verdicts. Old values never change meaning; new ones go at the end."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 -- a verdict, not a password
    FAIL = "fail"
    NOT_APPLICABLE = "not-applicable"
    UNDECIDED = "undecided"  # looked, cannot tell
    NOT_OBSERVED = "not-observed"  # could not look


class Severity(StrEnum):
    """How much a finding weighs for the people who read the list (名称: 否决, 严重, 一般, 轻微, 提示)."""

    VETO = "veto"
    SERIOUS = "serious"
    NORMAL = "normal"
    MINOR = "minor"
    HINT = "hint"
