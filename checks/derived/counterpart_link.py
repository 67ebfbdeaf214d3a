"""Whether a page leads to its counterpart: a policy to an interpretation, an interpretation to the policy.

Looked for in the page's main block and in its relation boxes. A link to a copy of the counterpart is a link to it.
A link in a sidebar's list of the latest documents is none; a place that is neither main block nor a known part of the
template leaves the question open, and so does an empty box that a script may fill in a browser.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from checks.derived.chinese_text import plain
from checks.derived.document_name import RESEMBLING, document_names, interpreted_names, says_interpretation, squeeze
from checks.observation import LinkKind, LinksSeen, ListSeen, PageSeen, PageType, Region
from checks.world import World


class Tie(StrEnum):
    LINKED = "linked"
    NO_LINK = "no-link"
    NAMED_WITHOUT_LINK = "named-without-link"
    WRONG_PAGE = "wrong-page"
    EMPTY_BOX = "empty-box"
    TARGET_NOT_READ = "target-not-read"
    OUTSIDE_MAIN_BLOCK = "outside-main-block"


FAULTS = frozenset({Tie.NO_LINK, Tie.NAMED_WITHOUT_LINK, Tie.WRONG_PAGE})


@dataclass(frozen=True, slots=True)
class Wanted:
    """The counterpart: its URLs and the names of the document, squeezed."""

    side: str  # "policy" or "interpretation", as in RelationBox.points_to
    urls: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    tie: Tie
    target: str = ""  # the URL that decided it
    element: str = ""
    text: str = ""


_LEADS_TO = {
    "policy": re.compile(r"原文|文件链接|政策链接|相关(?:文件|政策|链接)|政策文件|文件全文|全文|关联文件|解读文件"),
    "interpretation": re.compile(r"解读|图解|读懂|看懂|相关链接"),
}
# 点击查看, a bare address, nothing at all: only the page behind such a link can say whether it is the counterpart.
_SAYS_NOTHING = re.compile(
    r"^(?:请?(?:点击|点此|详见|查看|阅读|浏览|打开|进入)?(?:此处|这里|链接|网址|详情|查看|阅读|浏览|打开|>)*|(?:https?://|www\.)\S+)$"
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|bmp|webp|svg)(?:[?#]|$)", re.I)
_READABLE = frozenset({LinkKind.PAGE, LinkKind.ATTACHMENT, LinkKind.FRAME})


def counterpart_link(world: World, page: PageSeen, wanted: Wanted) -> Place:
    urls = {_key(url) for url in wanted.urls}
    titles = world.derived(_row_titles)
    doubts: list[Place] = []
    for url, text, element, in_box in _links(page, wanted.side):
        if _key(url) in urls:
            return Place(Tie.LINKED, url, element, text)
        if _key(url) == _key(page.url):
            continue
        target = world.page(url)
        if target is not None and target.fetch.has_page:
            if _is_counterpart(target, wanted):
                return Place(Tie.LINKED, url, element, text)
            if in_box or _names(text, wanted):
                doubts.append(Place(Tie.WRONG_PAGE, url, element, text))
        elif _title_fits(titles.get(url, ""), wanted) or _names(text, wanted):
            # Not read by us, but the link says that it is the counterpart: a copy in another column, a file.
            return Place(Tie.LINKED, url, element, text)
        elif in_box or _LEADS_TO[wanted.side].search(plain(text)) or _may_be_anything(url, text):
            doubts.append(Place(Tie.TARGET_NOT_READ, url, element, text))
    elsewhere = _outside_main_block(world, page, urls)
    if elsewhere:
        return elsewhere
    waiting = _box_for_a_script(page)
    if waiting:
        return waiting
    for tie in (Tie.TARGET_NOT_READ, Tie.WRONG_PAGE):
        for doubt in doubts:
            if doubt.tie is tie:
                return doubt
    return _typed_name(page, wanted)


def _may_be_anything(url: str, text: str) -> bool:
    return bool(_SAYS_NOTHING.match(plain(text).replace("\n", ""))) and not _PICTURE.search(url)


def _links(page: PageSeen, side: str) -> list[tuple[str, str, str, bool]]:
    """(url, text, element, stands in a relation box of this side); the boxes first."""
    boxes = [box for box in page.relation_boxes if box.points_to == side]
    found = [(url, box.text, box.element, True) for box in boxes for url in box.links]
    boxed = {url for url, *_ in found}
    found += [
        (url, box.text, box.element, False) for box in page.relation_boxes if box not in boxes for url in box.links
    ]
    found += [
        (link.url, link.text, link.element, False)
        for link in page.main_links
        if link.kind in _READABLE and link.url not in boxed
    ]
    return found


def _is_counterpart(target: PageSeen, wanted: Wanted) -> bool:
    if target.page_type in {PageType.LIST, PageType.HOME, PageType.SEARCH}:
        return False
    if _title_fits(target.title, wanted) or _title_fits(target.site_title, wanted):
        return True
    # A title may be cut or be a mere 政策文件; the head of the text then has the name.
    head = squeeze(plain(target.text[:400]))
    right_side = says_interpretation(target.title) is (wanted.side == "interpretation")
    return right_side and any(name in head for name in wanted.names)


def _title_fits(title: str, wanted: Wanted) -> bool:
    if not title or says_interpretation(title) is not (wanted.side == "interpretation"):
        return False
    names: Collection[str] = interpreted_names(title) if wanted.side == "interpretation" else document_names(title)
    return bool(wanted.names & set(names))


def _names(text: str, wanted: Wanted) -> bool:
    """Whether the text of a link says that it leads to the counterpart."""
    squeezed = squeeze(plain(text))
    if wanted.side == "interpretation" and not says_interpretation(text):
        return False
    return any(name in squeezed for name in wanted.names)


def _nearly_names(text: str, wanted: Wanted) -> bool:
    """A name typed by hand may drop a word or be cut."""
    squeezed = squeeze(plain(text))
    return bool(squeezed) and any(fuzz.partial_ratio(name, squeezed) >= RESEMBLING for name in wanted.names)


def _outside_main_block(world: World, page: PageSeen, urls: set[str]) -> Place | None:
    links = world.derived(_links_by_page).get(page.url)
    for link in links.links if links else ():
        if link.region is Region.TEMPLATE and _key(link.url) in urls:
            return Place(Tie.OUTSIDE_MAIN_BLOCK, link.url, link.element, link.text)
    return None


def _box_for_a_script(page: PageSeen) -> Place | None:
    """An empty box on a page that no browser drew. Its label need not name our side: one CMS calls both 政策文件."""
    if page.fetch.rendered:
        return None
    empty = (box for box in page.relation_boxes if not box.links and not box.text.strip())
    return next((Place(Tie.EMPTY_BOX, "", box.element, box.label) for box in empty), None)


def _typed_name(page: PageSeen, wanted: Wanted) -> Place:
    for box in page.relation_boxes:
        if box.points_to == wanted.side and not box.links and _nearly_names(box.text, wanted):
            return Place(Tie.NAMED_WITHOUT_LINK, "", box.element, box.text)
    return Place(Tie.NO_LINK)


def _key(url: str) -> str:
    """http and https, with or without index.html, are one place."""
    place = url.split("://", 1)[-1]
    return re.sub(r"/(?:index\.s?html?)?$", "", place)


def _links_by_page(world: World) -> dict[str, LinksSeen]:
    return {seen.url: seen for seen in world.all(LinksSeen)}


def _row_titles(world: World) -> dict[str, str]:
    return {row.url: row.title for seen in world.all(ListSeen) for row in seen.rows}
