"""Who points where on a page, at the cost of what is new on it: menus are the same on every page of a portal.

An element whose attributes and words were met before is the place it was then: no address is joined, no path through
the tree worked out again. The memo is kept per folder for relative addresses and per origin for the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from checks.personal_numbers import find_and_mask
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

    def read(self, document: Document) -> tuple[bytes, list[NewPlace], bool]:
        """Numbers of the page's places, those that are new, and whether the page had more than are kept."""
        base = document.base_url
        folder = base[: base.rfind("/") + 1]
        origin = "/".join(base.split("/", 3)[:3])
        whole = self._known.setdefault(origin, {})
        relative = self._known.setdefault(folder, {})
        numbers: dict[int | None, None] = {}
        new: list[NewPlace] = []
        for element in document.root.iter("a"):
            words = element.text if not len(element) else _words(element)
            key = (words, element.get("href"), *element.values())
            number = whole.get(key, -1)
            if number == -1:
                number = relative.get(key, -1)
                if number == -1:
                    number = self._meet(element, document, new)
                    self._remember(whole if _is_whole(element) else relative, key, number)
            numbers[number] = None
        for element in self._other_elements(document):
            key = (str(element.tag), *element.keys(), *element.values())
            known = whole if _is_whole(element) else relative
            number = known.get(key, -1)
            if number == -1:
                number = self._meet(element, document, new)
                self._remember(known, key, number)
            numbers[number] = None
        found = [number for number in numbers if number is not None]
        return pack(found[:_MOST_PLACES]), new, len(found) > _MOST_PLACES

    def _other_elements(self, document: Document) -> Iterator[HtmlElement]:
        yield from document.root.iter(*_OTHERS)
        if "onclick" in document.text:
            yield from _ON_CLICK(document.root)

    def _remember(self, known: Ways, key: tuple[str | None, ...], number: int | None) -> None:
        known[key] = number
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


def _is_whole(element: HtmlElement) -> bool:
    """Whether the address reads the same on every page of the origin."""
    return (element.get("href") or element.get("src") or "").startswith(("/", "http"))


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
