"""A table of another shape needs no code: points, vetoes, dates, alternatives, averages, caps from its file alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from checks.catalogues.describe import show, summary
from checks.check import AsOf
from checks.measure import Answer, Measure, Occurrences, Points, Ratio
from checks.scoring.payload import card_payload
from checks.scoring.scorecard import Scorecard, score
from checks.scoring.waiver import Waiver
from checks.subjects import Account, AccountType, Portal, Unit
from tests.checks.scoring.other_table import OTHER, bounds, filed_by, load_other, row
from tests.checks.scoring.small_table import BARE_UNIT, DAY, PORTAL, UNIT, finding, outcome

HALL = replace(UNIT, attributes=(("hall", True),))
FAULT = finding("broken", "https://a.example/x")

ALL_RIGHT: dict[str, Measure] = {
    "A2": Points(Decimal(6)),
    "A3": Answer(True),
    "B3": Occurrences(0),
    "C1": Answer(True),
    "D1": Ratio(20, 20),
    "D2": Answer(True),
    "E1": Occurrences(5),
    "F1": Answer(True),
}


def card(
    *faults: object, unit: Unit = HALL, day: AsOf = DAY, waivers: tuple[Waiver, ...] = (), **filed: Measure
) -> Scorecard:
    portal = replace(PORTAL, units=(unit,))
    outcomes = [outcome("broken", unit.subject, *faults)]  # type: ignore[arg-type]
    return score(load_other(), portal, outcomes, day, filed=filed_by(unit, **(ALL_RIGHT | filed)), waivers=waivers)[0]


def test_a_clean_unit_by_hand() -> None:
    """10 + 10 + 10 + (5 of the ratio + 5) = 40; bonus 5 × 0.3 + 2 = 3.5, at most 3."""
    clean = card()
    assert bounds(clean) == ("43.00", "43.00")
    assert clean.final
    assert [(group.name, str(group.at_most), group.because) for group in clean.groups] == [
        ("基础", "40", ""),
        ("激励", "3", "各项合计3.5分，以3分为限"),
    ]
    assert [(credit.clause, str(credit.points)) for credit in row(clean, "E").credits] == [("E1", "1.5")]
    assert not any(result.deductions for result in clean.indicators)


def test_a_veto_empties_its_row_the_others_are_still_scored_and_the_flag_leaves_with_the_card() -> None:
    vetoed = card(FAULT)
    assert vetoed.vetoed_by == ("A1",)
    assert bounds(row(vetoed, "A")) == ("0.00", "0.00")
    (deduction,) = row(vetoed, "A").deductions
    assert (deduction.points, deduction.findings) == (Decimal(10), (FAULT.id,))
    # A veto is a consequence and bills nothing: the same fault costs its point in the next row.
    assert bounds(row(vetoed, "B")) == ("9.00", "9.00")
    assert bounds(vetoed) == ("32.00", "32.00")
    (flag,) = vetoed.outside
    assert (flag.consequence, flag.indicator, flag.findings) == ("加倍扣分项", "A", (FAULT.id,))


def test_what_may_be_a_veto_leaves_the_row_open() -> None:
    maybe = score(
        load_other(),
        replace(PORTAL, units=(HALL,)),
        [outcome("broken", HALL.subject, not_looked=1)],
        DAY,
        filed=filed_by(HALL, **ALL_RIGHT),
    )[0]
    assert bounds(row(maybe, "A")) == ("0.00", "10.00")
    assert maybe.vetoed_by == ()
    assert maybe.outside == ()


@pytest.mark.parametrize(("given", "points"), [("0", "4"), ("4.5", "8.5"), ("6", "10"), ("7", "10")])
def test_a_person_judges_within_the_range_of_the_clause(given: str, points: str) -> None:
    assert str(row(card(A2=Points(Decimal(given))), "A").at_most) == points


def test_points_settle_a_clause_that_only_checks_feed_but_never_give_back_what_they_proved() -> None:
    portal = replace(PORTAL, units=(HALL,))
    filed = ALL_RIGHT | {"A1": Occurrences(0), "B1": Points(Decimal(10))}
    unseen = score(load_other(), portal, [], DAY, filed=filed_by(HALL, **filed))[0]
    assert bounds(row(unseen, "B")) == ("10.00", "10.00")
    # What the check has seen whole is settled; where a place was not seen, a person says what is left of the rest.
    assert bounds(row(card(FAULT, B1=Points(Decimal(7))), "B")) == ("9.00", "9.00")
    seen_in_part = [outcome("broken", HALL.subject, FAULT, not_looked=3)]
    for given, points in (("10", "9.00"), ("7", "7.00")):
        filed = ALL_RIGHT | {"A1": Occurrences(0), "B1": Points(Decimal(given))}
        told = score(load_other(), portal, seen_in_part, DAY, filed=filed_by(HALL, **filed))[0]
        assert bounds(row(told, "B")) == (points, points)


def test_a_note_zeroes_its_row_after_what_the_clauses_took() -> None:
    zeroed = row(card(FAULT, B3=Occurrences(1)), "B")
    assert bounds(zeroed) == ("0.00", "0.00")
    assert [(each.clause, str(each.points)) for each in zeroed.deductions] == [("B1", "1"), ("B3", "9")]


def test_a_clause_counts_from_its_day() -> None:
    before = row(card(B2=Occurrences(3)), "B")
    assert bounds(before) == ("10.00", "10.00")
    (later,) = before.not_yet
    assert (later.clause, later.starts) == ("B2", date(2025, 1, 1))
    assert "自2025-01-01起实施，本期不计" in before.because
    for day, points in ((date(2024, 12, 31), "10.00"), (date(2025, 1, 1), "8.50"), (date(2025, 1, 2), "8.50")):
        assert bounds(row(card(day=AsOf(day), B2=Occurrences(3)), "B"))[1] == points


def test_alternatives_bill_the_unit_they_are_for() -> None:
    wall = replace(UNIT, attributes=(("hall", False),))
    assert bounds(row(card(unit=wall, C1=Answer(False), C2=Answer(True)), "C")) == ("10.00", "10.00")
    assert bounds(row(card(C1=Answer(False), C2=Answer(True)), "C")) == ("0.00", "0.00")
    unsaid = row(card(unit=UNIT, C1=Answer(True), C2=Answer(False)), "C")
    assert bounds(unsaid) == ("0.00", "10.00")  # nobody says which one; never more than the row
    assert {still.waits_for for still in unsaid.open} == {"evidence"}


def with_account(unit: Unit, kind: AccountType) -> Unit:
    return replace(unit, accounts=(Account(unit=unit.name, platform="wechat", type=kind, name="号"),))


def test_a_service_account_gets_the_average_of_the_others() -> None:
    """5×18/20 = 4.5 → 5; 5×8/20 = 2; the average of the two is 3.5."""
    third = Unit(name="县三局")
    portal = Portal(
        name="某县",
        home=PORTAL.home,
        units=(
            with_account(UNIT, AccountType.SERVICE),
            with_account(BARE_UNIT, AccountType.SUBSCRIPTION),
            with_account(third, AccountType.SUBSCRIPTION),
        ),
    )
    filed: dict[tuple[str, str], Measure] = {
        (UNIT.name, "D1"): Ratio(0, 20),
        (BARE_UNIT.name, "D1"): Ratio(18, 20),
        (third.name, "D1"): Ratio(8, 20),
        **{(unit.name, "D2"): Answer(True) for unit in portal.units},
    }
    cards = score(load_other(), portal, [], DAY, filed=filed)
    assert [bounds(row(each, "D")) for each in cards] == [("8.50", "8.50"), ("10.00", "10.00"), ("7.00", "7.00")]
    assert row(cards[0], "D").credits[0].because == "按其他2个单位的平均分计，得3.5分"
    # What the others have not filed yet is open for the average, too: 0 to 5 for one of two.
    del filed[third.name, "D1"]
    first = score(load_other(), portal, [], DAY, filed=filed)[0]
    assert bounds(row(first, "D")) == ("7.50", "10.00")


def test_without_others_there_is_no_average() -> None:
    alone = replace(PORTAL, units=(with_account(UNIT, AccountType.SERVICE),))
    filed = filed_by(UNIT, D2=Answer(True))
    assert bounds(row(score(load_other(), alone, [], DAY, filed=filed)[0], "D")) == ("5.00", "10.00")


def waiver(points: str, number: int = 1) -> Waiver:
    return Waiver(
        id=number,
        unit=HALL.name,
        finding=FAULT.id,
        points=Decimal(points),
        reason="已核实为误报",
        by="考评组",
        at=datetime(2024, 7, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(("points", "left"), [("0.4", "9.40"), ("1", "10.00"), ("3", "10.00")])
def test_a_waiver_gives_back_what_its_finding_took_and_no_more(points: str, left: str) -> None:
    billed = row(card(FAULT, waivers=(waiver(points),)), "B")
    assert bounds(billed) == (left, left)
    assert [str(each.points) for each in billed.waived] == [min(points, "1")]


def test_a_veto_is_lifted_when_all_of_it_is_given_back() -> None:
    assert card(FAULT, waivers=(waiver("10"),)).vetoed_by == ()
    half = card(FAULT, waivers=(waiver("4"),))
    assert (half.vetoed_by, bounds(row(half, "A"))) == (("A1",), ("4.00", "4.00"))


def test_the_card_as_data() -> None:
    payload = card_payload(card(FAULT, waivers=(waiver("1"),)))
    assert payload["vetoed_by"] == ["A1"]
    assert payload["outside"][0]["consequence"] == "加倍扣分项"
    assert payload["groups"][1]["cap"] == "3.00"
    by_id = {each["id"]: each for each in payload["indicators"]}
    assert by_id["B"]["waived"] == [
        {"clause": "B1", "finding": FAULT.id, "points": "1.00", "reason": "已核实为误报", "by": "考评组"}
    ]
    assert by_id["B"]["not_yet"] == [{"clause": "B2", "text": "每次扣0.5分（2025年起）", "from": "2025-01-01"}]
    assert by_id["E"]["earned"][0]["because"] == "点5×0.3分，计1.5分"


def test_the_table_describes_itself() -> None:
    table = load_other()
    assert summary(table)["points"] == "40"
    rows = {each["id"]: each for each in show(table)["indicators"]}
    veto = rows["A"]["clauses"][0]
    assert (veto["scoring"], veto["outside"], veto["weight"]) == ({"kind": "veto"}, "加倍扣分项", None)
    assert rows["A"]["clauses"][1]["weight"] == "6分"
    assert rows["B"]["clauses"][1]["from"] == "2025-01-01"
    assert rows["D"]["clauses"][0]["average_for"] == {"accounts": ["service"], "unless": ["subscription"]}


@pytest.mark.parametrize(
    ("old", "new", "row_id", "advice"),
    [
        ('points: "6"', 'points: "5"', "A", 'computed: "9分"'),
        ('"3"}]\n    indicators:\n      - id: E', '"4"}]\n    indicators:\n      - id: E', "激励", 'computed: "3"'),
        ("average_for: {accounts: [service], unless: [subscription]}", "from: 2025", "D1", "from"),
        ("answer: ratio", "answer: choice", "D1", "须写 options"),
        ("answer: ratio", "answer: number", "D1", "请改写：ratio"),
        ("scoring: {kind: zeroing}", "scoring: {kind: zeroing, only: [A1]}", "B3", "不是可计分的条号"),
        ("{ask: 是否弄虚作假}", "{ask: 是否弄虚作假, answer: points}", "B3", "请改写：occurred"),
    ],
)
def test_what_the_loader_refuses(old: str, new: str, row_id: str, advice: str) -> None:
    from checks.catalogues.faults import CatalogueError

    assert old in OTHER
    with pytest.raises(CatalogueError) as told:
        load_other(OTHER.replace(old, new, 1))
    assert f"other.yaml：{row_id}" in str(told.value)
    assert advice in str(told.value)
