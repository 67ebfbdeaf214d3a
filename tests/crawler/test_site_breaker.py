from __future__ import annotations

import asyncio

import pytest

from checks.observation import FetchEnd, LinkProbed, PageSeen
from crawler import site_breaker
from crawler.fetch_outcome import LookFailed
from crawler.network_rules import NetworkRules
from crawler.politeness import Politeness
from crawler.site_breaker import FEWEST_LOOKS, GIVEN_UP, PAUSES, WINDOW, SiteBreakers
from tests.crawler.crawling import crawled, registry_text
from tests.crawler.portal_server import Answer, Asked, page, serving
from tests.crawler.test_politeness import Clock

SITE = "http://a.example/"
HOST = "a.example"


def breakers() -> tuple[SiteBreakers, Clock]:
    clock = Clock()
    pace = Politeness(NetworkRules(), pause=clock.pause, clock=clock)
    return SiteBreakers(pace, pause=clock.pause, clock=clock), clock


def feed(made: SiteBreakers, *, good: int, bad: int, status: int = 503) -> None:
    for number in range(good):
        made.answered(f"{SITE}{number}.html", 200)
    for number in range(bad):
        made.answered(f"{SITE}bad{number}.html", status)


class Site:
    def __init__(self, *answers: bool) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def ask(self, url: str) -> bool:
        self.asked.append(url)
        return self.answers.pop(0)


@pytest.mark.parametrize(
    ("good", "bad", "rests"),
    [
        (0, FEWEST_LOOKS - 1, False),  # too few looks to say anything
        (0, FEWEST_LOOKS, True),
        (6, 5, False),
        (6, 6, True),  # half of them
        (WINDOW, WINDOW // 2 - 1, False),  # of the last twenty
        (WINDOW, WINDOW // 2, True),
    ],
)
def test_when_a_site_is_left_alone(good, bad, rests):
    made, _ = breakers()
    feed(made, good=good, bad=bad)
    assert made.is_resting(HOST) is rests
    assert not made.is_resting("b.example")


@pytest.mark.parametrize("status", [404, 403, 410, 501, 521])
def test_broken_pages_and_walls_are_no_trouble_of_the_site(status):
    made, _ = breakers()
    feed(made, good=0, bad=WINDOW, status=status)
    assert not made.is_resting(HOST)


def test_a_host_that_never_answered_and_our_own_refusals_are_the_affair_of_others():
    made, _ = breakers()
    for _ in range(WINDOW):
        made.failed(SITE, FetchEnd.TIMEOUT)
    assert not made.is_resting(HOST)
    made, _ = breakers()
    made.answered(SITE, 200)
    for ended in (FetchEnd.ROBOTS, FetchEnd.OUT_OF_SCOPE, FetchEnd.NAME_FAILED, FetchEnd.INTERRUPTED) * 10:
        made.failed(SITE, ended)
    assert not made.is_resting(HOST)
    for _ in range(FEWEST_LOOKS):
        made.failed(SITE, FetchEnd.RESET)
    assert made.is_resting(HOST)


async def test_it_is_tried_again_at_an_address_that_was_good_and_then_all_go_on():
    made, clock = breakers()
    feed(made, good=1, bad=FEWEST_LOOKS)
    site = Site(False, True)
    looks = [made.let_through(f"{SITE}{number}.html", site.ask) for number in range(5)]
    await asyncio.gather(*looks)
    assert site.asked == [f"{SITE}0.html"] * 2
    assert clock.now == pytest.approx(100 + PAUSES[0] + PAUSES[1])
    assert not made.is_resting(HOST)
    feed(made, good=0, bad=FEWEST_LOOKS - 1)
    assert not made.is_resting(HOST), "a new window"


async def test_a_site_that_works_at_the_first_try_is_tried_at_once_the_next_time():
    made, clock = breakers()
    site = Site(True, True, False, True)
    for begun in (100, 100 + PAUSES[0]):
        feed(made, good=1, bad=FEWEST_LOOKS)
        assert clock.now == pytest.approx(begun)
        await made.let_through(SITE, site.ask)
    assert clock.now == pytest.approx(100 + PAUSES[0])
    feed(made, good=1, bad=FEWEST_LOOKS)
    await made.let_through(SITE, site.ask)
    assert clock.now == pytest.approx(100 + PAUSES[0] + PAUSES[1]), "it failed once, and rested"
    feed(made, good=1, bad=FEWEST_LOOKS)
    assert made.is_resting(HOST)


async def test_a_site_that_does_not_recover_is_given_up_and_tried_once_more_later():
    made, clock = breakers()
    feed(made, good=1, bad=FEWEST_LOOKS)
    site = Site(*[False] * len(PAUSES), False, True)
    ended = await asyncio.gather(*(made.let_through(SITE, site.ask) for _ in range(4)), return_exceptions=True)
    assert [each.ended for each in ended if isinstance(each, LookFailed)] == [FetchEnd.SITE_TROUBLED] * 4
    assert len(site.asked) == len(PAUSES)
    assert clock.now == pytest.approx(100 + sum(PAUSES))
    assert made.is_given_up(HOST)
    clock.now += GIVEN_UP - 1
    with pytest.raises(LookFailed):
        await made.let_through(SITE, site.ask)
    assert len(site.asked) == len(PAUSES), "not yet"
    clock.now += 1
    assert not made.is_given_up(HOST)
    with pytest.raises(LookFailed):
        await made.let_through(SITE, site.ask)
    clock.now += GIVEN_UP
    await made.let_through(SITE, site.ask)
    assert not made.is_resting(HOST)
    assert site.answers == []


LINKS = [f"/{number}.html" for number in range(40)]


async def test_a_portal_that_breaks_down_for_a_while_is_looked_at_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(site_breaker, "PRIVATE_PAUSES", (0.1, 0.1, 0.1))
    answered = 0

    def some(_: Asked) -> Answer:
        nonlocal answered
        answered += 1
        return Answer("busy", 503) if 20 <= answered < 40 else Answer(page("文章"))

    with serving({"/": page("首页", *LINKS), **dict.fromkeys(LINKS, some)}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    assert all(run.last(PageSeen, f"{server.url}{link}").fetch.has_page for link in LINKS)
    assert run.open_looks == []
    assert run.summary.mistakes == 0


async def test_of_a_portal_that_does_not_recover_the_rest_is_unverified_with_the_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(site_breaker, "PRIVATE_PAUSES", (0.05, 0.05, 0.05))
    answered = 0

    def dies(asked: Asked) -> Answer:
        nonlocal answered
        answered += asked.path != "/"
        return (
            Answer("down", 503) if answered >= 20 else Answer(page("首页", *LINKS) if asked.path == "/" else page("文"))
        )

    with serving({"/": dies, "/robots.txt": "", **dict.fromkeys(LINKS, dies)}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
        assert answered < 80, "left alone"
    ends = {link: run.last(PageSeen, f"{server.url}{link}").fetch for link in LINKS}
    troubled = [link for link, fetch in ends.items() if fetch.ended is FetchEnd.SITE_TROUBLED]
    assert len(troubled) > 10
    assert sum(fetch.has_page for fetch in ends.values()) >= 15
    assert all(run.last(LinkProbed, f"{server.url}{link}").fetch.status != 404 for link in LINKS)
    assert run.open_looks == []


async def test_a_broken_corner_is_no_broken_site(tmp_path):
    """Fifteen pages of an old application all answer 500; everything else is looked at as ever."""
    broken = [f"/old/{number}.jsp" for number in range(15)]
    routes = {link: page("文章") for link in LINKS}
    with serving(
        {"/": page("首页", *broken, *LINKS), **routes, **dict.fromkeys(broken, Answer("error", 500))}
    ) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    assert all(run.last(PageSeen, f"{server.url}{link}").fetch.has_page for link in LINKS)
    assert {run.last(LinkProbed, f"{server.url}{link}").fetch.status for link in broken} == {500}
