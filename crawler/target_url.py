"""One spelling per address, so that a link, a list row and a fetch of the same page are found under one key.

Follows the WHATWG URL rules for http and https (that is what browsers, and so the portals' editors, do), with five
things of our own: the fragment goes, ids of sessions go (`;jsessionid=…`, `?PHPSESSID=…`, `/(S(…))/`), escapes are
written in capitals, user names and passwords go — nobody asked us to log in —, and identity numbers of people are
masked: such an address is never asked for.
The order of the query stays: some CMS routes depend on it. A query parameter called plain `sid` stays as well: in
some CMS families it names the site, not the session.

Own code and not a WHATWG library (ada-url and can_ada have wheels): those write every query in UTF-8, while the pages
of this field are often GBK and a browser asks in the charset of the page. A test holds it to the public test data.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

import idna

from checks.personal_numbers import mask_address

MAX_LENGTH = 8_192  # longer ones are embedded data or broken markup; servers refuse them (Apache: 8190 bytes a line)

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_ALREADY_NORMAL = re.compile(
    r"https?://[a-z](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.[a-z]{2,12}"
    r"(?:/(?!\.)[A-Za-z0-9_~!$&*+,=:@%-][A-Za-z0-9._~!$&()*+,=:@%-]*)*/?(?:\?[A-Za-z0-9._~!$&()*+,=:@%/;-]*)?"
)
_NOT_NORMAL = re.compile(r"%2[Ee]|%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])|[sS][eE][sS][sS]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_STRIP = "".join(map(chr, range(0x21)))
_DROPPED = str.maketrans("", "", "\t\n\r")
_AUTHORITY_END = re.compile(r"[/\\?]")
_SESSION = re.compile(r";(?:jsessionid\w*|phpsessid|sessionid|sid)=[^/?#;]*", re.IGNORECASE)
_SESSION_SEGMENT = re.compile(r"/\((?:[ASF]\([0-9A-Za-z_-]{16,}\))+\)(?=/|$)")  # ASP.NET without cookies
_SESSION_IN_QUERY = re.compile(r"(^|&)(?:jsessionid|phpsessid|aspsessionid[a-z]*)=[^&]*", re.IGNORECASE)
_LOWER_ESCAPE = re.compile(r"%(?:[a-f][0-9A-Fa-f]|[0-9A-F][a-f])")
_ROUTE = re.compile(r"!?/[\w/]|\d+(?:$|[/?&])")
_FORBIDDEN_IN_HOST = re.compile(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^|]")
_SINGLE_DOT = {".", "%2e"}
_DOUBLE_DOT = {"..", ".%2e", "%2e.", "%2e%2e"}
_PATH_SAFE = "!$%&'()*+,-./:;=@[\\]_|~"
_QUERY_SAFE = "!$%&()*+,-./:;=?@[\\]^_`{|}~"


class _Parts(NamedTuple):
    scheme: str
    host: str  # with its port when that is not the default
    path: str
    query: str | None


def normalise(url: str, base: str | None = None, encoding: str = "utf-8") -> str | None:
    """The address as we ask for it; None when there is nothing to ask for over http or https.

    `encoding`: the charset of the page a link stands on; browsers write the non-ASCII part of a query in it.
    """
    if len(url) > MAX_LENGTH:
        return None
    return _normalise(url, base, encoding)


def with_fragment(url: str, base: str | None = None) -> str | None:
    """The same with its fragment kept as it is written: for columns whose list hangs on what stands behind the #."""
    address = normalise(url, base)
    fragment = url.strip(_STRIP).translate(_DROPPED).partition("#")[2]
    return f"{address}#{fragment}" if address and fragment else address


def column_address(url: str) -> str | None:
    """A column's address: with its fragment where that is a route inside a page of scripts (`#2003`, `#/list/7`), and
    without where it only names a place of the page (`#top`)."""
    kept = with_fragment(url)
    return kept if kept is None or _ROUTE.match(kept.partition("#")[2]) else normalise(url)


@lru_cache(maxsize=65_536)
def _normalise(url: str, base: str | None, encoding: str) -> str | None:
    if _ALREADY_NORMAL.fullmatch(url) and not _NOT_NORMAL.search(url) and url.count("/") > 2 and "xn--" not in url:
        return mask_address(url)
    parts = _parse(url.strip(_STRIP).translate(_DROPPED), base, encoding)
    if parts is None:
        return None
    query = f"?{parts.query}" if parts.query is not None else ""
    return mask_address(f"{parts.scheme}://{parts.host}{parts.path}{query}")


def _parse(url: str, base: str | None, encoding: str) -> _Parts | None:
    url = url.partition("#")[0]
    within = _parse_base(base) if base else None
    has_scheme = _SCHEME.match(url)
    if has_scheme:
        scheme = has_scheme[1].lower()
        if scheme not in _DEFAULT_PORTS:
            return None
        rest = url[has_scheme.end() :]
        if within is None or within.scheme != scheme or rest[:2] == "//":
            return _with_authority(scheme, rest.lstrip("/\\"), encoding)
        url = rest
    if within is None:
        return None
    if url[:2] in {"//", "\\\\", "/\\", "\\/"}:
        return _with_authority(within.scheme, url.lstrip("/\\"), encoding)
    if not url:
        return within
    if url[0] == "?":
        return within._replace(query=_clean_query(url[1:], encoding))
    path, separator, query = url.partition("?")
    if path[0] not in "/\\":
        path = within.path[: within.path.rindex("/") + 1] + path
    return _Parts(within.scheme, within.host, _clean_path(path), _clean_query(query, encoding) if separator else None)


@lru_cache(maxsize=1_024)
def _parse_base(base: str) -> _Parts | None:
    return _parse(base.strip(_STRIP).translate(_DROPPED), None, "utf-8")


def _with_authority(scheme: str, rest: str, encoding: str) -> _Parts | None:
    authority = _AUTHORITY_END.split(rest, maxsplit=1)[0]
    host = _clean_host(authority.rpartition("@")[2], scheme)
    if host is None:
        return None
    path, separator, query = rest[len(authority) :].partition("?")
    return _Parts(scheme, host, _clean_path(path), _clean_query(query, encoding) if separator else None)


def _clean_host(text: str, scheme: str) -> str | None:
    name, separator, port = text.rpartition(":")
    if not separator or "]" in port:
        name, port = text, ""
    if port:
        if not (port.isascii() and port.isdigit()) or int(port) > 65_535:
            return None
        port = str(int(port))
    host = _clean_name(name)
    if not host:
        return None
    return f"{host}:{port}" if port and port != _DEFAULT_PORTS[scheme] else host


def _clean_name(name: str) -> str | None:
    if name.startswith("["):
        if not name.endswith("]"):
            return None
        try:
            return f"[{IPv6Address(name[1:-1]).compressed}]" if "%" not in name else None
        except AddressValueError:
            return None
    if "%" in name:
        name = unquote_to_bytes(name).decode("utf-8", errors="replace")
    try:
        name = name.lower() if name.isascii() else idna.uts46_remap(name, std3_rules=False)
        if not name.isascii():
            name = ".".join(_ascii_label(label) for label in name.split("."))
        if "xn--" in name and not all(map(_is_readable, name.split("."))):
            return None
    except (idna.IDNAError, UnicodeError):
        return None
    if not name or _FORBIDDEN_IN_HOST.search(name):
        return None
    last = name.removesuffix(".").rpartition(".")[2]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        return _clean_ipv4(name)
    return name


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode("ascii")
    except idna.IDNAError:
        # Browsers do not check whether the registry would take the name (☃.net), so neither do we.
        return "xn--" + label.encode("punycode").decode("ascii")


def _is_readable(label: str) -> bool:
    """Whether a label in punycode stands for letters that need it; browsers refuse the others."""
    if not label.startswith("xn--"):
        return True
    try:
        letters = label[4:].encode("ascii").decode("punycode")
        return not letters.isascii() and idna.uts46_remap(letters, std3_rules=False) == letters
    except (idna.IDNAError, UnicodeError):
        return False


def _clean_ipv4(name: str) -> str | None:
    """Dotted numbers as browsers read them: hexadecimal and octal count, and the last number fills the rest."""
    labels = name.removesuffix(".").split(".")
    if len(labels) > 4:
        return None
    numbers = []
    for label in labels:
        try:
            if label.startswith("0x"):
                numbers.append(int(label[2:] or "0", 16))
            elif len(label) > 1 and label[0] == "0":
                numbers.append(int(label, 8))
            else:
                numbers.append(int(label))
        except ValueError:
            return None
    if any(number > 255 for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return None
    address = numbers[-1] + sum(number << (8 * (3 - place)) for place, number in enumerate(numbers[:-1]))
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def _clean_path(path: str) -> str:
    if ";" in path:
        path = _SESSION.sub("", path)
    path = _capital_escapes(quote(path.replace("\\", "/"), safe=_PATH_SAFE, errors="replace"))
    if "(" in path:
        path = _SESSION_SEGMENT.sub("", path)
    if "." not in path and "%2" not in path:
        return path if path.startswith("/") else f"/{path}"
    kept: list[str] = []
    segments = path.removeprefix("/").split("/")
    for place, segment in enumerate(segments):
        lowered = segment.lower()
        is_last = place == len(segments) - 1
        if lowered in _DOUBLE_DOT:
            if kept:
                kept.pop()
            if is_last:
                kept.append("")
        elif lowered in _SINGLE_DOT:
            if is_last:
                kept.append("")
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def _clean_query(query: str, encoding: str) -> str | None:
    """None when a session id was all there was."""
    if "=" in query:
        without = _SESSION_IN_QUERY.sub("", query)
        if without != query:
            query = without.removeprefix("&")
            if not query:
                return None
    return _capital_escapes(_encode_query(query, encoding))


def _encode_query(query: str, encoding: str) -> str:
    try:
        return quote(query, safe=_QUERY_SAFE, encoding=encoding, errors="strict")
    except (UnicodeEncodeError, LookupError):
        return quote(query, safe=_QUERY_SAFE, errors="replace")


def _capital_escapes(text: str) -> str:
    """RFC 3986, 6.2.2.1: `%e4` and `%E4` are one address. The test data leaves them as they are written."""
    return _LOWER_ESCAPE.sub(lambda found: found[0].upper(), text) if "%" in text else text
