"""Facts with place and time: what the crawler saw, and how each look ended. Nothing here judges.

Every class is frozen and holds only plain values, so that storage can keep kind + version + payload and give the
very same object back. A new field gets a default; a changed meaning gets a new `VERSION`.
All URLs are absolute. All texts come from bodies in which numbers of people were masked before anything was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from checks.date_clue import CLUE_RANK, Clue, DateClue, DateDoubt, DoubtfulDate
from checks.fetch import Fetch, FetchEnd, Hop
from checks.file_facts import FileKind, FileState
from checks.page_parts import (
    Attachment,
    FragmentLink,
    HomeBlock,
    LinkKind,
    ListRow,
    Media,
    MediaKind,
    PageLink,
    PageType,
    PersonalNumber,
    Region,
    RelationBox,
    Unreadable,
)

__all__ = [
    "CLUE_RANK",
    "KINDS",
    "AccountPostsSeen",
    "Attachment",
    "Attempt",
    "Certificate",
    "CertificateSeen",
    "Clue",
    "DateClue",
    "DateDoubt",
    "DoubtfulDate",
    "EarlierLooks",
    "Fetch",
    "FetchEnd",
    "FileKind",
    "FileSeen",
    "FileState",
    "FragmentLink",
    "HomeBlock",
    "Hop",
    "HostAnswer",
    "HostProbed",
    "InventedPath",
    "InventedPathsTried",
    "LinkFailedBefore",
    "LinkKind",
    "LinkProbed",
    "LinksSeen",
    "ListRow",
    "ListSeen",
    "Media",
    "MediaKind",
    "Observation",
    "PageLink",
    "PageSeen",
    "PageType",
    "PersonalNumber",
    "Post",
    "Region",
    "RelationBox",
    "SearchEntry",
    "SearchHit",
    "SearchQuery",
    "SearchTried",
    "Unreadable",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Common to all kinds. `vantage` says from where we looked ("default" until there are several)."""

    KIND: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1

    url: str
    observed_at: datetime  # aware, UTC
    vantage: str = "default"
    fetch: Fetch
    body_sha256: str = ""  # of the original bytes; "" where there was none


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSeen(Observation):
    """One page that was read whole (home, article, any page of the walk). For a failed look only `fetch` speaks."""

    KIND: ClassVar[str] = "page-seen"

    page_type: PageType = PageType.OTHER
    title: str = ""
    site_title: str = ""  # content of <title>
    source_unit: str = ""  # 来源 / 发布机构 as the page states it
    published_at: DateClue | None = None
    date_clues: tuple[DateClue, ...] = ()
    document_number: str = ""  # 发文字号
    labels: tuple[tuple[str, str], ...] = ()  # meta tags of 国办发〔2017〕47号, as they stand
    metadata_box: tuple[tuple[str, str], ...] = ()  # 索引号 … 有效性
    text: str = ""  # body text of the article, paragraphs separated by \n, at most 60,000 characters
    attachments: tuple[Attachment, ...] = ()
    relation_boxes: tuple[RelationBox, ...] = ()
    main_links: tuple[PageLink, ...] = ()  # the links of `LinksSeen` that stand in the main region
    personal_numbers: tuple[PersonalNumber, ...] = ()
    cms: str = ""
    date_doubts: tuple[DoubtfulDate, ...] = ()
    media: tuple[Media, ...] = ()  # of the article's own block
    body_element: str = ""  # selector of the element that `text` was read from
    home_blocks: tuple[HomeBlock, ...] = ()  # of the front page of a site, in the order of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksSeen(Observation):
    """All places of one page that point somewhere."""

    KIND: ClassVar[str] = "links-seen"

    links: tuple[PageLink, ...] = ()
    fragment_links: tuple[FragmentLink, ...] = ()
    anchors: tuple[str, ...] = ()  # ids and names that a fragment can lead to, in the order of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeen(Observation):
    """A column's list: all rows of the pages read. `url` is the column's URL of the registry."""

    KIND: ClassVar[str] = "list-seen"

    cms: str = ""  # family whose reader found the rows, with its reason in `cms_reason`
    cms_reason: str = ""
    title: str = ""
    rows: tuple[ListRow, ...] = ()
    pages_read: tuple[str, ...] = ()
    total_stated: int | None = None  # what the pager or script says there is
    unreadable: Unreadable = Unreadable.NONE
    empty_text: str = ""  # 暂无数据 and the like, as it stands
    more_pages: bool = False  # the pager leads on to pages that were not read
    unproven: bool = False  # nothing but their shape says that the rows are this column's: no pager, name or address


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One look at a link target."""

    at: datetime
    method: str  # GET, HEAD or BROWSER
    fetch: Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkProbed(Observation):
    """A link target and every look at it, in order; `fetch` is the last look. Judging makes the outcome of it."""

    KIND: ClassVar[str] = "link-probed"

    link_kind: LinkKind = LinkKind.PAGE
    external: bool = False
    attempts: tuple[Attempt, ...] = ()
    excluded: str = ""  # the rule that kept us from asking (scheme, robots, private address …), else ""
    error_page: str = ""  # print of the words of a page that says, under 2xx, that there is no page; else ""
    first_bytes: str = ""  # of an attachment, as hexadecimal digits; its whole size is `fetch.announced`


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLooks:
    """The looks of one earlier run at a link target that did not answer well then."""

    run: str
    attempts: tuple[Attempt, ...]
    error_page: str = ""  # as in LinkProbed


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFailedBefore(Observation):
    """What earlier runs saw of a target that fails in this one, since its last success. Copied into the run, so that
    judging needs nothing else; `fetch` is the last look then."""

    KIND: ClassVar[str] = "link-failed-before"

    runs: tuple[EarlierLooks, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPath:
    """A look at an address that nobody can have published."""

    url: str
    fetch: Fetch
    body_sha256: str = ""
    error_page: str = ""  # as in LinkProbed


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPathsTried(Observation):
    """What a host answers when there is no page; `url` is the root of the host."""

    KIND: ClassVar[str] = "invented-paths-tried"

    looks: tuple[InventedPath, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """`names` are those it was issued for. `issued_by_itself`: subject and issuer are one."""

    subject: str
    issuer: str
    not_before: datetime
    not_after: datetime
    names: tuple[str, ...] = ()
    issued_by_itself: bool = False
    says_where_its_issuer_is: bool = False  # as public authorities write it; nobody goes there
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSeen(Observation):
    """The certificates a host showed and what verifying them says; `url` is the site's home page."""

    KIND: ClassVar[str] = "certificate-seen"

    host: str = ""
    port: int = 443
    chain: tuple[Certificate, ...] = ()  # as the host sent it, its own certificate first
    covers_host: bool | None = None  # None: no certificate was seen
    errors: tuple[tuple[int, int], ...] = ()  # code of OpenSSL's verification and place in the chain; () for none
    roots_known: int = 0  # in the trust store of this machine; 0: nothing can be verified here


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """The search box as a visitor finds it."""

    in_header: bool
    method: str  # get, post or script
    element: str
    action: str = ""


@dataclass(frozen=True, slots=True)
class SearchHit:
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """One published title typed into the box, and the first result page."""

    title: str
    expected_url: str
    fetch: Fetch
    result_url: str = ""
    hits: tuple[SearchHit, ...] = ()
    total_stated: int | None = None
    result_list_found: bool = False  # False: a page came, but no list of results could be told on it


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTried(Observation):
    """A functional test of a site's search; `url` is the site's home page."""

    KIND: ClassVar[str] = "search-tried"

    seed: int = 0
    titles_known: int = 0  # published titles there were to draw from
    entry: SearchEntry | None = None
    queries: tuple[SearchQuery, ...] = ()
    categories: tuple[str, ...] = ()  # names of the classes that results are shown under (全部, 新闻, 政策 …)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAnswer:
    """What one address family answered for the home page."""

    address: str
    fetch: Fetch
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostProbed(Observation):
    """IPv6 ladder of one host: AAAA, TCP, answer; `url` is the site's home page."""

    KIND: ClassVar[str] = "host-probed"

    host: str = ""
    port: int = 443
    names: Fetch  # how the AAAA question ended; `detail` "no-data" when the name has no AAAA record
    aaaa: tuple[str, ...] = ()
    has_ipv6_route: bool = False  # whether this machine could reach the addresses at all
    tcp_open: bool | None = None  # None: not tried
    v4: HostAnswer | None = None
    v6: HostAnswer | None = None
    v4_again: HostAnswer | None = None  # second look over IPv4: the noise to expect


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    title: str
    url: str
    published_at: DateClue | None
    original: bool | None = None
    repost_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPostsSeen(Observation):
    """Posts of one account from its feed or export; `url` is the source, `account_key` the key of its subject."""

    KIND: ClassVar[str] = "account-posts-seen"

    account_key: str
    source_format: str = ""  # rss, atom, json, csv or xlsx
    posts: tuple[Post, ...] = ()
    rows_without_date: int = 0
    complete_since: date | None = None  # posts before this day may be missing (a feed is cut off); None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSeen(Observation):
    """One attached file, fetched whole and read in part. Its bytes are not kept: `body_sha256` is what is left."""

    KIND: ClassVar[str] = "file-seen"

    ending: str = ""  # of the name under which a browser saves it, lower case, "" where there is none
    file_kind: FileKind = FileKind.UNKNOWN
    state: FileState = FileState.NOT_FETCHED
    detail: str = ""  # a stable word that says more about `state`, else ""
    title: str = ""  # what the file's own first lines say it is, at most 120 characters
    stated_title: str = ""  # title among the file's properties: often that of another document, never proof
    text: str = ""  # its first lines, at most 600 characters
    parts: int | None = None  # pages, sheets, slides, or entries of an archive
    names: tuple[str, ...] = ()  # of sheets, or of entries of an archive; at most 40
    unsafe_names: tuple[str, ...] = ()  # entries that would unpack outside of their folder
    personal_numbers: tuple[PersonalNumber, ...] = ()  # in the part that was read


KINDS: dict[str, type[Observation]] = {
    kind.KIND: kind
    for kind in (
        PageSeen,
        LinksSeen,
        ListSeen,
        LinkProbed,
        SearchTried,
        HostProbed,
        AccountPostsSeen,
        FileSeen,
        LinkFailedBefore,
        InventedPathsTried,
        CertificateSeen,
    )
}
