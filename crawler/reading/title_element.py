"""Where in a link its title stands: a heading, or what is named so in a card that is one link as a whole."""

from __future__ import annotations

from lxml.html import HtmlElement

from crawler.reading.document import clean

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SHORTEST_NAMED_TITLE = 5
_TITLE_CLASSES = frozenset(("title", "tit", "bt", "biaoti"))


def title_element(link: HtmlElement) -> HtmlElement | None:
    heading = next((one for one in link.iter(*_HEADINGS) if clean(one.text_content())), None)
    if heading is None:
        heading = next((one for one in link.iterdescendants() if _is_named_title(one)), None)
    return heading


def _is_named_title(element: HtmlElement) -> bool:
    """The title of a card that is one link as a whole, beside its picture, summary and date."""
    if not isinstance(element.tag, str) or not _TITLE_CLASSES & set((element.get("class") or "").lower().split()):
        return False
    return len(clean(element.text_content())) > _SHORTEST_NAMED_TITLE
