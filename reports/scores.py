"""scores.json: every card with its bill. The same judging gives the same bytes: no clock, no run, no path in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from checks.scoring.payload import scorecards_payload
from reports.audit import ScoredTable


def scores_text(scored: Sequence[ScoredTable], as_of: date) -> str:
    payload = {
        "as_of": as_of.isoformat(),
        "catalogues": [scorecards_payload(table.cards, table.catalogue) for table in scored],
    }
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
