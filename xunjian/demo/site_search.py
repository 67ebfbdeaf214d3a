"""The demo's own search: looks into the published titles, really.

A title is found when most of its pairs of neighbouring characters stand in the words typed; best first. So a whole
title finds itself on the first page, and so do a part of it and a title with other brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from xunjian.demo.site import Row, Site

PER_PAGE = 10
ENOUGH = 0.6  # share of the pairs typed that a title must hold
NOT_A_CHARACTER = re.compile(r"[\W_]+")

CLASSES = {"新闻中心": "新闻", "新闻资讯": "新闻", "新闻动态": "新闻", "互动交流": "互动"}


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    date: str
    summary: str
    kind: str


def search(site: Site, words: str) -> list[Hit]:
    """Everything the site's index holds for these words; `indexed_until` is the day the index was last built."""
    asked = _pairs(words)
    if not asked:
        return []
    last_built = site.options["search"].get("indexed_until")
    until = date.fromisoformat(last_built) if last_built else date.max
    sections = {column.path: column.section for column in site.columns}
    ranked = []
    for row in site.rows:
        if row.link or (row.at is not None and row.at.date() > until):
            continue
        share = len(asked & _pairs(row.title)) / len(asked)
        if share >= ENOUGH:
            ranked.append((-share, -row.id, _hit(row, CLASSES.get(sections[row.column], "信息公开"))))
    return [hit for _, _, hit in sorted(ranked, key=lambda item: item[:2])]


def tabs(hits: list[Hit]) -> list[tuple[str, int]]:
    """Classes of the results with their numbers, 全部 first; a class without a result is shown with 0."""
    names = ["新闻", "信息公开", "互动"]
    return [("全部", len(hits)), *((name, sum(hit.kind == name for hit in hits)) for name in names)]


def _hit(row: Row, kind: str) -> Hit:
    text = re.sub(r"<[^>]*>|\{\{.*?\}\}", "", row.body).replace("\n", " ")
    return Hit(row.title, row.url, f"{row.at:%Y-%m-%d}" if row.at and row.page_date else "", text[:80], kind)


def _pairs(text: str) -> set[str]:
    plain = NOT_A_CHARACTER.sub("", text)
    return {plain[i : i + 2] for i in range(len(plain) - 1)} or ({plain} if plain else set())
