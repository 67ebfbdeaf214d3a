"""One audit of the whole demo portal by the command line, compared with its truth exactly, and judged again.

The demo is served once per module; every test that asks the portal reads what it needs from the access log by time.
"""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from xunjian.demo.__main__ import audit_command, what_is_here
from xunjian.demo.server import PORTAL_FOLDER, Access, DemoPortal
from xunjian.demo.truth import Truth, compare, read_lines
from xunjian.exit_rules import NOT_ALL_SEEN

XUNJIAN = str(Path(sys.executable).with_name("xunjian"))
WWW, FGJ = "www.lanxi.gov.example", "fgj.lanxi.gov.example"
# A whole audit with a browser on a busy machine with two cores; alone it takes a fraction of it.
AUDIT_SECONDS = 900

pytestmark = pytest.mark.timeout(2 * AUDIT_SECONDS)


@dataclass
class Audited:
    demo: DemoPortal
    truth: Truth
    out: Path
    exit_code: int
    said: str
    log: list[Access]  # what the portal was asked during the audit

    @property
    def database(self) -> str:
        return f"sqlite:///{self.out / 'demo.sqlite3'}"


def audit(demo: DemoPortal, out: Path, *more: str) -> Audited:
    truth = Truth.load(PORTAL_FOLDER / "truth.yaml", demo.port)
    before = len(demo.access_log)
    done = run(*audit_command(demo, truth, out, *more)[1:])
    return Audited(demo, truth, out, done.returncode, done.stdout + done.stderr, demo.access_log[before:])


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [XUNJIAN, *words], capture_output=True, text=True, check=False, timeout=AUDIT_SECONDS, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortal]:
    with DemoPortal() as demo:
        yield demo


@pytest.fixture(scope="module")
def whole(demo: DemoPortal, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    return audit(demo, tmp_path_factory.mktemp("whole"))


def test_findings_are_those_of_the_truth_and_no_others(whole):
    assert whole.exit_code == NOT_ALL_SEEN, whole.said  # a login, a feed and a home page cannot be looked at
    told = compare(
        whole.truth,
        read_lines(whole.out / "findings.jsonl"),
        read_lines(whole.out / "coverage.jsonl"),
        what_is_here(whole.demo),
    )
    assert (told.missing, told.surplus, told.differing) == ([], [], [])
    assert told.met + len(told.left_out) == told.expected


def test_every_report_is_there(whole):
    for name in ("report.html", "issues.xlsx", "findings.jsonl", "coverage.jsonl", "scores.json", "links.jsonl"):
        assert (whole.out / name).stat().st_size > 0, name


def test_links_that_look_dead_and_are_not(whole):
    outcomes = {line["url"]: line["outcome"] for line in read_lines(whole.out / "links.jsonl")}
    zwfw = whole.demo.url("http://zwfw.linjiang.gov.example/")
    assert [outcomes[f"{zwfw}{name}.html"] for name in ("first503", "busy", "slow")] == ["alive"] * 3
    assert [outcomes[f"{zwfw}{name}.html"] for name in ("wall403", "wall412", "user/space")] == ["cannot-check"] * 3
    assert outcomes[whole.demo.url(f"http://{WWW}/nbgl/zhidu/2023.html")] == "excluded"


def test_what_could_not_be_looked_at_is_not_observed(whole):
    coverage = read_lines(whole.out / "coverage.jsonl")
    rows = {(row["check"], row["unit"], row["subject"]): row["verdict"] for row in coverage}
    assert rows["empty-column", "县民政局", "资料下载"] == "not-observed"  # behind a login
    assert rows["stale-account", "县卫生健康局", "健康澜溪"] == "not-observed"  # the feed does not answer
    assert rows["stale-column", "县人民政府办公室", "人事任免"] == "not-applicable"  # exempt


def test_robots_and_waiting_times_are_respected(whole):
    assert not [access for access in whole.log if access.host == WWW and access.path.startswith("/nbgl/")]
    busy = [access for access in whole.log if access.path == "/busy.html"]
    assert [access.status for access in busy] == [429, 200]
    assert (busy[1].time - busy[0].time).total_seconds() >= 1.0


def test_judging_again_gives_the_same_scores_without_asking_the_portal(whole, tmp_path):
    before = len(whole.demo.access_log)
    assert run("check", "last", "--db", whole.database).returncode == 0
    assert run("score", "last", "--db", whole.database, "--out", str(tmp_path)).returncode == 0
    assert run("report", "last", "--db", whole.database, "--out", str(tmp_path / "report")).returncode == 0
    for again in (tmp_path / "scores.json", tmp_path / "report" / "scores.json"):
        assert again.read_bytes() == (whole.out / "scores.json").read_bytes()
    for name in ("findings.jsonl", "coverage.jsonl", "links.jsonl"):
        assert (tmp_path / "report" / name).read_bytes() == (whole.out / name).read_bytes(), name
    assert len(whole.demo.access_log) == before


def test_reading_the_stored_pages_again_changes_nothing(whole, tmp_path):
    before = len(whole.demo.access_log)
    assert run("reread", "last", "--db", whole.database).returncode == 0
    assert run("check", "last", "--db", whole.database).returncode == 0
    assert run("report", "last", "--db", whole.database, "--out", str(tmp_path)).returncode == 0
    assert (tmp_path / "findings.jsonl").read_bytes() == (whole.out / "findings.jsonl").read_bytes()
    assert len(whole.demo.access_log) == before


def test_another_as_of_judges_otherwise_without_asking_the_portal(whole, tmp_path):
    before = len(whole.demo.access_log)
    earlier = ("--as-of", "2023-06-20", "--db", whole.database)
    assert run("check", "last", *earlier).returncode == 0
    assert run("report", "last", *earlier, "--out", str(tmp_path)).returncode == 0
    found = {(line["check"], line["url"]) for line in read_lines(tmp_path / "findings.jsonl")}
    column = whole.demo.url(f"http://{FGJ}/col/col1202/index.html")
    assert ("empty-column", whole.demo.url(f"http://{FGJ}/col/col1204/index.html")) in found
    assert ("stale-column", column) not in found  # 2023-04-18 was 63 days ago
    still_open = whole.demo.url(f"http://{WWW}/hdjl/myzj/202306/t20230602_61085.html")
    assert ("missing-solicitation-feedback", still_open) not in found  # closes on 2023-06-30
    assert len(whole.demo.access_log) == before


def test_one_column_of_one_unit_asks_for_its_pages_and_what_they_need_only(demo, tmp_path):
    one = audit(demo, tmp_path, "--unit", "县发改局", "--column", "政策文件")
    assert one.exit_code == 0, one.said
    column = demo.url(f"http://{FGJ}/col/col1203/index.html")
    articles = [target for target in targets(demo, column) if "/art_1203_" in target]
    own = [column, *articles]
    needed = {target for page in own for target in targets(demo, page)} | set(own)
    asked = {f"http://{access.host}:{demo.port}{access.path}" for access in one.log if access.path != "/robots.txt"}
    assert asked <= needed
    assert set(own) <= asked
    findings = read_lines(tmp_path / "findings.jsonl")
    assert ("stale-column", "政策文件") in {(line["check"], line["column"]) for line in findings}
    assert {line["unit"] for line in findings} == {"县发展和改革局"}
    coverage = read_lines(tmp_path / "coverage.jsonl")
    assert {line["unit"] for line in coverage} == {"县发展和改革局"}
    assert {line["subject"] for line in coverage if line["subject_kind"] == "column"} == {"政策文件"}


def targets(demo: DemoPortal, address: str) -> list[str]:
    """Every address that a page of the demo holds, and those that redirects lead on to."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection("127.0.0.1", demo.port, timeout=15)
    connection.request("GET", parts.path, headers={"Host": parts.netloc})
    text = connection.getresponse().read().decode("utf-8", "replace")
    connection.close()
    return [urljoin(address, found) for found in re.findall(r"""(?:href|src)=["']([^"'#]+)["']""", text)]


def test_without_a_browser_what_needs_one_is_not_observed_and_nothing_else_changes(demo, tmp_path):
    blind = audit(demo, tmp_path, "--no-browser")
    assert blind.exit_code == NOT_ALL_SEEN, blind.said
    told = compare(
        blind.truth,
        read_lines(tmp_path / "findings.jsonl"),
        read_lines(tmp_path / "coverage.jsonl"),
        what_is_here(demo) - {"browser"},
    )
    assert (told.missing, told.surplus, told.differing) == ([], [], [])
    assert told.left_out


def test_home_page_of_a_portal_without_a_search_entry(demo, tmp_path):
    if "browser" not in what_is_here(demo):
        pytest.skip("no browser on this machine")
    registry = demo.registry_path.with_name("registry-mzj.yaml")
    database = f"sqlite:///{tmp_path / 'mzj.sqlite3'}"
    done = run("audit", str(registry), "--as-of", "2023-12-15", "--db", database, "--out", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    findings = [(line["check"], line["verdict"], line["url"]) for line in read_lines(tmp_path / "findings.jsonl")]
    home = demo.url("http://mzj.lanxi.gov.example/")
    assert findings == [
        ("dead-link", "fail", f"{home}zcfg/linshi.htm"),
        ("missing-site-search", "fail", home),
    ]
