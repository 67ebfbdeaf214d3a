"""`xunjian links` as a user runs it: its files, its sentences, its bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.portal_server import Answer, PortalServer, Route, page


def links(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    program = "from xunjian.cli import main; main()"
    options = ("--db", f"sqlite:///{folder}/x.db", "--out", str(folder / "out"))
    return subprocess.run(
        [sys.executable, "-c", program, "links", *words, *options],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


LOOPBACK = ("--allow", "127.0.0.0/8", "--rate", "0", "--confirm-after", "0")


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out" / name).read_text(encoding="utf-8").splitlines()]


def test_files_of_a_walk(tmp_path: Path) -> None:
    routes: dict[str, Route] = {
        "/robots.txt": Answer("User-agent: *\nDisallow: /inner/", content_type="text/plain"),
        "/": page("首页", "/a.html", "/gone.html", "/inner/x.html", "http://192.0.2.1/", "/f.pdf", "/wall.html"),
        "/a.html": page("甲", "/gone.html", "/b.html", extra='<img src="/lost.png" alt="图片">'),
        "/b.html": page("乙"),
        "/f.pdf": Answer(b"%PDF-1.4", content_type="application/pdf"),
        "/wall.html": Answer("denied", 403),
    }
    with PortalServer(routes) as server:
        done = links(tmp_path, f"{server.url}/", *LOOPBACK)
    assert done.returncode == 0, done.stderr
    told = {row["url"].removeprefix(server.url): row for row in lines(tmp_path, "links.jsonl")}
    assert {path: row["outcome"] for path, row in told.items()} == {
        "/": "alive",
        "/a.html": "alive",
        "/b.html": "alive",
        "/f.pdf": "alive",
        "/gone.html": "dead",
        "/lost.png": "dead",
        "/inner/x.html": "excluded",
        "/wall.html": "cannot-check",
        "http://192.0.2.1/": "excluded",
    }
    assert told["/gone.html"]["found_on"] == [f"{server.url}/", f"{server.url}/a.html"]
    assert (told["/gone.html"]["attempts"], told["/lost.png"]["kind"]) == (2, "image")
    findings = {row["url"].removeprefix(server.url): row for row in lines(tmp_path, "findings.jsonl")}
    assert {path: row["check"] for path, row in findings.items() if row["verdict"] == "fail"} == {
        "/gone.html": "dead-link",
        "/lost.png": "dead-image",
    }
    assert findings["/gone.html"]["evidence"]["body_sha256"]
    assert (tmp_path / "out" / "report.html").stat().st_size > 1_000
    assert "失效 2" in done.stdout
    assert not [path for path in server.paths() if path.startswith("/inner")]


def test_a_bound_of_pages_is_told_and_passes_nothing(tmp_path: Path) -> None:
    routes: dict[str, Route] = {"/": page("首页", *(f"/p{n}.html" for n in range(6)))}
    routes |= {f"/p{n}.html": page(f"页{n}", f"/q{n}.html") for n in range(6)}
    routes |= {f"/q{n}.html": page(f"底{n}") for n in range(6)}
    with PortalServer(routes) as server:
        done = links(tmp_path, f"{server.url}/", "--max-pages", "3", *LOOPBACK)
    assert done.returncode == 0, done.stderr
    coverage = {row["check"]: row for row in lines(tmp_path, "coverage.jsonl")}
    assert coverage["dead-link"]["verdict"] == "undecided"
    assert [one["reason"] for one in coverage["dead-link"]["could_not_look"]] == ["page-limit"]
    # Two of the first six pages were followed; all that is known was asked for.
    assert len(lines(tmp_path, "links.jsonl")) == 9
    assert {row["outcome"] for row in lines(tmp_path, "links.jsonl")} == {"alive"}


def test_a_calendar_without_end_ends(tmp_path: Path) -> None:
    def month(asked: Any) -> Answer:
        number = int(asked.path.partition("month=")[2])
        return Answer(page("日历", f"/rili?month={number + 1}"))

    with PortalServer({"/": page("首页", "/rili?month=1"), "/rili": month}) as server:
        done = links(tmp_path, f"{server.url}/", *LOOPBACK)
    assert done.returncode == 0, done.stderr
    dead_links = next(row for row in lines(tmp_path, "coverage.jsonl") if row["check"] == "dead-link")
    assert [one["reason"] for one in dead_links["could_not_look"]] == ["trap-calendar"]
    assert len(server.paths()) < 60


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "请给出门户首页网址"),
        (("http://127.0.0.1/", "--resume", "last"), "请给出门户首页网址"),
        (("ftp://x/",), "不是可以访问的网址"),
        (("--resume", "20200101-000000-abcd"), "没有编号"),
        (("http://127.0.0.1/", "--rate", "0"), "--allow"),
        (("http://127.0.0.1/", "--processes", "3"), "--processes"),
    ],
)
def test_wrong_use_is_one_sentence(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = links(tmp_path, *words)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_read_stores_pages_for_later_judging(tmp_path: Path) -> None:
    with PortalServer({"/": page("首页", "/a.html"), "/a.html": page("甲")}) as server:
        plain = links(tmp_path / "plain", f"{server.url}/", *LOOPBACK)
        read = links(tmp_path, f"{server.url}/", "--read", *LOOPBACK)
    assert plain.returncode == read.returncode == 0, read.stderr
    assert lines(tmp_path, "links.jsonl") == lines(tmp_path / "plain", "links.jsonl")
    assert "page-labels" in {row["check"] for row in lines(tmp_path, "coverage.jsonl")}
