"""The registry file: who is to be audited, with every mistake told by file, line and key and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from checks.subjects import Account, Column, Guess, Portal, RequiredRepost, Unit
from crawler.network_rules import CONFIRM_AFTER, LEAST_CONFIRM_AFTER, NetworkRules
from crawler.registry_document import Mistake, RegistryDocument, RegistryError, read_document
from crawler.registry_doubles import doubles
from crawler.registry_form import AccountForm, ColumnForm, GuessForm, RegistryForm, UnitForm, mistakes_of
from crawler.target_url import column_address, normalise

_OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".et", ".ett", ".ods", ".csv")

__all__ = [
    "CheckedDocument",
    "Registry",
    "RegistryError",
    "check_document",
    "load_registry",
    "read_registry_file",
    "registry_from_snapshot",
    "with_network",
]


@dataclass(frozen=True, slots=True)
class Registry:
    """`base`: folder that relative file names start from. `snapshot`: canonical JSON of portal, network and base."""

    portal: Portal
    network: NetworkRules
    base: Path
    snapshot: str


def load_registry(path: str | Path) -> Registry:
    """Raises RegistryError with one sentence for the user. A missing account source is no error: the crawl sees it."""
    document = read_registry_file(Path(path))
    checked = check_document(document)
    if checked.registry is None:
        first, *further = checked.mistakes
        more = f"；另有 {len(further)} 处，用 xunjian registry check {document.file} 查看全部" if further else ""
        raise RegistryError(f"{document.file} {first}{more}")
    return checked.registry


def read_registry_file(file: Path) -> RegistryDocument:
    """A registry file as plain values, not judged yet. Raises RegistryError for a file that cannot be read."""
    suffix = file.suffix.lower()
    if suffix == ".xlsx":
        from crawler.registry_workbook import read_workbook  # openpyxl takes a while, and most starts read no workbook

        return read_workbook(file)
    if suffix in _OTHER_SHEETS:
        raise RegistryError(f"{file}：登记表只读取 .xlsx 格式；请在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”")
    return read_document(file)


@dataclass(frozen=True, slots=True)
class CheckedDocument:
    """Every mistake from the top of the file to its end (the place and what to write instead), or a registry."""

    mistakes: tuple[str, ...]
    form: RegistryForm | None
    registry: Registry | None


def check_document(document: RegistryDocument) -> CheckedDocument:
    told: list[Mistake] = [*doubles(document.content, document)]
    form: RegistryForm | None = None
    registry: Registry | None = None
    try:
        form = RegistryForm.model_validate(document.content)
    except ValidationError as error:
        told += mistakes_of(error, document)
    if form is not None:
        base = document.file.resolve().parent
        portal, network = _portal(form), _network(form)
        told += _throttle_mistakes(network, portal)
        registry = Registry(portal, network, base, _snapshot(portal, network, base))
    mistakes = [
        (document.order(at), f"{document.place_text(at)}：{document.in_words(what)}")
        for at, what in told
        if not document.is_told(at)
    ]
    if mistakes or document.faults:
        in_order = sorted((*mistakes, *document.faults), key=lambda mistake: mistake[0])
        return CheckedDocument(tuple(sentence for _, sentence in in_order), None, None)
    return CheckedDocument((), form, registry)


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
    too_soon = confirmed_too_soon(rules)
    if too_soon is not None:
        raise RegistryError(f"--confirm-after：{too_soon}")
    return replace(registry, network=rules, snapshot=_snapshot(registry.portal, rules, registry.base))


def _snapshot(portal: Portal, network: NetworkRules, base: Path) -> str:
    content = {"portal": asdict(portal), "network": asdict(network), "base": str(base)}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=str, separators=(",", ":"))


def _portal(form: RegistryForm) -> Portal:
    home = _url(form.portal.home)
    sites = [_url(url) for url in form.portal.sites]
    return Portal(
        name=form.portal.name,
        home=home,
        sites=tuple(url for url in dict.fromkeys(sites) if url != home),
        catalogues=tuple(dict.fromkeys(form.portal.catalogues)),
        units=tuple(_unit(unit) for unit in form.units),
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


def _unit(unit: UnitForm) -> Unit:
    return Unit(
        name=unit.name,
        kind=unit.kind,
        aliases=tuple(dict.fromkeys(unit.aliases)),
        roles=tuple(unit.roles),
        attributes=tuple(sorted(unit.attributes.items())),
        sites=tuple(dict.fromkeys(_url(url) for url in unit.sites)),
        columns=tuple(_column(unit.name, column) for column in unit.columns),
        accounts=tuple(_account(unit.name, account) for account in unit.accounts),
        guess=_guess(unit.guess),
    )


def _column(unit: str, column: ColumnForm) -> Column:
    return Column(
        unit=unit,
        name=column.name,
        url=column_address(column.url.strip()) or _url(column.url),
        column_class=column.column_class,
        update_within_days=column.update_within_days,
        exempt=column.exempt,
        exempt_until=column.exempt_until,
        guess=_guess(column.guess),
    )


def _guess(guess: GuessForm | None) -> Guess | None:
    return None if guess is None else Guess(**guess.model_dump())


def _account(unit: str, account: AccountForm) -> Account:
    return Account(
        unit=unit,
        platform=account.platform,
        type=account.type,
        name=account.name,
        verified_as=account.verified_as,
        source=_source(account.source),
        guess=_guess(account.guess),
    )


def _source(source: str) -> str:
    """A file keeps the name the registry gives it: findings and their ids must not hang on where a checkout lies."""
    source = source.strip()
    return _url(source) if source.lower().startswith(("http:", "https:")) else source


def _url(url: str) -> str:
    normal = normalise(url.strip())
    if normal is None:  # the form lets nothing through that cannot be asked for
        raise AssertionError(url)
    return normal


def _network(form: RegistryForm) -> NetworkRules:
    network = form.network
    return NetworkRules(
        requests_per_second=float(network.requests_per_second),  # the default and a written 2 are one
        resolver=network.resolver,
        allow=tuple(network.allow),
        confirm_after=network.confirm_after,
        user_agent_contact=network.user_agent_contact,
        requests_at_once=network.requests_at_once,
        quiet_hours=tuple(dict.fromkeys(network.quiet_hours)),
    )


def _throttle_mistakes(network: NetworkRules, portal: Portal) -> list[Mistake]:
    problem = _unthrottled_outside(network.allow, portal) if network.requests_per_second == 0 else None
    told: list[Mistake] = [(("network", "requests_per_second"), problem)] if problem is not None else []
    too_soon = confirmed_too_soon(network)
    return told + ([(("network", "confirm_after"), too_soon)] if too_soon is not None else [])


def confirmed_too_soon(network: NetworkRules) -> str | None:
    """Why failing links may not be asked again that soon, or None where they may."""
    seconds = network.confirm_after
    if seconds is None or seconds >= LEAST_CONFIRM_AFTER or network.requests_per_second == 0:
        return None
    return (
        f"复测间隔 {seconds:g} 秒只用于不限速（requests_per_second: 0）检查内网测试站点；"
        f"请写 {LEAST_CONFIRM_AFTER:g} 以上的秒数，或不写（{CONFIRM_AFTER:g} 秒）"
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
