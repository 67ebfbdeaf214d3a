"""Facts with place and time: what the crawler saw, and how each look ended. Nothing here judges.

Every class is frozen and holds only plain values, so that storage can keep kind + version + payload and give the
very same object back. A new field gets a default; a changed meaning gets a new `VERSION`.
All URLs are absolute. All texts come from bodies in which numbers of people were masked before anything was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar


class FetchEnd(StrEnum):
    """How a look ended. Only ANSWERED means that the other side said something over HTTP (any status)."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    NAME_UNKNOWN = "name-unknown"  # the resolver says that the name does not exist (NXDOMAIN)
    NAME_FAILED = "name-failed"  # the resolver failed or did not answer
    REFUSED = "refused"
    RESET = "reset"  # connection lost before the answer was complete
    UNREACHABLE = "unreachable"  # no route to the host or network
    TLS = "tls"
    TOO_LARGE = "too-large"
    BAD_ANSWER = "bad-answer"  # not HTTP, broken headers, broken compression
    REDIRECT_LOOP = "redirect-loop"  # a loop or too many hops
    ROBOTS = "robots"  # robots.txt asks us not to
    PRIVATE_ADDRESS = "private-address"  # refused by our guard
    SCHEME = "scheme"  # not http or https
    OUT_OF_SCOPE = "out-of-scope"
    NO_BROWSER = "no-browser"
    NO_IPV6_ROUTE = "no-ipv6-route"
    BROWSER_FAILED = "browser-failed"
    FILE_MISSING = "file-missing"  # a local file named in the registry
    FILE_UNREADABLE = "file-unreadable"
    INTERRUPTED = "interrupted"  # the run was stopped before the look
    LIMIT = "limit"  # a stated bound of the plan was reached before the look
    UNMAPPED = "unmapped"  # a failure we have no name for yet; `detail` holds it
    HOST_SILENT = "host-silent"  # not looked: the host had not answered several looks before
    SITE_TROUBLED = "site-troubled"  # not looked: most looks at the site had failed, and it was left alone


@dataclass(frozen=True, slots=True)
class Hop:
    """One redirect: who answered what, and where it pointed to."""

    url: str
    status: int
    location: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """How one look ended; `status` only when ANSWERED."""

    ended: FetchEnd
    status: int | None = None
    detail: str = ""
    final_url: str = ""
    hops: tuple[Hop, ...] = ()
    attempts: int = 1
    content_type: str = ""
    charset: str = ""  # as declared by the header, else ""
    size: int | None = None  # bytes received
    announced: int | None = None  # bytes that the header says the body has
    rendered: bool = False  # read from the DOM of a browser
    wall: str = ""  # name of the login or anti-bot wall recognised in the answer, else ""
    etag: str = ""  # as sent with a whole answer
    last_modified: str = ""  # likewise
    # When the bytes came, where this look found them unchanged (the server said so, or the digest); else None.
    unchanged_since: datetime | None = None

    @property
    def has_page(self) -> bool:
        """A 2xx answer that is not a wall: something that can be read."""
        return (
            self.ended is FetchEnd.ANSWERED and self.status is not None and 200 <= self.status < 300 and not self.wall
        )


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


class FileKind(StrEnum):
    """What a file is by its content, whatever it is called."""

    PDF = "pdf"
    DOC = "doc"  # Word's binary format, also .wps
    DOCX = "docx"
    XLS = "xls"  # Excel's binary format, also .et
    XLSX = "xlsx"
    PPT = "ppt"  # PowerPoint's binary format, also .dps
    PPTX = "pptx"
    OFD = "ofd"  # GB/T 33190-2016
    ODF = "odf"
    RTF = "rtf"
    HTML = "html"
    MHT = "mht"
    OFFICE_XML = "office-xml"  # a whole Word or Excel document in one XML file
    TEXT = "text"
    ZIP = "zip"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    GZIP = "gzip"
    TAR = "tar"
    IMAGE = "image"
    MEDIA = "media"
    UNKNOWN = "unknown"


class FileState(StrEnum):
    """Whether a visitor can open a file, and why not."""

    READABLE = "readable"
    SCANNED = "scanned"  # opens and shows pages, but holds no text: readable by eye only
    EMPTY = "empty"  # not one byte
    HTML_INSTEAD = "html-instead"  # a web page under the name of a document
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"  # asks for a password
    DAMAGED = "damaged"
    UNKNOWN_FORMAT = "unknown-format"
    NO_READER = "no-reader"  # a known format that nothing here can read
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    TOO_MUCH_MEMORY = "too-much-memory"
    HOSTILE = "hostile"  # built to harm its reader; `detail` names how
    READER_FAILED = "reader-failed"  # our reader broke: says nothing about the file
    NOT_FETCHED = "not-fetched"  # `fetch` says why


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
