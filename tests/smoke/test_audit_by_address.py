"""`xunjian audit URL`: no registry, one address, the whole way to the reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from sqlalchemy.orm import Session

from bench.discovery import compare, truth_in_slice, truth_of_demo
from bench.real_portal import CRAWLED, nothing_else_resolves, served_slice
from crawler.targets import load_registry, registry_from_snapshot
from storage.base import open_database
from storage.runs import find_run
from xunjian.demo.server import DemoPortal
from xunjian.demo.truth import read_lines
from xunjian.exit_rules import DONE, NOT_ALL_SEEN, WRONG_USE

XUNJIAN = str(Path(sys.executable).with_name("xunjian"))
AUDIT_SECONDS = 600  # on a busy machine with two cores; alone it takes a fraction of it

pytestmark = pytest.mark.timeout(2 * AUDIT_SECONDS)


def audit(url: str, resolver: str, out: Path, *more: str) -> subprocess.CompletedProcess[str]:
    network = ("--allow", "127.0.0.0/8", "--allow", "::1/128", "--resolver", resolver, "--rate", "0", "--no-browser")
    command = [XUNJIAN, "audit", url, "--db", f"sqlite:///{out / 'run.db'}", "--out", str(out), *network, *more]
    return subprocess.run(command, capture_output=True, text=True, timeout=AUDIT_SECONDS, check=False)


def test_the_demo_from_its_address_alone(tmp_path: Path) -> None:
    with DemoPortal() as demo:
        url = demo.url("http://www.lanxi.gov.example/")
        done = audit(url, demo.resolver, tmp_path, "--as-of", "2023-12-15", "--catalogue", "zengdu-2023")
        assert done.returncode in (DONE, NOT_ALL_SEEN), done.stderr
        used = load_registry(tmp_path / "registry.yaml").portal
        told = compare(truth_of_demo(demo), used)
        port = demo.port
    assert told.right_class / told.wanted >= 0.95
    assert told.surplus == ()
    # What the run remembers is what the file says, so that every later step can be repeated.
    engine = open_database(f"sqlite:///{tmp_path / 'run.db'}")
    with Session(engine) as session:
        assert registry_from_snapshot(find_run(session, "last").registry_snapshot).portal == used
    engine.dispose()
    failed = {
        (line["check"], line["url"]) for line in read_lines(tmp_path / "findings.jsonl") if line["verdict"] == "fail"
    }
    solicitation = f"http://www.lanxi.gov.example:{port}/hdjl/myzj/202306/t20230602_61085.html"
    assert ("missing-solicitation-feedback", solicitation) in failed
    assert ("dead-link", f"http://mzj.lanxi.gov.example:{port}/zcfg/linshi.htm") in failed
    # 采购 and 培训需求 in the same column are no solicitations of opinions.
    assert not [url for check, url in failed if "61120" in url or "61112" in url]
    scores = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert scores
    assert "请确认" in done.stdout
    assert "请确认的登记信息" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_only_one_unit_of_a_discovered_portal(tmp_path: Path) -> None:
    with DemoPortal() as demo:
        url = demo.url("http://www.lanxi.gov.example/")
        done = audit(url, demo.resolver, tmp_path, "--as-of", "2023-12-15", "--unit", "澜溪县民政局")
        assert done.returncode in (DONE, NOT_ALL_SEEN), done.stderr
        units = {line["unit"] for line in read_lines(tmp_path / "findings.jsonl")}
        assert units == {"澜溪县民政局"}
        nobody = audit(url, demo.resolver, tmp_path, "--unit", "澜溪县外事局")
    assert nobody.returncode == WRONG_USE
    assert "--unit 澜溪县外事局" in nobody.stderr


def test_a_slice_of_a_real_portal_from_its_address_alone(shared: Path, tmp_path: Path) -> None:
    if not (shared / "real-portal").is_dir():
        pytest.skip("the shared samples hold no slice of a real portal")
    with served_slice(listed=True) as home, nothing_else_resolves() as resolver:
        done = audit(home, resolver, tmp_path, "--as-of", CRAWLED)
        assert done.returncode in (DONE, NOT_ALL_SEEN), done.stderr
        told = compare(truth_in_slice(home), load_registry(tmp_path / "registry.yaml").portal)
    assert (told.missing, told.wrong, told.surplus) == ((), (), ())
    stale = [line["column"] for line in read_lines(tmp_path / "findings.jsonl") if line["check"] == "stale-column"]
    # No table, no period: a column that nobody gave a period is never stale.
    assert stale == []
    assert yaml.safe_load((tmp_path / "registry.yaml").read_text(encoding="utf-8"))["portal"]["home"] == home
