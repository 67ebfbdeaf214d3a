"""Dates with what proves them. A date never travels alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Clue(StrEnum):
    """Where a date was read. The order of the members is their rank, best first."""

    LABELLED_LINE = "labelled-line"  # 发布日期：2023-12-01 in the article's own head
    META = "meta"  # PubDate, firstpublishedtime, …; `detail` names the tag
    JSON_LD = "json-ld"
    TIME_TAG = "time-tag"
    LIST_CELL = "list-cell"
    FEED = "feed"
    EXPORT = "export"
    ARTICLE_HEAD = "article-head"  # an unlabelled date next to the title
    URL = "url"
    API = "api"  # a field of a JSON list
    SIGNATURE = "signature"  # 落款: date of the document, not of its publication
    DOCUMENT_DATE = "document-date"  # 成文日期 of the metadata box
    GENERATED = "generated"  # the moment the page was made or fetched, wherever it stands: no publication


CLUE_RANK: dict[Clue, int] = {clue: rank for rank, clue in enumerate(Clue)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DateClue:
    """One date and what proves it. `year` None: the page shows month and day only, judging resolves it."""

    clue: Clue
    text: str  # as it stands on the page, at most 60 characters
    year: int | None
    month: int
    day: int
    time: str = ""  # HH:MM or HH:MM:SS in Beijing time, "" where none is shown
    detail: str = ""  # label, name of the tag, or selector

    @property
    def date(self) -> date | None:
        return None if self.year is None else date(self.year, self.month, self.day)


class DateDoubt(StrEnum):
    """What is odd about the dates of one page. For people to look into: nothing of it is ever a fault by itself."""

    AFTER_FETCH = "after-fetch"  # dated after the day on which we looked
    BEFORE_WEB = "before-web"  # dated before there were web sites in China
    GENERATED = "generated"  # equals the moment the page was made or fetched
    DIFFERENT_DAYS = "different-days"  # two clues to the publication name different days


@dataclass(frozen=True, slots=True)
class DoubtfulDate:
    """`clue` is the date in doubt; `against`, where there is one, the clue it disagrees with."""

    kind: DateDoubt
    clue: DateClue
    against: DateClue | None = None
