"""An audit that is killed at any moment and taken up again ends as an undisturbed one."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import shlex
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.crawler.portal_server import Answer, PortalServer, article_page, list_page

KILLS = 20
ARTICLES = 36  # of each of two columns; a walk of all takes two seconds
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["xunjian.cli", "xunjian.crawl_step"])


def portal() -> PortalServer:
    """Two columns, one of two pages, with attached files, pictures, pages in between, and what is not there."""
    columns = ("tzgg", "zcwj")
    menu = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in columns)
    front = (
        f"<html><head><title>澜溪县人民政府</title></head><body><ul>{menu}</ul><p>{'今日要闻。' * 40}</p></body></html>"
    )
    routes: dict[str, Any] = {"/": front}
    for name in columns:
        rows = [
            (
                f"关于做好第{number}项工作的通知",
                f"/{name}/{number}.html",
                f"2023-{11 - number // 4:02}-{28 - number % 4:02}",
            )
            for number in range(ARTICLES)
        ]
        if name == "zcwj":
            pager = '<div class="pages"><a href="/zcwj/">1</a><a href="/zcwj/index_2.html">2</a></div>'
            routes["/zcwj/"] = list_page("政策文件", rows[:20], pager)
            routes["/zcwj/index_2.html"] = list_page("政策文件", rows[20:], pager)
        else:
            routes["/tzgg/"] = list_page("通知公告", rows)
        for number, (title, path, day) in enumerate(rows):
            more = f'<p><img src="/tu/{name}{number}.png" alt="图"></p>' if number % 3 == 0 else ""
            more += (
                f'<p><a href="/fj/{name}{number}.txt">附件：第{number}项工作安排.txt</a></p>' if number % 4 == 0 else ""
            )
            more += f'<p><a href="/mei/{name}{number}.html">旧闻</a></p>' if number % 9 == 4 else ""
            more += f'<p><a href="/qita/{name}{number}.html">有关情况</a></p>' if number % 5 == 1 else ""
            routes[path] = article_page(title, day=day, extra=more)
            routes[f"/tu/{name}{number}.png"] = Answer(b"\x89PNG", content_type="image/png")
            routes[f"/fj/{name}{number}.txt"] = Answer(f"第{number}项工作安排\n" * 9, content_type="text/plain")
            routes[f"/qita/{name}{number}.html"] = article_page("有关情况说明", day=day)
    server = PortalServer()
    for path, answer in routes.items():
        slow = answer if isinstance(answer, Answer) else Answer(answer)
        slow.wait = 0.06
        server.routes[path] = slow
    return server


def registry(server: PortalServer, folder: Path) -> Path:
    file = folder / "registry.yaml"
    file.write_text(
        f"""portal: {{name: 澜溪县人民政府, home: "{server.url}/", catalogues: [zengdu-2023]}}
network: {{requests_per_second: 0, allow: [127.0.0.0/8], confirm_after: 0}}
units:
  - name: 县政府办公室
    kind: department
    columns:
      - {{name: 通知公告, url: "{server.url}/tzgg/", class: notice}}
      - {{name: 政策文件, url: "{server.url}/zcwj/", class: policy}}
""",
        encoding="utf-8",
    )
    return file


def audit(folder: Path, words: list[str]) -> BaseProcess:
    """`xunjian audit` in a process of its own, started from one that has its libraries loaded already."""
    process = FORKED.Process(target=_audit, args=(folder, words))
    process.start()
    return process


def _audit(folder: Path, words: list[str], into: Path | None = None) -> None:
    """`into`: where it is written what was said, when not in the folder of the database."""
    from xunjian.cli import main

    with ((into or folder) / "said.txt").open("a", encoding="utf-8") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        database = f"sqlite:///{folder}/run.db"
        sys.argv = ["xunjian", "audit", *words, "--no-browser", "--db", database, "--out", str(folder / "out")]
        main()


def result(folder: Path) -> tuple[Counter[str], list[str], str, list[str]]:
    """Observations and findings apart from their order and times; the scores to the byte; looks still open."""
    with closing(sqlite3.connect(folder / "run.db")) as connection:
        seen = Counter(_timeless(json.loads(payload)) for (payload,) in connection.execute(_PAYLOADS))
        still_open = [f"{kind} {url}" for kind, url in connection.execute(_OPEN)]
    findings = [json.loads(line) for line in (folder / "out" / "findings.jsonl").read_text("utf-8").splitlines()]
    for finding in findings:
        del finding["run"]
    scores = (folder / "out" / "scores.json").read_text("utf-8")
    return seen, sorted(map(_timeless, findings)), scores, still_open


_PAYLOADS = "SELECT payload FROM observations"
_OPEN = "SELECT kind, url FROM planned_looks WHERE NOT settled"
_STORED = """
    SELECT url FROM captures WHERE fetch LIKE '%"status":200%'
    UNION SELECT url FROM observations WHERE kind IN ('link-probed', 'file-seen')
"""


def _timeless(value: Any) -> str:
    return json.dumps(_without_times(value), ensure_ascii=False, sort_keys=True)


def _without_times(value: Any) -> Any:
    if isinstance(value, dict):
        # Paths that nobody published are drawn anew, and with them their addresses.
        hidden = {"observed_at", "at", "warc_offset", "warc_record"} | (
            {"looks", "fetch"} if "looks" in value else set()
        )
        # Columns and portal are walked beside each other: whichever comes first to a page that is not there looks as
        # often as is its way. The attempts that follow are compared one by one.
        hidden |= {"attempts"} if isinstance(value.get("attempts"), int) and "ended" in value else set()
        return {key: _without_times(part) for key, part in value.items() if key not in hidden}
    return [_without_times(part) for part in value] if isinstance(value, list) else value


def stored(folder: Path) -> set[str]:
    """Paths that need not be asked for again, as another process sees them."""
    try:
        with closing(sqlite3.connect(f"file:{folder}/run.db?mode=ro", uri=True)) as connection:
            return {urlsplit(url).path for (url,) in connection.execute(_STORED)} - {"/"}  # the home page is probed too
    except sqlite3.OperationalError:
        return set()  # the file or its tables are not there yet


def ended(process: BaseProcess) -> int | None:
    process.join(60)
    return process.exitcode


def said(folder: Path) -> str:
    return (folder / "said.txt").read_text("utf-8")


def test_an_interrupted_audit_says_what_to_type_and_goes_on(tmp_path: Path) -> None:
    with portal() as server:
        (whole := tmp_path / "whole").mkdir()
        assert ended(audit(whole, [str(registry(server, whole)), "--as-of", "2023-12-15"])) in (0, 3)
        (folder := tmp_path / "with a blank").mkdir()
        process = audit(folder, [str(registry(server, folder)), "--as-of", "2023-12-15"])
        _wait_for_requests(server, process, len(server.log) + 40)
        os.kill(process.pid or 0, signal.SIGINT)
        assert ended(process) == 3
        assert stored(folder)
        told = re.search(r"继续：(xunjian audit .+?)；或执行", said(folder))
        assert told is not None, said(folder)
        words = shlex.split(told[1])
        assert words[4:] == [
            *_RUN_ID.findall(said(folder))[:1],
            "--db",
            f"sqlite:///{folder}/run.db",
            "--out",
            f"{folder}/out",
        ]
        server.log.clear()
        assert ended(audit(folder, words[2:5])) in (0, 3), said(folder)
        assert server.log
        assert result(folder) == result(whole)
        # Nothing is left to do, and nothing is asked.
        server.log.clear()
        assert ended(audit(folder, words[2:5])) == 0
        assert "的观测已经完成，没有需要继续的内容" in said(folder)
        assert not server.log


_RUN_ID = re.compile(r"检查 (\d{8}-\d{6}-[0-9a-f]{4}) ")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace("name: 通知公告", "name: 公告通知"), "已被修改，不能继续该检查"),
        (lambda text: text.replace("127.0.0.1:", "127.0.0.2:"), "请核对检查编号"),
    ],
)
def test_a_run_does_not_go_on_under_another_registry(
    change: Callable[[str], str], sentence: str, tmp_path: Path
) -> None:
    with portal() as server:
        file = registry(server, tmp_path)
        process = audit(tmp_path, [str(file), "--as-of", "2023-12-15"])
        _wait_for_requests(server, process, 10)
        process.kill()
        process.join()
        server.log.clear()
        file.write_text(change(file.read_text("utf-8")), encoding="utf-8")
        assert ended(audit(tmp_path, [str(file), "--resume", "last"])) == 2
        assert sentence in said(tmp_path)
        assert ended(audit(tmp_path, ["http://127.0.0.3/", "--resume", "last"])) == 2
        assert ended(audit(tmp_path, [str(file), "--resume", "20230101-000000-0000"])) == 2
        assert not server.log


def test_discovery_and_resume_wait_for_the_lock(tmp_path: Path) -> None:
    with portal() as server:
        file = registry(server, tmp_path)
        first = audit(tmp_path, [str(file), "--as-of", "2023-12-15"])
        _wait_for_requests(server, first, 10)
        asked = server.url + "/"
        network = ["--allow", "127.0.0.0/8", "--rate", "0"]
        (other := tmp_path / "other").mkdir()
        second = FORKED.Process(target=_audit, args=(tmp_path, [asked, *network]), kwargs={"into": other})
        second.start()
        third = FORKED.Process(target=_audit, args=(tmp_path, [str(file), "--resume", "last"]), kwargs={"into": other})
        third.start()
        assert ended(second) == ended(third) == 3
        assert said(other).count("本次未开始") == 2
        assert "正在发现" not in said(other)
        first.kill()
        first.join()


@pytest.mark.timeout(300)
def test_killed_at_twenty_moments(tmp_path: Path) -> None:
    chance = random.Random(20)
    with portal() as server:
        (whole := tmp_path / "whole").mkdir()
        undisturbed = audit(whole, [str(registry(server, whole)), "--as-of", "2023-12-15"])
        undisturbed.join(60)
        assert undisturbed.exitcode in (0, 3), (whole / "said.txt").read_text("utf-8")
        requests = len(server.log)
        expected = result(whole)
        assert sum(expected[0].values()) > 200
        assert not expected[3]
        kills = went_on = 0
        while kills < KILLS:
            (folder := tmp_path / f"after-{kills}").mkdir()
            killed, with_something = killed_until_done(server, folder, chance, KILLS - kills, requests)
            kills += killed
            went_on += with_something
            assert result(folder) == expected
        assert went_on >= 5, "hardly a kill came after first looks were stored"


def killed_until_done(
    server: PortalServer, folder: Path, chance: random.Random, most: int, requests: int
) -> tuple[int, int]:
    """One audit, killed and taken up again until it ends. (kills, how many of them came after something was stored)."""
    file = str(registry(server, folder))
    kills = with_something = 0
    before: set[str] = set()
    while True:
        resumed = _has_run(folder)
        server.log.clear()
        process = audit(folder, [file, *(["--resume", "last"] if resumed else ["--as-of", "2023-12-15"])])
        if kills < most:
            _wait_for_requests(server, process, chance.randrange(1, requests // 2))
            time.sleep(chance.random() * 0.2)
        else:
            process.join(60)
        now = stored(folder) if process.is_alive() else before
        if process.is_alive():
            process.kill()
        process.join()
        again = before.intersection(server.paths("GET"))
        assert not again, f"asked for again although stored: {sorted(again)}"
        if process.exitcode is not None and process.exitcode >= 0:
            assert process.exitcode in (0, 3), (folder / "said.txt").read_text("utf-8")
            return kills, with_something
        kills += 1
        before = now
        with_something += bool(now)


def _wait_for_requests(server: PortalServer, process: BaseProcess, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(server.log) < count and process.is_alive() and time.monotonic() < deadline:
        time.sleep(0.002)


def _has_run(folder: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{folder}/run.db?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM runs").fetchone() is not None
    except sqlite3.OperationalError:
        return False
