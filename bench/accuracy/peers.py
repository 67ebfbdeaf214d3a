"""htmldate and GNE on the same pages, run as a child of the interpreter that has them installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.accuracy.samples import Sample
from crawler.reading.document import Document

VARIABLE = "XUNJIAN_PEERS_PYTHON"
_SCRIPT = Path(__file__).with_name("peer_reading.py")
_LONGEST = 600  # seconds for all pages; GNE needs about ten milliseconds for one


@dataclass(frozen=True, slots=True)
class PeerAnswers:
    """`pages`: per sample, in order, tool → {"date", "title", "ms"}."""

    versions: dict[str, str]
    pages: list[dict[str, Any]]


def ask_peers(samples: Sequence[Sample]) -> PeerAnswers | str:
    """What the peers answer, or one sentence why there is no answer."""
    python = os.environ.get(VARIABLE) or sys.executable
    if shutil.which(python) is None:
        return f"peers: {VARIABLE} names no program that can be run"
    pages = "\n".join(json.dumps(_page(sample)) for sample in samples)
    try:
        ended = subprocess.run(
            [python, "-W", "ignore", str(_SCRIPT)], input=pages, capture_output=True, text=True, timeout=_LONGEST
        )
    except subprocess.TimeoutExpired:
        return f"peers: no answer within {_LONGEST} s"
    lines = ended.stdout.splitlines()
    versions = json.loads(lines[0]) if lines else {}
    if ended.returncode or len(lines) != len(samples) + 1:
        return f"peers: their interpreter ended with {ended.returncode}, {len(lines)} lines for {len(samples)} pages"
    if not {"htmldate", "GNE"} & versions.keys():
        return (
            f"peers: not installed; `pip install htmldate gne lxml_html_clean beautifulsoup4` in an environment "
            f"outside this checkout and name its interpreter in {VARIABLE}"
        )
    return PeerAnswers(versions, [json.loads(line) for line in lines[1:]])


def _page(sample: Sample) -> dict[str, str]:
    """Decoded by our reader: what the peers are measured on is reading, not guessing charsets."""
    capture = sample.capture
    return {"html": Document.parse(capture.body, capture.url, "text/html").text, "url": capture.url}
