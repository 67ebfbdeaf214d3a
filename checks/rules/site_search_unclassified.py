"""Site search whose results are not shown by class.

Looks at the result pages of the functional test: the names of the classes that results can be seen under (新闻, 政策,
服务 …). 全部 alone is no class.

Cannot see: classes that only appear after a click, or that a layout shows without words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived.search_looks import NotTested, search_test
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import SearchTried
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="site-search-unclassified",
    version=1,
    title="站内搜索结果未分类展现",
    about=(SubjectKind.SITE,),
    needs=(SearchTried,),
    emits=Occurrences,
    severity=Severity.MINOR,
)

MESSAGES = {
    "unclassified": "站内搜索结果未分类展现（检测标题：“{title}”）",
    "classified": "搜索结果按类别展现：{classes}",
    "no-entry": "网站没有可供检测的搜索入口",
    "no-titles": "没有可供抽取的已发布标题，未检测搜索结果",
    "no-results": "搜索未返回可辨认的结果列表，无法判断是否分类",
    "not-tested": "未能检测站内搜索：{why}",
}

_EVERYTHING = frozenset({"全部", "所有", "全站", "不限", "综合", "全部结果"})


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
    classes = [name for name in tried.categories if name.strip() not in _EVERYTHING]
    if classes:
        return Ruling(
            verdict=Verdict.PASS,
            measure=Occurrences(0),
            looked_at=1,
            note="classified",
            facts=(("classes", "、".join(classes)),),
        )
    if not tried.queries:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), looked_at=1, note="no-titles")
    return _unclassified(tried)


def _unclassified(tried: SearchTried) -> Ruling:
    """Only a page that shows results can show them without classes."""
    shown = next(
        (query for query in tried.queries if query.fetch.has_page and query.result_list_found and query.hits), None
    )
    if shown is None:
        answered = any(query.fetch.has_page for query in tried.queries)
        return Ruling(
            verdict=Verdict.UNDECIDED if answered else Verdict.NOT_OBSERVED,
            measure=Occurrences(0, unknown=1),
            could_not_look=(CouldNotLook(url=tried.url, reason="no-result-list"),),
            note="no-results",
        )
    found = Finding(
        url=tried.url,
        code="unclassified",
        facts=(("title", shown.title),),
        evidence=Evidence(
            excerpt="；".join(hit.title for hit in shown.hits[:5]),
            observed_at=tried.observed_at,
            status=shown.fetch.status,
            attempts=shown.fetch.attempts,
            body_sha256=tried.body_sha256,
        ),
        found_on=(shown.result_url,) if shown.result_url else (),
    )
    return Ruling(
        verdict=Verdict.FAIL,
        measure=Occurrences(1),
        findings=(found,),
        looked_at=1,
        note="unclassified",
        facts=found.facts,
    )
