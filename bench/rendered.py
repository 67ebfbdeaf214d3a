"""Pages drawn by the browser: pages per second and memory of the whole process tree over 500 loopback pages.

Each page loads its rows by a script, names images, a font and a film, and keeps something in cookies and storage.
Memory is the proportional share (PSS) of our process and all browser processes, which counts shared pages once.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from pathlib import Path

from aiohttp import web

from crawler.network_rules import NetworkRules
from crawler.sessions.browser import BrowserSession, find_browser
from crawler.sessions.rendered_page import rendered

PAGES = 500
EVERY = 50
MOST_GROWTH = 1.15  # of the last fifth against the second: the first starts things up
_ROWS = 40

_PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>栏目{n}</title>
<style>@font-face {{ font-family: f; src: url(/f{n}.woff2) }} body {{ font-family: f }}</style></head>
<body><img src="/i{n}.png"><video src="/v{n}.mp4"></video><ul id="rows"></ul><p>{words}</p>
<script>document.cookie = 'seen={n}'; localStorage.setItem('k{n}', 'x'.repeat(10000));
fetch('/rows?{n}').then(r => r.json()).then(rows => rows.forEach(row => {{
  const li = document.createElement('li'); li.textContent = row; document.getElementById('rows').append(li); }}))
</script></body></html>"""


def main() -> int:
    if find_browser() is None:
        print("rendered: no browser on this machine (apt-get install chromium)")
        return 1
    return asyncio.run(_measure())


async def _measure() -> int:
    asked: Counter[str] = Counter()
    cookies = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal cookies
        asked[request.path.rstrip("0123456789.").strip("/")[:1] or "page"] += 1
        cookies += "seen=" in request.headers.get("Cookie", "") and request.path.startswith("/p")
        if request.path == "/rows":
            return web.json_response([f"关于第{row}号事项的通知" for row in range(_ROWS)])
        text = _PAGE.format(n=request.path.strip("/p"), words="现将有关事项通知如下，请认真贯彻执行。" * 200)
        return web.Response(text=text, content_type="text/html")

    app = web.Application()
    app.router.add_get("/{tail:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    home = f"http://127.0.0.1:{runner.addresses[0][1]}"
    whole = 0
    memory: list[float] = []
    rules = NetworkRules(requests_per_second=0, allow=("127.0.0.0/8",))
    async with BrowserSession(rules) as session:
        begun = time.monotonic()
        for first in range(0, PAGES, EVERY):
            looks = [rendered(session, f"{home}/p{number}") for number in range(first, first + EVERY)]
            for page in await asyncio.gather(*looks):
                whole += page.html.count(b"<li>") == _ROWS
            memory.append(_tree_mb(os.getpid()))
            passed = time.monotonic() - begun
            print(f"  {first + EVERY:>4} pages: {(first + EVERY) / passed:.1f} pages/s, {memory[-1]:.0f} MB")
    await runner.cleanup()
    fifth = max(1, len(memory) // 5)
    growth = max(memory[-fifth:]) / max(memory[fifth : 2 * fifth])
    print(
        f"{PAGES} pages: {PAGES / passed:.1f} pages/s, {whole} with all their rows, peak {max(memory):.0f} MB, last "
        f"fifth {growth:.2f} of the second (at most {MOST_GROWTH}); {asked.total()} requests, "
        f"{asked['i'] + asked['f'] + asked['v']} of them for images, fonts and films; "
        f"{cookies} pages saw a cookie of others"
    )
    return 0 if whole == PAGES and growth <= MOST_GROWTH and not cookies else 1


def _tree_mb(pid: int) -> float:
    """PSS of a process and of all below it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text(encoding="ascii", errors="replace")
            except OSError:
                continue
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(folder.name))
    waiting, total = [pid], 0
    while waiting:
        one = waiting.pop()
        waiting += children.get(one, [])
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total / 1024
