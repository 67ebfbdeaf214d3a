"""A table of another shape, written for the tests alone: points, vetoes, dates, alternatives, a capped bonus."""

from __future__ import annotations

from checks.catalogues.catalogue import Catalogue
from checks.catalogues.load import load_bytes
from checks.measure import Measure
from checks.scoring.points import rounded_text
from checks.scoring.scorecard import IndicatorResult, Scorecard
from checks.subjects import Unit
from tests.checks.scoring.small_table import RULES

OTHER = """
id: other-2024
title: 某市政务公开测评细则
edition: "2024"
total: "40"
readings: [单项否决使该项不得分，其他各项照常计分。]
groups:
  - name: 基础
    headings: [{text: 一、基础, at: A}]
    indicators:
      - id: A
        path: [基础, 主动公开]
        text: ""
        weight: "10"
        clauses:
          - {id: A1, text: 及时（单项否决，加倍扣分项）, outside: 加倍扣分项,
             source: {check: broken}, scoring: {kind: veto}}
          - {id: A2, text: 规范（6分）, source: {judgement: {ask: 是否规范}},
             scoring: {kind: fixed-points, points: "6"}}
          - {id: A3, text: 落实（4分）, source: {evidence: {ask: 是否落实}}, scoring: {kind: fixed-points, points: "4"}}
      - id: B
        path: [基础, 更新]
        text: ""
        weight: "10"
        clauses:
          - {id: B1, text: 每处扣1分, source: {check: broken}, scoring: {kind: per-occurrence, each: "1"}}
          - {id: B2, text: 每次扣0.5分（2025年起）, from: 2025-01-01,
             source: {evidence: {ask: 次数, answer: number}}, scoring: {kind: per-occurrence, each: "0.5"}}
          - id: B3
            role: note
            text: （注：弄虚作假的，该指标不得分。）
            source: {judgement: {ask: 是否弄虚作假}}
            scoring: {kind: zeroing}
      - id: C
        path: [基础, 专区]
        text: ""
        weight: "10"
        clauses:
          - {id: C1, text: 专区（10分）, applies_to: {attributes: {hall: true}},
             source: {evidence: {ask: 是否设专区}}, scoring: {kind: fixed-points, points: "10"}}
          - {id: C2, text: 公开墙（10分）, applies_to: {attributes: {hall: false}},
             source: {evidence: {ask: 是否设墙}}, scoring: {kind: fixed-points, points: "10"}}
      - id: D
        path: [基础, 转载]
        text: ""
        weight: "10"
        clauses:
          - id: D1
            text: 得分=5×实际/要求，服务号计平均分
            average_for: {accounts: [service], unless: [subscription]}
            source: {evidence: {ask: 转载数, answer: ratio}}
            scoring: {kind: ratio, points: "5", rounded: true}
          - {id: D2, text: 转载准确（5分）, source: {evidence: {ask: 是否准确}},
             scoring: {kind: fixed-points, points: "5"}}
  - name: 激励
    sense: bonus
    cap: "3"
    headings: [{text: 二、激励（上限3分）, at: E, points: "3"}]
    indicators:
      - id: E
        path: [激励, 屏幕]
        text: ""
        weight: ""
        clauses:
          - {id: E1, text: 每个点加0.3分, source: {evidence: {ask: 点数, answer: number}},
             scoring: {kind: event-points, events: [{name: 点, points: "0.3"}]}}
      - id: F
        path: [激励, 无差错]
        text: ""
        weight: ""
        clauses:
          - {id: F1, text: 零差错加2分, source: {evidence: {ask: 是否零差错}},
             scoring: {kind: fixed-points, points: "2"}}
"""


def load_other(text: str = OTHER) -> Catalogue:
    return load_bytes(text.encode(), "other.yaml", RULES)


def row(card: Scorecard, row_id: str) -> IndicatorResult:
    return next(result for result in card.indicators if result.indicator.id == row_id)


def bounds(result: Scorecard | IndicatorResult) -> tuple[str, str]:
    return rounded_text(result.at_least), rounded_text(result.at_most)


def filed_by(unit: Unit, **measures: Measure) -> dict[tuple[str, str], Measure]:
    return {(unit.name, clause): measure for clause, measure in measures.items()}
