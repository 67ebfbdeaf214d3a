"""Attachment that is called something else than it is: another year, another document, another format.

Looks at the name that the link gives a file (or, where the link says 附件1 or 下载, the name that the body lists under
that number) against the title among the file's own first lines, and at the ending of the file against its content.
Plain cases only are faults: the same title of another year, and a format that the program of its ending cannot open.
Another period, other words altogether, or other words than the body lists under the same number are for people.

Cannot see: titles of scans, pictures and archives; files whose first lines show no title; links that name
none (附件1, 下载) where the body lists none either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from checks.check import AsOf, CheckMeta, Ruling
from checks.derived import file_ruling
from checks.derived.attached_files import AttachedFile, Offer, not_seen
from checks.derived.file_families import Opens, kind_name, opens
from checks.derived.file_naming import (
    differ_by_office,
    file_name,
    has_other_years,
    is_form,
    is_to_be_filled,
    listed_annexes,
    periods,
    squeezed,
    without_years,
    years,
)
from checks.derived.file_ruling import Told, finding_on
from checks.finding import Finding
from checks.measure import Occurrences
from checks.observation import FileSeen, FileState, LinkProbed, LinksSeen, ListSeen, PageSeen
from checks.subjects import SubjectKind
from checks.verdict import Verdict
from checks.world import Given

META = CheckMeta(
    id="attachment-name-mismatch",
    version=1,
    title="附件名称与内容不一致",
    about=(SubjectKind.UNIT, SubjectKind.PORTAL),
    needs=(PageSeen, ListSeen, LinksSeen, LinkProbed, FileSeen),
    emits=Occurrences,
)

MESSAGES = {
    "other-year": "附件标明的名称为“{name}”，文件内的标题为“{inner}”，年度不一致",
    "other-format": "附件“{name}”的扩展名为{ending}，实际为{kind}文件，按扩展名无法打开",
    "doubtful-format": "附件“{name}”的扩展名为{ending}，实际为{kind}文件，请人工核实能否打开",
    "doubtful-year": "附件标明的名称为“{name}”，文件内的标题为“{inner}”，年度不同，请人工核实是否为同一文件",
    "other-period": "附件标明的名称为“{name}”，文件内的标题为“{inner}”，时段或批次不同，请人工核实是否为同一文件",
    "other-title": "附件标明的名称为“{name}”，文件内的标题为“{inner}”，请人工核实是否为同一文件",
    "not-as-listed": "附件{number}标明的名称为“{name}”，正文所列附件{number}为“{listed}”，请人工核实是否一致",
    **file_ruling.MESSAGES,
}

# 88 of 100: the same title but for a word (部门/单位) once its year is taken out.
_SAME_BUT_YEAR = 88.0
# 45 of 100: below it two titles share no more than the words that all titles share (县人民政府, 关于, 通知).
_UNLIKE = 45.0
_HAS_CONTENT = (FileState.READABLE, FileState.SCANNED)


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return file_ruling.ruling_on_files(given, _judge, "名称与内容不一致")


def _judge(file: AttachedFile) -> Told:
    why = not_seen(file)
    if why is not None or file.seen is None:
        return why
    if file.seen.state not in _HAS_CONTENT:
        return None  # what cannot be opened is unreadable-attachment's; there is no title to compare
    found = _format(file, file.seen) or _title(file, file.seen)
    return () if found is None else (found,)


def _format(file: AttachedFile, seen: FileSeen) -> Finding | None:
    answer = opens(seen)
    if answer is Opens.YES:
        return None
    is_sure = answer is Opens.NO
    facts = (("name", file.name), ("ending", f".{seen.ending}"), ("kind", kind_name(seen.file_kind)))
    code = "other-format" if is_sure else "doubtful-format"
    return finding_on(file, code, facts, Verdict.FAIL if is_sure else Verdict.UNDECIDED)


def _title(file: AttachedFile, seen: FileSeen) -> Finding | None:
    """The first offer that does not go together with the file, or with the list of annexes; one finding per file."""
    for place, offer in enumerate(file.offers):
        name = file_name(offer.name)
        listed = _listed(offer, name.number)
        if name.title and listed and fuzz.partial_ratio(squeezed(name.title), squeezed(listed)) < _UNLIKE:
            told_by_number = (("number", name.number), ("name", name.title), ("listed", listed))
            return finding_on(file, "not-as-listed", told_by_number, Verdict.UNDECIDED, at=place)
        called = name.title or listed
        if called and seen.title and (told := _compared(called, offer, seen)) is not None:
            code, verdict = told
            facts = (("name", called), ("inner", seen.title))
            return finding_on(file, code, facts, verdict, excerpt=seen.title, at=place)
    return None


def _listed(offer: Offer, number: str) -> str:
    """The title that the body lists under this number, "" where it lists none."""
    if offer.page is None:
        return ""
    return file_name(listed_annexes(offer.page.text).get(number, "")).title


def _compared(name: str, offer: Offer, seen: FileSeen) -> tuple[str, Verdict] | None:
    """Code and verdict; None where name and title can be one document's."""
    inner = seen.title
    own, other = without_years(name), without_years(inner)
    alike = fuzz.ratio(own, other)
    by_name, by_title = years(name), years(inner)
    if len(by_name) == 1 and len(by_title) == 1 and by_name != by_title:
        is_inside = own in other or other in own
        if any(has_other_years(each) or is_to_be_filled(each) for each in (name, inner)):
            return None
        if not (alike >= _SAME_BUT_YEAR or is_inside):
            return None
        (year,), (inner_year,) = by_name, by_title
        about = offer.page.title if offer.page is not None else ""
        # The year of the name elsewhere in the file, or the year of the file in the title of the article: a slip of
        # one of them, which only a person can tell from a wrong file.
        is_same = alike >= _SAME_BUT_YEAR or differ_by_office(own, other)
        is_sure = is_same and year not in seen.text and inner_year not in about
        return ("other-year", Verdict.FAIL) if is_sure else ("doubtful-year", Verdict.UNDECIDED)
    if alike >= _SAME_BUT_YEAR:
        one, two = periods(name), periods(inner)
        differ = len(one) == 1 and len(two) == 1 and one != two
        return ("other-period", Verdict.UNDECIDED) if differ else None
    return ("other-title", Verdict.UNDECIDED) if _is_another(name, offer, seen) else None


def _is_another(name: str, offer: Offer, seen: FileSeen) -> bool:
    """Whether nothing in the file's first lines, in its stated title or in the article brings the two together."""
    own, inner = squeezed(name), squeezed(seen.title)
    if is_form(name) or is_form(seen.title) or own in squeezed(seen.text):
        return False
    if offer.page is not None and fuzz.partial_ratio(squeezed(offer.page.title), inner) >= _UNLIKE:
        return False  # the file is the article's own document, however the link is called
    return fuzz.partial_ratio(own, inner) < _UNLIKE and fuzz.partial_ratio(own, squeezed(seen.stated_title)) < _UNLIKE
