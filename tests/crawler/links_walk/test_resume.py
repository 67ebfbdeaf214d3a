"""A walk that is killed at any moment goes on where it was: nothing stored is asked for again, nothing is lost."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.crawler.portal_server import Answer, PortalServer

PAGES = 160
KILLS = 20
DEAD = 8


def portal() -> PortalServer:
    """A menu on every page, a chain through all of them, some dead links and images, a redirect or two."""
    menu = "".join(f'<li><a href="/p{number}.html">栏目{number}</a></li>' for number in range(0, PAGES, 40))
    routes: dict[str, object] = {"/": f"<html><body><ul>{menu}</ul></body></html>"}
    for number in range(PAGES):
        more = f'<a href="p{number + 1}.html">下一篇</a>' if number + 1 < PAGES else ""
        dead = f'<a href="gone{number}.html">旧闻</a>' if number % (PAGES // DEAD) == 3 else ""
        image = f'<img src="/i{number}.png" alt="图">' if number % 5 == 0 else ""
        routes[f"/p{number}.html"] = (
            f"<html><body><ul>{menu}</ul><p>{'正文' * 300}</p>{more}{dead}{image}</body></html>"
        )
        routes[f"/i{number}.png"] = Answer(b"\x89PNG", content_type="image/png")
    routes["/p5.html"] = Answer("", status=302, headers={"Location": "/p6.html"})
    server = PortalServer(routes)  # type: ignore[arg-type]  # the values are answers of the kinds it knows
    for path, answer in list(server.routes.items()):
        slow = answer if isinstance(answer, Answer) else Answer(answer)  # type: ignore[arg-type]  # texts of pages
        slow.wait = 0.04  # so that a walk takes seconds, and results are stored in the middle of it
        server.routes[path] = slow
    return server


def command(server: PortalServer, folder: Path, *more: str) -> list[str]:
    network = ("--allow", "127.0.0.0/8", "--rate", "0", "--confirm-after", "0")
    database = f"sqlite:///{folder}/run.db"
    program = "from xunjian.cli import main; main()"
    return [sys.executable, "-c", program, "links", *more, *network, "--db", database, "--out", str(folder / "out")]


def whole(server: PortalServer, folder: Path, *more: str) -> str:
    folder.mkdir(exist_ok=True)
    done = subprocess.run(
        command(server, folder, server.url + "/", *more), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return (folder / "out" / "links.jsonl").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory):
    with portal() as server:
        yield server, whole(server, tmp_path_factory.mktemp("whole"), "--processes", "1")


def test_one_and_two_processes_see_the_same(undisturbed, tmp_path: Path) -> None:
    server, expected = undisturbed
    outcomes = [json.loads(line)["outcome"] for line in expected.splitlines()]
    assert outcomes.count("dead") == DEAD
    assert whole(server, tmp_path / "two", "--processes", "2") == expected


@pytest.mark.timeout(300)
def test_killed_at_twenty_moments(undisturbed, tmp_path: Path) -> None:
    server, expected = undisturbed
    chance = random.Random(20)
    kills = resumed = 0
    while kills < KILLS:
        folder = tmp_path / f"after-{kills}"
        folder.mkdir()
        killed, with_results = killed_until_done(server, folder, chance, KILLS - kills)
        kills += killed
        resumed += with_results
        assert (folder / "out" / "links.jsonl").read_text(encoding="utf-8") == expected
    assert resumed >= 3, "hardly a kill came after first results were stored"


def killed_until_done(server: PortalServer, folder: Path, chance: random.Random, most: int) -> tuple[int, int]:
    """One walk, killed and resumed until it ends. (kills, how many of them came after something was stored)."""
    database = folder / "run.db"
    kills = with_results = 0
    stored: set[str] = set()
    while True:
        started = ["--resume", "last"] if _rows(database, "SELECT id FROM runs") else [server.url + "/"]
        server.log.clear()
        with subprocess.Popen(
            command(server, folder, *started), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            if kills < most:
                _wait_for_requests(server, process, chance.randrange(1, 150))
                time.sleep(chance.random() * 0.2)
            else:
                process.wait(60)
            before = _stored(database) if process.poll() is None else stored
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            _, errors = process.communicate()
        again = stored.intersection(server.paths("GET"))
        assert not again, f"asked for again although stored: {sorted(again)}"
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 0, errors.decode()
            return kills, with_results
        kills += 1
        stored = before
        with_results += bool(stored)


def _wait_for_requests(server: PortalServer, process: subprocess.Popen[Any], count: int) -> None:
    deadline = time.monotonic() + 20
    while len(server.log) < count and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)


def _stored(database: Path) -> set[str]:
    """Paths with a stored result, as another process sees them before the kill."""
    return set(_rows(database, "SELECT url FROM link_targets WHERE state = 1"))


def _rows(database: Path, query: str) -> list[str]:
    if not database.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return [urlsplit(row[0]).path or row[0] for row in connection.execute(query)]
    except sqlite3.OperationalError:
        return []  # the tables are not there yet


def test_the_walk_goes_on_when_its_second_process_dies(undisturbed, tmp_path: Path) -> None:
    server, expected = undisturbed
    server.log.clear()
    with subprocess.Popen(
        command(server, tmp_path, server.url + "/", "--processes", "2"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        _wait_for_requests(server, process, 20)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        assert len(children) == 1
        os.kill(int(children[0]), signal.SIGKILL)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors.decode()
    assert (tmp_path / "out" / "links.jsonl").read_text(encoding="utf-8") == expected


def test_an_interrupt_ends_cleanly_and_says_how_to_go_on(undisturbed, tmp_path: Path) -> None:
    server, expected = undisturbed
    server.log.clear()
    with subprocess.Popen(
        command(server, tmp_path, server.url + "/", "--processes", "2"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        _wait_for_requests(server, process, 30)
        os.killpg(process.pid, signal.SIGINT)
        told, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (3, "")
    assert "继续：xunjian links --resume " in told
    done = subprocess.run(
        command(server, tmp_path, "--resume", "last"), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "links.jsonl").read_text(encoding="utf-8") == expected


def test_hosts_that_are_asked_at_a_pace_stay_with_one_process() -> None:
    from crawler.network_rules import NetworkRules
    from xunjian.links_step import plan_of, registry_of, second_process

    rules = NetworkRules(requests_per_second=2, allow=("127.0.0.0/8",))
    assert second_process(plan_of(registry_of("http://127.0.0.1/", rules)), 2, read=False) is None
