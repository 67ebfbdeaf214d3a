"""What holds for every card, whatever was found and whatever could not be looked at."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from checks.check import CouldNotLook, FindingRecord, Outcome
from checks.measure import Answer, Measure, Occurrences
from checks.scoring.scorecard import Scorecard
from checks.verdict import Verdict
from tests.checks.scoring.small_table import (
    NEWS,
    POLICY,
    TABLE,
    UNIT,
    WECHAT,
    bytes_of,
    card_of,
    finding,
    load,
    outcome,
)

SUBJECTS = (("broken", UNIT.subject), ("blank", POLICY.subject), ("blank", NEWS.subject), ("quiet", WECHAT.subject))
IN = {"policy": (POLICY.subject.key,), "news": (NEWS.subject.key,), "nowhere": ()}


@st.composite
def judged(draw: st.DrawFn) -> list[Outcome]:
    """One outcome per check and subject: some faults, some doubts, some places that were not seen."""
    outcomes = []
    for which, (check, subject) in enumerate(SUBJECTS):
        places = draw(st.lists(st.integers(0, 9), unique=True, max_size=5))
        findings = tuple(
            finding(
                check,
                f"https://a.example/{which}/{place}",
                subject,
                columns=draw(st.sampled_from(sorted(IN.values()))) if check == "broken" else (subject.key,),
                verdict=draw(st.sampled_from([Verdict.FAIL, Verdict.FAIL, Verdict.UNDECIDED])),
            )
            for place in places
        )
        doubts = draw(st.integers(0, 3))
        bare = draw(st.sampled_from([None, None, Verdict.NOT_OBSERVED, Verdict.NOT_APPLICABLE, Verdict.UNDECIDED]))
        verdict = bare if not findings else None
        outcomes.append(outcome(check, subject, *findings, verdict=verdict, not_looked=doubts))
    return outcomes


def one_more_fault(outcomes: list[Outcome], which: int, columns: tuple[str, ...]) -> list[Outcome]:
    """The same world with a fault at a place where none was known."""
    old = outcomes[which]
    fault = finding(old.check, "https://a.example/new", old.subject, columns=columns)
    count = sum(each.finding.verdict is Verdict.FAIL for each in old.findings) + 1
    more = replace(
        old,
        findings=(*old.findings, fault),
        verdict=Verdict.FAIL,
        measure=Occurrences(count, old.measure.unknown if isinstance(old.measure, Occurrences) else 0),
    )
    return [*outcomes[:which], more, *outcomes[which + 1 :]]


@given(judged())
def test_bounds_hold(outcomes: list[Outcome]) -> None:
    card = card_of(outcomes)
    assert Decimal(0) <= card.at_least <= card.at_most <= Decimal(10)
    for result in card.indicators:
        assert 0 <= result.at_least <= result.at_most <= result.possible
    assert card.final == (card.at_least == card.at_most)


@given(judged(), st.randoms(use_true_random=False))
def test_order_never_matters(outcomes: list[Outcome], shuffler: object) -> None:
    straight = bytes_of(outcomes)
    mixed = [replace(each, findings=tuple(reversed(each.findings))) for each in outcomes]
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    assert bytes_of(mixed) == straight


@given(judged(), st.integers(0, len(SUBJECTS) - 1), st.sampled_from(sorted(IN.values())))
def test_a_further_fault_never_raises_a_score(outcomes: list[Outcome], which: int, columns: tuple[str, ...]) -> None:
    before = card_of(outcomes)
    if outcomes[which].verdict in (Verdict.NOT_OBSERVED, Verdict.NOT_APPLICABLE):
        return  # such an outcome holds no finding
    after = card_of(one_more_fault(outcomes, which, columns))
    assert after.at_most <= before.at_most


@given(judged(), st.integers(0, len(SUBJECTS) - 1), st.integers(1, 4))
def test_places_not_looked_at_only_widen(outcomes: list[Outcome], which: int, places: int) -> None:
    before = card_of(outcomes)
    old = outcomes[which]
    if old.verdict is Verdict.NOT_APPLICABLE:
        return
    unseen = tuple(CouldNotLook(url=f"https://a.example/unseen/{n}", reason="timeout") for n in range(places))
    after = card_of(
        [*outcomes[:which], replace(old, could_not_look=(*old.could_not_look, *unseen)), *outcomes[which + 1 :]]
    )
    assert_within(before, after)


@given(judged(), st.integers(0, len(SUBJECTS) - 1))
def test_doubting_every_fault_of_an_outcome_only_widens(outcomes: list[Outcome], which: int) -> None:
    """The certain loss of a fault becomes a risk: never more points for certain than before."""
    before = card_of(outcomes)
    old = outcomes[which]
    doubted: tuple[FindingRecord, ...] = tuple(
        replace(each, finding=replace(each.finding, verdict=Verdict.UNDECIDED)) for each in old.findings
    )
    if not doubted:
        return
    doubtful = replace(old, findings=doubted, verdict=Verdict.UNDECIDED, measure=Occurrences(0, len(doubted)))
    after = card_of([*outcomes[:which], doubtful, *outcomes[which + 1 :]])
    assert after.at_most >= before.at_most


@given(judged(), st.one_of(st.booleans().map(Answer), st.integers(0, 3).map(Occurrences)))
def test_filing_a_paper_only_narrows(outcomes: list[Outcome], paper: Measure) -> None:
    table = load(TABLE.replace("{check: quiet}", "{check: quiet, evidence: {ask: 是否更新}}"))
    assert_inside(card_of(outcomes, table, filed={(UNIT.name, "B2"): paper}), card_of(outcomes, table))


def assert_inside(inner: Scorecard, outer: Scorecard) -> None:
    assert outer.at_least <= inner.at_least <= inner.at_most <= outer.at_most


def assert_within(inner: Scorecard, outer: Scorecard) -> None:
    assert outer.at_least <= inner.at_least
    assert outer.at_most == inner.at_most
