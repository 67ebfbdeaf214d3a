"""A small portal on loopback: routes are Python, every request is written down."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = "text/html; charset=utf-8"


@dataclass
class Answer:
    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = HTML
    wait: float = 0.0
    raw: bytes | None = None  # sent instead of everything else, then the connection is closed


@dataclass
class Asked:
    at: float
    method: str
    host: str
    path: str
    headers: dict[str, str]
    body: bytes


Route = Answer | str | bytes | Callable[[Asked], Answer]


class PortalServer:
    """`routes`: path (with query, or without) → answer, text of a page, or a function of the request."""

    def __init__(self, routes: Mapping[str, Route] | None = None, address: str = "127.0.0.1") -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.log: list[Asked] = []
        kind = _Ipv6Server if ":" in address else ThreadingHTTPServer
        self._server = kind((address, 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://[{address}]:{self.port}" if ":" in address else f"http://{address}:{self.port}"

    def __enter__(self) -> PortalServer:
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def paths(self, method: str | None = None, host: str | None = None) -> list[str]:
        return [
            asked.path
            for asked in self.log
            if (method is None or asked.method == method)
            and (host is None or asked.host == host)
            and asked.path != "/robots.txt"
        ]

    def answer(self, asked: Asked) -> Answer:
        route = self.routes.get(asked.host + asked.path)
        if route is None:
            route = self.routes.get(asked.path)
        if route is None:
            route = self.routes.get(asked.path.partition("?")[0])
        if route is None:
            return Answer("<html><body><h1>404</h1></body></html>", 404)
        if callable(route):
            return route(asked)
        return route if isinstance(route, Answer) else Answer(route)


class _Ipv6Server(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def _handler(portal: PortalServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            host = self.headers.get("Host", "")
            asked = Asked(time.monotonic(), self.command, host, self.path, dict(self.headers), self.rfile.read(length))
            portal.log.append(asked)
            answer = portal.answer(asked)
            if answer.wait:
                time.sleep(answer.wait)
            try:
                self._send(answer)
            except OSError:
                self.close_connection = True

        def _send(self, answer: Answer) -> None:
            if answer.raw is not None:
                self.wfile.write(answer.raw)
                self.close_connection = True
                return
            body = answer.body.encode() if isinstance(answer.body, str) else answer.body
            self.send_response(answer.status)
            headers = {"Content-Type": answer.content_type, "Content-Length": str(len(body)), **answer.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_GET = do_HEAD = do_POST = _any

        def log_message(self, format: str, *args: Any) -> None:
            """The test's own log is enough."""

    return Handler


@contextmanager
def serving(routes: Mapping[str, Route], address: str = "127.0.0.1") -> Iterator[PortalServer]:
    with PortalServer(routes, address) as server:
        yield server


def page(title: str, *links: str, extra: str = "") -> str:
    """A page of the tests: a header, a main block with the links in it, a footer."""
    rows = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    return (
        f"<html><head><title>{title}-澜溪县人民政府</title></head><body><div class='header'>澜溪县人民政府</div>"
        f"<div class='main'><h1>{title}</h1>{rows}{extra}<p>{'本县各单位认真落实工作要求。' * 30}</p></div>"
        "<div class='footer'>主办：澜溪县人民政府办公室</div></body></html>"
    )


def article_page(title: str, *links: str, day: str = "2023-12-01", extra: str = "") -> str:
    """An article as the readers know it, with links in its body, and a template around it."""
    rows = "".join(f'<p>相关材料：<a href="{link}">{link}</a></p>' for link in links)
    words = "各乡镇人民政府，县政府各部门：为做好有关工作，现将有关事项通知如下，请认真贯彻执行。"
    return (
        f"<html><head><title>{title}-澜溪县人民政府</title></head><body>"
        "<div class='header'><a href='/'>首页</a><a href='/zjlx/'>走进澜溪</a></div>"
        f"<div class='article'><h1>{title}</h1><div class='info'>发布时间：{day} 来源：县政府办公室</div>"
        f"<div class='article_content'>{f'<p>{words}</p>' * 6}{rows}{extra}</div></div>"
        "<div class='footer'>主办：澜溪县人民政府办公室</div></body></html>"
    )


def list_page(title: str, rows: list[tuple[str, str, str]], extra: str = "") -> str:
    """A plain list: rows of (title, href, date)."""
    items = "".join(
        f'<li><a href="{href}" title="{text}">{text}</a><span>{day}</span></li>' for text, href, day in rows
    )
    return (
        f"<html><head><title>{title}-澜溪县人民政府</title></head><body><div class='header'>澜溪县人民政府</div>"
        f"<div class='list'><h2>{title}</h2><ul class='list_ul'>{items}</ul></div>{extra}"
        "<div class='footer'>主办：澜溪县人民政府办公室</div></body></html>"
    )
