"""From what a walk saw to what is proposed: the portal, its units, their columns and accounts; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from checks.observation import Fetch
from checks.subjects import AccountType
from crawler.discovery.addresses import page_key
from crawler.discovery.bounds import Bounds
from crawler.discovery.column_pages import ColumnPage, column_pages, walled_columns
from crawler.discovery.found import Found
from crawler.discovery.owners import Owners
from crawler.discovery.proposal import DoubtfulPage, Proposal, ProposedAccount, ProposedColumn, ProposedUnit
from crawler.discovery.seen_page import SeenPage
from crawler.discovery.unit_names import is_unit_name, unit_kind
from crawler.scope import host_key

_BOUND_WORDS = {
    "pages": "页面数上限{pages}：另有约{count}个地址未看",
    "depth": "层数上限{depth}：另有{count}个地址未看",
    "minutes": "时间上限{minutes:g}分钟：另有{count}个地址未看",
    "articles": "抽查文章上限{articles}：{count}个列表未抽查来源",
    "links": "单页链接上限：{count}个页面的链接过多，只看了各页前面的链接",
}
_MOST_DOUBTFUL = 200
_MOST_FAILED_NAMED = 5


class NothingFound(ValueError):
    """The start could not be had. `ends`: how each look at it ended."""

    def __init__(self, start: str, ends: tuple[Fetch, ...]) -> None:
        super().__init__(start)
        self.start = start
        self.ends = ends


def propose(found: Found, bounds: Bounds, use_from: float, why: Callable[[Fetch], str]) -> Proposal:
    """Raises NothingFound where there is no page to go by. `why`: the end of a look in the words of the user."""
    home = _home(found)
    # A home page behind a refresh (/web/index.html) is still asked for at its root; another host or https is the home.
    found.home = home.url if home.url.split("/")[:3] == home.final_url.split("/")[:3] else home.final_url
    name = _portal_name(home, found)
    owners = Owners(found, name, _office(home, name, found))
    pages, doubtful = column_pages(found, use_from)
    walled = walled_columns(found, pages, use_from)
    columns: dict[str, list[ProposedColumn]] = defaultdict(list)
    for page in sorted([*pages, *walled], key=lambda one: (len(one.trail), one.seen.final_url)):
        column = _column(page, owners, use_from)
        columns[column.unit].append(column)
    accounts: dict[str, list[ProposedAccount]] = defaultdict(list)
    for account in _accounts(found, owners, use_from):
        accounts[account.unit].append(account)
    return Proposal(
        name=name,
        home=found.home,
        sites=tuple(sorted(url for unit in owners.units.values() for url in unit.sites)),
        units=_units(owners, columns, accounts, use_from),
        doubtful=tuple(_doubtful(doubtful, walled, found))[:_MOST_DOUBTFUL],
        notes=_notes(found, bounds, why),
        pages=len(found.pages),
        requests=found.requests,
    )


def _home(found: Found) -> SeenPage:
    """The portal's own home page; the page asked for where there is none."""
    start = found.start
    root = f"{urlsplit(start).scheme}://{urlsplit(start).netloc}/"
    for url in (root, start):
        seen = found.pages.get(page_key(url)) or next(
            (one for one in found.pages.values() if page_key(one.url) == page_key(url)), None
        )
        if seen is not None:
            return seen
    if found.pages:
        return next(iter(found.pages.values()))
    raise NothingFound(start, tuple(found.failed.values()))


def _portal_name(home: SeenPage, found: Found) -> str:
    names = [home.site_name, *(seen.site_name for seen in found.pages.values() if seen.site_name)]
    official = [name for name in names if name.endswith(("人民政府", "政府", "管委会", "管理委员会"))]
    return next(iter(official), "") or home.site_name or home.sponsor or urlsplit(home.final_url).netloc


def _office(home: SeenPage, name: str, found: Found) -> str:
    """主办单位 of the home page, else the one that most pages of its host name."""
    host = host_key(home.final_url)
    named = [seen.sponsor for seen in found.pages.values() if host_key(seen.final_url) == host and seen.sponsor]
    most = sorted(one for one, count in Counter(named).items() if count * 2 > len(named))
    for sponsor in (home.sponsor, *most):
        if is_unit_name(sponsor) and sponsor != name:
            return sponsor
    return f"{name}办公室" if name.endswith("政府") else name


def _column(page: ColumnPage, owners: Owners, use_from: float) -> ProposedColumn:
    guess, owner = page.guess, owners.of(page)
    return ProposedColumn(
        name=page.name,
        url=page.seen.final_url,
        column_class=guess.column_class,
        confidence=round(min(guess.confidence, page.confidence), 2),
        reason=f"{guess.reason}；{page.why}",
        likely=guess.likely,
        unit=owner.unit,
        unit_confidence=owner.confidence,
        unit_reason=owner.reason,
        confirm=guess.is_open or owner.confidence < use_from or page.is_unseen,
    )


def _accounts(found: Found, owners: Owners, use_from: float) -> Iterable[ProposedAccount]:
    known = set()
    for seen in found.pages.values():
        for account in seen.accounts:
            owner = owners.account_owner(account.owner, account.name)
            key = (owner.unit, account.platform, account.type, account.name)
            if key in known:
                continue
            known.add(key)
            kind_open = account.platform == "wechat" and account.type is AccountType.OTHER
            yield ProposedAccount(
                platform=account.platform,
                type=account.type,
                name=account.name,
                verified_as=account.owner,
                unit=owner.unit,
                confidence=0.8,
                reason=f"新媒体页面所列；{owner.reason}" + ("；未写明订阅号或服务号" if kind_open else ""),
                confirm=kind_open or owner.confidence < use_from,
            )


def _doubtful(pages: Iterable[ColumnPage], walled: Iterable[ColumnPage], found: Found) -> Iterable[DoubtfulPage]:
    for page in pages:
        yield DoubtfulPage(page.name, page.seen.final_url, page.why)
    listed = {page.seen.url for page in walled}
    for url, fetch in sorted(found.failed.items(), key=lambda one: one[0]):
        texts = found.texts.get(page_key(url))
        if fetch.wall and texts and url not in listed:
            yield DoubtfulPage(max(sorted(texts), key=lambda one: texts[one]), url, "需要登录或拒绝访问，未能查看")


def _units(
    owners: Owners,
    columns: dict[str, list[ProposedColumn]],
    accounts: dict[str, list[ProposedAccount]],
    use_from: float,
) -> tuple[ProposedUnit, ...]:
    """Units that own something, the portal's own office first."""
    taken: set[str] = set()
    proposed = []
    for key in sorted(owners.units, key=lambda one: (one != owners.office, one)):
        unit = owners.units[key]
        if key != owners.office and not (columns.get(key) or accounts.get(key) or unit.sites):
            continue
        aliases = [name for name in sorted(unit.names) if name != unit.name and name not in taken]
        taken.update((unit.name, *aliases))
        proposed.append(
            ProposedUnit(
                name=unit.name,
                kind=unit_kind(unit.name),
                aliases=tuple(aliases),
                sites=tuple(unit.sites),
                columns=tuple(_with_own_names(columns.get(key, []))),
                accounts=tuple(accounts.get(key, ())),
                confidence=unit.confidence,
                reason=unit.reason,
                confirm=unit.confidence < use_from,
            )
        )
    return tuple(proposed)


def _with_own_names(columns: list[ProposedColumn]) -> Iterable[ProposedColumn]:
    """A registry calls each column of a unit by a name of its own; the folder tells apart what is called the same."""
    used: set[str] = set()
    for column in columns:
        name = column.name
        for part in [
            *reversed([one for one in urlsplit(column.url).path.split("/") if one]),
            *map(str, range(2, 1000)),
        ]:
            if name not in used:
                break
            name = f"{column.name}（{part}）"
        used.add(name)
        yield replace(column, name=name)


def _notes(found: Found, bounds: Bounds, why: Callable[[Fetch], str]) -> tuple[str, ...]:
    notes = [
        words.format(
            pages=bounds.pages, depth=bounds.depth, minutes=bounds.minutes, articles=bounds.articles, count=count
        )
        for bound, words in _BOUND_WORDS.items()
        if (count := found.left_out.get(bound))
    ]
    failed = sorted(url for url, fetch in found.failed.items() if fetch.status != 404 and not fetch.wall)
    if failed:
        shown = "、".join(f"{url}（{why(found.failed[url])}）" for url in failed[:_MOST_FAILED_NAMED])
        notes.append(f"{len(failed)}个地址未能取得：{shown}{'等' if len(failed) > _MOST_FAILED_NAMED else ''}")
    return tuple(notes)
