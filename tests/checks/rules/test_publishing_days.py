"""future-dated-item, burst-publishing and stale-home-page: thresholds just below, on and just above."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from checks.measure import Occurrences
from checks.observation import Clue, Fetch, FetchEnd, HomeBlock, PageType
from checks.subjects import ColumnClass
from checks.verdict import Verdict
from tests.checks.observed import AS_OF, HOME, NOON, OK, article, column, day, judged_once, listed, portal, row, rows


def labelled(text: str, label: str = "发布日期"):
    return replace(day(text, Clue.LABELLED_LINE), detail=label)


def future(*of, params=None, as_of=AS_OF, seen_at=NOON, pages=(), **of_column):
    seen = listed(*of, observed_at=seen_at)
    return judged_once("future-dated-item", portal(column(**of_column)), [seen, *pages], params, as_of)


@pytest.mark.parametrize(
    ("shown", "verdict"),
    [("2023-12-15", Verdict.PASS), ("2023-12-16", Verdict.PASS), ("2023-12-17", Verdict.FAIL)],
)
def test_one_day_ahead_is_tolerated(shown, verdict):
    one = row(1, shown)
    page = article(one.url, published_at=labelled(shown), date_clues=(labelled(shown),))
    assert future(one, *rows("2023-12-01")[1:], pages=(page,)).verdict is verdict


def test_the_day_of_the_look_is_that_of_beijing():
    at_one_in_the_morning = datetime(2023, 12, 15, 17, tzinfo=UTC)  # 16 December there
    one = row(1, "2023-12-17")
    page = article(one.url, published_at=labelled("2023-12-17"), observed_at=at_one_in_the_morning)
    assert future(one, seen_at=at_one_in_the_morning, pages=(page,)).verdict is Verdict.PASS


def test_the_day_judged_decides_nothing():
    one = row(1, "2023-12-14")
    page = article(one.url, published_at=labelled("2023-12-14"))
    assert future(one, pages=(page,), as_of=date(2023, 6, 1)).verdict is Verdict.PASS
    late = row(1, "2024-01-20")
    page = article(late.url, published_at=labelled("2024-01-20"))
    assert future(late, pages=(page,), as_of=date(2024, 6, 1)).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("own", "verdict"),
    [
        ((labelled("2024-02-01"),), Verdict.FAIL),
        ((labelled("2024-02-01", "时间"),), Verdict.UNDECIDED),  # 时间 may be that of a meeting
        ((labelled("2024-02-01", "更新时间"),), Verdict.UNDECIDED),
        ((day("2024-02-01", Clue.META),), Verdict.FAIL),  # the list repeats what the label says
        ((day("2024-02-01", Clue.ARTICLE_HEAD),), Verdict.UNDECIDED),
        ((labelled("2023-12-01"), day("2024-02-01", Clue.META)), Verdict.UNDECIDED),
    ],
)
def test_only_a_day_of_publication_without_contradiction_is_a_fault(own, verdict):
    one = row(1, "2024-02-01")
    assert future(one, pages=(article(one.url, published_at=own[0], date_clues=own),)).verdict is verdict


def test_a_label_that_nobody_sees_is_for_a_person():
    one = row(1, None)
    assert (
        future(one, pages=(article(one.url, published_at=day("2024-02-01", Clue.META)),)).verdict is Verdict.UNDECIDED
    )


@pytest.mark.parametrize("clue", [Clue.URL, Clue.SIGNATURE, Clue.DOCUMENT_DATE, Clue.GENERATED])
def test_other_days_than_that_of_publication_do_not_count(clue):
    assert future(row(1, "2024-02-01", clue), *rows("2023-12-01")[:1]).verdict is not Verdict.FAIL


def test_dates_without_a_year_are_no_future_ones():
    assert future(row(1, "12-28")).verdict is Verdict.NOT_APPLICABLE


def burst(*shown, params=None, as_of=AS_OF, **told):
    of = rows(*shown)
    seen = listed(*of, **{"total_stated": len(of), **told})
    return judged_once("burst-publishing", portal(column(column_class=ColumnClass.POLICY)), [seen], params or {}, as_of)


def spread(recent: int, earlier: int) -> list[str]:
    """So many rows in the last thirty days, so many before them."""
    days = [AS_OF - timedelta(days=number) for number in range(recent)]
    days += [AS_OF - timedelta(days=40 + 20 * number) for number in range(earlier)]
    return [each.isoformat() for each in days]


@pytest.mark.parametrize(
    ("recent", "earlier", "verdict"),
    [
        (5, 6, Verdict.PASS),
        (5, 5, Verdict.UNDECIDED),
        (6, 5, Verdict.UNDECIDED),
        (5, 4, Verdict.NOT_APPLICABLE),  # nine rows are too few
    ],
)
def test_share_of_the_year(recent, earlier, verdict):
    assert burst(*spread(recent, earlier)).verdict is verdict


def test_a_burst_is_never_a_fail():
    outcome = burst(*spread(12, 0))
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.measure == Occurrences(0, unknown=1)
    assert [record.finding.verdict for record in outcome.findings] == [Verdict.UNDECIDED]


def test_one_day_for_all_is_told_apart():
    outcome = burst(*["2023-12-04"] * 12)
    assert "12条同为2023-12-04一天" in outcome.findings[0].message


@pytest.mark.parametrize(("first", "verdict"), [("2022-12-16", Verdict.PASS), ("2022-12-15", Verdict.NOT_APPLICABLE)])
def test_the_year_begins_the_day_after(first, verdict):
    assert burst(*spread(1, 8), first).verdict is verdict


def test_rows_without_a_date_may_lie_on_either_side():
    sure = burst(*spread(11, 4), None, None)
    assert (sure.verdict, len(sure.findings)) == (Verdict.UNDECIDED, 1)
    open_ = burst(*spread(6, 5), None, None)
    assert (open_.verdict, open_.findings) == (Verdict.UNDECIDED, ())
    assert burst(*spread(2, 8), None, None).verdict is Verdict.PASS


def test_a_list_not_read_over_the_year_is_not_judged():
    assert burst(*spread(15, 0), total_stated=400, more_pages=True).verdict is Verdict.NOT_APPLICABLE


def test_rows_without_a_year_reach_back_too():
    shown = ["12-11", "11-20", "10-19", "09-14", "08-03", "07-06", "05-18", "04-12", "03-09", "02-02", "01-05", "12-01"]
    assert burst(*shown, total_stated=None).verdict is Verdict.PASS


def test_a_list_seen_before_the_day_judged_proves_no_calm():
    assert burst(*spread(1, 12), as_of=date(2023, 12, 16)).verdict is Verdict.UNDECIDED


def home(*blocks: tuple[str | None, ...], **told):
    found = tuple(
        HomeBlock(
            "要闻",
            tuple(
                replace(each, title=f"示例县第{number}{at}次常务会议召开", url=f"{HOME}xw/{number}{at}.html")
                for at, each in enumerate(rows(*shown))
            ),
        )
        for number, shown in enumerate(blocks)
    )
    return article(HOME, **{"page_type": PageType.HOME, "home_blocks": found, **told})


def stale_home(page, *more, as_of=AS_OF, params=None):
    return judged_once("stale-home-page", portal(column()), [page, *more], params, as_of)


@pytest.mark.parametrize(
    ("newest", "verdict"),
    [("2023-11-30", Verdict.FAIL), ("2023-12-01", Verdict.PASS), ("2023-12-02", Verdict.PASS)],
)
def test_two_weeks(newest, verdict):
    assert stale_home(home((newest, "2023-11-01"), ("2023-10-01",))).verdict is verdict


def test_the_period_is_a_parameter():
    page = home(("2023-11-30", "2023-11-01"), ("2023-10-01",))
    assert stale_home(page, params={"days": 15}).verdict is Verdict.PASS


def test_two_dated_items_are_not_the_news_of_a_site():
    assert stale_home(home(("2023-11-30", "2023-11-01"))).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("behind", "verdict"),
    [
        (None, Verdict.UNDECIDED),
        (article(f"{HOME}xw/10.html"), Verdict.UNDECIDED),
        (article(f"{HOME}xw/10.html", page_type=PageType.LIST), Verdict.FAIL),
        (article(f"{HOME}xw/10.html", fetch=Fetch(ended=FetchEnd.ANSWERED, status=404)), Verdict.FAIL),
        (article(f"{HOME}xw/10.html", fetch=Fetch(ended=FetchEnd.TIMEOUT)), Verdict.UNDECIDED),
        (article(f"{HOME}xw/10.html", published_at=day("2023-12-10", Clue.META)), Verdict.PASS),
    ],
)
def test_an_item_without_a_date_is_what_is_behind_it(behind, verdict):
    page = home(("2023-11-20", "2023-11-01", "2023-10-01"), (None,))
    assert stale_home(page, *([behind] if behind else [])).verdict is verdict


def test_later_items_beside_earlier_ones_hide_nothing():
    seen_at = {"observed_at": NOON + timedelta(days=60)}
    beside = home(("2023-12-28", "2023-11-20", "2023-11-01"), ("2023-10-01",), **seen_at)
    assert stale_home(beside).verdict is Verdict.FAIL
    alone = home(("2024-01-20", "2023-12-28"), ("2023-11-20", "2023-11-01", "2023-10-01"), **seen_at)
    assert stale_home(alone).verdict is Verdict.UNDECIDED


def test_a_newer_column_of_the_site_speaks_for_it():
    page = home(("2023-11-20", "2023-11-01", "2023-10-01"))
    fresh = listed(*rows("2023-12-10"))
    assert stale_home(page, fresh).verdict is Verdict.UNDECIDED
    elsewhere = column(url="https://other.shili.gov.example/tzgg/")
    outcome = judged_once("stale-home-page", portal(elsewhere), [page, replace(fresh, url=elsewhere.url)], None, AS_OF)
    assert outcome.verdict is Verdict.FAIL


def test_a_home_page_that_leads_to_another_site_is_not_judged():
    moved = replace(OK, final_url="https://new.example.gov.example/")
    page = home(("2023-11-20", "2023-11-01", "2023-10-01"), fetch=moved)
    assert stale_home(page).verdict is Verdict.NOT_OBSERVED


def test_a_home_page_that_shows_nothing_is_not_stale():
    assert stale_home(home()).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(("rendered", "verdict"), [(False, Verdict.UNDECIDED), (True, Verdict.FAIL)])
def test_an_empty_list_may_be_filled_by_a_script_unless_a_browser_drew_the_page(rendered, verdict):
    page = home(("2023-11-20", "2023-11-01", "2023-10-01"), fetch=replace(OK, rendered=rendered))
    page = replace(page, home_blocks=(*page.home_blocks, HomeBlock("今日要闻", ())))
    assert stale_home(page).verdict is verdict
