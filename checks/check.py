"""The contract between a rule file and the evaluation: META, MESSAGES and run(given, params, as_of)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any, Protocol

from checks.finding import Finding
from checks.measure import Measure
from checks.observation import Observation
from checks.subjects import Subject, SubjectKind
from checks.verdict import Severity, Verdict

if TYPE_CHECKING:
    from checks.world import Given

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment an audit judges: the end of `day` in Beijing. The only "now" that judging knows."""

    day: date

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.day, time.max, BEIJING)


@dataclass(frozen=True, slots=True)
class Param:
    """A threshold with its origin. `default` None: the rule does not bill it until a table or registry sets it."""

    default: Any
    meaning: str
    source: str
    status: str = "local"  # verified, corroborated, unverified or local


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckMeta:
    id: str
    version: int
    title: str  # Chinese, as the issue list calls the fault
    about: tuple[SubjectKind, ...]  # the rule runs once per subject of these kinds
    needs: tuple[type[Observation], ...]
    emits: type[Measure]
    severity: Severity = Severity.NORMAL
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CouldNotLook:
    """One place that was planned and not seen, with its reason (a FetchEnd value, a wall, …)."""

    url: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a rule answers; `evaluate` makes an Outcome of it. `note` is a code of MESSAGES filled with `facts`."""

    verdict: Verdict
    measure: Measure
    findings: tuple[Finding, ...] = ()
    looked_at: int = 0
    could_not_look: tuple[CouldNotLook, ...] = ()
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()


class Rule(Protocol):
    """What a module in checks/rules offers."""

    META: CheckMeta
    MESSAGES: Mapping[str, str]
    run: Callable[[Given, Mapping[str, Any], AsOf], Ruling]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRecord:
    """A finding as it leaves judging: message filled, severity settled, fingerprint computed."""

    id: str
    check: str
    subject: Subject
    severity: Severity
    message: str
    finding: Finding
    columns: tuple[str, ...] = ()  # keys of the subject's columns that the place stands in, () where none is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Result of one check on one subject under one set of parameters (`params_digest`)."""

    check: str
    check_version: int
    subject: Subject
    params_digest: str
    verdict: Verdict
    measure: Measure
    findings: tuple[FindingRecord, ...]
    looked_at: int
    could_not_look: tuple[CouldNotLook, ...]
    note: str  # one Chinese sentence: reason of not-applicable, days left until stale, …
    facts: tuple[tuple[str, str], ...] = ()  # what fills the note, for tables (newest, clue, left, …)
