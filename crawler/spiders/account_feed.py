"""New-media accounts: the feed or export that the registry names, from a file of the auditor or from the network."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from checks.observation import AccountPostsSeen, Fetch, FetchEnd
from checks.subjects import Account
from crawler.crawl_run import utc_now
from crawler.host_queues import HostQueues
from crawler.looking import Look
from crawler.reading.account_posts import account_posts_seen
from crawler.scope import host_key
from crawler.second_looks import seconds_until_next, wants_another_look
from crawler.walk import Walk
from storage.capture import CaptureRole

MAX_FILE_BYTES = 50_000_000  # 100,000 posts with their titles take about 20 MB as a spreadsheet


@dataclass(slots=True)
class SourceWork:
    account: Account
    looks: int = 0


class AccountFeed(Walk):
    name = "account_feed"

    async def walk(self) -> None:
        accounts = self.run.plan.accounts
        self.run.plan_looks((AccountPostsSeen.KIND, account.subject.key) for account in accounts)
        self._queues: HostQueues[SourceWork] = HostQueues(self._do, 1, self.run.mistake)
        for account in accounts:
            self._queues.put(_place(account.source), SourceWork(account))
        await self.until_done(self._queues)

    async def _do(self, work: SourceWork) -> None:
        if self.run.is_stopping:
            return
        source = work.account.source
        known = self.run.recall.posts(source, work.account.subject.key)
        had = self.run.recall.account(work.account.subject.key)
        if known is None and had is not None:
            known = account_posts_seen(work.account.subject.key, source, had)
        if known is not None:
            self.run.health.looked(known.fetch)
            await self.tell(known)
            self.run.look_done(_place(source))
            return
        if _is_remote(source):
            look = await self.look(source, self.run.earlier.account(work.account.subject.key, source))
        else:
            look = await asyncio.to_thread(read_file, self.run.plan.registry.base, source)
        if look.fetch.ended is FetchEnd.INTERRUPTED:
            return
        work.looks += 1
        if _is_remote(source) and self._looks_again(look, work):
            self._queues.put(_place(source), work, later=seconds_until_next(self.run, source, look, work.looks))
            return
        key = work.account.subject.key
        capture = self.keep(look, work.looks, url=source, role=CaptureRole.ACCOUNT, column_url=key)
        await self.tell(account_posts_seen(key, source, capture))
        self.run.look_done(_place(source))

    def _looks_again(self, look: Look, work: SourceWork) -> bool:
        is_silent = self.run.health.is_silent(_place(work.account.source))
        return wants_another_look(self.run, look, work.looks) and not is_silent


def read_file(base: Path, name: str) -> Look:
    """A local source, relative to the registry file, as a look. A missing file is an observation, not an error."""
    path = base / name
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            fetch = Fetch(ended=FetchEnd.TOO_LARGE, detail=f"more than {MAX_FILE_BYTES} bytes", final_url=name)
            return Look(fetch, b"", utc_now())
        body = path.read_bytes()
    except FileNotFoundError:
        return Look(Fetch(ended=FetchEnd.FILE_MISSING, final_url=name), b"", utc_now())
    except OSError as error:
        detail = error.strerror or type(error).__name__
        return Look(Fetch(ended=FetchEnd.FILE_UNREADABLE, detail=detail, final_url=name), b"", utc_now())
    # A file that could be read is an answer like any other; there is no HTTP status to it, so 200 stands for "had it".
    fetch = Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=name, size=len(body))
    return Look(fetch, body, utc_now())


def _is_remote(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _place(source: str) -> str:
    return host_key(source) if _is_remote(source) else ""
