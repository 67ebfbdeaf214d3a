"""Redirects that stand in the page: a meta refresh, or a page that is nothing but a script that goes elsewhere.

Visitors never see such a page, so following it is part of the same look. Precision first: only a page without links
and without words is left, and never for what stands in a comment or in <noscript>.
"""

from __future__ import annotations

import re

LONGEST_SHELL = 20_000  # bytes; more than a shell is a page of its own
LONGEST_DELAY = 5  # seconds; a page that stays longer is meant to be read
MOST_WORDS = 60  # characters of text: 正在跳转，请稍候…

_NOT_SHOWN = re.compile(rb"<!--.*?-->|<noscript\b.*?</noscript\s*>", re.IGNORECASE | re.DOTALL)
_META = re.compile(rb"<meta\b[^>]*http-equiv\s*=\s*[\"']?refresh\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(
    rb"content\s*=\s*[\"']?\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>\s]+)", re.IGNORECASE
)
_SCRIPT = re.compile(rb"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_STYLE = re.compile(rb"<style\b.*?</style\s*>|<title\b.*?</title\s*>", re.IGNORECASE | re.DOTALL)
_GO = re.compile(
    rb"^\s*(?:(?:window|self|top|document|parent)\s*\.\s*)?location(?:\s*\.\s*href)?\s*=\s*[\"']([^\"']+)[\"']\s*;?\s*$"
    rb"|^\s*(?:(?:window|self|top|document|parent)\s*\.\s*)?location\s*\.\s*(?:replace|assign)\s*\(\s*[\"']([^\"']+)[\"']\s*\)\s*;?\s*$"
)
_TAG = re.compile(rb"<[^>]*>")


def client_redirect(body: bytes) -> str | None:
    """Where the page sends its visitor at once, as it is written, or None for a page."""
    if not body or len(body) > LONGEST_SHELL or re.search(rb"<a\s", body, re.IGNORECASE):
        return None
    shown = _NOT_SHOWN.sub(b"", body)
    scripts = _SCRIPT.findall(shown)
    words = _TAG.sub(b"", _STYLE.sub(b"", _SCRIPT.sub(b"", shown)))
    if len(b"".join(words.split()).decode("utf-8", "replace")) > MOST_WORDS:
        return None
    meta = _META.search(shown)
    content = _CONTENT.search(meta[0]) if meta else None
    if content is not None and int(content[1][:4]) <= LONGEST_DELAY:
        return _text(content[2])
    # More than one statement could decide where to go by something we cannot know.
    if len(scripts) == 1 and (found := _GO.match(scripts[0].replace(b"//<![CDATA[", b"").replace(b"//]]>", b""))):
        return _text(found[1] or found[2])
    return None


def _text(address: bytes) -> str:
    try:
        text = address.decode("utf-8")
    except UnicodeDecodeError:
        text = address.decode("gb18030", "replace")
    return text.replace("&amp;", "&")
