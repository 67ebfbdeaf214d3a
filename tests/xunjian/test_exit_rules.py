"""When an audit ends with 1 or 3: severities, scores, and the share of the plan that was looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from checks.observation import Fetch, FetchEnd, HostProbed, ListSeen, Observation, PageSeen, SearchTried, Unreadable
from checks.subjects import Column, Portal, Unit
from xunjian.exit_rules import check_rule, looked_share, parse_share
from xunjian.problems import WrongUse

HOME = "https://www.example.gov.example/"
COLUMN = f"{HOME}tzgg/"
PORTAL = Portal(
    name="示例县", home=HOME, units=(Unit(name="县府办", columns=(Column(unit="县府办", name="通知", url=COLUMN),)),)
)
SEEN = Fetch(ended=FetchEnd.ANSWERED, status=200)
GONE = Fetch(ended=FetchEnd.REFUSED)
NOW = datetime(2023, 12, 15, tzinfo=UTC)


def share(*seen: Observation, browser: bool = True, sites: tuple[str, ...] = (HOME,)) -> Decimal:
    return looked_share(PORTAL, sites, seen, browser=browser)


def home(fetch: Fetch = SEEN) -> PageSeen:
    return PageSeen(url=HOME, observed_at=NOW, fetch=fetch)


def column(fetch: Fetch = SEEN, **told: Any) -> ListSeen:
    return ListSeen(url=COLUMN, observed_at=NOW, fetch=fetch, **told)


def test_everything_seen_is_one_and_nothing_planned_is_one() -> None:
    assert share(home(), column()) == 1
    assert share() == 1


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ((home(GONE), column()), "0.5"),
        ((home(), column(GONE)), "0.5"),
        ((home(), column(unreadable=Unreadable.LOGIN)), "0.5"),
        ((home(), column(unreadable=Unreadable.NEEDS_BROWSER)), "0.5"),
        ((home(), column(unreadable=Unreadable.ONLY_LINKS_ELSEWHERE)), "1"),
        ((home(Fetch(ended=FetchEnd.ANSWERED, status=403)), column()), "0.5"),
    ],
)
def test_what_could_not_be_looked_at_lowers_the_share(seen: tuple[Observation, ...], expected: str) -> None:
    assert share(*seen) == Decimal(expected)


def test_what_was_switched_off_or_cannot_be_done_here_was_never_planned() -> None:
    no_browser = SearchTried(url=HOME, observed_at=NOW, fetch=Fetch(ended=FetchEnd.NO_BROWSER))
    no_route = HostProbed(url=HOME, observed_at=NOW, fetch=SEEN, names=Fetch(ended=FetchEnd.NO_IPV6_ROUTE))
    assert share(home(), no_browser, no_route, browser=False) == 1
    assert share(home(), no_browser, no_route, browser=True) == Decimal("0.5")


def test_home_pages_that_were_not_to_be_walked_do_not_count() -> None:
    assert share(home(GONE), column(), sites=()) == 1


@pytest.mark.parametrize("rule", [None, "veto", "hint", "score<80", "score < 79.5"])
def test_rules_that_mean_something(rule: str | None) -> None:
    check_rule(rule)


@pytest.mark.parametrize("rule", ["", "bad", "score>80", "score<", "score<eighty"])
def test_rules_that_mean_nothing_are_refused(rule: str) -> None:
    with pytest.raises(WrongUse, match="--fail-on"):
        check_rule(rule)


@pytest.mark.parametrize("text", ["-0.1", "1.01", "90%", "", "NaN"])
def test_a_share_is_between_nothing_and_all(text: str) -> None:
    with pytest.raises(WrongUse, match="--min-coverage"):
        parse_share(text)
