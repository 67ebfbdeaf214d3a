"""Signs in an article's plain markup that a browser would show more: worth the cost of one, nothing more is claimed."""

from __future__ import annotations

import re

from checks.observation import PageSeen, PageType
from crawler.reading.enclosed import enclosed

# What inline scripts call the counterpart: TRS sites fill 相关解读 from a search API, others write a literal.
_WORDS = [word.encode(charset) for word in ("解读", "相关文件", "相关政策") for charset in ("utf-8", "gb18030")]
_RELATION = re.compile(
    rb"rel(?:ated)?[_-]?(?:docs?|news|article|list|info)\b|\b(?:zcjd|xgjd|xgwj|xgzc|jdlj|jiedu)|relation|"
    + b"|".join(re.escape(word) for word in _WORDS),
    re.IGNORECASE,
)
_SCRIPT = re.compile(rb"<script\b", re.IGNORECASE), re.compile(rb"</script", re.IGNORECASE)
_FEWEST_CHARACTERS = 30  # less text than the shortest notice, and no article could be told
_FEWEST_LINKS = 5


def has_unfilled_box(page: PageSeen) -> bool:
    """A place meant for the counterpart that shows nothing, or only words without a link."""
    return any(not box.links for box in page.relation_boxes)


def may_hide_counterpart(page: PageSeen, body: bytes) -> bool:
    """An unfilled box, or no link to a counterpart where a script of the page speaks of one."""
    if has_unfilled_box(page):
        return True
    if any(box.links for box in page.relation_boxes):
        return False
    return any(_RELATION.search(script.partition(b">")[2]) for script in enclosed(body, *_SCRIPT))


def is_empty_shell(page: PageSeen, body: bytes) -> bool:
    """A page whose whole content a script draws."""
    if page.page_type is PageType.ARTICLE or len(page.main_links) >= _FEWEST_LINKS:
        return False
    return len("".join(page.text.split())) < _FEWEST_CHARACTERS and b"<script" in body.lower()
