"""Short ways to say what was observed, for tests that need no page: everything not named is the usual case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from checks.check import AsOf, Outcome
from checks.evaluate import Demand, evaluate
from checks.observation import (
    Attempt,
    Clue,
    DateClue,
    EarlierLooks,
    Fetch,
    FetchEnd,
    LinkFailedBefore,
    LinkKind,
    LinkProbed,
    LinksSeen,
    ListRow,
    ListSeen,
    Observation,
    PageLink,
    PageSeen,
    PageType,
    Region,
)
from checks.rule_index import all_rules
from checks.subjects import Column, ColumnClass, Portal, Unit
from checks.workdays import WorkCalendar
from checks.world import World

HOME = "https://www.shili.gov.example/"
COLUMN_URL = "https://www.shili.gov.example/tzgg/"
AS_OF = date(2023, 12, 15)
NOON = datetime(2023, 12, 15, 4, tzinfo=UTC)  # 12:00 in Beijing
OK = Fetch(ended=FetchEnd.ANSWERED, status=200)


def column(**told: Any) -> Column:
    usual = {"unit": "县发展和改革局", "name": "通知公告", "url": COLUMN_URL, "column_class": ColumnClass.NOTICE}
    return Column(**{**usual, **told})


def portal(*columns: Column, **told: Any) -> Portal:
    units = [
        Unit(name=name, columns=tuple(each for each in columns if each.unit == name))
        for name in dict.fromkeys(each.unit for each in columns)
    ]
    return Portal(**{"name": "示例县人民政府", "home": HOME, "units": tuple(units), **told})


def day(text: str, clue: Clue = Clue.LIST_CELL) -> DateClue:
    """`2023-12-01`, or `12-01` for a date that shows no year."""
    *year, month, dom = (int(part) for part in text.split("-"))
    return DateClue(clue=clue, text=text, year=year[0] if year else None, month=month, day=dom)


def row(number: int, shown: str | None, clue: Clue = Clue.LIST_CELL, **told: Any) -> ListRow:
    usual = {
        "title": f"关于第{number}号事项的通知",
        "url": f"{COLUMN_URL}{number}.html",
        "date": day(shown, clue) if shown else None,
        "page_url": COLUMN_URL,
    }
    return ListRow(**{**usual, **told})


def rows(*shown: str | None) -> tuple[ListRow, ...]:
    return tuple(row(number, each) for number, each in enumerate(shown, start=1))


def listed(*of: ListRow, **told: Any) -> ListSeen:
    return ListSeen(**{"url": COLUMN_URL, "observed_at": NOON, "fetch": OK, "rows": of, "cms": "trs", **told})


def article(url: str, **told: Any) -> PageSeen:
    return PageSeen(**{"url": url, "observed_at": NOON, "fetch": OK, "page_type": PageType.ARTICLE, **told})


def holding(page: str, *targets: str, region: Region = Region.MAIN, kind: LinkKind = LinkKind.PAGE) -> LinksSeen:
    links = tuple(PageLink(target, kind, "链接文字", region, "div > a") for target in targets)
    return LinksSeen(url=page, observed_at=NOON, fetch=OK, links=links)


def probed(url: str, *looks: int | str | Fetch, methods: str = "", **told: Any) -> LinkProbed:
    """A look is a status, the name of an end, or a whole Fetch."""
    attempts = tuple(
        Attempt(at=NOON + timedelta(minutes=3 * number), method="GET", fetch=_fetch(look))
        for number, look in enumerate(looks)
    )
    if methods:
        attempts = tuple(
            Attempt(at=each.at, method=method, fetch=each.fetch)
            for each, method in zip(attempts, methods.split(), strict=True)
        )
    last = attempts[-1].fetch if attempts else Fetch(ended=FetchEnd.SCHEME)
    return LinkProbed(**{"url": url, "observed_at": NOON, "fetch": last, "attempts": attempts, **told})


def failed_before(url: str, *runs: tuple[int | str | Fetch, ...], **told: Any) -> LinkFailedBefore:
    """Each run by its looks, oldest first, a day apart."""
    earlier = tuple(
        EarlierLooks(
            run=f"run-{number}",
            attempts=tuple(
                Attempt(at=NOON - timedelta(days=len(runs) - number), method="GET", fetch=_fetch(look))
                for look in looks
            ),
            **told,
        )
        for number, looks in enumerate(runs)
    )
    last = earlier[-1].attempts[-1]
    return LinkFailedBefore(url=url, observed_at=last.at, fetch=last.fetch, runs=earlier)


def _fetch(look: int | str | Fetch) -> Fetch:
    if isinstance(look, Fetch):
        return look
    if isinstance(look, int):
        return Fetch(ended=FetchEnd.ANSWERED, status=look)
    return Fetch(ended=FetchEnd(look))


def world(of: Portal, *observations: Observation) -> World:
    return World(of, observations, WorkCalendar())


def judged(
    check: str,
    of: Portal,
    observations: Iterable[Observation],
    params: Mapping[str, Any] | None = None,
    as_of: date = AS_OF,
) -> tuple[Outcome, ...]:
    return evaluate(world(of, *observations), [Demand(check, params or {})], all_rules(), AsOf(as_of))


def judged_once(
    check: str,
    of: Portal,
    observations: Iterable[Observation],
    params: Mapping[str, Any] | None = None,
    as_of: date = AS_OF,
) -> Outcome:
    (outcome,) = judged(check, of, observations, params, as_of)
    return outcome
