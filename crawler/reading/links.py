"""Every place of a page that points somewhere, with its kind and the part of the page it stands in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from checks.observation import LinkKind, PageLink, Region
from crawler.reading.document import Document, address_of, clean
from crawler.reading.link_target import is_plain, target_of
from crawler.reading.page_layout import layout_of
from crawler.reading.selector import named_step, selector_of, steps_of

FILE_ENDINGS = frozenset((
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "zip", "rar", "7z", "txt",
    "csv", "rtf", "gz", "tar",
))  # fmt: skip
MEDIA_ENDINGS = frozenset(["mp4", "mp3", "flv", "avi", "wmv", "m3u8", "wav", "mov", "ogg", "webm", "swf"])
IMAGE_ENDINGS = frozenset(["jpg", "jpeg", "png", "gif", "bmp", "webp", "svg", "ico", "tif", "tiff"])
_ATTACHMENT_ATTRIBUTES = frozenset(("appendix", "needdownload", "sudyfile-attr", "download"))
_ATTACHMENT_ADDRESS = re.compile(
    r"DownloadAttachUrl|/download(?:file|attach)?(?:\.\w+|/|\?)|downfile|filedownload|/attach(?:ment|file)?s?/|attachmentId=|fileid=",
    re.IGNORECASE,
)
_SOURCES = {
    "img": (("src", "data-original", "data-src", "_src"), LinkKind.IMAGE),
    "script": (("src",), LinkKind.SCRIPT),
    "iframe": (("src",), LinkKind.FRAME),
    "frame": (("src",), LinkKind.FRAME),
    "embed": (("src",), LinkKind.MEDIA),
    "object": (("data",), LinkKind.MEDIA),
    "video": (("src",), LinkKind.MEDIA),
    "audio": (("src",), LinkKind.MEDIA),
    "source": (("src",), LinkKind.MEDIA),
}
_POINTING = frozenset(("a", "area", "link", *_SOURCES))
_LONGEST_TEXT = 120


def links_of(document: Document, main_blocks: Collection[HtmlElement]) -> tuple[PageLink, ...]:
    """All links in the order of the page; what stands inside one of `main_blocks` and in no special region is MAIN."""
    found: list[PageLink] = []
    steps = steps_of(document)
    regions = layout_of(document).regions
    main = {element for block in main_blocks for element in block.iter()}
    folder, charset = document.base_folder, document.charset
    for element in _may_point(document):
        names = None
        if element.tag == "a" and not len(element):
            told, names = _plain_link(folder, charset, element.text, tuple(element.items()))
        else:
            told = None
        if told is None:
            pair = target_and_kind(element, document)
            if pair is None:
                continue
            told = (*pair, text_of(element, pair[0]))
        region = regions.get(element) or (Region.MAIN if element in main else Region.TEMPLATE)
        found.append(_page_link(*told, region, selector_of(element, steps, names)))
    return tuple(found)


_page_link = lru_cache(maxsize=8_192)(PageLink)  # a portal's menu is the same links on every page


@lru_cache(maxsize=16_384)  # the menus of a hundred folders
def _plain_link(
    folder: str, charset: str, text: str | None, attributes: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, LinkKind, str] | None, tuple[str, bool]]:
    """What `target_and_kind` and `text_of` say of an anchor without elements in it, and its named step: the same for
    the same words. None for a target that hangs on more than the folder of the page, and for none."""
    own = dict(attributes)
    names = named_step("a", own.get("id"), own.get("class"))
    href = own.get("href")
    url = address_of(href.rstrip(), folder, charset) if href and is_plain(href) else None
    if not url:
        return None, names
    words = clean(text or "") or clean(own.get("alt") or own.get("title") or "") or file_name(url)
    return (url, _kind_of(own, url), words[:_LONGEST_TEXT]), names


def _may_point(document: Document) -> Iterable[HtmlElement]:
    """In the order of the page."""
    if "onclick" not in document.source_lower:
        return document.root.iter(*_POINTING)
    elements = document.root.iter(etree.Element)
    return (one for one in elements if one.tag in _POINTING or one.get("onclick") is not None)


@lru_cache(maxsize=8_192)
def ending_of(url: str) -> str:
    path = urlsplit(url).path
    return path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""


def is_attachment(element: HtmlElement, url: str) -> bool:
    """Whether a link leads to a file to download, by its ending or by what the CMS marks it with."""
    return _kind_of(element, url) is LinkKind.ATTACHMENT


def text_of(element: HtmlElement, url: str) -> str:
    """Anchor text, alternative text, or the name of the file."""
    text = clean(_text_in(element)) if element.tag in ("a", "area", "li", "td", "div", "span") else ""
    if not text:
        text = clean(element.get("alt") or element.get("title") or "")
    if not text:
        image = next(element.iter("img"), None)
        text = clean((image.get("alt") or image.get("title") or "") if image is not None else "")
    return (text or file_name(url))[:_LONGEST_TEXT]


def _text_in(element: HtmlElement) -> str:
    return element.text_content() if len(element) else element.text or ""


def file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


def target_and_kind(element: HtmlElement, document: Document) -> tuple[str, LinkKind] | None:
    """Where an element points to and as what; None for one that points nowhere."""
    tag = element.tag
    if tag in ("a", "area"):
        url = target_of(element, document)
        return (url, _kind_of(element, url)) if url else None
    if tag in _SOURCES:
        names, kind = _SOURCES[tag]
        return next(_sources(element, names, kind, document), None)
    if tag == "link":
        relations = (element.get("rel") or "").lower().split()
        url = document.link(element.get("href")) if "stylesheet" in relations else None
        return (url, LinkKind.STYLE) if url else None
    if element.get("onclick") is not None and tag not in ("input", "button", "body"):
        url = target_of(element, document)
        return (url, _kind_of(element, url)) if url else None
    return None


def _sources(
    element: HtmlElement, names: tuple[str, ...], kind: LinkKind, document: Document
) -> Iterator[tuple[str, LinkKind]]:
    for name in names:
        url = document.link(element.get(name))
        if url:
            file = kind in (LinkKind.FRAME, LinkKind.MEDIA) and ending_of(url) in FILE_ENDINGS
            yield url, LinkKind.ATTACHMENT if file else kind


def _kind_of(element: HtmlElement | Mapping[str, str], url: str) -> LinkKind:
    """`element`: one, or its attributes."""
    kind = _kind_by_address(url)
    if kind is LinkKind.PAGE and not _ATTACHMENT_ATTRIBUTES.isdisjoint(element.keys()):
        for name in _ATTACHMENT_ATTRIBUTES:
            if element.get(name) not in (None, "", "false"):
                return LinkKind.ATTACHMENT
    return kind


@lru_cache(maxsize=8_192)  # menus and footers lead to the same places on every page
def _kind_by_address(url: str) -> LinkKind:
    ending = ending_of(url)
    if ending in FILE_ENDINGS:
        return LinkKind.ATTACHMENT
    if ending in IMAGE_ENDINGS:
        return LinkKind.IMAGE
    if ending in MEDIA_ENDINGS:
        return LinkKind.MEDIA
    is_download = ending not in ("html", "htm", "shtml") and _ATTACHMENT_ADDRESS.search(url) is not None
    return LinkKind.ATTACHMENT if is_download else LinkKind.PAGE
