"""A portal's registry from its address alone: walk it, propose, and put the proposal through the registry check.

The looks of discovery are not kept: what an audit rests on it looks at itself.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from checks.check import BEIJING
from checks.derived.fetch_wording import fetch_sentence
from checks.observation import FetchEnd
from checks.subjects import Portal
from crawler.discovery.bounds import Bounds
from crawler.discovery.column_class import USE_FROM
from crawler.discovery.proposal import Proposal
from crawler.discovery.propose import NothingFound, propose
from crawler.discovery.registry_text import registry_text
from crawler.network_rules import NetworkRules
from crawler.plan import make_plan
from crawler.target_url import normalise
from crawler.targets import Registry, load_registry, with_network
from storage.base import open_database
from storage.run_store import RunStore
from storage.runs import begin_run
from xunjian import VERSION
from xunjian.problems import WrongUse

Progress = Callable[[int, int, str], None]


class DiscoveryStopped(Exception):
    """Half a portal is no registry: nothing of it is written."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """`text` is a registry file that the registry check accepts; `registry` is what it says."""

    proposal: Proposal
    text: str
    registry: Registry


def is_address(target: str) -> bool:
    return target.lower().startswith(("http://", "https://"))


def discovered(
    url: str,
    network: NetworkRules,
    bounds: Bounds | None = None,
    *,
    use_from: float = USE_FROM,
    browser: bool = True,
    progress: Progress | None = None,
) -> Discovered:
    """Raises WrongUse for an address that cannot be had, DiscoveryStopped after Ctrl-C."""
    from crawler.discovery.discover import discover  # Scrapy takes a second to import: not for wrong use

    bounds = bounds or Bounds()
    address = normalise(url)
    if address is None or not urlsplit(address).hostname:
        raise WrongUse(f"{url!r} 不是可以访问的网址；请写成 https://www.example.gov.cn/ 的形式")
    portal = Portal(name="-", home=address)
    plan = make_plan(Registry(portal, network, Path(), "{}"), browser=browser)
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/discovery.db")
        try:
            with Session(engine) as session:
                run = begin_run(
                    session,
                    portal="-",
                    home=address,
                    snapshot="{}",
                    options={},
                    as_of=datetime.now(BEIJING).date(),
                    product_version=VERSION,
                )
                found, stopped = discover(plan, RunStore(session, run.id), bounds, progress=progress)
        finally:
            engine.dispose()
        if stopped:
            raise DiscoveryStopped
        try:
            proposal = propose(found, bounds, use_from, fetch_sentence)
        except NothingFound as error:
            raise WrongUse(_not_had(error)) from None
        text = registry_text(proposal, network, bounds, use_from)
        return Discovered(proposal, text, _checked(text, Path(folder)))


def _not_had(error: NothingFound) -> str:
    private = next((fetch for fetch in error.ends if fetch.ended is FetchEnd.PRIVATE_ADDRESS), None)
    if private is not None:
        return (
            f"{error.start}：解析到内网地址，未访问（{private.detail}）；"
            "确需访问请加 --allow 网段，如 --allow 10.0.0.0/8"
        )
    # What was not asked again says nothing beside the look that found the host silent.
    ends = [fetch for fetch in error.ends if fetch.ended is not FetchEnd.HOST_SILENT] or list(error.ends)
    why = "、".join(dict.fromkeys(fetch_sentence(fetch) for fetch in ends)) or "没有应答"
    if any(fetch.wall for fetch in ends):
        return f"{error.start}：未能取得页面（{why}）；请改用能打开的栏目页网址，或人工编写登记文件"
    return f"{error.start}：未能取得页面（{why}）；请核对网址，或改用能打开的栏目页网址"


def _checked(text: str, folder: Path) -> Registry:
    """Through the same check as a file of a person, so that what is written can be read."""
    file = folder / "registry.yaml"
    file.write_text(text, encoding="utf-8")
    registry = load_registry(file)
    # The folder is gone when the audit begins, and a run must not remember it: no source of an account is a file.
    return with_network(replace(registry, base=Path()), registry.network)
