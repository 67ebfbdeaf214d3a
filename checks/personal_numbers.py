"""Numbers of people in a body, found and masked before anything is stored: identity cards, mobiles, bank cards.

Works on bytes, because ASCII digits stand alike in UTF-8, GBK and GB18030 and the body's length must not change.
Precision first: document ids, credit codes of organisations and amounts are left alone. Addresses are full of numbers:
in them only identity numbers count whose checksum is right and whose birthday no day of a project or case can be.
Cannot see numbers in images, in full-width digits, or written with separators other than blanks and hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checks.observation import PersonalNumber

IDENTITY_CARD, MOBILE, BANK_CARD = "identity-card", "mobile", "bank-card"

_RUN = re.compile(
    rb"(?<![0-9])(?:[1-9][0-9]{16}[0-9Xx]|1[3-9][0-9]{9}|1[3-9][0-9]([ -])[0-9]{4}\1[0-9]{4}"
    rb"|[3-69][0-9]{15,18}|[3-69][0-9]{3}(?: [0-9]{4}){3}(?: [0-9]{1,3})?)(?![0-9])"
)
# What each of them begins with. One charset in front lets `re` skip through a page that has none, much faster.
_MAYBE = re.compile(rb"[1-9](?:[0-9]{10}|[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}|[0-9]{3} [0-9]{4} [0-9]{4})")
# GB 11643-1999: weights and check characters of the identity number.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
# GB/T 2260: first two digits of the administrative division.
_PROVINCES = frozenset(
    (11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54)
) | frozenset((61, 62, 63, 64, 65, 71, 81, 82, 83))
_OLDEST, _YOUNGEST = 1900, 2099
# In addresses: ids made of division, day and serial carry days since portals have their systems, grown-ups were born
# before. One such id in eleven has a right checksum by chance. Own measure.
_YOUNGEST_IN_ADDRESS = 2008
_IN_ADDRESS = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_MASKED_IN_ADDRESS = re.compile(r"(?<![0-9])[1-9][0-9]{3}\*{10}[0-9]{3}[0-9Xx]")
# Numbering ranges of the operators; the rest of 1xx is not given out to people.
_MOBILE_PREFIX = re.compile(rb"1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])")
_IDENTITY_LABEL = ("身份证", "身份号", "证件号", "公民身份", "身份證")
_CARD_LABEL = ("卡号", "银行卡", "账号", "帐号", "账户", "帐户", "储蓄卡", "借记卡", "信用卡")
_PHONE_LABEL = ("电话", "手机", "联系", "热线", "微信", "号码")
_CODE_LABEL = ("信用代码", "索引号", "登记号", "许可证", "编号", "批号", "标识码", "备案号", "文号", "单号")
_UNITS_AFTER = ("号", "元", "万", "％", "份", "条", "亩", "字第")
_LABEL_BYTES = 45
_TAG_BYTES = 3_000
_ATTRIBUTE = re.compile(rb"([\w:@.-]+)\s*=\s*(?:\"[^\"]*|'[^']*|[^\s\"'>]*)$")
_READABLE_ATTRIBUTES = frozenset((b"title", b"alt", b"content", b"placeholder", b"aria-label"))
_ADDRESS_BEFORE = re.compile(rb"[\w/.%&?=#_~+-]*[/?&=%_#@][\w/.%&?=#_~+-]*$")
_PLACE_BYTES = 36
_TAGS = re.compile(r"<[^<>]*>?|^[^<>]*>")


@dataclass(frozen=True, slots=True)
class Masked:
    """`body` has the length of the original; `numbers` in the order of the body."""

    body: bytes
    numbers: tuple[PersonalNumber, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    start: int
    end: int
    checksum_ok: bool | None


def find_and_mask(body: bytes) -> Masked:
    """The body without the numbers of people, and what was found; an unchanged body is given back as it is."""
    if _MAYBE.search(body) is None:
        return Masked(body, ())
    found = sorted(_find(body), key=lambda one: one.start)
    if not found:
        return Masked(body, ())
    masked = bytearray(body)
    for one in found:
        masked[one.start : one.end] = _stars(body[one.start : one.end], 3 if one.kind == MOBILE else 4)
    encoding = "utf-8" if _is_utf8(body) else "gb18030"
    numbers = tuple(
        PersonalNumber(
            one.kind, masked[one.start : one.end].decode("ascii"), _place(masked, one, encoding), one.checksum_ok
        )
        for one in found
    )
    return Masked(bytes(masked), numbers)


def mask_text(text: str) -> str:
    """The text with every number of a person masked."""
    return find_and_mask(text.encode("utf-8", errors="surrogatepass")).body.decode("utf-8", errors="surrogatepass")


def mask_address(url: str) -> str:
    """The address with every identity number in it masked; it can then no longer be asked for."""
    if _IN_ADDRESS.search(url) is None:
        return url
    return _IN_ADDRESS.sub(_without_person, url)


def _without_person(match: re.Match[str]) -> str:
    number = match[0].encode()
    return _stars(number, 4).decode() if _is_person(number) else match[0]


def is_masked_address(url: str) -> bool:
    return "**********" in url and _MASKED_IN_ADDRESS.search(url) is not None


def _is_person(digits: bytes) -> bool:
    """Of a number in an address."""
    return _has_birthday(digits) and int(digits[6:10]) <= _YOUNGEST_IN_ADDRESS and _identity_checksum(digits)


def _find(body: bytes) -> Iterator[_Found]:
    is_utf8: bool | None = None
    unlabelled: list[_Found] = []
    for match in _RUN.finditer(body):
        digits = re.sub(rb"[ -]", b"", match[0])
        kind, checksum = _kind(digits)
        if kind is None:
            continue
        if is_utf8 is None:
            is_utf8 = _is_utf8(body)
        around = _Context(body, match.start(), match.end(), "utf-8" if is_utf8 else "gb18030")
        if around.is_part_of_word():
            continue
        if around.is_address():
            if kind == IDENTITY_CARD and _is_person(digits):
                yield _Found(kind, match.start(), match.end(), True)
            continue
        if kind == IDENTITY_CARD:
            if around.names(("信用代码",)) or _is_credit_code(digits):
                continue
            if around.names(_IDENTITY_LABEL):
                yield _Found(kind, match.start(), match.end(), checksum)
            else:
                unlabelled.append(_Found(kind, match.start(), match.end(), checksum))
        elif kind == MOBILE and _is_mobile(around):
            yield _Found(kind, match.start(), match.end(), None)
        elif kind == BANK_CARD and _is_card(digits, around):
            yield _Found(kind, match.start(), match.end(), True)
    # Project and case numbers are division + day + serial: of many, one in eleven has a right checksum by chance.
    right = [one for one in unlabelled if one.checksum_ok]
    if len(right) * 2 > len(unlabelled):
        yield from right


def _kind(digits: bytes) -> tuple[str | None, bool | None]:
    length = len(digits)
    if length == 18 and _has_birthday(digits):
        return IDENTITY_CARD, _identity_checksum(digits)
    if length == 11 and _MOBILE_PREFIX.match(digits):
        return MOBILE, None
    if 16 <= length <= 19 and digits.isdigit() and _luhn(digits):
        return BANK_CARD, True
    return None, None


def _is_mobile(around: _Context) -> bool:
    labelled = around.names(_PHONE_LABEL)
    if around.is_amount() or (around.is_followed_by_unit() and not labelled):
        return False
    if around.is_in_script():
        return labelled
    return labelled or not around.names(_CODE_LABEL)


def _is_card(digits: bytes, around: _Context) -> bool:
    """62… is UnionPay and given out to people; other ranges only beside a word that says card or account."""
    if around.is_in_script() or around.is_amount() or around.names(_CODE_LABEL):
        return False
    if digits.startswith(b"62"):
        return True
    other_range = re.match(rb"9558|4\d{5}|5[1-5]\d{4}|35\d{4}", digits)
    return other_range is not None and around.names(_CARD_LABEL)


class _Context:
    """What stands around a run of digits."""

    def __init__(self, body: bytes, start: int, end: int, encoding: str) -> None:
        self.body, self.start, self.end, self.encoding = body, start, end, encoding

    def is_part_of_word(self) -> bool:
        """A letter right beside it: part of an id, a file name, a hash. In GBK a letter may be half a character."""
        before = self.body[self.start - 1 : self.start]
        half = self.encoding != "utf-8" and self.start >= 2 and self.body[self.start - 2] >= 0x81
        if before.isalpha() and not half:
            return True
        if before in (b"_", b"*", b"\\", b"."):
            return True
        if before == b"-" and self.body[self.start - 2 : self.start - 1].isalnum() and not self._has_country_code():
            return True
        after = self.body[self.end : self.end + 1]
        return after.isalpha() or after in (b"_", b"*") or bool(re.match(rb"-\w", self.body[self.end : self.end + 2]))

    def is_address(self) -> bool:
        """Inside an attribute that is not meant to be read, or inside an address that stands in the text."""
        window = self.body[max(self.start - _TAG_BYTES, 0) : self.start]
        opened, closed = window.rfind(b"<"), window.rfind(b">")
        if opened > closed and re.match(rb"<[A-Za-z]", window[opened : opened + 2]):
            attribute = _ATTRIBUTE.search(window[opened:])
            if attribute is None:
                return True
            value = attribute[0].partition(b"=")[2].lstrip(b" \"'").lower()
            if value.startswith((b"tel:", b"sms:")):
                return False
            return attribute[1].lower() not in _READABLE_ATTRIBUTES
        before = self.body[max(self.start - 200, 0) : self.start]
        token = _ADDRESS_BEFORE.search(before)
        return token is not None and re.search(rb"https?:|www\.|\.\w{2,4}/|[?&]\w+=|/\w+/", token[0]) is not None

    def names(self, words: tuple[str, ...]) -> bool:
        """Whether one of the words stands shortly before the number."""
        before = self.body[max(self.start - _LABEL_BYTES, 0) : self.start].decode(self.encoding, errors="ignore")
        return any(word in before for word in words)

    def is_amount(self) -> bool:
        before = self.body[max(self.start - 4, 0) : self.start].decode(self.encoding, errors="ignore")
        return bool(re.match(rb"[.,]\d", self.body[self.end : self.end + 2])) or before[-1:] in ("￥", "¥", "$", ",")

    def is_followed_by_unit(self) -> bool:
        return self.body[self.end : self.end + 6].decode(self.encoding, errors="ignore").startswith(_UNITS_AFTER)

    def is_in_script(self) -> bool:
        opened = self.body.rfind(b"<script", 0, self.start)
        return opened >= 0 and self.body.rfind(b"</script", opened, self.start) < 0

    def _has_country_code(self) -> bool:
        return self.body[self.start - 3 : self.start] == b"86-"


def _has_birthday(digits: bytes) -> bool:
    if int(digits[:2]) not in _PROVINCES:
        return False
    year, month, day = int(digits[6:10]), int(digits[10:12]), int(digits[12:14])
    if not _OLDEST <= year <= _YOUNGEST:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _identity_checksum(digits: bytes) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17].decode("ascii"), _WEIGHTS, strict=True))
    return digits[17:].decode("ascii").upper() == _CHECK_CHARACTERS[total % 11]


def _is_credit_code(digits: bytes) -> bool:
    """GB 32100-2015: a unified social credit code made of digits only that keeps its own checksum."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    code = digits.decode("ascii").upper()
    total = sum(alphabet.index(one) * weight for one, weight in zip(code[:17], weights, strict=True))
    # An identity number meets this by chance once in 31; one with a right checksum of its own stays a person's.
    return code[17] == alphabet[(31 - total % 31) % 31] and not _identity_checksum(digits)


def _luhn(digits: bytes) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits.decode("ascii"))):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and len(set(digits)) > 2


def _stars(number: bytes, kept_at_start: int) -> bytes:
    """The middle as stars, separators kept: 138****5678, 3301**********1234."""
    last = len(number) - 4
    return bytes(
        byte if place < kept_at_start or place >= last or byte in b" -" else ord("*")
        for place, byte in enumerate(number)
    )


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A body cut at the size limit may end inside a character.
        return error.start > len(body) - 4
    return True


def _place(masked: bytearray, one: _Found, encoding: str) -> str:
    before = bytes(masked[max(one.start - _PLACE_BYTES, 0) : one.start]).decode(encoding, errors="ignore")
    number = masked[one.start : one.end].decode("ascii")
    after = bytes(masked[one.end : one.end + _PLACE_BYTES // 2]).decode(encoding, errors="ignore")
    # Half a tag at either end of the window is markup too.
    flat = _TAGS.sub(" ", f"{before}{number}{after}").replace("\ufffd", "")
    return _mask_rest(" ".join(flat.split()))


def _mask_rest(text: str) -> str:
    """A second number that the window around the first one cut in two."""
    return re.sub(r"(?<!\d)(\d{3})\d{5,}(?!\*)", lambda match: match[1] + "*" * (len(match[0]) - 3), text)
