"""What a clause hears about one unit: outcomes of its checks and filed papers, less the facts billed before it.

Only findings with verdict fail are faults. Everything that was not seen or not decided is counted as unknown, in the
widest way the outcome allows: the count of the measure, the places not looked at, the undecided findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from checks.catalogues.catalogue import CheckSource, Clause
from checks.check import Outcome
from checks.measure import Answer, Conditions, Counts, Delays, Matrix, Measure, Occurrences, Points, Ratio
from checks.scoring.billed import Billed, Share
from checks.scoring.clause import ClauseKind, Hears, Standing, not_billable, unknown_in
from checks.scoring.seen import Seen
from checks.subjects import CLASS_NAMES, ColumnClass, SubjectKind, Unit
from checks.verdict import Verdict

UNSETTLED = (Verdict.UNDECIDED, Verdict.NOT_OBSERVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """`opens`: (what it waits for, why in Chinese). `billed_elsewhere`: (clause that won, ids).

    `filed`: what people said, None where nobody did or checks had settled the clause already. `unsaid` and `was_open`
    are the standings, and whether anything was open, before they said it.
    """

    standings: tuple[Standing, ...] = ()
    opens: tuple[tuple[str, str], ...] = ()
    billed_elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()
    filed: Measure | None = None
    unsaid: tuple[Standing, ...] = ()
    was_open: bool = False

    @property
    def findings(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found for standing in self.standings for found in standing.findings))


def hear(
    clause: Clause, row: Iterable[str], unit: Unit, seen: Seen, billed: Billed, filed: Measure | None, kind: ClauseKind
) -> Heard:
    """`row`: ids of the clauses of the same row. A measure that the kind cannot bill is of a check that broke down."""
    may_share = {clause.id, *row} if kind.HEARS is Hears.OWN_ROW else {clause.id}
    share = Share(clause.id, None if kind.HEARS is Hears.ALL else frozenset(may_share), billed)
    standings: list[Standing] = []
    opens: list[tuple[str, str]] = []
    for source in clause.source.checks:
        if not source.bills:
            continue
        classes = {column.subject.key: column.column_class for column in unit.columns}
        wanted = {key for key, column_class in classes.items() if column_class in source.classes}
        if source.classes and not wanted:
            names = "、".join(CLASS_NAMES[each] for each in ColumnClass if each in source.classes)
            opens.append(("subject", f"登记表未列该单位的{names}类栏目，无从核查“{source.title}”，待人工认定"))
            continue
        outcomes = [each for each in seen.of(source, unit) if _is_about(each, source, wanted, unit)]
        if all(_had_nothing_to_see(each) for each in outcomes):
            opens.append(("subject", f"没有可供核查“{source.title}”的对象，待人工认定"))
            continue
        for outcome in outcomes:
            if outcome.verdict is Verdict.NOT_APPLICABLE:
                continue
            unusable = _broke_down(outcome) or not isinstance(outcome.measure, kind.BILLS)
            if outcome.verdict is Verdict.NOT_OBSERVED or unusable:
                # Nobody knows how much there would have been to see: the whole clause is open, not one place of it.
                opens.append(("observation", f"“{source.title}”未能核查{_where(outcome)}"))
            if unusable:
                continue
            standing = _standing(outcome, wanted if source.classes else None, share)
            if standing is not None:
                standings.append(standing)
    is_unseen = bool(opens) or any(unknown_in(standing.measure) for standing in standings)
    if not is_unseen and _asks_only_where_unseen(clause):
        filed = None
    unsaid = tuple(standings)
    owed = _papers(clause, is_unseen, _pointers(clause, unit, seen))
    was_open = bool(opens or owed)
    if filed is None:
        opens += owed
    else:
        if _is_answered(clause, filed):
            opens = []
            standings = [known for standing in standings if (known := _known_part(standing)) is not None]
        if not isinstance(filed, Points):
            standings.append(Standing(measure=filed, says="已报送材料"))
    return Heard(
        standings=tuple(standings),
        opens=tuple(dict.fromkeys(opens)),
        billed_elsewhere=tuple((winner, tuple(dict.fromkeys(ids))) for winner, ids in sorted(share.elsewhere.items())),
        filed=filed,
        unsaid=unsaid,
        was_open=was_open,
    )


def _asks_only_where_unseen(clause: Clause) -> bool:
    """Checks that have seen everything leave nothing to say to people who are not asked besides."""
    people = [each for each in (clause.source.evidence, clause.source.judgement) if each is not None]
    return bool(clause.source.checks) and all(each.only_unseen for each in people)


def _is_answered(clause: Clause, filed: Measure) -> bool:
    """Whether what was filed closes what the checks left open: points do, and what a person says who judges the clause.

    A paper that a unit files beside checks answers its own question only.
    """
    return isinstance(filed, Points) or clause.source.evidence is None or clause.source.evidence.only_unseen


def _known_part(standing: Standing) -> Standing | None:
    """What a check proved, without what it left to a person; None where it proved nothing either way."""
    measure = standing.measure
    if not unknown_in(measure):
        return standing
    match measure:
        case Occurrences(count, _):
            known: Measure | None = Occurrences(count) if count else None
        case Conditions(met):
            states = tuple((name, state) for name, state in met if state is not None)
            known = Conditions(states) if states else None
        case Delays(working_days):
            days = tuple(each for each in working_days if each[1] is not None)
            known = Delays(days) if days else None
        case Ratio(actual, required, unknown):
            known = Ratio(actual, required - unknown) if required > unknown else None
        case Counts(of):
            counts = tuple(each for each in of if each[1] is not None)
            known = Counts(counts) if counts else None
        case _:
            known = None
    return None if known is None else replace(standing, measure=known)


def _had_nothing_to_see(outcome: Outcome) -> bool:
    """About the unit or portal as a whole, nothing seen and nothing judged: no points for what nobody looked at.

    A column or account that a check does not apply to exists: an exemption or no threshold is nothing against it.
    """
    return (
        outcome.verdict is Verdict.NOT_APPLICABLE
        and outcome.looked_at == 0
        and outcome.subject.kind in (SubjectKind.UNIT, SubjectKind.PORTAL, SubjectKind.SITE)
    )


def _broke_down(outcome: Outcome) -> bool:
    return any(place.reason == "check-crashed" for place in outcome.could_not_look)


def _where(outcome: Outcome) -> str:
    named = outcome.subject.kind in (SubjectKind.COLUMN, SubjectKind.ACCOUNT)
    return f"：{outcome.subject.name}" if named else ""


def _papers(clause: Clause, is_unseen: bool, pointers: tuple[int, int]) -> list[tuple[str, str]]:
    """What people still owe; one filed answer settles a clause."""
    owed = []
    evidence, judgement = clause.source.evidence, clause.source.judgement
    if evidence and (is_unseen or not evidence.only_unseen):
        owed.append(("evidence", f"待报送材料：{evidence.ask}"))
    if judgement and (is_unseen or not judgement.only_unseen):
        counts = [f"{count}处{what}" for count, what in zip(pointers, ("问题", "疑点"), strict=True) if count]
        told = f"（检查发现{'、'.join(counts)}，供评定参考）" if counts else ""
        owed.append(("judgement", f"待人工评定：{judgement.ask}{told}"))
    return owed


def _pointers(clause: Clause, unit: Unit, seen: Seen) -> tuple[int, int]:
    """Faults and doubts that checks found which take no points here, in the columns that the clause is about."""
    classes = {column.subject.key: column.column_class for column in unit.columns}
    told = [
        record.finding.verdict
        for source in clause.source.checks
        if not source.bills
        for outcome in seen.of(source, unit)
        for record in outcome.findings
        if not source.classes or any(classes.get(key) in source.classes for key in record.columns)
    ]
    return told.count(Verdict.FAIL), told.count(Verdict.UNDECIDED)


def _is_about(outcome: Outcome, source: CheckSource, wanted: set[str], unit: Unit) -> bool:
    match outcome.subject.kind:
        case SubjectKind.COLUMN:
            return not source.classes or outcome.subject.key in wanted
        case SubjectKind.ACCOUNT:
            types = {account.subject.key: account.type for account in unit.accounts}
            return not source.account_types or types.get(outcome.subject.key) in source.account_types
        case _:
            return True


def _standing(outcome: Outcome, wanted: set[str] | None, share: Share) -> Standing | None:
    """The outcome as this clause may bill it; None when all it tells was billed by an earlier clause.

    `wanted`: keys of the columns the clause is about, None for all of them.
    """
    faults = [record for record in outcome.findings if record.finding.verdict is Verdict.FAIL]
    undecided = sum(record.finding.verdict is Verdict.UNDECIDED for record in outcome.findings)
    # A place that no list of the unit's columns holds belongs to clauses about the unit as a whole.
    mine = [record for record in faults if wanted is None or wanted.intersection(record.columns)]
    shares = [(record.id, is_new) for record in mine if (is_new := share.take(record)) is not None]
    ids = [finding for finding, _ in shares]
    facts = sum(is_new for _, is_new in shares)  # a second finding about the same place is the same fact
    unknown = max(undecided, len(outcome.could_not_look), int(outcome.verdict in UNSETTLED))
    measure = outcome.measure
    if isinstance(measure, Occurrences):
        places = len({record.finding.url for record in faults})
        # Faults that a measure counts without naming each place (periods without a post) belong to no column. Under a
        # verdict that is not fail they prove nothing by themselves: a person looks at them.
        unnamed = max(0, measure.count - places) if wanted is None else 0
        proved = unnamed if outcome.verdict is Verdict.FAIL else 0
        measure = Occurrences(facts + proved, max(unknown, measure.unknown, unnamed - proved))
    elif outcome.verdict in UNSETTLED:
        measure = _unsettled(measure)
    elif faults and not ids:
        return None
    return Standing(measure=measure, findings=tuple(ids), says=outcome.note)


def _unsettled(measure: Measure) -> Measure:
    """An undecided or unseen outcome never deducts, whatever number it carries."""
    match measure:
        case Answer():
            return Answer(None)
        case Conditions(met):
            return Conditions(tuple((name, True if state else None) for name, state in met))
        case Delays(days):
            return Delays(days or (("", None),))
        case Ratio(actual, required, _):
            return Ratio(actual, required, max(0, required - actual))
        case Occurrences(count, unknown):
            return Occurrences(0, max(1, count + unknown))
        case Counts(of):
            return Counts(tuple((name, None) for name, _ in of))
        case Matrix(rows):
            return Matrix(tuple((name, tuple(mark or None for mark in marks)) for name, marks in rows))
        case _:
            raise not_billable(measure)  # no check chooses or gives points
