"""Who is audited, and what belongs to whom: portal, unit, column, account (frozen, no behaviour beyond look-up).

A `Subject` is the small handle that outcomes and findings carry; its `key` is stable between runs and is part of
the fingerprint of a finding, so it never holds a date, a run id or a position.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class ColumnClass(StrEnum):
    """What a column is for; the values are those of the registry file."""

    NEWS = "news"
    NOTICE = "notice"
    POLICY = "policy"
    INTERPRETATION = "interpretation"
    SOLICITATION = "solicitation"
    SURVEY = "survey"
    ANNUAL_REPORT = "annual_report"
    NORMATIVE = "normative"
    CONSULTATION = "consultation"
    LEADERS = "leaders"
    ORG = "org"
    GUIDE = "guide"
    PROJECT = "project"
    BUDGET = "budget"
    SERVICE = "service"
    TOPIC = "topic"
    OTHER = "other"


# What people call them; registries in Excel are written and read by these words.
CLASS_NAMES = {
    ColumnClass.NEWS: "动态要闻",
    ColumnClass.NOTICE: "通知公告",
    ColumnClass.POLICY: "政策文件",
    ColumnClass.INTERPRETATION: "政策解读",
    ColumnClass.SOLICITATION: "民意征集",
    ColumnClass.SURVEY: "网上调查",
    ColumnClass.ANNUAL_REPORT: "信息公开年报",
    ColumnClass.NORMATIVE: "规范性文件",
    ColumnClass.CONSULTATION: "政务咨询",
    ColumnClass.LEADERS: "领导信息",
    ColumnClass.ORG: "机构职能",
    ColumnClass.GUIDE: "办事指南",
    ColumnClass.PROJECT: "重大建设项目",
    ColumnClass.BUDGET: "财政预决算",
    ColumnClass.SERVICE: "查询服务",
    ColumnClass.TOPIC: "专题专栏",
    ColumnClass.OTHER: "其他",
}


class AccountType(StrEnum):
    """Types of new-media accounts (订阅号, 服务号, 微博 …)."""

    SUBSCRIPTION = "subscription"
    SERVICE = "service"
    WEIBO = "weibo"
    DOUYIN = "douyin"
    TOUTIAO = "toutiao"
    APP = "app"
    MINI_PROGRAM = "mini_program"
    OTHER = "other"


ACCOUNT_TYPES = {
    AccountType.SUBSCRIPTION: "订阅号",
    AccountType.SERVICE: "服务号",
    AccountType.WEIBO: "微博",
    AccountType.DOUYIN: "抖音",
    AccountType.TOUTIAO: "今日头条",
    AccountType.APP: "移动客户端",
    AccountType.MINI_PROGRAM: "小程序",
    AccountType.OTHER: "其他平台",
}


class SubjectKind(StrEnum):
    PORTAL = "portal"
    SITE = "site"
    UNIT = "unit"
    COLUMN = "column"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """What an outcome is about. `unit` is "" where no unit owns it (the portal's own pages)."""

    kind: SubjectKind
    key: str
    name: str
    unit: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What discovery concluded by itself; it stays beside the entry until a person has looked and takes it out.

    `confidence` (0 to 1) and `reason` are about the entry: for a column about its class, for a unit or an account about
    its being one. `likely` is the class that was too uncertain to be used, `confirm` asks a person to decide.
    """

    confidence: float
    reason: str
    likely: ColumnClass | None = None
    unit_confidence: float | None = None  # of a column or account: whose it is
    unit_reason: str = ""
    confirm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    unit: str
    name: str
    url: str
    column_class: ColumnClass = ColumnClass.OTHER
    update_within_days: int | None = None
    exempt: str | None = None  # the reason; the exemption itself is "this is not None"
    exempt_until: date | None = None  # last day of the exemption; None: open-ended
    guess: Guess | None = None

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.COLUMN, f"{self.unit}|{self.name}|{self.url}", self.name, self.unit, self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    unit: str
    platform: str
    type: AccountType
    name: str
    verified_as: str = ""
    source: str = ""
    guess: Guess | None = None

    @property
    def subject(self) -> Subject:
        return Subject(
            SubjectKind.ACCOUNT,
            f"{self.unit}|{self.platform}|{self.type}|{self.name}",
            self.name,
            self.unit,
            self.source,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    name: str
    kind: str = "department"
    aliases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    attributes: tuple[tuple[str, bool | str], ...] = ()
    sites: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    accounts: tuple[Account, ...] = ()
    guess: Guess | None = None

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.UNIT, self.name, self.name, self.name)

    @property
    def names(self) -> tuple[str, ...]:
        """The official name and every alias."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredRepost:
    title: str
    published: date
    deadline: date | None = None
    applies_to: tuple[AccountType, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    name: str
    home: str
    sites: tuple[str, ...] = ()  # further hosts that belong to it, home not repeated
    catalogues: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    required_reposts: tuple[RequiredRepost, ...] = field(default=())

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.PORTAL, self.home, self.name, "", self.home)

    def site_urls(self) -> tuple[str, ...]:
        """Home, further sites and the units' own sites, each once, home first."""
        urls = [self.home, *self.sites, *(url for unit in self.units for url in unit.sites)]
        return tuple(dict.fromkeys(urls))

    def site_subjects(self) -> tuple[Subject, ...]:
        """One subject per site; a site listed under exactly one unit belongs to it, all others to the portal."""
        owners: dict[str, list[str]] = {}
        for unit in self.units:
            for url in unit.sites:
                owners.setdefault(url, []).append(unit.name)
        return tuple(
            Subject(SubjectKind.SITE, url, url, owners[url][0] if len(owners.get(url, [])) == 1 else "", url)
            for url in self.site_urls()
        )

    def columns(self) -> Iterator[Column]:
        for unit in self.units:
            yield from unit.columns

    def accounts(self) -> Iterator[Account]:
        for unit in self.units:
            yield from unit.accounts

    def unit(self, name: str) -> Unit | None:
        """The unit called so by name or alias."""
        return next((unit for unit in self.units if name in unit.names), None)
