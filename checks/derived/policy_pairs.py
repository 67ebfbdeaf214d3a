"""Policies and their interpretations on one portal: which page speaks of which document.

A document may stand under several URLs (copies in two columns), a policy may have several interpretations, and an
interpretation may speak of a superior office's document that is not on the portal at all. A pair is sure only when
the names agree (or one merely drops a word and both came out together) and no other document fits as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rapidfuzz import fuzz, process

from checks.derived.chinese_text import plain
from checks.derived.document_name import (
    NEAR,
    Likeness,
    document_names,
    interpreted_names,
    issuer,
    likeness,
    outside_quotes,
    quoted,
    says_interpretation,
)
from checks.derived.document_number import document_number, document_numbers
from checks.derived.publication_day import PublicationDay, publication_days
from checks.derived.solicitation_kind import Asked, kind_of_title
from checks.derived.solicitations import is_article
from checks.observation import PageSeen
from checks.subjects import Column, ColumnClass
from checks.world import World

POLICY_CLASSES = frozenset({ColumnClass.POLICY, ColumnClass.NORMATIVE})
# News reports a document, it does not publish it; the others have pages of their own kind.
_NEVER_POLICIES = frozenset(
    {
        ColumnClass.NEWS,
        ColumnClass.SOLICITATION,
        ColumnClass.SURVEY,
        ColumnClass.CONSULTATION,
        ColumnClass.LEADERS,
        ColumnClass.ANNUAL_REPORT,
    }
)
_DOCUMENT_TITLE = re.compile(
    r"(?:通知|意见|办法|方案|规定|细则|规划|决定|条例|措施|计划|制度|通告|要点|指南|预案|目录|清单|标准|规则|章程|批复|若干政策|政策)$"
)
_NO_DOCUMENT = re.compile(r"起草说明|编制说明|修订说明|征求意见|征集|公示|答复|会议|新闻发布|动态")
# A near name is surely the same document only when both came out together; see 31 days below.
_TOGETHER_DAYS = 31
# Two pages of one name without a number and this far apart are two documents (the yearly notice on flood control).
_ONE_EDITION_DAYS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One page, or one row whose page was not read (`page` None)."""

    url: str
    title: str
    page: PageSeen | None
    published: PublicationDay | None
    columns: tuple[Column, ...]
    names: tuple[str, ...]
    number: str

    @property
    def stands_as_policy(self) -> bool:
        return any(column.column_class in POLICY_CLASSES for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One policy under one or more URLs. `doubtful`: its pages may be two editions of one name."""

    name: str
    copies: tuple[Paper, ...]
    doubtful: bool = False

    @property
    def urls(self) -> frozenset[str]:
        return frozenset(url for copy in self.copies for url in addresses(copy))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One interpretation with the documents it surely speaks of, and those it may speak of."""

    paper: Paper
    documents: tuple[Document, ...] = ()
    maybe: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyPairs:
    documents: tuple[Document, ...]
    readings: tuple[Reading, ...]
    readings_of: dict[str, tuple[Reading, ...]] = field(default_factory=dict)  # by URL of any copy, sure ones only


def policy_pairs(world: World) -> PolicyPairs:
    papers = _papers(world)
    documents = _documents(paper for paper in papers if _is_policy(paper))
    shelf = _Shelf(documents)
    readings = tuple(_paired(paper, shelf) for paper in papers if _is_reading(paper))
    readings_of: dict[str, list[Reading]] = {}
    for reading in readings:
        if len(reading.documents) == 1 and not reading.documents[0].doubtful:
            for copy in reading.documents[0].copies:
                readings_of.setdefault(copy.url, []).append(reading)
    return PolicyPairs(documents, readings, {url: tuple(found) for url, found in readings_of.items()})


def addresses(paper: Paper) -> tuple[str, ...]:
    """The URLs under which a paper is linked: as listed, as asked for, and where a redirect ended."""
    page = paper.page
    return tuple(dict.fromkeys((paper.url, *((page.url, page.fetch.final_url or page.url) if page else ()))))


def known_by(paper: Paper, day: date) -> bool:
    """Whether the paper was out on that day, as far as its date says."""
    return paper.published is None or paper.published.day <= day


def out_by(reading: Reading, day: date) -> Reading:
    """The pair as it stood on that day: documents and copies put up later were not there."""
    return replace(reading, documents=_documents_by(reading.documents, day), maybe=_documents_by(reading.maybe, day))


def _documents_by(documents: Iterable[Document], day: date) -> tuple[Document, ...]:
    standing = (
        replace(document, copies=tuple(copy for copy in document.copies if known_by(copy, day)))
        for document in documents
    )
    return tuple(document for document in standing if document.copies)


def _papers(world: World) -> list[Paper]:
    days = world.derived(publication_days)
    found: dict[str, Paper] = {}
    for column in world.portal.columns():
        seen = world.list_of(column)
        for row in seen.rows if seen else ():
            if row.external:
                continue
            page = world.page(row.url)
            if page is not None and not is_article(page):
                page = None
            url = page.url if page else row.url
            known = found.get(url)
            if known is not None:
                if column not in known.columns:
                    found[url] = replace(known, columns=(*known.columns, column))
                continue
            title = _best_title(page, row.title)
            found[url] = Paper(
                url=url,
                title=title,
                page=page,
                published=days.get(url) or days.get(row.url),
                columns=(column,),
                names=_names(title),
                number=document_number(page.document_number if page and page.document_number else title),
            )
    return [found[url] for url in sorted(found)]


def _names(title: str) -> tuple[str, ...]:
    return interpreted_names(title) if says_interpretation(title) else document_names(title)


def _best_title(page: PageSeen | None, shown: str) -> str:
    """The page's own title, but where that names nothing (政策解读, the column's name), the row's."""
    own = page.title if page else ""
    return own if own and (_names(own) or not _names(shown)) else shown


def _is_reading(paper: Paper) -> bool:
    classes = {column.column_class for column in paper.columns}
    return says_interpretation(paper.title) and bool(classes & {ColumnClass.INTERPRETATION, *POLICY_CLASSES})


def _is_policy(paper: Paper) -> bool:
    if says_interpretation(paper.title) or not paper.names:
        return False
    words = outside_quotes(plain(paper.title))
    if _NO_DOCUMENT.search(words) or kind_of_title(paper.title, ColumnClass.OTHER)[0] is Asked.OPINIONS:
        return False
    if paper.stands_as_policy:
        return True
    if all(column.column_class in _NEVER_POLICIES for column in paper.columns):
        return False
    return bool(paper.number) or bool(
        _DOCUMENT_TITLE.search(re.sub(r"\([^()]{1,12}\)$", "", words.replace("《》", "")))
    )


def _documents(papers: Iterable[Paper]) -> tuple[Document, ...]:
    by_name: dict[str, list[Paper]] = {}
    for paper in papers:
        for name in paper.names:
            by_name.setdefault(name, []).append(paper)
    documents: list[Document] = []
    for name in sorted(by_name):
        documents += _editions(name, by_name[name])
    return tuple(documents)


def _editions(name: str, papers: list[Paper]) -> list[Document]:
    """Pages of one name: copies of one document, or, by their numbers, several documents."""
    numbers = sorted({paper.number for paper in papers if paper.number})
    if len(numbers) > 1:
        editions = [[paper for paper in papers if paper.number == number] for number in numbers]
        unnumbered = [paper for paper in papers if not paper.number]
        editions += [unnumbered] if unnumbered else []
        return [Document(name=name, copies=tuple(edition)) for edition in editions]
    days = [paper.published.day for paper in papers if paper.published]
    apart = bool(days) and (max(days) - min(days)).days > _ONE_EDITION_DAYS
    all_numbered = bool(numbers) and all(paper.number for paper in papers)
    return [Document(name=name, copies=tuple(papers), doubtful=apart and not all_numbered)]


def _paired(paper: Paper, shelf: _Shelf) -> Reading:
    sure: dict[tuple[str, str], Document] = {}
    maybe: dict[tuple[str, str], Document] = {}
    numbers = set(document_numbers(paper.title))
    in_text = set(document_numbers(paper.page.text[:8000])) if paper.page else set()
    for document in shelf.candidates(paper.names, numbers | in_text):
        key = (document.name, document.copies[0].url)
        if any(copy.url == paper.url for copy in document.copies):
            continue
        own = {copy.number for copy in document.copies if copy.number}
        alike = max((likeness(name, document.name) for name in paper.names), default=Likeness.OTHER)
        by_name = alike is Likeness.SAME and _same_office(paper, document)
        if by_name or own & numbers or (alike is not Likeness.OTHER and own & in_text):
            sure[key] = document
        elif alike is Likeness.NEAR and _same_office(paper, document):
            (sure if _came_out_together(paper, document) else maybe)[key] = document
    if len(sure) > 1:
        exact = {key: each for key, each in sure.items() if each.name in paper.names}
        cited = numbers | in_text
        by_number = {key: each for key, each in sure.items() if {copy.number for copy in each.copies} & cited}
        # An equal name beats a near one, and of two editions the one whose number is cited is meant.
        sure = next((some for some in (exact, by_number) if len(some) == 1), sure)
    return Reading(paper=paper, documents=tuple(sure.values()), maybe=tuple(maybe.values()))


class _Shelf:
    """Documents by name and number, so that thousands of interpretations need not be held against each of them."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self._by_name: dict[str, list[Document]] = {}
        self._by_number: dict[str, list[Document]] = {}
        for document in documents:
            self._by_name.setdefault(document.name, []).append(document)
            for number in sorted({copy.number for copy in document.copies if copy.number}):
                self._by_number.setdefault(number, []).append(document)
        self._names = sorted(self._by_name)

    def candidates(self, names: Iterable[str], numbers: Iterable[str]) -> list[Document]:
        found: dict[tuple[str, str], Document] = {}
        for name in names:
            near = process.extract(name, self._names, scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
            for other in sorted(match[0] for match in near):
                found.update({(each.name, each.copies[0].url): each for each in self._by_name[other]})
        for number in sorted(numbers):
            found.update({(each.name, each.copies[0].url): each for each in self._by_number.get(number, ())})
        return [found[key] for key in sorted(found)]


def _same_office(paper: Paper, document: Document) -> bool:
    """国务院关于…的意见 and 县政府关于…的意见 share a name and are two documents."""
    cited = [issuer(part) for part in quoted(plain(paper.title))]
    offices = [issuer(copy.title) for copy in document.copies]
    return not any(
        one and other and fuzz.partial_ratio(one, other) < 60  # 县政府办 and 县人民政府办公室 stay above it
        for one in cited
        for other in offices
    )


def _came_out_together(paper: Paper, document: Document) -> bool:
    if paper.published is None:
        return False
    days = [copy.published.day for copy in document.copies if copy.published]
    return any(abs((paper.published.day - day).days) <= _TOGETHER_DAYS for day in days)
