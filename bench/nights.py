"""What a second night costs, and the memory of an audit that meets 100,000 link targets.

The demo portal is audited twice without a browser; its own server counts what it sends. The other portal is invented:
500 pages of 200 links each into a folder that robots.txt closes, so that every target goes the whole way of a probe but
over no network. Its server and the audit are processes of their own.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO

from aiohttp import web

from bench.measured_run import XUNJIAN, Measured, measured
from xunjian.demo.server import DemoPortal

PAGES, LINKS = 500, 200
MOST_SHARE = 0.15  # issue of the crawl engine: an unchanged portal costs at most so much of its first audit


def main() -> int:
    return max(_two_nights(), _many_targets())


class _CountingPortal(DemoPortal):
    sent = 0

    def __enter__(self) -> _CountingPortal:
        super().__enter__()
        return self

    @web.middleware
    async def _logged(self, request: web.Request, handler: object) -> web.StreamResponse:
        response = await super()._logged(request, handler)  # type: ignore[arg-type]  # a bound middleware
        body = getattr(response, "body", None)
        if request.method != "HEAD" and isinstance(body, bytes):
            self.sent += len(body)
        return response


def _two_nights() -> int:
    with tempfile.TemporaryDirectory(prefix="xunjian-bench-") as folder, _CountingPortal() as demo:
        command = [XUNJIAN, "audit", str(demo.registry_path), "--as-of", "2023-12-15", "--no-browser"]
        sent = []
        for night in ("first", "second"):
            demo.sent = 0
            took = _quietly([*command, "--db", f"sqlite:///{folder}/x.db", "--out", f"{folder}/{night}"])
            if took.code not in (0, 3):
                return 1
            sent.append(demo.sent)
            print(f"{night} night: {demo.sent:,} bytes of answers, {took.wall:.1f} s wall, {took.cpu:.1f} s CPU")
        first, second = ((Path(folder) / night / "scores.json").read_bytes() for night in ("first", "second"))
        same = first == second
        print(f"the second night costs {sent[1] / sent[0]:.1%} (bound {MOST_SHARE:.0%}); scores equal: {same}")
        return 0 if same and sent[1] <= MOST_SHARE * sent[0] else 1


def _many_targets() -> int:
    with tempfile.TemporaryDirectory(prefix="xunjian-bench-") as folder:
        server = [sys.executable, "-m", "bench.nights"]
        with _running(server) as said:
            home = f"http://127.0.0.1:{said.readline().strip()}/"
            file = Path(folder) / "registry.yaml"
            file.write_text(
                f'portal: {{name: 示例县人民政府, home: "{home}", catalogues: []}}\n'
                "network: {requests_per_second: 0, allow: [127.0.0.0/8]}\n",
                encoding="utf-8",
            )
            database = ["--db", f"sqlite:///{folder}/x.db"]
            took = _quietly([XUNJIAN, "crawl", str(file), "--no-browser", *database])
            known = f"{PAGES * LINKS:,} link targets"
            print(f"{known}: peak {took.peak_mb:.0f} MB, {took.wall:.0f} s wall, {took.cpu:.0f} s CPU")
    return 0 if took.code in (0, 3) else 1


def _quietly(command: Sequence[str]) -> Measured:
    with tempfile.TemporaryFile("w", encoding="utf-8") as sink:
        return measured(command, stdout=sink)


@contextmanager
def _running(command: Sequence[str]) -> Iterator[IO[str]]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None
            yield child.stdout
        finally:
            child.kill()


class _Invented(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            return self._send("User-agent: *\nDisallow: /closed/\n", "text/plain")
        if self.path == "/":
            rows = [(f"/p/{page}.html", f"第{page}页") for page in range(PAGES)]
        else:
            name = self.path.rpartition("/")[2].removesuffix(".html")
            page = int(name) if name.isdigit() else 0
            rows = [(f"/closed/{page * LINKS + link}.html", f"第{link}条") for link in range(LINKS)]
        links = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in rows)
        self._send(f"<html><head><title>示例</title></head><body><ul>{links}</ul></body></html>", "text/html")

    def _send(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """The figures are enough."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), _Invented) as served:
        print(served.server_address[1], flush=True)
        served.serve_forever()
