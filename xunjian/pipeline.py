"""The steps on a stored run: judge, score, report. Each can be repeated, and none of them asks the portal.

Every function gets an open session handed in; none of them prints. Crawling stands in `crawl_step.py`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import catalogue_ids, load_catalogue
from checks.check import AsOf, CheckMeta, Outcome
from checks.derived.link_outcomes import LinkRow, link_report
from checks.evaluate import Demand, evaluate, full_params, params_digest, subjects_of
from checks.observation import AccountPostsSeen, FileSeen, LinkProbed, ListSeen, Observation, PageSeen, SearchTried
from checks.rule_index import all_rules, rules_of
from checks.scoring.payload import card_payload
from checks.scoring.scorecard import score
from checks.subjects import Portal, SubjectKind
from checks.workdays import WorkCalendar
from checks.world import World
from crawler.plan import make_plan
from crawler.targets import registry_from_snapshot
from reports.audit import AuditResult, ScoredTable
from reports.evidence_files import EvidenceWriter
from reports.fact_ages import ages_of
from reports.files import write_reports
from storage.crawl_tables import Run
from storage.payloads import from_json
from storage.results import first_seen_days, outcomes_of, replace_outcomes, replace_scorecards
from storage.run_store import RunStore
from xunjian.link_book import LinkBook
from xunjian.problems import WrongUse, near
from xunjian.reviews import filed_measures, self_assessments, waivers_for, with_filed_attributes

# Hours. A link that answered at night need not be asked again during the day after; the next night asks it.
VERIFIED_WITHIN = 20.0
MOST_VERIFIED_WITHIN = 168.0  # a week: an older look says little about today


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run was asked for; kept with it as JSON."""

    units: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    catalogues: tuple[str, ...] = ()
    browser: bool = True
    # A walk of links alone: the checks it is judged by, and what resuming it needs to know.
    checks: tuple[str, ...] = ()
    most_pages: int | None = None
    read: bool = False
    full: bool = False  # ask for everything again, whatever the last run had
    verified_within: float = VERIFIED_WITHIN  # hours; links that answered since need not be asked again

    @property
    def is_link_walk(self) -> bool:
        return bool(self.checks)

    @property
    def is_partial(self) -> bool:
        """On demand: some units or columns, not the portal."""
        return bool(self.units or self.columns)


def options_of(run: Run) -> RunOptions:
    return from_json(run.options, RunOptions)


def asked_portal(run: Run) -> Portal:
    """The portal of the run's registry; of an on-demand run only the units, columns and accounts asked for."""
    portal = registry_from_snapshot(run.registry_snapshot).portal
    options = options_of(run)
    if not options.is_partial:
        return portal
    plan = make_plan(registry_from_snapshot(run.registry_snapshot), options.units, options.columns)
    columns = {column.subject.key for column in plan.columns}
    accounts = {account.subject.key for account in plan.accounts}
    units = (
        replace(
            unit,
            sites=tuple(url for url in unit.sites if url in plan.sites),
            columns=tuple(column for column in unit.columns if column.subject.key in columns),
            accounts=tuple(account for account in unit.accounts if account.subject.key in accounts),
        )
        for unit in portal.units
    )
    return replace(portal, units=tuple(unit for unit in units if unit.columns or unit.sites or unit.accounts))


def load_catalogues(ids: Iterable[str]) -> tuple[Catalogue, ...]:
    """The tables of these ids, each once. Raises WrongUse for one that is not there."""
    known = catalogue_ids()
    for name in ids:
        if name not in known:
            raise WrongUse(f"没有编号为 {name!r} 的指标体系{near(name, known)}（用 xunjian catalogue list 查看）")
    return tuple(load_catalogue(name) for name in dict.fromkeys(ids))


def judge(
    session: Session, run: Run, as_of: date, catalogues: Sequence[Catalogue], calendar: WorkCalendar
) -> tuple[Outcome, ...]:
    """Run all checks on what is stored; replaces the outcomes of an earlier judging with the same as_of."""
    rules = all_rules()
    world = _world(session, run, calendar)
    demands = [demand for table in catalogues for demand in table.demands()]
    demanded = {demand.check for demand in demands}
    only = options_of(run).checks
    demands += [Demand(check, {}) for check in rules if check not in demanded and (not only or check in only)]
    outcomes = evaluate(world, demands, rules, AsOf(as_of))
    if options_of(run).is_link_walk:
        outcomes = LinkBook(session, run.id).with_bounds(outcomes)
    if options_of(run).is_partial:
        walked = {url for unit in world.asked.units for url in unit.sites}
        outcomes = tuple(each for each in outcomes if _was_asked_for(each, walked, rules[each.check].META))
    replace_outcomes(session, run, as_of, outcomes)
    return outcomes


def _was_asked_for(outcome: Outcome, walked: Collection[str], meta: CheckMeta) -> bool:
    """Of an on-demand run. Nobody looked at other sites, at the shared template or at any search: there is nothing to
    say about them, not even "not observed"."""
    if outcome.subject.kind is SubjectKind.SITE:
        return outcome.subject.url in walked and SearchTried not in meta.needs
    return outcome.subject.kind is not SubjectKind.PORTAL


def judged(
    session: Session, run: Run, as_of: date | None, catalogues: Sequence[Catalogue]
) -> tuple[date, tuple[Outcome, ...]]:
    """The stored outcomes of a judging. Raises WrongUse where it was never done, or not for these tables."""
    day = as_of or run.judged_as_of
    outcomes = outcomes_of(session, run, day) if day else ()
    if day is None or not outcomes:
        when = f" --as-of {as_of}" if as_of else ""
        raise WrongUse(
            f"检查 {run.id} 尚未评判{'该监测时间点' if as_of else ''}；请先执行 xunjian check {run.id}{when}"
        )
    present = {(outcome.check, outcome.params_digest) for outcome in outcomes}
    for table in catalogues:
        # A check about accounts leaves nothing behind where no unit has one.
        missing = [
            demand for demand in table.demands() if demand_key(demand) not in present and _has_subjects(run, demand)
        ]
        if missing:
            raise WrongUse(
                f"检查 {run.id} 尚未按 {table.id} 评判（缺 {missing[0].check}）；"
                f"请先执行 xunjian check {run.id} --catalogue {table.id} --as-of {day}"
            )
    return day, outcomes


def _has_subjects(run: Run, demand: Demand) -> bool:
    kinds = set(all_rules()[demand.check].META.about)
    if options_of(run).is_partial:
        kinds -= {SubjectKind.SITE, SubjectKind.PORTAL}
    portal = asked_portal(run)
    return any(subjects_of(portal, kind) for kind in kinds)


def demand_key(demand: Demand) -> tuple[str, str]:
    """How outcomes are found again: check and digest of its full parameters."""
    return demand.check, params_digest(full_params(all_rules()[demand.check].META, demand.params))


def score_run(
    session: Session, run: Run, as_of: date, outcomes: Sequence[Outcome], catalogues: Sequence[Catalogue]
) -> tuple[ScoredTable, ...]:
    """Add up each table for every unit, with what people filed and waived, and store the cards."""
    portal = with_filed_attributes(session, run, asked_portal(run))
    scored = tuple(
        ScoredTable(
            catalogue=table,
            cards=score(
                table,
                portal,
                outcomes,
                AsOf(as_of),
                filed=filed_measures(session, run, table, portal),
                waivers=waivers_for(session, run, table),
            ),
        )
        for table in catalogues
    )
    for entry in scored:
        cards = {card.unit: json.dumps(card_payload(card), ensure_ascii=False, sort_keys=True) for card in entry.cards}
        replace_scorecards(session, run, as_of, entry.catalogue.id, entry.catalogue.digest, cards)
    return scored


def audit_result(
    session: Session,
    run: Run,
    as_of: date,
    outcomes: tuple[Outcome, ...],
    scored: tuple[ScoredTable, ...],
    calendar: WorkCalendar,
) -> AuditResult:
    """Everything the reports need, from what is stored."""
    world = _world(session, run, calendar)
    rows = link_report(world)
    if options_of(run).is_link_walk:
        rows = LinkBook(session, run.id).with_every_page(rows)
    return result_of(session, run, as_of, outcomes, scored, world, rows)


def result_of(
    session: Session,
    run: Run,
    as_of: date,
    outcomes: tuple[Outcome, ...],
    scored: tuple[ScoredTable, ...],
    world: World,
    links: tuple[LinkRow, ...],
) -> AuditResult:
    """The same for a caller who has the world and its links at hand."""
    options = options_of(run)
    summary = json.loads(run.summary)
    return AuditResult(
        run_id=run.id,
        portal=world.asked,
        as_of=as_of,
        started_at=run.started_at,
        finished_at=run.finished_at,
        state=run.state,
        product_version=run.product_version,
        units=options.units,
        columns=options.columns,
        outcomes=outcomes,
        check_titles={check: rule.META.title for check, rule in rules_of(options.checks or all_rules()).items()},
        scored=scored,
        links=links,
        first_seen=first_seen_days(session, run.home),
        indicators=_indicators_of(scored, outcomes, world.asked),
        self_assessed=self_assessments(session, run),
        pages_seen=summary.get("pages", 0),
        requests=summary.get("requests", 0),
        ages=ages_of(_facts_with_age(world), run.started_at),
    )


def _facts_with_age(world: World) -> Iterable[Observation]:
    kinds = (PageSeen, ListSeen, FileSeen, AccountPostsSeen, LinkProbed)
    return (seen for kind in kinds for seen in world.all(kind))


def report(audit: AuditResult, out: Path, evidence: EvidenceWriter | None = None) -> list[Path]:
    """Write all report files into `out`."""
    return write_reports(audit, out, evidence)


def _indicators_of(
    scored: Sequence[ScoredTable], outcomes: Iterable[Outcome], portal: Portal
) -> dict[str, tuple[str, ...]]:
    """Which rows of which tables a finding counts in: asked with their parameters, in tables that score its unit."""
    counts_in: dict[str, dict[str, None]] = {}
    for outcome in outcomes:
        unit = outcome.subject.unit
        tables = [entry for entry in scored if not unit or any(card.unit == unit for card in entry.cards)]
        for record in outcome.findings:
            rows = counts_in.setdefault(record.id, {})
            for entry in tables:
                billing = entry.catalogue.indicators_billing(
                    record.check, record.subject, portal, record.columns, outcome.params_digest
                )
                rows |= {f"{entry.catalogue.id}:{row.id}": None for row in billing}
    return {finding: tuple(rows) for finding, rows in counts_in.items()}


def _world(session: Session, run: Run, calendar: WorkCalendar) -> World:
    portal = registry_from_snapshot(run.registry_snapshot).portal
    is_link_walk = options_of(run).is_link_walk
    seen = LinkBook(session, run.id).observations() if is_link_walk else RunStore(session, run.id).observations()
    return World(portal, seen, calendar, asked=asked_portal(run))
