"""Calls for opinions the day before they close, on the day and the day after; and what holds a fail back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from checks.observation import Fetch, FetchEnd, LinkKind, PageLink, Region, Unreadable
from checks.subjects import ColumnClass
from checks.verdict import Verdict
from tests.checks.observed import AS_OF, COLUMN_URL, article, column, day, judged, judged_once, listed, portal, row

CALL = row(1, "2023-11-01", title="关于公开征求《示例县养犬办法（征求意见稿）》意见的公告")
RESULT = row(2, "2023-12-05", title="《示例县养犬办法（征求意见稿）》意见采纳情况反馈")
PORTAL = portal(column(name="意见征集", column_class=ColumnClass.SOLICITATION))
CHECK = "missing-solicitation-feedback"
# Looked at long after every day judged here, as in a real audit of a past day.
LATER = datetime(2024, 1, 15, tzinfo=UTC)


def called(text: str = "征求意见时间：2023年11月1日至2023年11月30日。", **told):
    return article(CALL.url, title=CALL.title, text=text, published_at=day("2023-11-01"), **told)


def verdict(*more, as_of: date = AS_OF, rows=(CALL,), params=None, **of_list) -> Verdict:
    seen = listed(*rows, **{"observed_at": LATER, **of_list})
    return judged_once(CHECK, PORTAL, [seen, *more], params, as_of).verdict


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2023, 11, 29), Verdict.PASS), (date(2023, 11, 30), Verdict.PASS), (date(2023, 12, 1), Verdict.FAIL)],
)
def test_only_after_the_closing_day(as_of: date, expected: Verdict) -> None:
    assert verdict(called(), as_of=as_of) is expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    # 30 November is a Thursday: three working days of grace end on Tuesday.
    [(date(2023, 12, 4), Verdict.PASS), (date(2023, 12, 5), Verdict.PASS), (date(2023, 12, 6), Verdict.FAIL)],
)
def test_days_of_grace_are_working_days(as_of: date, expected: Verdict) -> None:
    assert verdict(called(), as_of=as_of, params={"grace_working_days": 3}) is expected


@pytest.mark.parametrize(("as_of", "expected"), [(date(2023, 12, 4), Verdict.FAIL), (date(2023, 12, 5), Verdict.PASS)])
def test_a_result_counts_from_its_day(as_of: date, expected: Verdict) -> None:
    # Its page was not read: the row alone shows that it is there.
    assert verdict(called(), rows=(RESULT, CALL), as_of=as_of) is expected


def test_a_call_of_the_future_is_not_there_yet() -> None:
    assert verdict(called(), as_of=date(2023, 10, 31)) is Verdict.NOT_APPLICABLE


def test_calls_before_since_are_left_out() -> None:
    assert verdict(called(), params={"since": "2023-12-01"}) is Verdict.NOT_APPLICABLE
    assert verdict(called(), params={"since": date(2023, 11, 30)}) is Verdict.FAIL


def test_a_result_further_down_an_unordered_list_may_have_been_missed() -> None:
    assert verdict(called(), total_stated=40) is Verdict.UNDECIDED


def test_a_list_seen_before_the_closing_day_knows_nothing_of_later() -> None:
    assert verdict(called(), observed_at=datetime(2023, 11, 20, tzinfo=UTC)) is Verdict.UNDECIDED


def test_another_column_of_the_unit_that_was_not_read_may_hold_the_result() -> None:
    columns = (
        column(name="意见征集", column_class=ColumnClass.SOLICITATION),
        column(name="结果反馈", url="https://www.shili.gov.example/jgfk/", column_class=ColumnClass.OTHER),
    )
    seen = listed(CALL, observed_at=LATER)
    outcomes = judged(CHECK, portal(*columns), [seen, called()])
    assert {outcome.verdict for outcome in outcomes} == {Verdict.UNDECIDED, Verdict.NOT_APPLICABLE}


CENTRAL = "https://www.shili.gov.example/zjfk/"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"unit": "县教育局", "name": "征集反馈", "column_class": ColumnClass.SOLICITATION}, Verdict.UNDECIDED),
        ({"unit": "县教育局", "name": "结果反馈", "column_class": ColumnClass.OTHER}, Verdict.UNDECIDED),
        ({"unit": "县政府办公室", "name": "民意征集", "column_class": ColumnClass.SOLICITATION}, Verdict.UNDECIDED),
        # A department's own calls and the results of its inspections are no place for the results of others.
        ({"unit": "县教育局", "name": "民意征集", "column_class": ColumnClass.SOLICITATION}, Verdict.FAIL),
        ({"unit": "县教育局", "name": "抽检结果", "column_class": ColumnClass.OTHER}, Verdict.FAIL),
        ({"unit": "青石镇人民政府", "name": "意见征集", "column_class": ColumnClass.SOLICITATION}, Verdict.FAIL),
        # The unit's own notices, outside of what was asked for.
        ({"unit": "县发展和改革局", "name": "通知公告"}, Verdict.UNDECIDED),
    ],
)
def test_a_column_outside_the_scope_may_hold_the_result(told, expected: Verdict) -> None:
    elsewhere = column(url=CENTRAL, **told)
    asking = column(name="意见征集", column_class=ColumnClass.SOLICITATION)
    outcomes = judged(CHECK, portal(asking, elsewhere), [listed(CALL, observed_at=LATER), called()])
    assert next(each.verdict for each in outcomes if each.subject.name == "意见征集" and each.looked_at) is expected


@pytest.mark.parametrize(
    ("oldest", "expected"), [("2023-11-29", Verdict.FAIL), ("2023-11-30", Verdict.FAIL), ("2023-12-01", "undecided")]
)
def test_the_central_column_is_read_back_to_the_closing_day(oldest: str, expected: str) -> None:
    central = column(unit="县政府办公室", name="征集反馈", url=CENTRAL, column_class=ColumnClass.SOLICITATION)
    asking = column(name="意见征集", column_class=ColumnClass.SOLICITATION)
    shown = [row(n, f"2023-12-{30 - n}", url=f"{CENTRAL}{n}.html", title=f"第{n}号公开信") for n in range(10, 20)]
    shown.append(row(20, oldest, url=f"{CENTRAL}20.html", title="第20号公开信"))
    lists = [listed(CALL, observed_at=LATER), listed(*shown, url=CENTRAL, observed_at=LATER, more_pages=True)]
    outcomes = judged(CHECK, portal(asking, central), [*lists, called()])
    assert next(each.verdict for each in outcomes if each.subject.unit == asking.unit) == expected


def test_a_column_that_lists_pages_of_other_units_is_a_common_one() -> None:
    """Kept by a department for all: seen by the source its pages state, further down it was not read."""
    common = column(unit="县司法局", name="意见征集", url=CENTRAL, column_class=ColumnClass.SOLICITATION)
    asking = column(name="意见征集", column_class=ColumnClass.SOLICITATION)
    theirs = row(9, "2023-12-12", url=f"{CENTRAL}9.html", title="关于公开征求《示例县校车办法》意见的公告")
    lists = [
        listed(CALL, observed_at=LATER),
        listed(theirs, url=CENTRAL, observed_at=LATER, more_pages=True, total_stated=90),
    ]
    for source, expected in (("县发展和改革局", Verdict.UNDECIDED), ("县司法局", Verdict.FAIL)):
        seen = [*lists, called(), article(theirs.url, title=theirs.title, source_unit=source)]
        outcomes = judged(CHECK, portal(asking, common), seen)
        assert next(each.verdict for each in outcomes if each.subject.unit == asking.unit) is expected


def test_a_column_of_results_may_repeat_the_title_of_the_call() -> None:
    """The result stands under the very title of the call, at another URL."""
    other = "https://www.shili.gov.example/jgfk/"
    columns = (
        column(name="意见征集", column_class=ColumnClass.SOLICITATION),
        column(name="结果反馈", url=other, column_class=ColumnClass.SOLICITATION),
    )
    again = row(7, "2023-12-05", title=CALL.title, url=f"{other}7.html")
    told = article(
        again.url,
        title=CALL.title,
        text="截至2023年11月30日，一共收到2条意见，均已采纳。",
        published_at=day("2023-12-05"),
    )
    lists = [listed(CALL, observed_at=LATER), listed(again, url=other, observed_at=LATER)]
    outcomes = judged(CHECK, portal(*columns), [*lists, called(), told])
    assert {outcome.verdict for outcome in outcomes} == {Verdict.PASS}


@pytest.mark.parametrize("direction", ["from-the-call", "from-the-result"])
def test_a_link_in_either_direction_joins(direction: str) -> None:
    result = row(2, "2023-12-05", title="意见采纳情况的说明（关于养犬）")
    page = article(
        result.url, title=result.title, text="截至11月30日，一共收到2条意见，均采纳。", published_at=day("2023-12-05")
    )
    call = called()
    link = PageLink(
        result.url if direction == "from-the-call" else call.url, LinkKind.PAGE, "点击查看", Region.MAIN, "p > a"
    )
    if direction == "from-the-call":
        call = replace(call, main_links=(link,))
    else:
        page = replace(page, main_links=(link,))
    assert verdict(call, page, rows=(result, CALL)) is Verdict.PASS


def test_a_bare_result_of_the_unit_leaves_doubt() -> None:
    result = row(2, "2023-12-05", title="意见征集结果反馈")
    page = article(
        result.url, title=result.title, text="截至11月30日，一共收到2条意见，均采纳。", published_at=day("2023-12-05")
    )
    assert verdict(called(), page, rows=(result, CALL)) is Verdict.UNDECIDED


def test_a_result_told_before_the_call_is_another_round() -> None:
    early = replace(RESULT, date=day("2023-05-05"))
    assert verdict(called(), rows=(CALL, early)) is Verdict.UNDECIDED


def test_what_could_not_be_read_is_no_fault() -> None:
    failed = Fetch(ended=FetchEnd.TIMEOUT)
    assert verdict(article(CALL.url, fetch=failed)) is Verdict.NOT_OBSERVED
    assert verdict(unreadable=Unreadable.WALL) is Verdict.NOT_OBSERVED


def test_a_page_of_another_unit_is_not_this_unit_s_business() -> None:
    units = (
        column(unit="县发展和改革局", name="意见征集", column_class=ColumnClass.SOLICITATION),
        column(unit="县公安局", name="意见征集", column_class=ColumnClass.SOLICITATION),
    )
    seen = listed(CALL, observed_at=LATER)
    outcomes = judged(CHECK, portal(*units), [seen, called(source_unit="县公安局")])
    assert {outcome.subject.unit: outcome.verdict for outcome in outcomes} == {
        "县发展和改革局": Verdict.NOT_APPLICABLE,
        "县公安局": Verdict.FAIL,
    }
    assert COLUMN_URL in outcomes[0].subject.url


def linking(text: str, url: str):
    return replace(called(), main_links=(PageLink(url, LinkKind.PAGE, text, Region.MAIN, "p > a"),))


def test_a_linked_page_that_tells_the_result_counts_whatever_its_title() -> None:
    url = "https://www.shili.gov.example/hdjl/detail?id=9"
    told = article(url, title="征集详情", text="截至11月30日，一共收到2条意见，均采纳。")
    assert verdict(linking("查看", url), told) is Verdict.PASS


def test_a_link_called_the_result_that_was_not_read_leaves_doubt() -> None:
    assert verdict(linking("结果反馈", "https://www.shili.gov.example/hdjl/detail?id=9")) is Verdict.UNDECIDED
    assert verdict(linking("网站首页", "https://www.shili.gov.example/")) is Verdict.FAIL


def test_a_neighbour_reached_by_next_page_is_no_result() -> None:
    """下一篇 leads to the result of another call."""
    neighbour = row(2, "2023-12-05", title="《示例县粮食应急保障预案》意见采纳情况反馈")
    page = article(neighbour.url, title=neighbour.title, text="截至11月30日，一共收到2条意见，均采纳。")
    its_call = row(3, "2023-10-05", title="关于公开征求《示例县粮食应急保障预案》意见的公告")
    call = replace(called(), main_links=(PageLink(neighbour.url, LinkKind.PAGE, "下一篇", Region.MAIN, "p > a"),))
    assert verdict(call, page, rows=(neighbour, CALL, its_call)) is Verdict.FAIL


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        # A meeting on the same draft is no call of its own, and what it counts is not the result of the call.
        ("县公安局召开《示例县养犬办法》征求意见座谈会", "会议就草案进行了讨论。", Verdict.FAIL),
        ("县公安局召开《示例县养犬办法》征求意见座谈会", "会上共收到意见12条。", Verdict.UNDECIDED),
        ("关于《示例县养犬办法》征求意见的回复", "详见附件。", Verdict.UNDECIDED),
        ("12345热线意见建议办理情况通报", "共收到意见建议230条，采纳20条。", Verdict.FAIL),
    ],
)
def test_news_and_replies_are_neither_calls_nor_results(title: str, text: str, expected: Verdict) -> None:
    other = row(5, "2023-12-06", title=title)
    page = article(other.url, title=title, text=text, published_at=day("2023-12-06"))
    seen = [listed(other, CALL, observed_at=LATER), called(), page]
    outcome = judged_once(CHECK, PORTAL, seen)
    assert outcome.verdict is expected
    assert {found.finding.url for found in outcome.findings} == {CALL.url}
    assert dict(outcome.facts)["total"] == "1"
    for check in ("solicitation-feedback-wording", "solicitation-feedback-arithmetic"):
        assert judged_once(check, PORTAL, seen).verdict is Verdict.NOT_APPLICABLE


def test_news_of_an_earlier_meeting_is_no_doubt() -> None:
    earlier = row(5, "2023-10-06", title="县公安局召开《示例县养犬办法》征求意见座谈会")
    page = article(earlier.url, title=earlier.title, text="会上共收到意见12条。", published_at=day("2023-10-06"))
    assert verdict(called(), page, rows=(CALL, earlier)) is Verdict.FAIL


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("关于延长《示例县养犬办法》征求意见时间的公告", "征求意见时间延长至2023年12月20日。", Verdict.PASS),
        ("关于延长《示例县养犬办法》征求意见时间的公告", "详见附件。", Verdict.UNDECIDED),
        ("关于再次公开征求《示例县养犬办法》意见的公告", "征求意见时间：2023年11月28日至12月28日。", Verdict.PASS),
        ("关于延长《示例县校车办法》征求意见时间的公告", "征求意见时间延长至2023年12月20日。", Verdict.FAIL),
    ],
)
def test_a_later_notice_puts_the_closing_day_off(title: str, text: str, expected: Verdict) -> None:
    later = row(6, "2023-11-28", title=title)
    page = article(later.url, title=title, text=text, published_at=day("2023-11-28"))
    assert verdict(called(), page, rows=(later, CALL)) is expected


def test_a_call_of_last_year_puts_nothing_off() -> None:
    earlier = row(6, "2022-11-28", title=CALL.title)
    page = article(earlier.url, title=CALL.title, text="征求意见截止2023年12月28日。", published_at=day("2022-11-28"))
    outcome = judged_once(CHECK, PORTAL, [listed(CALL, earlier, observed_at=LATER), called(), page])
    assert {found.finding.url for found in outcome.findings} == {CALL.url}
