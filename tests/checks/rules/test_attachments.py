"""Names of attachments against what the files say: an invented corpus, most of it of things that are right."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from checks.observation import Attachment, FileKind, FileSeen, FileState
from crawler.attachments.inner_title import inner_title
from tests.checks.observed import COLUMN_URL, NOON, OK, article, column, judged, listed, portal, row

CORPUS = yaml.safe_load(Path(__file__).with_name("attachment_names.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case["link"])
def test_names_and_titles(case: dict[str, str]) -> None:
    lines = case.get("lines", "")
    url = f"{COLUMN_URL}P1.bin"
    listing = row(1, "2023-11-20")
    text = f"根据安排，现予公布。\n{case.get('annexes', '')}\n澜溪县人民政府"
    page = article(listing.url, title=case["article"], text=text, attachments=(Attachment(url, case["link"], "a"),))
    file = FileSeen(
        url=url,
        observed_at=NOON,
        fetch=OK,
        file_kind=FileKind.DOCX,
        state=FileState.READABLE,
        title=inner_title(lines),
        text=lines,
    )
    outcomes = judged("attachment-name-mismatch", portal(column()), [listed(listing), page, file])
    found = [record for outcome in outcomes for record in outcome.findings]
    said = [str(one.finding.verdict) for one in found] or ["right"]
    assert said == [case["said"]], [one.message for one in found]
