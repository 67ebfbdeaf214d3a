"""A proposal as a registry file that a person corrects: each guess as a comment to read and as keys to keep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from checks.subjects import ColumnClass
from crawler.discovery.bounds import Bounds
from crawler.discovery.proposal import Proposal, ProposedAccount, ProposedColumn, ProposedUnit
from crawler.network_rules import NetworkRules

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")


def registry_text(proposal: Proposal, network: NetworkRules, bounds: Bounds, use_from: float) -> str:
    return "\n".join(_lines(proposal, network, bounds, use_from)) + "\n"


def _lines(proposal: Proposal, network: NetworkRules, bounds: Bounds, use_from: float) -> Iterator[str]:
    columns = [column for unit in proposal.units for column in unit.columns]
    open_ones = sum(column.confirm for column in columns)
    yield f"# 由 xunjian discover 根据 {_comment(proposal.home)} 自动生成，供人工核对、修改后使用。"
    yield (
        f"# 看了{proposal.pages}个页面；上限：页面{bounds.pages}个、层数{bounds.depth}、{bounds.minutes:g}分钟、"
        f"每栏目抽查文章{bounds.articles_per_column}篇。"
    )
    for note in proposal.notes:
        yield f"# 未看全：{_comment(note)}"
    yield (
        f"# 栏目{len(columns)}个，其中{open_ones}个请确认（confirm: true）：类型把握低于{use_from:g}的写作 other，"
        "可能的类型在 likely；单位把握不足的暂归门户主办单位。"
    )
    yield "# guess 为自动判断的把握（0～1）和依据；核对后可保留或删除，不影响检查。"
    yield "portal:"
    yield f"  name: {_text(proposal.name)}"
    yield f"  home: {_text(proposal.home)}"
    if proposal.sites:
        yield f"  sites: {_texts(proposal.sites)}"
    yield from _network(network)
    yield "units:" if proposal.units else "units: []"
    for unit in proposal.units:
        yield from _unit(unit)
    if proposal.doubtful:
        yield f"# 以下{len(proposal.doubtful)}个页面可能是栏目，依据不足，未列入，请确认："
        for page in proposal.doubtful:
            yield f"#   {_comment(page.name)}  {_comment(page.url)}  （{_comment(page.reason)}）"


def _network(network: NetworkRules) -> Iterator[str]:
    """Only what differs from the defaults of a registry: what was asked for on the command line."""
    plain = NetworkRules()
    lines = []
    if network.requests_per_second != plain.requests_per_second:
        lines.append(f"  requests_per_second: {network.requests_per_second:g}")
    if network.resolver:
        lines.append(f"  resolver: {_text(network.resolver)}")
    if network.allow:
        lines.append(f"  allow: {_texts(network.allow)}")
    if network.user_agent_contact:
        lines.append(f"  user_agent_contact: {_text(network.user_agent_contact)}")
    if lines:
        yield "network:"
        yield from lines


def _unit(unit: ProposedUnit) -> Iterator[str]:
    yield f"  # {_comment(unit.name)}：把握{unit.confidence:g}，{_comment(unit.reason)}"
    yield f"  - name: {_text(unit.name)}"
    yield f"    kind: {unit.kind}"
    if unit.aliases:
        yield f"    aliases: {_texts(unit.aliases)}"
    if unit.sites:
        yield f"    sites: {_texts(unit.sites)}"
    yield f"    guess: {_guess(unit.confidence, unit.reason, confirm=unit.confirm)}"
    if unit.columns:
        yield "    columns:"
        for column in unit.columns:
            yield from _column(column)
    if unit.accounts:
        yield "    accounts:"
        for account in unit.accounts:
            yield from _account(account)


def _column(column: ProposedColumn) -> Iterator[str]:
    mark = "【请确认】" if column.confirm else ""
    likely = f"，可能是 {column.likely}" if column.likely else ""
    yield (
        f"      # {mark}{column.column_class}{likely}，把握{column.confidence:g}：{_comment(column.reason)}"
        f"；单位把握{column.unit_confidence:g}：{_comment(column.unit_reason)}"
    )
    yield f"      - name: {_text(column.name)}"
    yield f"        url: {_text(column.url)}"
    yield f"        class: {column.column_class}"
    guess = _guess(
        column.confidence, column.reason, column.likely, column.unit_confidence, column.unit_reason, column.confirm
    )
    yield f"        guess: {guess}"


def _account(account: ProposedAccount) -> Iterator[str]:
    mark = "【请确认】" if account.confirm else ""
    yield f"      # {mark}把握{account.confidence:g}：{_comment(account.reason)}"
    verified = f", verified_as: {_text(account.verified_as)}" if account.verified_as else ""
    guess = _guess(account.confidence, account.reason, confirm=account.confirm)
    known = f"platform: {account.platform}, type: {account.type}, name: {_text(account.name)}{verified}"
    yield f"      - {{{known}, guess: {guess}}}"


def _guess(
    confidence: float,
    reason: str,
    likely: ColumnClass | None = None,
    unit_confidence: float | None = None,
    unit_reason: str = "",
    confirm: bool = False,
) -> str:
    parts = [f"confidence: {confidence:g}", f"reason: {_text(reason)}"]
    if likely is not None:
        parts.append(f"likely: {likely}")
    if unit_confidence is not None:
        parts += [f"unit_confidence: {unit_confidence:g}", f"unit_reason: {_text(unit_reason)}"]
    if confirm:
        parts.append("confirm: true")
    return "{" + ", ".join(parts) + "}"


def _text(value: str) -> str:
    """A double-quoted scalar: JSON's strings are YAML's. Texts of pages never end a line or open a key."""
    return json.dumps(_CONTROL.sub(" ", value), ensure_ascii=False)


def _texts(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"


def _comment(text: str) -> str:
    return _CONTROL.sub(" ", text)
