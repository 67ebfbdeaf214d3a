"""What `xunjian try-page` shows of one page: all that the readers see, and what they are in doubt about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.markup import escape

from checks.derived.date_wording import doubt_sentence
from checks.observation import DateClue, DoubtfulDate, ListSeen, PageSeen
from xunjian.terminal import console
from xunjian.wording import MEDIA_KINDS, PAGE_TYPES, SIDES, clue_name

_TEXT_SHOWN = 300  # characters of the body: enough to see that it is the right block


def page_as_json(page: PageSeen, rows: ListSeen) -> dict[str, Any]:
    """`rows`: the list of the same page, empty for an article."""
    return {
        "url": page.url,
        "final_url": page.fetch.final_url,
        "status": page.fetch.status,
        "ended": page.fetch.ended,
        "rendered": page.fetch.rendered,
        "wall": page.fetch.wall,
        "page_type": page.page_type,
        "cms": page.cms,
        "title": page.title,
        "source_unit": page.source_unit,
        "document_number": page.document_number,
        "published_at": _iso(page.published_at.date) if page.published_at else None,
        "published_clue": page.published_at.clue if page.published_at else None,
        "date_clues": [_clue(clue) for clue in page.date_clues],
        "date_doubts": [_doubt(doubt) for doubt in page.date_doubts],
        "labels": dict(page.labels),
        "metadata_box": dict(page.metadata_box),
        "attachments": [asdict(attachment) for attachment in page.attachments],
        "media": [asdict(one) for one in page.media],
        "relations": [asdict(box) for box in page.relation_boxes],
        "personal_numbers": [asdict(number) for number in page.personal_numbers],
        "list_rows": [
            {
                "title": row.title,
                "url": row.url,
                "published_at": _iso(row.date.date) if row.date else None,
                "clue": row.date.clue if row.date else None,
            }
            for row in rows.rows
        ],
        "body_element": page.body_element,
        "text_start": page.text[:_TEXT_SHOWN],
    }


def show_page(shown: dict[str, Any]) -> None:
    screen = console()
    for name, value in _lines(shown):
        if value:
            screen.print(f"{escape(name)}：{escape(str(value))}", soft_wrap=True, highlight=False)


def _lines(shown: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "页面类型", PAGE_TYPES.get(shown["page_type"], shown["page_type"])
    yield "标题", shown["title"]
    yield "来源", shown["source_unit"]
    yield "发文字号", shown["document_number"]
    best = f"（依据：{clue_name(shown['published_clue'])}）" if shown["published_clue"] else ""
    yield "发布日期", f"{shown['published_at']}{best}" if shown["published_at"] else "未读到"
    for clue in shown["date_clues"]:
        day = clue["published_at"] or f"{clue['month_day']}（无年份）"
        detail = f"，{clue['detail']}" if clue["detail"] else ""
        yield (
            f"日期依据·{clue_name(clue['clue'])}",
            f"{' '.join((day, clue['time'])).strip()}（原文“{clue['text']}”{detail}）",
        )
    for doubt in shown["date_doubts"]:
        yield "日期疑点（供人工核实）", doubt["sentence"]
    for name, value in shown["labels"].items():
        yield f"标签·{name}", value
    for name, value in shown["metadata_box"].items():
        yield f"元数据·{name}", value
    for item in shown["attachments"]:
        yield f"附件·{item['name']}", item["url"]
    for item in shown["media"]:
        yield f"媒体·{MEDIA_KINDS.get(item['kind'], item['kind'])}", item["url"]
    for box in shown["relations"]:
        side = SIDES.get(box["points_to"], box["points_to"])
        yield f"关联{side}·{box['label']}", "  ".join(box["links"]) or box["text"] or "（空）"
    yield "列表行数", str(len(shown["list_rows"])) if shown["list_rows"] else ""
    yield "正文位置", shown["body_element"]
    yield "正文开头", " ".join(shown["text_start"].split())


def _clue(clue: DateClue) -> dict[str, Any]:
    return {
        "clue": clue.clue,
        "published_at": _iso(clue.date),
        "month_day": f"{clue.month:02d}-{clue.day:02d}",
        "time": clue.time,
        "text": clue.text,
        "detail": clue.detail,
    }


def _doubt(doubt: DoubtfulDate) -> dict[str, Any]:
    return {
        "kind": doubt.kind,
        "sentence": doubt_sentence(doubt),
        "clue": _clue(doubt.clue),
        "against": _clue(doubt.against) if doubt.against else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
