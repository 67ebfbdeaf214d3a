"""Site whose pages do not carry the page labels (meta tags) of 国办发〔2017〕47号.

Looks at the labels of the home page, of list pages and of articles of one site, and tells one finding per site with
the count of pages, never one per page. Plain enough for a fault is only a site none of whose pages, home and others,
carries a single one of the labels: which page needs which label stands in an annex whose text nobody here could read,
so labels missing on some pages, without a value, misspelt or never filled in by the template are told to a person.
Upper and lower case make no difference.

Cannot see: whether a value is right; labels that a script adds after loading; pages that were not read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz.distance import OSA

from checks.check import AsOf, CheckMeta, CouldNotLook, Param, Ruling
from checks.derived.fetch_wording import fetch_reason
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import PageSeen, PageType
from checks.subjects import SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given, World

_SITE = ("SiteName", "SiteDomain", "SiteIDCode")
_SOURCE = (
    "国办发〔2017〕47号《政府网站发展指引》网页标签；附件原文未核到，首页3项、列表页7项、内容页10项系据集约化平台说明，"
    "内容页的栏目描述、栏目关键词实际多不设置，不查"
)

META = CheckMeta(
    id="page-labels",
    version=1,
    title="网页标签缺失",
    about=(SubjectKind.SITE,),
    needs=(PageSeen,),
    emits=Occurrences,
    severity=Severity.MINOR,
    params={
        "home": Param(default=list(_SITE), meaning="首页应有的标签", source=_SOURCE, status="corroborated"),
        "list": Param(
            default=[*_SITE, "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"],
            meaning="列表页应有的标签",
            source=_SOURCE,
            status="corroborated",
        ),
        "article": Param(
            default=[*_SITE, "ColumnName", "ColumnType", "ArticleTitle", "PubDate", "ContentSource"],
            meaning="内容页应有的标签",
            source=_SOURCE,
            status="corroborated",
        ),
        "fewest_pages": Param(
            default=3,
            meaning="首页之外至少读到多少个页面，才认定全站没有标签",
            source="本产品约定：一两个页面不足以代表全站",
        ),
    },
)

MESSAGES = {
    "none": "网站已读取的{pages}个页面（含首页）均没有设置任何网页标签（SiteName等）",
    "maybe-none": "网站已读取的{pages}个页面没有设置任何网页标签（SiteName等），读取的页面不足以代表全站，需人工核实",
    "incomplete": "网站部分页面网页标签不全，需人工核实：{gaps}",
    "all-there": "已核对的{pages}个页面，网页标签齐全",
    "not-read": "本次没有读到该网站可核对的页面",
}

_KINDS = {PageType.HOME: "home", PageType.LIST: "list", PageType.ARTICLE: "article"}
_NAMES = {"home": "首页", "list": "列表页", "article": "内容页"}
# "null" was seen on a real page; <CMSPRO_…>, ~-!{…}, ${…}, {{…}} are what a template leaves where nothing filled it in.
_NO_VALUE = re.compile(r"\s*(?:null|undefined|none|无)?\s*", re.IGNORECASE)
_TEMPLATE = re.compile(r"<\w+_\w+|[~$#]-?!?\{|\{\{|\[!--|<%|CMSPRO_", re.IGNORECASE)
_SHORTEST_TO_MISSPELL = 7  # characters; a shorter name is too near to others
_MOST_PAGES_NAMED = 20
_OF_ITEMS = frozenset({"articletitle", "pubdate", "contentsource"})


@dataclass(frozen=True, slots=True)
class _Gap:
    """One label on one kind of page: pages that lack it, leave it empty, misspell it; and how many were looked at."""

    kind: str
    label: str
    missing: int
    empty: int
    misspelt: tuple[str, ...]
    pages: int

    def __str__(self) -> str:
        told = []
        if self.missing:
            told.append(f"{self.missing}个未设置")
        if self.empty:
            told.append(f"{self.empty}个没有有效取值")
        if self.misspelt:
            told.append(f"拼写为{'、'.join(self.misspelt)}")
        return f"{_NAMES[self.kind]}{self.label}（{self.pages}个页面中{'，'.join(told)}）"


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    pages = [page for page in given[PageSeen] if page.fetch.has_page and page.page_type in _KINDS]
    if not pages:
        return _nothing_read(given)
    asked = {kind: tuple(params[kind]) for kind in _NAMES}
    wanted = {label.lower() for labels in asked.values() for label in labels}
    if not any(name.lower() in wanted for page in pages for name, _ in page.labels):
        return _none(given, pages, params["fewest_pages"])
    columns = {column.url for column in given.portal.columns()}
    pages = [page for page in pages if page.page_type is not PageType.ARTICLE or _is_item(given.world, page, columns)]
    if not pages:
        return _nothing_read(given)
    gaps = [gap for kind, labels in asked.items() for gap in _gaps(kind, labels, pages)]
    facts = (("pages", str(len(pages))), ("gaps", "；".join(str(gap) for gap in gaps)))
    if not gaps:
        return Ruling(verdict=Verdict.PASS, measure=Occurrences(0), looked_at=len(pages), note="all-there", facts=facts)
    lacking = [page for page in pages if any(_how(page, label) != "there" for label in asked[_KINDS[page.page_type]])]
    return _told(given, "incomplete", facts, pages, lacking, Verdict.UNDECIDED)


def _is_item(world: World, page: PageSeen, columns: Collection[str]) -> bool:
    """Whether an article is an item of a column: a list names it, or it says so itself. A column whose address shows
    one article (a guide, an introduction) is made by the template of columns."""
    last = urlsplit(page.fetch.final_url or page.url).path.rsplit("/", 1)[-1]
    if page.url in columns or re.fullmatch(r"|(?:index|list|default)\.\w{3,5}", last, re.IGNORECASE):
        return False
    if any(name.lower() in _OF_ITEMS and content for name, content in page.labels):
        return True
    return bool(world.columns_listing(page.url))


def _nothing_read(given: Given) -> Ruling:
    home = given.world.page(given.subject.url)
    reason = "not-looked-at" if home is None else "not-read" if home.fetch.has_page else fetch_reason(home.fetch)
    return Ruling(
        verdict=Verdict.NOT_OBSERVED,
        measure=Occurrences(0, unknown=1),
        could_not_look=(CouldNotLook(url=given.subject.url, reason=reason),),
        note="not-read",
    )


def _none(given: Given, pages: Sequence[PageSeen], fewest: int) -> Ruling:
    has_home = any(page.page_type is PageType.HOME for page in pages)
    is_plain = has_home and len(pages) > fewest
    facts = (("pages", str(len(pages))),)
    code, verdict = ("none", Verdict.FAIL) if is_plain else ("maybe-none", Verdict.UNDECIDED)
    return _told(given, code, facts, pages, pages, verdict)


def _gaps(kind: str, labels: Sequence[str], pages: Sequence[PageSeen]) -> list[_Gap]:
    of_kind = [page for page in pages if _KINDS[page.page_type] == kind]
    gaps = []
    for label in labels:
        how = [_how(page, label) for page in of_kind]
        misspelt = tuple(sorted({each for each in how if each not in ("there", "missing", "empty")}))
        if any(each != "there" for each in how):
            gaps.append(_Gap(kind, label, how.count("missing"), how.count("empty"), misspelt, len(of_kind)))
    return gaps


def _how(page: PageSeen, label: str) -> str:
    """`there`, `empty`, `missing`, or the misspelt name as it stands."""
    values = [content for name, content in page.labels if name.lower() == label.lower()]
    if values:
        filled = any(not _NO_VALUE.fullmatch(each) and not _TEMPLATE.search(each) for each in values)
        return "there" if filled else "empty"
    if len(label) >= _SHORTEST_TO_MISSPELL:
        for name, _ in page.labels:
            if OSA.distance(name.lower(), label.lower()) == 1:
                return name
    return "missing"


def _told(
    given: Given,
    code: str,
    facts: tuple[tuple[str, str], ...],
    pages: Sequence[PageSeen],
    at: Sequence[PageSeen],
    verdict: Verdict,
) -> Ruling:
    first = next((page for page in at if page.page_type is PageType.HOME), at[0])
    found = Finding(
        url=given.subject.url,
        code=code,
        facts=facts,
        evidence=Evidence(
            excerpt="；".join(f"{name}={content}" for name, content in first.labels)[:200],
            observed_at=first.observed_at,
            status=first.fetch.status,
            attempts=first.fetch.attempts,
            body_sha256=first.body_sha256,
        ),
        found_on=tuple(page.url for page in at[:_MOST_PAGES_NAMED]),
        verdict=verdict,
        severity=Severity.HINT if verdict is Verdict.UNDECIDED else None,
    )
    proved = int(verdict is Verdict.FAIL)
    return Ruling(
        verdict=verdict,
        measure=Occurrences(proved, unknown=1 - proved),
        findings=(found,),
        looked_at=len(pages),
        note=code,
        facts=facts,
    )
