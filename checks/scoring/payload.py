"""Scorecards as plain data for scores.json: the same cards give the same bytes, points are text with two places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from checks.catalogues.catalogue import Catalogue
from checks.scoring.points import rounded_text
from checks.scoring.result import Deduction, GroupResult, IndicatorResult, Open, Outside, Scorecard


def scorecards_payload(cards: Iterable[Scorecard], catalogue: Catalogue) -> dict[str, Any]:
    """Cards of one table in the order they came; a reader of one card needs nothing beside it."""
    return {
        "catalogue": catalogue.id,
        "title": catalogue.title,
        "table_sha256": catalogue.digest,
        "scorecards": [card_payload(card) for card in cards],
    }


def card_payload(card: Scorecard) -> dict[str, Any]:
    """A table of yes and no has no bounds: null, and rows by how they stand instead."""
    return {
        "catalogue": card.catalogue,
        "edition": card.edition,
        "table_sha256": card.table_sha256,
        "unit": card.unit,
        "as_of": card.as_of.isoformat(),
        "at_least": None if card.without_points else rounded_text(card.at_least),
        "at_most": None if card.without_points else rounded_text(card.at_most),
        "final": card.final,
        "grade": card.grade,
        "rows": card.counts if card.without_points else None,
        "vetoed_by": list(card.vetoed_by),
        "outside": [_outside(flag) for flag in card.outside],
        "groups": [_group(group) for group in card.groups],
        "waiting_for": [{"indicator": indicator, **_open(still)} for indicator, still in card.waiting_for],
        "indicators": [_indicator(result) for result in card.indicators],
    }


def _outside(flag: Outside) -> dict[str, Any]:
    return {
        "indicator": flag.indicator,
        "clause": flag.clause,
        "consequence": flag.consequence,
        "because": flag.because,
        "findings": sorted(flag.findings),
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "name": group.name,
        "at_least": rounded_text(group.at_least),
        "at_most": rounded_text(group.at_most),
        "cap": None if group.cap is None else rounded_text(group.cap),
        "because": group.because,
    }


def _indicator(result: IndicatorResult) -> dict[str, Any]:
    row = result.indicator
    return {
        "id": row.id,
        "path": list(row.path),
        "name": row.name,
        "sense": str(row.sense),
        "weight": row.weight_text,
        "applies": result.applies,
        "met": result.met,
        "possible": rounded_text(result.possible),
        "at_least": rounded_text(result.at_least),
        "at_most": rounded_text(result.at_most),
        "bill": [_deduction(deduction) for deduction in result.deductions],
        "earned": [
            {"clause": each.clause, "text": each.text, "points": rounded_text(each.points), "because": each.because}
            for each in result.credits
        ],
        "shortfalls": [
            {"clause": each.clause, "text": each.text, "because": each.because, "findings": sorted(each.findings)}
            for each in result.shortfalls
        ],
        "waived": [
            {
                "clause": each.clause,
                "finding": each.waiver.finding,
                "points": rounded_text(each.points),
                "reason": each.waiver.reason,
                "by": each.waiver.by,
            }
            for each in result.waived
        ],
        "open": [_open(still) for still in result.open],
        "not_yet": [
            {"clause": each.clause, "text": each.text, "from": each.starts.isoformat()} for each in result.not_yet
        ],
        "billed_elsewhere": [
            {"clause": each.clause, "winner": each.winner, "findings": sorted(each.findings)}
            for each in result.billed_elsewhere
        ],
        "vetoes": list(result.vetoes),
        "because": result.because,
    }


def _deduction(deduction: Deduction) -> dict[str, Any]:
    return {
        "clause": deduction.clause,
        "text": deduction.text,
        "points": rounded_text(deduction.points),
        "because": deduction.because,
        "findings": sorted(deduction.findings),
    }


def _open(still: Open) -> dict[str, Any]:
    return {
        "clause": still.clause,
        "waits_for": still.waits_for,
        "at_risk": rounded_text(still.at_risk),
        "because": still.because,
    }
