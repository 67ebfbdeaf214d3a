"""Document whose directory elements (索引号, 名称, 发布机构, 生成日期 …) are not all shown.

Looks at the box of elements above the documents of policy and normative columns, under the names real portals use, and
at what stands under the title (source, day). A fault is an element that the box lacks or leaves empty while other
documents of the column show it; one that every document of the column lacks although its box was read well; and a
document without a box in a column where nearly all have one. An empty 发文字号, 有效性 or 内容概述 is none: not
every document has one.

Cannot see: elements that only a script fills in (where every document leaves one empty, a person looks), those that
stand in the list or in a card over it, boxes in pictures or attachments. Columns without any box are left to a person.
Annual reports, interpretations and calls for opinions have no box and are not asked for one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Param, Ruling
from checks.derived.column_access import NoAccess, readable_list, ruling_without_list
from checks.derived.directory_box import ELEMENTS, DirectoryBox, Shown, directory_box
from checks.derived.fetch_wording import fetch_reason
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import ListRow, ListSeen, PageSeen, PageType
from checks.subjects import Column, SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given

META = CheckMeta(
    id="directory-fields",
    version=1,
    title="公开目录要素不全",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    severity=Severity.MINOR,
    params={
        "classes": Param(
            default=["policy", "normative"],
            meaning="检查哪些类别的栏目",
            source="本产品约定：政策文件、规范性文件页面通常列有目录要素，其他类别的信息不一定有",
        ),
        "required": Param(
            default=["索引号", "名称", "发布机构", "生成日期"],
            meaning=f"应当具备的要素，可选：{'、'.join(ELEMENTS)}",
            source="政府信息公开条例第十二条：目录包括索引、名称、内容概述、生成日期等；发布机构为各地通行要素；"
            "内容概述多在目录列表中提供，指标体系要求时再查",
            status="corroborated",
        ),
        "may_stand_elsewhere": Param(
            default=["内容概述"],
            meaning="文件页面未列时只提示人工核实的要素",
            source="本产品约定：内容概述常在目录列表或悬浮窗中提供",
        ),
    },
)

MESSAGES = {
    "incomplete": "《{title}》目录要素不全：{lacks}；同栏目有其他文件已列明",
    "all-lack": "栏目“{column}”已核对的{boxes}件文件，目录要素均缺少{lacks}，如：{titles}",
    "all-doubtful": "栏目“{column}”已核对的{boxes}件文件，页面均未见{lacks}（可能由脚本填入、以其他名称列示或在目录"
    "列表中提供），需人工核实，如：{titles}",
    "doubtful": "《{title}》未见{lacks}（可能以其他名称列示或在目录列表中提供），需人工核实",
    "no-box": "《{title}》没有列示目录要素；同栏目已核对的{documents}件文件中有{boxes}件列有要素",
    "maybe-no-box": "栏目“{column}”已核对的{documents}件信息中有{without}件没有列示目录要素，需人工核实，如：{titles}",
    "all-there": "已核对的{documents}件文件，目录要素齐全",
    "judged": "已核对的{documents}件文件，查出{count}处要素不全或待核实",
    "some-open": "已核对{documents}件文件，另有{open}件未能核对",
    "nothing-to-see": "栏目中没有可核对的文件页面",
    "not-asked": "该类栏目不要求列示目录要素",
    "no-rows": "栏目中没有信息",
    "not-read": "未能核对目录要素：{why}",
}

_NO_DOCUMENT = re.compile(r"年度报告|年报|解读|图解|一图读懂|一图看懂|问答|反馈|征求意见|征集|公开指南")
_DOCUMENT = re.compile(
    r"(?:通知|通报|意见|办法|规定|细则|方案|决定|公告|通告|批复|函|条例|规划|计划|措施|预案|规程|目录)(?:》?的通知)?(?:（[^（）]*）)?$"
)
# What is passed on from above has its box where it came from.
_FROM_ABOVE = re.compile(
    r"[《【〔(（]?(?:转载|中共中央|中央|国务院|全国|国家|[\u4e00-\u9fff]{1,7}省|省|[\u4e00-\u9fff]{2,8}自治区)"
)
# A box of three names is the least the reader calls one; with four and three such boxes, what none has is not there.
_FEWEST_NAMES = 4
_FEWEST_BOXES = 3
# "Nearly all documents of the column have a box": four in five, and at least four of them.
_MOST_HAVE_ONE = 0.8
_FEWEST_WITH_BOX = 4
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Document:
    row: ListRow
    page: PageSeen
    box: DirectoryBox | None


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    asked = tuple(params["required"])
    if unknown := sorted(set(asked) - set(ELEMENTS)):
        raise ValueError(f"required: unknown element {unknown[0]!r}; write one of {'、'.join(ELEMENTS)}")
    if column.column_class not in params["classes"]:
        return _no_case("not-asked")
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        return ruling_without_list(seen)
    if not seen.rows:
        return _no_case("no-rows")
    documents, opened = _documents(given, seen, asked)
    if not documents and not opened:
        return _no_case("nothing-to-see")
    findings = [
        *_lacking(column, documents, set(params["may_stand_elsewhere"])),
        *_without_box(column, documents, (given.portal.name, *_names_of_unit(given, column))),
    ]
    faults = [found for found in findings if found.verdict is Verdict.FAIL]
    doubts = len(findings) - len(faults)
    return Ruling(
        verdict=Verdict.FAIL if faults else Verdict.UNDECIDED if doubts or opened else Verdict.PASS,
        measure=Occurrences(sum(max(1, len(found.found_on)) for found in faults), unknown=doubts + len(opened)),
        findings=tuple(findings),
        looked_at=len(documents),
        could_not_look=tuple(opened),
        note="some-open" if opened else "judged" if findings else "all-there",
        facts=(("documents", str(len(documents))), ("open", str(len(opened))), ("count", str(len(findings)))),
    )


def _no_case(note: str) -> Ruling:
    return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note=note)


def _documents(given: Given, seen: ListSeen, asked: tuple[str, ...]) -> tuple[list[_Document], list[CouldNotLook]]:
    """The pages of the list that may have a box; rows to other sites and to what is no document are left out."""
    documents, opened = [], []
    for row in {row.url: row for row in seen.rows if row.url and not row.external}.values():
        if _NO_DOCUMENT.search(row.title):
            continue
        page = given.world.page(row.url)
        if page is None:
            opened.append(CouldNotLook(url=row.url, reason="not-looked-at"))
        elif not page.fetch.has_page:
            opened.append(CouldNotLook(url=row.url, reason=fetch_reason(page.fetch)))
        elif page.page_type is PageType.ARTICLE:
            documents.append(_Document(row, page, directory_box(page, asked)))
    return documents, opened


def _lacking(column: Column, documents: Sequence[_Document], elsewhere: set[str]) -> list[Finding]:
    boxed = [each for each in documents if each.box is not None]
    lacks = {id(each): _lacks(each.box) for each in boxed}
    everywhere = set.intersection(*(set(lack) for lack in lacks.values())) if lacks else set()
    findings: list[Finding] = []
    proved: list[str] = []
    doubted: list[str] = []
    for name in sorted(everywhere, key=list(ELEMENTS).index):
        kinds = {lacks[id(each)][name] for each in boxed}
        well_read = len(boxed) >= _FEWEST_BOXES and all(each.box and each.box.names >= _FEWEST_NAMES for each in boxed)
        is_plain = well_read and kinds == {Shown.MISSING} and name not in elsewhere
        (proved if is_plain else doubted).append(name)
    for code, names in (("all-lack", proved), ("all-doubtful", doubted)):
        if names:
            findings.append(_of_column(column, code, boxed, lacks="、".join(names), boxes=str(len(boxed))))
    for each in boxed:
        own = {name: how for name, how in lacks[id(each)].items() if name not in everywhere}
        plain = {n: how for n, how in own.items() if how is not Shown.DOUBTFUL and n not in elsewhere}
        if plain:
            findings.append(_of_document("incomplete", each, lacks=_in_words(plain)))
        elif own:
            findings.append(_of_document("doubtful", each, lacks="、".join(own)))
    return findings


def _lacks(box: DirectoryBox | None) -> dict[str, Shown]:
    return {name: how for name, how in box.elements if how is not Shown.FILLED} if box else {}


def _in_words(lacks: Mapping[str, Shown]) -> str:
    missing = [name for name, how in lacks.items() if how is Shown.MISSING]
    empty = [name for name, how in lacks.items() if how is Shown.EMPTY]
    return "，".join(
        ([f"缺少{'、'.join(missing)}"] if missing else []) + ([f"{'、'.join(empty)}为空"] if empty else [])
    )


def _names_of_unit(given: Given, column: Column) -> tuple[str, ...]:
    unit = given.portal.unit(column.unit)
    return unit.names if unit else (column.unit,)


def _without_box(column: Column, documents: Sequence[_Document], own_names: Sequence[str]) -> list[Finding]:
    boxes = sum(each.box is not None for each in documents)
    without = [each for each in documents if each.box is None]
    if not without:
        return []
    counts = {"documents": str(len(documents)), "boxes": str(boxes), "without": str(len(without))}
    if boxes >= _FEWEST_WITH_BOX and boxes >= len(documents) * _MOST_HAVE_ONE:
        faults = [
            each
            for each in without
            if (each.page.document_number or _DOCUMENT.search(each.row.title))
            and (not _FROM_ABOVE.match(each.row.title) or each.row.title.startswith(tuple(own_names)))
        ]
        rest = [each for each in without if each not in faults]
        findings = [_of_document("no-box", each, **counts) for each in faults]
        return findings + ([_of_column(column, "maybe-no-box", rest, **counts)] if rest else [])
    return [_of_column(column, "maybe-no-box", without, **counts)]


def _of_document(code: str, document: _Document, /, **facts: str) -> Finding:
    page = document.page
    return Finding(
        url=document.row.url,
        code=code,
        facts=(("title", document.row.title), *facts.items()),
        evidence=_evidence(page, "；".join(f"{name}：{value}" for name, value in page.metadata_box)),
        verdict=Verdict.UNDECIDED if code == "doubtful" else Verdict.FAIL,
    )


def _of_column(column: Column, code: str, documents: Sequence[_Document], /, **facts: str) -> Finding:
    first = documents[0].page
    return Finding(
        url=column.url,
        code=code,
        facts=(
            ("column", column.name),
            ("titles", "、".join(f"《{each.row.title}》" for each in documents[:_NAMED])),
            *facts.items(),
        ),
        evidence=_evidence(first, "；".join(f"{name}：{value}" for name, value in first.metadata_box)),
        found_on=tuple(each.row.url for each in documents),
        verdict=Verdict.FAIL if code == "all-lack" else Verdict.UNDECIDED,
    )


def _evidence(page: PageSeen, excerpt: str) -> Evidence:
    return Evidence(
        excerpt=excerpt[:200],
        observed_at=page.observed_at,
        status=page.fetch.status,
        attempts=page.fetch.attempts,
        body_sha256=page.body_sha256,
    )
