"""The results that one column answers for: those it lists, and those of its solicitations that stand elsewhere."""

from __future__ import annotations

from checks.check import AsOf
from checks.derived.solicitation_kind import ASKING_CLASSES, Asked
from checks.derived.solicitations import Told, solicitations
from checks.derived.unanswered import was_told_by
from checks.subjects import Column
from checks.world import World


def feedbacks_of(world: World, column: Column, asked: Asked, as_of: AsOf) -> list[Told]:
    """Each result once, by URL. Results known by their row alone have `page` None."""
    found = world.derived(solicitations)
    results: dict[str, Told] = {}
    for each in found.asked:
        if each.column != column or each.asked is not asked:
            continue
        for result in each.results:
            if result.same_page or not _asking_columns(world, result.url):
                results.setdefault(result.url, result)
    for result in found.told:
        if result.asked is asked and not result.by_the_way and column in _asking_columns(world, result.url):
            units = world.units_of_page(result.url)
            if not units or column.unit in units:
                results.setdefault(result.url, result)
    return [results[url] for url in sorted(results) if was_told_by(results[url], as_of)]


def _asking_columns(world: World, url: str) -> list[Column]:
    return [column for column in world.columns_listing(url) if column.column_class in ASKING_CLASSES]
