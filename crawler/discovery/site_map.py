"""sitemap.xml: addresses that a site names for machines."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from crawler.target_url import normalise

_MOST_NAMES = 2_000
_MOST_BYTES = 5_000_000


def addresses_of_map(body: bytes) -> Iterator[str]:
    """The addresses of a sitemap.xml, or of the maps that one names. Entities are not resolved, size is bounded."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root: etree._Element | None = etree.fromstring(body[:_MOST_BYTES], parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    if root is None:
        return
    for count, element in enumerate(root.iter("{*}loc")):
        if count >= _MOST_NAMES:
            return
        if element.text and (url := normalise(element.text.strip())):
            yield url
