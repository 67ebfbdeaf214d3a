"""Arithmetic of a table against itself: weights against headings and total, shares against the whole of a weight.

A table that errs is not corrected: the deviation must stand among its discrepancies, with the figure computed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.catalogues.catalogue import AppliesTo, Catalogue, Clause, Indicator, Sense
from checks.catalogues.faults import Faults
from checks.scoring.kind_index import all_kinds
from checks.scoring.points import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """`about` weights or shares; `printed` is what the table says or what a whole weight would be."""

    at: str
    about: str
    printed: str
    computed: str


def deviations(catalogue: Catalogue) -> tuple[Deviation, ...]:
    """Everything in the table that does not add up, in table order."""
    return (*_weights(catalogue), *_shares(catalogue))


def verify_sums(catalogue: Catalogue, faults: Faults) -> None:
    """Refuses deviations that are not listed, entries that tell of none, and entries about rows that do not exist."""
    found = deviations(catalogue)
    listed = {(entry.at, entry.about): entry for entry in catalogue.discrepancies}
    for deviation in found:
        entry = listed.get((deviation.at, deviation.about))
        if entry is None:
            faults.add(
                deviation.at,
                f"{_what(deviation)}；若原表如此，请在 discrepancies 写 "
                f"{{at: {deviation.at}, about: {deviation.about}, "
                f'printed: …, computed: "{deviation.computed}", reading: …}}',
            )
        elif entry.computed != deviation.computed:
            faults.add(
                deviation.at,
                f'discrepancies 的 computed 写的是 {entry.computed!r}，计算结果是 "{deviation.computed}"，请改写',
            )
    deviating = {(deviation.at, deviation.about) for deviation in found}
    places = {catalogue.id, *(group.name for group in catalogue.groups), *(row.id for row in catalogue.indicators)}
    places |= {clause.id for _, clause in catalogue.clauses()}
    for entry in catalogue.discrepancies:
        if entry.at not in places:
            faults.add(entry.at, "discrepancies 的 at 不是本表的行号、条号、一级指标名或表的 id，请改写")
        elif entry.about in ("weights", "shares") and (entry.at, entry.about) not in deviating:
            faults.add(entry.at, f"discrepancies 写有 {entry.about}，但本表此处计算无误，请删去")
    unlisted = [
        row.id
        for row in catalogue.indicators
        if not row.is_scored
        and not catalogue.without_points
        and any(_takes(clause) for clause in row.clauses)
        and (row.id, "missing") not in listed
    ]
    for row_id in unlisted:
        faults.add(row_id, "没有权重；若原表如此，请在 discrepancies 写 about: missing 和采用的读法")


def _what(deviation: Deviation) -> str:
    if deviation.about == "weights":
        return f"表内写 {deviation.printed} 分，各行权重合计 {deviation.computed} 分"
    return f"各条占比合计 {deviation.computed}，不足或超出 {deviation.printed}"


def _weights(catalogue: Catalogue) -> Iterator[Deviation]:
    for group in catalogue.groups:
        weights = [abs(row.weight) for row in group.indicators if row.weight is not None]
        computed = sum(weights, Decimal(0)) if weights else group.cap
        wrong = [each.points for each in group.headings if each.points is not None and each.points != computed]
        if wrong and computed is not None:
            yield Deviation(at=group.name, about="weights", printed=shown(wrong[0]), computed=shown(computed))
    if catalogue.total is None:
        return
    regular = (row.possible for row in catalogue.indicators if row.sense is Sense.REGULAR)
    total = sum(regular, Decimal(0))
    if total != catalogue.total:
        yield Deviation(at=catalogue.id, about="weights", printed=shown(catalogue.total), computed=shown(total))


def _shares(catalogue: Catalogue) -> Iterator[Deviation]:
    for row in catalogue.indicators:
        for clauses in _alternatives(row):
            shares = [clause.named_share for clause in clauses if clause.named_share is not None]
            if shares and sum(shares) != 100:
                yield Deviation(
                    at=row.id, about="shares", printed="100%", computed=f"{shown(sum(shares, Decimal(0)))}%"
                )
                break
            points = [clause.named_points for clause in clauses if clause.named_points is not None]
            if points and row.weight is not None and _name_all(clauses) and sum(points) != row.possible:
                named = shown(sum(points, Decimal(0)))
                yield Deviation(at=row.id, about="shares", printed=f"{shown(row.possible)}分", computed=f"{named}分")
                break


def _alternatives(row: Indicator) -> Iterator[list[Clause]]:
    """Clauses that bill one unit together: a row may hold others for units of another kind (设大厅的、未设大厅的)."""
    ways: dict[AppliesTo | None, None] = dict.fromkeys(clause.applies_to for clause in row.clauses)
    if len(ways) > 1:
        ways.pop(None, None)
    for way in ways:
        yield [clause for clause in row.clauses if clause.applies_to in (None, way)]


def _name_all(clauses: list[Clause]) -> bool:
    """Every clause that takes a part of the weight says which: nothing is left that only counts faults."""
    whole = ("veto", "zeroing")  # they take the row as it stands
    return all(
        clause.named_points is not None or clause.scoring.kind in whole or not _takes(clause) for clause in clauses
    )


def _takes(clause: Clause) -> bool:
    kind = all_kinds().get(clause.scoring.kind)
    return kind is not None and kind.ceiling(clause.scoring.terms, Decimal(100)) > 0
