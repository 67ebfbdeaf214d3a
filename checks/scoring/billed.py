"""Facts that clauses of one unit have billed: a fact is billed once, and the clause that won is named."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from checks.check import FindingRecord


@dataclass(slots=True)
class Billed:
    """Facts of one unit that a clause has taken already: by fingerprint, and by check and place."""

    _taken: dict[str | tuple[str, str], str] = field(default_factory=dict)

    def winner(self, record: FindingRecord) -> str | None:
        return self._taken.get(record.id) or self._taken.get((record.check, record.finding.url))

    def take(self, record: FindingRecord, clause: str) -> None:
        self._taken.setdefault(record.id, clause)
        self._taken.setdefault((record.check, record.finding.url), clause)


@dataclass(slots=True)
class Share:
    """What one clause may take of the facts. `with_clauses`: winners it may share a fact with, None for all of them."""

    clause: str
    with_clauses: frozenset[str] | None
    billed: Billed
    elsewhere: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _heard: set[tuple[str, str]] = field(default_factory=set)

    def take(self, record: FindingRecord) -> bool | None:
        """True: a fact for this clause. False: one it has already. None: another clause's, which is noted."""
        if self.with_clauses is None:
            place = (record.check, record.finding.url)
            is_new = place not in self._heard
            self._heard.add(place)
            return is_new
        winner = self.billed.winner(record)
        if winner == self.clause:
            return False
        if winner is not None and winner not in self.with_clauses:
            self.elsewhere[winner].append(record.id)
            return None
        self.billed.take(record, self.clause)
        return True
