"""What the front page of a site shows of its last update: the days of the items in its blocks.

The rows of a block are read as those of a list: their own date, else that of the article behind them, missing years
as in lists. Links outside of blocks (a picture with the news of the day) count by the articles they lead to. What is
dated after the moment judged is no update; a block that shows nothing older may have pushed out what was one. An item
without a date of which nothing is known may be younger than any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from checks.derived.column_access import NoAccess, readable_list
from checks.derived.row_dates import DatedRow, column_dates
from checks.observation import HomeBlock, LinkKind, LinksSeen, ListRow, ListSeen, PageSeen, PageType, Region
from checks.subjects import Column
from checks.world import World

# Names of columns and offices are shorter than titles of news, and addresses of columns hold fewer figures than those
# of items on the families of CMS seen (col1201, tzgg/ against t20231201_3310, 1011/3320).
_SHORTEST_TITLE = 10
_FEWEST_FIGURES = 5
_MENU_AND_FOOTER = frozenset({Region.NAVIGATION, Region.FOOTER})  # a header may hold the pictures of the day


@dataclass(frozen=True, slots=True)
class HomeUpdates:
    newest: DatedRow | None  # by a date of publication, not after the moment judged
    dated: int  # items with such a date
    newest_possible: date | None  # doubtful years and dates in file names read in the site's favour
    only_later: tuple[HomeBlock, ...]  # blocks that show nothing but items dated after the moment judged
    unfilled: int  # lists without rows on a page that no browser drew: a script may fill them
    may_be_newer: tuple[ListRow, ...]  # items of the site without a date whose article was not read or shows none


def home_updates(world: World, home: PageSeen, as_of: date) -> HomeUpdates:
    rows: list[DatedRow] = []
    possible: list[date] = []
    only_later = []
    for block in (*home.home_blocks, _links_beside(world, home)):
        dates = column_dates(world, _as_list(home, block), as_of)
        known = [each for each in dates.rows if each.day is not None]
        if known and all(each.day and each.day > as_of for each in known):
            only_later.append(block)
        rows += dates.rows
        weak = dates.newest_weak.day if dates.newest_weak is not None else None
        possible += [day for day in (dates.newest_possible, weak) if day is not None]
    strong = [each for each in rows if each.day is not None and not each.weak and each.day <= as_of]
    return HomeUpdates(
        newest=max(strong, key=lambda each: (each.day or date.min, each.row.url), default=None),
        dated=len(strong),
        newest_possible=max(possible, default=None),
        only_later=tuple(only_later),
        unfilled=0 if home.fetch.rendered else sum(not block.rows for block in home.home_blocks),
        may_be_newer=tuple(each.row for each in rows if each.day is None and _may_be_news(world, home, each.row)),
    )


def newest_in_columns(world: World, site_url: str, as_of: date) -> tuple[Column, DatedRow] | None:
    """The newest row of the columns on the host (and in the folder) of a site, not after the moment judged."""
    found = []
    for column in _columns_on(world, site_url):
        seen = readable_list(column, world.list_of(column))
        newest = None if isinstance(seen, NoAccess) else column_dates(world, seen, as_of).newest
        if newest is not None and newest.day is not None:
            found.append((newest.day, column.url, column, newest))
    if not found:
        return None
    _, _, column, newest = max(found, key=lambda each: each[:2])
    return column, newest


def _columns_on(world: World, site_url: str) -> Iterator[Column]:
    site = urlsplit(site_url)
    folder = site.path[: site.path.rfind("/") + 1] or "/"
    for column in world.portal.columns():
        place = urlsplit(column.url)
        if place.netloc == site.netloc and place.path.startswith(folder):
            yield column


def _links_beside(world: World, home: PageSeen) -> HomeBlock:
    """Links of the site itself that stand in no block, outside of menus and footer."""
    known = {row.url for block in home.home_blocks for row in block.rows}
    host = urlsplit(home.url).netloc
    beside = {
        link.url: ListRow(title=link.text, url=link.url, date=None, element=link.element)
        for seen in world.all(LinksSeen)
        if seen.url == home.url
        for link in seen.links
        if link.kind is LinkKind.PAGE
        and link.region not in _MENU_AND_FOOTER
        and link.url not in known
        and urlsplit(link.url).netloc == host
    }
    return HomeBlock("", tuple(beside.values()))


def _as_list(home: PageSeen, block: HomeBlock) -> ListSeen:
    return ListSeen(
        url=home.url, observed_at=home.observed_at, fetch=home.fetch, body_sha256=home.body_sha256, rows=block.rows
    )


def _may_be_news(world: World, home: PageSeen, row: ListRow) -> bool:
    """An item of the site itself; a list, a service or a page that is not there is none."""
    place = urlsplit(row.url)
    figures = sum(sign.isdigit() for sign in place.path + place.query)
    if place.netloc != urlsplit(home.url).netloc or (len(row.title) < _SHORTEST_TITLE and figures < _FEWEST_FIGURES):
        return False
    page = world.page(row.url)
    if page is None:
        return True
    return page.page_type is PageType.ARTICLE if page.fetch.has_page else page.fetch.status is None
