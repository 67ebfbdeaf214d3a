"""What `xunjian evidence show` prints of one finding."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from checks.derived.fetch_wording import fetch_sentence
from checks.observation import FetchEnd
from reports.chinese_names import NO_SCREENSHOTS, NO_UNIT, SEVERITIES, VERDICTS, reason_name
from reports.issue_list import beijing_time
from reports.places import shown_place
from xunjian.finding_shown import CHANGED, MASKED, NOT_KEPT, WHOLE, ShownFinding, ShownLook

# Of texts of pages nothing may steer the terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_BODY_STATES = {
    WHOLE: "保存的正文与接收时的摘要值一致",
    MASKED: "保存的正文已遮盖个人号码，长度与接收时一致；摘要值按遮盖前的原文计算",
    CHANGED: "保存的正文与接收时的摘要值不符，不能作为证据",
    NOT_KEPT: "未保存正文",
}
_FILE_STATES = {WHOLE: "校验一致", CHANGED: "校验不符，不能作为证据"}


def print_finding(found: ShownFinding, run_id: str, folder: Path) -> None:
    record, finding = found.record, found.record.finding
    evidence = finding.evidence
    _line("问题", f"{record.id}（检查 {run_id}，检查项 {record.check}）")
    _line("结论", f"{VERDICTS[finding.verdict]}，{SEVERITIES[record.severity]}；{record.subject.unit or NO_UNIT}")
    _line("描述", record.message)
    _line("网址", shown_place(finding.url))
    for number, page in enumerate(finding.found_on[:3]):
        _line("所在页面" if number == 0 else "", shown_place(page))
    if len(finding.found_on) > 3:
        _line("", f"……共 {len(finding.found_on)} 个")
    if evidence.selector:
        _line("页面位置", evidence.selector)
    if evidence.excerpt:
        _line("摘录", evidence.excerpt)
    if found.around:
        _line("上下文", found.around)
    print()
    for look in found.looks:
        _print_look(look)
    if not found.looks:
        print("没有保存与该问题直接对应的页面访问。")
    print()
    if found.warc:
        _line("网页存档", f"{found.warc}，偏移 {found.warc_offset}：{_FILE_STATES[found.warc_state]}")
    else:
        _line(
            "网页存档", f"{folder} 中没有本次检查的存档；执行 xunjian report {run_id} --out 目录 生成，再用 --out 指明"
        )
    if found.picture:
        _line("截图", f"{found.picture}：{_FILE_STATES[found.picture_state]}")
    elif found.picture_state in _FILE_STATES:
        _line("截图", f"已保存在数据库中；执行 xunjian report {run_id} --out 目录 写出")
    else:
        _line("截图", f"无（{NO_SCREENSHOTS.get(found.picture_state, found.picture_state)}）")


def finding_as_json(found: ShownFinding, run_id: str) -> dict[str, Any]:
    record, finding = found.record, found.record.finding
    return {
        "id": record.id,
        "run": run_id,
        "check": record.check,
        "verdict": finding.verdict,
        "severity": record.severity,
        "unit": record.subject.unit,
        "message": record.message,
        "url": shown_place(finding.url),
        "found_on": [shown_place(page) for page in finding.found_on],
        "selector": finding.evidence.selector,
        "excerpt": finding.evidence.excerpt,
        "around": found.around,
        "looks": [_look_as_json(each) for each in found.looks],
        "warc": found.warc,
        "warc_offset": found.warc_offset,
        "warc_state": found.warc_state,
        "screenshot": found.picture,
        "screenshot_state": found.picture_state,
    }


def _print_look(shown: ShownLook) -> None:
    look = shown.look
    how = f"状态码 {look.fetch.status}" if look.fetch.ended is FetchEnd.ANSWERED else fetch_sentence(look.fetch)
    wall = f"，{reason_name('wall')}" if look.fetch.wall else ""
    _line("所在页访问" if look.holds_place else "目标访问", f"{(beijing_time(look.at) or '')[:19].replace('T', ' ')}　"
          f"{look.method} {shown_place(look.url)}　{how}{wall}")  # fmt: skip
    for hop in look.fetch.hops:
        _line("", f"跳转 {hop.status}：{hop.url} → {hop.location}")
    if shown.body_sha256:
        _line("", f"SHA-256 {shown.body_sha256}：{_BODY_STATES[shown.state]}")


def _look_as_json(shown: ShownLook) -> dict[str, Any]:
    look = shown.look
    return {
        "url": shown_place(look.url),
        "at": beijing_time(look.at),
        "method": look.method,
        "ended": look.fetch.ended,
        "status": look.fetch.status,
        "detail": look.fetch.detail,
        "final_url": look.fetch.final_url,
        "redirects": [[hop.url, hop.status, hop.location] for hop in look.fetch.hops],
        "holds_place": look.holds_place,
        "body_sha256": shown.body_sha256,
        "body_state": shown.state,
    }


def _line(name: str, text: str) -> None:
    """Names in a column of five Chinese characters."""
    print(f"{name}{'　' * (5 - len(name))}　{_CONTROL.sub(' ', text)}")
