"""Portal without a search entry in the header of its home page.

Looks at the home page as a browser showed it. Asked of the portal's own site; of further sites only where the
parameter says so. An entry elsewhere on the page, or a mere link that speaks of searching, is undecided: a person sees
at a glance what we cannot.

Cannot see: entries that are pictures without any text, or that only come out after some movement of the mouse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, Param, Ruling
from checks.derived.search_looks import NotTested, search_test
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import LinksSeen, PageLink, Region, SearchTried
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="missing-site-search",
    version=1,
    title="网站头部未提供搜索入口",
    about=(SubjectKind.SITE,),
    needs=(SearchTried, LinksSeen),
    emits=Occurrences,
    severity=Severity.NORMAL,
    params={
        "every_site": Param(
            default=False,
            meaning="true：单位网站等其他站点首页也须提供搜索入口；false：只要求门户网站",
            source="石泉县2023年评估指标：政府门户网站头部提供搜索",
        ),
    },
)

MESSAGES = {
    "no-entry": "网站首页头部未提供站内搜索入口",
    "entry-elsewhere": "站内搜索入口不在网站首页头部，需人工核对（位置：{place}）",
    "only-link": "网站首页未见搜索框，但有“{text}”链接，需人工核对",
    "has-entry": "网站首页头部提供站内搜索入口",
    "not-asked": "不是门户网站，头部没有搜索入口不作为问题",
    "not-tested": "未能检测站内搜索：{why}",
}

_WORDS = ("搜索", "检索", "搜一搜", "智能问搜")


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    tried = search_test(given)
    if isinstance(tried, NotTested):
        return Ruling(
            verdict=Verdict.NOT_OBSERVED,
            measure=Occurrences(0, unknown=1),
            could_not_look=(tried.place,),
            note="not-tested",
            facts=(("why", tried.why),),
        )
    if tried.entry is not None and tried.entry.in_header:
        return Ruling(verdict=Verdict.PASS, measure=Occurrences(0), looked_at=1, note="has-entry")
    if given.subject.url != given.portal.home and not params["every_site"]:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), looked_at=1, note="not-asked")
    if tried.entry is not None:
        return _told(tried, Verdict.UNDECIDED, "entry-elsewhere", tried.entry.element, place=tried.entry.element)
    if link := _search_link(given):
        return _told(tried, Verdict.UNDECIDED, "only-link", link.element, text=link.text)
    return _told(tried, Verdict.FAIL, "no-entry", "")


def _search_link(given: Given) -> PageLink | None:
    """A link of the home page's template that speaks of searching. A headline may do so without being one."""
    home = next((page for page in given[LinksSeen] if page.url == given.subject.url), None)
    links = home.links if home is not None else ()
    # 20 characters: what a button or menu entry says, not a headline.
    short = (link for link in links if link.region is not Region.MAIN and len(link.text) <= 20)
    return next((link for link in short if any(word in link.text for word in _WORDS)), None)


def _told(tried: SearchTried, verdict: Verdict, code: str, selector: str, **facts: str) -> Ruling:
    found = Finding(
        url=tried.url,
        code=code,
        facts=tuple(facts.items()),
        evidence=Evidence(
            selector=selector,
            observed_at=tried.observed_at,
            status=tried.fetch.status,
            attempts=tried.fetch.attempts,
            body_sha256=tried.body_sha256,
        ),
        verdict=verdict,
    )
    failed = verdict is Verdict.FAIL
    return Ruling(
        verdict=verdict,
        measure=Occurrences(int(failed), unknown=int(not failed)),
        findings=(found,),
        looked_at=1,
        note=code,
        facts=found.facts,
    )
