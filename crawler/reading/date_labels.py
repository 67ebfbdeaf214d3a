"""What pages call their dates: of publication, of the document, of something else."""

from __future__ import annotations

import re
from datetime import datetime

from checks.observation import Clue, DateClue
from crawler.reading.document import clean
from crawler.reading.list_row import list_cell
from crawler.reading.written_dates import WrittenDate, is_relative

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
OTHER_LABEL = re.compile(
    r"(?:实\s?施|施\s?行|生\s?效|失\s?效|废\s?止|截\s?[止至]|结\s?束|开\s?始|有\s?效|公\s?示\s?期|征\s?[集求]|"
    r"报\s?名|会\s?议|活\s?动|访\s?问|浏\s?览|点\s?击|出\s?生|建\s?立|成\s?立)\S{0,6}$"
)
OTHER_DAY = re.compile(r"(?:日\s?期|时\s?间|期限?|之日)\s?[:：]?$")  # 处罚决定日期 in a cell of its own
UPDATED = 3  # standing of 更新时间: no publication where anything better is known
LONGEST_HEAD_LINE = 160
_LONGEST_LABEL = 12


def label_of(before: str) -> tuple[int | None, Clue, str]:
    """What the words before a date say: standing among labels (0 is best, None: no publication), kind, label."""
    before = before.rstrip()
    if OTHER_LABEL.search(before.rstrip(":： ")):
        return None, Clue.LABELLED_LINE, ""
    if match := _DOCUMENT_LABEL.search(before):
        return 0, Clue.DOCUMENT_DATE, clean(match[0]).rstrip(":： ")
    for standing, pattern in enumerate(_LABELS):
        if match := pattern.search(before):
            return standing, Clue.LABELLED_LINE, clean(match[0]).strip(":： |】])）;；,，")
    return None, Clue.LABELLED_LINE, ""


def is_label(text: str) -> bool:
    """Whether a line is the label of the next one (成文日期 in a cell of its own): that date is told as labelled."""
    if len(text) > _LONGEST_LABEL:
        return False
    if OTHER_DAY.search(text):
        return True
    standing, kind, _ = label_of(f"{text.rstrip(':： ')}：")
    return standing is not None or kind is Clue.DOCUMENT_DATE or OTHER_LABEL.search(text.rstrip(":： ")) is not None


def clue_of(written: WrittenDate, clue: Clue, detail: str, now: datetime | None = None) -> DateClue:
    """`now`: when the page was seen, in Beijing; a date written against it says so."""
    if now is not None and is_relative(written.text):
        detail = f"{detail[:20]}（按查看时间{now:%Y-%m-%d %H:%M}推算）"
    return list_cell(written, detail[:60], clue)
