"""All observations of one run, indexed the way rules ask for them.

Built once per judging; rules see it through `Given`, which hands out only the kinds their META names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from checks.observation import AccountPostsSeen, LinkProbed, LinksSeen, ListSeen, Observation, PageSeen
from checks.subjects import Account, Column, Portal, Subject, SubjectKind, Unit
from checks.workdays import WorkCalendar

Seen = TypeVar("Seen", bound=Observation)
T = TypeVar("T")


class World:
    """`observations` in the order they were stored: of two looks at one thing the later one counts.

    `asked`: the part of the portal that an on-demand audit is about; only its subjects are judged, while `portal` stays
    whole, because a page's owners and counterparts may stand outside of that part.
    """

    def __init__(
        self,
        portal: Portal,
        observations: Iterable[Observation],
        calendar: WorkCalendar,
        asked: Portal | None = None,
    ) -> None:
        self.portal = portal
        self.asked = asked or portal
        self.calendar = calendar
        latest: dict[type[Observation], dict[str, Observation]] = {}
        for seen in observations:
            key = seen.account_key if isinstance(seen, AccountPostsSeen) else seen.url
            latest.setdefault(type(seen), {})[key] = seen
        self._by_kind = {kind: tuple(by_key[key] for key in sorted(by_key)) for kind, by_key in latest.items()}
        self._lists = {seen.url: seen for seen in self.all(ListSeen)}
        self._pages: dict[str, PageSeen] = {}
        for page in self.all(PageSeen):
            if page.fetch.final_url:
                self._pages.setdefault(page.fetch.final_url, page)
        self._pages.update({page.url: page for page in self.all(PageSeen)})
        self._columns = {column.subject.key: column for column in portal.columns()}
        self._accounts = {account.subject.key: account for account in portal.accounts()}
        self._units = {unit.name: unit for unit in portal.units}
        self._asked_units = {unit.name: unit for unit in self.asked.units}
        self._memo: dict[Callable[[World], Any], Any] = {}
        self._owners = self._page_owners()

    def all(self, kind: type[Seen]) -> tuple[Seen, ...]:
        """Every observation of a kind, sorted by URL."""
        return self._by_kind.get(kind, ())  # type: ignore[return-value]  # the dict is keyed by the kind itself

    def derived(self, work_out: Callable[[World], T]) -> T:
        """What several rules work out of the same observations, worked out once."""
        if work_out not in self._memo:
            self._memo[work_out] = work_out(self)
        result: T = self._memo[work_out]
        return result

    def page(self, url: str) -> PageSeen | None:
        """The page asked for under this URL, or the one a redirect ended at."""
        return self._pages.get(url)

    def list_of(self, column: Column) -> ListSeen | None:
        return self._lists.get(column.url)

    def column(self, subject: Subject) -> Column:
        return self._columns[subject.key]

    def account(self, subject: Subject) -> Account:
        return self._accounts[subject.key]

    def unit(self, subject: Subject) -> Unit:
        """The unit with what is asked about it."""
        return self._asked_units[subject.unit or subject.key]

    def columns_listing(self, page_url: str) -> tuple[Column, ...]:
        """Columns whose list has a row for this page."""
        return self._owners.get(page_url, ())

    def units_of_page(self, page_url: str) -> tuple[str, ...]:
        """Units that answer for the main block of a page: those of its columns, or the unit whose site it is on.

        Where several units list one page, the one the page names as its source (来源) answers alone.
        """
        names = dict.fromkeys(column.unit for column in self._owners.get(page_url, ()))
        if not names and self.portal.units:
            host = urlsplit(page_url).netloc
            names = dict.fromkeys(
                unit.name for unit in self.portal.units for site in unit.sites if urlsplit(site).netloc == host
            )
        page = self._pages.get(page_url)
        if len(names) > 1 and page is not None and page.source_unit:
            named = [name for name in names if page.source_unit in self._units[name].names]
            if named:
                return tuple(named)
        return tuple(names)

    def about(self, subject: Subject, kind: type[Seen]) -> tuple[Seen, ...]:
        """The observations of a kind that concern one subject."""
        everything = self.all(kind)
        match subject.kind:
            case SubjectKind.PORTAL:
                return everything
            case SubjectKind.SITE:
                host = urlsplit(subject.url).netloc
                return tuple(seen for seen in everything if urlsplit(seen.url).netloc == host)
            case SubjectKind.ACCOUNT:
                return tuple(seen for seen in everything if getattr(seen, "account_key", None) == subject.key)
            case SubjectKind.COLUMN:
                return self._about_columns((self._columns[subject.key],), everything)
            case SubjectKind.UNIT:
                return self._about_unit(self._asked_units[subject.key], everything)

    def _about_columns(self, columns: tuple[Column, ...], everything: tuple[Seen, ...]) -> tuple[Seen, ...]:
        lists = {column.url for column in columns}
        rows = {row.url for column in columns if (seen := self.list_of(column)) for row in seen.rows}
        return tuple(seen for seen in everything if seen.url in (lists if isinstance(seen, ListSeen) else rows))

    def _about_unit(self, unit: Unit, everything: tuple[Seen, ...]) -> tuple[Seen, ...]:
        def belongs(seen: Seen) -> bool:
            if isinstance(seen, AccountPostsSeen):
                return any(seen.account_key == account.subject.key for account in unit.accounts)
            if isinstance(seen, ListSeen):
                return any(seen.url == column.url for column in unit.columns)
            if isinstance(seen, PageSeen | LinksSeen):
                return unit.name in self.units_of_page(seen.url)
            return isinstance(seen, LinkProbed)

        return tuple(seen for seen in everything if belongs(seen))

    def _page_owners(self) -> dict[str, tuple[Column, ...]]:
        owners: dict[str, list[Column]] = {}
        for column in self.portal.columns():
            seen = self.list_of(column)
            if seen is None:
                continue
            for url in dict.fromkeys(
                (column.url, *seen.pages_read, *(row.url for row in seen.rows if not row.external))
            ):
                owners.setdefault(url, []).append(column)
        return {url: tuple(columns) for url, columns in owners.items()}


class Given:
    """What one rule gets for one subject."""

    def __init__(self, world: World, subject: Subject, needs: tuple[type[Observation], ...]) -> None:
        self.world = world
        self.subject = subject
        self._needs = needs

    def __getitem__(self, kind: type[Seen]) -> tuple[Seen, ...]:
        """Observations of this kind about the subject, sorted by URL."""
        self._refuse_undeclared(kind)
        return self.world.about(self.subject, kind)

    def everywhere(self, kind: type[Seen]) -> tuple[Seen, ...]:
        """Observations of this kind in the whole portal (a counterpart may stand in another unit's column)."""
        self._refuse_undeclared(kind)
        return self.world.all(kind)

    def derived(self, work_out: Callable[[World], T]) -> T:
        return self.world.derived(work_out)

    @property
    def portal(self) -> Portal:
        return self.world.portal

    @property
    def column(self) -> Column:
        return self.world.column(self.subject)

    @property
    def account(self) -> Account:
        return self.world.account(self.subject)

    @property
    def unit(self) -> Unit:
        return self.world.unit(self.subject)

    @property
    def calendar(self) -> WorkCalendar:
        return self.world.calendar

    def _refuse_undeclared(self, kind: type[Observation]) -> None:
        if kind not in self._needs:
            raise KeyError(f"{kind.__name__} is not among the needs of this check; add it to META.needs")
