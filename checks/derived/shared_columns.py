"""Columns in which something of a unit may stand besides its own: the portal's common ones, and columns of results.

What was not found in the columns read is not missing as long as such a column was not read far enough, be it that its
list could not be read or that the audit asked only for a part of the portal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from checks.check import BEIJING
from checks.derived.list_reach import reaches_back_to
from checks.derived.solicitation_kind import ASKING_CLASSES
from checks.observation import ListSeen, Unreadable
from checks.subjects import Column, ColumnClass, Unit
from checks.world import World

# Units that keep the common columns of a whole portal; a town's government keeps its own.
_KEEPS_COMMON_COLUMNS = re.compile(
    r"(?:县|市|区|州|盟|旗|省)人民政府$|政府办(?:公室|公厅)?$|人民政府办公[室厅]$|^(?:省|市|县|区|州)?政府(?:门户)?(?:网站)?$"
    r"|信息中心|信息化中心|政务公开|大数据|融媒体中心|数据(?:资源)?(?:管理)?局"
)
_COMMON_KINDS = frozenset({"county", "district", "city", "prefecture", "province", "office", "portal"})
_OWN_RESULTS = re.compile(r"反馈|结果|征集|征求|网上调查|问卷")
_RESULTS = re.compile(
    r"(?:征集|征求|征询|意见|建议|民意|调查|问卷|互动|公众)[^,。]{0,4}(?:反馈|结果|采纳|汇总|公布|回应)|(?:结果|情况)反馈"
    r"|反馈(?:情况|结果|公[示布开])?$|采纳情况"
)
_TELLS = re.compile(r"反馈|结果|采纳|回应")


def unread_for_results(world: World, column: Column, since: date) -> Column | None:
    """A column that may hold the result of a call of `column` and was not read back to `since`."""
    notices = []
    for place in world.portal.columns():
        mine = place.unit == column.unit
        may_tell = _may_tell_results_of_its_unit(place) if mine else _may_tell_results_of_others(world, place)
        if may_tell and not _shows_since(world, place, since):
            return place
        if mine and place.column_class is ColumnClass.NOTICE:
            notices.append(place)
    # A result may also be put among the notices; those of a busy office are too many to be read back to any day.
    return next((place for place in notices if not _was_read(world, place)), None)


def unread_of_unit(world: World, unit: str, classes: Collection[ColumnClass]) -> Column | None:
    """A column of the unit whose list was not read at all: nothing can be said about what it does not hold."""
    own = (place for place in world.portal.columns() if place.unit == unit and place.column_class in classes)
    return next((place for place in own if not _was_read(world, place)), None)


def unread_for_interpretations(world: World, units: Iterable[str], since: date | None = None) -> Column | None:
    """The same for interpretations; `since` None: only whether the list was read at all."""
    wanted = set(units)
    for place in world.portal.columns():
        if place.column_class is not ColumnClass.INTERPRETATION:
            continue
        if place.unit not in wanted and not is_common(world, place):
            continue
        if not (_was_read(world, place) if since is None else _reaches(world, place, since)):
            return place
    return None


def is_common(world: World, column: Column) -> bool:
    """Whether the column is kept for the whole portal: by its unit, or because it lists pages of other units."""
    return _keeps_common_columns(world, column.unit) or column.subject.key in world.derived(_columns_of_many)


def _may_tell_results_of_its_unit(place: Column) -> bool:
    return place.column_class in ASKING_CLASSES or bool(_OWN_RESULTS.search(place.name))


def _may_tell_results_of_others(world: World, place: Column) -> bool:
    if place.column_class in ASKING_CLASSES:
        return bool(_TELLS.search(place.name)) or is_common(world, place)
    return bool(_RESULTS.search(place.name))


def _shows_since(world: World, place: Column, since: date) -> bool:
    """Whether a page put up after the day would be among the rows read."""
    seen = world.list_of(place)
    return seen is not None and seen.observed_at.astimezone(BEIJING).date() > since and _reaches(world, place, since)


def _reaches(world: World, place: Column, since: date) -> bool:
    seen = world.list_of(place)
    return seen is not None and reaches_back_to(since, seen)


def _was_read(world: World, place: Column) -> bool:
    seen: ListSeen | None = world.list_of(place)
    return seen is not None and seen.fetch.has_page and seen.unreadable is Unreadable.NONE


def _keeps_common_columns(world: World, name: str) -> bool:
    unit: Unit | None = world.portal.unit(name)
    names = unit.names if unit else (name,)
    if world.portal.name in names or (unit and unit.kind in _COMMON_KINDS):
        return True
    return any(_KEEPS_COMMON_COLUMNS.search(each) and not re.search(r"[镇乡]人民政府$|街道", each) for each in names)


def _columns_of_many(world: World) -> frozenset[str]:
    """Columns that list a page whose stated source is another unit of the registry."""
    by_name = {name: unit.name for unit in world.portal.units for name in unit.names}
    found = set()
    for column in world.portal.columns():
        seen = world.list_of(column)
        for row in seen.rows if seen else ():
            page = world.page(row.url)
            source = by_name.get(page.source_unit) if page and page.source_unit else None
            if source is not None and source != column.unit:
                found.add(column.subject.key)
                break
    return frozenset(found)
