"""A night over 60 hosts at 2 requests/s each in one process: wall time against the slowest host's own bound.

A third of the hosts have registered columns, a third only pages that the walk of the portal finds, a third belong to
others and are only linked to. The bound of a host is half a second between any two requests that it was asked
(counted by the server); robots.txt and paths that nobody published are requests like the others.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from bench.measured_run import XUNJIAN, measured

HOSTS = 60
PAGES = 36  # of each host, beside its home page and what every walk asks a host for
RATE = 2.0
MOST = 1.1  # issue of the crawl engine
_PORT_HOME = "127.0.1.1"


@dataclass(frozen=True, slots=True)
class Asked:
    of_host: Counter[str]
    seconds: float  # from the first request to the last


def main() -> int:
    worst = 0.0
    with tempfile.TemporaryDirectory(prefix="xunjian-bench-") as folder:
        for what, command in (
            ("crawl of an audit", [XUNJIAN, "crawl", "{registry}", "--no-browser", "--db", "{db}"]),
            ("walk of links", [sys.executable, "-m", "bench.many_hosts", "{registry}", "{db}"]),
        ):
            with served() as (port, counts):
                registry = _registry(Path(folder), port)
                db = f"sqlite:///{folder}/{what.split()[0]}.db"
                took = measured([part.format(registry=registry, db=db) for part in command])
                asked = counts()
            if took.code not in (0, 3):
                return 1
            most = max(asked.of_host.values())
            bound = (most - 1) / RATE
            worst = max(worst, asked.seconds / bound)
            print(
                f"{what}: {len(asked.of_host)} hosts, {asked.of_host.total()} requests, slowest host {most} requests, "
                f"bound {bound:.1f} s\n"
                f"  first to last request {asked.seconds:.1f} s, ratio {asked.seconds / bound:.2f} (at most {MOST}); "
                f"with start and end of the process {took.wall:.1f} s, {took.cpu:.1f} s CPU, peak {took.peak_mb:.0f} MB"
            )
    return 0 if worst <= MOST else 1


def _address(number: int) -> str:
    return f"127.0.1.{number + 1}"


def _kind(number: int) -> str:
    return ("columns", "pages", "foreign")[number % 3]


def _registry(folder: Path, port: int) -> Path:
    own = [number for number in range(HOSTS) if _kind(number) != "foreign"]
    sites = [f"http://{_address(number)}:{port}/" for number in own]
    units = [
        {
            "name": f"第{number}局",
            "columns": [
                {"name": f"栏目{column}", "url": f"http://{_address(number)}:{port}/c{column}/", "class": "news"}
                for column in (0, 1)
            ],
        }
        for number in own
        if _kind(number) == "columns"
    ]
    content = {
        "portal": {"name": "示例市人民政府", "home": sites[0], "sites": sites[1:]},
        "network": {"requests_per_second": RATE, "allow": ["127.0.0.0/8"]},
        "units": units,
    }
    file = folder / "registry.yaml"
    file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


# -- the portal, in a process of its own -----------------------------------------------------------------------------


@contextmanager
def served() -> Iterator[tuple[int, Callable[[], Asked]]]:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    try:
        port: int = ours.recv()

        def counts() -> Asked:
            ours.send("counts")
            told: Asked = ours.recv()
            return told

        yield port, counts
    finally:
        server.terminate()
        server.join(5)


def _serve(pipe: Connection) -> None:
    asyncio.run(_server(pipe))


async def _server(pipe: Connection) -> None:
    asked: Counter[str] = Counter()
    times: list[float] = []  # of the first and of the last request

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, port = writer.get_extra_info("sockname")[:2]
        number = int(host.rpartition(".")[2]) - 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                method, path, _ = head.split(b" ", 2)
                asked[host] += 1
                times[min(len(times), 1) :] = [time.monotonic()]
                body = _page(number, path.decode(), port).encode()
                status = b"200 OK" if body else b"404 Not Found"
                kind = b"text/plain" if path == b"/robots.txt" else b"text/html; charset=utf-8"
                writer.write(
                    b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (status, kind, len(body))
                )
                if method != b"HEAD":
                    writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    first = await asyncio.start_server(answer, _PORT_HOME, 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    for number in range(1, HOSTS):
        await asyncio.start_server(answer, _address(number), port)
    pipe.send(port)
    while await asyncio.to_thread(pipe.recv):
        pipe.send(Asked(asked, times[-1] - times[0]))


def _page(number: int, path: str, port: int) -> str:
    """ "" for what is not there."""
    name = path.strip("/")
    kind = _kind(number)
    if path == "/robots.txt":
        return "User-agent: *\nDisallow:\n"
    if not name:
        ways = {"columns": ["/c0/", "/c1/"], "pages": [f"/p{one}.html" for one in range(PAGES)], "foreign": []}[kind]
        return _html("首页", [(f"专题{place}", way) for place, way in enumerate(ways)])
    if kind == "columns" and name in ("c0", "c1"):
        column = int(name[1])
        rows = [
            (f"关于第{one}号事项的通知", f"/c{column}/t202312{one % 12 + 1:02d}_{one}.html")
            for one in range(PAGES // 2 - 1)
        ]
        return _html(f"栏目{column}", rows, day="2023-12-")
    if kind == "columns" and name.startswith(("c0/t", "c1/t")):
        one = 2 * int(name.rpartition("_")[2].removesuffix(".html")) + int(name[1])
        link = f"http://{_address(number + 2)}:{port}/x{one}.html"
        return _html(f"关于第{one // 2}号事项的通知", [("相关网站", link)])
    is_page = kind == "pages" and name.startswith("p") and name[1:-5].isdigit() and int(name[1:-5]) < PAGES
    return _html(f"页面{name}", []) if is_page or (kind == "foreign" and name.startswith("x")) else ""


def _html(title: str, links: list[tuple[str, str]], day: str = "") -> str:
    rows = "".join(
        f'<li><a href="{url}">{text}</a>{f"<span>{day}{place % 12 + 1:02d}</span>" if day else ""}</li>'
        for place, (text, url) in enumerate(links)
    )
    words = "为做好有关工作，现将有关事项通知如下，请各乡镇人民政府、市政府各部门认真贯彻执行。" * 12
    return (
        f"<html><head><title>{title}-示例市人民政府</title></head><body><div class='header'><a href='/'>首页</a></div>"
        f"<div class='main'><h1>{title}</h1><ul>{rows}</ul><p>{words}</p></div><div class='footer'>主办：示例市</div>"
        "</body></html>"
    )


# -- the walk of links over a registry, as `xunjian links` does it for one address -----------------------------------


def walk_of_links(registry: Path, database: str) -> None:
    from sqlalchemy.orm import Session

    from crawler.targets import load_registry
    from storage.base import open_database
    from xunjian import links_step
    from xunjian.pipeline import RunOptions

    loaded = load_registry(registry)
    options = RunOptions(browser=False, checks=links_step.checks_for(read=False))
    engine = open_database(database)
    with Session(engine) as session:
        run = links_step.begin(session, loaded, options, datetime.now(UTC).date())
        walked = links_step.walk(session, run, links_step.plan_of(loaded), options, None, None)
        print(f"  {walked.known} addresses, {walked.pages} pages read, {walked.waiting} waiting")
    engine.dispose()


if __name__ == "__main__":
    walk_of_links(Path(sys.argv[1]), sys.argv[2])
