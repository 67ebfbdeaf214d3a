"""Site search that does not find what the site has published.

Looks at the first result page for each sampled title (four, drawn with a recorded seed). A hit is the same page, or
a row with the same title; cut titles, marked words and counting redirects count as hits.

Cannot see: results on later pages (the rule asks for the first), pages whose list of results could not be told
(undecided), a search that did not answer (not observed).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.fetch_wording import fetch_reason
from checks.derived.search_looks import NotTested, found_in, search_test, told
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import SearchQuery, SearchTried
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="site-search-miss",
    version=1,
    title="站内搜索找不到已发布信息",
    about=(SubjectKind.SITE,),
    needs=(SearchTried,),
    emits=Occurrences,
    severity=Severity.NORMAL,
)

MESSAGES = {
    "missed": "站内搜索“{title}”，结果第一页未找到该已发布信息（{results}）",
    "all-found": "抽取{asked}条已发布标题，均在结果第一页找到",
    "some-missed": "抽取{asked}条已发布标题，{missed}条未在结果第一页找到，其余{found}条均已找到",
    "all-missed": "抽取{asked}条已发布标题，均未在结果第一页找到",
    "missed-and-open": "抽取{asked}条已发布标题，{missed}条未在结果第一页找到，{open}条未能判断，{found}条已找到",
    "some-open": "抽取{asked}条已发布标题，{found}条在结果第一页找到，其余{open}条未能判断",
    "all-open": "抽取{asked}条已发布标题，均未能判断能否搜到",
    "no-entry": "网站没有可供检测的搜索入口",
    "no-titles": "没有可供抽取的已发布标题",
    "not-tested": "未能检测站内搜索：{why}",
}


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
    if tried.entry is None:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), looked_at=1, note="no-entry")
    if tried.titles_known < 1 or not tried.queries:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), looked_at=1, note="no-titles")
    return _judged(tried)


def _judged(tried: SearchTried) -> Ruling:
    silent = [query for query in tried.queries if not query.fetch.has_page]
    untold = [query for query in tried.queries if query.fetch.has_page and not told(query) and not found_in(query)]
    missed = [query for query in tried.queries if told(query) and not found_in(query)]
    could_not_look = tuple(
        [CouldNotLook(url=tried.url, reason=fetch_reason(query.fetch), detail=query.title) for query in silent]
        + [
            CouldNotLook(url=query.result_url or tried.url, reason="no-result-list", detail=query.title)
            for query in untold
        ]
    )
    unknown = len(could_not_look)
    asked = len(tried.queries)
    if missed:
        verdict = Verdict.FAIL
        note = "missed-and-open" if unknown else "all-missed" if len(missed) == asked else "some-missed"
    elif not unknown:
        verdict, note = Verdict.PASS, "all-found"
    else:
        verdict = Verdict.NOT_OBSERVED if len(silent) == asked else Verdict.UNDECIDED
        note = "all-open" if unknown == asked else "some-open"
    return Ruling(
        verdict=verdict,
        measure=Occurrences(len(missed), unknown=unknown),
        findings=tuple(_finding(tried, query) for query in missed),
        looked_at=asked - unknown,
        could_not_look=could_not_look,
        note=note,
        facts=(
            ("asked", str(asked)),
            ("missed", str(len(missed))),
            ("open", str(unknown)),
            ("found", str(asked - len(missed) - unknown)),
        ),
    )


def _finding(tried: SearchTried, query: SearchQuery) -> Finding:
    return Finding(
        url=tried.url,
        code="missed",
        facts=(("title", query.title), ("results", f"第一页{len(query.hits)}条结果" if query.hits else "没有结果")),
        evidence=Evidence(
            excerpt="；".join(hit.title for hit in query.hits[:5]),
            selector=tried.entry.element if tried.entry else "",
            observed_at=tried.observed_at,
            status=query.fetch.status,
            attempts=query.fetch.attempts,
            body_sha256=tried.body_sha256,
        ),
        found_on=tuple(url for url in (query.expected_url, query.result_url) if url),
        detail_key=query.expected_url or query.title,
    )
