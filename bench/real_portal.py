"""A slice of a real portal (shared samples beside the project), served on loopback, audited, compared with its truth.

The slice holds 50 pages of a TRS site; most of what its lists point to is not in it and answers 404 here, so the dead
links of this audit say nothing about the real office. What is compared: the rows and the newest date of every list.
Nothing leaves the machine: names of other hosts are answered with SERVFAIL by a DNS server of our own.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dns.message
import dns.rcode
import yaml
from sqlalchemy.orm import Session

from bench.measured_run import XUNJIAN, measured
from checks.derived.row_dates import column_dates
from checks.observation import ListSeen
from checks.workdays import WorkCalendar
from checks.world import World
from crawler.targets import registry_from_snapshot
from storage.base import open_database
from storage.run_store import RunStore
from storage.runs import find_run
from xunjian.demo.names import NameServer, Zone

SLICE = (Path(__file__).resolve().parents[2] / "shared" / "real-portal").resolve()
CRAWLED = "2026-09-10"  # the day the archive was made: freshness is judged at it
OFFICIAL = "https://www.pingtan.gov.cn"
CLASSES = {
    "公示公告": "notice",
    "行政规范性文件": "normative",
    "政府信息公开年报": "annual_report",
    "“十四五”政策文件": "policy",
    "“十四五”规划文件": "policy",
    "“十四五”解读": "interpretation",
    "部门决算公开": "budget",
    "政府机构": "org",
    "工作分工": "leaders",
}


def main() -> int:
    if not SLICE.is_dir():
        print("real_portal: skipped, the shared samples (real-portal) are not beside the project")
        return 0
    lists = [entry for entry in truth_of_slice() if entry["page_type"] == "list"]
    with tempfile.TemporaryDirectory() as folder, served_slice() as home, nothing_else_resolves() as resolver:
        registry = Path(folder) / "registry.yaml"
        registry.write_text(_registry(lists, home, resolver), encoding="utf-8")
        database = f"sqlite:///{folder}/real.db"
        command = [XUNJIAN, "audit", str(registry), "--as-of", CRAWLED, "--db", database, "--out", f"{folder}/out"]
        run = measured([*command, "--no-browser"])
        print(f"real_portal: exit {run.code}, {run.wall:.1f} s wall, {run.cpu:.1f} s CPU, peak {run.peak_mb:.0f} MB")
        return 1 if run.code not in (0, 3) else _compare(lists, home, database)


def truth_of_slice() -> list[dict[str, object]]:
    return [json.loads(line) for line in (SLICE / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def _compare(lists: list[dict[str, object]], home: str, database: str) -> int:
    engine = open_database(database)
    with Session(engine) as session:
        run = find_run(session, "last")
        portal = registry_from_snapshot(run.registry_snapshot).portal
        world = World(portal, RunStore(session, run.id).observations(), WorkCalendar())
    engine.dispose()
    seen = {entry.url: entry for entry in world.all(ListSeen)}
    rows_wanted = rows_found = right_dates = dated = 0
    for entry in lists:
        address = str(entry["url"]).replace(OFFICIAL, home.rstrip("/"))
        found = seen.get(address)
        dates = column_dates(world, found, date.fromisoformat(CRAWLED)) if found else None
        newest = dates.newest.day if dates and dates.newest else None
        rows = len(found.rows) if found else 0
        wanted = int(str(entry["list_items"]))
        rows_wanted += wanted
        rows_found += min(rows, wanted)
        dated += entry["latest_item_date"] is not None
        right = str(newest) == entry["latest_item_date"]
        right_dates += right and entry["latest_item_date"] is not None
        if rows != wanted or (entry["latest_item_date"] is not None and not right):
            print(f"  differs: {entry['title']}: rows {rows}/{wanted}, newest {newest}/{entry['latest_item_date']}")
    print(f"  list rows found {rows_found}/{rows_wanted}; newest date of the list right {right_dates}/{dated}")
    return 0


def _registry(lists: list[dict[str, object]], home: str, resolver: str) -> str:
    columns = [
        {
            "name": entry["title"],
            "url": str(entry["url"]).replace(OFFICIAL, home.rstrip("/")),
            "class": CLASSES.get(str(entry["title"]), "other"),
            "update_within_days": 180,
        }
        for entry in lists
    ]
    content = {
        "portal": {"name": "真实门户切片", "home": home, "catalogues": ["zengdu-2023"]},
        "network": {"requests_per_second": 0, "resolver": resolver, "allow": ["127.0.0.0/8"]},
        "units": [{"name": "管委会办公室", "columns": columns}],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)


class _Slice(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    listed = False

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = (SLICE / path.lstrip("/")).resolve()
        folder = file if file.is_dir() else None
        file = file / "index.html" if folder else file
        host = self.headers["Host"].encode()
        found = file.is_relative_to(SLICE) and file.is_file()
        body = file.read_bytes().replace(OFFICIAL.encode(), b"http://" + host) if found else b"<h1>404</h1>"
        if self.listed and folder and not found and folder.is_relative_to(SLICE):
            # The home and channel pages are not in the slice: its folders are listed, as plain servers do.
            found, body = True, _listing(folder)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_: object) -> None:
        """The audit says what it asked; a line per request would bury the figures."""


class _ListedSlice(_Slice):
    listed = True


def _listing(folder: Path) -> bytes:
    names = sorted(f"{each.name}/" for each in folder.iterdir() if each.is_dir())
    links = "".join(f'<li><a href="{name}">{name}</a></li>' for name in names)
    return f"<html><head><title>Index of</title></head><body><ul>{links}</ul></body></html>".encode()


@contextmanager
def served_slice(*, listed: bool = False) -> Iterator[str]:
    """`listed`: folders without a page of their own show what is in them, so that there is a way in from the root."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _ListedSlice if listed else _Slice)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _NothingKnown(Zone):
    """Every question fails: "I cannot tell" is not "there is no such name"."""

    def answer(self, query: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(query)
        response.set_rcode(dns.rcode.SERVFAIL)
        return response


@contextmanager
def nothing_else_resolves() -> Iterator[str]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = NameServer(_NothingKnown({}))
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(10)
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
