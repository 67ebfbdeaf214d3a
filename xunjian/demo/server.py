"""The demo portal as a running thing: one HTTP server for all its hosts, one DNS server for their names.

Everything is on loopback: 127.0.0.1 and, where the machine has it, ::1 under the same port number. The hosts are told
apart by the Host header. Both servers live in one thread of their own until the `with` block ends.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import socket
import tempfile
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import jinja2
from aiohttp import web

from xunjian.demo.accounts import write_accounts
from xunjian.demo.names import NameServer, Zone
from xunjian.demo.odd_answers import OddAnswers
from xunjian.demo.pages import Page, Pages
from xunjian.demo.site import Column, Site, load_sites, with_port
from xunjian.demo.site_search import PER_PAGE, Hit, search, tabs

PORTAL_FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "html" / "portal"
START_SECONDS = 30.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Access:
    """One line of the access log; `path` holds the query too."""

    time: datetime
    host: str
    method: str
    path: str
    status: int


class DemoPortal:
    """`with DemoPortal() as demo:` → demo.registry_path, demo.port, demo.resolver, demo.access_log, demo.has_ipv6."""

    def __init__(self, folder: Path | None = None) -> None:
        self.access_log: list[Access] = []
        self.port = 0
        self.resolver = ""
        self.has_ipv6 = False
        self._kept = folder
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._folder = folder or Path()
        self._ready = threading.Event()
        self._stop: Callable[[], object] = lambda: None
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._live, name="demo-portal", daemon=True)

    @property
    def registry_path(self) -> Path:
        return self._folder / "registry.yaml"

    def url(self, address: str) -> str:
        """The same address with the port of this server."""
        return with_port(address, self.port)

    def __enter__(self) -> DemoPortal:
        if self._kept is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="xunjian-demo-")
            self._folder = Path(self._temporary.name)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS) or self._failed is not None:
            raise RuntimeError("the demo portal did not start") from self._failed
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._thread.join(START_SECONDS)
        if self._temporary is not None:
            self._temporary.cleanup()

    def _live(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as error:  # the thread that waits for us tells it
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        loop, done = asyncio.get_running_loop(), asyncio.Event()
        self._stop = lambda: loop.call_soon_threadsafe(done.set)
        names = NameServer(Zone.load(PORTAL_FOLDER / "zone.yaml"))
        await names.start()
        sockets = _listening_sockets()
        self.port = sockets[0].getsockname()[1]
        self.has_ipv6 = len(sockets) > 1
        self.resolver = f"127.0.0.1:{names.port}"
        pages = Pages(PORTAL_FOLDER, load_sites(PORTAL_FOLDER / "sites"), self.port)
        self._write_registries()
        runner = web.AppRunner(web.Application(middlewares=[self._logged]), access_log=None)
        runner.app.router.add_route("*", "/{path:.*}", Hosts(pages, self._folder / "accounts").answer)
        await runner.setup()
        for listening in sockets:
            await web.SockSite(runner, listening).start()
        self._ready.set()
        try:
            await done.wait()
        finally:
            await runner.cleanup()
            await names.close()

    @web.middleware
    async def _logged(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        moment = datetime.now(UTC)
        path = quote(request.raw_path, safe="/?&=%+:,;@#!$'()*~[]")
        self.access_log.append(Access(moment, _host(request), request.method, path, response.status))
        return response

    def _write_registries(self) -> None:
        for template in PORTAL_FOLDER.glob("*.yaml.j2"):
            text = template.read_text(encoding="utf-8")
            # A YAML file, not a web page: nothing to escape.
            filled = jinja2.Template(text, undefined=jinja2.StrictUndefined).render(resolver=self.resolver)
            (self._folder / template.stem).write_text(with_port(filled, self.port), encoding="utf-8")
        shutil.rmtree(self._folder / "accounts", ignore_errors=True)
        write_accounts(PORTAL_FOLDER / "accounts.yaml", self._folder / "accounts", self.port)


class Hosts:
    """Answers requests: odd addresses first, then what computes, then what simply stands there."""

    def __init__(self, pages: Pages, feeds: Path) -> None:
        self._pages = pages
        self._sites = {site.host: site for site in pages.sites}
        self._feeds = feeds
        self._odd = OddAnswers(pages)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        host, path = _host(request), request.rel_url.raw_path
        site = self._sites.get(host)
        if request.method == "HEAD" and site is not None and "head_status" in site.options:
            return web.Response(status=site.options["head_status"])
        if _is_ipv6(request) and site is not None and site.options.get("other_over_ipv6"):
            return _response(self._pages.html("not_found.html", status=404))
        odd = await self._odd.answer(host, path)
        if odd is not None:
            return odd
        if path == "/robots.txt":
            rules = site.options.get("robots") if site is not None else None
            return web.Response(text=rules) if rules else web.Response(status=404, text="Not Found")
        if site is not None and (computed := await self._computed(site, path, request)) is not None:
            return computed
        if host == "media.linjiang.example" and (feed := self._feed(path)) is not None:
            return feed
        page = self._pages.static.get((host, path))
        if page is None:
            return _response(self._pages.html("not_found.html", status=404))
        return _if_changed(page, request)

    async def _computed(self, site: Site, path: str, request: web.Request) -> web.Response | None:
        how = site.options["search"]
        query = request.query
        match path:
            case "/api/relation":
                return _json(self._pages.relation(query["key"]))
            case "/api/articles" if site.cms == "script":
                return _json(_rows_of(_column(site, query["column"]), int(query["page"]), int(query["size"])))
            case "/api/search" if how["method"] == "script" and request.method == "POST":
                return _json(_found(search(site, (await request.json())["keyword"])))
            case "/module/web/jpage/dataproxy.jsp" if site.cms == "hanweb":
                form = await request.post()
                asked = {**query, **{key: str(value) for key, value in form.items()}}
                return _data_store(_column(site, asked["columnid"]), asked)
        if how["method"] in ("get", "post") and path == how["path"]:
            words: Mapping[str, object] = await request.post() if how["method"] == "post" else query
            word = next((str(words[name]) for name in ("q", "keyword", "searchWord") if name in words), "")
            return _response(self._result_page(site, word, str(query.get("tab", ""))))
        return None

    def _result_page(self, site: Site, word: str, tab: str) -> Page:
        hits = search(site, word)
        how = site.options["search"]
        classes = [
            {"name": name, "total": total, "url": f"{how['path']}?q={quote(word)}&tab={quote(name)}"}
            for name, total in (tabs(hits) if how["tabs"] else [])
        ]
        shown = [hit for hit in hits if tab in ("", "全部", hit.kind)]
        return self._pages.for_site(
            site, "results.html", word=word, total=len(shown), hits=shown[:PER_PAGE], tabs=classes
        )

    def _feed(self, path: str) -> web.Response | None:
        file = self._feeds / Path(path).name
        if not file.is_file():
            return None
        kinds = {".json": "application/feed+json", ".xml": "application/xml"}
        return web.Response(body=file.read_bytes(), content_type=kinds.get(file.suffix, "application/octet-stream"))


def _column(site: Site, code: str) -> Column:
    for column in site.columns:
        if str(column.code) == code:
            return column
    raise web.HTTPNotFound()


def _rows_of(column: Column, page: int, size: int) -> dict[str, Any]:
    rows = column.in_order
    shown = rows[(page - 1) * size : page * size]
    return {
        "total": len(rows),
        "rows": [{"title": row.title, "url": row.url, "date": f"{row.at:%Y-%m-%d}"} for row in shown],
    }


def _found(hits: list[Hit]) -> dict[str, Any]:
    return {
        "total": len(hits),
        "tabs": [{"name": name, "total": total} for name, total in tabs(hits)],
        "rows": [
            {"title": hit.title, "url": hit.url, "date": hit.date, "summary": hit.summary} for hit in hits[:PER_PAGE]
        ],
    }


def _data_store(column: Column, asked: dict[str, str]) -> web.Response:
    """Rows as jpage asks for them: by group number (the page itself holds group 1), or by first and last row."""
    rows, size = column.in_order, column.options.get("first_rows", column.page_size)
    if "startrecord" in asked:
        shown = rows[int(asked["startrecord"]) - 1 : int(asked["endrecord"])]
        group = len(rows)
    else:
        group = int(asked.get("page", "1"))
        shown = rows[group * size : (group + 1) * size]
    following = ""
    if (group + 1) * size < len(rows):
        address = f"/module/web/jpage/dataproxy.jsp?page={group + 1}&columnid={column.code}"
        following = f'<nextgroup><![CDATA[<a href="{address}"></a>]]></nextgroup>'
    records = "".join(
        f"<record><![CDATA[<li><a href='{row.url}' title='{row.title}' target='_blank'>{row.title}</a>"
        f'<span class="bt-date">{row.at:%Y-%m-%d}</span></li>]]></record>\n'
        for row in shown
    )
    text = (
        f"<?xml version='1.0' encoding='utf-8' ?><datastore>{following}<totalrecord>{len(rows)}</totalrecord>"
        f"<totalpage>{-(-len(rows) // size)}</totalpage><recordset>{records}</recordset></datastore>"
    )
    return web.Response(text=text, content_type="text/xml")


def _response(page: Page) -> web.Response:
    return web.Response(status=page.status, body=page.body, headers={"Content-Type": page.content_type})


def _if_changed(page: Page, request: web.Request) -> web.Response:
    """What simply stands there, with a tag as a file server makes it; a client that has it is told so."""
    response = _response(page)
    if page.status != 200:
        return response
    tag = hashlib.sha256(page.body).hexdigest()[:16]
    response.headers["ETag"] = f'"{tag}"'
    if any(known.value in (tag, "*") for known in request.if_none_match or ()):
        return web.Response(status=304, headers={"ETag": f'"{tag}"'})
    return response


def _json(data: object) -> web.Response:
    return web.Response(text=json.dumps(data, ensure_ascii=False), content_type="application/json")


def _host(request: web.Request) -> str:
    return (request.host or "").rsplit(":", 1)[0].lower()


def _is_ipv6(request: web.Request) -> bool:
    name = request.transport.get_extra_info("sockname") if request.transport is not None else None
    return isinstance(name, tuple) and len(name) == 4


def _listening_sockets(attempts: int = 20) -> list[socket.socket]:
    """127.0.0.1 on a free port and, where there is an ::1, the same port there."""
    for _ in range(attempts):
        first = socket.create_server(("127.0.0.1", 0))
        try:
            probe = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
        except OSError:  # no IPv6 in this kernel
            return [first]
        try:
            probe.bind(("::1", 0))
        except OSError:  # no ::1 on this machine
            return [first]
        finally:
            probe.close()
        try:
            second = socket.create_server(("::1", first.getsockname()[1]), family=socket.AF_INET6)
        except OSError:  # somebody else has that number there
            first.close()
            continue
        return [first, second]
    raise OSError("no port is free on both 127.0.0.1 and ::1")
