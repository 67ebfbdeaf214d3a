from __future__ import annotations

import pytest

from checks.check import Outcome
from checks.measure import Occurrences
from checks.observation import Fetch, FetchEnd, LinkKind, LinksSeen, Region, Unreadable
from checks.subjects import Unit
from checks.verdict import Verdict
from tests.checks.observed import (
    AS_OF,
    COLUMN_URL,
    HOME,
    NOON,
    article,
    column,
    holding,
    judged,
    listed,
    portal,
    probed,
    row,
)

DEAD = "https://www.shili.gov.example/files/a.html"
OTHER_COLUMN = "https://www.shili.gov.example/zcwj/"
TWO_UNITS = portal(column(), column(unit="县财政局", name="政策文件", url=OTHER_COLUMN))
ARTICLE = f"{COLUMN_URL}1.html"
OTHER_ARTICLE = f"{OTHER_COLUMN}1.html"
LISTS = (listed(row(1, "2023-12-01")), listed(row(1, "2023-12-01", url=OTHER_ARTICLE), url=OTHER_COLUMN))


def by_subject(*observations, check="dead-link", of=TWO_UNITS) -> dict[str, Outcome]:
    return {outcome.subject.name: outcome for outcome in judged(check, of, [*LISTS, *observations], as_of=AS_OF)}


def test_a_dead_link_of_an_article_is_its_units():
    told = by_subject(holding(ARTICLE, DEAD), probed(DEAD, 404, 404))
    assert told["县发展和改革局"].verdict is Verdict.FAIL
    assert told["县发展和改革局"].measure == Occurrences(1)
    (record,) = told["县发展和改革局"].findings
    assert record.finding.url == DEAD
    assert record.finding.found_on == (ARTICLE,)
    assert record.message == "链接“链接文字”打不开：服务器返回状态码 404（经2次访问确认），共1个页面引用"
    assert record.columns == (column().subject.key,)
    assert not told["县财政局"].findings
    assert not told["示例县人民政府"].findings


@pytest.mark.parametrize("region", [region for region in Region if region is not Region.MAIN])
def test_a_dead_link_of_the_template_is_the_portals_and_told_once(region):
    told = by_subject(
        holding(ARTICLE, DEAD, region=region), holding(OTHER_ARTICLE, DEAD, region=region), probed(DEAD, 404, 404)
    )
    (record,) = told["示例县人民政府"].findings
    assert record.finding.found_on == (ARTICLE, OTHER_ARTICLE)
    assert not told["县发展和改革局"].findings
    assert not told["县财政局"].findings


def test_a_page_of_nobody_is_the_portals():
    assert by_subject(holding(HOME, DEAD), probed(DEAD, 404, 404))["示例县人民政府"].verdict is Verdict.FAIL


def test_what_a_unit_holds_is_not_told_the_portal_again():
    told = by_subject(
        holding(ARTICLE, DEAD), holding(HOME, DEAD, region=Region.FOOTER), probed(DEAD, "name-unknown", "name-unknown")
    )
    assert not told["示例县人民政府"].findings
    (record,) = told["县发展和改革局"].findings
    assert record.finding.found_on == (HOME, ARTICLE)


def test_two_holders_are_told_of_their_own_pages():
    told = by_subject(holding(ARTICLE, DEAD), holding(OTHER_ARTICLE, DEAD), holding(HOME, DEAD), probed(DEAD, 404, 404))
    assert told["县发展和改革局"].findings[0].finding.found_on == (ARTICLE,)
    assert told["县财政局"].findings[0].finding.found_on == (OTHER_ARTICLE,)
    assert not told["示例县人民政府"].findings


def test_a_page_names_its_own_unit_where_two_list_it():
    both = listed(row(1, "2023-12-01", url=ARTICLE), url=OTHER_COLUMN)
    told = by_subject(both, article(ARTICLE, source_unit="县财政局"), holding(ARTICLE, DEAD), probed(DEAD, 404, 404))
    assert told["县财政局"].findings
    assert not told["县发展和改革局"].findings


def test_pages_of_a_units_own_site_are_its_own():
    of = portal(units=(Unit(name="县教育局", sites=("https://jyj.shili.gov.example/",)),))
    page = "https://jyj.shili.gov.example/about.html"
    told = by_subject(holding(page, DEAD), probed(DEAD, 404, 404), of=of)
    assert told["县教育局"].findings


@pytest.mark.parametrize(
    ("kind", "check", "called"),
    [
        (LinkKind.PAGE, "dead-link", "链接"),
        (LinkKind.FRAME, "dead-link", "链接"),
        (LinkKind.MEDIA, "dead-link", "链接"),
        (LinkKind.IMAGE, "dead-image", "图片"),
        (LinkKind.ATTACHMENT, "dead-attachment", "附件"),
    ],
)
def test_each_kind_has_its_check(kind, check, called):
    seen = (holding(ARTICLE, DEAD, kind=kind), probed(DEAD, 404, 404, link_kind=kind))
    for each in ("dead-link", "dead-image", "dead-attachment"):
        outcome = by_subject(*seen, check=each)["县发展和改革局"]
        assert bool(outcome.findings) == (each == check)
    assert by_subject(*seen, check=check)["县发展和改革局"].findings[0].message.startswith(called)


@pytest.mark.parametrize("kind", [LinkKind.SCRIPT, LinkKind.STYLE])
def test_scripts_and_styles_accuse_nobody(kind):
    seen = (holding(ARTICLE, DEAD, kind=kind), probed(DEAD, 404, 404, link_kind=kind))
    for check in ("dead-link", "dead-image", "dead-attachment"):
        assert not by_subject(*seen, check=check)["县发展和改革局"].findings


@pytest.mark.parametrize("looks", [(403, 403, 403), (404,), ("tls",), ("reset", "reset", "reset")])
def test_what_could_not_be_checked_is_counted_and_never_a_fault(looks):
    outcome = by_subject(holding(ARTICLE, DEAD), probed(DEAD, *looks))["县发展和改革局"]
    assert outcome.verdict is Verdict.NOT_OBSERVED
    assert outcome.measure == Occurrences(0, unknown=1)
    assert [place.url for place in outcome.could_not_look] == [DEAD]


def test_some_alive_some_open_is_undecided():
    alive = DEAD + "?1"
    outcome = by_subject(holding(ARTICLE, DEAD, alive), probed(DEAD, 403), probed(alive, 200))["县发展和改革局"]
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.looked_at == 1


def test_all_alive_passes():
    outcome = by_subject(holding(ARTICLE, DEAD), probed(DEAD, 503, 200))["县发展和改革局"]
    assert (outcome.verdict, outcome.measure) == (Verdict.PASS, Occurrences(0))
    assert outcome.note == "共检查链接地址1个：失效0个，无法核验0个"


def test_without_link_checks_nothing_is_said():
    assert by_subject(holding(ARTICLE, DEAD))["县发展和改革局"].verdict is Verdict.NOT_OBSERVED


def test_a_unit_whose_pages_could_not_be_read_is_not_observed():
    gone = LinksSeen(url=ARTICLE, observed_at=NOON, fetch=Fetch(ended=FetchEnd.TIMEOUT))
    assert by_subject(gone, probed(DEAD, 404, 404))["县发展和改革局"].verdict is Verdict.NOT_OBSERVED


def test_a_unit_that_holds_no_such_target_is_not_concerned():
    told = by_subject(holding(ARTICLE, DEAD), probed(DEAD, 200), check="dead-image")
    assert told["县发展和改革局"].verdict is Verdict.NOT_APPLICABLE


def test_a_finding_stays_the_same_when_more_pages_hold_it():
    once = by_subject(holding(ARTICLE, DEAD), probed(DEAD, 404, 404))["县发展和改革局"].findings[0]
    twice = by_subject(holding(ARTICLE, DEAD), holding(COLUMN_URL, DEAD), probed(DEAD, 404, 404, 404))
    assert twice["县发展和改革局"].findings[0].id == once.id


def test_a_column_whose_list_was_not_seen_leaves_the_links_of_its_unit_open():
    drawn = "https://www.shili.gov.example/drawn/"
    of = portal(column(), column(name="政策文件", url=drawn))
    unseen = listed(url=drawn, unreadable=Unreadable.NEEDS_BROWSER)
    told = by_subject(unseen, holding(ARTICLE, DEAD), probed(DEAD, 200), of=of)["县发展和改革局"]
    assert told.verdict is Verdict.UNDECIDED
    assert told.measure == Occurrences(0, unknown=1)
    assert [place.url for place in told.could_not_look] == [drawn]
