"""When an article was published: every date the page shows for it, each with its clue, best first.

Four dates of one article often differ (meta tag, visible line, address, signature), and offices re-date pages in bulk,
so all are kept. Only the article's own head, foot and metadata box are read: footers, side columns, view counters
and related articles have dates of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from checks.observation import CLUE_RANK, Clue, DateClue
from crawler.reading.article_block import ArticleBlock
from crawler.reading.document import Document, clean
from crawler.reading.list_row import list_cell, url_clue
from crawler.reading.page_layout import Line
from crawler.reading.written_dates import WrittenDate, compact_date, dates_in, first_date, from_epoch, only_date

# Best first; a label further down loses against one further up on the same page.
_LABELS = (
    re.compile(r"发\s?布\s?(?:日\s?期|时\s?间|于|[:：])\W*$"),
    re.compile(
        r"(?:公\s?[开布]|发\s?表|发\s?稿|上\s?网|上\s?传|推\s?送|刊\s?发|录\s?入|添\s?加|信\s?息|文\s?章|"
        r"新\s?闻|编\s?辑)\s?(?:日\s?期|时\s?间|于)\W*$"
    ),
    re.compile(r"(?:^|[\s|】\])）;；,，])(?:日\s*期|时\s*间|Date|Time|PubDate)\s?[:：]\W*$", re.IGNORECASE),
    re.compile(r"(?:更\s?新|修\s?改)\s?(?:日\s?期|时\s?间|于)\W*$"),
)
_DOCUMENT_LABEL = re.compile(r"(?:成\s?文|生\s?成|印\s?发|签\s?发|制\s?发|发\s?文|形\s?成)\s?(?:日\s?期|时\s?间)\W*$")
_OTHER_LABEL = re.compile(
    r"(?:实\s?施|施\s?行|生\s?效|失\s?效|废\s?止|截\s?[止至]|结\s?束|开\s?始|有\s?效|公\s?示\s?期|征\s?[集求]|"
    r"报\s?名|会\s?议|活\s?动|访\s?问|浏\s?览|点\s?击|出\s?生|建\s?立|成\s?立)\S{0,6}$"
)
_META_NAMES = (
    "pubdate", "publishdate", "publish_date", "publish-date", "publishtime", "publish_time", "publishedtime",
    "firstpublishedtime", "article:published_time", "og:published_time", "og:release_date", "datepublished", "date",
    "dc.date", "dc.date.issued", "dcterms.issued", "weibo:article:create_at", "releasedate", "apub:time",
)  # fmt: skip
_GENERATED = re.compile(
    r"(?:页面|文件|静态页|页)\S{0,4}(?:生成|发布)\S{0,3}(?:时间|日期)?|generat(?:ed|e time|etime)|"
    r"PAGE\s?CREATE|publish\s?time",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--(.{0,200}?)-->", re.DOTALL)
_BESIDE_A_DATE = re.compile(r"来\s?源|浏览|点击|阅读|作者|字体|编辑")
# 题注: （2019年4月3日国务院令第711号公布　自2019年5月15日起施行）
_LAW_HISTORY = re.compile(r"通过|公布\W|施行|修[订正改]|令第|印发|\d日起|会议")
_IN_A_SENTENCE = re.compile(r"[。；！]\s*$")  # 定于2023年12月20日召开听证会。 is what the article is about
_LONGEST_HEAD_LINE = 160
_LONGEST_SIGNATURE = 40
_SIGNATURE_LINES = 15
_NOT_PUBLICATION = re.compile(
    r"浏览|访问|点击|阅读|打印(?:日期|时间|于)|今天是|当前时间|现在是|公示期|截止|至\s?\d|有效期"
)


def date_clues(document: Document, block: ArticleBlock, box: Sequence[tuple[str, str]]) -> tuple[DateClue, ...]:
    """All dates of an article, ranked."""
    ranked: list[tuple[int, int, int, DateClue]] = []

    def add(clue: DateClue | None, standing: int = 0) -> None:
        if clue is not None:
            ranked.append((CLUE_RANK[clue.clue], standing, len(ranked), clue))

    documents: list[tuple[int, DateClue]] = []
    for standing, clue in _labelled(block):
        if clue.clue is Clue.DOCUMENT_DATE:
            documents.append((standing, clue))
        else:
            add(clue, standing)
    for standing, clue in _from_box(box):
        if clue.clue is Clue.DOCUMENT_DATE:
            documents.append((standing, clue))
        elif all(known != clue for *_, known in ranked):
            add(clue, standing)
    for clue in _from_metas(document):
        add(clue)
    for clue in _from_json_ld(document):
        add(clue)
    add(_from_time_tag(block))
    add(_from_head(block))
    add(url_clue(document.url))
    add(_signature(block))
    has_publication = any(rank < CLUE_RANK[Clue.URL] for rank, *_ in ranked)
    for standing, clue in dict.fromkeys(documents):
        # 生成日期 and 发文日期 are what some templates call the day of publication; 成文日期 never is.
        doubtful = re.search(r"生\s?成|发\s?文", clue.detail) is not None
        add(replace(clue, clue=Clue.LABELLED_LINE) if doubtful and not has_publication else clue, standing + 5)
    ranked.sort(key=lambda one: one[:3])
    return tuple(dict.fromkeys(clue for *_, clue in ranked))


def published_at(clues: Iterable[DateClue]) -> DateClue | None:
    """The best clue that has a year; signature and document date say when it was written, not when published."""
    written = (Clue.SIGNATURE, Clue.DOCUMENT_DATE)
    return next((clue for clue in clues if clue.year is not None and clue.clue not in written), None)


def _labelled(block: ArticleBlock) -> Iterator[tuple[int, DateClue]]:
    for _, line in block.head_lines:
        yield from _labelled_in(line)
    for line in block.body_lines[:6]:
        # 时间：2023年12月1日 at the top of a body is as likely the time of a meeting.
        for standing, clue in _labelled_in(line):
            if len(line.text) <= 80 and (standing < 2 or _BESIDE_A_DATE.search(line.text)):
                yield standing, clue
    for line in block.foot_lines:
        for standing, clue in _labelled_in(line):
            if standing < 2 or clue.clue is Clue.DOCUMENT_DATE:
                yield standing + 1, clue
    yield from _label_and_value(block)


def _labelled_in(line: Line) -> Iterator[tuple[int, DateClue]]:
    if len(line.text) > _LONGEST_HEAD_LINE or line.chars_in_links * 2 > len(line.text):
        return
    end = 0
    for written in dates_in(line.text):
        before = line.text[end : written.start]
        end = written.end
        standing, kind, label = _label_of(before)
        if standing is not None:
            yield standing, _with(written, kind, label)


def _label_and_value(block: ArticleBlock) -> Iterator[tuple[int, DateClue]]:
    """发布时间： in one line and its date alone in the next (label and value in cells of their own)."""
    lines = [line for _, line in block.head_lines]
    for line, following in pairwise(lines):
        if len(line.text) > 12 or dates_in(line.text):
            continue
        standing, kind, label = _label_of(line.text if line.text.endswith((":", "：")) else f"{line.text}：")
        written = only_date(following.text)
        if standing is not None and written is not None and written.year is not None:
            yield standing, _with(written, kind, label)


def _label_of(before: str) -> tuple[int | None, Clue, str]:
    before = before.rstrip()
    if _OTHER_LABEL.search(before.rstrip(":： ")):
        return None, Clue.LABELLED_LINE, ""
    if match := _DOCUMENT_LABEL.search(before):
        return 0, Clue.DOCUMENT_DATE, clean(match[0]).rstrip(":： ")
    for standing, pattern in enumerate(_LABELS):
        if match := pattern.search(before):
            return standing, Clue.LABELLED_LINE, clean(match[0]).strip(":： |】])）;；,，")
    return None, Clue.LABELLED_LINE, ""


def _from_box(box: Sequence[tuple[str, str]]) -> Iterator[tuple[int, DateClue]]:
    for label, value in box:
        standing, kind, name = _label_of(f"{label}：")
        if standing is None or not value or len(value) > 40:
            continue
        written = only_date(value) or first_date(value)
        if written is not None:
            yield standing, _with(written, kind, name)


def _from_metas(document: Document) -> Iterator[DateClue]:
    generated: set[str] | None = None
    for name, content in document.metas:
        if name.lower() not in _META_NAMES or not content:
            continue
        written = first_date(content) or compact_date(content) or (from_epoch(content) if content.isdigit() else None)
        if written is None:
            continue
        if written.time.count(":") == 2:
            # Some templates write the second in which the page was generated into PubDate: no publication at all.
            generated = _generation_times(document) if generated is None else generated
            if f"{written.year}-{written.month:02}-{written.day:02} {written.time}" in generated:
                continue
        yield _with(written, Clue.META, name)


def _generation_times(document: Document) -> set[str]:
    said = [content for _, content in document.metas if _GENERATED.search(content)]
    said += [comment for comment in _COMMENT.findall(document.text) if _GENERATED.search(comment)]
    return {
        f"{written.year}-{written.month:02}-{written.day:02} {written.time}"
        for text in said
        for written in dates_in(text)
    }


def _from_json_ld(document: Document) -> Iterator[DateClue]:
    for script in document.root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or not script.text:
            continue
        try:
            data = json.loads(script.text)
        except ValueError:
            continue
        for value in _published_values(data, 0):
            written = first_date(value)
            if written is not None:
                yield _with(written, Clue.JSON_LD, "datePublished")


def _published_values(data: Any, depth: int) -> Iterator[str]:
    if depth > 4:
        return
    if isinstance(data, list):
        for one in data:
            yield from _published_values(one, depth + 1)
    elif isinstance(data, dict):
        value = data.get("datePublished") or data.get("pubDate")
        if isinstance(value, str):
            yield value
        for one in data.values():
            if isinstance(one, dict | list):
                yield from _published_values(one, depth + 1)


def _from_time_tag(block: ArticleBlock) -> DateClue | None:
    scope = block.element if block.element is not None else block.body
    if scope is None:
        return None
    for tag in scope.iter("time"):
        if block.layout.region(tag) is not None:
            continue
        written = first_date(tag.get("datetime") or "") or first_date(clean(tag.text_content()))
        if written is not None:
            return _with(written, Clue.TIME_TAG, tag.get("class") or "time")
    return None


def _from_head(block: ArticleBlock) -> DateClue | None:
    """A date without a label between title and body, or as a line of its own just under a title inside the body."""
    title = block.title_line if block.title_line is not None else -1
    start, end = block.span
    lines = [line for n, line in block.head_lines if n > title]
    if title >= start:
        lines = block.layout.lines[title + 1 : min(title + 4, end)]
    for line in lines:
        if len(line.text) > _LONGEST_HEAD_LINE // 2 or line.chars_in_links * 2 > len(line.text):
            continue
        written = first_date(line.text) or only_date(line.text)
        if written is None or written.year is None:
            continue
        standing, kind, _ = _label_of(line.text[: written.start])
        before = line.text[: written.start].rstrip(":： ")
        if standing is not None or kind is Clue.DOCUMENT_DATE or _OTHER_LABEL.search(before):
            continue
        if _IN_A_SENTENCE.search(line.text):
            continue
        if _NOT_PUBLICATION.search(before[-8:]) or len(before) > 30 or _LAW_HISTORY.search(line.text):
            continue
        return _with(written, Clue.ARTICLE_HEAD, "under the title")
    return None


def _signature(block: ArticleBlock) -> DateClue | None:
    """落款: a line at the end of the body that is only a date, or a short line that ends in one."""
    lines = block.body_lines
    for line in reversed(lines[-_SIGNATURE_LINES:]):
        if len(line.text) > _LONGEST_SIGNATURE:
            continue
        written = only_date(line.text)
        if written is None:
            found = dates_in(line.text)
            written = found[-1] if found and found[-1].end >= len(line.text.rstrip("。 ")) and len(found) == 1 else None
            if written is not None and re.search(r"[:：至到]", line.text[: written.start]):
                written = None
        if written is not None and written.year is not None:
            return _with(written, Clue.SIGNATURE, "end of the body")
    whole = (only_date(line.text) for line in lines if len(line.text) <= 20)
    early = next((one for one in whole if one is not None and one.year is not None and "年" in one.text), None)
    return _with(early, Clue.SIGNATURE, "a line of its own") if early is not None else None


def _with(written: WrittenDate, clue: Clue, detail: str) -> DateClue:
    return list_cell(written, detail[:60], clue)
