"""All that is known about one finding: what was said, where, by which looks, and whether its proof is still whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from sqlalchemy.orm import Session
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from checks.check import FindingRecord, Outcome
from checks.verdict import Verdict
from crawler.reading.document import Document, clean
from reports.evidence_files import FOLDER, PICTURES, WARC_NAME
from reports.proof_words import NO_PLACE, NOT_TAKEN
from storage.crawl_tables import Run
from storage.pictures import PictureOutcome, StoredPictures
from storage.seen_behind import SeenBehind, SeenLook
from xunjian.problems import WrongUse

LEAST_PREFIX = 4  # hexadecimal digits
_MOST_NAMED = 5
_AROUND = 160  # characters of the text that holds a place

# How the body of a look stands to the digest taken when it arrived.
WHOLE, MASKED, CHANGED, NOT_KEPT = "whole", "masked", "changed", "not-kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLook:
    look: SeenLook
    body: bytes  # as stored
    body_sha256: str
    state: str  # WHOLE, MASKED, CHANGED or NOT_KEPT


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFinding:
    record: FindingRecord
    looks: tuple[ShownLook, ...]
    around: str  # text of the place and of what holds it; "" where it is not found again
    picture: str  # path of the picture, "" where there is none
    picture_state: str  # WHOLE, CHANGED, or why there is none
    warc: str  # path of the archive, "" where it is not in the folder of the reports
    warc_offset: int | None
    warc_state: str  # WHOLE, CHANGED, or "" where there is none


def find_finding(outcomes: Iterable[Outcome], name: str) -> FindingRecord:
    """The finding with this id, or the only one that begins so. Raises WrongUse."""
    wanted = name.strip().lower()
    if len(wanted) < LEAST_PREFIX:
        raise WrongUse(
            f"问题编号 {name!r} 太短；请至少写出前 {LEAST_PREFIX} 位（编号见 report.html 或 findings.jsonl）"
        )
    found: dict[str, FindingRecord] = {}
    for outcome in outcomes:
        for record in outcome.findings:
            if record.id.startswith(wanted) and record.finding.verdict in (Verdict.FAIL, Verdict.UNDECIDED):
                known = found.get(record.id)
                if known is None or known.finding.verdict is Verdict.UNDECIDED:
                    found[record.id] = record
    if not found:
        raise WrongUse(
            f"没有编号以 {name!r} 开头的问题；编号见 report.html 或 findings.jsonl，其他检查请加 --run 检查编号"
        )
    if len(found) > 1:
        named = "、".join(sorted(found)[:_MOST_NAMED])
        raise WrongUse(f"编号以 {name!r} 开头的问题有 {len(found)} 个（{named} 等）；请多写几位")
    return next(iter(found.values()))


def shown(session: Session, run: Run, record: FindingRecord, folder: Path) -> ShownFinding:
    """`folder`: where the reports of the run lie."""
    seen = SeenBehind(session, run.id)
    looks = tuple(_shown_look(seen, look) for look in seen.looks(record.finding))
    written = _written(folder, run.id, record.id)
    warc, offset = _warc(folder, written)
    picture, picture_state = _picture(session, run.id, record, folder)
    return ShownFinding(
        record=record,
        looks=looks,
        around=_around(looks, record),
        picture=picture,
        picture_state=picture_state,
        warc=warc,
        warc_offset=offset,
        warc_state=_record_state(Path(warc), offset, str(written.get("warc_record", ""))) if warc else "",
    )


def page_behind(found: ShownFinding) -> bytes:
    """The page with the place, else the answer that tells most. Raises WrongUse where neither is kept."""
    bodies = [each.body for each in sorted(found.looks, key=lambda each: not each.look.holds_place) if each.body]
    if not bodies:
        raise WrongUse(f"问题 {found.record.id} 没有保存页面正文，无法写出；请去掉 --body")
    return bodies[0]


def _shown_look(seen: SeenBehind, look: SeenLook) -> ShownLook:
    answer = look.answer
    digest = look.body_sha256 or (answer.body_sha256 if answer else "")
    body = seen.exchanges.body(look.body_sha256) if look.body_sha256 else b""
    if not body and answer is not None:
        body = seen.exchanges.body(answer.kept_sha256)
    return ShownLook(look=look, body=body, body_sha256=digest, state=_body_state(seen, look, digest, body))


def _body_state(seen: SeenBehind, look: SeenLook, digest: str, body: bytes) -> str:
    if not body:
        return NOT_KEPT
    if hashlib.sha256(body).hexdigest() == digest:
        return WHOLE
    answer = look.answer
    expected = seen.exchanges.size_received(look.body_sha256 or (answer.kept_sha256 if answer else ""))
    # Masking keeps the length. Of an answer kept in part, stars prove the masking only where there are any.
    is_part = answer is not None and not look.body_sha256 and answer.body_sha256 != answer.kept_sha256
    return MASKED if len(body) == expected and (is_part or b"*" in body) else CHANGED


def _around(looks: Iterable[ShownLook], record: FindingRecord) -> str:
    """The place again, on the page it was found on."""
    evidence = record.finding.evidence
    for each in looks:
        if not each.look.holds_place or not each.body or not evidence.selector:
            continue
        fetch = each.look.fetch
        document = Document.parse(each.body, fetch.final_url or each.look.url, fetch.content_type, fetch.charset)
        try:
            found = CSSSelector(evidence.selector)(document.root)
        except (SelectorError, ValueError):
            return ""
        words = max(evidence.excerpt.split(), key=len, default="")
        place = next((one for one in found if words and words in clean(one.text_content())), None)
        if place is None and len(found) == 1:
            place = found[0]
        if place is not None:
            holder = place.getparent()
            return " ".join(clean((place if holder is None else holder).text_content()).split())[:_AROUND]
    return ""


def _picture(session: Session, run_id: str, record: FindingRecord, folder: Path) -> tuple[str, str]:
    known = StoredPictures(session, run_id)
    row = known.known.get(record.id)
    if row is None:
        return "", NOT_TAKEN if record.finding.evidence.selector else NO_PLACE
    outcome, sha256, _ = row
    if outcome is not PictureOutcome.MARKED:
        return "", str(outcome)
    path = folder / FOLDER / PICTURES / f"{record.id}.png"
    content = path.read_bytes() if path.is_file() else known.content(record.id)
    state = WHOLE if hashlib.sha256(content).hexdigest() == sha256 else CHANGED
    return (str(path) if path.is_file() else ""), state


def _written(folder: Path, run_id: str, finding: str) -> dict[str, Any]:
    """What findings.jsonl of the folder says of the proof; {} where it is not there or of another run."""
    file = folder / "findings.jsonl"
    if not file.is_file():
        return {}
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if finding in line:
                entry = json.loads(line)
                if entry.get("id") == finding and entry.get("run") == run_id:
                    return dict(entry.get("evidence", {}))
    return {}


def _warc(folder: Path, written: dict[str, Any]) -> tuple[str, int | None]:
    name, offset = written.get("warc"), written.get("warc_offset")
    if name != f"{FOLDER}/{WARC_NAME}" or not isinstance(offset, int) or not (folder / FOLDER / WARC_NAME).is_file():
        return "", None
    return str(folder / FOLDER / WARC_NAME), offset


def _record_state(path: Path, offset: int | None, record_id: str) -> str:
    """Whether the record still stands there and has the digests that it names."""
    try:
        with path.open("rb") as file:
            file.seek(offset or 0)
            record = next(iter(ArchiveIterator(file, check_digests=True)))
            record.content_stream().read()
    except (ArchiveLoadFailed, StopIteration, OSError, EOFError):
        return CHANGED
    is_same = record.rec_headers.get_header("WARC-Record-ID") == record_id
    return WHOLE if is_same and record.digest_checker.passed is not False else CHANGED
