"""Discovery from an address alone: columns found, right classes, right units and surplus on portals with a known truth.

Four invented portals of the tests, the demo portal, and a slice of a real one (shared samples beside the project),
served on loopback. A class that discovery left open (other, please confirm) is counted apart from a wrong one.

At first contact, before anything was generalised from them, the invented portals gave: county 18 of 19 found and 1
surplus; district 21 of 21, 1 class wrong and 1 unit; city 21 of 25 and 6 surplus; zone 21 of 21 and 3 surplus, units 6
of 21 (the short name of its own office).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from bench.real_portal import CLASSES, OFFICIAL, SLICE, nothing_else_resolves, served_slice, truth_of_slice
from checks.subjects import Column, Portal
from crawler.discovery.addresses import page_key
from crawler.discovery.unit_names import place_of, unit_key
from crawler.network_rules import NetworkRules
from tests.crawler.discovery import card_zone, gbk_town_city, hanweb_county, vsb_district
from tests.crawler.portal_server import PortalServer
from xunjian.demo.names import NameServer, Zone
from xunjian.demo.server import DemoPortal
from xunjian.discovery import Discovered, discovered

LOOPBACK = ("127.0.0.0/8", "::1/128")


@dataclass(frozen=True)
class WantedColumn:
    url: str
    column_class: str
    units: frozenset[str]  # every name its owner goes by; empty: not known


@dataclass(frozen=True)
class Comparison:
    wanted: int
    found: int
    right_class: int
    open_class: int
    right_unit: int
    known_units: int
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    wrong_units: tuple[str, ...]
    surplus: tuple[str, ...]

    def line(self) -> str:
        return (
            f"columns found {self.found}/{self.wanted}, right class {self.right_class}/{self.wanted} "
            f"(left open {self.open_class}, wrong {len(self.wrong)}), right unit {self.right_unit}/{self.known_units}, "
            f"surplus {len(self.surplus)}"
        )


def compare(wanted: Iterable[WantedColumn], portal: Portal) -> Comparison:
    place = place_of(portal.name)
    named = {unit.name: frozenset(unit_key(name, place) for name in unit.names) for unit in portal.units}
    found = {page_key(column.url): column for column in portal.columns()}
    truth = {page_key(one.url): one for one in wanted}
    both = {key: (truth[key], column) for key, column in found.items() if key in truth}
    wrong = [(one, column) for one, column in both.values() if column.column_class != one.column_class]
    is_open = [(one, column) for one, column in wrong if column.guess is not None and column.guess.likely is not None]
    with_unit = [(one, column) for one, column in both.values() if one.units]
    other_unit = [
        (one, column)
        for one, column in with_unit
        if not {unit_key(name, place) for name in one.units} & named[column.unit]
    ]
    return Comparison(
        wanted=len(truth),
        found=len(both),
        right_class=len(both) - len(wrong),
        open_class=len(is_open),
        right_unit=len(with_unit) - len(other_unit),
        known_units=sum(1 for one in truth.values() if one.units),
        missing=tuple(one.url for key, one in truth.items() if key not in found),
        wrong=tuple(_told(column, one.column_class) for one, column in wrong if (one, column) not in is_open),
        wrong_units=tuple(
            f"{column.name} {column.url}: {column.unit}, not {sorted(one.units)}" for one, column in other_unit
        ),
        surplus=tuple(_told(column, "none") for key, column in found.items() if key not in truth),
    )


def _told(column: Column, wanted: str) -> str:
    return f"{column.name} {column.url}: {column.column_class}, not {wanted}"


def main() -> int:
    with invented_county() as (url, network):
        _measure("invented county (Hanweb)", discovered_in(url, network), truth_of_county(url))
    with invented_district() as (url, network, port):
        _measure("invented district (VSB)", discovered_in(url, network), truth_of_district(port))
    with invented_city() as (url, network):
        _measure("invented city (old tables)", discovered_in(url, network), truth_of_city(url))
    with invented_zone() as (url, network):
        _measure("invented zone (cards)", discovered_in(url, network), truth_of_zone(url))
    with DemoPortal() as demo:
        network = NetworkRules(requests_per_second=0, resolver=demo.resolver, allow=LOOPBACK)
        result = discovered_in(demo.url("http://www.lanxi.gov.example/"), network)
        _measure("demo portal", result, truth_of_demo(demo))
    if not SLICE.is_dir():
        print("  real slice: skipped, the shared samples (real-portal) are not beside the project")
        return 0
    with served_slice(listed=True) as home, nothing_else_resolves() as resolver:
        network = NetworkRules(requests_per_second=0, resolver=resolver, allow=LOOPBACK)
        _measure("real slice", discovered_in(home, network), truth_in_slice(home))
    return 0


def discovered_in(url: str, network: NetworkRules) -> tuple[Discovered, float]:
    began = time.monotonic()
    return discovered(url, network, browser=False), time.monotonic() - began


def _measure(name: str, result: tuple[Discovered, float], wanted: Iterable[WantedColumn]) -> None:
    found, seconds = result
    told = compare(wanted, found.registry.portal)
    print(f"  {name}: {told.line()}; {found.proposal.requests} requests, {seconds:.1f} s")
    for heading, entries in (
        ("missing", told.missing),
        ("wrong class", told.wrong),
        ("wrong unit", told.wrong_units),
        ("surplus", told.surplus),
    ):
        for entry in entries:
            print(f"    {heading}: {entry}")


# -- the portals and their truths ------------------------------------------------------------------------------------


@contextmanager
def invented_county() -> Iterator[tuple[str, NetworkRules]]:
    with PortalServer(hanweb_county.routes()) as server:
        yield f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK)


@contextmanager
def invented_district() -> Iterator[tuple[str, NetworkRules, int]]:
    hosts = {host: {"a": ["127.0.0.1"]} for host in vsb_district.HOSTS}
    with PortalServer() as server, names(Zone(hosts)) as resolver:
        server.routes.update(vsb_district.routes(server.port))
        network = NetworkRules(requests_per_second=0, resolver=resolver, allow=LOOPBACK)
        yield f"http://{vsb_district.WWW}:{server.port}/", network, server.port


@contextmanager
def invented_city() -> Iterator[tuple[str, NetworkRules]]:
    with PortalServer(gbk_town_city.routes()) as server:
        yield f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK)


@contextmanager
def invented_zone() -> Iterator[tuple[str, NetworkRules]]:
    with PortalServer() as server:
        server.routes.update(card_zone.routes(server.url))
        yield f"{server.url}/", NetworkRules(requests_per_second=0, allow=LOOPBACK)


@contextmanager
def names(zone: Zone) -> Iterator[str]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = NameServer(zone)
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


def truth_of_county(url: str) -> list[WantedColumn]:
    return [
        WantedColumn(url.rstrip("/") + one.path, one.column_class, frozenset({one.unit}))
        for one in hanweb_county.truth()
    ]


def truth_of_city(url: str) -> list[WantedColumn]:
    wanted = gbk_town_city.truth()
    return [WantedColumn(url.rstrip("/") + one.path, one.column_class, frozenset({one.unit})) for one in wanted]


def truth_of_zone(url: str) -> list[WantedColumn]:
    return [
        WantedColumn(url.rstrip("/") + one.path, one.column_class, frozenset({one.unit})) for one in card_zone.truth()
    ]


def truth_of_district(port: int) -> list[WantedColumn]:
    return [WantedColumn(one.url, one.column_class, frozenset({one.unit})) for one in vsb_district.truth(port)]


def truth_of_demo(demo: DemoPortal) -> list[WantedColumn]:
    """The demo's own registry; a column of several units may be found under any of them."""
    from crawler.targets import load_registry

    portal = load_registry(demo.registry_path).portal
    owners: dict[str, frozenset[str]] = {}
    for unit in portal.units:
        for column in unit.columns:
            owners[column.url] = owners.get(column.url, frozenset()) | frozenset(unit.names)
    return [WantedColumn(column.url, column.column_class, owners[column.url]) for column in portal.columns()]


def truth_in_slice(home: str) -> list[WantedColumn]:
    return [
        WantedColumn(
            str(entry["url"]).replace(OFFICIAL, home.rstrip("/")),
            CLASSES.get(str(entry["title"]), "other"),
            frozenset(),
        )
        for entry in truth_of_slice()
        if entry["page_type"] == "list"
    ]
