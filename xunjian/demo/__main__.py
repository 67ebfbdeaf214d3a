"""`make demo`: serve the demo portal, audit it by the command line, and compare the findings with the truth."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

from crawler.sessions.browser_program import find_browser
from xunjian.demo.server import PORTAL_FOLDER, DemoPortal
from xunjian.demo.truth import Comparison, Truth, compare, read_lines
from xunjian.exit_rules import DONE, NOT_ALL_SEEN


def main(words: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m xunjian.demo", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out/demo"), help="folder for registry, database and reports")
    parser.add_argument("--serve", action="store_true", help="only serve until Ctrl-C, to try single commands by hand")
    given = parser.parse_args(words)
    with DemoPortal(given.out / "portal") as demo:
        say(f"示例门户已启动：http://www.lanxi.gov.example:{demo.port}/（域名由 {demo.resolver} 解析）")
        say(f"登记文件：{demo.registry_path}")
        if given.serve:
            return _serve_until_stopped()
        return _audit(demo, given.out)


def audit_command(demo: DemoPortal, truth: Truth, out: Path, *more: str) -> list[str]:
    """The command a person would type, with the `xunjian` of this environment."""
    program = Path(sys.executable).with_name("xunjian")
    database = f"sqlite:///{out / 'demo.sqlite3'}"
    asked = [str(demo.registry_path), "--as-of", truth.as_of.isoformat(), "--db", database, "--out", str(out)]
    return [str(program), "audit", *asked, *more]


def what_is_here(demo: DemoPortal) -> frozenset[str]:
    has = {"browser"} if find_browser() else set()
    return frozenset(has | ({"ipv6"} if demo.has_ipv6 else set()))


def say(text: str) -> None:
    print(f"[示例] {text}", flush=True)


def _audit(demo: DemoPortal, out: Path) -> int:
    truth = Truth.load(PORTAL_FOLDER / "truth.yaml", demo.port)
    # The port differs from start to start, so an older database would only hold another portal.
    for old in out.glob("demo.sqlite3*"):
        old.unlink()
    command = audit_command(demo, truth, out)
    say(f"检查：{' '.join(command)}")
    began = time.monotonic()
    ended = subprocess.run(command, check=False).returncode
    if ended not in (DONE, NOT_ALL_SEEN):
        say(f"检查未能完成（退出码 {ended}），原因见上")
        return ended
    say(f"检查用时 {time.monotonic() - began:.0f} 秒，门户收到请求 {len(demo.access_log)} 次；与预设问题比对")
    told = compare(truth, read_lines(out / "findings.jsonl"), read_lines(out / "coverage.jsonl"), what_is_here(demo))
    _tell(told)
    say(f"报告：{out / 'report.html'}")
    return DONE if told.is_equal else 1


def _tell(told: Comparison) -> None:
    headings = {
        "未查出": told.missing,
        "多查出": told.surplus,
        "所在页面不符": told.differing,
        "本机无法查看（缺少浏览器或IPv6）": told.left_out,
    }
    say(
        f"预设问题 {told.expected} 个，查出 {told.met} 个，{'、'.join(f'{k} {len(v)} 个' for k, v in headings.items())}"
    )
    for heading, places in headings.items():
        for place in places:
            say(f"  {heading}：{place}")


def _serve_until_stopped() -> int:
    say("按 Ctrl-C 结束")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return DONE


if __name__ == "__main__":
    sys.exit(main())
