"""Outcomes and scorecards of a run: stored whole, replaced whole per as_of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from checks.check import BEIJING, Outcome
from storage.crawl_tables import Run
from storage.payloads import from_json, to_json
from storage.result_tables import FindingRow, IssueFirstSeen, OutcomeRow, ScorecardRow

MOST_VALUES = 500  # in one statement; SQLite before 3.32 takes 999


def replace_outcomes(session: Session, run: Run, as_of: date, outcomes: Iterable[Outcome]) -> None:
    """Put the outcomes of a judging in place of those of an earlier one with the same as_of, in one transaction."""
    outcomes = list(outcomes)
    for table in (OutcomeRow, FindingRow):
        session.execute(delete(table).where(table.run_id == run.id, table.as_of == as_of))
    found: dict[str, FindingRow] = {}
    for outcome in outcomes:
        session.add(
            OutcomeRow(
                run_id=run.id,
                as_of=as_of,
                check_id=outcome.check,
                check_version=outcome.check_version,
                params_digest=outcome.params_digest,
                subject_kind=outcome.subject.kind,
                subject_key=outcome.subject.key,
                unit=outcome.subject.unit,
                verdict=outcome.verdict,
                payload=to_json(outcome),
            )
        )
        for record in outcome.findings:
            found.setdefault(
                record.id,
                FindingRow(
                    run_id=run.id,
                    as_of=as_of,
                    fingerprint=record.id,
                    check_id=record.check,
                    verdict=record.finding.verdict,
                    unit=record.subject.unit,
                    url=record.finding.url,
                ),
            )
    session.add_all(found.values())
    _remember_first_seen(session, run, sorted(found))
    run.judged_as_of = as_of
    session.commit()


def outcomes_of(session: Session, run: Run, as_of: date) -> tuple[Outcome, ...]:
    """Stored outcomes in the order `evaluate` gave them."""
    query = (
        select(OutcomeRow.payload).where(OutcomeRow.run_id == run.id, OutcomeRow.as_of == as_of).order_by(OutcomeRow.id)
    )
    return tuple(from_json(payload, Outcome) for payload in session.scalars(query))


class StoredOutcomes:
    """Outcomes of a judging, asked for unit by unit ("" for what no unit owns): in memory are only the ids of rows."""

    def __init__(self, session: Session, run: Run, as_of: date) -> None:
        self._session = session
        self._ids: dict[str, list[int]] = {}
        query = (
            select(OutcomeRow.unit, OutcomeRow.id)
            .where(OutcomeRow.run_id == run.id, OutcomeRow.as_of == as_of)
            .order_by(OutcomeRow.id)
        )
        for unit, row in session.execute(query):
            self._ids.setdefault(unit, []).append(row)

    def of(self, unit: str) -> Iterator[Outcome]:
        """In the order `evaluate` gave them."""
        rows = self._ids.get(unit, [])
        for start in range(0, len(rows), MOST_VALUES):
            ids = rows[start : start + MOST_VALUES]
            query = select(OutcomeRow.payload).where(OutcomeRow.id.in_(ids)).order_by(OutcomeRow.id)
            for payload in self._session.scalars(query):
                yield from_json(payload, Outcome)


def replace_scorecards(
    session: Session, run: Run, as_of: date, catalogue: str, table_sha256: str, cards: Mapping[str, str]
) -> None:
    """`cards` maps a unit to the JSON text of its scorecard."""
    session.execute(
        delete(ScorecardRow).where(
            ScorecardRow.run_id == run.id, ScorecardRow.as_of == as_of, ScorecardRow.catalogue == catalogue
        )
    )
    session.add_all(
        ScorecardRow(
            run_id=run.id,
            as_of=as_of,
            catalogue=catalogue,
            table_sha256=table_sha256,
            unit=unit,
            payload=payload,
        )
        for unit, payload in cards.items()
    )
    session.commit()


def first_seen_days(session: Session, home: str) -> dict[str, date]:
    """Fingerprint → day it was first reported for this portal."""
    query = select(IssueFirstSeen.fingerprint, IssueFirstSeen.first_seen).where(IssueFirstSeen.home == home)
    return {row.fingerprint: row.first_seen for row in session.execute(query)}


def _remember_first_seen(session: Session, run: Run, fingerprints: list[str]) -> None:
    known = first_seen_days(session, run.home)
    session.add_all(
        IssueFirstSeen(
            home=run.home,
            fingerprint=fingerprint,
            first_seen=run.started_at.astimezone(BEIJING).date(),
            first_run=run.id,
        )
        for fingerprint in fingerprints
        if fingerprint not in known
    )
