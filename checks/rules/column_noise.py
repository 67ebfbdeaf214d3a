"""Rows that do not belong into their column: of another kind than its class, or there twice.

Looks at the titles of a column's rows and at the texts behind rows of equal title. A fault is only the plain double:
one title, one text, one day, the same files, twice in one list under different addresses. Everything else is for a
person: titles that plainly announce another kind (news of a meeting among notices, a tender among policies, a policy
among interpretations; one finding per column), one title with nearly the same text on another day, or twice on one day
where the texts cannot be compared, and what stands in two columns of one class of one unit. What other units or
columns of other classes also publish is no double, and what is passed on from above is no noise.

Cannot see: whether a title keeps what it promises, kinds that a title does not tell, doubles under different titles,
texts in pictures and attachments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from checks.check import AsOf, CheckMeta, Param, Ruling
from checks.derived.column_access import NoAccess, readable_list, ruling_without_list
from checks.derived.double_rows import ReadRow, are_alike, plain_doubles, read_row, rows_by_title, same_titles
from checks.derived.near_duplicates import bare
from checks.derived.title_kind import TitleKind, title_kind
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.observation import ListRow, ListSeen, PageSeen
from checks.subjects import Column, ColumnClass, SubjectKind
from checks.verdict import Severity, Verdict
from checks.world import Given, World

META = CheckMeta(
    id="column-noise",
    version=1,
    title="栏目内容与栏目不符或重复",
    about=(SubjectKind.COLUMN,),
    needs=(ListSeen, PageSeen),
    emits=Occurrences,
    severity=Severity.MINOR,
    params={
        "fewest_characters": Param(
            default=80,
            meaning="正文多少字以上才比对是否重复（只有图片、附件的页面正文都很短）",
            source="本产品约定：没有文件规定",
        ),
        "bits_apart": Param(
            default=6,
            meaning="标题相同的两篇正文，64位相似度指纹最多相差多少位视为内容基本相同",
            source="本产品约定：改动个别字词约相差5位；29篇真实页面的正文两两相差均在17位以上",
        ),
    },
)

MESSAGES = {
    "double": "同一信息在栏目“{column}”中重复发布：《{title}》（{day}）有{times}条，标题、正文和日期均相同",
    "maybe-double": "栏目“{column}”中《{title}》有{times}条，标题相同、正文基本相同，可能重复发布，需人工核实",
    "same-title": "栏目“{column}”中《{title}》（{day}）有{times}条，标题和日期相同，正文无从比对，可能重复发布，"
    "需人工核实",
    "in-two-columns": "本单位同类栏目“{column}”和“{other}”有{count}条信息标题相同、正文基本相同，可能重复发布，"
    "需人工核实，如：{titles}",
    "other-kind": "栏目“{column}”有{count}条信息疑似与栏目类别不符（{kinds}），需人工核实，如：{titles}",
    "none": "已核对的{rows}条信息，未见与栏目类别明显不符或重复发布的情况",
    "some": "已核对{rows}条信息，查出重复发布{count}处，{open}处待人工核实",
    "no-rows": "栏目中没有信息",
    "not-read": "未能核对栏目内容：{why}",
}

# Kinds that plainly do not belong into a column of a class. What is missing here may stand there.
_FOREIGN: dict[ColumnClass, frozenset[TitleKind]] = {
    ColumnClass.NOTICE: frozenset({TitleKind.NEWS}),
    ColumnClass.POLICY: frozenset({TitleKind.NEWS, TitleKind.PROCUREMENT, TitleKind.RECRUITMENT, TitleKind.REPORT}),
    ColumnClass.NORMATIVE: frozenset(
        {TitleKind.NEWS, TitleKind.PROCUREMENT, TitleKind.RECRUITMENT, TitleKind.REPORT, TitleKind.INTERPRETATION}
    ),
    ColumnClass.INTERPRETATION: frozenset(
        {TitleKind.NEWS, TitleKind.PROCUREMENT, TitleKind.RECRUITMENT, TitleKind.DOCUMENT, TitleKind.REPORT}
    ),
    ColumnClass.ANNUAL_REPORT: frozenset({TitleKind.NEWS, TitleKind.PROCUREMENT, TitleKind.RECRUITMENT}),
    ColumnClass.SOLICITATION: frozenset({TitleKind.NEWS}),
    ColumnClass.SURVEY: frozenset({TitleKind.NEWS}),
}
# A column whose name has two of these words holds both by design (政策文件及解读).
_WORDS_OF_KINDS = ("动态", "公告", "文件", "解读", "采购", "招标", "招聘", "年报")
# Columns of these classes show what stands elsewhere, too.
_COLLECTIONS = frozenset({ColumnClass.TOPIC, ColumnClass.OTHER, ColumnClass.SERVICE})
# 公告 and 公示 head many different items of one day.
_FEWEST_OF_A_TITLE = 12
_NAMED = 3


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    column = given.column
    seen = readable_list(column, next(iter(given[ListSeen]), None))
    if isinstance(seen, NoAccess):
        return ruling_without_list(seen)
    if not seen.rows:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="no-rows")
    findings = [*_doubles(given.world, column, seen, params), *_of_other_kinds(column, seen)]
    findings += _in_sister_columns(given.world, column, seen, params)
    proved = [found for found in findings if found.verdict is Verdict.FAIL]
    opened = len(findings) - len(proved)
    return Ruling(
        verdict=Verdict.FAIL if proved else Verdict.UNDECIDED if opened else Verdict.PASS,
        measure=Occurrences(len(proved), unknown=opened),
        findings=tuple(findings),
        looked_at=len(seen.rows),
        note="some" if findings else "none",
        facts=(("rows", str(len(seen.rows))), ("count", str(len(proved))), ("open", str(opened))),
    )


def _doubles(world: World, column: Column, seen: ListSeen, params: Mapping[str, Any]) -> list[Finding]:
    findings = []
    for rows in same_titles(seen.rows):
        read = [each for row in rows if (each := read_row(world, row, params["fewest_characters"])) is not None]
        group = list({each.address: each for each in read}.values())
        plain = plain_doubles(group)
        if plain:
            day = plain[0].row.date.text if plain[0].row.date else ""
            findings.append(_finding("double", _by_address(plain), column, day=day))
            continue
        alike = [each for pair in combinations(group, 2) if are_alike(*pair, params["bits_apart"]) for each in pair]
        if alike:
            findings.append(_finding("maybe-double", _by_address(alike), column))
            continue
        texts = {each.row.url for each in read}
        findings += _same_title_and_day([row for row in rows if row.url not in texts], column, seen)
    return findings


def _by_address(read: Sequence[ReadRow]) -> list[ReadRow]:
    """Each once; the first one names the finding, so it must not hang on the order of the list."""
    return [each for _, each in sorted({each.row.url: each for each in read}.items())]


def _same_title_and_day(rows: Sequence[ListRow], column: Column, seen: ListSeen) -> list[Finding]:
    """Rows whose texts cannot be compared: not read, or nothing but a picture or an attachment."""
    by_day: dict[str, list[ListRow]] = {}
    for row in rows:
        if row.date is not None and row.date.date is not None and len(bare(row.title)) >= _FEWEST_OF_A_TITLE:
            by_day.setdefault(row.date.date.isoformat(), []).append(row)
    for same in by_day.values():
        same.sort(key=lambda row: row.url)
    return [
        Finding(
            url=same[0].url,
            code="same-title",
            facts=(("column", column.name), ("title", same[0].title), ("day", day), ("times", str(len(same)))),
            evidence=_evidence(seen, same[0].title, same[0].element),
            found_on=tuple(row.url for row in same),
            verdict=Verdict.UNDECIDED,
        )
        for day, same in by_day.items()
        if len(same) > 1
    ]


def _in_sister_columns(world: World, column: Column, seen: ListSeen, params: Mapping[str, Any]) -> list[Finding]:
    """Told once, in the later of two columns of one class of one unit."""
    if column.column_class in _COLLECTIONS:
        return []
    own = rows_by_title(world, seen)
    urls = {row.url for row in seen.rows}
    findings = []
    for other in world.derived(_sisters)[column.unit, column.column_class]:
        listed = readable_list(other, world.list_of(other)) if other.url < column.url else None
        if listed is None or isinstance(listed, NoAccess):
            continue
        both: list[ReadRow] = []
        for title, row in rows_by_title(world, listed).items():
            mine = own.get(title)
            if mine is None or row.url in urls:
                continue
            here, there = (read_row(world, each, params["fewest_characters"]) for each in (mine, row))
            if here and there and here.address != there.address and are_alike(here, there, params["bits_apart"]):
                both.append(here)
        if both:
            findings.append(_shared(column, other, both))
    return findings


def _shared(column: Column, other: Column, both: Sequence[ReadRow]) -> Finding:
    first = both[0]
    return Finding(
        url=column.url,
        code="in-two-columns",
        facts=(
            ("column", column.name),
            ("other", other.name),
            ("count", str(len(both))),
            ("titles", "、".join(f"《{each.row.title}》" for each in both[:_NAMED])),
        ),
        evidence=_evidence(first.page, first.page.text[:100], first.row.element),
        found_on=tuple(each.row.url for each in both),
        detail_key=other.url,
        verdict=Verdict.UNDECIDED,
    )


def _sisters(world: World) -> dict[tuple[str, ColumnClass], list[Column]]:
    sisters: dict[tuple[str, ColumnClass], list[Column]] = {}
    for column in world.portal.columns():
        sisters.setdefault((column.unit, column.column_class), []).append(column)
    return sisters


def _of_other_kinds(column: Column, seen: ListSeen) -> list[Finding]:
    foreign = _FOREIGN.get(column.column_class, frozenset())
    if sum(word in column.name for word in _WORDS_OF_KINDS) > 1:
        return []
    rows = [row for row in seen.rows if not row.external]
    noise = [(row, kind) for row in rows if (kind := title_kind(row.title)) in foreign and kind is not None]
    # Where they are the rule, it is the class of the registry that does not fit, and not the rows.
    if not noise or len(noise) * 2 > len(rows):
        return []
    counts: dict[TitleKind, int] = {}
    for _, kind in noise:
        counts[kind] = counts.get(kind, 0) + 1
    return [
        Finding(
            url=column.url,
            code="other-kind",
            facts=(
                ("column", column.name),
                ("count", str(len(noise))),
                ("kinds", "、".join(f"{kind}{counts[kind]}条" for kind in TitleKind if kind in counts)),
                ("titles", "、".join(f"《{row.title}》" for row, _ in noise[:_NAMED])),
            ),
            evidence=_evidence(seen, noise[0][0].title, noise[0][0].element),
            found_on=tuple(dict.fromkeys(row.url for row, _ in noise if row.url)),
            verdict=Verdict.UNDECIDED,
        )
    ]


def _finding(code: str, alike: Sequence[ReadRow], column: Column, **facts: str) -> Finding:
    last = alike[0]
    return Finding(
        url=last.row.url,
        code=code,
        facts=(("column", column.name), ("title", last.row.title), ("times", str(len(alike))), *facts.items()),
        evidence=_evidence(last.page, last.page.text[:100], last.row.element),
        found_on=tuple(each.row.url for each in alike),
        verdict=Verdict.FAIL if code == "double" else Verdict.UNDECIDED,
    )


def _evidence(look: ListSeen | PageSeen, excerpt: str, selector: str) -> Evidence:
    return Evidence(
        excerpt=excerpt,
        selector=selector,
        observed_at=look.observed_at,
        status=look.fetch.status,
        attempts=look.fetch.attempts,
        body_sha256=look.body_sha256,
    )
