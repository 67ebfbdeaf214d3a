"""Which addresses discovery follows, told from the address alone: hosts of the portal, articles, paging, no columns.

Precision over reach: an article that is walked costs a look, a column that is taken for an article is found again by
the pages that name it.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from crawler.scope import host_key, is_file

_ARTICLE = re.compile(
    r"/t20\d{6}_\d+\.|/art/\d{4}/\d{1,2}/\d{1,2}/|/info/\d+/\d+|/content/(?:post_)?\d{3,}|/page\.(?:htm|psp)"
    r"|/20\d{2}[-/]?\d{2}(?:[-/]?\d{2})?/\w+|/[0-9a-f]{32}\.|/c\d+/\d{6}/|(?:article|detail|content|show|view)[_/-]?\d{3,}"
    r"|(?:articleid|infoid|newsid|contentid|docid|articlekey|messagekey)=|/\d{5,}\.(?:s?html?|aspx?|jsp)$",
    re.IGNORECASE,
)
_TRS_ARTICLE = re.compile(r"^(?P<folder>.*?/)(?:20\d{4}/)?t20\d{6}_\d+\.\w+$")
_PAGING = re.compile(
    r"/(?:index|list|default|column-index|more)[_-]\d+\.\w+$|/(?:list|index|page)/\d+/?$"
    r"|[?&](?:page|pageno|pagenum|pageindex|curpage|currentpage|p|start|startrecord)=\d+",
    re.IGNORECASE,
)
_DEFAULT_PAGE = re.compile(r"/(?:index|default|home|main)\.(?:s?html?|aspx?|jsp|php)$", re.IGNORECASE)
_NOT_WALKED = re.compile(
    r"/(?:en|eng|english|fr|jp|ja|kr|ru|de|big5|ft|wza|zza|old|mobile|wap|login|logon|signin|register|user|uc|sso|oauth"
    r"|passport|member|admin|manage|system|search|so|s|was5|jrobotfront|jsearch|api|module|dataproxy|rss|feed|print"
    r"|images?|css|js|static|upload\w*|attach\w*|download)(?:/|\.(?:s?html?|jsp|aspx?|do|php)|$)",
    re.IGNORECASE,
)
_APPLICATION_HOSTS = frozenset((
    "oa", "mail", "webmail", "email", "login", "sso", "passport", "search", "so", "api", "static", "img", "image",
    "images", "res", "cdn", "app", "m", "wap", "en", "english", "zwfw", "12345", "video", "file", "files", "data",
    "vpn", "admin", "cms", "ids", "auth", "wx", "pay", "map", "gis",
))  # fmt: skip
_LONGEST_QUERY = 4  # parameters; addresses of columns carry an id or two


def portal_base(home: str) -> str:
    """The name under which a portal's departments have their hosts: www.a.gov.cn → a.gov.cn."""
    return (urlsplit(home).hostname or "").lower().removeprefix("www.")


def is_of_portal(url: str, home: str) -> bool:
    """The home's own host, with or without www, or a name below it; never a neighbour under the same city."""
    host, base = (urlsplit(url).hostname or "").lower(), portal_base(home)
    if not host or not base:
        return False
    if host.removeprefix("www.") == base:
        return host_key(url).partition(":")[2] in ("", host_key(home).partition(":")[2])
    if not re.search("[a-z]", base) or not host.endswith(f".{base}"):
        return False
    return host.removesuffix(f".{base}").rpartition(".")[2] not in _APPLICATION_HOSTS


def is_article(url: str) -> bool:
    parts = urlsplit(url)
    return _ARTICLE.search(f"{parts.path}?{parts.query}" if parts.query else parts.path) is not None


def is_walked(url: str) -> bool:
    """Whether the address may lead to a column or to one: no file, article, further page, search, login or English."""
    parts = urlsplit(url)
    if is_file(url) or is_article(url) or is_paging(url) or _NOT_WALKED.search(parts.path):
        return False
    return len(parse_qsl(parts.query, keep_blank_values=True)) <= _LONGEST_QUERY and len(url) <= 300


def is_paging(url: str) -> bool:
    parts = urlsplit(url)
    return _PAGING.search(f"{parts.path}?{parts.query}" if parts.query else parts.path) is not None


def page_key(url: str) -> str:
    """One name for the spellings of one page: scheme, www., index.html and a trailing slash make no difference.

    A number behind the # is the column that a page of scripts shows (gkmlpt) and stays.
    """
    parts = urlsplit(url)
    path = _DEFAULT_PAGE.sub("/", parts.path or "/")
    query = f"?{parts.query}" if parts.query else ""
    route = f"#{parts.fragment}" if parts.fragment.isdigit() else ""
    return host_key(url).removeprefix("www.") + (path.rstrip("/") or "/") + query + route


def folder_of(url: str) -> str:
    """The folder an address stands in, as an address with a slash at its end."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}/"


def path_words(url: str) -> tuple[str, ...]:
    """The words of a path, last first: /zwgk/tzgg/index.html → tzgg, zwgk."""
    path = _DEFAULT_PAGE.sub("/", urlsplit(url).path)
    words = [re.sub(r"\.\w{2,5}$", "", part).lower() for part in path.split("/") if part]
    return tuple(reversed(words))


def column_folder(url: str) -> str | None:
    """TRS keeps an article inside the folder of its column: the folder is the column's address."""
    parts = urlsplit(url)
    found = _TRS_ARTICLE.match(parts.path)
    return f"{parts.scheme}://{parts.netloc}{found['folder']}" if found and not parts.query else None
