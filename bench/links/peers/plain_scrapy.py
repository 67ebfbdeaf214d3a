"""Scrapy as its tutorial has it: LinkExtractor, its own scheduler and duplicate filter; robots.txt and delays off."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor

ASKED: list[str] = []
DEAD: list[str] = []


class Links(scrapy.Spider):
    name = "links"
    custom_settings = {  # noqa: RUF012 -- as Scrapy declares it
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_ENABLED": False,
    }
    links = LinkExtractor(tags=("a", "area", "img", "link", "script"), attrs=("href", "src"), deny_extensions=[])

    def __init__(self, home: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.start_urls = [home]
        self.allowed_domains = [urlsplit(home).hostname or ""]

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        ASKED.append(response.url)
        if response.status == 404:
            DEAD.append(response.url)
        elif isinstance(response, TextResponse) and b"html" in (response.headers.get("Content-Type") or b""):
            for link in self.links.extract_links(response):
                yield scrapy.Request(link.url)


if __name__ == "__main__":
    process = CrawlerProcess({"TELNETCONSOLE_ENABLED": False})
    process.crawl(Links, home=sys.argv[1])
    process.start()
    print(json.dumps({"asked": len(ASKED), "dead": sorted(DEAD)}))
