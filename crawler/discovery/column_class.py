"""What a column is for, guessed from its names, its address, its trail and what it lists; pure.

The confidence is a rule of thumb in hundredths, set so that what is only partly named stays below the threshold of use
(`USE_FROM`): a wrong class leads to false accusations, a missing one to a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checks.subjects import ColumnClass
from crawler.discovery.class_words import JOINED, PROCUREMENT, TOPIC_TRAIL, WORDS, ClassWords

# Between what a `sure` word gives and what a `partly` one does; on the portals of bench/discovery.py no class that was
# given at or above it was wrong.
USE_FROM = 0.7

_SURE, _PARTLY, _PATH_ONLY, _ROWS_ONLY, _NOTHING = 0.9, 0.5, 0.55, 0.6, 0.75
_AGREES, _DISAGREES = 0.06, -0.25
_FEWEST_ROWS = 3
_MOST_OF = 0.7
_FEW_OF = 0.15
# Classes whose rows say so themselves nearly everywhere; of the others a title says little.
_ROWS_MUST_FIT = frozenset({ColumnClass.ANNUAL_REPORT, ColumnClass.SOLICITATION, ColumnClass.BUDGET})
_CYCLIC = frozenset({ColumnClass.NEWS, ColumnClass.NOTICE})


@dataclass(frozen=True, slots=True)
class ClassGuess:
    """`column_class` is what is used: OTHER below the threshold, then `likely` is what it may be."""

    column_class: ColumnClass
    confidence: float
    reason: str
    likely: ColumnClass | None = None

    @property
    def is_open(self) -> bool:
        return self.likely is not None


def guess_class(
    name: str, trail: Sequence[str], path: Sequence[str], titles: Sequence[str], use_from: float = USE_FROM
) -> ClassGuess:
    """`trail`: names above it, nearest last. `path`: words of the address, last first. `titles`: of its rows."""
    found = _by_name(name, trail, path, titles)
    shown = _shown(name)
    if found is None:
        found = _without_name(path, titles)
    if found is None and (above := _topic_above(trail, path)):
        return ClassGuess(ColumnClass.TOPIC, _NOTHING, f"所在位置“{_shown(above)}”")
    if found is None:
        return ClassGuess(ColumnClass.OTHER, _NOTHING, f"名称“{shown}”没有指明类型的词，列表内容也不集中")
    column_class, confidence, reason = found
    confidence = round(min(confidence, 0.98), 2)
    if confidence < use_from:
        return ClassGuess(ColumnClass.OTHER, confidence, reason, column_class)
    return ClassGuess(column_class, confidence, reason)


_Found = tuple[ColumnClass, float, str]


def _by_name(name: str, trail: Sequence[str], path: Sequence[str], titles: Sequence[str]) -> _Found | None:
    sure = [words for words in WORDS if words.sure.search(name) and not _is_excluded(words, name)]
    partly = [words for words in WORDS if words.partly and words.partly.search(name) and not _is_excluded(words, name)]
    if not sure and not partly:
        return None
    by_path = [words for words in partly if _in_path(words, path)]
    words = sure[0] if sure else (by_path or partly)[0]
    why = [f"名称“{_shown(name)}”"]
    if not sure:
        # A vague word counts with a second sign: the folder's name, the trail above it, or what is listed.
        confidence = _PARTLY
        if by_path:
            confidence, why = _NOTHING, [*why, f"目录名{path[0] if path else ''}"]
        elif above := _trail_says(words, trail):
            confidence, why = _NOTHING, [*why, f"所在位置“{_shown(above)}”"]
        elif words.rows and len(titles) >= _FEWEST_ROWS and _share(words, titles) >= _MOST_OF:
            confidence, why = _NOTHING - 0.03, [*why, "所列标题"]
        elif len(partly) > 1:
            return words.column_class, _PARTLY - 0.1, f"{why[0]}可作多种理解"
        if confidence == _PARTLY:
            return words.column_class, confidence, f"{why[0]}只部分说明类型"
    elif _joins_two(name, sure, partly):
        return words.column_class, _PARTLY, f"{why[0]}并列了不同类型的内容"
    else:
        confidence = _SURE
        if _in_path(words, path):
            confidence, why = confidence + _AGREES, [*why, f"目录名{path[0]}"]
    return _weighed(words, confidence, why, [*trail, *_topic_folders(path)], titles)


def _weighed(
    words: ClassWords, confidence: float, why: list[str], trail: Sequence[str], titles: Sequence[str]
) -> _Found:
    if len(titles) >= _FEWEST_ROWS:
        share = _share(words, titles) if words.rows else None
        if words.column_class is ColumnClass.SOLICITATION and _buys(titles):
            return words.column_class, _PARTLY - 0.1, "、".join(why) + "；但所列多为采购、需求类信息"
        if share is not None and share >= _MOST_OF:
            confidence += _AGREES
            why = [*why, "所列标题"] if "所列标题" not in why else why
        elif share is not None and share <= _FEW_OF and words.column_class in _ROWS_MUST_FIT:
            return words.column_class, confidence + _DISAGREES, "、".join(why) + "；但所列标题不相符"
    if words.column_class in _CYCLIC and any(TOPIC_TRAIL.search(one) for one in trail):
        # A topic ends; the periods of news and notices would accuse it for ever.
        return words.column_class, 0.6, "、".join(why) + "；但属于专题，专题结束后不再更新"
    return words.column_class, confidence, "、".join(why)


def _without_name(path: Sequence[str], titles: Sequence[str]) -> _Found | None:
    by_path = next((words for words in WORDS if path and path[0] in words.path), None)
    if len(titles) >= _FEWEST_ROWS:
        for words in WORDS:
            if (
                words.rows
                and words.column_class in _ROWS_MUST_FIT | {ColumnClass.INTERPRETATION}
                and _share(words, titles) >= 0.8
            ):
                both = by_path is words and not (words.column_class is ColumnClass.SOLICITATION and _buys(titles))
                confidence = _NOTHING if both else _ROWS_ONLY
                return words.column_class, confidence, f"目录名{path[0]}、所列标题" if both else "所列标题"
    if by_path is not None:
        return by_path.column_class, _PATH_ONLY, f"仅目录名{path[0]}"
    return None


def _topic_above(trail: Sequence[str], path: Sequence[str]) -> str:
    """专题专栏 right above a page (优化营商环境): the page is a topic. What stands below a topic is a part of one."""
    topics = next(words for words in WORDS if words.column_class is ColumnClass.TOPIC)
    return next((one for one in [*trail[-1:], *_topic_folders(path[:2])] if topics.sure.search(one)), "")


def _topic_folders(path: Sequence[str]) -> list[str]:
    """A folder named for topics (/ztzl/…) says the same as a step of the trail."""
    topics = next(words.path for words in WORDS if words.column_class is ColumnClass.TOPIC)
    return ["专题专栏"] if any(part in topics for part in path[1:]) else []


def _is_excluded(words: ClassWords, name: str) -> bool:
    return words.but_not is not None and words.but_not.search(name) is not None


def _shown(name: str) -> str:
    return name.replace("“", "‘").replace("”", "’")


def _in_path(words: ClassWords, path: Sequence[str]) -> bool:
    return bool(path) and path[0] in words.path


def _trail_says(words: ClassWords, trail: Sequence[str]) -> str:
    return next((one for one in reversed(trail[-2:]) if words.sure.search(one) and not _is_excluded(words, one)), "")


def _joins_two(name: str, sure: Sequence[ClassWords], partly: Sequence[ClassWords]) -> bool:
    """政策文件及解读, 征集调查: two kinds under one name. 公告与公示 is one kind twice."""
    parts = [part for part in JOINED.split(name) if len(part) >= 2]
    if len(parts) < 2:
        return False
    kinds = set()
    for part in parts:
        kind = next(
            (words.column_class for words in WORDS if words.sure.search(part) and not _is_excluded(words, part)), None
        )
        if kind is None:
            kind = next((words.column_class for words in partly if words.partly and words.partly.search(part)), None)
        if kind is not None:
            kinds.add(kind)
    return len(kinds) > 1 or len({words.column_class for words in sure}) > 1


def _share(words: ClassWords, titles: Sequence[str]) -> float:
    if words.rows is None or not titles:
        return 0.0
    return sum(1 for title in titles if words.rows.search(title)) / len(titles)


def _buys(titles: Sequence[str]) -> bool:
    return sum(1 for title in titles if PROCUREMENT.search(title)) * 2 >= len(titles)
