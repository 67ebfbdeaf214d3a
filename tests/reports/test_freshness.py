from __future__ import annotations

from checks.verdict import Verdict
from reports.coverage import coverage
from reports.freshness import column_freshness


def test_overdue_first_then_the_next_to_be_stale_then_unknown(audit):
    columns = column_freshness(coverage(audit))
    assert len(columns) == len(list(audit.portal.columns()))
    known = [column.days_left for column in columns if column.days_left is not None]
    assert known == sorted(known)
    assert [column.days_left for column in columns[: len(known)]] == known
    assert columns[-1].verdict is Verdict.NOT_APPLICABLE


def test_overdue_is_below_zero_and_unknown_is_not_zero(audit):
    for column in column_freshness(coverage(audit)):
        match column.verdict:
            case Verdict.FAIL:
                assert column.days_left is not None
                assert column.days_left < 0
                assert column.newest
                assert column.clue
            case Verdict.PASS:
                assert column.days_left is not None
                assert column.days_left >= 0
            case _:
                assert column.days_left is None
                assert column.note
