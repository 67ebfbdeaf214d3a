"""From an audit of a loopback portal to `evidence/` and `evidence show`: the archive is read back by warcio."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from tests.crawler.portal_server import Answer, Route, article_page, page, serving
from tests.xunjian.stored_run import Said, StoredRun

XUNJIAN = str(Path(sys.executable).parent / "xunjian")
MOBILE = "13812345678"
GONE = f"<html><body><h1>404</h1><p>页面不存在，请致电值班手机 {MOBILE}</p></body></html>"
ROWS = [("关于做好防汛工作的通知", "2023-03-02", "/art/1.html"), ("关于道路施工的通告", "2023-01-10", "/art/2.html")]
COLUMN = "/公告/index.html"

REGISTRY = """
portal: {{name: 示例县人民政府, home: "{url}/"}}
network: {{requests_per_second: 0, allow: [127.0.0.0/8], confirm_after: 0}}
units:
  - name: 县应急管理局
    columns:
      - {{name: 通知公告, url: "{url}{column}", class: notice, update_within_days: 30}}
"""


def routes() -> dict[str, Any]:
    rows = "".join(f"<li><a href='{url}'>{title}</a><span>{day}</span></li>" for title, day, url in ROWS)
    column = f"<html><head><meta charset=gbk><title>通知公告</title></head><body><ul>{rows}</ul></body></html>"
    article = article_page(ROWS[0][0], "/gone.html", "/moved.html", day="2023-03-02", extra=f"<p>手机：{MOBILE}</p>")
    return {
        "/": page("首页", quote(COLUMN)),
        quote(COLUMN): Answer(column.encode("gbk"), content_type="text/html"),
        "/art/1.html": Answer(
            gzip.compress(article.encode()),
            headers={"Content-Encoding": "gzip", "X-Powered-BY": "WAF", "Set-Cookie": "JSESSIONID=S3CRET; Path=/"},
        ),
        "/art/2.html": article_page(ROWS[1][0], day="2023-01-10"),
        "/gone.html": Answer(GONE, 404),
        "/moved.html": Answer("", 302, {"Location": "/gone-too.html"}),
        "/gone-too.html": Answer(GONE, 410),
        "/robots.txt": Answer("", 404),
    }


@dataclass
class Audited:
    folder: Path
    url: str

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def findings(self, out: str = "out") -> list[dict[str, Any]]:
        lines = (self.folder / out / "findings.jsonl").read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def finding(self, url: str, out: str = "out") -> dict[str, Any]:
        [found] = [each for each in self.findings(out) if each["url"] == f"{self.url}{url}"]
        return found

    def copied_to(self, folder: Path) -> Audited:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Audited(folder, self.url)

    def xunjian(self, *words: str) -> Said:
        return StoredRun(self.folder, "last").xunjian(*words)


@pytest.fixture(scope="module")
def audited_once(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    folder = tmp_path_factory.mktemp("audited")
    with serving(routes()) as server:
        (folder / "r.yaml").write_text(REGISTRY.format(url=server.url, column=quote(COLUMN)), encoding="utf-8")
        run = Audited(folder, server.url)
        words = ("audit", "r.yaml", "--out", "out", "--as-of", "2023-12-15", "--no-browser", "--db", "sqlite:///x.db")
        # A process of its own, as every crawl has.
        ended = subprocess.run([XUNJIAN, *words], cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode in (0, 3), ended.stderr
    return run


@pytest.fixture
def audited(audited_once: Audited, tmp_path: Path) -> Audited:
    """For a test that changes something."""
    return audited_once.copied_to(tmp_path)


def records(file: Path) -> list[Any]:
    found = []
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            found.append(
                SimpleNamespace(
                    kind=record.rec_type,
                    url=record.rec_headers.get_header("WARC-Target-URI"),
                    id=record.rec_headers.get_header("WARC-Record-ID"),
                    headers=record.rec_headers,
                    http=record.http_headers,
                    body=record.content_stream().read(),
                )
            )
    return found


def is_sound(file: Path) -> bool:
    """What `warcio check` says."""
    return Checker(SimpleNamespace(inputs=[str(file)], verbose=False)).process_all() == 0


def of(found: list[Any], kind: str, url: str) -> list[Any]:
    return [each for each in found if each.kind == kind and each.url == url]


def test_the_archive_holds_the_exchanges_behind_a_dead_link(audited_once: Audited) -> None:
    file = audited_once.out / "evidence" / "pages.warc.gz"
    assert is_sound(file)
    found = records(file)
    assert found[0].kind == "warcinfo"
    gone = f"{audited_once.url}/gone.html"
    [first] = of(found, "response", gone)
    [again] = of(found, "revisit", gone)
    assert first.http.get_statuscode() == again.http.get_statuscode() == "404"
    assert first.body.decode() == GONE.replace(MOBILE, "138****5678")
    assert again.headers.get_header("WARC-Refers-To-Target-URI") == gone
    requests = of(found, "request", gone)
    assert {each.headers.get_header("WARC-Concurrent-To") for each in requests} == {first.id, again.id}
    assert all("xunjian" in each.http.get_header("User-Agent") for each in requests)
    about = next(each for each in of(found, "metadata", gone) if each.headers.get_header("WARC-Refers-To") == first.id)
    assert f"originalPayloadDigest: sha256:{hashlib.sha256(GONE.encode()).hexdigest()}" in about.body.decode()


def test_every_redirect_is_an_exchange_of_its_own(audited_once: Audited) -> None:
    found = records(audited_once.out / "evidence" / "pages.warc.gz")
    hops = of(found, "response", f"{audited_once.url}/moved.html") + of(
        found, "revisit", f"{audited_once.url}/moved.html"
    )
    assert [hop.http.get_header("Location") for hop in hops] == ["/gone-too.html"] * 2
    ends = of(found, "response", f"{audited_once.url}/gone-too.html")
    ends += of(found, "revisit", f"{audited_once.url}/gone-too.html")
    assert [end.http.get_statuscode() for end in ends] == ["410"] * 2


def test_headers_stand_as_received_but_for_secrets_and_the_coding_of_the_wire(audited_once: Audited) -> None:
    found = records(audited_once.out / "evidence" / "pages.warc.gz")
    [answer] = of(found, "response", f"{audited_once.url}/art/1.html")
    names = [name for name, _ in answer.http.headers]
    assert "X-Powered-BY" in names
    assert "X-Archive-Orig-Content-Encoding" in names
    assert "Content-Encoding" not in names
    assert answer.http.get_header("Set-Cookie") == "JSESSIONID=[6 characters left out]; Path=/"
    assert answer.http.get_header("Content-Length") == str(len(answer.body))
    assert "138****5678" in answer.body.decode()


def test_a_column_under_a_chinese_address_is_read_back(audited_once: Audited) -> None:
    found = records(audited_once.out / "evidence" / "pages.warc.gz")
    address = f"{audited_once.url}{quote(COLUMN)}"
    [answer] = of(found, "response", address)
    assert ROWS[0][0] in answer.body.decode("gbk")
    [about] = [
        json.loads(each.body)
        for each in found
        if each.headers.get_header("Content-Type") == "application/json"
        and each.headers.get_header("WARC-Refers-To") == answer.id
    ]
    assert about["check"] == "stale-column"
    assert "通知公告" in about["message"]
    assert [look["record"] for look in about["looks"]] == [answer.id]


def test_findings_name_their_record(audited_once: Audited) -> None:
    for finding in audited_once.findings():
        evidence = finding["evidence"]
        if not evidence["warc"]:
            assert evidence["no_warc"] == "nothing-stored"
            continue
        with (audited_once.out / evidence["warc"]).open("rb") as stream:
            stream.seek(evidence["warc_offset"])
            record = next(iter(ArchiveIterator(stream)))
            assert record.rec_headers.get_header("WARC-Record-ID") == evidence["warc_record"]
    dead = audited_once.finding("/gone.html")["evidence"]
    assert (dead["screenshot"], dead["no_screenshot"]) == ("", "no-browser")


def test_no_number_of_a_person_is_stored_anywhere(audited_once: Audited) -> None:
    unpacked = gzip.decompress((audited_once.out / "evidence" / "pages.warc.gz").read_bytes())
    assert MOBILE.encode() not in unpacked
    assert b"S3CRET" not in unpacked
    database = sqlite3.connect(audited_once.folder / "x.db")
    for (content,) in database.execute("SELECT content FROM bodies"):
        assert MOBILE.encode() not in zlib.decompress(content)
    assert database.execute("SELECT count(*) FROM exchanges WHERE headers LIKE '%S3CRET%'").fetchone() == (0,)
    database.close()


def test_reports_made_again_are_the_same_bytes(audited: Audited) -> None:
    assert audited.xunjian("report", "last", "--out", "again").returncode == 0
    for name in ("evidence/pages.warc.gz", "findings.jsonl", "report.html", "issues.xlsx"):
        assert (audited.out / name).read_bytes() == (audited.folder / "again" / name).read_bytes(), name


def test_a_short_budget_keeps_the_worst_and_says_what_it_left_out(audited: Audited) -> None:
    audited.xunjian("report", "last", "--out", "short", "--evidence-budget", "0.006")
    file = audited.folder / "short" / "evidence" / "pages.warc.gz"
    assert file.stat().st_size <= 6_000
    assert is_sound(file)
    assert "budget: short" in records(file)[0].body.decode()
    had = {each["severity"]: each["evidence"] for each in reversed(audited.findings("short"))}
    left_out = [each for each in audited.findings("short") if each["evidence"]["no_warc"] == "budget"]
    assert left_out
    assert had["serious"]["warc"]


def test_without_a_budget_an_old_archive_goes(audited: Audited) -> None:
    (audited.out / "evidence" / "notes.txt").write_text("mine")
    audited.xunjian("report", "last", "--out", "out", "--evidence-budget", "0")
    assert [path.name for path in sorted((audited.out / "evidence").iterdir())] == ["notes.txt"]


def test_a_run_from_before_exchanges_were_stored_still_has_its_pages(audited: Audited) -> None:
    database = sqlite3.connect(audited.folder / "x.db")
    database.execute("DELETE FROM exchanges")
    database.commit()
    database.close()
    assert audited.xunjian("report", "last", "--out", "out").returncode == 0
    found = records(audited.out / "evidence" / "pages.warc.gz")
    assert is_sound(audited.out / "evidence" / "pages.warc.gz")
    assert of(found, "response", f"{audited.url}{quote(COLUMN)}") == []
    [kept] = of(found, "resource", f"{audited.url}{quote(COLUMN)}")
    assert ROWS[0][0] in kept.body.decode("gbk")


def test_show_tells_place_looks_and_digests(audited_once: Audited, tmp_path: Path) -> None:
    wanted = audited_once.finding("/gone.html")["id"]
    page_file = tmp_path / "page.html"
    told = audited_once.xunjian("evidence", "show", wanted[:8], "--out", "out", "--body", str(page_file))
    assert told.returncode == 0, told.stderr
    assert told.stdout.count("目标访问") == 2
    assert told.stdout.count("所在页访问") == 1
    assert "状态码 404" in told.stdout
    assert "保存的正文已遮盖个人号码" in told.stdout
    assert "evidence/pages.warc.gz，偏移" in told.stdout
    assert "校验一致" in told.stdout
    assert "本次检查没有可用的浏览器" in told.stdout
    assert MOBILE not in told.stdout
    assert "138****5678" in page_file.read_text(encoding="utf-8")
    as_json = json.loads(audited_once.xunjian("evidence", "show", wanted, "--out", "out", "--format", "json").stdout)
    assert [look["status"] for look in as_json["looks"]] == [404, 404, 200]
    assert "相关材料" in as_json["around"]


def test_show_notices_what_was_tampered_with(audited: Audited) -> None:
    wanted = audited.finding(quote(COLUMN))
    file = audited.out / wanted["evidence"]["warc"]
    whole = bytearray(file.read_bytes())
    whole[wanted["evidence"]["warc_offset"] + 400] ^= 0xFF
    file.write_bytes(whole)
    database = sqlite3.connect(audited.folder / "x.db")
    other = zlib.compress("别的内容".encode())
    database.execute("UPDATE bodies SET content = ? WHERE sha256 = ?", (other, wanted["evidence"]["body_sha256"]))
    database.commit()
    database.close()
    told = audited.xunjian("evidence", "show", wanted["id"], "--out", "out").stdout
    assert "保存的正文与接收时的摘要值不符" in told
    assert "校验不符" in told


@pytest.mark.parametrize(("name", "says"), [("ab", "太短"), ("zzzzzz", "没有编号以"), ("", "太短")])
def test_show_without_such_a_finding(audited_once: Audited, name: str, says: str) -> None:
    told = audited_once.xunjian("evidence", "show", name)
    assert (told.returncode, told.stdout) == (2, "")
    assert says in told.stderr
    assert told.stderr.count("\n") == 1


def test_an_audit_with_a_browser_pictures_its_places(browser_path: str, tmp_path: Path) -> None:
    with serving(routes()) as server:
        (tmp_path / "r.yaml").write_text(REGISTRY.format(url=server.url, column=quote(COLUMN)), encoding="utf-8")
        words = ("audit", "r.yaml", "--out", "out", "--as-of", "2023-12-15", "--db", "sqlite:///x.db")
        ended = subprocess.run(
            [XUNJIAN, *words], cwd=tmp_path, capture_output=True, text=True, timeout=110, check=False
        )
        run = Audited(tmp_path, server.url)
    assert ended.returncode in (0, 3), ended.stderr
    for finding in (run.finding("/gone.html"), run.finding(quote(COLUMN))):
        evidence = finding["evidence"]
        assert evidence["screenshot"] == f"evidence/screenshots/{finding['id']}.png"
        content = (run.out / evidence["screenshot"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == evidence["screenshot_sha256"]
    report = (run.out / "report.html").read_text(encoding="utf-8")
    assert f'href="evidence/screenshots/{finding["id"]}.png"' in report
    assert "<img" not in report, "the report alone stays whole"
    # Later steps take the pictures from the store, and ask nobody.
    assert run.xunjian("report", "last", "--out", "again").returncode == 0
    assert (tmp_path / "again" / evidence["screenshot"]).read_bytes() == content
    book = openpyxl.load_workbook(run.out / "issues.xlsx")
    links = [
        str(cell.hyperlink.target).replace("\\", "/")
        for row in book["县应急管理局"].iter_rows()
        for cell in row
        if cell.hyperlink
    ]
    assert evidence["screenshot"] in links
    assert "evidence/pages.warc.gz" in links


def test_a_walk_of_links_has_its_archive_on_request(tmp_path: Path) -> None:
    portal: dict[str, Route] = {
        "/": page("首页", "/gone.html"),
        "/gone.html": Answer(GONE, 404),
        "/robots.txt": Answer("", 404),
    }
    with serving(portal) as server:
        words = ["links", f"{server.url}/", "--out", "out", "--allow", "127.0.0.0/8", "--rate", "0", "--processes", "1"]
        words += ["--confirm-after", "0", "--evidence-budget", "10", "--db", "sqlite:///x.db"]
        ended = subprocess.run(
            [XUNJIAN, *words], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
        )
    assert ended.returncode == 0, ended.stderr
    file = tmp_path / "out" / "evidence" / "pages.warc.gz"
    assert is_sound(file)
    gone = records(file)
    assert len(of(gone, "response", f"{server.url}/gone.html") + of(gone, "revisit", f"{server.url}/gone.html")) == 2
