"""Unit with more than one account on one platform.

Looks at the accounts of the registry. Two accounts of one type on one platform are the fault; a subscription and a
service account of one unit on one platform are undecided, because offices are told apart in whether that is one
presence or two. The same account listed twice is one.

Cannot see: accounts that nobody registered, and whether an account has been closed since.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from checks.check import AsOf, CheckMeta, Ruling
from checks.finding import Evidence, Finding
from checks.measure import Occurrences
from checks.subjects import Account, AccountType, SubjectKind
from checks.verdict import Verdict
from checks.world import Given

META = CheckMeta(
    id="duplicate-account",
    version=1,
    # 国办发〔2018〕123号: 一个单位原则上在同一第三方平台只开设一个账号; 曾都区2023年指标“集约开设”1
    title="同一单位在同一平台开设多个账号",
    about=(SubjectKind.UNIT,),
    needs=(),
    emits=Occurrences,
)

MESSAGES = {
    "same-type": "{unit}在{platform}开设{count}个{type}：{names}，不符合一个单位在同一平台只开设一个账号的要求",
    "two-types": "{unit}在{platform}同时开设{names}，是否符合一个单位在同一平台只开设一个账号的要求需人工核实",
    "told": "共登记{count}个账号，未发现同一平台重复开设",
    "some": "共登记{count}个账号，同一平台重复开设{same}处，需核实{open}处",
    "none": "没有登记政务新媒体账号",
}

_PLATFORMS = {
    "wechat": "微信",
    "weixin": "微信",
    "微信": "微信",
    "微信公众号": "微信",
    "微信公众平台": "微信",
    "weibo": "微博",
    "sina": "微博",
    "微博": "微博",
    "新浪微博": "微博",
    "douyin": "抖音",
    "抖音": "抖音",
    "toutiao": "今日头条",
    "头条": "今日头条",
    "今日头条": "今日头条",
    "kuaishou": "快手",
    "快手": "快手",
}
_TYPES = {
    AccountType.SUBSCRIPTION: "订阅号",
    AccountType.SERVICE: "服务号",
    AccountType.WEIBO: "微博账号",
    AccountType.DOUYIN: "抖音号",
    AccountType.TOUTIAO: "头条号",
    AccountType.OTHER: "账号",
}
# An app or a mini program is software with a job of its own, not a presence on a platform.
_NO_PRESENCE = frozenset({AccountType.APP, AccountType.MINI_PROGRAM})


def run(given: Given, params: Mapping[str, Any], as_of: AsOf) -> Ruling:
    accounts = _each_once(given.unit.accounts)
    if not accounts:
        return Ruling(verdict=Verdict.NOT_APPLICABLE, measure=Occurrences(0), note="none")
    findings = []
    for platform, group in groupby(accounts, key=_platform):
        findings += _on_one_platform(given.unit.name, platform, list(group))
    same = sum(found.verdict is Verdict.FAIL for found in findings)
    opened = len(findings) - same
    return Ruling(
        verdict=Verdict.FAIL if same else Verdict.UNDECIDED if opened else Verdict.PASS,
        measure=Occurrences(same, unknown=opened),
        findings=tuple(findings),
        looked_at=len(accounts),
        note="some" if findings else "told",
        facts=(("count", str(len(accounts))), ("same", str(same)), ("open", str(opened))),
    )


def _each_once(accounts: Sequence[Account]) -> list[Account]:
    """Sorted by platform and type; one name of one type on one platform is one account, however often it is listed."""
    found: dict[tuple[str, AccountType, str], Account] = {}
    for account in accounts:
        if account.type not in _NO_PRESENCE:
            found.setdefault((_platform(account), account.type, _name(account)), account)
    return [found[key] for key in sorted(found)]


def _on_one_platform(unit: str, platform: str, accounts: list[Account]) -> list[Finding]:
    by_type = {kind: list(group) for kind, group in groupby(accounts, key=lambda account: account.type)}
    findings = [
        _finding(unit, platform, group, "same-type", Verdict.FAIL) for group in by_type.values() if len(group) > 1
    ]
    if len(by_type) > 1:
        findings.append(_finding(unit, platform, accounts, "two-types", Verdict.UNDECIDED))
    return findings


def _finding(unit: str, platform: str, accounts: list[Account], code: str, verdict: Verdict) -> Finding:
    named = "、".join(f"{_TYPES[account.type]}“{account.name}”" for account in accounts)
    plain_names = "、".join(f"“{account.name}”" for account in accounts)
    return Finding(
        url=next((account.source for account in accounts if account.source), ""),
        code=code,
        facts=(
            ("unit", unit),
            ("platform", platform),
            ("count", str(len(accounts))),
            ("type", _TYPES[accounts[0].type]),
            ("names", plain_names if code == "same-type" else named),
        ),
        evidence=Evidence(excerpt=named),
        found_on=tuple(dict.fromkeys(account.source for account in accounts if account.source)),
        detail_key=f"{platform}|{accounts[0].type}" if code == "same-type" else platform,
        verdict=verdict,
    )


def _platform(account: Account) -> str:
    name = unicodedata.normalize("NFKC", account.platform).strip().lower()
    return _PLATFORMS.get(name, account.platform.strip())


def _name(account: Account) -> str:
    return "".join(unicodedata.normalize("NFKC", account.name).split()).lower()
