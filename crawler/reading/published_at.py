"""When an article was published: every date the page shows for it, each with its clue, best first.

Four dates of one article often differ (meta tag, visible line, address, signature), and offices re-date pages in bulk,
so all are kept. Only the article's own head, foot and metadata box are read: footers, side columns, view counters
and related articles have dates of their own. 昨天 and 3小时前 are counted from the moment of the look, and the clue
says so; a date without a year stays without one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from checks.observation import CLUE_RANK, Clue, DateClue
from crawler.reading.article_block import ArticleBlock
from crawler.reading.date_labels import LONGEST_HEAD_LINE, UPDATED, clue_of, label_of
from crawler.reading.dates_for_machines import dates_for_machines
from crawler.reading.document import Document, clean
from crawler.reading.head_date import head_date
from crawler.reading.list_row import url_clue
from crawler.reading.page_layout import Line
from crawler.reading.written_dates import (
    BEIJING,
    date_after_label,
    dates_in,
    first_date,
    may_be_date,
    only_date,
    starts_span,
)

_BESIDE_A_DATE = re.compile(r"来\s?源|浏览|点击|阅读|作者|字体|编辑")
_ENDS_LABEL = re.compile(
    r"(?:日\s?期|时\s?间|Date|Time|发\s?布|发布于|发表于)\s?[】\])）]?\s?[:：]?(?=\W*[\d\[〇一二三四五六七八九十两半今昨前刚０-９])"
)
# 请做好准备。 某某供电公司 2024年1月10日: who signs and when, at the end of the only paragraph
_SIGNED_PARAGRAPH = re.compile(
    r"[。！；]\s?[^。！；，,:：]{2,40}\s(?P<date>\S{0,2}(?:19|20|二)\S{2,3}年\s?\S{1,3}\s?月\s?\S{1,3}\s?日)\s*$"
)
_LONGEST_SIGNATURE = 40
_SIGNATURE_LINES = 15


def date_clues(document: Document, block: ArticleBlock, box: Sequence[tuple[str, str]]) -> tuple[DateClue, ...]:
    """All dates of an article, ranked."""
    ranked: list[tuple[int, int, int, DateClue]] = []
    now = document.seen_at.astimezone(BEIJING) if document.seen_at else None

    def add(clue: DateClue | None, standing: int = 0) -> None:
        if clue is not None:
            # 更新时间 is no publication where anything better is known.
            rank = CLUE_RANK[Clue.ARTICLE_HEAD if standing == UPDATED else clue.clue]
            ranked.append((rank, standing, len(ranked), clue))

    documents: list[tuple[int, DateClue]] = []
    for standing, clue in _labelled(block, now):
        if clue.clue is Clue.DOCUMENT_DATE:
            documents.append((standing, clue))
        else:
            add(clue, standing)
    for standing, clue in _from_box(box, now):
        if clue.clue is Clue.DOCUMENT_DATE:
            documents.append((standing, clue))
        elif all(known != clue for *_, known in ranked):
            add(clue, standing)
    add(head_date(block, now))
    add(url_clue(document.url))
    shown = {clue.date for *_, clue in ranked if clue.date}
    for clue in dates_for_machines(document, shown):
        add(clue)
    add(_from_time_tag(block))
    add(_signature(block))
    has_publication = any(rank < CLUE_RANK[Clue.URL] for rank, *_ in ranked)
    for standing, clue in dict.fromkeys(documents):
        # 生成日期 and 发文日期 are what some templates call the day of publication; 成文日期 never is.
        doubtful = re.search(r"生\s?成|发\s?文", clue.detail) is not None
        add(replace(clue, clue=Clue.LABELLED_LINE) if doubtful and not has_publication else clue, standing + 5)
    ranked.sort(key=lambda one: one[:3])
    return tuple(dict.fromkeys(clue for *_, clue in ranked))


def published_at(clues: Iterable[DateClue]) -> DateClue | None:
    """The best clue that has a year; signature, document date and the clock of the server name other days."""
    other = (Clue.SIGNATURE, Clue.DOCUMENT_DATE, Clue.GENERATED)
    return next((clue for clue in clues if clue.year is not None and clue.clue not in other), None)


def _labelled(block: ArticleBlock, now: datetime | None) -> Iterator[tuple[int, DateClue]]:
    for _, line in block.head_lines:
        yield from _labelled_in(line, now)
    for line in block.body_lines[:6]:
        # 时间：2023年12月1日 at the top of a body is as likely the time of a meeting.
        for standing, clue in _labelled_in(line, now):
            if len(line.text) <= 80 and (standing < 2 or _BESIDE_A_DATE.search(line.text)):
                yield standing, clue
    for line in block.foot_lines:
        for standing, clue in _labelled_in(line, now):
            if standing < 2 or clue.clue is Clue.DOCUMENT_DATE:
                yield standing + 1, clue
    yield from _label_and_value(block, now)


def _labelled_in(line: Line, now: datetime | None) -> Iterator[tuple[int, DateClue]]:
    text = line.text
    if len(text) > LONGEST_HEAD_LINE or line.chars_in_links * 2 > len(text) or not may_be_date(text):
        return
    end = 0
    read: list[int] = []
    for written in dates_in(text):
        before = text[end : written.start]
        end = written.end
        read.append(written.start)
        standing, kind, label = label_of(before)
        if standing is not None and not starts_span(text, written.end):
            yield standing, clue_of(written, kind, label, now)
    # Short and relative dates are dates only because a label says so.
    for mark in _ENDS_LABEL.finditer(text):
        standing, kind, label = label_of(text[max(mark.start() - 12, 0) : mark.end()])
        short = date_after_label(text, mark.end(), now) if standing is not None else None
        if standing is not None and short is not None and short.start not in read:
            yield standing, clue_of(short, kind, label, now)


def _label_and_value(block: ArticleBlock, now: datetime | None) -> Iterator[tuple[int, DateClue]]:
    """发布时间： in one line and its date alone in the next (label and value in cells of their own)."""
    lines = [line for _, line in block.head_lines]
    for line, following in pairwise(lines):
        if len(line.text) > 12 or not may_be_date(following.text) or dates_in(line.text):
            continue
        standing, kind, label = label_of(line.text if line.text.endswith((":", "：")) else f"{line.text}：")
        written = only_date(following.text, now) if standing is not None else None
        if standing is not None and written is not None:
            yield standing, clue_of(written, kind, label, now)


def _from_box(box: Sequence[tuple[str, str]], now: datetime | None) -> Iterator[tuple[int, DateClue]]:
    for label, value in box:
        standing, kind, name = label_of(f"{label}：")
        if standing is None or not value or len(value) > 40:
            continue
        written = only_date(value, now) or first_date(value)
        if written is not None:
            yield standing, clue_of(written, kind, name, now)


def _from_time_tag(block: ArticleBlock) -> DateClue | None:
    scope = block.element if block.element is not None else block.body
    if scope is None:
        return None
    for tag in scope.iter("time"):
        if block.layout.region(tag) is not None:
            continue
        written = first_date(tag.get("datetime") or "") or first_date(clean(tag.text_content()))
        if written is not None:
            return clue_of(written, Clue.TIME_TAG, tag.get("class") or "time")
    return None


def _signature(block: ArticleBlock) -> DateClue | None:
    """落款: a line at the end of the body that is only a date, or a short line or the end of the only paragraph that
    closes with one."""
    lines = block.body_lines
    for line in reversed(lines[-_SIGNATURE_LINES:]):
        if not may_be_date(line.text):
            continue
        if len(line.text) > _LONGEST_SIGNATURE:
            if (end := _SIGNED_PARAGRAPH.search(line.text)) and (signed := only_date(end["date"])):
                return clue_of(signed, Clue.SIGNATURE, "正文末尾")
            continue
        written = only_date(line.text)
        if written is None:
            found = dates_in(line.text)
            written = found[-1] if found and found[-1].end >= len(line.text.rstrip("。 ")) and len(found) == 1 else None
            if written is not None and re.search(r"[:：至到]", line.text[: written.start]):
                written = None
        if written is not None and written.year is not None:
            return clue_of(written, Clue.SIGNATURE, "正文末尾")
    whole = (only_date(line.text) for line in lines if len(line.text) <= 20 and "年" in line.text)
    early = next((one for one in whole if one is not None and one.year is not None and "年" in one.text), None)
    return clue_of(early, Clue.SIGNATURE, "独立成行") if early is not None else None
