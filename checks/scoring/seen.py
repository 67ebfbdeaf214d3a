"""Outcomes as clauses look them up: by check, parameters and unit, and those about the portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from checks.catalogues.catalogue import CheckSource
from checks.check import Outcome
from checks.subjects import SubjectKind, Unit


class OutcomeIndex:
    """Outcomes by check, parameters and unit; sorted, so that the order they came in never matters."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self._of: dict[tuple[str, str, str], list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            self._of[outcome.check, outcome.params_digest, outcome.subject.unit].append(outcome)
        for group in self._of.values():
            group.sort(key=lambda outcome: outcome.subject)

    def of(self, source: CheckSource, owner: str) -> list[Outcome]:
        return self._of.get((source.check, source.params_digest, owner), [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Outcomes about one unit, and those that no unit owns. `home`: the one site that is the portal itself."""

    home: str
    of_unit: OutcomeIndex
    of_portal: OutcomeIndex

    def of(self, source: CheckSource, unit: Unit) -> list[Outcome]:
        if not source.of_portal:
            return self.of_unit.of(source, unit.name)
        # A portal's page may be one unit's own site, too.
        everyones = [*self.of_portal.of(source, ""), *self.of_unit.of(source, unit.name)]
        return [each for each in everyones if _is_of_portal(each, self.home)]


def _is_of_portal(outcome: Outcome, home: str) -> bool:
    if outcome.subject.kind is SubjectKind.SITE:
        return outcome.subject.url == home
    return outcome.subject.kind is SubjectKind.PORTAL
