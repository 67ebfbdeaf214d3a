from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from urllib.parse import urlsplit

import lxml.html
import pytest
from playwright.async_api import async_playwright, expect

from checks.check import CouldNotLook
from checks.derived.link_outcomes import LinkOutcome, LinkRow
from checks.finding import Evidence
from checks.observation import LinkKind
from checks.subjects import Column, Portal, Unit
from checks.verdict import Severity, Verdict
from reports.coverage import coverage
from reports.html_report import report_html
from reports.issue_list import issue_list
from tests.reports.sample_audit import HOME, SEEN, finding, outcome

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "</title></style><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "]]><!--",
]


def rendered(audit) -> str:
    return report_html(audit, issue_list(audit), coverage(audit))


def parsed(audit):
    return lxml.html.document_fromstring(rendered(audit))


@pytest.fixture(scope="module")
def page(audit):
    return parsed(audit)


def hostile_audit(audit, text):
    column = Column(unit=f"局{text}", name=f"栏目{text}", url=f"javascript:alert('{text}')")
    portal = Portal(name=f"县{text}", home=f"{HOME}?{text}", units=(Unit(name=f"局{text}", columns=(column,)),))
    evidence = Evidence(excerpt=text, selector=text, observed_at=SEEN, body_sha256=text)
    bad_places = (f"javascript:alert(1)//{text}", f"data:text/html,{text}", f"{HOME}{text}", f"//{text}")
    found = [
        finding(place, f"标题{text}", found_on=bad_places, evidence=evidence, verdict=verdict, severity=severity)
        for place in bad_places
        for verdict, severity in ((Verdict.FAIL, Severity.SERIOUS), (Verdict.UNDECIDED, Severity.MINOR))
    ]
    outcomes = (
        outcome("dead-link", column.subject, Verdict.FAIL, *found, note=text),
        outcome("stale-column", column.subject, Verdict.UNDECIDED, note=text, facts=(("newest", text), ("clue", text))),
        outcome(
            text, portal.subject, Verdict.NOT_OBSERVED, note=text,
            could_not_look=(CouldNotLook(url=f"vbscript:{text}", reason=text, detail=text),),
        ),
    )  # fmt: skip
    links = tuple(
        LinkRow(url=place, outcome=LinkOutcome.DEAD, reason=text, kind=LinkKind.PAGE, found_on=bad_places)
        for place in bad_places
    )
    return replace(
        audit, portal=portal, outcomes=outcomes, links=links, scored=(), indicators={}, first_seen={},
        check_titles={"dead-link": text}, units=(text,), columns=(text,), run_id=text, product_version=text,
    )  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_from_a_page_becomes_markup(audit, text):
    html = rendered(hostile_audit(audit, text))
    tree = lxml.html.document_fromstring(html)
    assert len(tree.xpath("//script")) == 1
    assert not tree.xpath("//img | //svg[@onload] | //iframe | //object | //embed | //base")
    handlers = [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    assert not handlers
    assert all(href.startswith(("http://", "https://", "#")) for href in tree.xpath("//@href"))
    assert text in tree.xpath("string(//h1)")
    assert "{{ 7 * 7 }}" in html or "7 * 7" not in text


def test_it_needs_no_network(page):
    assert not page.xpath("//@src | //link | //style[contains(., '@import')] | //style[contains(., 'url(')]")
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    script = page.xpath("string(//script)")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy


def test_every_jump_lands_and_no_id_stands_twice(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    missing = {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} - set(ids)
    assert not missing
    named = {name for names in page.xpath("//@aria-labelledby") for name in names.split()}
    assert named <= set(ids)


def test_every_issue_is_there_and_undecided_ones_stand_apart(audit, page):
    issues = issue_list(audit)
    faults = page.xpath("//ol[@id='fault-list']/li/@id")
    apart = page.xpath("//section[contains(@class, 'apart')]//ol[@id='undecided-list']/li/@id")
    assert faults == [f"issue-{issue.id}" for issue in issues if issue.verdict is Verdict.FAIL]
    assert apart == [f"issue-{issue.id}" for issue in issues if issue.verdict is Verdict.UNDECIDED]
    assert page.xpath("string(//p[@data-list='fault-list']/b)") == str(len(faults))
    assert not page.xpath("//*[contains(@class, 'issue') and @hidden]")  # without JavaScript all of it reads


def test_every_deduction_goes_down_to_its_findings(audit, page):
    table = audit.scored[0]
    cards = page.xpath("//details[contains(@class, 'card')]")
    assert len(cards) == len(table.cards)
    for card, shown in zip(table.cards, cards, strict=True):
        deductions = [each for row in card.indicators for each in row.deductions]
        lines = shown.xpath(".//div[@class='deduction']")
        assert len(lines) == len(deductions)
        for deduction, line in zip(deductions, lines, strict=True):
            assert deduction.text in line.xpath("string(p[@class='clause'])")
            assert line.xpath("string(p[@class='arithmetic'])") == deduction.because
            proofs = line.xpath(".//ul[@class='proofs']/li/a/@href")
            assert sorted(proofs) == sorted(f"#issue-{found}" for found in deduction.findings)


def test_ranges_are_never_one_guess(audit, page):
    texts = [text.text_content() for text in page.xpath("//span[@class='range-text']")]
    for card, text in zip(audit.scored[0].cards, texts, strict=True):
        assert card.final or ("至" in text and "待定" in text)


def test_charts_have_words(page):
    charts = page.xpath("//figure[@class='chart']/*[local-name()='svg']")
    assert charts
    for chart in charts:
        assert chart.get("role") == "img"
        assert chart.xpath("string(*[local-name()='title'])").endswith("。")


def test_words_of_the_code_are_not_shown(page):
    text = page.xpath("string(//main)")
    for word in ("not-observed", "undecided", "cannot-check", "no-ipv6-route", "None", "waits_for", "not-applicable"):
        assert word not in text


def test_an_audit_on_demand_and_a_stopped_one_say_so(audit):
    text = rendered(replace(audit, units=("样例县教育局",), columns=("通知公告",), state="stopped", finished_at=None))
    assert "本次为按需检查，仅限单位：样例县教育局；栏目：通知公告" in text
    assert "本次巡检中途停止" in text


def test_a_run_without_anything_is_a_report_too(audit):
    portal = Portal(name="样例县人民政府", home=HOME)
    bare = replace(audit, portal=portal, outcomes=(), scored=(), links=(), indicators={}, first_seen={})
    tree = parsed(bare)
    assert "未发现不合格情形" in tree.text_content()
    assert not tree.xpath("//form")


def test_thousands_of_findings_stay_one_page_to_open(audit):
    unit = audit.portal.units[0].subject
    many = [finding(f"{HOME}gone/{number}.html", f"链接“附件{number}”打不开") for number in range(2000)]
    large = replace(audit, outcomes=(outcome("dead-link", unit, Verdict.FAIL, *many),), scored=(), indicators={})
    html = rendered(large)
    assert len(html.encode()) < 2000 * 2_500
    assert html.count('<li class="issue"') == 2000
    assert 'class="issue-list long"' in html


@pytest.mark.parametrize(("width", "height"), [(1366, 900), (390, 844)])
async def test_in_a_browser(audit, tmp_path, browser_path, width, height):
    """Filters filter, the page is never wider than the window, and nothing is asked of any network."""
    (tmp_path / "report.html").write_text(rendered(audit), encoding="utf-8")
    issues = issue_list(audit)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=browser_path)
        try:
            page = await browser.new_page(viewport={"width": width, "height": height})
            trouble: list[str] = []
            asked: list[str] = []
            page.on("console", lambda message: trouble.append(message.text))
            page.on("pageerror", lambda error: trouble.append(str(error)))
            page.on("request", lambda request: asked.append(urlsplit(request.url).scheme))
            await page.goto((tmp_path / "report.html").as_uri())
            await page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
            assert await page.evaluate("document.documentElement.scrollWidth") <= width
            unit = audit.portal.units[3].name
            await page.select_option("select[name=unit]", unit)
            own = [issue for issue in issues if issue.unit == unit]
            await expect(page.locator(".issue:not([hidden])")).to_have_count(len(own))
            assert await page.inner_text("#filter-count") == f"显示 {len(own)} 项，共 {len(issues)} 项"
            await page.fill("input[name=text]", "没有这样的问题")
            await expect(page.locator(".issue:not([hidden])")).to_have_count(0)
            hidden = issues[0]
            await page.evaluate(f"location.hash = 'issue-{hidden.id}'")  # a jump to a filtered entry shows it
            await page.wait_for_selector(f"#issue-{hidden.id}", state="visible")
            assert await page.locator(f"#issue-{hidden.id} details").get_attribute("open") is not None
        finally:
            await browser.close()
    assert trouble == []
    assert asked == ["file"]
