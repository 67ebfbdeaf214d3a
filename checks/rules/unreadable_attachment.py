"""Attachment that comes, and that no visitor can open or read.

Looks at the attached files that were fetched and read: empty ones, damaged ones, ones cut short, ones behind a
password, and error pages that are served in place of a file. One finding per file, with the pages that offer it.
A scan without text is readable by eye and counts as readable. A web page that is no error page, a format that nobody
knows, and a file built to harm its reader are for people.

Cannot see: files that the run's limits left out, that were too large or took too long to read, or that no reader is
installed for; whether a scan is legible; whether the content of an archive can be read; a password that a visitor is
told by telephone. Files that do not come at all are dead-attachment's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.check import AsOf, CheckMeta, CouldNotLook, Ruling
from checks.derived import file_ruling
from checks.derived.attached_files import AttachedFile, not_seen
from checks.derived.file_ruling import Told, finding_on
from checks.measure import Occurrences
from checks.observation import FileSeen, FileState, LinkProbed, LinksSeen, ListSeen, PageSeen
from checks.subjects import SubjectKind
from checks.verdict import Verdict
from checks.world import Given

META = CheckMeta(
    id="unreadable-attachment",
    version=1,
    title="附件无法打开",
    about=(SubjectKind.UNIT, SubjectKind.PORTAL),
    needs=(PageSeen, ListSeen, LinksSeen, LinkProbed, FileSeen),
    emits=Occurrences,
)

MESSAGES = {
    "empty": "附件“{name}”为空文件（0字节），没有内容，共{pages}个页面提供",
    "damaged": "附件“{name}”已损坏，无法打开，共{pages}个页面提供",
    "truncated": "附件“{name}”不完整（文件缺少结尾部分），无法打开，共{pages}个页面提供",
    "encrypted": "附件“{name}”设有打开密码，公众无法阅读，共{pages}个页面提供",
    "error-page": "附件“{name}”下载得到的是错误提示网页，不是所标明的文件，共{pages}个页面提供",
    "password-named": "附件“{name}”设有打开密码，提供附件的页面提到密码，请人工核实公众能否打开",
    "web-page": "附件“{name}”下载得到的是网页，不是{ending}文件，请人工核实公众能否取得该附件",
    "unknown-format": "附件“{name}”的内容不是{ending}格式，也不是其他已知格式，请人工核实能否打开",
    "hostile": "附件“{name}”的文件结构异常（{how}），为安全起见未予解析，请人工核实其来源和安全性",
    "unsafe-names": "压缩附件“{name}”中有超出解压目录的路径（如“{example}”），请人工核实其安全性",
    **file_ruling.MESSAGES,
}

_FAULTS = {
    FileState.EMPTY: "empty",
    FileState.DAMAGED: "damaged",
    FileState.TRUNCATED: "truncated",
    FileState.ENCRYPTED: "encrypted",
}
_HOW = {
    "zip-bomb": "压缩比异常",
    "entities": "含有外部或递归实体",
    "xml-bounds": "内部结构超出格式限度",
    "depth": "嵌套层数异常",
}
_PASSWORD = ("密码", "口令", "提取码", "解压码")
# Endings that name one format; of a file without any of them nobody said what it would be.
_DOCUMENTS = frozenset(
    ("pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "rtf", "zip", "rar", "7z")
)


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    return file_ruling.ruling_on_files(given, _judge, "无法打开")


def _judge(file: AttachedFile) -> Told:
    why = not_seen(file)
    seen = file.seen
    if why is not None or seen is None:
        return why
    if seen.state is FileState.UNKNOWN_FORMAT and seen.ending not in _DOCUMENTS:
        return CouldNotLook(url=file.url, reason="file-unknown-format")
    if seen.state in (FileState.READABLE, FileState.SCANNED) and not seen.unsafe_names:
        return ()
    code, more, verdict = _fault(file, seen)
    facts = (("name", file.name), ("pages", str(len(file.pages))), ("ending", seen.ending), *more)
    return (finding_on(file, code, facts, verdict),)


def _fault(file: AttachedFile, seen: FileSeen) -> tuple[str, tuple[tuple[str, str], ...], Verdict]:
    """Code, what else its message needs, and whether it is proved."""
    if seen.state is FileState.ENCRYPTED and _names_a_password(file):
        return "password-named", (), Verdict.UNDECIDED
    if seen.state in _FAULTS:
        return _FAULTS[seen.state], (), Verdict.FAIL
    if seen.state is FileState.HTML_INSTEAD:
        is_error = seen.detail == "error-page"
        return ("error-page", (), Verdict.FAIL) if is_error else ("web-page", (), Verdict.UNDECIDED)
    if seen.state is FileState.HOSTILE:
        return "hostile", (("how", _HOW.get(seen.detail, "结构异常")),), Verdict.UNDECIDED
    if seen.state is FileState.UNKNOWN_FORMAT:
        return "unknown-format", (), Verdict.UNDECIDED
    return "unsafe-names", (("example", seen.unsafe_names[0]),), Verdict.UNDECIDED


def _names_a_password(file: AttachedFile) -> bool:
    """Whether a page that offers the file speaks of a password: it may tell it to every visitor."""
    return any(word in offer.page.text for offer in file.offers if offer.page is not None for word in _PASSWORD)
