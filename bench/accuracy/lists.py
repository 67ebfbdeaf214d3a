"""Lists of the shared pages: rows found, rows too many, and the newest date of the column."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from bench.accuracy.samples import Sample
from bench.accuracy.score import Score
from crawler.reading.observe import list_seen


def list_scores(name: str, samples: Iterable[Sample]) -> dict[str, Score]:
    """Keys: rows, surplus (its `right` are rows that are no rows of the truth), newest. The truth counts rows."""
    rows = Score(f"{name}: rows found")
    surplus = Score(f"{name}: rows too many, against the rows there are")
    newest = Score(f"{name}: newest date of the list")
    for sample in samples:
        truth = sample.truth
        if truth.get("list_items") is None or truth["page_type"] == "search":
            continue
        seen = list_seen(sample.capture.url, [sample.capture], {urlsplit(sample.capture.url).netloc})
        wanted, found = truth["list_items"], len(seen.rows)
        rows.asked += wanted
        rows.right += min(wanted, found)
        surplus.asked += wanted
        surplus.right += max(found - wanted, 0)
        if found != wanted:
            (rows if found < wanted else surplus).misses.append(f"{sample.name}: {wanted} rows, read {found}")
        last = max((str(row.date.date) for row in seen.rows if row.date and row.date.date), default=None)
        newest.count(last == truth["latest_item_date"], f"{sample.name}: {truth['latest_item_date']} read {last}")
    return {"rows": rows, "surplus": surplus, "newest": newest}
