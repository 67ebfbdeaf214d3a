"""Answers that a link checker must tell apart from "gone": walls, busy servers, redirects, slow pages.

Counts per server start, so that each audit of a fresh demo meets the same answers in the same order.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from xunjian.demo.pages import Pages

ZWFW = "zwfw.linjiang.gov.example"
QINGHE = "www.qinghe.gov.example"
REDIRECTS = {
    ("www.lanxi.gov.example", "/old/kaigong.html"): "/xwzx/lxyw/",
    (ZWFW, "/user/space.html"): "/user/login.html",
    (QINGHE, "/loop/a.html"): "/loop/b.html",
    (QINGHE, "/loop/b.html"): "/loop/a.html",
    ("mzj.lanxi.gov.example", "/zlxz.htm"): "/login.htm",
}
GONE = {(QINGHE, "/zjtx/removed.html"), ("fgj.lanxi.gov.example", "/attach/2023/cbjs.pdf")}
BUSY_LOOKS = 2  # the first looks that meet a 503
SLOW_SECONDS = 3.0  # slower than the 3 s a page should take, well below any limit


@dataclass
class OddAnswers:
    pages: Pages
    looks: Counter[str] = field(default_factory=Counter)
    told_to_wait: float = 0.0  # when the first 429 went out

    async def answer(self, host: str, path: str) -> web.Response | None:
        """None: an ordinary address."""
        if (host, path) in REDIRECTS:
            return web.Response(status=302 if "user" in path else 301, headers={"Location": REDIRECTS[host, path]})
        if (host, path) in GONE:
            return web.Response(status=410, text="410 Gone")
        if (host, path) == ("mzj.lanxi.gov.example", "/login.htm"):
            return self._page("outside/login.html", name="澜溪县民政局")
        if host != ZWFW:
            return None
        match path:
            case "/first503.html":
                self.looks[path] += 1
                if self.looks[path] <= BUSY_LOOKS:
                    return web.Response(status=503, text="Service Unavailable")
                return self._outside("停水公告")
            case "/busy.html":
                if not self.told_to_wait:
                    self.told_to_wait = time.monotonic()
                if time.monotonic() - self.told_to_wait < 1.0:
                    return web.Response(status=429, headers={"Retry-After": "1"}, text="Too Many Requests")
                return self._outside("用水报装")
            case "/wall403.html":
                return self._page("outside/wall_blocked.html", status=403)
            case "/wall412.html":
                return self._page("outside/wall_script.html", status=412)
            case "/slow.html":
                await asyncio.sleep(SLOW_SECONDS)
                return self._outside("爱国卫生活动安排")
        return None

    def _outside(self, title: str) -> web.Response:
        return self._page("outside/page.html", name="临江市政务服务网", title=title)

    def _page(self, template: str, status: int = 200, **words: Any) -> web.Response:
        page = self.pages.html(template, status=status, **words)
        return web.Response(status=page.status, body=page.body, headers={"Content-Type": page.content_type})
