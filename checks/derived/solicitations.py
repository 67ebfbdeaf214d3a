"""Solicitations of opinions and surveys: which pages open them, which tell the result, and which belong together.

A result may stand on the page of the call itself, on a page of its own in any column, or be known by the row of a list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from checks.derived.chinese_text import plain
from checks.derived.document_name import Likeness, likeness, says_interpretation, topic
from checks.derived.feedback_sentence import Feedback, read_feedback, result_passage
from checks.derived.news_of_asking import says_reply, speaks_of_asking
from checks.derived.publication_day import PublicationDay, publication_days
from checks.derived.solicitation_kind import ASKING_CLASSES, Asked, kind_of_text, kind_of_title
from checks.observation import LinkKind, ListSeen, PageSeen, PageType
from checks.subjects import Column, ColumnClass
from checks.world import World

# Names of one county share the county and a word or two (示例县城区): a run of six characters is a common subject.
_RELATED_RUN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One place where a result is told. `page` None: only the row of a list is known, its page was not read."""

    asked: Asked
    url: str
    title: str
    topic: str
    page: PageSeen | None
    published: PublicationDay | None
    feedback: Feedback | None
    same_page: bool = False
    by_the_way: bool = False  # news or a reply that holds what a result holds: never surely a result


@dataclass(frozen=True, slots=True, kw_only=True)
class Solicitation:
    """One call for opinions or one survey, with the results that certainly or possibly belong to it."""

    asked: Asked
    column: Column
    url: str
    title: str
    topic: str
    page: PageSeen | None
    published: PublicationDay | None
    results: tuple[Told, ...] = ()
    maybe: tuple[Told, ...] = ()  # alike, not surely the same


@dataclass(frozen=True, slots=True)
class Solicitations:
    asked: tuple[Solicitation, ...]
    told: tuple[Told, ...]


def solicitations(world: World) -> Solicitations:
    """Every solicitation in the columns meant for them, joined with results found anywhere on the portal."""
    days = world.derived(publication_days)
    told = _told(world, days)
    joined = [_joined(world, asked, told) for asked in _asked(world, days)]
    # What surely answers one call leaves no doubt about another with a similar title.
    taken = {result.url for each in joined for result in each.results}
    settled = [replace(each, maybe=tuple(r for r in each.maybe if r.url not in taken)) for each in joined]
    return Solicitations(tuple(settled), tuple(told))


def is_only_picture_or_file(page: PageSeen) -> bool:
    """Whether what the page has to say may stand where we do not read: in a picture, a file or a frame."""
    elsewhere = bool(page.attachments) or any(
        link.kind in {LinkKind.IMAGE, LinkKind.ATTACHMENT, LinkKind.FRAME, LinkKind.MEDIA} for link in page.main_links
    )
    return not page.text.strip() or elsewhere


def is_article(page: PageSeen) -> bool:
    return page.fetch.has_page and page.page_type not in {
        PageType.LIST,
        PageType.HOME,
        PageType.SEARCH,
        PageType.WALL,
        PageType.ERROR,
    }


def _asked(world: World, days: dict[str, PublicationDay]) -> list[Solicitation]:
    found: dict[tuple[str, str], Solicitation] = {}
    for column in world.portal.columns():
        if column.column_class not in ASKING_CLASSES:
            continue
        seen = world.list_of(column)
        for row in seen.rows if seen else ():
            units = world.units_of_page(row.url)
            if row.external or (units and column.unit not in units):
                continue
            page = world.page(row.url)
            if page is not None and not is_article(page):
                page = None
            title = page.title if page and page.title else row.title
            if speaks_of_asking(title):
                continue
            kind, tells = kind_of_title(title, column.column_class)
            if kind is None and kind_of_title(row.title, column.column_class)[0]:
                # The page shows the column's name where its title should stand.
                title = row.title
                kind, tells = kind_of_title(title, column.column_class)
            if kind is None and not tells and page is not None:
                kind = kind_of_text(title, page.text, column.column_class)
            if kind is None or tells:
                continue
            found.setdefault(
                (column.subject.key, page.url if page else row.url),
                Solicitation(
                    asked=kind,
                    column=column,
                    url=row.url,
                    title=title,
                    topic=topic(title),
                    page=page,
                    published=days.get(row.url),
                ),
            )
    return list(found.values())


def _told(world: World, days: dict[str, PublicationDay]) -> list[Told]:
    """Results told on pages of their own, in any column; a row whose page was not read counts by its title."""
    found: dict[str, Told] = {}
    homes: dict[str, ColumnClass] = {}
    titles: dict[str, str] = {}
    for column in world.portal.columns():
        seen: ListSeen | None = world.list_of(column)
        for row in seen.rows if seen else ():
            titles.setdefault(row.url, row.title)
            if row.url not in homes or column.column_class in ASKING_CLASSES:
                homes[row.url] = column.column_class
    for page in world.all(PageSeen):
        if not is_article(page):
            continue
        shown = titles.pop(page.url, "")
        title = page.title or shown
        home = homes.get(page.url, ColumnClass.OTHER)
        if speaks_of_asking(title):
            if topic(title) and (says_reply(title) or result_passage(plain(page.text))):
                found[page.url] = _told_by_the_way(page.url, title, page, days.get(page.url))
            continue
        kind, tells = kind_of_title(title, home)
        if kind is None and shown and kind_of_title(shown, home)[0]:
            title = shown
            kind, tells = kind_of_title(title, home)
        if kind is None and home in ASKING_CLASSES and not says_interpretation(title):
            # 关于…的说明 says nothing, its text does.
            kind = Asked.SURVEY if home is ColumnClass.SURVEY else Asked.OPINIONS
            tells = bool(result_passage(plain(page.text)))
        added = kind is not None and not tells and bool(result_passage(plain(page.text)))
        if kind is None or not (tells or added):
            continue
        found[page.url] = Told(
            asked=kind,
            url=page.url,
            title=title,
            topic=topic(title),
            page=page,
            published=days.get(page.url),
            # A page titled like the call (a column of results repeats the title) also holds the call.
            feedback=read_feedback(page.text, about_survey=kind is Asked.SURVEY, whole_page=tells),
        )
    for url, title in titles.items():
        if says_reply(title) and topic(title):
            found.setdefault(url, _told_by_the_way(url, title, None, days.get(url)))
            continue
        kind, tells = kind_of_title(title, homes[url])
        if kind is not None and tells:
            found.setdefault(
                url,
                Told(
                    asked=kind,
                    url=url,
                    title=title,
                    topic=topic(title),
                    page=None,
                    published=days.get(url),
                    feedback=None,
                ),
            )
    return [found[url] for url in sorted(found)]


def _told_by_the_way(url: str, title: str, page: PageSeen | None, published: PublicationDay | None) -> Told:
    return Told(
        asked=Asked.OPINIONS,
        url=url,
        title=title,
        topic=topic(title),
        page=page,
        published=published,
        feedback=None,
        by_the_way=True,
    )


def _joined(world: World, asked: Solicitation, told: list[Told]) -> Solicitation:
    sure: list[Told] = []
    maybe: list[Told] = []
    if asked.page is not None and result_passage(plain(asked.page.text)):
        sure.append(_on_the_same_page(asked, asked.page))
    sure += _linked_results(world, asked)
    known = {result.url for result in sure}
    for result in told:
        if result.url in known:
            continue
        if result.url == asked.url or (result.asked is not asked.asked and not result.by_the_way):
            continue
        if result.by_the_way and _came_before(result, asked):
            continue
        belongs = _belongs(world, asked, result)
        if belongs is Likeness.SAME and not result.by_the_way:
            sure.append(result)
        elif belongs is not Likeness.OTHER:
            maybe.append(result)
    return replace(asked, results=tuple(sure), maybe=tuple(maybe))


def _linked_results(world: World, asked: Solicitation) -> list[Told]:
    """Pages that the call links to and that tell a result, whatever their title and wherever they stand."""
    found: dict[str, Told] = {}
    for link in asked.page.main_links if asked.page else ():
        page = world.page(link.url)
        if page is None or link.url == asked.url or not is_article(page) or not result_passage(plain(page.text)):
            continue
        if _unrelated(asked.topic, topic(page.title)):
            continue
        found[link.url] = Told(
            asked=asked.asked,
            url=link.url,
            title=page.title or link.text,
            topic=asked.topic,
            page=page,
            published=world.derived(publication_days).get(link.url),
            feedback=read_feedback(page.text, about_survey=asked.asked is Asked.SURVEY, whole_page=True),
        )
    return [found[url] for url in sorted(found)]


def _on_the_same_page(asked: Solicitation, page: PageSeen) -> Told:
    return Told(
        asked=asked.asked,
        url=asked.url,
        title=asked.title,
        topic=asked.topic,
        page=page,
        published=asked.published,
        feedback=read_feedback(page.text, about_survey=asked.asked is Asked.SURVEY, whole_page=False),
        same_page=True,
    )


def _belongs(world: World, asked: Solicitation, result: Told) -> Likeness:
    """SAME: surely its result. NEAR and RESEMBLING: perhaps. A link in either direction settles it."""
    if _links(asked.page, result.url) or _links(result.page, asked.url):
        # 上一篇 and 下一篇 lead to neighbours that have nothing to do with each other.
        return Likeness.RESEMBLING if _unrelated(asked.topic, result.topic) else Likeness.SAME
    numbers = [page.document_number for page in (asked.page, result.page) if page is not None and page.document_number]
    if len(numbers) == 2 and numbers[0] == numbers[1]:
        return Likeness.SAME
    shared = set(world.units_of_page(result.url)) & {asked.column.unit}
    if not result.topic or not asked.topic:
        # A bare 意见征集结果反馈 of the same unit may belong to any of its calls.
        return Likeness.RESEMBLING if shared else Likeness.OTHER
    alike = likeness(asked.topic, result.topic)
    if alike is Likeness.RESEMBLING and _differ_by_office(asked.topic, result.topic):
        alike = Likeness.SAME
    if alike is Likeness.SAME:
        # Told before it was asked: the result of an earlier round, or a date that was set back.
        return Likeness.RESEMBLING if _came_before(result, asked) else Likeness.SAME
    return alike


def _came_before(result: Told, asked: Solicitation) -> bool:
    return asked.published is not None and result.published is not None and result.published.day < asked.published.day


def _differ_by_office(one: str, other: str) -> bool:
    """县教育局2023年校服管理工作 and 2023年校服管理工作: one title begins with the office."""
    shorter, longer = sorted((one, other), key=len)
    office = longer.removesuffix(shorter)
    return (
        len(shorter) >= 6 and office != longer and bool(re.search(r"(?:局|委|办|政府|厅|中心|镇|乡|街道|处)$", office))
    )


def _unrelated(one: str, other: str) -> bool:
    """Two topics without a common run of words; an empty one is related to everything."""
    if not one or not other:
        return False
    common = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return common.size < min(_RELATED_RUN, (min(len(one), len(other)) + 1) // 2)


def _links(page: PageSeen | None, url: str) -> bool:
    return page is not None and any(link.url == url for link in page.main_links)
