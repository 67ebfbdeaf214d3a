"""The real crawl against a portal that lies: every look has its row, the other pages are read, nobody private is asked.

A busy machine may be too late for any answer, so a time-out is always an honest outcome here; how each case ends with
time enough stands in the table that `python -m bench hostile` prints.
"""

from __future__ import annotations

import logging

import pytest

from checks.observation import AccountPostsSeen, FetchEnd, LinkProbed, PageSeen
from tests.hostile import body_lies, head_lies, page_lies, place_lies, redirect_lies
from tests.hostile.attack import NETWORK, Attacked, attacked, crawl, links
from tests.hostile.head_lies import NUMBER
from tests.hostile.lying_server import HOME, TURNING, LyingServer
from tests.hostile.wire import Case, Place

MOST_MB = 900  # of the crawl; an honest one takes 165
MOST_SECONDS = 150
ALWAYS_HONEST = {"timeout", "host-silent", "site-troubled"}

pytestmark = pytest.mark.timeout(2 * MOST_SECONDS)


@pytest.fixture(autouse=True)
def quiet_server():
    """Who hangs up on the server is no news."""
    logger = logging.getLogger("asyncio")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


GROUPS = {
    "bodies": body_lies.CASES,
    "heads": head_lies.CASES,
    "redirects": redirect_lies.CASES,
    # Mazes and 100,000 links only cost time: they are for the bench.
    "pages": tuple(
        each
        for each in page_lies.CASES
        if each.name not in ("hundred-thousand-links", "way-without-end", "to-everywhere")
    ),
    "machines": tuple(each for each in place_lies.CASES if each.place in (Place.ROBOTS, Place.FEED)),
}


@pytest.mark.parametrize("group", GROUPS)
def test_a_crawl_survives(tmp_path, group):
    cases = GROUPS[group]
    with LyingServer(cases) as server:
        done = crawl(server, cases, tmp_path, "--no-browser", timeout=MOST_SECONDS)
        bounded(done, server)
        told = {case.name: ends_of(done, server, case) for case in cases}
        read = {case.name for case in cases if was_read(done, server, case)}
    assert done.open_looks == ()
    assert {name: ends for name, ends in told.items() if not ends} == {}
    assert surprises(cases, told) == {}
    assert {case.name for case in cases} - read == set()
    as_with_time_enough = [case.name for case in cases if told[case.name] & {*case.ends, "answered"}]
    assert len(as_with_time_enough) >= len(cases) // 2


def test_a_walk_of_links_survives(tmp_path):
    cases = (*body_lies.CASES, *head_lies.CASES, *redirect_lies.CASES)
    with LyingServer(cases, also_at_home=True) as server:
        done = links(server, tmp_path)
        bounded(done, server)
        told = {case.name: ends_of(done, server, case) for case in cases}
        good = done.of(server.url("www.lanxi.gov.example", "/good/3.html"))
    assert {name: ends for name, ends in told.items() if not ends} == {}
    assert surprises(cases, told) == {}
    assert [seen.fetch.ended for seen in good] == [FetchEnd.ANSWERED]


def bounded(done: Attacked, server: LyingServer) -> None:
    assert done.code in (0, 3), done.said[-3000:]
    assert done.peak_mb < MOST_MB
    assert (dict(server.reached), done.stopped) == ({}, ())
    assert "Traceback" not in done.said


def ends_of(done: Attacked, server: LyingServer, case: Case) -> set[str]:
    """Of the robots.txt that lies the home page tells: it is asked for next."""
    path = "/" if case.place is Place.ROBOTS else case.path
    kinds = (PageSeen, LinkProbed, AccountPostsSeen)
    return {str(seen.fetch.ended) for seen in done.of(server.url(case.host, path)) if isinstance(seen, kinds)}


def surprises(cases: tuple[Case, ...], told: dict[str, set[str]]) -> dict[str, set[str]]:
    """Ends that nobody would call true. The probe of a link stops early, and calls a page alive that has no end."""
    odd = {case.name: told[case.name] - case.ends - ALWAYS_HONEST - {"answered"} for case in cases}
    return {name: ends for name, ends in odd.items() if ends}


def was_read(done: Attacked, server: LyingServer, case: Case) -> bool:
    """Whether an honest page beside the lie was had."""
    honest = [seen for n in range(5) for seen in done.of(server.url(case.host, f"/good/{n}.html"))]
    return any(seen.fetch.ended is FetchEnd.ANSWERED or isinstance(seen, LinkProbed) for seen in honest)


def test_the_block_behind_the_guard_works(tmp_path):
    """Should the guard fail, the tests' own block stops what would leave the machine."""
    with LyingServer(()) as server:
        network = ("--allow", "0.0.0.0/0", "--rate", "0", "--confirm-after", "0", "--resolver", server.resolver)
        done = attacked(tmp_path, "links", "http://192.0.2.1:9/", *network)
    assert set(done.stopped) == {"192.0.2.1"}


def test_no_number_of_a_person_is_in_the_head_that_is_kept(tmp_path):
    case = next(each for each in head_lies.CASES if each.name == "number-in-head")
    with LyingServer([case]) as server:
        done = crawl(server, [case], tmp_path, "--no-browser")
    assert NUMBER.encode() not in done.database


def test_a_name_that_turns_to_a_private_address_is_not_followed_there(tmp_path):
    with LyingServer(()) as server:
        network = ("--resolver", server.resolver, *NETWORK)
        done = attacked(tmp_path, "links", server.url(TURNING), *network)
        bounded(done, server)
    assert done.of(server.url(TURNING))


@pytest.mark.parametrize("lie", ["plain_tls_port", "stalled_tls_port"])
def test_what_is_no_handshake_is_an_outcome(tmp_path, lie):
    with LyingServer(()) as server:
        url = f"https://{HOME}:{getattr(server, lie)}/"
        done = attacked(tmp_path, "links", url, "--resolver", server.resolver, *NETWORK)
        bounded(done, server)
    assert {seen.fetch.ended for seen in done.of(url)} <= {FetchEnd.TLS, FetchEnd.TIMEOUT, FetchEnd.HOST_SILENT}
    assert done.of(url)
