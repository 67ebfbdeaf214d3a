from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from checks.measure import Occurrences
from checks.observation import (
    Fetch,
    FetchEnd,
    HostAnswer,
    HostProbed,
    LinkKind,
    LinksSeen,
    PageLink,
    Region,
    SearchEntry,
    SearchHit,
    SearchQuery,
    SearchTried,
)
from checks.verdict import Severity, Verdict
from tests.checks.observed import HOME, NOON, OK, article, judged, judged_once, portal, probed

SUB = "https://fgj.shili.gov.example/"
TWO_SITES = portal(sites=(SUB,))


def fetch(look: int | str) -> Fetch:
    return Fetch(ended=FetchEnd.ANSWERED, status=look) if isinstance(look, int) else Fetch(ended=FetchEnd(look))


# unreachable-site


def reached(*observations):
    return judged_once("unreachable-site", portal(), observations)


SOMEBODY_ANSWERED = probed("https://www.other.example/", 200, external=True)


def test_a_home_page_that_opens():
    assert reached(article(HOME)).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("looks", "verdict"),
    [
        ((404,), Verdict.UNDECIDED),
        ((404, 404), Verdict.FAIL),
        (("name-unknown", "name-unknown"), Verdict.FAIL),
        (("refused", "refused"), Verdict.UNDECIDED),
        (("refused", "refused", "refused"), Verdict.FAIL),
        (("timeout", "timeout", "timeout", "timeout"), Verdict.NOT_OBSERVED),
        ((503, 503, 200), Verdict.PASS),
        ((403, 403), Verdict.NOT_OBSERVED),
        (("tls", "tls"), Verdict.NOT_OBSERVED),
        (("name-failed", "name-failed"), Verdict.NOT_OBSERVED),
        (("interrupted",), Verdict.NOT_OBSERVED),
    ],
)
def test_looks_at_the_home_page(looks, verdict):
    outcome = reached(probed(HOME, *looks), SOMEBODY_ANSWERED)
    assert outcome.verdict is verdict
    assert bool(outcome.findings) == (verdict is Verdict.FAIL)


def test_the_walks_own_look_counts_and_is_not_counted_twice():
    walked = article(HOME, fetch=fetch("refused"))
    again = probed(HOME, "refused", "refused")
    earlier = replace(walked, observed_at=NOON.replace(hour=1))
    assert reached(walked, again).verdict is Verdict.UNDECIDED  # both begin at the same moment: one look
    assert reached(earlier, again, SOMEBODY_ANSWERED).verdict is Verdict.FAIL
    three = replace(walked, fetch=replace(walked.fetch, attempts=3))
    assert reached(three, SOMEBODY_ANSWERED).verdict is Verdict.FAIL


def test_where_nobody_answered_the_fault_may_be_ours():
    outcome = reached(probed(HOME, "refused", "refused", "refused"))
    assert outcome.verdict is Verdict.NOT_OBSERVED
    assert "检查一侧" in outcome.note


def test_a_wall_is_no_silence():
    assert reached(article(HOME, fetch=replace(OK, wall="anti-bot"))).verdict is Verdict.NOT_OBSERVED


def test_a_site_nobody_looked_at():
    assert reached().verdict is Verdict.NOT_OBSERVED


# ipv6

ANSWER = HostAnswer(address="192.0.2.1", fetch=OK, title="示例县人民政府")
GOOD = HostProbed(
    url=HOME,
    observed_at=NOON,
    fetch=OK,
    host="www.shili.gov.example",
    names=Fetch(ended=FetchEnd.ANSWERED),
    aaaa=("2001:db8::1",),
    has_ipv6_route=True,
    tcp_open=True,
    v4=ANSWER,
    v4_again=ANSWER,
    v6=replace(ANSWER, address="2001:db8::1"),
)
NO_AAAA: dict[str, Any] = {"aaaa": (), "has_ipv6_route": False, "tcp_open": None, "v6": None}


def over_ipv6(**changed):
    return judged_once("ipv6", portal(), [replace(GOOD, **changed)])


def v6(look: int | str, title: str = "示例县人民政府") -> HostAnswer:
    return HostAnswer(address="2001:db8::1", fetch=fetch(look), title=title)


def test_the_whole_ladder():
    outcome = over_ipv6()
    assert (outcome.verdict, outcome.measure) == (Verdict.PASS, Occurrences(0))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({**NO_AAAA, "names": Fetch(ended=FetchEnd.NAME_UNKNOWN, detail="no-data")}, "no-aaaa"),
        ({**NO_AAAA, "names": Fetch(ended=FetchEnd.ANSWERED, detail="no-data")}, "no-aaaa"),
        ({"tcp_open": False, "v6": None}, "port-closed"),
        ({"tcp_open": False, "v6": v6("refused")}, "port-closed"),
        ({"v6": v6("reset")}, "no-answer"),
        ({"v6": v6(404)}, "other-status"),
        ({"v6": v6(200, "Welcome to nginx!")}, "other-title"),
    ],
)
def test_the_first_rung_that_breaks_is_named(changed, code):
    outcome = over_ipv6(**changed)
    assert [record.finding.code for record in outcome.findings] == [code]
    assert outcome.findings[0].severity is Severity.SERIOUS
    assert outcome.measure == Occurrences(1)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"has_ipv6_route": False, "tcp_open": None, "v6": None}, Verdict.NOT_OBSERVED),
        ({**NO_AAAA, "names": Fetch(ended=FetchEnd.NAME_FAILED)}, Verdict.NOT_OBSERVED),
        ({**NO_AAAA, "names": Fetch(ended=FetchEnd.TIMEOUT)}, Verdict.NOT_OBSERVED),
        ({**NO_AAAA, "names": Fetch(ended=FetchEnd.NAME_UNKNOWN)}, Verdict.NOT_OBSERVED),
        ({"tcp_open": False, "v6": v6("timeout")}, Verdict.NOT_OBSERVED),
        ({"v6": v6("timeout")}, Verdict.NOT_OBSERVED),
        ({"tcp_open": False, "v6": None, "v4": None}, Verdict.UNDECIDED),
        ({"tcp_open": False, "v6": None, "v4": v6("refused")}, Verdict.UNDECIDED),
        ({"v4": v6(503), "v4_again": v6(503), "v6": v6("refused")}, Verdict.UNDECIDED),
        ({"v6": v6(404), "v4_again": v6(404)}, Verdict.UNDECIDED),
        ({"v6": v6(200, "第一版"), "v4_again": v6(200, "第二版")}, Verdict.UNDECIDED),
        ({"v6": v6(200, "第一版"), "v4_again": None}, Verdict.UNDECIDED),
        ({"v6": v6(200, " 示例县 人民政府\n")}, Verdict.PASS),
        ({"host": "192.0.2.1", "aaaa": ()}, Verdict.NOT_APPLICABLE),
    ],
)
def test_what_is_no_fault_of_the_sites_ipv6(changed, verdict):
    outcome = over_ipv6(**changed)
    assert outcome.verdict is verdict
    assert not outcome.findings


def test_a_further_site_weighs_less_and_an_unprobed_one_is_not_observed():
    gone = replace(GOOD, url=SUB, **NO_AAAA, names=Fetch(ended=FetchEnd.ANSWERED, detail="no-data"))
    told = {outcome.subject.url: outcome for outcome in judged("ipv6", TWO_SITES, [gone])}
    assert told[SUB].findings[0].severity is Severity.NORMAL
    assert told[HOME].verdict is Verdict.NOT_OBSERVED


# site search

ENTRY = SearchEntry(in_header=True, method="get", element="form#search")
TITLES = ("关于开展2023年冬季安全检查工作的通知", "关于公布行政许可事项清单的公告")


def asked(title: str, *hits: SearchHit, look: int | str = 200, **told) -> SearchQuery:
    usual = {
        "title": title,
        "expected_url": f"{HOME}tzgg/{TITLES.index(title)}.html",
        "fetch": fetch(look),
        "result_url": f"{HOME}so?q=1",
        "hits": hits,
        "result_list_found": True,
    }
    return SearchQuery(**{**usual, **told})


def tried(*queries: SearchQuery, **told) -> SearchTried:
    usual = {
        "url": HOME,
        "observed_at": NOON,
        "fetch": OK,
        "seed": 1,
        "titles_known": 20,
        "entry": ENTRY,
        "queries": queries,
        "categories": ("全部", "政策", "新闻"),
    }
    return SearchTried(**{**usual, **told})


def search(check: str, *observations, of=None):
    return judged_once(check, of or portal(), observations)


def hit(title: str, url: str = "https://www.shili.gov.example/other.html") -> SearchHit:
    return SearchHit(title, url)


def test_an_entry_in_the_header():
    assert search("missing-site-search", tried()).verdict is Verdict.PASS


def test_no_entry_at_all():
    outcome = search("missing-site-search", tried(entry=None))
    assert outcome.verdict is Verdict.FAIL
    assert outcome.findings[0].finding.url == HOME


def test_an_entry_in_the_body_is_for_a_person_to_see():
    outcome = search("missing-site-search", tried(entry=replace(ENTRY, in_header=False)))
    assert outcome.verdict is Verdict.UNDECIDED
    assert [record.finding.verdict for record in outcome.findings] == [Verdict.UNDECIDED]


@pytest.mark.parametrize(
    ("text", "region", "verdict"),
    [
        ("搜索", Region.HEADER, Verdict.UNDECIDED),
        ("我县推进政务搜索服务升级", Region.MAIN, Verdict.FAIL),
        ("联系我们", Region.FOOTER, Verdict.FAIL),
    ],
)
def test_a_link_that_speaks_of_searching(text, region, verdict):
    link = PageLink(f"{HOME}so/", LinkKind.PAGE, text, region, "a")
    home = LinksSeen(url=HOME, observed_at=NOON, fetch=OK, links=(link,))
    assert search("missing-site-search", tried(entry=None), home).verdict is verdict


def test_a_further_site_needs_no_search():
    outcomes = judged("missing-site-search", TWO_SITES, [tried(url=SUB, entry=None)])
    assert {outcome.subject.url: outcome.verdict for outcome in outcomes} == {
        HOME: Verdict.NOT_OBSERVED,
        SUB: Verdict.NOT_APPLICABLE,
    }


@pytest.mark.parametrize("check", ["missing-site-search", "site-search-miss", "site-search-unclassified"])
@pytest.mark.parametrize("end", ["no-browser", "browser-failed", "timeout"])
def test_without_a_browser_nothing_is_said(check, end):
    outcome = search(check, tried(fetch=fetch(end), entry=None))
    assert outcome.verdict is Verdict.NOT_OBSERVED
    assert outcome.could_not_look[0].reason == end
    assert search(check).verdict is Verdict.NOT_OBSERVED


@pytest.mark.parametrize(
    "shown",
    [
        hit(TITLES[0]),
        hit("[通知公告] 关于开展2023年冬季安全检查工作的通知 2023-12-01"),
        hit("关于开展 2023 年冬季 安全检查工作 的通知"),
        hit("关于开展２０２３年冬季安全检查工作的通知"),
        hit("关于开展2023年冬季安全…"),
        hit("", f"{HOME}tzgg/0.html"),
        hit("", "http://www.shili.gov.example/tzgg/0.html"),
        hit("详情", f"{HOME}link?url=https%3A%2F%2Fwww.shili.gov.example%2Ftzgg%2F0.html"),
    ],
)
def test_what_counts_as_found(shown):
    assert search("site-search-miss", tried(asked(TITLES[0], hit("别的信息"), shown))).verdict is Verdict.PASS


@pytest.mark.parametrize("shown", [hit("关于开展…"), hit("关于开展2023年夏季安全检查工作的通知"), hit("")])
def test_what_does_not(shown):
    assert search("site-search-miss", tried(asked(TITLES[0], shown))).verdict is Verdict.FAIL


def test_every_missed_title_is_a_finding():
    outcome = search("site-search-miss", tried(asked(TITLES[0], hit("别的")), asked(TITLES[1])))
    assert outcome.measure == Occurrences(2)
    assert len({record.id for record in outcome.findings}) == 2
    assert [record.message for record in outcome.findings if "没有结果" in record.message]


@pytest.mark.parametrize(
    ("query", "verdict", "reason"),
    [
        (asked(TITLES[0], look=503), Verdict.NOT_OBSERVED, "http-503"),
        (asked(TITLES[0], look="timeout"), Verdict.NOT_OBSERVED, "timeout"),
        (asked(TITLES[0], result_list_found=False), Verdict.UNDECIDED, "no-result-list"),
    ],
)
def test_a_search_that_told_nothing(query, verdict, reason):
    outcome = search("site-search-miss", tried(query))
    assert outcome.verdict is verdict
    assert outcome.could_not_look[0].reason == reason
    assert not outcome.findings


def test_a_page_that_says_no_results_tells_enough():
    query = asked(TITLES[0], result_list_found=False, total_stated=0)
    assert search("site-search-miss", tried(query)).verdict is Verdict.FAIL


@pytest.mark.parametrize("told", [{"titles_known": 0}, {"entry": None}])
def test_nothing_to_search_for(told):
    assert search("site-search-miss", tried(**told)).verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("categories", "verdict"),
    [((), Verdict.FAIL), (("全部",), Verdict.FAIL), (("全部", "政策"), Verdict.PASS), (("政策",), Verdict.PASS)],
)
def test_classes_of_results(categories, verdict):
    outcome = search("site-search-unclassified", tried(asked(TITLES[0], hit("别的")), categories=categories))
    assert outcome.verdict is verdict


def test_only_results_can_be_without_classes():
    nothing = tried(asked(TITLES[0], result_list_found=False), categories=())
    assert search("site-search-unclassified", nothing).verdict is Verdict.UNDECIDED
    silent = tried(asked(TITLES[0], look="timeout"), categories=())
    assert search("site-search-unclassified", silent).verdict is Verdict.NOT_OBSERVED


FOUND = asked(TITLES[0], hit(TITLES[0]))
MISSED = asked(TITLES[1], hit("别的"))
OPEN = asked(TITLES[1], result_list_found=False)


@pytest.mark.parametrize(
    ("queries", "note"),
    [
        ((FOUND, FOUND), "抽取2条已发布标题，均在结果第一页找到"),
        ((MISSED, MISSED), "抽取2条已发布标题，均未在结果第一页找到"),
        ((FOUND, MISSED), "抽取2条已发布标题，1条未在结果第一页找到，其余1条均已找到"),
        ((FOUND, MISSED, OPEN), "抽取3条已发布标题，1条未在结果第一页找到，1条未能判断，1条已找到"),
        ((FOUND, OPEN), "抽取2条已发布标题，1条在结果第一页找到，其余1条未能判断"),
        ((OPEN, OPEN), "抽取2条已发布标题，均未能判断能否搜到"),
    ],
)
def test_what_the_test_of_a_search_says(queries, note):
    assert search("site-search-miss", tried(*queries)).note == note
