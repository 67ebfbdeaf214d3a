from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from checks.check import AsOf
from checks.scoring.scorecard import score
from reports.audit import ScoredTable
from reports.scores import scores_text
from tests.reports.sample_audit import AS_OF


def test_order_of_outcomes_gives_the_same_bytes(audit):
    table = audit.scored[0].catalogue
    cards = score(table, audit.portal, tuple(reversed(audit.outcomes)), AsOf(AS_OF))
    assert scores_text((ScoredTable(catalogue=table, cards=cards),), AS_OF) == scores_text(audit.scored, AS_OF)


def test_neither_run_nor_clock_stands_in_it(audit):
    text = scores_text(audit.scored, audit.as_of)
    assert audit.run_id not in text
    assert str(audit.started_at.date()) not in text
    later = replace(audit, run_id="other", started_at=datetime.now(audit.started_at.tzinfo) + timedelta(days=3))
    assert scores_text(later.scored, later.as_of) == text


def test_every_unit_has_its_card_with_bounds(audit):
    payload = json.loads(scores_text(audit.scored, audit.as_of))
    assert payload["as_of"] == "2023-12-31"
    (table,) = payload["catalogues"]
    assert [card["unit"] for card in table["scorecards"]] == [unit.name for unit in audit.portal.units]
    assert all(float(card["at_least"]) <= float(card["at_most"]) for card in table["scorecards"])
