"""Pictures, films and sound of an article: tags, frames of video sites, addresses in player scripts, H5 pages it names.

A player that asks a server for its address only when somebody presses play shows nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from checks.observation import Media, MediaKind, Region
from crawler.reading.article_block import ArticleBlock
from crawler.reading.document import Document
from crawler.reading.link_target import target_of
from crawler.reading.links import IMAGE_ENDINGS, ending_of
from crawler.reading.selector import selector_of, steps_of

_AUDIO_ENDINGS = frozenset(("mp3", "wav", "ogg", "m4a", "aac", "wma", "amr"))
_VIDEO_ENDINGS = frozenset(
    ("mp4", "flv", "avi", "wmv", "m3u8", "mov", "webm", "swf", "m4v", "mkv", "rm", "rmvb", "mpg")
)
_PICTURE_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-url", "_src", "src")
_PLAYER = re.compile(r"player|video|/embed|vod\b|live\b|iframe|/vid|[?&](?:vid|videoid|bvid|aid)=", re.IGNORECASE)
_H5 = re.compile(r"//h5[.-]|[/.]h5[/.]|/h5/|eqxiu|rabbitpre|maka\.im|ih5\.cn", re.IGNORECASE)
_IN_SCRIPT = re.compile(
    r"""["'](?P<url>(?:https?:)?(?:\\?/){1,2}[^"'\s<>{}()]{3,300}?\.(?:mp4|m3u8|flv|mp3|m4a|webm|mov))"""
    r"""(?:\?[^"'\s<>]{0,200})?["']""",
    re.IGNORECASE,
)
_PLAYER_SCRIPT = re.compile(r"\.(?:mp4|m3u8|flv|mp3|m4a|webm|mov)\b", re.IGNORECASE)
_EXCLUDED = (Region.HEADER, Region.NAVIGATION, Region.FOOTER, Region.SIDEBAR)
_BLANK_PICTURE = re.compile(
    r"(?:blank|spacer|loading|placeholder|grey|transparent|1x1)\w*\.(?:gif|png|jpg)$", re.IGNORECASE
)
_MOST = 500


def media_of(document: Document, block: ArticleBlock) -> tuple[Media, ...]:
    """Each address once, in the order of the page; addresses in scripts last."""
    if block.body is None:
        return ()
    found: dict[str, Media] = {}
    steps = steps_of(document)
    # Above the body stand print buttons and logos; a player may stand beside it.
    scopes = [block.body] if block.element is None or block.element is block.body else [block.body, block.element]
    for scope in scopes:
        for element in scope.iter("img", "video", "audio", "source", "embed", "object", "iframe", "a"):
            if scope is not block.body and element.tag == "img":
                continue
            if block.layout.region(element) in _EXCLUDED:
                continue
            pair = _kind_and_address(element, document)
            if pair is not None and pair[1] not in found and len(found) < _MOST:
                found[pair[1]] = Media(*pair, selector_of(element, steps))
    for url, kind in _in_scripts(document):
        if url not in found and len(found) < _MOST:
            found[url] = Media(kind, url, "script")
    return tuple(found.values())


def _kind_and_address(element: HtmlElement, document: Document) -> tuple[MediaKind, str] | None:
    tag = element.tag
    if tag == "img":
        url = _picture(element, document)
        return (MediaKind.IMAGE, url) if url else None
    if tag == "a":
        return _linked(element, document)
    url = document.link(element.get("data" if tag == "object" else "src") or element.get("data-src"))
    if not url:
        return None
    kind = _by_ending(url)
    if kind is None and tag == "iframe":
        kind = MediaKind.H5 if _H5.search(url) else MediaKind.PLAYER if _PLAYER.search(url) else None
    elif kind is None:
        holder = element.getparent() if tag == "source" else element
        named = {"video": MediaKind.VIDEO, "audio": MediaKind.AUDIO}
        mime = (element.get("type") or "").partition("/")[0]
        kind = named.get(str(holder.tag) if holder is not None else "") or named.get(mime)
    return (kind, url) if kind else None


def _linked(element: HtmlElement, document: Document) -> tuple[MediaKind, str] | None:
    """A film, a recording or an H5 page that the text links to; a linked picture is shown anyway."""
    url = target_of(element, document)
    if not url:
        return None
    kind = _by_ending(url) or (MediaKind.H5 if _H5.search(url) else None)
    return (kind, url) if kind and kind is not MediaKind.IMAGE else None


def _picture(element: HtmlElement, document: Document) -> str | None:
    for name in _PICTURE_SOURCES:
        value = element.get(name)
        if value and not value.startswith("data:") and not _BLANK_PICTURE.search(value):
            return document.link(value)
    return None


def _by_ending(url: str) -> MediaKind | None:
    ending = ending_of(url)
    if ending in _VIDEO_ENDINGS:
        return MediaKind.VIDEO
    if ending in _AUDIO_ENDINGS:
        return MediaKind.AUDIO
    return MediaKind.IMAGE if ending in IMAGE_ENDINGS else None


def _in_scripts(document: Document) -> Iterator[tuple[str, MediaKind]]:
    for script in document.scripts:
        if not _PLAYER_SCRIPT.search(script):
            continue
        for match in _IN_SCRIPT.finditer(script):
            url = document.link(match["url"].replace("\\/", "/"))
            kind = _by_ending(url) if url and urlsplit(url).netloc else None
            if url and kind is not None:
                yield url, kind
