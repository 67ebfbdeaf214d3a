"""Checks that take nothing tell the person who judges what they saw: faults and doubts in the clause's columns."""

from __future__ import annotations

from dataclasses import replace

from checks.check import Outcome
from checks.measure import Occurrences
from checks.scoring.scorecard import score
from checks.subjects import Column, ColumnClass
from checks.verdict import Verdict
from tests.checks.scoring.other_table import bounds
from tests.checks.scoring.small_table import DAY, PORTAL, UNIT, finding, load, outcome
from tests.checks.scoring.test_row_rules import HEAD

POLICY = Column(unit=UNIT.name, name="政策文件", url="https://a.example/zcwj/", column_class=ColumnClass.POLICY)
NOTICE = Column(unit=UNIT.name, name="通知公告", url="https://a.example/tzgg/", column_class=ColumnClass.NOTICE)
OWNER = replace(UNIT, columns=(POLICY, NOTICE))
TABLE = load(
    HEAD.format(weight="10", head="")
    + "          - {id: A1, text: 无噪音（10分）, scoring: {kind: fixed-points, points: '10'}, source: {check: broken, "
    + "columns: {class: [policy]}, bills: false, judgement: {ask: 有无噪音}}}"
)


def seen(column: Column, *verdicts: Verdict) -> Outcome:
    subject = column.subject
    found = []
    for number, verdict in enumerate(verdicts):
        record = finding("broken", f"{column.url}{number}.html", subject)
        found.append(replace(record, finding=replace(record.finding, verdict=verdict), columns=(subject.key,)))
    return outcome("broken", subject, *found, measure=Occurrences(verdicts.count(Verdict.FAIL)))


def asked(*outcomes: Outcome) -> str:
    (card,) = score(TABLE, replace(PORTAL, units=(OWNER,)), outcomes, DAY)
    assert bounds(card) == ("0.00", "10.00")
    return card.waiting_for[0][1].because


def test_faults_and_doubts_are_told_apart() -> None:
    told = asked(seen(POLICY, Verdict.FAIL, Verdict.UNDECIDED, Verdict.UNDECIDED))
    assert told == "待人工评定：有无噪音（检查发现1处问题、2处疑点，供评定参考）"
    assert asked(seen(POLICY, Verdict.UNDECIDED)) == "待人工评定：有无噪音（检查发现1处疑点，供评定参考）"


def test_columns_of_other_classes_are_not_told() -> None:
    assert asked(seen(NOTICE, Verdict.FAIL), seen(POLICY)) == "待人工评定：有无噪音"
