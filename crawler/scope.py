"""What belongs to the portal: "in", or out with a reason. No filter of content: login and archive pages count."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from checks.subjects import Portal
from crawler.url_traps import UrlTraps

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[^\[\]:]*\.[a-z][^\[\]:.]*(?::\d+)?")  # not an IP address

_FILES = re.compile(
    r"\.(?:pdf|docx?|wps|ofd|xlsx?|et|pptx?|dps|rtf|txt|csv|zip|rar|7z|tar|gz|exe|apk|dmg|jpe?g|png|gif|bmp|webp|svg"
    r"|ico|tiff?|mp4|mp3|wmv|avi|flv|mov|swf|wav|css|js)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)  # one look asks it for its address several times
def host_key(url: str) -> str:
    """Host and port as one name: the default ports of http and https are the same site."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if ":" in host:
        host = f"[{host}]"
    try:
        port = parts.port
    except ValueError:
        return host
    return host if port is None or port == _DEFAULT_PORTS.get(parts.scheme) else f"{host}:{port}"


def is_file(url: str) -> bool:
    """An address that by its ending leads to a file and not to a page."""
    return _FILES.search(urlsplit(url).path) is not None


def portal_hosts(portal: Portal) -> frozenset[str]:
    """Hosts of the home page, of all sites, and of all columns: a column on another host is part of what is audited."""
    urls = (*portal.site_urls(), *(column.url for column in portal.columns()))
    hosts = {host_key(url) for url in urls}
    return frozenset(hosts | {_with_or_without_www(host) for host in hosts if _NAME.fullmatch(host)})


def _with_or_without_www(host: str) -> str:
    """Both spellings are one site nearly everywhere, and a registry names the one that redirects to the other."""
    return host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"


class Scope:
    """The walk's borders, and the bounds of address spaces without an end inside of them."""

    def __init__(self, hosts: frozenset[str]) -> None:
        self._hosts = hosts
        self._traps = UrlTraps()

    def outside(self, url: str) -> str | None:
        """Why this URL is out, or None when it is in."""
        host = host_key(url)
        return None if host in self._hosts else f"host {host} is not part of the portal"

    def trap(self, url: str) -> str | None:
        """Why the walk must not go on here although the URL is in, or None. Counts: ask once per new URL."""
        return self._traps.why(url)


class SitesScope(Scope):
    """The borders of some sites alone. On a host that it shares with others a site reaches as far as its folder."""

    def __init__(self, sites: Iterable[str], shared: Collection[str] = ()) -> None:
        roots = [(host_key(url), _folder(url) if host_key(url) in shared else "/") for url in sites]
        others = [(_with_or_without_www(host), folder) for host, folder in roots if _NAME.fullmatch(host)]
        self._roots = (*roots, *others)
        super().__init__(frozenset(host for host, _ in self._roots))

    def outside(self, url: str) -> str | None:
        path = urlsplit(url).path or "/"
        if any(host_key(url) == host and path.startswith(folder) for host, folder in self._roots):
            return None
        return f"{url} is not part of the sites asked for"


def _folder(url: str) -> str:
    return (urlsplit(url).path or "/").rpartition("/")[0] + "/"
