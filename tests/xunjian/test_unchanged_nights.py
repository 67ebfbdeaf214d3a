"""A second night at a portal: what is unchanged is neither sent nor read again; the result is that of a full one."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Collection
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from checks.observation import LinksSeen, PageSeen
from crawler.plan import make_plan
from crawler.reading.observe import page_seen
from crawler.targets import load_registry
from storage.base import open_database
from storage.capture import Capture
from tests.crawler.portal_server import Answer, Asked, PortalServer, article_page, list_page
from tests.xunjian.test_resume import registry
from xunjian import crawl_step
from xunjian.pipeline import RunOptions, audit_result, judge, load_catalogues, report, score_run

CHANGED = "Wed, 01 Nov 2023 08:00:00 GMT"
PLAIN = "/zcwj/"  # what stands below it comes without validators
Route = Answer | Callable[[Asked], Answer]


class Portal(PortalServer):
    """Pages with tags and dates of change but for one folder; counts what it sends. `liar`: calls everything
    unchanged."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0
        self.liar = False
        self.texts: dict[str, str] = {}

    def __enter__(self) -> Portal:
        super().__enter__()
        return self

    def put(self, path: str, text: str) -> None:
        self.texts[path] = text
        self.routes[path] = self._file

    def _file(self, asked: Asked) -> Answer:
        body = self.texts[asked.path].encode()
        tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        headers = {name.lower(): value for name, value in asked.headers.items()}
        asks = "if-none-match" in headers or "if-modified-since" in headers
        if asks and (self.liar or headers.get("if-none-match") == tag):
            return Answer(status=304, headers={} if self.liar else {"ETag": tag})
        if asked.method == "GET":
            self.sent += len(body)
        kind = "text/plain" if asked.path.endswith(".txt") else "text/html; charset=utf-8"
        validators = {} if asked.path.startswith(PLAIN) else {"ETag": tag, "Last-Modified": CHANGED}
        return Answer(body, headers=validators, content_type=kind)


def portal() -> Portal:
    server = Portal()
    rows = {name: [] for name in ("tzgg", "zcwj")}  # type: dict[str, list[tuple[str, str, str]]]
    for name, listed in rows.items():
        for number in range(12):
            path, day = f"/{name}/{number}.html", f"2023-{10 - number // 3:02}-{20 - number:02}"
            listed.append((f"关于做好第{number}项工作的通知", path, day))
            more = (
                f'<p><a href="/fj/{name}{number}.txt">附件：第{number}项工作安排.txt</a></p>' if number % 3 == 0 else ""
            )
            more += '<p><a href="/mei/you.html">旧闻</a></p>' if number == 4 else ""
            more += f"<p>{'各单位要高度重视，认真组织实施。' * 200}</p>"
            server.put(path, article_page(listed[-1][0], day=day, extra=more))
            server.put(f"/fj/{name}{number}.txt", f"第{number}项工作安排\n" * 50)
    server.put("/tzgg/", list_page("通知公告", rows["tzgg"]))
    server.put("/zcwj/", list_page("政策文件", rows["zcwj"]))
    menu = "".join(f'<li><a href="/{name}/">{name}</a></li>' for name in rows)
    server.put("/", f"<html><head><title>澜溪县人民政府</title></head><body><ul>{menu}</ul><p>欢迎</p></body></html>")
    return server


def night(server: Portal, folder: Path, out: str, **options: Any) -> dict[str, Any]:
    """One audit. What the server sent, which paths were asked, and the result apart from its times."""
    server.sent = 0
    server.log.clear()
    file = registry(server, folder)
    engine = open_database(f"sqlite:///{folder}/nights.db")
    with Session(engine) as session:
        loaded = load_registry(file)
        chosen = RunOptions(catalogues=("zengdu-2023",), browser=False, **options)
        run = crawl_step.begin(session, loaded, chosen, datetime(2023, 12, 15, tzinfo=UTC).date())
        crawl_step.crawl(session, run, make_plan(loaded, browser=False), None)
        tables = load_catalogues(chosen.catalogues)
        from xunjian.commands.options import calendar

        days = calendar(None)
        outcomes = judge(session, run, run.as_of, tables, days)
        scored = score_run(session, run, run.as_of, outcomes, tables)
        report(audit_result(session, run, run.as_of, outcomes, scored, days), folder / out)
        name = run.id
    engine.dispose()
    findings = [json.loads(line) for line in (folder / out / "findings.jsonl").read_text("utf-8").splitlines()]
    with closing(sqlite3.connect(folder / "nights.db")) as connection:
        query = "SELECT payload FROM observations WHERE run_id = ? AND kind != 'link-failed-before'"
        seen = [json.loads(payload) for (payload,) in connection.execute(query, (name,))]
    return {
        "sent": server.sent,
        "asked": server.paths("GET"),
        "scores": (folder / out / "scores.json").read_text("utf-8"),
        "findings": sorted(timeless(finding) for finding in findings),
        "seen": sorted(timeless(each) for each in seen),
        "raw": seen,
    }


def timeless(value: Any) -> str:
    return json.dumps(_without(value), ensure_ascii=False, sort_keys=True)


_HIDDEN = {"observed_at", "at", "run", "unchanged_since", "first_seen", "looks", "warc_offset", "warc_record"}


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        # Columns and portal are walked beside each other: whichever comes first to a page that is not there looks as
        # often as is its way. The attempts that follow are compared one by one.
        counted = {"attempts"} if isinstance(value.get("attempts"), int) and "ended" in value else set()
        if "looks" in value:  # paths that nobody published are drawn anew, below any page of the host
            counted = {"fetch"}
        return {key: _without(part) for key, part in value.items() if key not in _HIDDEN | counted}
    return [_without(part) for part in value] if isinstance(value, list) else value


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were read from their bytes."""
    pages: list[str] = []

    def reading(capture: Capture, hosts: Collection[str]) -> tuple[PageSeen, LinksSeen]:
        pages.append(capture.url)
        return page_seen(capture, hosts)

    monkeypatch.setattr("crawler.walk.page_seen", reading)
    return pages


def test_an_unchanged_portal_costs_little_and_tells_the_same(tmp_path: Path, read: list[str]) -> None:
    with portal() as server:
        first = night(server, tmp_path, "first")
        assert len(read) > 20
        read.clear()
        second = night(server, tmp_path, "second")
        whole = [path for path in second["asked"] if path.startswith("/tzgg/")]
        plain = sum(len(text.encode()) for path, text in server.texts.items() if path.startswith(PLAIN))
    assert second["scores"] == first["scores"]
    assert second["findings"] == first["findings"]
    assert second["seen"] == first["seen"]
    assert read == []  # also where the server knows no validators: the digest says it
    assert set(whole) == set(server.texts) & set(whole)
    # What comes without validators is sent again; the home page is looked at over each address family.
    assert second["sent"] - plain <= 0.15 * (first["sent"] - plain)
    ages = [seen["fetch"]["unchanged_since"] for seen in second["raw"] if seen.get("page_type") == "article"]
    assert len(ages) == 24
    assert all(ages)
    # The report says how old what it rests on is.
    assert "数据时点" not in (tmp_path / "first" / "report.html").read_text("utf-8")
    told = (tmp_path / "second" / "report.html").read_text("utf-8")
    assert re.search(r"数据时点</dt><dd>\d+ 个页面、文件或账号来源经本次核对与此前检查取得的内容一致", told)
    lines = [json.loads(line) for line in (tmp_path / "second" / "findings.jsonl").read_text("utf-8").splitlines()]
    assert any(line["evidence"]["unchanged_since"] for line in lines)
    assert all(
        line["evidence"]["unchanged_since"] < line["evidence"]["observed_at"]
        for line in lines
        if line["evidence"]["unchanged_since"]
    )


def test_what_changed_is_seen_as_in_a_full_look(tmp_path: Path, read: list[str]) -> None:
    with portal() as server:
        night(server, tmp_path, "first")
        read.clear()
        server.put("/tzgg/4.html", server.texts["/tzgg/4.html"].replace("/mei/you.html", "/mei/le.html"))
        server.put("/zcwj/5.html", server.texts["/zcwj/5.html"].replace("高度重视", "高度重视 13800138000"))
        server.put("/fj/tzgg3.txt", "第三项工作的新安排\n" * 50)
        rows = [("关于新增工作的通知", "/tzgg/new.html", "2023-11-30")]
        server.put(
            "/tzgg/", server.texts["/tzgg/"].replace("<ul class='list_ul'>", f"<ul class='list_ul'>{_row(*rows[0])}")
        )
        server.put("/tzgg/new.html", article_page(rows[0][0], day=rows[0][2]))
        second = night(server, tmp_path, "second")
        assert {path.rpartition("/")[2] for path in read} == {"4.html", "5.html", "new.html", "le.html"}
        full = night(server, tmp_path, "full", full=True)
    assert second["scores"] == full["scores"]
    assert second["findings"] == full["findings"]
    assert second["seen"] == full["seen"]
    assert full["sent"] > 3 * second["sent"] / 2


def _row(title: str, path: str, day: str) -> str:
    return f'<li><a href="{path}" title="{title}">{title}</a><span>{day}</span></li>'


def test_a_server_that_calls_everything_unchanged_is_not_believed(tmp_path: Path) -> None:
    with portal() as server:
        night(server, tmp_path, "first")
        server.liar = True
        server.put("/tzgg/4.html", server.texts["/tzgg/4.html"].replace("/mei/you.html", "/mei/le.html"))
        second = night(server, tmp_path, "second")
        server.liar = False
        full = night(server, tmp_path, "full", full=True)
    assert second["seen"] == full["seen"]


def test_links_found_alive_a_short_time_ago_keep_their_time(tmp_path: Path) -> None:
    with portal() as server:
        server.put("/qita/a.pdf.html", "<html><body><p>其他</p></body></html>")
        server.put("/tu/a.png", "图")
        server.put(
            "/tzgg/1.html", server.texts["/tzgg/1.html"].replace("各单位", '<img src="/tu/a.png" alt="图">各单位', 1)
        )
        first = night(server, tmp_path, "first")
        second = night(server, tmp_path, "second")
        assert not [asked for asked in server.log if asked.path == "/tu/a.png"]
        night(server, tmp_path, "third", verified_within=0.0)
        assert [asked for asked in server.log if asked.path == "/tu/a.png"]
    before, after = (
        [seen for seen in run["raw"] if seen["url"].endswith("a.png") and "attempts" in seen] for run in (first, second)
    )
    assert before == after
    # What failed is asked again, whatever the window.
    assert "/mei/you.html" in second["asked"]
