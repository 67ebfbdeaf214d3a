from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from checks.measure import Occurrences
from checks.observation import Clue, Fetch, FetchEnd, ListSeen, PageType, Unreadable
from checks.verdict import Verdict
from tests.checks.observed import AS_OF, article, column, day, judged_once, listed, portal, row, rows

SIX_MONTHS = {"class_thresholds": {"notice": {"months": 6}}}


def stale(seen: ListSeen | None, *more, params=SIX_MONTHS, as_of=AS_OF, **of_column):
    observations = [*([seen] if seen else []), *more]
    return judged_once("stale-column", portal(column(**of_column)), observations, params, as_of)


@pytest.mark.parametrize(
    ("newest", "verdict"),
    [("2023-06-14", Verdict.FAIL), ("2023-06-15", Verdict.PASS), ("2023-06-16", Verdict.PASS)],
)
def test_six_months_are_calendar_months(newest, verdict):
    assert stale(listed(*rows(newest, "2023-01-03"))).verdict is verdict


@pytest.mark.parametrize(
    ("newest", "verdict"),
    [("2023-06-17", Verdict.FAIL), ("2023-06-18", Verdict.PASS), ("2023-06-19", Verdict.PASS)],
)
def test_days_of_the_registry_win_over_the_class(newest, verdict):
    outcome = stale(listed(*rows(newest)), update_within_days=180, params={"class_thresholds": {"notice": {"days": 1}}})
    assert outcome.verdict is verdict


def test_days_left_are_told_when_all_is_well():
    outcome = stale(listed(*rows("2023-12-01")), update_within_days=30)
    assert outcome.verdict is Verdict.PASS
    assert "2023-12-01" in outcome.note
    assert "距超期还有16天" in outcome.note


def test_a_finding_says_what_proves_it():
    outcome = stale(listed(row(1, "2023-05-01", element="ul > li:nth-of-type(1)"), body_sha256="ab"))
    (record,) = outcome.findings
    assert record.message == (
        "栏目“通知公告”最新信息日期为2023-05-01（列表所示日期），更新期限为6个月，"
        "应于2023-11-01前（含当日）更新，截至2023-12-15已超期44天"
    )
    evidence = record.finding.evidence
    assert (evidence.status, evidence.body_sha256, evidence.selector) == (200, "ab", "ul > li:nth-of-type(1)")
    assert "2023-05-01" in evidence.excerpt
    assert outcome.measure == Occurrences(1)


def test_without_period_nobody_asks():
    outcome = stale(listed(*rows("2019-01-01")), params={})
    assert outcome.verdict is Verdict.NOT_APPLICABLE
    assert outcome.note == "没有更新期限要求；最新信息日期为2019-01-01（列表所示日期）"
    unread = stale(None, params={})
    assert (unread.verdict, unread.note) == (Verdict.NOT_APPLICABLE, "没有更新期限要求")


@pytest.mark.parametrize(
    ("until", "verdict"),
    [
        (date(2023, 12, 14), Verdict.FAIL),
        (date(2023, 12, 15), Verdict.NOT_APPLICABLE),
        (date(2023, 12, 16), Verdict.NOT_APPLICABLE),
        (None, Verdict.NOT_APPLICABLE),
    ],
)
def test_an_exemption_holds_to_its_last_day(until, verdict):
    outcome = stale(listed(*rows("2022-01-01")), exempt="本期无业务", exempt_until=until)
    assert outcome.verdict is verdict
    assert (verdict is Verdict.FAIL) or "本期无业务" in outcome.note


def test_rows_after_the_day_judged_are_no_updates():
    outcome = stale(listed(*rows("2023-12-20", "2023-12-16", "2023-03-01")))
    assert outcome.verdict is Verdict.FAIL
    assert "2023-03-01" in outcome.note


def test_only_rows_after_the_day_judged_tell_nothing():
    assert stale(listed(*rows("2023-12-20", "2023-12-16"))).verdict is Verdict.UNDECIDED


def test_an_old_pin_above_new_rows_is_no_fault():
    seen = listed(row(1, "2020-05-01", pinned=True), row(2, "2023-12-01"), row(3, "2023-11-01"))
    assert stale(seen).verdict is Verdict.PASS


def test_pins_alone_prove_nothing():
    seen = listed(row(1, "2020-05-01", pinned=True), row(2, "2020-04-01", pinned=True), total_stated=40)
    assert stale(seen).verdict is Verdict.UNDECIDED


def test_a_row_without_date_takes_that_of_its_article():
    seen = listed(*rows(None, "2023-01-01"))
    page = article(seen.rows[0].url, published_at=day("2023-12-01", Clue.META))
    assert stale(seen, page).verdict is Verdict.PASS


def test_an_undated_row_on_top_may_be_the_newest():
    assert stale(listed(*rows(None, "2023-01-01"))).verdict is Verdict.UNDECIDED


def test_an_undated_row_below_is_older():
    assert stale(listed(*rows("2023-02-01", "2023-01-01", None))).verdict is Verdict.FAIL


def test_nothing_dated_is_left_to_undated_items():
    outcome = stale(listed(*rows(None, None)))
    assert outcome.verdict is Verdict.UNDECIDED
    assert not outcome.findings


def test_a_date_in_the_url_alone_never_proves_staleness():
    outcome = stale(listed(row(1, "2022-01-01", Clue.URL), row(2, "2021-01-01", Clue.URL)))
    assert outcome.verdict is Verdict.UNDECIDED
    assert [record.finding.verdict for record in outcome.findings] == [Verdict.UNDECIDED]


def test_a_young_date_in_the_url_proves_an_update():
    assert stale(listed(row(1, "2023-12-01", Clue.URL))).verdict is Verdict.PASS


def test_a_list_without_order_is_only_judged_when_whole():
    seen = listed(*rows("2021-01-01", "2022-01-01", "2020-06-01", "2022-12-01"))
    assert stale(seen).verdict is Verdict.UNDECIDED
    assert stale(replace(seen, total_stated=4)).verdict is Verdict.FAIL


def test_rows_that_nothing_vouches_for_accuse_nobody():
    """They may be the box of another column: old rows prove nothing there, an update in time is none the less one."""
    outcome = stale(listed(*rows("2022-05-01"), unproven=True))
    assert outcome.verdict is Verdict.UNDECIDED
    assert "能证明所列信息属于该栏目" in outcome.note
    assert outcome.measure == Occurrences(0, unknown=1)
    assert stale(listed(*rows("2023-12-01"), unproven=True)).verdict is Verdict.PASS
    without = undated(listed(row(1, None), unproven=True), article(row(1, None).url))
    assert (without.verdict, without.measure) == (Verdict.UNDECIDED, Occurrences(0, unknown=1))


def test_a_look_before_the_period_ended_knows_nothing_of_later():
    seen = replace(listed(*rows("2023-06-01")), observed_at=datetime(2023, 11, 1, tzinfo=UTC))
    assert stale(seen).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("seen", "verdict", "reason"),
    [
        (None, Verdict.NOT_OBSERVED, "not-looked-at"),
        (listed(fetch=Fetch(ended=FetchEnd.TIMEOUT)), Verdict.NOT_OBSERVED, "timeout"),
        (listed(fetch=Fetch(ended=FetchEnd.ANSWERED, status=404)), Verdict.NOT_OBSERVED, "http-404"),
        (listed(unreadable=Unreadable.LOGIN), Verdict.NOT_OBSERVED, "login"),
        (listed(unreadable=Unreadable.WALL), Verdict.NOT_OBSERVED, "wall"),
        (listed(unreadable=Unreadable.NEEDS_BROWSER), Verdict.NOT_OBSERVED, "needs-browser"),
        (listed(unreadable=Unreadable.UNKNOWN_LAYOUT), Verdict.UNDECIDED, "unknown-layout"),
    ],
)
def test_what_could_not_be_read_is_never_a_fault(seen, verdict, reason):
    for check, params in (("stale-column", SIX_MONTHS), ("empty-column", {}), ("undated-items", {})):
        outcome = judged_once(check, portal(column()), [seen] if seen else [], params)
        assert outcome.verdict is verdict, check
        assert [place.reason for place in outcome.could_not_look] == [reason]
        assert outcome.measure == Occurrences(0, unknown=1)
        assert not outcome.findings


def empty(seen: ListSeen):
    return judged_once("empty-column", portal(column()), [seen])


def test_a_page_that_says_so_is_empty():
    outcome = empty(listed(empty_text="暂无数据", cms="generic"))
    assert outcome.verdict is Verdict.FAIL
    assert "暂无数据" in outcome.findings[0].message


def test_an_empty_list_of_a_known_layout_is_empty():
    assert empty(listed(cms="hanweb")).verdict is Verdict.FAIL


def test_no_rows_by_shape_alone_prove_nothing():
    for cms in ("generic", ""):
        outcome = empty(listed(cms=cms))
        assert (outcome.verdict, outcome.measure) == (Verdict.UNDECIDED, Occurrences(0, unknown=1))
        assert [record.finding.verdict for record in outcome.findings] == [Verdict.UNDECIDED]


def test_a_stated_total_contradicts_an_empty_reading():
    assert empty(listed(cms="hanweb", total_stated=12)).verdict is Verdict.UNDECIDED


def test_a_page_of_links_is_no_empty_column():
    assert empty(listed(unreadable=Unreadable.ONLY_LINKS_ELSEWHERE)).verdict is Verdict.NOT_APPLICABLE


def test_one_row_is_not_empty():
    assert empty(listed(*rows(None))).verdict is Verdict.PASS


def test_an_empty_column_is_told_once():
    assert stale(listed(empty_text="暂无数据")).verdict is Verdict.NOT_APPLICABLE


def undated(seen: ListSeen, *more, **of_column):
    return judged_once("undated-items", portal(column(**of_column)), [seen, *more])


def test_items_without_any_date_are_named_in_one_finding():
    seen = listed(*rows("2023-12-01", None, None))
    outcome = undated(seen, article(seen.rows[1].url), article(seen.rows[2].url))
    assert outcome.measure == Occurrences(2)
    (record,) = outcome.findings
    assert record.finding.found_on == (seen.rows[1].url, seen.rows[2].url)
    assert "有2条信息" in record.message


def test_the_date_of_the_article_is_enough():
    seen = listed(*rows(None))
    assert undated(seen, article(seen.rows[0].url, published_at=day("2023-12-01"))).verdict is Verdict.PASS


@pytest.mark.parametrize("more", [{"page_type": PageType.LIST}, {"fetch": Fetch(ended=FetchEnd.TIMEOUT)}])
def test_what_is_no_article_or_was_not_read_stays_open(more):
    seen = listed(*rows(None))
    outcome = undated(seen, article(seen.rows[0].url, **more))
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.measure == Occurrences(0, unknown=1)


def test_a_row_that_was_not_opened_stays_open():
    assert undated(listed(*rows(None))).verdict is Verdict.UNDECIDED


def test_people_and_offices_are_no_dated_items():
    seen = listed(*rows(None))
    assert undated(seen, article(seen.rows[0].url), column_class="leaders").verdict is Verdict.NOT_APPLICABLE


def test_outcomes_repeat_exactly():
    seen = listed(*rows("2023-05-01", "2023-04-01"))
    assert stale(seen) == stale(seen)
    assert stale(seen, as_of=AS_OF + timedelta(days=1)) != stale(seen)
