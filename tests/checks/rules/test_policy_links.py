"""Policy and interpretation: the working days between them, and the pairs of a real portal."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from checks.derived.policy_pairs import policy_pairs
from checks.measure import Delays, Occurrences
from checks.observation import Clue, Fetch, FetchEnd, LinkKind, Observation, PageLink, Region
from checks.subjects import Column, ColumnClass, Portal, Unit
from checks.verdict import Verdict
from crawler.reading.observe import list_seen, page_seen
from storage.capture import Capture, CaptureRole
from tests.checks.observed import article, column, day, judged, judged_once, listed, portal, row, world

READINGS = "https://www.shili.gov.example/zcjd/"
POLICY = row(1, "2023-12-01", title="关于印发《示例县养犬管理办法》的通知")
PORTAL = portal(
    column(name="政策文件", column_class=ColumnClass.POLICY),
    column(name="政策解读", url=READINGS, column_class=ColumnClass.INTERPRETATION),
)


def pair(policy_day: str, reading_day: str, clue: Clue = Clue.META) -> list[Observation]:
    reading = row(2, reading_day, title="《示例县养犬管理办法》政策解读", url=f"{READINGS}2.html", clue=clue)
    policy = row(1, policy_day, title=POLICY.title)
    return [
        listed(policy),
        listed(reading, url=READINGS),
        article(policy.url, title=policy.title, published_at=day(policy_day, Clue.META)),
        article(reading.url, title=reading.title, published_at=day(reading_day, clue)),
    ]


@pytest.mark.parametrize(
    ("reading", "expected", "delay"),
    [
        # 1 December 2023 is a Friday: Monday to Wednesday are in time.
        ("2023-12-05", Verdict.PASS, 2),
        ("2023-12-06", Verdict.PASS, 3),
        ("2023-12-07", Verdict.FAIL, 4),
    ],
)
def test_three_working_days(reading: str, expected: Verdict, delay: int) -> None:
    outcome = judged_once("late-interpretation", PORTAL, pair("2023-12-01", reading))
    assert outcome.verdict is expected
    assert outcome.measure == Delays(((f"{READINGS}2.html", delay),))


def test_the_limit_is_a_parameter() -> None:
    found = judged_once("late-interpretation", PORTAL, pair("2023-12-01", "2023-12-07"), {"limit_working_days": 4})
    assert found.verdict is Verdict.PASS


def test_a_day_in_a_url_accuses_nobody() -> None:
    outcome = judged_once("late-interpretation", PORTAL, pair("2023-12-01", "2023-12-12", Clue.URL))
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.measure == Delays(((f"{READINGS}2.html", None),))


def test_a_day_of_the_document_is_not_its_publication() -> None:
    seen = pair("2023-12-01", "2023-12-12")
    seen[2] = article(POLICY.url, title=POLICY.title, published_at=day("2023-12-01", Clue.DOCUMENT_DATE))
    seen[0] = listed(row(1, None, title=POLICY.title))
    assert judged_once("late-interpretation", PORTAL, seen).verdict is Verdict.UNDECIDED


def test_an_interpretation_on_a_page_that_was_not_read_leaves_the_delay_open() -> None:
    seen = pair("2023-12-01", "2023-12-12")
    seen[3] = article(f"{READINGS}2.html", fetch=Fetch(ended=FetchEnd.TIMEOUT))
    assert judged_once("late-interpretation", PORTAL, seen).verdict is Verdict.UNDECIDED


CENTRAL = column(
    unit="县政府办公室",
    name="解读回应",
    url="https://www.shili.gov.example/jdhy/",
    column_class=ColumnClass.INTERPRETATION,
)


def test_an_earlier_interpretation_may_stand_in_a_common_column_that_was_not_read() -> None:
    of = portal(*PORTAL.columns(), CENTRAL)
    seen = pair("2023-12-01", "2023-12-12")
    late = [each for each in judged("late-interpretation", of, seen) if each.looked_at]
    assert [each.verdict for each in late] == [Verdict.UNDECIDED]
    assert "解读回应" in late[0].findings[0].message
    read = [*seen, listed(url=CENTRAL.url)]
    assert [each.verdict for each in judged("late-interpretation", of, read) if each.looked_at] == [Verdict.FAIL]


def test_policies_alone_say_nothing_about_interpretations_that_were_not_read() -> None:
    policy = [listed(POLICY), article(POLICY.url, title=POLICY.title)]
    outcome = judged_once("missing-link-to-interpretation", PORTAL, policy)
    assert outcome.verdict is Verdict.NOT_OBSERVED
    assert outcome.measure == Occurrences(0, unknown=1)
    none = judged_once("missing-link-to-interpretation", PORTAL, [*policy, listed(url=READINGS)])
    assert none.verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize("check", ["late-interpretation", "missing-link-to-policy"])
def test_interpretations_that_were_not_read_are_not_said_to_be_none(check: str) -> None:
    policy = [listed(POLICY), article(POLICY.url, title=POLICY.title)]
    assert judged_once(check, PORTAL, policy).verdict is Verdict.NOT_OBSERVED
    assert judged_once(check, PORTAL, [*policy, listed(url=READINGS)]).verdict is Verdict.NOT_APPLICABLE


def test_a_superior_office_s_document_of_the_same_name_is_another() -> None:
    policy = row(1, "2023-12-01", title="示例县人民政府关于加强养犬管理的意见")
    reading = row(2, "2023-12-12", title="《国务院办公厅关于加强养犬管理的意见》解读", url=f"{READINGS}2.html")
    seen = [
        listed(policy),
        listed(reading, url=READINGS),
        article(policy.url, title=policy.title),
        article(reading.url, title=reading.title),
    ]
    for check in ("missing-link-to-policy", "missing-link-to-interpretation", "late-interpretation"):
        (outcome,) = judged(check, PORTAL, seen)
        assert outcome.verdict is not Verdict.FAIL


CLASSES = {
    "zwgk/ztzl/sswgh/sswjd/index.html": ColumnClass.INTERPRETATION,
    "zwgk/ztzl/sswgh/sswghwj/index.html": ColumnClass.POLICY,
    "zwgk/ztzl/sswgh/sswzcwj/index.html": ColumnClass.POLICY,
    "zwgk/ztzl/xfaq/zcwjjjd/index.html": ColumnClass.INTERPRETATION,
}


def real_portal(folder: Path, rendered: bool) -> tuple[Portal, list[Observation]]:
    home = "https://www.pingtan.gov.cn/"
    hosts = frozenset({"www.pingtan.gov.cn"})
    columns: list[Column] = []
    seen: list[Observation] = []
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        name = truth["file"]
        is_list = name.endswith("index.html")
        url = home + name.removesuffix("index.html") if is_list else truth["url"]
        capture = Capture(
            url=url,
            role=CaptureRole.COLUMN if is_list else CaptureRole.PAGE,
            column_url=url if is_list else "",
            page_index=0,
            body=(folder / name).read_bytes(),
            body_sha256="",
            fetch=Fetch(
                ended=FetchEnd.ANSWERED, status=200, final_url=url, content_type="text/html", rendered=rendered
            ),
            observed_at=datetime(2026, 9, 10, tzinfo=UTC),
            personal_numbers=(),
        )
        seen += page_seen(capture, hosts)
        if is_list:
            seen.append(list_seen(url, (capture,), hosts))
            columns.append(Column(unit="管委会", name=name, url=url, column_class=CLASSES.get(name, ColumnClass.OTHER)))
    return Portal(name="样本", home=home, units=(Unit(name="管委会", columns=tuple(columns)),)), seen


def truths_of(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def test_pairs_of_a_real_portal(shared: Path) -> None:
    folder = shared / "real-portal"
    of, seen = real_portal(folder, rendered=False)
    pairs = world(of, *seen).derived(policy_pairs)
    paired = {r.paper.url: {url for d in r.documents for url in d.urls} for r in pairs.readings if r.documents}
    named = [t for t in truths_of(folder) if t["page_type"].startswith("interpretation") and t["counterpart_by_title"]]
    assert len(named) >= 4
    for truth in named:
        assert truth["counterpart_by_title"]["url"] in paired[truth["url"]]


@pytest.mark.parametrize("rendered", [False, True])
def test_links_of_a_real_portal(shared: Path, rendered: bool) -> None:
    """Its relation boxes are filled by script: without a browser nobody is accused, with one only what is unlinked."""
    folder = shared / "real-portal"
    of, seen = real_portal(folder, rendered)
    truths = truths_of(folder)
    linked = {truth["url"] for truth in truths if truth["links_to_policy"] or truth["links_to_interpretation"]}
    failed = {
        record.finding.url
        for check in ("missing-link-to-policy", "missing-link-to-interpretation")
        for record in judged_once(check, of, seen, as_of=date(2026, 9, 10)).findings
        if record.finding.verdict is Verdict.FAIL
    }
    assert bool(failed) is rendered
    assert not failed & linked


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("https://www.shili.gov.example/gkml/88.html", "gkml/88.html", Verdict.UNDECIDED),
        ("点击查看", "gkml/88.html", Verdict.UNDECIDED),
        ("", "gkml/88.html", Verdict.UNDECIDED),
        ("", "gkml/88.png", Verdict.FAIL),  # a picture that can be enlarged
        ("示例县召开养犬管理工作推进会", "gkml/88.html", Verdict.FAIL),
    ],
)
def test_only_the_page_behind_a_bare_link_tells_what_it_is(text: str, target: str, expected: Verdict) -> None:
    seen = pair("2023-12-01", "2023-12-05")
    link = PageLink(f"https://www.shili.gov.example/{target}", LinkKind.PAGE, text, Region.MAIN, "p > a")
    seen[3] = article(f"{READINGS}2.html", title="《示例县养犬管理办法》政策解读", main_links=(link,))
    assert judged_once("missing-link-to-policy", PORTAL, seen).verdict is expected
