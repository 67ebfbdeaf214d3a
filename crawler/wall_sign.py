"""Names the wall in an answer, at little cost for the thousands of answers that are ordinary pages.

Walls whose script assembles its words (瑞数, 知道创宇, 云锁) carry none that a reader of pages could find: they are
known by what their shell does. A shell without a link, a word or a script of its own server that sets a cookie and
loads itself again is a challenge, whoever made it; a page that an application draws loads that application.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from checks.observation import Fetch
from crawler.reading.document import Document
from crawler.reading.walls import LOGIN, wall_of

# A wall is a shell with a sentence or a form in it; a body with so many links was made for readers.
_LINKS_OF_A_PAGE = 20
_TOP_BYTES = 16_384  # where menus stand: most pages are told by them alone
_MARKUP = ("", "text/html", "application/xhtml+xml", "text/plain")
_LARGEST_SHELL = 300_000  # bytes; the script of 瑞数 stands in the page and is long

_MADE_FOR_READERS = (b"<a ", b"<iframe", b"<frame", b"<img")
_NOT_SHOWN = (b"script", b"style", b"title", b"noscript")
_MOST_WORDS = 90  # bytes: thirty Chinese characters, 正在验证浏览器，请稍候…
_MARKS = (
    # The names by which the scripts, cookies and pages of these walls are known.
    ("ruishu", re.compile(rb"\$_ts\b|\sr=[\"']m[\"'][\s/>]|FSSBBIl1UgzbN7N", re.IGNORECASE)),
    ("acw", re.compile(rb"acw_sc__v[23]|\barg1\s*=\s*[\"'][0-9A-F]{40}", re.IGNORECASE)),
    ("jsl", re.compile(rb"__jsl_clearance|__jsluid|\bgo\(\{[\"']bts[\"']\s*:")),
    ("yunsuo", re.compile(rb"yunsuo_session|security_verify_data|srcurl=", re.IGNORECASE)),
    ("safedog", re.compile(rb"safedog|anquangou", re.IGNORECASE)),
    ("wzws", re.compile(rb"wzws[-_](?:waf|sessionid|challenge)|wzwschallenge", re.IGNORECASE)),
)
_LOADS_A_SCRIPT = re.compile(rb"<(?:script|link)\b[^>]{0,500}\s(?:src|href)\s*=", re.IGNORECASE)
_SETS_COOKIE = re.compile(rb"document\s*(?:\.\s*cookie|\[\s*[\"']cookie[\"']\s*\])\s*=")
_LOADS_AGAIN = re.compile(
    rb"location\s*\.\s*(?:reload|replace)\s*\(|location(?:\s*\.\s*href)?\s*=|\.submit\s*\(",
    re.IGNORECASE,
)
_ASSEMBLED = re.compile(
    rb"\(\s*'_'\s*\)\s*\+\s*\(\s*'_'\s*\)\s*\+\s*\(\s*'j'\s*\)|eval\s*\(\s*function\s*\(\s*p\s*,\s*a\s*,\s*c"
)
_ABROAD = re.compile(
    r"(?:非(?:中国)?(?:大陆|境内)|境外|海外|国外|所在(?:的)?(?:地区|区域|国家)|(?:您|你)(?:所)?(?:的)?(?:地区|区域))\S{0,12}"
    r"(?:禁止|限制|无法|不能|不允许|暂不支持|无权)\S{0,6}访问|仅(?:限|允许)\S{0,8}(?:大陆|境内|国内)\S{0,8}访问"
)
# Visitors are sent to where they log in. The address alone is believed only when it was not what the link asked for.
_LOGIN_ADDRESS = re.compile(
    r"/(?:user)?log_?[io]n(?:/|\.|$)|/signin(?:/|\.|$)|/cas/|/sso/|/oauth2?/|/uaa/|/passport/", re.IGNORECASE
)


def wall_in(fetch: Fetch, body: bytes) -> str:
    """Name of the login or anti-bot wall, "" for everything else."""
    if fetch.hops and _was_sent_to_login(fetch):
        return LOGIN
    if not body or fetch.content_type not in _MARKUP:
        return ""
    if any(
        body.count(tag, 0, most) >= _LINKS_OF_A_PAGE for most in (_TOP_BYTES, len(body)) for tag in (b"<a ", b"<A ")
    ):
        return ""
    shell = _shell(body)
    if shell is not None:
        for name, mark in _MARKS:
            if mark.search(shell):
                return name
        if _is_challenge(shell):
            return "challenge"
    document = Document.parse(body, fetch.final_url, fetch.content_type, fetch.charset)
    return wall_of(document) or ("geo-block" if _keeps_out_abroad(document) else "")


def _shell(body: bytes) -> bytes | None:
    """The body when it is script without links and words, else None.

    One pass from tag to tag, because a hostile body would make a pattern go back and forth; a page ends it early.
    """
    if len(body) > _LARGEST_SHELL:
        return None
    lower = body.lower()
    if b"<script" not in lower:
        return None
    words = at = 0
    while at < len(body):
        tag = lower.find(b"<", at)
        words += sum(map(len, body[at : tag if tag >= 0 else len(body)].split()))
        if words > _MOST_WORDS or (tag >= 0 and lower.startswith(_MADE_FOR_READERS, tag)):
            return None
        at = _behind(lower, tag) if tag >= 0 else len(body)
    return body


def _behind(lower: bytes, tag: int) -> int:
    """Where reading goes on behind a tag, a comment, or an element that shows nothing."""
    if lower.startswith(b"<!--", tag):
        end = lower.find(b"-->", tag + 4)
        return end + 3 if end >= 0 else len(lower)
    for name in _NOT_SHOWN:
        if lower.startswith(name, tag + 1):
            end = lower.find(b"</" + name, tag)
            tag = end if end >= 0 else len(lower)
            break
    end = lower.find(b">", tag)
    return end + 1 if end >= 0 else len(lower)


def _is_challenge(shell: bytes) -> bool:
    if _LOADS_A_SCRIPT.search(shell):
        return False
    cookie_then_again = _SETS_COOKIE.search(shell) and _LOADS_AGAIN.search(shell)
    return bool(_ASSEMBLED.search(shell) or cookie_then_again)


def _was_sent_to_login(fetch: Fetch) -> bool:
    asked, ended = urlsplit(fetch.hops[0].url), urlsplit(fetch.final_url)
    return bool(_LOGIN_ADDRESS.search(ended.path)) and not _LOGIN_ADDRESS.search(asked.path)


def _keeps_out_abroad(document: Document) -> bool:
    words = document.site_title + "".join(document.body_element.itertext())[:600]
    return len(words) < 500 and _ABROAD.search(words) is not None
