"""What pages are made of, as observations hold it: links and where they stand, rows, boxes, media, attachments."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.date_clue import DateClue


class Region(StrEnum):
    """Where on a page a link stands. MAIN: list rows or the article's own block; the rest is the site's template."""

    MAIN = "main"
    HEADER = "header"
    NAVIGATION = "navigation"
    SIDEBAR = "sidebar"
    FOOTER = "footer"
    TEMPLATE = "template"  # outside the main block, no better word for it


class LinkKind(StrEnum):
    PAGE = "page"
    IMAGE = "image"
    ATTACHMENT = "attachment"
    SCRIPT = "script"
    STYLE = "style"
    FRAME = "frame"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class PageLink:
    """One place where a page points somewhere. `url` is normalised and has no fragment."""

    url: str
    kind: LinkKind
    text: str  # anchor text, alt text or file name, at most 120 characters
    region: Region
    element: str  # short selector, e.g. "div.article_content > p:nth-of-type(3) > a"


@dataclass(frozen=True, slots=True)
class FragmentLink:
    """A plain link to a place inside a page (`url#fragment`); routes of scripts are none."""

    url: str  # normalised, without the fragment
    fragment: str  # decoded
    text: str
    region: Region
    element: str


@dataclass(frozen=True, slots=True)
class RelationBox:
    """A place of an article that is meant to name its counterpart (相关解读, 解读链接, 相关文件, 政策原文 …)."""

    label: str
    points_to: str  # "policy" or "interpretation"
    text: str  # what stands in it, "" for an empty box that a script may fill
    links: tuple[str, ...]
    element: str


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """A number of a person that stood in the body; the number itself is never kept."""

    kind: str  # identity-card, mobile, bank-card
    masked: str
    place: str  # a few characters of masked text around it
    checksum_ok: bool | None  # None where the kind has no checksum


@dataclass(frozen=True, slots=True)
class Attachment:
    url: str
    name: str  # the name the text gives it
    element: str


class MediaKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    PLAYER = "player"  # a frame of a video site
    H5 = "h5"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, film or sound that an article shows, or an H5 page that it leads to."""

    kind: MediaKind
    url: str
    element: str


class PageType(StrEnum):
    ARTICLE = "article"
    LIST = "list"
    HOME = "home"
    SEARCH = "search"
    WALL = "wall"
    ERROR = "error"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    title: str
    url: str
    date: DateClue | None
    pinned: bool = False
    external: bool = False  # leads to a host outside the portal
    page_url: str = ""  # the list page the row stands on
    element: str = ""


@dataclass(frozen=True, slots=True)
class HomeBlock:
    """One short list of a home page."""

    heading: str  # as it stands above the rows, "" where none is near
    rows: tuple[ListRow, ...]  # () for a list that shows none: a script may fill it


class Unreadable(StrEnum):
    """Why a list page that answered gives no rows to judge."""

    NONE = ""
    LOGIN = "login"
    WALL = "wall"
    ONLY_LINKS_ELSEWHERE = "only-links-elsewhere"
    NEEDS_BROWSER = "needs-browser"  # drawn by script, and no browser was there
    UNKNOWN_LAYOUT = "unknown-layout"  # there is content, but no list that we can read
