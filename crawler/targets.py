"""The registry file: who is to be audited, with every mistake told by file, line and key and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from checks.subjects import Account, Column, Portal, RequiredRepost, Unit
from crawler.network_rules import NetworkRules
from crawler.registry_document import RegistryDocument, RegistryError, read_document
from crawler.registry_form import AccountForm, ColumnForm, RegistryForm, UnitForm, sentence_for
from crawler.target_url import normalise

__all__ = ["Registry", "RegistryError", "load_registry", "registry_from_snapshot", "with_network"]


@dataclass(frozen=True, slots=True)
class Registry:
    """`base`: folder that relative file names start from. `snapshot`: canonical JSON of portal, network and base."""

    portal: Portal
    network: NetworkRules
    base: Path
    snapshot: str


def load_registry(path: str | Path) -> Registry:
    """Raises RegistryError with one sentence for the user. A missing account source is no error: the crawl sees it."""
    file = Path(path)
    if file.suffix.lower() in (".xlsx", ".xls"):
        raise RegistryError(f"{file}：Excel 登记表将在以后的版本支持；请先写成 YAML 登记文件（.yaml）")
    document = read_document(file)
    try:
        form = RegistryForm.model_validate(document.content)
    except ValidationError as error:
        raise RegistryError(sentence_for(error, document)) from None
    base = file.resolve().parent
    portal = _portal(form, document)
    network = _network(form, document, portal)
    return Registry(portal, network, base, _snapshot(portal, network, base))


def registry_from_snapshot(text: str) -> Registry:
    """The registry as it was when a run was made; the file itself may have changed or gone since."""
    stored = json.loads(text)
    portal = TypeAdapter(Portal).validate_python(stored["portal"])
    network = TypeAdapter(NetworkRules).validate_python(stored["network"])
    return Registry(portal, network, Path(stored["base"]), text)


def with_network(registry: Registry, rules: NetworkRules) -> Registry:
    """The same registry under other network rules (options of the command line win over the file)."""
    if rules.requests_per_second == 0:
        problem = _unthrottled_outside(rules.allow, registry.portal)
        if problem is not None:
            raise RegistryError(f"--rate：{problem}")
    return replace(registry, network=rules, snapshot=_snapshot(registry.portal, rules, registry.base))


def _snapshot(portal: Portal, network: NetworkRules, base: Path) -> str:
    content = {"portal": asdict(portal), "network": asdict(network), "base": str(base)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))


def _portal(form: RegistryForm, document: RegistryDocument) -> Portal:
    _refuse_doubles(form, document)
    home = _url(form.portal.home, document, ("portal", "home"))
    sites = [_url(url, document, ("portal", "sites", i)) for i, url in enumerate(form.portal.sites)]
    return Portal(
        name=form.portal.name,
        home=home,
        sites=tuple(url for url in dict.fromkeys(sites) if url != home),
        catalogues=tuple(dict.fromkeys(form.portal.catalogues)),
        units=tuple(_unit(unit, document, ("units", i)) for i, unit in enumerate(form.units)),
        required_reposts=tuple(
            RequiredRepost(
                title=repost.title,
                published=repost.published,
                deadline=repost.deadline,
                applies_to=tuple(dict.fromkeys(repost.applies_to)),
            )
            for repost in form.required_reposts
        ),
    )


def _unit(unit: UnitForm, document: RegistryDocument, at: tuple[str | int, ...]) -> Unit:
    sites = (_url(url, document, (*at, "sites", i)) for i, url in enumerate(unit.sites))
    return Unit(
        name=unit.name,
        kind=unit.kind,
        aliases=tuple(dict.fromkeys(unit.aliases)),
        roles=tuple(unit.roles),
        attributes=tuple(sorted(unit.attributes.items())),
        sites=tuple(dict.fromkeys(sites)),
        columns=tuple(
            _column(unit.name, column, document, (*at, "columns", i)) for i, column in enumerate(unit.columns)
        ),
        accounts=tuple(
            _account(unit.name, account, document, (*at, "accounts", i)) for i, account in enumerate(unit.accounts)
        ),
    )


def _column(unit: str, column: ColumnForm, document: RegistryDocument, at: tuple[str | int, ...]) -> Column:
    if column.exempt_until is not None and column.exempt is None:
        raise document.error((*at, "exempt_until"), "写了 exempt_until 却没有 exempt；请在 exempt 写明豁免原因")
    return Column(
        unit=unit,
        name=column.name,
        url=_url(column.url, document, (*at, "url")),
        column_class=column.column_class,
        update_within_days=column.update_within_days,
        exempt=column.exempt,
        exempt_until=column.exempt_until,
    )


def _account(unit: str, account: AccountForm, document: RegistryDocument, at: tuple[str | int, ...]) -> Account:
    return Account(
        unit=unit,
        platform=account.platform,
        type=account.type,
        name=account.name,
        verified_as=account.verified_as,
        source=_source(account.source, document, (*at, "source")),
    )


def _source(source: str, document: RegistryDocument, at: tuple[str | int, ...]) -> str:
    """A file keeps the name the registry gives it: findings and their ids must not hang on where a checkout lies."""
    source = source.strip()
    scheme = urlsplit(source).scheme.lower()
    if scheme in ("http", "https"):
        return _url(source, document, at)
    if "://" in source:
        raise document.error(at, f"账号来源“{source}”无法读取；请写 http/https 网址，或本地文件名")
    return source


def _url(url: str, document: RegistryDocument, at: tuple[str | int, ...]) -> str:
    normal = normalise(url.strip())
    if normal is None:
        raise document.error(at, f"“{url}”不是可以访问的网址；请写完整网址，如 https://www.example.gov.cn/")
    return normal


def _network(form: RegistryForm, document: RegistryDocument, portal: Portal) -> NetworkRules:
    network = form.network
    if network.requests_per_second == 0:
        problem = _unthrottled_outside(network.allow, portal)
        if problem is not None:
            raise document.error(("network", "requests_per_second"), problem)
    return NetworkRules(
        requests_per_second=network.requests_per_second,
        resolver=network.resolver,
        allow=tuple(network.allow),
        user_agent_contact=network.user_agent_contact,
    )


def _unthrottled_outside(allow: Sequence[str], portal: Portal) -> str | None:
    """Names are judged when they are resolved: one that leads outside `allow` is asked at the default rate."""
    if not allow:
        return "0（不限速）只用于 network.allow（--allow）列出的内网地址；请写大于 0 的数，如 2"
    networks = [ip_network(cidr) for cidr in allow]
    for url in _all_urls(portal):
        host = urlsplit(url).hostname or ""
        try:
            address = ip_address(host)
        except ValueError:
            continue
        if not any(address in network for network in networks):
            return f"0（不限速）不能用于 allow 以外的主机 {host}；请写大于 0 的数，如 2，或补充 allow"
    return None


def _all_urls(portal: Portal) -> Iterator[str]:
    yield from portal.site_urls()
    yield from (column.url for column in portal.columns())
    yield from (account.source for account in portal.accounts() if account.source.startswith(("http:", "https:")))


def _refuse_doubles(form: RegistryForm, document: RegistryDocument) -> None:
    """Outcomes, findings and --unit/--column name things by these names: each must mean one thing."""
    names: dict[str, int] = {}
    for i, unit in enumerate(form.units):
        for name in dict.fromkeys((unit.name, *unit.aliases)):
            if name in names:
                first = document.line(("units", names[name]))
                raise document.error(
                    ("units", i, "name"), f"单位名称或别名“{name}”与第 {first} 行的单位重复；请改名或合并"
                )
            names[name] = i
        columns: dict[str, int] = {}
        for j, column in enumerate(unit.columns):
            if column.name in columns:
                first = document.line(("units", i, "columns", columns[column.name]))
                raise document.error(
                    ("units", i, "columns", j, "name"), f"栏目“{column.name}”与第 {first} 行重复；请改名以便区分"
                )
            columns[column.name] = j
        accounts: dict[tuple[str, str, str], int] = {}
        for j, account in enumerate(unit.accounts):
            key = (account.platform, account.type, account.name)
            if key in accounts:
                first = document.line(("units", i, "accounts", accounts[key]))
                raise document.error(
                    ("units", i, "accounts", j, "name"), f"账号“{account.name}”与第 {first} 行重复；请删去一个或改名"
                )
            accounts[key] = j
