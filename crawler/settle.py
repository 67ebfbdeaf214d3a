"""The end of every run: each planned look that nobody took gets its stored row, with the reason why."""

from __future__ import annotations

from collections.abc import Callable

from checks.observation import (
    AccountPostsSeen,
    CertificateSeen,
    Fetch,
    FileSeen,
    HostProbed,
    InventedPathsTried,
    LinkKind,
    LinkProbed,
    ListSeen,
    Observation,
    PageSeen,
    SearchTried,
)
from crawler.crawl_run import CrawlRun, utc_now
from crawler.observation_pipeline import store_observation
from crawler.reading.observe import list_seen, page_seen
from crawler.scope import host_key
from storage.capture import CaptureRole


def settle_open_looks(run: CrawlRun) -> None:
    for kind, url in run.store.open_looks():
        ended, why = run.why_left_out(kind, url)
        for seen in _UNSEEN[kind](run, url, Fetch(ended=ended, detail=why)):
            store_observation(run, seen)
        run.store.settle(kind, url)
        run.health.not_looked += 1
        run.health.ended[str(ended)] += 1


def _list(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    capture = run.store.keep(url=url, role=CaptureRole.COLUMN, column_url=url, body=b"", fetch=fetch)
    return (list_seen(url, (capture,), run.hosts),)


def _page(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    # Kept as a capture like every page look: what is read again from the captures must not lose it.
    capture = run.store.keep(url=url, role=CaptureRole.PAGE, body=b"", fetch=fetch)
    return page_seen(capture, run.hosts)


def _link(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    target = run.targets.get(url)
    kind = target.kind if target else LinkKind.PAGE
    return (
        LinkProbed(
            url=url, observed_at=utc_now(), fetch=fetch, link_kind=kind, external=host_key(url) not in run.hosts
        ),
    )


def _account(run: CrawlRun, key: str, fetch: Fetch) -> tuple[Observation, ...]:
    source = next((each.source for each in run.plan.accounts if each.subject.key == key), "")
    return (AccountPostsSeen(url=source, observed_at=utc_now(), fetch=fetch, account_key=key),)


def _host(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    return (HostProbed(url=url, observed_at=utc_now(), fetch=fetch, host=host_key(url), names=fetch),)


def _search(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    return (SearchTried(url=url, observed_at=utc_now(), fetch=fetch, seed=run.plan.seed),)


def _file(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    return (FileSeen(url=url, observed_at=utc_now(), fetch=fetch),)


def _invented(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    return (InventedPathsTried(url=url, observed_at=utc_now(), fetch=fetch),)


def _certificate(run: CrawlRun, url: str, fetch: Fetch) -> tuple[Observation, ...]:
    return (CertificateSeen(url=url, observed_at=utc_now(), fetch=fetch),)


_UNSEEN: dict[str, Callable[[CrawlRun, str, Fetch], tuple[Observation, ...]]] = {
    ListSeen.KIND: _list,
    PageSeen.KIND: _page,
    LinkProbed.KIND: _link,
    AccountPostsSeen.KIND: _account,
    HostProbed.KIND: _host,
    CertificateSeen.KIND: _certificate,
    SearchTried.KIND: _search,
    InventedPathsTried.KIND: _invented,
    FileSeen.KIND: _file,
}
