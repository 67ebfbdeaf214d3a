from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from checks.derived.link_outcomes import link_outcomes
from checks.derived.soft_404 import Answers, habit_of
from checks.observation import Fetch, FetchEnd, Hop, InventedPath, InventedPathsTried, PageSeen
from tests.checks.observed import HOME, NOON, OK, article, portal, probed, world

TARGET = HOME + "art/2023/11/2/art_12_3456.html"
WORDS = "a1b2"  # print of the words of an error page
LATER = timedelta(minutes=3)


def invented(*looks: int | str | Fetch, **told: Any) -> InventedPathsTried:
    paths = []
    for number, look in enumerate(looks):
        if isinstance(look, int):
            fetch = Fetch(ended=FetchEnd.ANSWERED, status=look, final_url=f"{HOME}x{number}.html")
        else:
            fetch = look if isinstance(look, Fetch) else Fetch(ended=FetchEnd(look))
        paths.append(InventedPath(url=f"{HOME}x{number}.html", fetch=fetch, **told))
    return InventedPathsTried(url=HOME, observed_at=NOON, fetch=paths[-1].fetch, looks=tuple(paths))


def sent_to(url: str, start: str = TARGET) -> Fetch:
    return Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=url, hops=(Hop(start, 302, url),))


def said_of(url: str, *seen: Any) -> tuple[str, str]:
    row = link_outcomes(world(portal(), *seen))[url]
    return str(row.outcome), row.reason


@pytest.mark.parametrize(
    ("looks", "told", "answers"),
    [
        ((404, 404), {}, Answers.NOT_FOUND),
        ((404, 410), {}, Answers.NOT_FOUND),
        ((200, 200), {}, Answers.ANYTHING),
        ((200,), {}, Answers.UNCLEAR),
        ((404, 200), {}, Answers.UNCLEAR),
        ((403, 403), {}, Answers.UNCLEAR),
        ((500, 404), {}, Answers.UNCLEAR),
        (("timeout", 200), {}, Answers.UNCLEAR),
        (("timeout", "timeout"), {}, Answers.UNCLEAR),
        ((Fetch(ended=FetchEnd.ANSWERED, status=200, wall="ruishu"), 200), {}, Answers.UNCLEAR),
    ],
)
def test_what_a_host_does_with_paths_that_nobody_published(looks, told, answers):
    assert habit_of(invented(*looks, **told)).answers is answers


@pytest.mark.parametrize(
    ("host", "looks", "words", "said"),
    [
        # the host says the same for any path, twice seen
        (invented(200, 200, error_page=WORDS), (200, 200), WORDS, ("dead", "soft-404")),
        (invented(200, 200, error_page=WORDS), (200,), WORDS, ("unknown", "soft-404-suspected")),
        # words alone are no proof
        (invented(404, 404), (200, 200), WORDS, ("alive", "")),
        (invented("timeout", "timeout"), (200, 200), WORDS, ("alive", "")),
        (invented(200, 200), (200, 200), WORDS, ("alive", "")),
        (invented(200, 200, error_page="other"), (200, 200), WORDS, ("alive", "")),
        # a host that answers anything proves nothing against a page that says something else
        (invented(200, 200, error_page=WORDS), (200, 200), "", ("alive", "")),
        (invented(200, 200), (200, 200), "", ("alive", "")),
    ],
)
def test_words_together_with_what_the_host_does(host, looks, words, said):
    assert said_of(TARGET, host, probed(TARGET, *looks, error_page=words)) == said


def test_words_on_an_address_that_is_called_an_error_page():
    look = sent_to(HOME + "common/404.html")
    assert said_of(TARGET, probed(TARGET, look, look, error_page=WORDS)) == ("dead", "soft-404")
    assert said_of(TARGET, probed(TARGET, look, look)) == ("alive", "")


def test_two_addresses_with_the_same_words_are_for_a_person():
    other = TARGET.replace("3456", "3457")
    seen = [probed(url, 200, 200, error_page=WORDS) for url in (TARGET, other)]
    assert said_of(TARGET, *seen) == ("unknown", "soft-404-suspected")


@pytest.mark.parametrize("home", [HOME, HOME + "index.html", HOME + "default.aspx", HOME[:-1]])
def test_never_on_the_home_page(home):
    assert said_of(home, invented(200, 200, error_page=WORDS), probed(home, 200, 200, error_page=WORDS))[0] == "alive"


HOMEWARD = invented(*(sent_to(HOME, f"{HOME}x{number}.html") for number in range(2)))


@pytest.mark.parametrize(
    ("url", "looks", "said"),
    [
        (TARGET, 2, ("dead", "redirected-home")),
        (TARGET, 1, ("unknown", "soft-404-suspected")),
        (HOME + "fgj/", 2, ("unknown", "soft-404-suspected")),  # a sub-site may have moved into the home page
        (HOME + "index.shtml", 2, ("alive", "")),
    ],
)
def test_redirects_to_the_home_page(url, looks, said):
    own = probed(HOME + "a.html", Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=HOME + "a.html"))
    assert said_of(url, HOMEWARD, own, probed(url, *[sent_to(HOME, url)] * looks)) == said


def test_a_host_that_sends_everybody_home_first_is_not_accused():
    """Some portals send every visitor without their cookie to the home page."""
    assert said_of(TARGET, HOMEWARD, probed(TARGET, *[sent_to(HOME)] * 2)) == ("alive", "")


def test_a_redirect_home_of_a_host_that_knows_404_is_the_portals_choice():
    own = probed(HOME + "a.html", 200)
    assert said_of(TARGET, invented(404, 404), own, probed(TARGET, *[sent_to(HOME)] * 2)) == ("alive", "")


def page(url: str, digest: str) -> PageSeen:
    return article(url, body_sha256=digest, fetch=OK)


@pytest.mark.parametrize(
    ("home_digest", "said"),
    [("home", ("unknown", "soft-404-suspected")), ("shell", ("alive", ""))],
    ids=["the answer to any path", "a site drawn by script"],
)
def test_the_very_same_body_as_an_invented_path(home_digest, said):
    host = invented(200, 200, body_sha256="shell")
    assert said_of(TARGET, host, page(HOME, home_digest), page(TARGET, "shell"), probed(TARGET, 200)) == said


def test_list_pages_that_say_they_are_empty_are_alive():
    column = HOME + "zwgk/tzgg/index.html"
    assert said_of(column, invented(404, 404), probed(column, 200)) == ("alive", "")
