"""The folder `evidence/`: one WARC of what stands behind the findings of a run, and the pictures of their places.

Made from the store, so the same judged run gives the same bytes again. The size has a budget; when it is short, the
rule is: findings in the order of severity, for each the one look that tells most, bodies cut at `MOST_WHEN_SHORT`; what
does not fit is left out and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy.orm import Session

from checks.check import FindingRecord
from reports.audit import AuditResult
from reports.merged_findings import LISTED, SEVERITY_RANK, merged_records
from reports.places import shown_place
from reports.proof_words import NO_PLACE, NOT_TAKEN, NOTHING_STORED, OVER_BUDGET
from reports.warc_file import RecordPlace, WarcFile
from storage.exchange import Exchange
from storage.pictures import PictureOutcome, StoredPictures
from storage.seen_behind import SeenBehind, SeenLook

FOLDER = "evidence"
WARC_NAME = "pages.warc.gz"
PICTURES = "screenshots"
DEFAULT_BUDGET = 200_000_000  # bytes on the disk
MOST_WHEN_SHORT = 65_536  # of one body, decoded
_RECORDS = 2_000  # bytes that the records around one body take, compressed; measured: 1.2 to 1.8 kB


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueFiles:
    """What lies in `evidence/` for one finding; paths are relative to the folder of the reports."""

    warc: str = ""
    warc_offset: int | None = None
    warc_record: str = ""  # WARC-Record-ID
    no_warc: str = ""  # why there is none: OVER_BUDGET or NOTHING_STORED
    screenshot: str = ""
    screenshot_sha256: str = ""
    no_screenshot: str = ""  # why there is none: a PictureOutcome, NO_PLACE or NOT_TAKEN


NO_FILES = IssueFiles()


@dataclass(frozen=True, slots=True)
class WrittenEvidence:
    files: tuple[str, ...] = ()  # names relative to the folder of the reports
    of: Mapping[str, IssueFiles] = field(default_factory=dict)  # by fingerprint


class EvidenceWriter(Protocol):
    def write(self, audit: AuditResult, folder: Path) -> WrittenEvidence:
        """Into `folder`, the one of the reports."""


class StoredEvidence:
    """`budget` in bytes for the WARC; 0 for none. Pictures have a budget of their own, kept when they were taken."""

    def __init__(self, session: Session, run_id: str, budget: int = DEFAULT_BUDGET) -> None:
        self._seen = SeenBehind(session, run_id)
        self._pictures = StoredPictures(session, run_id)
        self._budget = budget

    def write(self, audit: AuditResult, folder: Path) -> WrittenEvidence:
        records = sorted(merged_records(audit), key=_worst_first)
        if not records:
            return WrittenEvidence()
        (folder / FOLDER / PICTURES).mkdir(parents=True, exist_ok=True)
        shots = {record.id: self._picture(record, folder) for record in records}
        warcs = self._warc(audit, records, folder) if self._budget > 0 else {}
        names = [shot.screenshot for shot in shots.values() if shot.screenshot]
        if any(each.warc for each in warcs.values()):
            names.append(f"{FOLDER}/{WARC_NAME}")
        files = {
            each: IssueFiles(
                warc=warcs[each].warc if each in warcs else "",
                warc_offset=warcs[each].warc_offset if each in warcs else None,
                warc_record=warcs[each].warc_record if each in warcs else "",
                no_warc=warcs[each].no_warc if each in warcs else OVER_BUDGET,
                screenshot=shot.screenshot,
                screenshot_sha256=shot.screenshot_sha256,
                no_screenshot=shot.no_screenshot,
            )
            for each, shot in shots.items()
        }
        return WrittenEvidence(tuple(sorted(names)), files)

    def _picture(self, record: FindingRecord, folder: Path) -> IssueFiles:
        known = self._pictures.known.get(record.id)
        if known is None:
            return IssueFiles(no_screenshot=NOT_TAKEN if record.finding.evidence.selector else NO_PLACE)
        outcome, sha256, _ = known
        if outcome is not PictureOutcome.MARKED:
            return IssueFiles(no_screenshot=str(outcome))
        name = f"{FOLDER}/{PICTURES}/{record.id}.png"
        (folder / name).write_bytes(self._pictures.content(record.id))
        return IssueFiles(screenshot=name, screenshot_sha256=sha256)

    def _warc(self, audit: AuditResult, records: Sequence[FindingRecord], folder: Path) -> dict[str, IssueFiles]:
        looks = {record.id: self._seen.looks(record.finding) for record in records}
        is_short = self._estimated(looks) > self._budget
        written: dict[str, IssueFiles] = {}
        with (folder / FOLDER / WARC_NAME).open("w+b") as file:
            warc = WarcFile(file, audit.run_id)
            warc.about(audit.started_at, _about(audit, is_short=is_short))
            for record in records:
                begun = warc.mark()
                place = self._finding(warc, record, looks[record.id], is_short=is_short)
                if warc.size > self._budget:
                    warc.back_to(begun)
                    written[record.id] = IssueFiles(no_warc=OVER_BUDGET)
                elif place is None:
                    warc.back_to(begun)
                    written[record.id] = IssueFiles(no_warc=NOTHING_STORED)
                else:
                    written[record.id] = IssueFiles(
                        warc=f"{FOLDER}/{WARC_NAME}", warc_offset=place.offset, warc_record=place.record_id
                    )
        if not any(each.warc for each in written.values()):
            (folder / FOLDER / WARC_NAME).unlink()
        return written

    def _estimated(self, looks: Mapping[str, Iterable[SeenLook]]) -> int:
        """Bytes that all looks behind all findings would take; compressed bodies of the store are about as large."""
        digests: set[str] = set()
        records: set[tuple[str, str]] = {(finding, "") for finding in looks}
        for look in (look for group in looks.values() for look in group):
            records |= {(each.url, each.at.isoformat()) for each in look.exchanges} or {(look.url, look.at.isoformat())}
            digests |= {each.kept_sha256 for each in look.exchanges} | {look.body_sha256}
        return sum(self._seen.exchanges.sizes(digests).values()) + _RECORDS * len(records)

    def _finding(
        self, warc: WarcFile, record: FindingRecord, looks: Sequence[SeenLook], *, is_short: bool
    ) -> RecordPlace | None:
        """Its looks, then what is said about them; the place of the one that tells most."""
        if not looks:
            return None
        places: list[RecordPlace | None] = []
        for look in looks[:1] if is_short else looks:
            places.append(self._look(warc, look, is_short=is_short))
        main = next((place for place in places if place is not None), None)
        told = _told(record, looks, places)
        latest = max(look.at for look in looks)
        about = warc.finding(record.id, latest, told, main.record_id if main else "")
        return places[0] or about

    def _look(self, warc: WarcFile, look: SeenLook, *, is_short: bool) -> RecordPlace | None:
        place: RecordPlace | None = None
        for exchange in look.exchanges:
            body, cut = self._body(exchange, look, is_short)
            place = warc.exchange(exchange, body, cut=cut)
        if look.body_sha256 and (look.answer is None or look.answer.body_sha256 != look.body_sha256):
            body = self._seen.exchanges.body(look.body_sha256)
            kept = body[:MOST_WHEN_SHORT] if is_short else body
            place = warc.page(look.url, look.at, _content_type(look), kept, _told_of_page(look, len(kept) < len(body)))
        return place

    def _body(self, exchange: Exchange, look: SeenLook, is_short: bool) -> tuple[bytes, bool]:
        if exchange.method == "HEAD":
            return b"", False
        body = self._seen.exchanges.body(exchange.kept_sha256)
        if is_short and len(body) > MOST_WHEN_SHORT:
            return body[:MOST_WHEN_SHORT], True
        return body, False


def _worst_first(record: FindingRecord) -> tuple[Any, ...]:
    return (
        SEVERITY_RANK[record.severity],
        LISTED.index(record.finding.verdict) if record.finding.verdict in LISTED else len(LISTED),
        record.check,
        record.subject.unit,
        record.finding.url,
        record.id,
    )


def _about(audit: AuditResult, *, is_short: bool) -> dict[str, str]:
    told = {
        "software": f"xunjian/{audit.product_version}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "isPartOf": audit.run_id,
        "description": f"What stands behind the findings about {audit.portal.name} as of {audit.as_of.isoformat()}. "
        "Bodies are decoded, and numbers of people in them are masked; the digest of what was received stands in a "
        "metadata record beside each response. Request headers are those that were set by the crawler.",
        "robots": "obey",
    }
    if is_short:
        told["budget"] = f"short: one look per finding, bodies cut at {MOST_WHEN_SHORT} bytes, worst findings first"
    return told


def _told(record: FindingRecord, looks: Sequence[SeenLook], places: Sequence[RecordPlace | None]) -> dict[str, Any]:
    finding = record.finding
    return {
        "finding": record.id,
        "check": record.check,
        "verdict": str(finding.verdict),
        "severity": str(record.severity),
        "message": record.message,
        "url": shown_place(finding.url),
        "found_on": [shown_place(page) for page in finding.found_on],
        "selector": finding.evidence.selector,
        "excerpt": finding.evidence.excerpt,
        "body_sha256": finding.evidence.body_sha256,
        "looks": [
            _told_of_look(look, places[number] if number < len(places) else None) for number, look in enumerate(looks)
        ],
    }


def _told_of_look(look: SeenLook, place: RecordPlace | None) -> dict[str, Any]:
    return {
        "url": shown_place(look.url),
        "at": look.at.isoformat(),
        "method": look.method,
        "ended": str(look.fetch.ended),
        "status": look.fetch.status,
        "detail": look.fetch.detail,
        "final_url": shown_place(look.fetch.final_url),
        "redirects": [[hop.url, hop.status, hop.location] for hop in look.fetch.hops],
        "body_sha256": look.body_sha256 or (look.answer.body_sha256 if look.answer else ""),
        "holds_place": look.holds_place,
        "record": place.record_id if place else "",
    }


def _told_of_page(look: SeenLook, was_cut: bool) -> dict[str, str]:
    told = {"originalPayloadDigest": f"sha256:{look.body_sha256}"}
    if look.fetch.rendered:
        told["madeBy"] = "the document as a browser had it when its scripts had run"
    else:
        told["madeBy"] = "the body as it was stored; the exchange that brought it was not"
    if look.personal_numbers:
        told["masked"] = f"{look.personal_numbers} numbers of people"
    if was_cut:
        told["payload"] = "beginning only"
    return told


def _content_type(look: SeenLook) -> str:
    charset = f"; charset={look.fetch.charset}" if look.fetch.charset else ""
    return f"{look.fetch.content_type}{charset}" if look.fetch.content_type else ""
