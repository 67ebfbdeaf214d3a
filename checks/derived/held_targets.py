"""Which targets a unit answers for, and which the portal does.

What stands in the main block of a page belongs to the units of that page. Headers, menus, sidebars and footers, and
pages that belong to no unit, are the portal's. A target that some unit holds in a main block is that unit's alone:
mending it there is what is asked for, and the portal is not told the same again.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.derived.link_outcomes import LinkRow, Place, link_outcomes, link_places
from checks.observation import LinksSeen, Region
from checks.subjects import Subject
from checks.world import World


@dataclass(frozen=True, slots=True)
class HeldTarget:
    """A target with the pages on which this subject holds it; `place` is the first of them, for evidence."""

    row: LinkRow
    pages: tuple[str, ...]
    place: Place


def held_targets(world: World) -> dict[Subject, tuple[HeldTarget, ...]]:
    """Subject (a unit or the portal) → its targets, sorted by URL."""
    held: dict[Subject, list[HeldTarget]] = {}
    rows = world.derived(link_outcomes)
    subjects = {unit.name: unit.subject for unit in world.portal.units}
    owners = {page.url: world.units_of_page(page.url) for page in world.all(LinksSeen)}
    for url, places in sorted(world.derived(link_places).items()):
        by_unit: dict[str, list[Place]] = {}
        for place in places:
            if place.link.region is Region.MAIN:
                for name in owners[place.page.url]:
                    by_unit.setdefault(name, []).append(place)
        if not by_unit:
            held.setdefault(world.portal.subject, []).append(_held(rows[url], places))
        for name, own in by_unit.items():
            # With one holder there is nobody else to tell of the other pages.
            pages = own if len(by_unit) > 1 else [*own, *places]
            held.setdefault(subjects[name], []).append(_held(rows[url], pages))
    return {subject: tuple(targets) for subject, targets in held.items()}


def _held(row: LinkRow, places: list[Place] | tuple[Place, ...]) -> HeldTarget:
    return HeldTarget(row, tuple(sorted({place.page.url for place in places})), places[0])
