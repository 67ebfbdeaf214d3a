"""Files that are text by themselves: .txt and .csv, Rich Text, and web archives of one file."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator

from checks.observation import FileKind, FileState
from crawler.attachments.file_report import MOST_TEXT, FileReport, first_lines

_SAMPLE = 65_536
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


def looks_like_text(body: bytes) -> bool:
    """UTF-8, GB18030 or 16-bit text without control characters; a sample may end inside a character."""
    return bool(body.strip()) and _decoded(body[:_SAMPLE]) is not None


def read_text(body: bytes) -> FileReport:
    text = _decoded(body[: MOST_TEXT * 4]) or ""
    return FileReport(kind=FileKind.TEXT, state=FileState.READABLE, text=first_lines([text]))


def _decoded(sample: bytes) -> str | None:
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = sample.decode("utf-16", "replace")
        return text if text.count("\ufffd") < 3 else None
    if _BINARY.search(sample):
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return sample.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start > len(sample) - 5:
                return sample[: error.start].decode(encoding)
    return None


_RTF = re.compile(
    rb"\\'([0-9a-fA-F]{2})"
    rb"|\\u(-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|\?)?"
    rb"|\\(par|line|row|page|sect)\b ?"
    rb"|\\(?:tab|cell)\b ?"
    rb"|\\([a-z]{1,32})(-?\d{1,10})? ?"
    rb"|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_RTF_HIDDEN = frozenset(
    (
        b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"themedata", b"datastore", b"listtable",
        b"listoverridetable", b"rsidtbl", b"latentstyles", b"generator", b"header", b"footer", b"headerl", b"headerr",
        b"footerl", b"footerr", b"xmlnstbl", b"filetbl", b"revtbl", b"fldinst", b"bkmkstart", b"bkmkend",
    )
)  # fmt: skip
_RTF_BYTES = 4_000_000


def read_rtf(body: bytes) -> FileReport:
    return FileReport(kind=FileKind.RTF, state=FileState.READABLE, text=first_lines(_rtf_lines(body[:_RTF_BYTES])))


def _rtf_lines(body: bytes) -> Iterator[str]:
    """Groups nest; what stands in fonts, styles and pictures is no text of the document."""
    codec = "gb18030"
    hidden_since = 0
    depth = 0
    raw = bytearray()
    line = ""

    def flush() -> None:
        nonlocal line
        line += raw.decode(codec, "replace")
        raw.clear()

    for match in _RTF.finditer(body):
        hexadecimal, unicode_number, end, word, _, sign, brace, plain = match.groups()
        if brace == b"{":
            depth += 1
        elif brace == b"}":
            hidden_since = 0 if depth == hidden_since else hidden_since
            depth -= 1
        elif sign == b"*" or word in _RTF_HIDDEN:
            hidden_since = hidden_since or depth
        elif hidden_since:
            continue
        elif hexadecimal:
            raw.append(int(hexadecimal, 16))
        elif unicode_number:
            flush()
            number = int(unicode_number) % 65_536
            line += chr(number) if not 0xD800 <= number < 0xE000 else ""
        elif end:
            flush()
            yield line
            line = ""
        elif plain:
            raw += plain
    flush()
    yield line


def html_of_mht(body: bytes) -> bytes:
    """The web page inside a web archive of one file; b"" where there is none."""
    message = email.message_from_bytes(body, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else b""
    return b""
