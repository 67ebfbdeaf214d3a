from __future__ import annotations

import pytest

from checks.derived.link_outcomes import LinkOutcome, Sign, link_outcomes, link_report, sign_of
from checks.observation import Fetch, FetchEnd, Hop, LinkKind
from tests.checks.observed import HOME, article, failed_before, holding, portal, probed, world

TARGET = "http://else.gov.example/a.html"
WALL = Fetch(ended=FetchEnd.ANSWERED, status=200, wall="login")
LOOP = Fetch(
    ended=FetchEnd.REDIRECT_LOOP, hops=(Hop("http://a/", 302, "http://b/"), Hop("http://b/", 302, "http://a/"))
)


@pytest.mark.parametrize(
    ("looks", "outcome", "reason"),
    [
        ((200,), "alive", ""),
        ((206,), "alive", ""),
        (("too-large",), "alive", ""),
        ((404, 200), "alive", ""),
        (("timeout", "timeout", 200), "alive", ""),
        # hard signs: below, on, above
        ((404,), "unknown", "unconfirmed-http-404"),
        ((404, 404), "dead", "http-404"),
        ((404, 410, 404), "dead", "http-404"),
        (("name-unknown",), "unknown", "unconfirmed-name-unknown"),
        (("name-unknown", "name-unknown"), "dead", "name-unknown"),
        # soft signs: below, on, above
        (("timeout", "timeout"), "unknown", "timeout"),
        (("timeout", "timeout", "timeout"), "unknown", "timeout"),
        ((500, 503, "refused", "timeout"), "dead", "refused"),
        (("refused", "refused", "refused"), "dead", "refused"),
        # one success resets
        ((500, 500, 200, 500), "unknown", "unconfirmed-http-500"),
        ((404, 200, 404), "unknown", "unconfirmed-http-404"),
        # hard and soft together
        (("timeout", 404, 404), "dead", "http-404"),
        ((404, "timeout", "timeout"), "unknown", "unconfirmed-http-404"),
        # not dead
        *(((status, status, status), "cannot-check", f"http-{status}") for status in (401, 403, 412, 429, 521, 999)),
        ((WALL,), "cannot-check", "login"),
        ((Fetch(ended=FetchEnd.ANSWERED, status=200, wall="ruishu"),), "cannot-check", "wall"),
        ((Fetch(ended=FetchEnd.ANSWERED, status=404, wall="geo-block"),) * 2, "cannot-check", "geo-block"),
        ((404, 403), "cannot-check", "http-403"),
        ((403, 404, 404), "cannot-check", "http-403"),
        (("tls", "tls", "tls"), "cannot-check", "tls"),
        (("name-failed", "name-failed", "name-failed"), "unknown", "name-failed"),
        (("unreachable", "unreachable", "unreachable"), "unknown", "unreachable"),
        (("reset", "reset", "reset"), "unknown", "reset"),
        ((400, 400, 400), "unknown", "http-400"),
        ((302, 302), "unknown", "http-302"),
        (("limit",), "unknown", "limit"),
        (("robots",), "excluded", "robots"),
        (("private-address",), "excluded", "private-address"),
        ((LOOP,), "unknown", "unconfirmed-redirect-loop"),
        ((LOOP, LOOP), "dead", "redirect-loop"),
    ],
)
def test_looks_and_what_they_amount_to(looks, outcome, reason):
    row = link_outcomes(world(portal(), probed(TARGET, *looks)))[TARGET]
    assert (row.outcome, row.reason) == (outcome, reason)
    assert row.attempts == len(looks)


def test_every_end_of_a_look_has_its_sign():
    for end in FetchEnd:
        assert sign_of(Fetch(ended=end, status=200 if end is FetchEnd.ANSWERED else None)) in Sign


def test_a_refused_head_says_nothing():
    row = link_outcomes(world(portal(), probed(TARGET, 404, 404, methods="HEAD HEAD")))[TARGET]
    assert row.outcome is LinkOutcome.UNKNOWN
    row = link_outcomes(world(portal(), probed(TARGET, 405, 404, 404, methods="HEAD GET GET")))[TARGET]
    assert row.outcome is LinkOutcome.DEAD
    assert link_outcomes(world(portal(), probed(TARGET, 200, methods="HEAD")))[TARGET].outcome is LinkOutcome.ALIVE


def test_a_browser_may_get_through_a_wall():
    row = link_outcomes(world(portal(), probed(TARGET, 412, 200, methods="GET BROWSER")))[TARGET]
    assert row.outcome is LinkOutcome.ALIVE


def test_what_was_never_asked_is_excluded_by_its_rule():
    row = link_outcomes(world(portal(), probed(TARGET, excluded="mailto")))[TARGET]
    assert (row.outcome, row.reason) == ("excluded", "mailto")


def test_a_target_that_was_planned_and_not_asked_is_unknown():
    left = probed(TARGET, fetch=Fetch(ended=FetchEnd.LIMIT, detail="more than 2 link targets"))
    row = link_outcomes(world(portal(), left))[TARGET]
    assert (row.outcome, row.reason, row.attempts) == ("unknown", "limit", 0)


def test_a_target_nobody_probed_is_unknown_unless_the_walk_read_it():
    held = holding(HOME, TARGET, HOME + "a.html")
    rows = link_outcomes(world(portal(), held, article(HOME + "a.html")))
    assert (rows[TARGET].outcome, rows[TARGET].reason) == ("unknown", "not-probed")
    assert rows[HOME + "a.html"].outcome == "alive"


def test_a_page_that_the_walk_read_is_not_dead():
    row = link_outcomes(world(portal(), probed(HOME + "a.html", 404, 404), article(HOME + "a.html")))[HOME + "a.html"]
    assert (row.outcome, row.reason) == ("unknown", "looks-differ")


def test_every_holder_is_named():
    rows = link_report(
        world(
            portal(),
            holding(HOME, TARGET),
            holding(HOME + "b.html", TARGET, kind=LinkKind.ATTACHMENT),
            probed(TARGET, 404, 404, link_kind=LinkKind.ATTACHMENT),
        )
    )
    assert [(row.url, row.kind, row.found_on) for row in rows] == [
        (TARGET, LinkKind.ATTACHMENT, (HOME, HOME + "b.html"))
    ]


def test_without_link_checks_there_is_no_report():
    assert link_report(world(portal(), holding(HOME, TARGET))) == ()


@pytest.mark.parametrize(("hosts", "outcome"), [(4, "dead"), (5, "cannot-check"), (6, "cannot-check")])
def test_when_nothing_outside_answers_the_fault_is_ours(hosts, outcome):
    urls = [f"http://h{number}.example/" for number in range(hosts)]
    probes = [probed(url, "refused", "refused", "refused", external=True) for url in urls]
    rows = link_outcomes(world(portal(), *probes))
    assert {row.outcome for row in rows.values()} == {outcome}


def test_one_answer_from_outside_shows_the_way_out():
    probes = [
        probed(f"http://h{number}.example/", "refused", "refused", "refused", external=True) for number in range(6)
    ]
    rows = link_outcomes(world(portal(), *probes, probed(TARGET, 404, 404, external=True)))
    assert {row.outcome for row in rows.values()} == {"dead"}


@pytest.mark.parametrize(
    ("then", "now", "outcome", "reason", "hardened"),
    [
        # hard signs: the run before agrees, or confirms what one look of this run says
        (((404, 404),), (404, 404), "dead", "http-404", True),
        (((404,),), (404, 404), "dead", "http-404", False),
        (((404,),), (404,), "dead", "http-404", False),
        (((403,),), (404,), "unknown", "unconfirmed-http-404", False),
        (((503, 503, 503),), (404, 404), "dead", "http-404", True),
        (((503, 503, 503), (404,)), (404, 404), "dead", "http-404", False),
        # soft signs: three looks, over runs as well
        (((503,),), (503,), "unknown", "unconfirmed-http-503", False),
        (((503,), (503,)), (503,), "dead", "http-503", False),
        (((503, 503, 503),), (503, 503, 503), "dead", "http-503", True),
        # one success resets, in this run and in the one before
        (((404, 404),), (200, 404), "unknown", "unconfirmed-http-404", False),
        (((404, 404),), (404, 200), "alive", "", False),
        (((404, 200),), (404,), "unknown", "unconfirmed-http-404", False),
        # silence is never a death
        (((("timeout",) * 2),), ("timeout", "timeout"), "unknown", "timeout-persists", False),
        ((("timeout",),), ("timeout",), "unknown", "timeout", False),
        ((("timeout",) * 3, ("timeout",) * 3), ("timeout",) * 3, "unknown", "timeout-persists", False),
        (((403, 403),), ("timeout",) * 3, "unknown", "timeout", False),
    ],
)
def test_what_earlier_runs_saw_joins(then, now, outcome, reason, hardened):
    row = link_outcomes(world(portal(), probed(TARGET, *now), failed_before(TARGET, *then)))[TARGET]
    assert (row.outcome, row.reason, row.hardened) == (outcome, reason, hardened)


def test_failing_runs_are_counted():
    rows = link_outcomes(world(portal(), probed(TARGET, 404, 404), failed_before(TARGET, (404, 404), (404, 404))))
    assert rows[TARGET].failing_runs == 3
    assert link_outcomes(world(portal(), probed(TARGET, 404, 404)))[TARGET].failing_runs == 1
    assert link_outcomes(world(portal(), probed(TARGET, 200)))[TARGET].failing_runs == 0


def test_what_one_target_proves_of_a_refusing_host_holds_for_those_refused_as_well():
    rows = link_outcomes(
        world(
            portal(),
            probed("http://gone.example/a", "refused", "refused", "refused"),
            probed("http://gone.example/b", "refused", "refused"),
            probed("http://gone.example/c", fetch=Fetch(ended=FetchEnd.HOST_SILENT)),
            probed("http://else.example/d", "refused", "refused"),
            probed("http://half.example/a", "refused", "refused", "refused"),
            probed("http://half.example/b", "refused", "refused"),
            probed("http://half.example/c", 200),
        )
    )
    assert {url: str(row.outcome) for url, row in rows.items()} == {
        "http://gone.example/a": "dead",
        "http://gone.example/b": "dead",
        "http://gone.example/c": "unknown",
        "http://else.example/d": "unknown",
        "http://half.example/a": "dead",
        "http://half.example/b": "unknown",
        "http://half.example/c": "alive",
    }


def test_every_place_of_what_may_have_to_be_mended_is_told():
    seen = (
        holding(HOME, TARGET, HOME + "a.html"),
        holding(HOME + "b.html", TARGET, kind=LinkKind.IMAGE),
        probed(TARGET, 404, 404),
        probed(HOME + "a.html", 200),
    )
    rows = link_outcomes(world(portal(), *seen))
    assert [(place.page, place.element, place.text, place.kind) for place in rows[TARGET].places] == [
        (HOME, "div > a", "链接文字", LinkKind.PAGE),
        (HOME + "b.html", "div > a", "链接文字", LinkKind.IMAGE),
    ]
    assert rows[HOME + "a.html"].places == ()
