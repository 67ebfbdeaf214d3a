"""The certificates of the sites that a walk of links begins at: a fault of its own, and never a dead link."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from checks.observation import CertificateSeen
from crawler.crawl_run import CrawlRun
from crawler.fetch_outcome import LookFailed


async def look_at_certificates(run: CrawlRun, starts: Iterable[str]) -> None:
    """One handshake with each HTTPS site, once per run, also when the run is resumed."""
    secure = [start for start in starts if start.startswith("https://")]
    if not secure:
        return
    from crawler.probes.certificate import look_at_certificate  # its libraries are worth a tenth of a second

    known = {seen.url for seen in run.store.observations(CertificateSeen.KIND)}
    for start in secure:
        if start in known or run.is_stopping:
            continue
        host = urlsplit(start).hostname or ""
        resolution = await run.resolver.addresses(host)
        try:
            async with run.pace.turn(host, resolution.addresses):
                seen = await run.unless_stopped(look_at_certificate(start, start, run.resolver))
        except LookFailed:  # the run is being stopped
            return
        run.store.add(seen)
        run.store.flush()
