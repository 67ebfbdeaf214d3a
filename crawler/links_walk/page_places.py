"""Who points where on a page, at the cost of what is new on it: menus are the same on every page of a portal.

An element whose attributes and words were met before is the place it was then: no address is joined, no path through
the tree worked out again. The memo is kept per folder for relative addresses and per origin for the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from enum import IntEnum

from lxml import etree
from lxml.html import HtmlElement

from checks.personal_numbers import find_and_mask
from crawler.links_walk.menu_memo import MenuMemo
from crawler.links_walk.place_numbers import pack
from crawler.reading.document import Document
from crawler.reading.links import target_and_kind, text_of
from crawler.reading.selector import selector_of, steps_of
from storage.frontier import NewPlace

_MOST_REMEMBERED = 40_000  # ways of pointing; about 20 MB. The menus of a hundred folders are 12,000
_MOST_PLACES = 20_000  # of one page; a page with more was made by a machine, and the rest of it is not followed
_OTHERS = ("area", "img", "script", "link", "iframe", "frame", "embed", "object", "video", "audio", "source")
_ON_CLICK = etree.XPath("//*[@onclick][not(self::a or self::area)]")

Ways = dict[tuple[str | None, ...], int | None]


class PlaceMemo:
    """`step` and `first`: processes that read for one run number their places apart (0, 2, 4 … and 1, 3, 5 …)."""

    def __init__(self, first: int = 0, step: int = 1) -> None:
        self._next = first
        self._step = step
        self._known: dict[str, Ways] = {}  # folder or origin → ways of pointing
        self._remembered = 0
        self._menus = MenuMemo()

    def read(self, body: bytes, url: str, content_type: str, charset: str) -> tuple[bytes, list[NewPlace], bool]:
        """Numbers of the page's places, those that are new, and whether the page had more than are kept."""
        new: list[NewPlace] = []
        cut = self._menus.cut(body, url)
        short = None if cut is None else Document.parse(cut.body, url, content_type, charset)
        if cut is not None and short is not None and short.base_url == url:
            found = list(dict.fromkeys((*cut.numbers, *self._numbers(short, new))))
            if cut.is_due and set(found) != set(self._numbers(Document.parse(body, url, content_type, charset), new)):
                self._menus.give_up(url)
                cut = None
        else:
            cut = None
        if cut is None:
            document = Document.parse(body, url, content_type, charset)
            found = self._numbers(document, new)
            if document.base_url == url and self._menus.may_learn(url):
                self._learn(body, url, content_type, charset, document)
        return pack(found[:_MOST_PLACES]), new, len(found) > _MOST_PLACES

    def _learn(self, body: bytes, url: str, content_type: str, charset: str, document: Document) -> None:
        """Find what this page shares with the one before, and prove that the rest reads the same without it."""
        block = self._menus.candidate(body, url)
        if block is None or (without := block.cut_from(body)) is None:
            return
        ignored: list[NewPlace] = []
        whole = self._told(document, ignored)
        rest = self._told(Document.parse(without, url, content_type, charset), ignored)
        if ignored or rest - whole:
            return
        cut_out = whole - rest
        if sum(cut_out.values()) + sum(rest.values()) != sum(whole.values()):
            return
        numbers = tuple(dict.fromkeys(number for number, _, _ in cut_out if number is not None))
        reach = max((reach for _, _, reach in cut_out), default=_Reach.PAGE)
        if reach is not _Reach.PAGE:
            self._menus.learn(url, block, numbers, is_whole=reach is _Reach.ORIGIN)

    def _told(self, document: Document, new: list[NewPlace]) -> Counter[tuple[int | None, str, _Reach]]:
        """What the page says of every element that may point somewhere: place, path, reach of its address."""
        steps = steps_of(document)
        return Counter(
            (number, selector_of(element, steps), _reach_of(element))
            for element, number in self._elements(document, new)
        )

    def _numbers(self, document: Document, new: list[NewPlace]) -> list[int]:
        numbers = dict.fromkeys(number for _, number in self._elements(document, new))
        return [number for number in numbers if number is not None]

    def _elements(self, document: Document, new: list[NewPlace]) -> Iterator[tuple[HtmlElement, int | None]]:
        base = document.base_url
        folder = base[: base.rfind("/") + 1]
        origin = "/".join(base.split("/", 3)[:3])
        whole = self._known.setdefault(origin, {})
        relative = self._known.setdefault(folder, {})
        for element in document.root.iter("a"):
            words = element.text if not len(element) else _words(element)
            key = (words, element.get("href"), *element.values())
            number = whole.get(key, -1)
            if number == -1:
                number = relative.get(key, -1)
                if number == -1:
                    number = self._meet(element, document, new)
                    self._remember(whole, relative, element, key, number)
            yield element, number
        for element in self._other_elements(document):
            key = (str(element.tag), *element.keys(), *element.values())
            number = whole.get(key, -1)
            if number == -1:
                number = relative.get(key, -1)
                if number == -1:
                    number = self._meet(element, document, new)
                    self._remember(whole, relative, element, key, number)
            yield element, number

    def _other_elements(self, document: Document) -> Iterator[HtmlElement]:
        yield from document.root.iter(*_OTHERS)
        if "onclick" in document.text:
            yield from _ON_CLICK(document.root)

    def _remember(
        self, whole: Ways, relative: Ways, element: HtmlElement, key: tuple[str | None, ...], number: int | None
    ) -> None:
        reach = _reach_of(element)
        if reach is _Reach.PAGE:
            return
        (whole if reach is _Reach.ORIGIN else relative)[key] = number
        self._remembered += 1
        if self._remembered > _MOST_REMEMBERED:
            # Single articles and folders left long ago; menus are met again on the next page.
            self._known.clear()
            self._remembered = 0

    def _meet(self, element: HtmlElement, document: Document, new: list[NewPlace]) -> int | None:
        pair = target_and_kind(element, document)
        if pair is None:
            return None
        url, kind = pair
        number = self._next
        self._next += self._step
        path = selector_of(element, steps_of(document))
        new.append(NewPlace(number, url, str(kind), _masked(text_of(element, url)), path))
        return number


class _Reach(IntEnum):
    """Where an address as it is written means the same."""

    ORIGIN = 0
    FOLDER = 1
    PAGE = 2  # "?page=2": the path of the page itself counts


def _reach_of(element: HtmlElement) -> _Reach:
    if any(value.lstrip().startswith("?") for value in element.values()):
        return _Reach.PAGE
    address = element.get("href") or element.get("src") or ""
    return _Reach.ORIGIN if address.startswith(("/", "http")) else _Reach.FOLDER


def _words(element: HtmlElement) -> str:
    """All that an element with children says, its pictures' names included."""
    words = "".join(element.itertext())
    if words.strip():
        return words
    image = next(element.iter("img"), None)
    return "" if image is None else "".join(image.values())


def _masked(text: str) -> str:
    if sum(map(str.isdigit, text)) < 11:  # the shortest number of a person
        return text
    return find_and_mask(text.encode("utf-8", "replace")).body.decode("utf-8", "replace")
