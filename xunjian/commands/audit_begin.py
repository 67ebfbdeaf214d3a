"""What `audit` and `crawl` go by: a registry as it is now, a portal that is discovered first, or a run that goes on.

The portal's lock is held from before the first request, also those of discovery.
"""

from __future__ import annotations

import json
import shlex
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from checks.catalogues.catalogue import Catalogue
from checks.subjects import Portal
from crawler.plan import CrawlPlan, make_plan
from crawler.target_url import normalise
from crawler.targets import Registry, load_registry, registry_from_snapshot, with_network
from storage.crawl_tables import Run
from storage.portal_lock import portal_key
from storage.runs import find_run
from xunjian.commands import options as given
from xunjian.commands.target import registry_of
from xunjian.discovery import Discovered, is_address
from xunjian.one_audit import one_at_a_time
from xunjian.pipeline import VERIFIED_WITHIN, RunOptions, load_catalogues, options_of
from xunjian.problems import WrongUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the command line says. `day` None: not said."""

    command: str  # audit or crawl
    target: str
    units: tuple[str, ...]
    columns: tuple[str, ...]
    catalogues: tuple[str, ...] = ()
    day: date | None
    browser: bool
    threshold: float
    allow: list[str] | None
    resolver: str | None
    rate: float | None
    confirm_after: float | None
    resume: str | None
    full: bool = False
    verified_within: float | None = None
    # Options that do not change what is looked at, as they would be written again to go on.
    also: tuple[tuple[str, str | None], ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """`run` is None for one that is still to begin."""

    registry: Registry
    found: Discovered | None
    options: RunOptions
    plan: CrawlPlan
    tables: tuple[Catalogue, ...]
    day: date
    run: Run | None = None


class NothingLeft(Exception):
    """The run to go on with has ended long ago; the text is the sentence for the user."""


def prepared(asked: Asked) -> Begun | None:
    """Everything that can be known without database and network, so that wrong use leaves nothing behind; None where
    the database or the portal has to be asked first. Raises WrongUse, RegistryError, PlanError."""
    if asked.resume is None and not is_address(asked.target):
        return _new(asked)
    if is_address(asked.target) and not _host(asked.target):
        raise WrongUse(f"{asked.target!r} 不是可以访问的网址；请写成 https://www.example.gov.cn/ 的形式")
    return None


def begun(session: Session, asked: Asked, ready: Begun | None, held: ExitStack) -> Begun:
    """Take the portal's lock into `held` and give what to go by. Raises PortalBusy, NothingLeft and what `prepared`
    raises."""
    if asked.resume is not None:
        return _resumed(session, asked, asked.resume, held)
    address = normalise(asked.target) if ready is None else None
    if address is not None:
        held.enter_context(one_at_a_time(session, Portal(name=urlsplit(address).netloc, home=address)))
    ready = ready or _new(asked)
    home = ready.registry.portal.home
    if address is None or portal_key(address) != portal_key(home):
        held.enter_context(one_at_a_time(session, ready.registry.portal))
    return ready


def command_to_resume(asked: Asked, run: Run) -> str:
    """What to type to go on with this run."""
    words = ["xunjian", asked.command, asked.target, "--resume", run.id]
    for name, value in asked.also:
        words += [name, value] if value else []
    return shlex.join(words)


def _new(asked: Asked) -> Begun:
    registry, found = registry_of(
        asked.target,
        asked.allow,
        asked.resolver,
        asked.rate,
        asked.confirm_after,
        threshold=asked.threshold,
        browser=asked.browser,
    )
    tables = load_catalogues(asked.catalogues or registry.portal.catalogues)
    options = RunOptions(
        asked.units,
        asked.columns,
        tuple(table.id for table in tables),
        asked.browser,
        full=asked.full,
        verified_within=VERIFIED_WITHIN if asked.verified_within is None else asked.verified_within,
    )
    plan = make_plan(registry, units=options.units, columns=options.columns, browser=options.browser)
    return Begun(
        registry=registry,
        found=found,
        options=options,
        plan=plan,
        tables=tables,
        day=asked.day or given.today_in_beijing(),
    )


def _resumed(session: Session, asked: Asked, name: str, held: ExitStack) -> Begun:
    """Registry and plan are those of the run: what was seen already was seen by them."""
    run = find_run(session, name)
    options = options_of(run)
    if options.is_link_walk:
        raise WrongUse(f"检查 {run.id} 是 xunjian links 的检查；请执行 xunjian links --resume {run.id}")
    stored = registry_from_snapshot(run.registry_snapshot)
    _refuse_another_portal(asked, run, stored)
    for option, wanted, had in (("--unit", asked.units, options.units), ("--column", asked.columns, options.columns)):
        if wanted and wanted != had:
            words = f"只检查 {'、'.join(had)}" if had else "没有这一限定"
            raise WrongUse(f"检查 {run.id} {words}，与 {option} 不符；继续时请不写 {option}，或不写 --resume 重新检查")
    rules = given.network_with(stored.network, asked.allow, asked.resolver, asked.rate, asked.confirm_after)
    registry = with_network(stored, rules)
    held.enter_context(one_at_a_time(session, registry.portal))
    session.refresh(run)  # another process may have ended it while we looked at it
    if run.state == "finished":
        raise NothingLeft(
            f"检查 {run.id} 的观测已经完成，没有需要继续的内容；出具报告请依次执行 "
            f"xunjian check {run.id}、xunjian score {run.id}、xunjian report {run.id} --out 目录"
        )
    plan = make_plan(registry, units=options.units, columns=options.columns, browser=options.browser and asked.browser)
    return Begun(
        registry=registry,
        found=None,
        options=options,
        plan=plan,
        tables=load_catalogues(asked.catalogues or options.catalogues),
        day=asked.day or run.as_of,
        run=run,
    )


def _refuse_another_portal(asked: Asked, run: Run, stored: Registry) -> None:
    if is_address(asked.target):
        if _host(asked.target) != _host(run.home):
            raise WrongUse(f"检查 {run.id} 的门户是 {run.home}，不是 {asked.target}；请写该门户的网址，或不写 --resume")
        return
    now = load_registry(asked.target)
    if portal_key(now.portal.home) != portal_key(run.home):
        raise WrongUse(
            f"检查 {run.id} 的门户是 {run.home}，登记文件 {asked.target} 是 {now.portal.home}；请核对检查编号"
        )
    if json.loads(now.snapshot)["portal"] != json.loads(stored.snapshot)["portal"]:
        raise WrongUse(
            f"登记文件 {asked.target} 在检查 {run.id} 开始后已被修改，不能继续该检查；"
            "请恢复当时的登记文件，或不写 --resume 重新检查"
        )


def _host(address: str) -> str:
    return (urlsplit(normalise(address) or "").hostname or "").removeprefix("www.")


def say_mistakes(count: int) -> None:
    if count:
        print(f"程序内部错误 {count} 处（详见上方日志），相关观测记为未能观测", file=sys.stderr)
