"""Attached files, fetched whole within the plan's limits and read in child processes; then forgotten but for a digest.

Goes before the link probe, which takes these looks for its own: no file is fetched twice. What failed in a way that
may pass is looked at once more when the probe has ended; nobody waits for it in between.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from checks.observation import FetchEnd, FileKind, FileSeen, FileState
from crawler.attachments.file_report import FileReport
from crawler.attachments.reading_pool import ReadingPool
from crawler.attachments.seen import ending_of_saved, file_seen
from crawler.crawl_run import PageLook
from crawler.fetch_outcome import LookFailed
from crawler.host_queues import HostQueues
from crawler.looking import OPENING_SECONDS, Look
from crawler.politeness import workers_per_host
from crawler.scope import host_key
from crawler.second_looks import wants_another_look
from crawler.unchanged import Known
from crawler.walk import Walk

# A file of 20 MB at 350 KB/s, the slowest rate at which a visitor would still wait.
FILE_SECONDS = 60.0
# Files in memory at once, whatever the number of hosts.
AT_ONCE = 6
# A host that drips would hold up the run for a minute with each of its files.
MOST_SLOW = 3
_GONE = frozenset({404, 410})
_MAY_PASS = frozenset({FileState.EMPTY, FileState.HTML_INSTEAD})


@dataclass(slots=True)
class FileWork:
    url: str
    came_before: int | None = None  # bytes of an earlier look that failed; None: this is the first one


class AttachmentFiles(Walk):
    name = "attachment_files"

    async def walk(self) -> None:
        per_host = workers_per_host(self.run.rules)
        self._queues: HostQueues[FileWork] = HostQueues(self._do, per_host, self.run.mistake)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._slow: Counter[str] = Counter()  # host → files in a row that did not come in time
        again = [FileWork(url, came) for url, came in self.run.files.take_failed()]
        async with ReadingPool() as self._pool:
            for work in (*again, *self._fresh()):
                self._queues.put(host_key(work.url), work)
            await self.until_done(self._queues)

    def _fresh(self) -> Iterable[FileWork]:
        taken = list(self.run.files.take(self.run.plan.limits))
        self.run.plan_looks((FileSeen.KIND, url) for url, _ in taken)
        for url, why in taken:
            if why:
                self.run.leave_out(FileSeen.KIND, url, why)
            else:
                yield FileWork(url)

    async def _do(self, work: FileWork) -> None:
        if self.run.is_stopping:
            return
        known = self.run.recall.seen(FileSeen, work.url)
        if known is not None:
            self.run.files.bytes += known.fetch.size or 0
            self.run.health.looked(known.fetch)
            await self._tell_file(known)
            return
        if self.left_to_silence(FileSeen.KIND, work.url):
            return
        limits = self.run.plan.limits
        if self.run.files.bytes >= limits.all_file_bytes:
            why = f"more than {limits.all_file_bytes} bytes of attached files"
            self.run.leave_out(FileSeen.KIND, work.url, why)
            return
        host = host_key(work.url)
        if self._slow[host] >= MOST_SLOW:
            self.run.leave_out(FileSeen.KIND, work.url, f"{MOST_SLOW} files of this host took too long before")
            return
        async with self._room:
            seconds = FILE_SECONDS if self.run.health.has_answered(host) else OPENING_SECONDS
            earlier = self.run.earlier.file(work.url)
            is_known = earlier is not None and earlier.state in _SETTLED
            had = Known(earlier.fetch, earlier.observed_at) if earlier is not None and is_known else None
            look = await self.looker.look(work.url, seconds=seconds, most=limits.file_bytes, known=had)
            if look.fetch.ended is FetchEnd.INTERRUPTED:
                return
            # What need not be sent counts as well, so that the bounds of every night are the same.
            self.run.files.bytes += (look.fetch.size or 0) if look.is_unchanged else len(look.body)
            self._slow[host] = self._slow[host] + 1 if look.fetch.ended is FetchEnd.TIMEOUT else 0
            try:
                seen = _as_before(work.url, look, earlier) if is_known else None
                seen = seen or await self.run.unless_stopped(self._seen(work, look))
            except LookFailed:  # the run was stopped while the file was read
                return
        if seen is None:
            self.run.files.failed[work.url] = len(look.body)
            return
        await self._tell_file(seen)

    async def _tell_file(self, seen: FileSeen) -> None:
        if seen.fetch.has_page and seen.fetch.detail != "incomplete":
            # The link probe need not ask for it again.
            self.run.pages[seen.url] = PageLook(seen.fetch, seen.observed_at)
        await self.tell(seen)
        self.run.look_done(host_key(seen.url))

    async def _seen(self, work: FileWork, look: Look) -> FileSeen | None:
        """None when one more look is worth having."""
        is_first = work.came_before is None
        if look.fetch.detail == "incomplete" and look.fetch.has_page:
            if is_first:
                return None
            # Sure only when it broke off at the same place twice: a line that fails once fails elsewhere next time.
            same = len(look.body) == work.came_before and look.body
            return file_seen(work.url, look, _TRUNCATED if same else None)
        if look.fetch.has_page:
            report = await self._pool.read(look.body, ending_of_saved(work.url, look))
            # One empty answer or one error page is no proof: a busy server gives them too.
            return None if is_first and report.state in _MAY_PASS else file_seen(work.url, look, report)
        # One that is gone is the link probe's affair, which looks a second time.
        if is_first and look.fetch.status not in _GONE and wants_another_look(self.run, look, 1):
            return None
        return file_seen(work.url, look, None)


def _as_before(url: str, look: Look, earlier: FileSeen | None) -> FileSeen | None:
    """What an earlier run read from the same bytes under the same name."""
    if earlier is None or not look.fetch.has_page or look.fetch.detail == "incomplete":
        return None
    if look.is_unchanged:
        return replace(earlier, observed_at=look.at, fetch=look.fetch)
    if hashlib.sha256(look.body).hexdigest() != earlier.body_sha256 or ending_of_saved(url, look) != earlier.ending:
        return None
    since = earlier.fetch.unchanged_since or earlier.observed_at
    return replace(earlier, observed_at=look.at, fetch=replace(look.fetch, unchanged_since=since))


# States that say something about the file and would be told again; the others may be the server's or the reader's.
_SETTLED = frozenset({FileState.READABLE, FileState.SCANNED, FileState.ENCRYPTED})
_TRUNCATED = FileReport(kind=FileKind.UNKNOWN, state=FileState.TRUNCATED, detail="shorter-than-announced")
