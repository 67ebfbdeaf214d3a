"""Scoring from stored outcomes: units times all official tables, 200 findings a unit, one unit in memory at a time.

An invented portal is judged by hand (every check that a table asks for, on every subject it is about) and stored; what
is measured is reading the outcomes back and adding the tables up, as `xunjian score` does it. Two sizes: peak memory
that hardly grows from one to the other is flat.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.measured_run import measured
from checks.catalogues.load import catalogue_ids, load_catalogue
from checks.check import AsOf, CheckMeta, FindingRecord, Outcome
from checks.evaluate import full_params, params_digest
from checks.finding import Evidence, Finding
from checks.measure import Answer, Conditions, Delays, Measure, Occurrences, Ratio
from checks.rule_index import all_rules
from checks.scoring.scorecard import score_units
from checks.subjects import Account, AccountType, Column, ColumnClass, Portal, Subject, SubjectKind, Unit
from checks.verdict import Severity, Verdict
from storage.base import open_database
from storage.payloads import to_json
from storage.result_tables import OutcomeRow
from storage.results import StoredOutcomes
from storage.runs import begin_run, find_run

DAY = date(2023, 12, 15)
HOME = "https://www.bench.example/"
SEEN = datetime(2023, 12, 15, 2, tzinfo=UTC)
SIZES = (100, 1000)
KINDS = ("department", "department", "department", "department", "district")
FINDINGS = 200  # a unit, as the issue asks
CLASSES = (
    ColumnClass.NOTICE,
    ColumnClass.POLICY,
    ColumnClass.NORMATIVE,
    ColumnClass.INTERPRETATION,
    ColumnClass.SOLICITATION,
    ColumnClass.SURVEY,
)


def main() -> int:
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            # Children of their own: what filling the database took must not count as memory of scoring.
            for step in ("fill", "score"):
                run = measured([sys.executable, "-m", "bench.scoring", step, folder, str(size)])
                if run.code:
                    return run.code
            seconds, tables, cards = (Path(folder) / "figures").read_text(encoding="utf-8").split()
            units, each = size / float(seconds), int(cards) / float(seconds)
            print(
                f"{size} units × {tables} tables, {FINDINGS} findings a unit: {cards} cards in {float(seconds):.1f} s, "
                f"{units:.1f} units/s, {each:.0f} cards/s, peak {run.peak_mb:.0f} MB"
            )
    return 0


def score_stored(folder: str, size: int) -> None:
    tables = [load_catalogue(each) for each in catalogue_ids()]
    portal = portal_of(size)
    engine = open_database(_database(folder))
    with Session(engine) as session:
        started = time.monotonic()
        stored = StoredOutcomes(session, find_run(session, "last"), DAY)
        cards = 0
        outcomes = _LastUnit(stored)
        # In turn, a card of each table: the outcomes of a unit are read once for all tables that are for every unit.
        streams = [score_units(table, portal, outcomes.of, AsOf(DAY)) for table in tables]
        while streams:
            for stream in tuple(streams):
                if next(stream, None) is None:
                    streams.remove(stream)
                else:
                    cards += 1
        wall = time.monotonic() - started
    engine.dispose()
    (Path(folder) / "figures").write_text(f"{wall} {len(tables)} {cards}", encoding="utf-8")


def _database(folder: str) -> str:
    return f"sqlite:///{folder}/scoring.db"


class _LastUnit:
    """Keeps the outcomes of the unit that was asked for last."""

    def __init__(self, stored: StoredOutcomes) -> None:
        self._stored = stored
        self._unit: str | None = None
        self._outcomes: tuple[Outcome, ...] = ()

    def of(self, unit: str) -> tuple[Outcome, ...]:
        if unit != self._unit:
            self._unit, self._outcomes = unit, tuple(self._stored.of(unit))
        return self._outcomes


def fill(folder: str, size: int) -> None:
    demands = {
        (demand.check, digest): meta
        for table in map(load_catalogue, catalogue_ids())
        for demand in table.demands()
        for meta in (all_rules()[demand.check].META,)
        for digest in (params_digest(full_params(meta, demand.params)),)
    }
    engine = open_database(_database(folder))
    with Session(engine) as session:
        run = begin_run(session, portal="测算", home=HOME, snapshot="{}", options={}, as_of=DAY, product_version="0")
        for unit in portal_of(size).units:
            rows = [
                {
                    "run_id": run.id,
                    "as_of": DAY,
                    "check_id": outcome.check,
                    "check_version": outcome.check_version,
                    "params_digest": outcome.params_digest,
                    "subject_kind": outcome.subject.kind,
                    "subject_key": outcome.subject.key,
                    "unit": outcome.subject.unit,
                    "verdict": outcome.verdict,
                    "payload": to_json(outcome),
                }
                for outcome in outcomes_of_unit(unit, demands)
            ]
            session.execute(insert(OutcomeRow), rows)
        session.commit()
    engine.dispose()


def portal_of(size: int) -> Portal:
    return Portal(name="测算", home=HOME, units=tuple(_unit(number) for number in range(1, size + 1)))


def _unit(number: int) -> Unit:
    name = f"测算单位{number:04d}"
    base = f"{HOME}{number}/"
    return Unit(
        name=name,
        kind=KINDS[number % len(KINDS)],
        attributes=(("key_domains", number % 2 == 0), ("service_hall", number % 3 == 0)),
        columns=tuple(Column(unit=name, name=str(each), url=f"{base}{each}/", column_class=each) for each in CLASSES),
        accounts=tuple(
            Account(unit=name, platform="wechat", type=each, name=f"{name}{each}")
            for each in (AccountType.SUBSCRIPTION, AccountType.SERVICE)
        ),
    )


def outcomes_of_unit(unit: Unit, demands: Mapping[tuple[str, str], CheckMeta]) -> Iterator[Outcome]:
    """Every demanded check on each of its subjects; the findings go round among the checks."""
    checks = {meta.id: meta for meta in demands.values()}
    places = [
        (meta, subject) for meta in checks.values() for subject in _subjects(unit, meta) if meta.emits is Occurrences
    ]
    faults: dict[tuple[str, str], list[FindingRecord]] = {}
    for number in range(FINDINGS):
        meta, subject = places[number % len(places)]
        faults.setdefault((meta.id, subject.key), []).append(_record(number, meta, subject))
    for (check, digest), meta in demands.items():
        for subject in _subjects(unit, meta):
            found = tuple(faults.get((check, subject.key), ()))
            yield Outcome(
                check=check,
                check_version=meta.version,
                subject=subject,
                params_digest=digest,
                verdict=Verdict.FAIL if found else Verdict.PASS,
                measure=Occurrences(len(found)) if meta.emits is Occurrences else _clean(meta.emits),
                findings=found,
                looked_at=20,
                could_not_look=(),
                note="",
            )


def _subjects(unit: Unit, meta: CheckMeta) -> list[Subject]:
    by_kind = {
        SubjectKind.UNIT: [unit.subject],
        SubjectKind.COLUMN: [column.subject for column in unit.columns],
        SubjectKind.ACCOUNT: [account.subject for account in unit.accounts],
    }
    return [subject for kind in meta.about for subject in by_kind.get(kind, [])]


def _record(number: int, meta: CheckMeta, subject: Subject) -> FindingRecord:
    evidence = Evidence(
        excerpt="关于做好有关工作的通知 2023-05-18", selector="ul.list > li > a", observed_at=SEEN, status=404
    )
    found = Finding(url=f"{HOME}{subject.unit}/{number}.html", code="fault", evidence=evidence, found_on=(subject.url,))
    return FindingRecord(
        id=found.fingerprint(meta.id, subject),
        check=meta.id,
        subject=subject,
        severity=Severity.NORMAL,
        message="测算用问题",
        finding=found,
        columns=(subject.key,) if subject.kind is SubjectKind.COLUMN else (),
    )


def _clean(kind: type[Measure]) -> Measure:
    clean: dict[type[Measure], Measure] = {
        Answer: Answer(True),
        Conditions: Conditions((("齐全", True),)),
        Delays: Delays((("1", 2), ("2", 1))),
        Ratio: Ratio(10, 10),
    }
    return clean[kind]


if __name__ == "__main__":
    step, where, units = sys.argv[1:]
    (fill if step == "fill" else score_stored)(where, int(units))
