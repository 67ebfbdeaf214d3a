"""Address spaces without an end: each pattern just below its bound, on it, and above."""

from __future__ import annotations

import pytest

from crawler import url_traps
from crawler.url_traps import UrlTraps

HOST = "http://x.example/"


def verdicts(urls: list[str]) -> list[str | None]:
    traps = UrlTraps()
    return [traps.why(url) for url in urls]


@pytest.mark.parametrize(
    ("urls", "most", "why"),
    [
        ([f"{HOST}list.jsp?id={n}" for n in range(202)], url_traps.MOST_QUERIES_OF_ONE_PATH, url_traps.VARIANTS),
        ([f"{HOST}rili?year={n}" for n in range(42)], url_traps.MOST_QUERIES_OF_ONE_PATH // 5, url_traps.CALENDAR),
        (
            [f"{HOST}calendar/{1900 + n // 12}/{n % 12 + 1}/" for n in range(402)],
            url_traps.MOST_DAYS,
            url_traps.CALENDAR,
        ),
        ([f"{HOST}a.jsp?sid={n:032x}" for n in range(7)], url_traps.MOST_SESSIONS, url_traps.SESSION),
    ],
)
def test_a_pattern_is_followed_up_to_its_bound(urls: list[str], most: int, why: str) -> None:
    told = verdicts(urls)
    assert told[:most] == [None] * most
    assert set(told[most:]) == {why}


def test_shuffled_parameters() -> None:
    orders = ["a=1&b=2&c=3", "b=2&a=1&c=3", "c=3&b=2&a=1", "c=3&a=1&b=2", "a=1&c=3&b=2"]
    told = verdicts([f"{HOST}q?{order}" for order in orders])
    assert told == [None, None, None, url_traps.SHUFFLED, url_traps.SHUFFLED]


def test_paths_that_grow() -> None:
    deep = [f"{HOST}{'/'.join(f'd{n}' for n in range(depth))}" for depth in (15, 16, 17)]
    assert verdicts(deep) == [None, None, url_traps.DEEP]
    again = [f"{HOST}{'a/b/' * times}" for times in (1, 2, 3)]
    assert verdicts(again) == [None, None, url_traps.REPEATING]


def test_ordinary_articles_of_a_portal_are_no_trap() -> None:
    traps = UrlTraps()
    articles = (f"{HOST}art/{2000 + n % 24}/{n % 12 + 1}/{n % 28 + 1}/art_123_{n}.html" for n in range(30_000))
    assert not any(traps.why(url) for url in articles)


def test_every_bound_has_a_word_for_reports() -> None:
    from reports.chinese_names import reason_name

    for code in url_traps.CODES.values():
        assert reason_name(code) != code
