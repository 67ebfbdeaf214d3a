"""What is to be looked at in a run: the whole portal, or some units and columns with what they need."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from checks.observation import AccountPostsSeen, HostProbed, ListSeen, PageSeen, SearchTried
from checks.subjects import Account, Column, Portal, Unit
from crawler.target_url import column_address
from crawler.targets import Registry


class PlanError(ValueError):
    """--unit or --column names nothing of the registry; the text is the sentence for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Stated bounds. What lies beyond them is stored as LIMIT: nothing is left out silently."""

    pages: int = 3000  # of the portal walk, articles of columns not counted
    depth: int = 8  # clicks from a home page
    articles: int = 60  # per column, newest first: a year of a weekly column
    articles_read_whole: int = 200  # per column of the classes whose articles are judged one by one
    list_pages: int = 5  # of one column, whatever reading asks for
    links: int = 50_000
    files: int = 1000  # attached files that are fetched whole, of a run
    files_of_a_column: int = 60  # as many as articles
    file_bytes: int = 20_000_000  # of one file; upload forms of this field commonly stop at 10 or 20 MB
    all_file_bytes: int = 1_000_000_000  # of all files of a run


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlPlan:
    """`whole` False: only `columns`, `accounts` and the sites of chosen units. Those are walked within their own
    borders and looked at over IPv6; their search is not tried, because it is a function of the portal."""

    registry: Registry
    columns: tuple[Column, ...]
    accounts: tuple[Account, ...]
    whole: bool
    own_sites: tuple[str, ...] = ()  # of the chosen units, when not whole
    browser: bool = True
    limits: Limits = field(default_factory=Limits)
    seed: int = 0

    @property
    def portal(self) -> Portal:
        return self.registry.portal

    @property
    def sites(self) -> tuple[str, ...]:
        return self.portal.site_urls() if self.whole else self.own_sites

    def first_looks(self) -> tuple[tuple[str, str], ...]:
        """(kind, url) of everything known before the first request; pages and links join as they are found."""
        looks = [(ListSeen.KIND, column.url) for column in self.columns]
        looks += [(PageSeen.KIND, url) for url in self.sites]
        looks += [(AccountPostsSeen.KIND, account.subject.key) for account in self.accounts]
        looks += [(HostProbed.KIND, url) for url in self.sites]
        looks += [(SearchTried.KIND, url) for url in self.sites if self.whole]
        return tuple(dict.fromkeys(looks))


def make_plan(
    registry: Registry,
    units: Sequence[str] = (),
    columns: Sequence[str] = (),
    *,
    browser: bool = True,
    limits: Limits | None = None,
    seed: int = 0,
) -> CrawlPlan:
    """`units` by name or alias, `columns` by name or URL. Raises PlanError for a word that matches nothing."""
    portal = registry.portal
    chosen = _units(portal, units)
    picked = _columns(chosen, columns)
    whole = not units and not columns
    # A column is asked for by its name; without one the whole unit is meant.
    entire = chosen if not columns else ()
    if not whole:
        _refuse_units_with_nothing(entire)
    return CrawlPlan(
        registry=registry,
        columns=picked,
        accounts=tuple(account for unit in entire for account in unit.accounts if account.source),
        whole=whole,
        own_sites=() if whole else tuple(dict.fromkeys(url for unit in entire for url in unit.sites)),
        browser=browser,
        limits=limits or Limits(),
        seed=seed,
    )


def _refuse_units_with_nothing(units: Sequence[Unit]) -> None:
    for unit in units:
        if unit.columns or unit.sites or any(account.source for account in unit.accounts):
            continue
        if unit.accounts:
            raise PlanError(f"单位{unit.name}登记的账号没有填写来源（source），也没有登记栏目或网站，没有可检查的内容")
        raise PlanError(f"单位{unit.name}没有登记栏目、网站或账号，没有可检查的内容")


def _units(portal: Portal, wanted: Sequence[str]) -> tuple[Unit, ...]:
    if not wanted:
        return portal.units
    found: dict[str, Unit] = {}
    for name in wanted:
        unit = portal.unit(name.strip())
        if unit is None:
            known = [each for unit in portal.units for each in unit.names]
            raise PlanError(f"--unit {name}：登记文件中没有这个单位{_near(name, known)}")
        found[unit.name] = unit
    return tuple(found.values())


def _columns(units: tuple[Unit, ...], wanted: Sequence[str]) -> tuple[Column, ...]:
    everything = tuple(column for unit in units for column in unit.columns)
    if not wanted:
        return everything
    found: dict[str, Column] = {}
    for word in wanted:
        url = column_address(word.strip())
        hits = [column for column in everything if column.name == word.strip() or (url and column.url == url)]
        if not hits:
            known = [column.name for column in everything]
            where = "所选单位" if len(units) == 1 else "登记文件"
            raise PlanError(f"--column {word}：{where}中没有这个栏目{_near(word, known)}")
        found.update((column.subject.key, column) for column in hits)
    return tuple(found.values())


def _near(word: str, known: Iterable[str]) -> str:
    """Near matches; Chinese names share a part more often than an order of letters."""
    names = list(dict.fromkeys(known))
    near = [name for name in names if word in name or name in word]
    near += difflib.get_close_matches(word, names, n=3, cutoff=0.3)
    near = list(dict.fromkeys(near))[:3] or names[:5]
    return f"；可写：{'、'.join(near)}" if near else "；登记文件中还没有登记"
