"""Attached files on a small portal: fetched once, read, bounded, and every one of them ends in a stored row."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from checks.observation import FetchEnd, FileSeen, FileState, LinkProbed
from crawler.plan import Limits
from tests.crawler.attachments import made_files as made
from tests.crawler.crawling import Crawled, crawled, registry_text, unit_text
from tests.crawler.portal_server import Answer, Asked, PortalServer, Route

ARTICLE = "/tzgg/202311/t20231120_1.html"
OCTETS = "application/octet-stream"


def page_with(*names: str) -> str:
    files = "".join(f'<p><a href="/files/{name}">附件：{name}</a></p>' for name in names)
    words = "根据工作安排，现将有关事项通知如下，请各单位认真遵照执行，并于月底前报送落实情况。" * 4
    return (
        "<html><head><title>关于做好年度工作的通知</title></head><body><div class='article'>"
        "<h1>关于做好年度工作的通知</h1><p>发布时间：2023-11-20</p>"
        f"<div class='content'><p>{words}</p>{files}</div></div>"
        "</body></html>"
    )


LIST = (
    "<html><head><title>通知公告</title></head><body><ul class='list'>"
    f"<li><a href='{ARTICLE}'>关于做好年度工作的通知</a><span>2023-11-20</span></li>"
    "<li><a href='/tzgg/202311/t20231119_2.html'>关于开展专项检查的通知</a><span>2023-11-19</span></li>"
    "<li><a href='/files/table.xlsx'>2023年第三季度资金使用情况表</a><span>2023-11-18</span></li></ul></body></html>"
)


async def crawl(folder: Path, files: Mapping[str, Route], limits: Limits | None = None) -> tuple[PortalServer, Crawled]:
    routes: dict[str, Route] = {
        "/tzgg/": LIST,
        ARTICLE: page_with(*files),
        "/tzgg/202311/t20231119_2.html": page_with(),
        "/files/table.xlsx": Answer(made.xlsx([["资金使用情况表"]]), content_type=OCTETS),
        "/": "<html><body><a href='/tzgg/'>通知公告</a></body></html>",
        **{f"/files/{name}": answer for name, answer in files.items()},
    }
    with PortalServer(routes) as portal:
        column = f'name: 通知公告, url: "{portal.url}/tzgg/", class: notice'
        text = registry_text(f"{portal.url}/", unit_text(column))
        return portal, await crawled(folder, text, limits=limits)


def asked_for(portal: PortalServer, path: str) -> list[str]:
    return [one.method for one in portal.log if one.path == path]


async def test_each_file_is_fetched_once_and_read(tmp_path: Path) -> None:
    name = "2023年度公共服务事项清单"
    files = {
        "list.docx": Answer(made.docx(name, "联系人：张某，电话13812345678"), content_type=OCTETS),
        "down.jsp": Answer(
            made.doc(name + "\r"),
            content_type=OCTETS,
            headers={"Content-Disposition": "attachment; filename=%E6%B8%85%E5%8D%95.doc"},
        ),
        "empty.pdf": Answer(b"", content_type="application/pdf"),
        "gone.doc": Answer("<html><title>404</title></html>", status=404),
        "instead.doc": Answer("<html><head><title>404 Not Found</title></head><body>页面不存在</body></html>"),
        "login.doc": Answer("<html><body><form>密码<input type=password></form></body></html>"),
    }
    portal, done = await crawl(tmp_path, files)
    seen = {one.url.rpartition("/")[2]: one for one in done.all(FileSeen)}
    assert {name: (one.state, one.ending) for name, one in seen.items() if name != "down.jsp"} == {
        "list.docx": (FileState.READABLE, "docx"),
        "table.xlsx": (FileState.READABLE, "xlsx"),
        "empty.pdf": (FileState.EMPTY, "pdf"),
        "gone.doc": (FileState.NOT_FETCHED, "doc"),
        "instead.doc": (FileState.HTML_INSTEAD, "doc"),
        "login.doc": (FileState.NOT_FETCHED, "doc"),
    }
    assert seen["list.docx"].title == name
    assert "13812345678" not in seen["list.docx"].text
    assert [one.kind for one in seen["list.docx"].personal_numbers] == ["mobile"]
    assert asked_for(portal, "/files/list.docx") == ["GET"]
    assert asked_for(portal, "/files/table.xlsx") == ["GET"]
    probe = done.last(LinkProbed, f"{portal.url}/files/list.docx")
    assert [(look.method, look.fetch.status) for look in probe.attempts] == [("GET", 200)]
    assert not done.open_looks
    assert not done.summary.mistakes


async def test_limits_are_stated_and_stored(tmp_path: Path) -> None:
    files = {f"{number}.docx": Answer(made.docx("x" * 5_000), content_type=OCTETS) for number in range(5)}
    files["large.pdf"] = Answer(b"%PDF-1.4" + b"0" * 900_000, content_type=OCTETS)
    _, done = await crawl(tmp_path, files, Limits(files=5, file_bytes=500_000))
    seen = done.all(FileSeen)
    left = [one for one in seen if one.fetch.ended is FetchEnd.LIMIT]
    assert (len(seen), len(left)) == (7, 2)
    assert {one.fetch.detail for one in left} == {"more than 5 attached files"}
    assert all(one.state is FileState.NOT_FETCHED for one in left)
    (tmp_path / "again").mkdir()
    _, done = await crawl(tmp_path / "again", files, Limits(file_bytes=500_000))
    states = {one.url.rpartition("/")[2]: one.state for one in done.all(FileSeen)}
    assert states["large.pdf"] is FileState.TOO_LARGE


async def test_a_passing_trouble_gets_a_second_look(tmp_path: Path) -> None:
    looks: list[str] = []

    def busy_first(asked: Asked) -> Answer:
        looks.append(asked.method)
        whole = Answer(made.docx("好文件"), content_type=OCTETS)
        return Answer("busy", status=503) if len(looks) == 1 else whole

    portal, done = await crawl(tmp_path, {"busy.docx": busy_first})
    assert done.last(FileSeen, f"{portal.url}/files/busy.docx").state is FileState.READABLE


async def test_a_host_that_drips_holds_nobody_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.spiders.attachment_files.FILE_SECONDS", 0.3)

    def drip(asked: Asked) -> Answer:
        return Answer(made.docx("x"), content_type=OCTETS, wait=2.0 if asked.method == "GET" else 0.0)

    begun = time.monotonic()
    _, done = await crawl(tmp_path, {f"{number}.docx": drip for number in range(30)})
    assert time.monotonic() - begun < 20
    slow = [one for one in done.all(FileSeen) if one.url.endswith(".docx")]
    assert len(slow) == 30
    assert {one.fetch.ended for one in slow} <= {FetchEnd.TIMEOUT, FetchEnd.LIMIT}
    assert [one for one in slow if "took too long" in one.fetch.detail]


@pytest.mark.parametrize(("second", "state"), [(900, FileState.TRUNCATED), (400, FileState.NOT_FETCHED)])
async def test_a_body_that_breaks_off_is_cut_only_when_it_does_so_twice_at_one_place(
    tmp_path: Path, second: int, state: FileState
) -> None:
    whole = made.pdf_with(made.TEXT_OF_A_PAGE, pages=20)
    gets: list[int] = []

    def cut(asked: Asked) -> Answer:
        if asked.method == "GET":
            gets.append(1)
        size = 900 if len(gets) <= 1 else second
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: {len(whole)}\r\n\r\n".encode()
        return Answer(raw=head + (whole[:size] if asked.method == "GET" else b""))

    portal, done = await crawl(tmp_path, {"cut.pdf": cut})
    seen = done.last(FileSeen, f"{portal.url}/files/cut.pdf")
    assert seen.state is state


async def test_files_in_private_networks_are_not_asked_for(tmp_path: Path) -> None:
    private = "http://10.20.30.40/files/plan.doc"
    routes: dict[str, Route] = {
        "/tzgg/": LIST,
        ARTICLE: page_with("x.doc").replace("/files/x.doc", private),
        "/files/table.xlsx": Answer("", status=302, headers={"Location": private}),
        "/": "<html><body><a href='/tzgg/'>通知公告</a></body></html>",
    }
    with PortalServer(routes) as portal:
        text = registry_text(f"{portal.url}/", unit_text(f'name: 通知公告, url: "{portal.url}/tzgg/", class: notice'))
        done = await crawled(tmp_path, text)
    for url in (private, f"{portal.url}/files/table.xlsx"):
        seen = done.last(FileSeen, url)
        assert (seen.state, seen.fetch.ended) == (FileState.NOT_FETCHED, FetchEnd.PRIVATE_ADDRESS)
