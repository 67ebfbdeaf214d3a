"""One link on a home page, probed by a real crawl: what the tests of link probes share."""

from __future__ import annotations

from checks.observation import LinkProbed
from tests.crawler.crawling import crawled, registry_text
from tests.crawler.portal_server import Answer, Asked, Route, page, serving

PDF = b"%PDF-1.4 " + b"x" * 200_000


async def probed(
    folder, target: Route, path: str = "/x.html", *, elsewhere: bool = True
) -> tuple[LinkProbed, list[Asked]]:
    """One link on a home page, to another host unless said otherwise."""
    with serving({path: target}) as other, serving({}) as server:
        url = f"{other.url}{path}" if elsewhere else path
        server.routes["/"] = page("首页", url)
        if not elsewhere:
            server.routes[path] = target
        run = await crawled(folder, registry_text(f"{server.url}/"))
        where = other if elsewhere else server
        asked = [each for each in where.log if each.path == path]
        return run.last(LinkProbed, f"{where.url}{path}"), asked


def looks(seen: LinkProbed) -> list[tuple[str, int | str]]:
    return [(each.method, each.fetch.status or str(each.fetch.ended)) for each in seen.attempts]


def in_turn(*answers: Answer) -> Route:
    times = iter(range(1000))
    return lambda _: answers[min(next(times), len(answers) - 1)]
