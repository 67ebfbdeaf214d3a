"""`xunjian try-column` and `try-page`: the test buttons for one address. Nothing of them is kept."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from checks.derived.fetch_wording import fetch_sentence
from checks.derived.row_dates import column_dates
from checks.observation import Fetch, FetchEnd, ListSeen, PageSeen
from checks.subjects import Column, Portal, Unit
from checks.workdays import WorkCalendar
from checks.world import World
from crawler.network_rules import NetworkRules
from crawler.plan import Limits, make_plan
from crawler.reading.observe import list_seen, page_seen
from crawler.target_url import column_address
from crawler.targets import Registry
from storage.capture import Capture, CaptureRole
from storage.run_store import RunStore
from xunjian import pipeline
from xunjian.commands import options as given
from xunjian.commands.column_shown import column_as_json, show_column
from xunjian.commands.page_shown import page_as_json, show_page
from xunjian.exit_rules import NOT_ALL_SEEN
from xunjian.problems import WrongUse

Url = Annotated[str, typer.Argument(metavar="URL", help="Address of the page.")]
_NOBODY = Portal(name="-", home="http://-/")
ONLY_THE_LIST = Limits(articles=0, articles_read_whole=0, links=0)


def try_column(
    url: Url,
    output: given.Format = "text",
    allow: given.Allow = None,
    resolver: given.Resolver = None,
    rate: given.Rate = None,
    no_browser: given.NoBrowser = False,
) -> None:
    """Read one list page and show its rows, the dates and the clue behind each date."""
    given.checked_format(output)
    with _looked_at(url, given.network_with(NetworkRules(), allow, resolver, rate), not no_browser) as (store, address):
        seen = next(entry for entry in store.observations() if isinstance(entry, ListSeen) and entry.url == address)
    _refuse_unallowed(seen.fetch, url)
    # Years that rows leave out are filled in as somebody reading the page now would do.
    dates = column_dates(World(_NOBODY, [seen], WorkCalendar()), seen, given.today_in_beijing())
    _print(column_as_json(seen, dates), output, show_column, seen.fetch)
    _exit_unless_seen(seen.fetch, url)


def try_page(
    url: Url,
    output: given.Format = "text",
    allow: given.Allow = None,
    resolver: given.Resolver = None,
    rate: given.Rate = None,
    no_browser: given.NoBrowser = False,
) -> None:
    """Read one page: type, title, source unit, every date with its clue, labels, metadata box, attachments, links."""
    given.checked_format(output)
    with _looked_at(url, given.network_with(NetworkRules(), allow, resolver, rate), not no_browser) as (store, address):
        captures = [capture for capture in store.captures(CaptureRole.COLUMN) if capture.page_index == 0]
        seen = next(entry for entry in store.observations() if isinstance(entry, ListSeen) and entry.url == address)
    _refuse_unallowed(seen.fetch, url)
    if not captures:
        raise WrongUse(f"{url}：未能取得页面（{fetch_sentence(seen.fetch)}）；请核对网址")
    page, rows = _readings(captures[-1], address)
    _print(page_as_json(page, rows), output, show_page, page.fetch)
    _exit_unless_seen(page.fetch, url)


@contextmanager
def _looked_at(url: str, network: NetworkRules, browser: bool) -> Iterator[tuple[RunStore, str]]:
    from xunjian import crawl_step

    address = column_address(url)
    if address is None:
        raise WrongUse(f"{url!r} 不是可以访问的网址；请写成 https://www.example.gov.cn/tzgg/ 的形式")
    parts = urlsplit(address)
    column = Column(unit="-", name="-", url=address)
    portal = Portal(name="-", home=f"{parts.scheme}://{parts.netloc}/", units=(Unit(name="-", columns=(column,)),))
    registry = Registry(portal, network, Path(), "{}")
    plan = make_plan(registry, columns=(address,), browser=browser, limits=ONLY_THE_LIST)
    options = pipeline.RunOptions(browser=browser)
    with tempfile.TemporaryDirectory() as folder, given.database(f"sqlite:///{folder}/try.db") as session:
        run = crawl_step.begin(session, registry, options, given.today_in_beijing())
        crawl_step.crawl(session, run, plan, None)
        yield RunStore(session, run.id), address


def _readings(capture: Capture, address: str) -> tuple[PageSeen, ListSeen]:
    hosts = frozenset((urlsplit(address).netloc,))
    return page_seen(capture, hosts)[0], list_seen(address, [capture], hosts)


def _print(shown: dict[str, Any], output: str, show: Any, fetch: Fetch) -> None:
    """Of a page that was not had there is nothing to show to a person; a program gets its JSON all the same."""
    if output == "json":
        print(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
    elif fetch.has_page:
        show(shown)


def _refuse_unallowed(fetch: Fetch, url: str) -> None:
    if fetch.ended is FetchEnd.PRIVATE_ADDRESS:
        raise WrongUse(
            f"{url}：解析到内网地址，未访问（{fetch.detail}）；确需访问请加 --allow 网段，如 --allow 10.0.0.0/8"
        )


def _exit_unless_seen(fetch: Fetch, url: str) -> None:
    if not fetch.has_page:
        print(f"{url}：未能取得页面（{fetch_sentence(fetch)}）；请核对网址，或稍后再试", file=sys.stderr)
        raise typer.Exit(NOT_ALL_SEEN)
