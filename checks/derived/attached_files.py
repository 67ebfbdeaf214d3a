"""The files that a unit offers: attachments of its articles, and rows of its lists that lead straight to a file.

A file belongs to the units of the pages that offer it, to the portal where those are nobody's. Files that the link
checks call dead are left to them: one fault is told once.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.check import CouldNotLook
from checks.derived.fetch_wording import fetch_reason
from checks.derived.link_outcomes import LinkOutcome, link_outcomes
from checks.observation import FetchEnd, FileSeen, FileState, PageSeen
from checks.subjects import Subject
from checks.world import World


@dataclass(frozen=True, slots=True)
class Offer:
    """One place that offers a file: `page` is the article, None where a row of a list leads to the file."""

    page_url: str
    name: str
    element: str
    page: PageSeen | None


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """`seen` None: no look at this file was planned when the run was made. `offers` in the order of their pages."""

    url: str
    seen: FileSeen | None
    offers: tuple[Offer, ...]

    @property
    def pages(self) -> tuple[str, ...]:
        return tuple(sorted({offer.page_url for offer in self.offers}))

    @property
    def name(self) -> str:
        return next((offer.name for offer in self.offers if offer.name), self.url)


# States in which nothing was learnt about the file itself; their own names are reasons, but that of a failed look.
_UNSEEN = frozenset(
    {
        FileState.NO_READER,
        FileState.TOO_LARGE,
        FileState.TOO_SLOW,
        FileState.TOO_MUCH_MEMORY,
        FileState.READER_FAILED,
    }
)


def attached_files(world: World) -> dict[Subject, tuple[AttachedFile, ...]]:
    """Subject (a unit or the portal) → its files, sorted by URL."""
    offers: dict[Subject, dict[str, list[Offer]]] = {}
    units = {unit.name: unit.subject for unit in world.portal.units}
    files = {seen.url: seen for seen in world.all(FileSeen)}
    for page in world.all(PageSeen):
        if not page.attachments:
            continue
        subjects = [units[name] for name in world.units_of_page(page.url)] or [world.portal.subject]
        for attachment in page.attachments:
            offer = Offer(page.url, attachment.name, attachment.element, page)
            for subject in subjects:
                offers.setdefault(subject, {}).setdefault(attachment.url, []).append(offer)
    for column in world.portal.columns():
        listed = world.list_of(column)
        for row in listed.rows if listed is not None else ():
            if row.url in files:
                offer = Offer(column.url, row.title, row.element, None)
                offers.setdefault(units[column.unit], {}).setdefault(row.url, []).append(offer)
    outcomes = world.derived(link_outcomes)
    return {
        subject: tuple(
            AttachedFile(url, files.get(url), tuple(by_url[url]))
            for url in sorted(by_url)
            if url not in outcomes or outcomes[url].outcome is not LinkOutcome.DEAD
        )
        for subject, by_url in offers.items()
    }


def not_seen(file: AttachedFile) -> CouldNotLook | None:
    """Why nothing can be said about this file, None where something can."""
    if file.seen is None:
        return CouldNotLook(url=file.url, reason="not-looked-at")
    if file.seen.state is FileState.NOT_FETCHED and file.seen.fetch.has_page:
        return CouldNotLook(url=file.url, reason=FetchEnd.RESET, detail=file.seen.fetch.detail)  # it broke off
    if file.seen.state is FileState.NOT_FETCHED:
        return CouldNotLook(url=file.url, reason=fetch_reason(file.seen.fetch), detail=file.seen.fetch.detail)
    if file.seen.state is FileState.HTML_INSTEAD and file.seen.detail == "wall":
        return CouldNotLook(url=file.url, reason="wall")
    if file.seen.state in _UNSEEN:
        return CouldNotLook(url=file.url, reason=f"file-{file.seen.state}", detail=file.seen.detail)
    return None
