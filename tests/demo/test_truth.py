"""The comparison itself: a missing finding, a surplus one and a wrong page must each show."""

from __future__ import annotations

from datetime import date

from xunjian.demo.truth import Expected, LookAlike, Truth, compare

STALE = {"check": "stale-column", "verdict": "fail", "unit": "某局", "url": "http://a.example/x/", "account": ""}
DEAD = {**STALE, "check": "dead-link", "url": "http://a.example/gone", "found_on": ["http://a.example/x/1.html"]}
STALE_FOUND = {**STALE, "found_on": [], "message": "栏目未更新"}
DEAD_FOUND = {**DEAD, "message": "打不开"}
TRUTH = Truth(
    as_of=date(2023, 12, 15),
    catalogue="zengdu-2023",
    findings=(
        Expected(check="stale-column", verdict="fail", unit="某局", url="http://a.example/x/", needs=("browser",)),
        Expected(check="dead-link", verdict="fail", unit="某局", url="http://a.example/gone",
                 found_on=("http://a.example/x/1.html",)),
    ),
    look_alikes=(LookAlike(check="empty-column", url="http://a.example/y/", why="由脚本显示"),),
)  # fmt: skip
BOTH = frozenset({"browser", "ipv6"})


def test_equal():
    told = compare(TRUTH, [STALE_FOUND, DEAD_FOUND], [], BOTH)
    assert told.is_equal
    assert (told.expected, told.met) == (2, 2)


def test_missing_and_surplus():
    other = {**STALE_FOUND, "check": "empty-column", "url": "http://a.example/y/"}
    told = compare(TRUTH, [DEAD_FOUND, other], [], BOTH)
    assert len(told.missing) == 1
    assert "本应放过：由脚本显示" in told.surplus[0]


def test_the_same_finding_twice_is_surplus():
    assert len(compare(TRUTH, [STALE_FOUND, STALE_FOUND, DEAD_FOUND], [], BOTH).surplus) == 1


def test_other_verdict_is_another_finding():
    told = compare(TRUTH, [{**STALE_FOUND, "verdict": "undecided"}, DEAD_FOUND], [], BOTH)
    assert (len(told.missing), len(told.surplus)) == (1, 1)


def test_other_holders_differ():
    told = compare(TRUTH, [STALE_FOUND, {**DEAD_FOUND, "found_on": ["http://a.example/"]}], [], BOTH)
    assert len(told.differing) == 1


def test_what_the_machine_lacks_is_left_out_only_when_the_coverage_says_so():
    not_observed = {"check": "stale-column", "verdict": "not-observed", "unit": "某局", "url": "http://a.example/x/"}
    without = frozenset({"ipv6"})
    assert compare(TRUTH, [DEAD_FOUND], [not_observed], without).left_out
    assert compare(TRUTH, [DEAD_FOUND], [not_observed], without).is_equal
    assert compare(TRUTH, [DEAD_FOUND], [{**not_observed, "verdict": "pass"}], without).missing
    assert compare(TRUTH, [DEAD_FOUND], [not_observed], BOTH).missing


def test_a_doubt_is_expected_only_where_the_browser_lacks():
    doubt = Expected(check="missing-link-to-policy", verdict="undecided", unit="某局", only_without=("browser",))
    truth = Truth(as_of=TRUTH.as_of, catalogue=TRUTH.catalogue, findings=(doubt,), look_alikes=())
    found = {**STALE_FOUND, "check": "missing-link-to-policy", "verdict": "undecided"}
    assert compare(truth, [found], [], frozenset()).is_equal
    assert compare(truth, [], [], frozenset()).missing
    assert compare(truth, [], [], BOTH).is_equal
    assert compare(truth, [found], [], BOTH).surplus
