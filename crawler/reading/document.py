"""One page as text and tree: decoded once, parsed once, both only when somebody asks.

Chinese portals declare GB2312 and send GB18030, declare UTF-8 in a template and send GBK, or hide the charset in the
viewport tag. The declaration that decodes the bytes wins; guessing from the bytes comes last, because two Chinese
characters of GBK read as UTF-8 or Greek just as well.
"""

from __future__ import annotations

import codecs
import re
from datetime import datetime
from functools import cached_property, lru_cache
from urllib.parse import urlsplit

import charset_normalizer
from lxml import etree, html

from crawler.target_url import MAX_LENGTH, normalise

MAX_BYTES = 5_000_000  # larger than any page seen (a report with pasted table markup: 0.4 MB); the rest is cut

_META_CHARSET = re.compile(rb"<meta\b[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{3,20})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{3,20})", re.IGNORECASE)
_XML_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,200}\?>", re.IGNORECASE)
_EARLY_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
              "utf8": "utf-8"}  # fmt: skip
# What servers send when nobody set anything; a Chinese page is never written in them.
_SERVER_DEFAULTS = frozenset(("iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"))
# Python's own ways to write text in text: no page is, and some raise for what they cannot read or take very long.
_NO_CHARSETS = frozenset(
    (
        "idna",
        "punycode",
        "unicode-escape",
        "unicode_escape",
        "raw-unicode-escape",
        "raw_unicode_escape",
        "utf-7",
        "undefined",
    )
)
# A right declaration may still meet a few broken bytes (a title cut in the middle of a character).
_BROKEN_SHARE = 0.002
_MANY_PRIVATE = 5
_PROOF, _PROOF_BYTES = 60, 200_000  # bytes: twenty Chinese characters; a short GBK title can read as UTF-8 by chance
_BLANK_OF_TEMPLATE = re.compile(r"\{\{|\$\{|<%|\[\[|@\{|#\{|\+\s*['\"]|['\"]\s*\+")
_LONGEST_TITLE = 500  # characters
_ASCII = bytes(range(128))
_PLACE_BYTES = 4_000  # enough of a broken place: 0.2 % of a page of 0.5 MB are fewer characters
# libxml2 compares each attribute of a tag with all before it: 400,000, for which one page has room, cost minutes.
_MOST_ATTRIBUTES = 5_000
_LONG_PAGE = 60_000  # characters; a shorter one cannot hold enough attributes to take a second
_TAG = re.compile(r"<[A-Za-z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+")
_ATTRIBUTE = re.compile(r"[^\s/>=]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CONTROL_BYTES = bytes((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)))
_NO_WIDTH = re.compile("[\u200b\u200e\u200f\ufeff]")


class Document:
    """A page; `text` and `root` are worked out on first use. Made by `parse`."""

    def __init__(
        self, body: bytes, url: str, content_type: str = "", charset: str = "", seen_at: datetime | None = None
    ) -> None:
        self.body = body[:MAX_BYTES]
        self.url = url
        self.seen_at = seen_at  # when it was fetched, aware; 昨天 and 3小时前 are counted from it
        self.content_type = content_type.lower()
        self.declared = charset

    @classmethod
    def parse(
        cls, body: bytes, url: str, content_type: str = "", charset: str = "", seen_at: datetime | None = None
    ) -> Document:
        return cls(body, url, content_type, charset, seen_at)

    @cached_property
    def _decoded(self) -> tuple[str, str, bool]:
        """Text, charset, and whether the ASCII of the body stands in the text as it is."""
        text, charset = _decode(self.body, self.declared or _header_charset(self.content_type))
        # In these two a control character is a byte of its own, and bytes tell faster that there is none.
        plain = charset in ("utf-8", "gb18030") and len(self.body.translate(None, _CONTROL_BYTES)) == len(self.body)
        if plain and "\ufffe" not in text and "\uffff" not in text:
            return text, charset, True
        return _CONTROL.sub("", text), charset, False

    @property
    def text(self) -> str:
        """The page's source, decoded; characters that no tree can hold are gone."""
        return self._decoded[0]

    @cached_property
    def source_lower(self) -> str:
        """The source in lower case, to look for ASCII words in: other characters need not be those of the page.

        Bytes taken one by one are lowered ten times as fast.
        """
        return self.body.lower().decode("latin-1") if self._decoded[2] else self.text.lower()

    @property
    def charset(self) -> str:
        """The charset the bytes were read with."""
        return self._decoded[1]

    @cached_property
    def root(self) -> html.HtmlElement:
        """The tree; an empty one for a body without markup."""
        return parse_markup(self.text)

    @cached_property
    def body_element(self) -> html.HtmlElement:
        found = self.root.find("body")
        return self.root if found is None else found

    @cached_property
    def base_url(self) -> str:
        base = self.root.find(".//base[@href]")
        href = base.get("href") if base is not None else None
        return (normalise(href, self.url) if href else None) or self.url

    @cached_property
    def base_folder(self) -> str:
        path_end = self.base_url.partition("?")[0]
        return path_end[: path_end.rindex("/") + 1]

    @cached_property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    @cached_property
    def scripts(self) -> tuple[str, ...]:
        """The inline scripts, data blocks (`type="text/xml"`, JSON) included."""
        return tuple(script.text for script in self.root.iter("script") if script.text and script.text.strip())

    @cached_property
    def metas(self) -> tuple[tuple[str, str], ...]:
        """Every named meta tag: (name or property as written, content)."""
        found = []
        for meta in self.root.iter("meta"):
            name = meta.get("name") or meta.get("property") or meta.get("itemprop")
            content = meta.get("content")
            if name and content is not None:
                found.append((name.strip(), clean(content)))
        return tuple(found)

    @cached_property
    def site_title(self) -> str:
        title = self.root.find(".//title")
        # An unclosed <title> swallows the page.
        return clean(title.text_content()[:_LONGEST_TITLE]) if title is not None else ""

    def link(self, target: str | None) -> str | None:
        """A link target of this page as an address, None where there is none to ask for (or a template's blank)."""
        if not target:
            return None
        # All that a relative path hangs on is the folder, and most pages of a portal share a few of those.
        base = self.base_url if target[0] in "?# \t\r\n" else self.base_folder
        return address_of(target, base, self.charset)


@lru_cache(maxsize=16_384)  # a portal's menus hold the same targets on every page
def address_of(target: str, base: str, charset: str) -> str | None:
    """`base`: the address of the page, or its folder for a target that is a path."""
    if len(target) > MAX_LENGTH or _BLANK_OF_TEMPLATE.search(target):
        return None
    return normalise(target, base, charset)


def clean(text: str) -> str:
    """Runs of blanks of every kind as one space."""
    # Four looks for one character are faster than one for a class of them.
    if not text.isascii() and ("\u200b" in text or "\ufeff" in text or "\u200e" in text or "\u200f" in text):
        text = _NO_WIDTH.sub(" ", text)
    return " ".join(text.split())


# lxml.html asks Python for the class of every node it meets (a form, an input, …); one class for all is twice as fast.
_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement, comment=html.HtmlComment)


def parse_markup(text: str) -> html.HtmlElement:
    parser = html.HTMLParser(huge_tree=False, remove_pis=True)
    parser.set_element_class_lookup(_ELEMENTS)
    try:
        # lxml refuses decoded text that still declares a charset of its own.
        # What stands after a body that was closed too early is still shown by browsers, and lost by libxml2.
        text = _with_few_attributes(_EARLY_END.sub("", _XML_PROLOG.sub("", text, count=1)))
        root = html.document_fromstring(text, parser=parser, ensure_head_body=True)
    except (etree.ParserError, ValueError):
        root = html.document_fromstring("<html><head></head><body></body></html>")
    return root


def _with_few_attributes(text: str) -> str:
    return text if len(text) < _LONG_PAGE else _TAG.sub(_cut_tag, text)


def _cut_tag(found: re.Match[str]) -> str:
    tag = found[0]
    if len(tag) > 2 * _MOST_ATTRIBUTES:
        for count, attribute in enumerate(_ATTRIBUTE.finditer(tag)):
            if count > _MOST_ATTRIBUTES:
                return tag[: attribute.start()]
    return tag


def _header_charset(content_type: str) -> str:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type)
    return found[1] if found else ""


def _decode(body: bytes, declared: str) -> tuple[str, str]:
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace"), name
    if (text := _plain_utf8(body)) is not None:
        return text, "utf-8"
    candidates = [declared]
    if in_prolog := _XML_CHARSET.search(body[:200]):
        candidates.append(in_prolog[1].decode("ascii"))
    candidates += [match.decode("ascii") for match in _META_CHARSET.findall(body[:20_000])[:3]]
    written = body.count(b"\xef\xbf\xbd")  # lost when the page was made, not by our reading
    names = list(dict.fromkeys(name for name in map(_codec, candidates) if name))
    tried: list[tuple[float, str, str]] = []
    # GBK read as UTF-8 breaks at once, UTF-8 read as GBK hardly ever does: many clean characters prove UTF-8.
    if len(body[:_PROOF_BYTES].translate(None, _ASCII)) >= _PROOF and not _breaks_at_once(body, written):
        as_utf8 = body.decode("utf-8", errors="replace")
        if _damage(as_utf8, written) <= _BROKEN_SHARE:
            return as_utf8, "utf-8"
    for name in [*names, *(name for name in ("utf-8", "gb18030") if name not in names)]:
        text = body.decode(name, errors="replace")
        damage = _damage(text, written)
        if damage <= (_BROKEN_SHARE if name in names else 0.0):
            return text, name
        tried.append((damage, name, text))
    best = charset_normalizer.from_bytes(body[:60_000]).best()
    guessed = _codec(best.encoding) if best is not None else ""
    if guessed and guessed not in {name for _, name, _ in tried}:
        text = body.decode(guessed, errors="replace")
        tried.append((_damage(text, written), guessed, text))
    _, name, text = min(tried, key=lambda one: one[0])
    return text, name


def _plain_utf8(body: bytes) -> str | None:
    """The text of a body that is UTF-8 to its last byte, with enough foreign characters to prove it: most pages."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    # A Chinese character is three bytes of the body and one of the text.
    return text if (len(body) - len(text)) * 3 >= _PROOF * 2 else None


def _breaks_at_once(body: bytes, written: int) -> bool:
    """Whether the first broken place alone is more damage than UTF-8 may have: to replace the rest is slow."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = body[error.start : error.start + _PLACE_BYTES].decode("utf-8", errors="replace").count("\ufffd")
        return broken - written > _BROKEN_SHARE * max(len(body.translate(None, _ASCII)), 20)
    return False


def _codec(name: str) -> str:
    name = name.strip().lower().replace("utf_", "utf-")
    if name in _SERVER_DEFAULTS:
        return ""
    name = _SUPERSETS.get(name, name)
    try:
        codecs.lookup(name)
        # Codecs that make no text (base64, zip) are known to Python under names a page could write.
        b"ab".decode(name, errors="replace")  # of no bytes Python makes text in any codec
    except (LookupError, ValueError):
        return ""
    return "" if codecs.lookup(name).name in _NO_CHARSETS else name


def _damage(text: str, written: int) -> float:
    """Share of characters that say "wrong charset": replacement characters, and private-use runs of misread GBK."""
    private = sum(text.count(one) for one in "\ue5e5\ue7c7\ue4c6\ue6f1")
    broken = max(text.count("\ufffd") - written, 0) + (private if private > _MANY_PRIVATE else 0)
    if not broken:
        return 0.0
    foreign = sum(1 for one in text if one > "\x7f")
    return broken / max(foreign, 20)
