"""Arithmetic of a table against itself: weights against headings and total, shares against the whole of a weight.

A table that errs is not corrected: the deviation must stand among its discrepancies, with the figure computed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.catalogues.catalogue import Catalogue, Indicator, Sense
from checks.catalogues.faults import Faults
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
        if row.weight is None and not row.weight_text and (row.id, "missing") not in listed
    ]
    for row_id in unlisted:
        faults.add(row_id, "没有权重；若原表如此，请在 discrepancies 写 about: missing 和采用的读法")


def _what(deviation: Deviation) -> str:
    if deviation.about == "weights":
        return f"表内写 {deviation.printed} 分，各行权重合计 {deviation.computed} 分"
    return f"各条占比合计 {deviation.computed}，不足或超出 {deviation.printed}"


def _weights(catalogue: Catalogue) -> Iterator[Deviation]:
    for group in catalogue.groups:
        computed = sum((row.possible for row in group.indicators), Decimal(0))
        wrong = [each.points for each in group.headings if each.points is not None and each.points != computed]
        if wrong:
            yield Deviation(at=group.name, about="weights", printed=shown(wrong[0]), computed=shown(computed))
    if catalogue.total is None:
        return
    regular = (row.possible for row in catalogue.indicators if row.sense is Sense.REGULAR)
    computed = sum(regular, Decimal(0))
    if computed != catalogue.total:
        yield Deviation(at=catalogue.id, about="weights", printed=shown(catalogue.total), computed=shown(computed))


def _shares(catalogue: Catalogue) -> Iterator[Deviation]:
    for row in catalogue.indicators:
        named = named_shares(row)
        if named and sum(named) != 100:
            yield Deviation(at=row.id, about="shares", printed="100%", computed=f"{shown(sum(named, Decimal(0)))}%")


def named_shares(row: Indicator) -> tuple[Decimal, ...]:
    """Per cent of the weight that the clauses name, in order; clauses that bill per fault name none."""
    return tuple(clause.named_share for clause in row.clauses if clause.named_share is not None)
