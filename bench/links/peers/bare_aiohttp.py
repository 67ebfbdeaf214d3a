"""The practical limit of Python: aiohttp, lxml, a set and nothing else; no robots.txt, no guard, nothing stored."""

from __future__ import annotations

import asyncio
import json
import sys
from urllib.parse import urldefrag, urljoin, urlsplit

import aiohttp
from lxml import etree

AT_ONCE = 16
_LINKS = etree.XPath("//a/@href|//img/@src|//script/@src|//link/@href")


async def crawl(home: str) -> tuple[int, list[str]]:
    host = urlsplit(home).netloc
    known = {home}
    waiting: asyncio.Queue[str] = asyncio.Queue()
    waiting.put_nowait(home)
    joined: dict[tuple[str, str], str] = {}
    dead: list[str] = []

    async def work(session: aiohttp.ClientSession) -> None:
        while True:
            url = await waiting.get()
            try:
                async with session.get(url) as answer:
                    body = await answer.read()
                    if answer.status == 404:
                        dead.append(url)
                    elif answer.content_type == "text/html" and body:
                        folder = url.rpartition("/")[0]
                        for href in _LINKS(etree.HTML(body)):
                            link = joined.get((folder, href))
                            if link is None:
                                link = joined[folder, href] = urldefrag(urljoin(url, href))[0]
                            if link not in known and urlsplit(link).netloc == host:
                                known.add(link)
                                waiting.put_nowait(link)
            finally:
                waiting.task_done()

    connector = aiohttp.TCPConnector(limit=AT_ONCE)
    async with aiohttp.ClientSession(connector=connector) as session:
        workers = [asyncio.create_task(work(session)) for _ in range(AT_ONCE)]
        await waiting.join()
        for worker in workers:
            worker.cancel()
    return len(known), dead


if __name__ == "__main__":
    asked, dead = asyncio.run(crawl(sys.argv[1]))
    print(json.dumps({"asked": asked, "dead": sorted(dead)}))
