"""What may stand in a registry file, key by key (contract of the product), and how a mistake is told in Chinese."""

from __future__ import annotations

import difflib
import math
import re
from datetime import date
from ipaddress import ip_address, ip_network
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from checks.subjects import AccountType, ColumnClass
from crawler.network_rules import CONFIRM_AFTER, MOST_AT_ONCE, MOST_CONFIRM_AFTER
from crawler.quiet_hours import QuietHours, normal_quiet_hours
from crawler.registry_document import Mistake, Path_, RegistryDocument, key_text
from crawler.target_url import normalise

# Faster than this no public host may be asked; only hosts inside `allow` may go unthrottled (0).
MAX_REQUESTS_PER_SECOND = 50


def _mistake(sentence: str) -> PydanticCustomError:
    # Braces would be read as places to fill.
    return PydanticCustomError("registry", "{sentence}", {"sentence": sentence})


def _as_text(value: object) -> object:
    """A name of digits only (2023, 110) is read by YAML as a number."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _not_blank(value: str) -> str:
    stripped = value.strip()
    if not stripped:
        raise _mistake("不能为空；请写出内容")
    return stripped


def _as_date(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise _mistake(f"“{value}”不是有效日期；请写成 2023-12-31 这样的年-月-日")


def _as_cidr(value: object) -> object:
    try:
        return str(ip_network(str(value).strip()))
    except ValueError:
        raise _mistake(f'“{value}”不是有效的网段；请写成 127.0.0.0/8 或 "::1/128" 这样的 CIDR') from None


def _as_resolver(value: object) -> object:
    text = str(value).strip()
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:\[\]]+)):(\d{1,5})", text)
    try:
        if found is None or not 0 < int(found[3]) < 65536:
            raise ValueError
        ip_address(found[1] or found[2])
    except ValueError:
        raise _mistake(f"“{value}”不是 DNS 服务器地址；请写成 127.0.0.1:53 这样的 IP:端口") from None
    return text


def _as_contact(value: str) -> str:
    if value and not re.fullmatch(r"(mailto:[^\s@]+@[^\s@]+|https?://[!-~]+)", value):
        raise _mistake(f"“{value}”不能写进请求标识；请写成 mailto:audit@example.gov.cn 或 https 网址")
    if not value.isascii():
        raise _mistake(f"“{value}”含有非 ASCII 字符，不能写进请求头；请写成 mailto:audit@example.gov.cn")
    return value


def _as_rate(value: float) -> float:
    if not math.isfinite(value) or value < 0 or value > MAX_REQUESTS_PER_SECOND:
        raise _mistake(f"应在 0 到 {MAX_REQUESTS_PER_SECOND} 之间；默认 2（每台主机每秒两次请求）")
    return value


def _as_pause(value: float) -> float:
    if not math.isfinite(value) or value < 0 or value > MOST_CONFIRM_AFTER:
        raise _mistake(f"应在 0 到 {MOST_CONFIRM_AFTER:g} 秒之间；默认 {CONFIRM_AFTER:g}（异常链接间隔 3 分钟复测）")
    return value


def _as_places(value: int) -> int:
    if not 1 <= value <= MOST_AT_ONCE:
        raise _mistake(f"应在 1 到 {MOST_AT_ONCE} 之间；默认 1（对同一主机逐个请求）")
    return value


def _as_quiet(value: object) -> object:
    try:
        return normal_quiet_hours(str(value))
    except ValueError:
        raise _mistake(f"“{value}”不是时段；请写成 22:00-06:00 这样的起止时间（北京时间）") from None


def _as_quiet_day(value: list[str]) -> list[str]:
    try:
        QuietHours(value)
    except ValueError:
        raise _mistake("全天都不可访问，检查无法进行；请留出可访问的时间") from None
    return value


def as_address(value: str) -> str:
    if normalise(value) is not None:
        return value
    if normalise(f"https://{value}") is not None and "." in value and "://" not in value:
        raise _mistake(f"“{value}”缺少 http:// 或 https://；请写完整网址，如 https://{value}")
    raise _mistake(f"“{value}”不是可以访问的网址；请写完整网址，如 https://www.example.gov.cn/")


def as_source(value: str) -> str:
    source = value.strip()
    if source.lower().startswith(("http:", "https:")):
        as_address(source)
    elif "://" in source:
        raise _mistake(f"账号来源“{source}”无法读取；请写 http/https 网址，或本地文件名")
    return value


def _as_list(value: object) -> object:
    """A key left empty (`columns:`) means an empty list."""
    return [] if value is None else value


Text = Annotated[str, BeforeValidator(_as_text), AfterValidator(_not_blank)]
Loose = Annotated[str, BeforeValidator(lambda value: "" if value is None else _as_text(value))]
Address = Annotated[Text, AfterValidator(as_address)]
Day = Annotated[date, BeforeValidator(_as_date)]
Texts = Annotated[list[Text], BeforeValidator(_as_list)]
Addresses = Annotated[list[Address], BeforeValidator(_as_list)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class PortalForm(_Form):
    name: Text
    home: Address
    sites: Addresses = []
    catalogues: Texts = []


class NetworkForm(_Form):
    requests_per_second: Annotated[float, AfterValidator(_as_rate)] = 2
    resolver: Annotated[str, BeforeValidator(_as_resolver)] | None = None
    allow: Annotated[list[Annotated[str, BeforeValidator(_as_cidr)]], BeforeValidator(_as_list)] = []
    confirm_after: Annotated[float, AfterValidator(_as_pause)] | None = None
    user_agent_contact: Annotated[Loose, AfterValidator(_as_contact)] = ""
    requests_at_once: Annotated[int, AfterValidator(_as_places)] = 1
    quiet_hours: Annotated[
        list[Annotated[str, BeforeValidator(_as_quiet)]], BeforeValidator(_as_list), AfterValidator(_as_quiet_day)
    ] = []


class GuessForm(_Form):
    """What `xunjian discover` writes beside what it found out by itself; people may leave it or take it out."""

    confidence: Annotated[float, Field(ge=0, le=1)]
    reason: Loose = ""
    likely: ColumnClass | None = None
    unit_confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    unit_reason: Loose = ""
    confirm: bool = False


class ColumnForm(_Form):
    name: Text
    url: Address
    column_class: ColumnClass = Field(ColumnClass.OTHER, alias="class")
    update_within_days: Annotated[int, Field(ge=1, le=3660)] | None = None
    exempt: Text | None = None
    exempt_until: Day | None = None
    guess: GuessForm | None = None

    @field_validator("exempt_until", mode="after")
    @classmethod
    def _with_a_reason(cls, value: date | None, info: ValidationInfo) -> date | None:
        if value is not None and "exempt" in info.data and info.data["exempt"] is None:
            raise _mistake("写了 exempt_until 却没有 exempt；请在 exempt 写明豁免原因")
        return value


class AccountForm(_Form):
    platform: Text
    type: AccountType = AccountType.OTHER
    name: Text
    verified_as: Loose = ""
    source: Annotated[Loose, AfterValidator(as_source)] = ""
    guess: GuessForm | None = None


class UnitForm(_Form):
    name: Text
    kind: Text = "department"
    aliases: Texts = []
    roles: Texts = []
    attributes: dict[str, bool | str] = {}
    sites: Addresses = []
    columns: Annotated[list[ColumnForm], BeforeValidator(_as_list)] = []
    accounts: Annotated[list[AccountForm], BeforeValidator(_as_list)] = []
    guess: GuessForm | None = None


class RepostForm(_Form):
    title: Text
    published: Day
    deadline: Day | None = None
    applies_to: Annotated[list[AccountType], BeforeValidator(_as_list)] = []


class RegistryForm(_Form):
    portal: PortalForm
    network: Annotated[NetworkForm, BeforeValidator(lambda value: {} if value is None else value)] = NetworkForm()
    units: Annotated[list[UnitForm], BeforeValidator(_as_list)] = []
    required_reposts: Annotated[list[RepostForm], BeforeValidator(_as_list)] = []


_FORM_AT: dict[tuple[str, ...], type[_Form]] = {
    (): RegistryForm,
    ("portal",): PortalForm,
    ("network",): NetworkForm,
    ("units",): UnitForm,
    ("units", "guess"): GuessForm,
    ("units", "columns"): ColumnForm,
    ("units", "columns", "guess"): GuessForm,
    ("units", "accounts"): AccountForm,
    ("units", "accounts", "guess"): GuessForm,
    ("required_reposts",): RepostForm,
}


def mistakes_of(error: ValidationError, document: RegistryDocument) -> list[Mistake]:
    """One sentence per place; of a union every branch complains, and the first one speaks."""
    told: dict[Path_, str] = {}
    for details in error.errors(include_url=False):
        at = _place(details)
        told.setdefault(at, _explanation(details, at))
    return list(told.items())


def _place(details: ErrorDetails) -> Path_:
    # A union adds the name of its branch ("bool", "str") behind the key.
    return tuple(part for part in details["loc"] if part not in ("bool", "str"))


def _explanation(details: ErrorDetails, at: Path_) -> str:
    value = details.get("input")
    match details["type"]:
        case "registry":
            return details["msg"]
        case "extra_forbidden":
            return _unknown_key(at)
        case "missing":
            return f"缺少必填的键 {at[-1]}；请补上，如 {at[-1]}: {_example(str(at[-1]))}"
        case "enum":
            return _unknown_word(value, at)
        case "bool_type" | "bool_parsing":
            return f"“{value}”不对；请写 true 或 false"
        case "int_type" | "int_parsing" | "int_from_float":
            return f"“{value}”不是整数；请写天数，如 30"
        case "float_type" | "float_parsing":
            return f"“{value}”不是数字；请写数字，如 2"
        case "greater_than_equal" | "less_than_equal" if at[-1] in ("confidence", "unit_confidence"):
            return f"“{value}”超出范围；请写 0 到 1 之间的数，如 0.8"
        case "greater_than_equal" | "less_than_equal":
            return f"“{value}”超出范围；请写 1 到 3660 之间的天数"
        case "list_type":
            return f"应是列表；请写成 [{value}] 或以“- ”开头的多行"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "应是若干“键: 值”；请参照登记文件格式书写"
        case "string_type":
            return "应是一段文字；请写文字，必要时加引号"
    return f"{details['msg']}（写的是“{value}”）"


def _unknown_key(at: Path_) -> str:
    form = _FORM_AT[tuple(part for part in at[:-1] if isinstance(part, str))]
    known = [field.alias or name for name, field in form.model_fields.items()]
    return f"不认识的键 {at[-1]}{_near(str(at[-1]), known)}；{key_text(at[:-1])} 可写的键：{'、'.join(known)}"


def _unknown_word(value: object, at: Path_) -> str:
    words = [str(word) for word in (ColumnClass if at[-1] in ("class", "likely") else AccountType)]
    what = "栏目类型" if at[-1] in ("class", "likely") else "账号类型"
    return f"没有{what}“{value}”{_near(str(value), words)}；可写：{'、'.join(words)}"


def _near(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"（是否想写 {near[0]}？）" if near else ""


def _example(key: str) -> str:
    examples: dict[str, Any] = {
        "home": "https://www.example.gov.cn/",
        "url": "https://www.example.gov.cn/tzgg/",
        "platform": "wechat",
        "published": "2023-11-22",
        "portal": "{name: 示例县人民政府, home: https://www.example.gov.cn/}",
        "title": "国务院办公厅关于部分节假日安排的通知",
    }
    return str(examples.get(key, "名称"))
