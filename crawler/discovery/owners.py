"""Which unit a column belongs to: by its host, its folder, the sources its articles name, its own names; pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from checks.observation import PageType
from crawler.discovery.addresses import folder_of, path_words
from crawler.discovery.column_pages import ColumnPage
from crawler.discovery.found import Found
from crawler.discovery.seen_page import SeenPage
from crawler.discovery.unit_names import is_unit_name, place_of, unit_in, unit_key
from crawler.scope import host_key

_FEWEST_SAMPLES = 2
_DEFAULT_PAGES = ("", "index", "default", "home", "main")
# 部门动态, 乡镇信息, 县区传真: the name says that many offices write here.
_COLLECTIVE = re.compile(
    r"各?(?:部门|单位|县区|区县|县市区|县市|市县|乡镇街道|乡镇|镇乡|镇街|街镇|乡街|街乡|镇办|镇村|街道乡镇|基层|各地)"
    r"(?:[^局办委镇乡]{0,4})(?:动态|要闻|新闻|信息|快讯|传真|之窗|风采|工作|公告|公示|文件|解读|简报)"
)
UNKNOWN = 0.5  # the portal's own office stands in for an owner that no sign names


@dataclass(slots=True)
class KnownUnit:
    names: Counter[str] = field(default_factory=Counter)  # spelling → weight; the heaviest is the unit's name
    sites: dict[str, None] = field(default_factory=dict)
    confidence: float = 0.0
    reason: str = ""

    @property
    def name(self) -> str:
        return max(sorted(self.names), key=lambda one: (self.names[one], len(one)))

    def learn(self, name: str, weight: int, confidence: float, reason: str) -> None:
        self.names[name] += weight
        if confidence > self.confidence:
            self.confidence, self.reason = confidence, reason


@dataclass(frozen=True, slots=True)
class Owner:
    unit: str  # key
    confidence: float
    reason: str


class Owners:
    """`name` and `office` are those of the portal: 澜溪县人民政府, 澜溪县人民政府办公室."""

    def __init__(self, found: Found, name: str, office: str) -> None:
        self.place = place_of(name)
        self.units: dict[str, KnownUnit] = {}
        self.office = self._learn(office, 20, 0.9, "门户主办单位")
        self._name = name
        self._is_department = name == office and is_unit_name(name)  # the site of one office, no portal
        self._found = found
        self._home_host = host_key(found.home)
        self.hosts: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        for key, seen in found.pages.items():
            self._learn_site(key, seen)

    def of(self, page: ColumnPage) -> Owner:
        url = page.seen.final_url
        host = host_key(url)
        if host in self.hosts:
            return Owner(self.hosts[host], 0.92, f"所在站点{host}")
        for folder, unit in sorted(self._folders.items(), key=lambda one: -len(one[0])):
            if url.startswith(folder):
                return Owner(unit, 0.88, f"所在目录{urlsplit(folder).path}")
        above = (page.name, *reversed(page.trail))
        named = next((name for name in above if unit_in(name) and not self._is_portal(unit_in(name))), "")
        if named:
            unit = self._learn(unit_in(named), 1, 0.75, f"栏目或位置名称{named}")
            return Owner(unit, 0.8, f"名称{named}")
        found = self._by_sources(page) or self._by_path(url)
        if self._is_department and (found is None or found.unit == self.office):
            return Owner(self.office, 0.9, "部门网站的主办单位")
        return found or Owner(self.office, UNKNOWN, "未见归属单位，暂归门户主办单位")

    def account_owner(self, owner: str, account: str) -> Owner:
        """`owner` as the matrix page names it."""
        if owner:
            return Owner(self._learn(owner, 2, 0.8, "新媒体矩阵页"), 0.9, "矩阵页所列主办单位")
        return Owner(self.office, UNKNOWN, f"“{account}”未列主办单位，暂归门户主办单位")

    # -- what is known of units --------------------------------------------------------------------------------------

    def _learn(self, name: str, weight: int, confidence: float, reason: str) -> str:
        key = unit_key(name, self.place)
        self.units.setdefault(key, KnownUnit()).learn(name, weight, confidence, reason)
        return key

    def _learn_site(self, key: str, seen: SeenPage) -> None:
        """A host of its own, or a folder with a home page of its own, whose name is that of an office."""
        host = host_key(seen.final_url)
        texts = sorted(self._found.texts.get(key, ()))
        names = [name for name in (seen.site_name, seen.sponsor, *texts) if is_unit_name(name)]
        if host.removeprefix("www.") != self._home_host.removeprefix("www."):
            if seen.is_home and names:
                self.hosts[host] = self._learn(names[0], 10, 0.9, f"部门站点{host}的名称")
                self.units[self.hosts[host]].sites[seen.final_url] = None
                for name in names[1:]:
                    if unit_key(name, self.place) == self.hosts[host]:
                        self._learn(name, 1, 0, "")
            return
        folder = folder_of(seen.final_url)
        page = urlsplit(seen.final_url).path.rpartition("/")[2].partition(".")[0].lower()
        if page not in _DEFAULT_PAGES:
            folder = f"{folder}{page}/"  # VSB: the pages below /bm/fgj.htm are /bm/fgj/….htm
        if urlsplit(folder).path == "/":
            return
        texts = sorted(texts, key=lambda text: -self._found.texts[key][text])
        own = [name for name in (seen.site_name, *texts) if is_unit_name(name) and not self._is_portal(name)]
        if own and seen.page.page_type is not PageType.ARTICLE:
            unit = self._learn(own[0], 8, 0.85, f"部门目录{urlsplit(folder).path}的名称")
            self._folders.setdefault(folder, unit)
            for name in own[1:]:
                if unit_key(name, self.place) == unit:
                    self._learn(name, 1, 0, "")

    def _is_portal(self, name: str) -> bool:
        return name in (self._name, self.place) or unit_key(name, self.place) == self.office

    # -- signs of single columns -------------------------------------------------------------------------------------

    def _by_sources(self, page: ColumnPage) -> Owner | None:
        samples = [one for one in self._found.articles.get(page.seen.key, ()) if one.page_type is PageType.ARTICLE]
        named = [one.source_unit for one in samples if is_unit_name(one.source_unit)]
        if not named:
            return None
        counted = Counter(self.office if self._is_portal(name) else unit_key(name, self.place) for name in named)
        (unit, most), total = counted.most_common(1)[0], len(samples)
        if unit != self.office and _COLLECTIVE.match(page.name):
            # 县区动态: some rows looked at may all be one county's, the column is never.
            return Owner(self.office, 0.7, f"名称“{page.name}”为多家单位共用，按门户共用栏目处理")
        if len(counted) > 1:
            return Owner(self.office, 0.7, f"抽查{total}条，来源为{len(counted)}家单位，按门户共用栏目处理")
        if unit == self.office:
            return Owner(unit, 0.85 if most >= _FEWEST_SAMPLES else 0.72, f"抽查{total}条，{most}条来源为{named[0]}")
        if most < _FEWEST_SAMPLES or most * 2 <= total:
            # One article says whose it is, not whose the column is.
            return Owner(self.office, UNKNOWN, f"抽查{total}条，仅{most}条写明来源（{named[0]}），暂归门户主办单位")
        for name in named:
            self._learn(name, 1, 0.75, f"栏目{page.name}的文章来源")
        return Owner(unit, 0.85, f"抽查{total}条，{most}条来源为{named[0]}")

    def _by_path(self, url: str) -> Owner | None:
        """/bmxx/fgj/ where fgj.… is the host of a unit."""
        words = path_words(url)
        for host, unit in self.hosts.items():
            if host.partition(".")[0] in words:
                return Owner(unit, 0.75, f"目录名{host.partition('.')[0]}与部门站点相同")
        return None
