from __future__ import annotations

from datetime import timedelta

import pytest

from checks.observation import Fetch, FetchEnd, LinkProbed, LinksSeen, ListSeen, PageSeen
from checks.subjects import Unit
from checks.world import Given, World
from tests.checks.observed import COLUMN_URL, HOME, NOON, OK, article, column, holding, listed, portal, row, world

ARTICLE = f"{COLUMN_URL}1.html"


def test_of_two_looks_the_later_counts():
    first, second = article(ARTICLE, title="旧"), article(ARTICLE, title="新", observed_at=NOON + timedelta(hours=1))
    page = world(portal(), first, second).page(ARTICLE)
    assert page is not None
    assert page.title == "新"


def test_a_page_is_found_under_the_address_it_ended_at():
    moved = article(ARTICLE, fetch=Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=HOME + "new.html"))
    seen = world(portal(), moved)
    assert seen.page(HOME + "new.html") is moved
    direct = article(HOME + "new.html", title="本尊")
    assert world(portal(), moved, direct).page(HOME + "new.html") is direct


def test_pages_belong_to_the_units_that_list_them():
    two = portal(column(), column(unit="县财政局", name="资金", url=HOME + "zj/"))
    seen = world(two, listed(row(1, None)), listed(row(1, None), url=HOME + "zj/"), article(ARTICLE))
    assert seen.units_of_page(ARTICLE) == ("县发展和改革局", "县财政局")
    assert seen.units_of_page(COLUMN_URL) == ("县发展和改革局",)
    assert seen.units_of_page(HOME) == ()


def test_external_rows_make_nobody_answer_for_another_site():
    seen = world(portal(column()), listed(row(1, None, url="http://else.example/1.html", external=True)))
    assert seen.units_of_page("http://else.example/1.html") == ()


def test_a_units_own_site_is_its_own():
    of = portal(units=(Unit(name="县教育局", sites=("https://jyj.gov.example/",)),))
    assert world(of).units_of_page("https://jyj.gov.example/any.html") == ("县教育局",)
    assert world(of).units_of_page("http://jyj.gov.example:8080/any.html") == ()


def test_what_works_out_of_the_world_is_worked_out_once():
    calls: list[World] = []
    seen = world(portal())
    assert [seen.derived(calls.append) for _ in range(2)] == [None, None]
    assert calls == [seen]


def test_a_rule_sees_only_what_it_declared():
    given = Given(world(portal(column()), listed()), column().subject, (ListSeen,))
    assert given[ListSeen]
    with pytest.raises(KeyError, match="PageSeen is not among the needs"):
        given[PageSeen]


def test_observations_about_a_column_are_its_list_and_its_rows():
    other = article(HOME + "other.html")
    seen = world(portal(column()), listed(row(1, None)), article(ARTICLE), other, holding(ARTICLE, HOME))
    given = Given(seen, column().subject, (ListSeen, PageSeen, LinksSeen))
    assert [each.url for each in given[PageSeen]] == [ARTICLE]
    assert [each.url for each in given[LinksSeen]] == [ARTICLE]
    assert [each.url for each in given.everywhere(PageSeen)] == [HOME + "other.html", ARTICLE]


def test_observations_come_sorted_whatever_the_order_of_storing():
    urls = [HOME + name for name in ("c", "a", "b")]
    probes = [LinkProbed(url=url, observed_at=NOON, fetch=OK) for url in urls]
    assert [each.url for each in world(portal(), *probes).all(LinkProbed)] == sorted(urls)
