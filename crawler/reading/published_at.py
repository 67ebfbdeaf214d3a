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
from crawler.reading.article_title import is_running_text
from crawler.reading.dates_for_machines import dates_for_machines
from crawler.reading.document import Document, clean
from crawler.reading.list_row import list_cell, url_clue
from crawler.reading.page_layout import Line
from crawler.reading.written_dates import (
    BEIJING,
    WrittenDate,
    date_after_label,
    dates_in,
    first_date,
    is_relative,
    may_be_date,
    only_date,
    starts_span,
)

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
_BESIDE_A_DATE = re.compile(r"来\s?源|浏览|点击|阅读|作者|字体|编辑")
# 题注: （2019年4月3日国务院令第711号公布　自2019年5月15日起施行）
_LAW_HISTORY = re.compile(r"通过|公布\W|施行|修[订正改]|令第|印发|\d日起|会议")
_ENDS_LABEL = re.compile(
    r"(?:日\s?期|时\s?间|Date|Time|发\s?布|发布于|发表于)\s?[】\])）]?\s?[:：]?(?=\W*[\d\[〇一二三四五六七八九十两半今昨前刚０-９])"
)
_PIECE = re.compile(r"[^\s|｜/·•]+(?:\s\d{1,2}:\d{2}(?::\d{2})?)?")
# 请做好准备。 某某供电公司 2024年1月10日: who signs and when, at the end of the only paragraph
_SIGNED_PARAGRAPH = re.compile(
    r"[。！；]\s?[^。！；，,:：]{2,40}\s(?P<date>\S{0,2}(?:19|20|二)\S{2,3}年\s?\S{1,3}\s?月\s?\S{1,3}\s?日)\s*$"
)
_UPDATED = 3
_OTHER_DAY = re.compile(r"(?:日\s?期|时\s?间|期限?|之日)\s?[:：]?$")  # 处罚决定日期 in a cell of its own
_INTO_A_DATE = re.compile(r"(?:[在自于从至到]|截至)$")
# A sentence goes on; words of a head may stand right behind a date (2023-12-01来源：本站).
_OUT_OF_A_DATE = re.compile(
    r"(?!来源|作者|星期|周[一二三四五六日]|字[号体]|浏览|点击|阅读|访问|信息|发布|发表|编辑|责编|责任|文章|稿件|打印|分享|上午|下午|人气|文[：:])[\u4e00-\u9fff]"
)
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
    now = document.seen_at.astimezone(BEIJING) if document.seen_at else None

    def add(clue: DateClue | None, standing: int = 0) -> None:
        if clue is not None:
            # 更新时间 is no publication where anything better is known.
            rank = CLUE_RANK[Clue.ARTICLE_HEAD if standing == _UPDATED else clue.clue]
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
    add(_from_head(block, now))
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
    if len(text) > _LONGEST_HEAD_LINE or line.chars_in_links * 2 > len(text) or not may_be_date(text):
        return
    end = 0
    read: list[int] = []
    for written in dates_in(text):
        before = text[end : written.start]
        end = written.end
        read.append(written.start)
        standing, kind, label = _label_of(before)
        if standing is not None and not starts_span(text, written.end):
            yield standing, _with(written, kind, label, now)
    # Short and relative dates are dates only because a label says so.
    for mark in _ENDS_LABEL.finditer(text):
        standing, kind, label = _label_of(text[max(mark.start() - 12, 0) : mark.end()])
        short = date_after_label(text, mark.end(), now) if standing is not None else None
        if standing is not None and short is not None and short.start not in read:
            yield standing, _with(short, kind, label, now)


def _label_and_value(block: ArticleBlock, now: datetime | None) -> Iterator[tuple[int, DateClue]]:
    """发布时间： in one line and its date alone in the next (label and value in cells of their own)."""
    lines = [line for _, line in block.head_lines]
    for line, following in pairwise(lines):
        if len(line.text) > 12 or not may_be_date(following.text) or dates_in(line.text):
            continue
        standing, kind, label = _label_of(line.text if line.text.endswith((":", "：")) else f"{line.text}：")
        written = only_date(following.text, now) if standing is not None else None
        if standing is not None and written is not None:
            yield standing, _with(written, kind, label, now)


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


def _from_box(box: Sequence[tuple[str, str]], now: datetime | None) -> Iterator[tuple[int, DateClue]]:
    for label, value in box:
        standing, kind, name = _label_of(f"{label}：")
        if standing is None or not value or len(value) > 40:
            continue
        written = only_date(value, now) or first_date(value)
        if written is not None:
            yield standing, _with(written, kind, name, now)


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


def _from_head(block: ArticleBlock, now: datetime | None) -> DateClue | None:
    """A date without a label between title and body, or as a line of its own just under a title inside the body. One
    without a year counts where nothing better stands there."""
    yearless: DateClue | None = None
    title = block.title_line if block.title_line is not None else -1
    start, end = block.span
    lines = [line for n, line in block.head_lines if n > title]
    if title >= start:
        lines = block.layout.lines[title + 1 : min(title + 4, end)]
    for above, line in pairwise([None, *lines]):
        if line is None or is_running_text(line):
            break  # what follows is signed and dated by whoever wrote the text
        if len(line.text) > _LONGEST_HEAD_LINE // 2 or line.chars_in_links * 2 > len(line.text):
            continue
        if not may_be_date(line.text) or (above is not None and _is_label(above.text)):
            continue
        written = first_date(line.text) or only_date(line.text, now) or _of_one_piece(line.text, now)
        if written is None or starts_span(line.text, written.end):
            continue
        standing, kind, _ = _label_of(line.text[: written.start])
        before = line.text[: written.start].rstrip(":： ")
        if standing is not None or kind is Clue.DOCUMENT_DATE or _OTHER_LABEL.search(before):
            continue
        if _IN_A_SENTENCE.search(line.text):
            continue
        if _NOT_PUBLICATION.search(before[-8:]) or len(before) > 30 or _LAW_HISTORY.search(line.text):
            continue
        goes_on = _OUT_OF_A_DATE.match(line.text[written.end :]) and clean(line.element.text or "") != written.text
        if _INTO_A_DATE.search(before) or goes_on:
            continue
        clue = _with(written, Clue.ARTICLE_HEAD, "标题下", now)
        if clue.year is not None:
            return clue
        yearless = yearless or clue
    return _above_title(block, now) or yearless


def _above_title(block: ArticleBlock, now: datetime | None) -> DateClue | None:
    """The day set beside a title, in one piece or as 28 over 2024-02. Today's date there is a calendar."""
    if block.title_line is None:
        return None
    lines = [
        line.text for line in block.layout.lines[max(block.title_line - 2, 0) : block.title_line] if not line.region
    ]
    for text in (*lines[-1:], " ".join(lines)):
        written = only_date(text) if may_be_date(text) else None
        if written is not None and written.year is not None:
            clue = _with(written, Clue.ARTICLE_HEAD, "标题上方")
            return None if now is not None and clue.date == now.date() else clue
    return None


def _is_label(text: str) -> bool:
    """Whether a line is the label of the next one (成文日期 in a cell of its own): that date is told as labelled."""
    if len(text) > 12:
        return False
    if _OTHER_DAY.search(text):
        return True
    standing, kind, _ = _label_of(f"{text.rstrip(':： ')}：")
    return standing is not None or kind is Clue.DOCUMENT_DATE or _OTHER_LABEL.search(text.rstrip(":： ")) is not None


def _of_one_piece(text: str, now: datetime | None) -> WrittenDate | None:
    """县工信局 | 昨天 17:30: a short or relative date that stands between blanks or bars."""
    for piece in _PIECE.finditer(text):
        written = only_date(piece[0], now)
        if written is not None and (written.year is not None or piece[0].startswith(("[", "［", "(", "（", "【"))):
            return replace(written, start=piece.start(), end=piece.end())
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
                return _with(signed, Clue.SIGNATURE, "正文末尾")
            continue
        written = only_date(line.text)
        if written is None:
            found = dates_in(line.text)
            written = found[-1] if found and found[-1].end >= len(line.text.rstrip("。 ")) and len(found) == 1 else None
            if written is not None and re.search(r"[:：至到]", line.text[: written.start]):
                written = None
        if written is not None and written.year is not None:
            return _with(written, Clue.SIGNATURE, "正文末尾")
    whole = (only_date(line.text) for line in lines if len(line.text) <= 20 and "年" in line.text)
    early = next((one for one in whole if one is not None and one.year is not None and "年" in one.text), None)
    return _with(early, Clue.SIGNATURE, "独立成行") if early is not None else None


def _with(written: WrittenDate, clue: Clue, detail: str, now: datetime | None = None) -> DateClue:
    if now is not None and is_relative(written.text):
        detail = f"{detail[:20]}（按查看时间{now:%Y-%m-%d %H:%M}推算）"
    return list_cell(written, detail[:60], clue)
