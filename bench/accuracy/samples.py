"""The pages that reading is measured on, each with what a reader is to find there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from checks.observation import Fetch, FetchEnd
from storage.capture import Capture, CaptureRole

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
INVENTED = ROOT / "fixtures" / "html" / "reading"
INVENTED_SEEN_AT = datetime(2024, 3, 20, 4, tzinfo=UTC)  # the day that their relative dates are written for
_SHARED_SEEN_AT = datetime(2026, 9, 10, 4, tzinfo=UTC)  # when the real portal was archived
_NOWHERE = "https://www.example.gov.cn/unknown/page"


@dataclass(frozen=True, slots=True)
class Sample:
    name: str
    truth: dict[str, Any]
    capture: Capture


def shared_pages(folder: str, shared: Path = SHARED) -> Iterator[Sample]:
    """Pages beside the checkout whose `truth.jsonl` was made by reading them; none where the folder is missing."""
    index = shared / folder / "truth.jsonl"
    if not index.is_file():
        return
    for line in index.read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        file = index.parent / truth["file"]
        if file.is_file():
            yield Sample(
                f"{folder}/{truth['file']}",
                truth,
                capture_of(file.read_bytes(), truth.get("url") or _NOWHERE, _SHARED_SEEN_AT),
            )


def invented_pages(folder: str) -> Iterator[Sample]:
    """Pages of this repository, written before the reader was looked at; `truth.yaml` says what stands on them."""
    truths = yaml.safe_load((INVENTED / folder / "truth.yaml").read_text(encoding="utf-8"))
    for name, truth in truths.items():
        body = (INVENTED / folder / f"{name}.html").read_bytes()
        yield Sample(name, truth, capture_of(body, truth["url"], INVENTED_SEEN_AT))


def capture_of(body: bytes, url: str, seen_at: datetime) -> Capture:
    fetch = Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=url, content_type="text/html")
    return Capture(url=url, role=CaptureRole.PAGE, body=body, body_sha256="0" * 64, fetch=fetch, observed_at=seen_at)


def is_ambiguous(truth: dict[str, Any]) -> bool:
    """Whether the truth itself offers several dates."""
    return bool(truth.get("pub_date_certainty") == "ambiguous")
