"""What discovery put into the registry and leaves for a person to decide (请确认), read from the guesses there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.subjects import Portal
from reports.chinese_names import COLUMN_CLASSES


@dataclass(frozen=True, slots=True)
class ToConfirm:
    what: str  # 栏目类型, 归属单位, 栏目, 单位, 账号
    name: str
    unit: str
    url: str
    used: str  # what the audit went by until somebody decides
    question: str
    confidence: float
    reason: str


def to_confirm(portal: Portal) -> tuple[ToConfirm, ...]:
    return tuple(_all(portal))


def _all(portal: Portal) -> Iterator[ToConfirm]:
    for column in portal.columns():
        guess = column.guess
        if guess is not None and guess.confirm and guess.likely is not None:
            used = f"按“{COLUMN_CLASSES[column.column_class]}”检查"
            question = f"是否为“{COLUMN_CLASSES[guess.likely]}”类栏目"
            yield ToConfirm(
                "栏目类型", column.name, column.unit, column.url, used, question, guess.confidence, guess.reason
            )
    for column in portal.columns():
        guess = column.guess
        if guess is None or not guess.confirm:
            continue
        if guess.unit_confidence is not None and guess.unit_confidence <= guess.confidence:
            used, question = f"暂归{column.unit}", "实际由哪个单位负责"
            yield ToConfirm(
                "归属单位",
                column.name,
                column.unit,
                column.url,
                used,
                question,
                guess.unit_confidence,
                guess.unit_reason,
            )
        elif guess.likely is None:
            used, question = "按栏目检查", "是否为对外公开的栏目"
            yield ToConfirm(
                "栏目", column.name, column.unit, column.url, used, question, guess.confidence, guess.reason
            )
    for unit in portal.units:
        if unit.guess is not None and unit.guess.confirm:
            yield ToConfirm(
                "单位", unit.name, unit.name, "", "按单位检查", "名称是否准确", unit.guess.confidence, unit.guess.reason
            )
    for account in portal.accounts():
        guess = account.guess
        if guess is not None and guess.confirm:
            question = "账号类型和主办单位是否准确"
            used = f"暂归{account.unit}"
            yield ToConfirm(
                "账号", account.name, account.unit, account.source, used, question, guess.confidence, guess.reason
            )
