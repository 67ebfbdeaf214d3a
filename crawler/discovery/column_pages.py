"""Which of the pages that were seen are columns, and which only lead to them; pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from checks.observation import Fetch, FetchEnd, ListSeen, PageSeen, PageType, Unreadable
from checks.subjects import ColumnClass
from crawler.discovery.addresses import folder_of, is_article, path_words
from crawler.discovery.addresses import page_key as key_of
from crawler.discovery.column_class import ClassGuess, guess_class
from crawler.discovery.found import Found
from crawler.discovery.seen_page import SeenPage

# What the page is known as when it is no list: its own page tells about the office itself.
_SINGLE = frozenset({ColumnClass.LEADERS, ColumnClass.ORG, ColumnClass.GUIDE})
# 办事指南 of a department are links to the common service portal.
_LEADS_ELSEWHERE = frozenset({ColumnClass.GUIDE, ColumnClass.SERVICE})
SINGLE = "单页"
_FROM_THE_MIDDLE = frozenset({"body", "heading", "more"})
_SERVICE_PAGES = re.compile(
    r"找错|纠错|网站地图|站点地图|关于我们|联系我们|使用帮助|隐私|声明|无障碍|登录|注册|检索|搜索|新媒体"
)
_PRIVATE = re.compile(r"我的|个人中心|用户中心|空间|后台|管理|办公|邮箱|内部|平台|系统")
_FEWEST_BESIDE = 2
_FEWEST_MENUS = 3  # pages that name it
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # of what was not read; never stored
_LONG_LIST = 12  # rows; the blocks of a front page show five to ten
_FRONT_WAYS = 2  # 更多 or block headings to different pages
_BLOCK_SHARE = 0.7
_DIRECTORY_SHARE = 0.5  # of the rows that lead to pages which are lists or homes themselves
_FEWEST_UNDATED = 3
_FEWEST_DATED = 3


@dataclass(frozen=True, slots=True)
class ColumnPage:
    seen: SeenPage
    name: str
    guess: ClassGuess
    confidence: float  # that it is a column
    why: str
    trail: tuple[str, ...]
    is_unseen: bool = False  # a log-in or a wall stands before it


def column_pages(found: Found, use_from: float) -> tuple[list[ColumnPage], list[ColumnPage]]:
    """Columns, and pages that may be some but are not taken: each page once, in the order of their addresses."""
    holders: dict[str, set[str]] = defaultdict(set)  # row → pages that list it
    for key, seen in found.pages.items():
        for row in seen.rows:
            holders[row].add(key)
    root = key_of(f"{urlsplit(found.start).scheme}://{urlsplit(found.start).netloc}/")
    homes = {seen.key for seen in found.pages.values() if key_of(seen.url) == root}
    judged = {key: _judged(key, seen, found, use_from) for key, seen in found.pages.items() if key not in homes}
    pages = {key: page for key, page in judged.items() if page is not None and not _is_front(page.seen, found, holders)}
    best = _best_addresses(pages, found)
    kept = [
        page
        for key, page in pages.items()
        if best.get(_row_set(page), key) == key and not _is_part_of_single(page, pages.values())
    ]
    return [page for page in kept if page.confidence >= use_from], [page for page in kept if page.confidence < use_from]


def walled_columns(found: Found, columns: list[ColumnPage], use_from: float) -> list[ColumnPage]:
    """Pages behind a log-in or a wall that the site's own menu names and that stand among its columns.

    They are listed, because an audit has to say that it could not see them; a person confirms.
    """
    beside = Counter(_place(page.seen.final_url) for page in columns)
    walled = []
    for url, fetch in sorted(found.failed.items(), key=lambda one: one[0]):
        texts = found.texts.get(key_of(url), Counter())
        if not fetch.wall or beside[_place(url)] < _FEWEST_BESIDE or texts.total() < _FEWEST_MENUS:
            continue
        name = max(sorted(texts), key=lambda one: texts[one])
        if _SERVICE_PAGES.search(name) or _PRIVATE.search(name):
            continue
        page = PageSeen(url=url, observed_at=_NO_TIME, fetch=Fetch(ended=FetchEnd.ANSWERED, final_url=url))
        listed = ListSeen(url=url, observed_at=_NO_TIME, fetch=page.fetch)
        seen = SeenPage(url, url, page, listed, (name,), "", "", (), (), ())
        guess = guess_class(name, (), path_words(url), (), use_from)
        walled.append(ColumnPage(seen, name, guess, use_from, "页面需要登录或拒绝访问，未能查看", (), is_unseen=True))
    return walled


def _place(url: str) -> tuple[str, str]:
    """Folder and ending: pages of one kind on one site."""
    return folder_of(url), urlsplit(url).path.rpartition(".")[2] if "." in urlsplit(url).path else ""


def _judged(key: str, seen: SeenPage, found: Found, use_from: float) -> ColumnPage | None:
    page, listed = seen.page, seen.listed
    if page.page_type in (PageType.HOME, PageType.WALL, PageType.ERROR, PageType.SEARCH):
        return None
    texts: Mapping[str, int] = found.texts.get(key, {})
    name = name_of(seen, texts)
    if not name or _SERVICE_PAGES.search(name) or is_article(seen.final_url):
        return None
    trail = tuple(step.name for step in seen.trail if step.name != name)
    titles = [row.title for row in listed.rows]
    guess = guess_class(name, trail, path_words(seen.final_url), titles, use_from)
    dated = sum(1 for row in listed.rows if row.date is not None)
    # A list of a few short rows can read like an article; what menus call by its name and shows dates is one.
    if page.page_type is PageType.ARTICLE and (dated < _FEWEST_DATED or name not in texts):
        return ColumnPage(seen, name, guess, 0.75, SINGLE, trail) if _is_single(seen, name, guess) else None
    shape = _shape(seen, name, guess)
    if shape is None:
        return None
    return ColumnPage(seen, name, guess, *shape, trail)


def _shape(seen: SeenPage, name: str, guess: ClassGuess) -> tuple[float, str] | None:
    """How surely the page is a list of what is published, and by what sign."""
    listed = seen.listed
    dated = sum(1 for row in listed.rows if row.date is not None)
    if dated and dated * 2 >= len(listed.rows):
        return (0.95 if dated > 1 else 0.8), f"列表{len(listed.rows)}条，{dated}条有日期"
    if len(listed.rows) >= _FEWEST_UNDATED:
        if guess.column_class is not ColumnClass.OTHER:
            return 0.8, f"列表{len(listed.rows)}条"
        return _articles_or_doubt(listed, dated)
    if listed.rows:
        return (0.75, "列表") if guess.column_class is not ColumnClass.OTHER else (0.5, "仅有一两条无日期的内容")
    if listed.unreadable is Unreadable.NONE:
        return (0.85, f"页面写明“{listed.empty_text}”") if listed.empty_text else (0.8, "列表为空")
    if _is_single(seen, name, guess):
        return 0.75, SINGLE
    if listed.unreadable is Unreadable.ONLY_LINKS_ELSEWHERE and guess.column_class in _LEADS_ELSEWHERE:
        return 0.75, "列出的事项在其他网站"
    if listed.unreadable is Unreadable.NEEDS_BROWSER:
        return (0.75 if guess.column_class is not ColumnClass.OTHER else 0.5), "列表由脚本生成"
    return None


def _is_single(seen: SeenPage, name: str, guess: ClassGuess) -> bool:
    """A page about the office itself; it must say so itself, not only the links to it."""
    return guess.column_class in _SINGLE and (name in seen.names or name in seen.page.text)


def _articles_or_doubt(listed: ListSeen, dated: int) -> tuple[float, str]:
    articles = sum(1 for row in listed.rows if is_article(row.url))
    if articles * 10 >= 7 * len(listed.rows):
        return 0.75, f"列表{len(listed.rows)}条，{dated}条有日期"
    return 0.5, f"{len(listed.rows)}条链接大多没有日期"


def name_of(seen: SeenPage, texts: Mapping[str, int]) -> str:
    """The page's own name where links call it so too; else its own, else what links call it most."""
    for name in seen.names:
        if name in texts:
            return name
    if seen.names:
        return seen.names[0]
    return max(sorted(texts), key=lambda text: texts[text]) if texts else ""


def _is_front(seen: SeenPage, found: Found, holders: Mapping[str, set[str]]) -> bool:
    """A page of blocks that lead to the columns: no column itself.

    Its blocks are the beginnings of those columns, so its rows stand in their lists as well. That alone is no proof,
    because a column's rows may stand in a list of everything too: the columns must lie below the page, or the page
    must lead to them from its middle. Lists that nobody could read are told by the number of blocks alone.
    """
    rows = set(seen.rows)
    leads = {key_of(one.url) for one in seen.pointers if one.kind in _FROM_THE_MIDDLE}
    above = {key_of(step.url) for step in seen.trail if step.url}
    beyond: set[str] = set()
    for key in sorted({key for row in rows for key in holders[row]} - above - {seen.key}):
        held_by = found.pages[key]
        held = set(held_by.rows)
        if _is_below(held_by, seen) or (key in leads and held != rows):
            beyond |= held
    if rows and len(rows & beyond) >= _BLOCK_SHARE * len(rows):
        return True
    ways = [
        other for url in seen.mores if (other := found.pages.get(key_of(url))) is not None and other.key != seen.key
    ]
    unread = [other for other in ways if not other.rows and other.listed.unreadable is not Unreadable.NONE]
    if len(unread) >= _FRONT_WAYS and len(rows) < _LONG_LIST and not seen.listed.more_pages:
        return True
    return _is_directory(seen, found)


def _is_below(page: SeenPage, front: SeenPage) -> bool:
    folder = folder_of(front.final_url)
    return page.final_url.startswith(folder) and folder_of(page.final_url) != folder


def _is_directory(seen: SeenPage, found: Found) -> bool:
    """Its rows are lists, homes or further pages of the portal: a map, a list of departments, a menu in the middle."""
    rows = [key_of(url) for url in seen.rows]
    leading = sum(1 for key in rows if key in found.pages and (found.pages[key].rows or found.pages[key].is_home))
    return bool(rows) and leading >= _DIRECTORY_SHARE * len(rows)


def _is_part_of_single(page: ColumnPage, pages: Collection[ColumnPage]) -> bool:
    """The page of one leader below the page of all of them."""
    return page.why == SINGLE and any(
        other is not page and other.guess.column_class is page.guess.column_class and _is_below(page.seen, other.seen)
        for other in pages
    )


def _best_addresses(pages: Mapping[str, ColumnPage], found: Found) -> dict[frozenset[str], str]:
    """Of several addresses of one list the one that most links name."""
    by_rows: dict[frozenset[str], list[str]] = {}
    for key, page in pages.items():
        if len(_row_set(page)) > 1:
            by_rows.setdefault(_row_set(page), []).append(key)
    return {
        rows: min(keys, key=lambda one: (-sum(found.texts.get(one, {}).values()), len(one), one))
        for rows, keys in by_rows.items()
    }


def _row_set(page: ColumnPage) -> frozenset[str]:
    return frozenset(page.seen.rows)
