"""What `xunjian try-column` shows of one column: its rows, the clue behind each date, the family and why."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from rich.markup import escape

from checks.derived.row_dates import ColumnDates, DatedRow
from checks.observation import ListSeen
from xunjian.terminal import console, table
from xunjian.wording import clue_name, family_name, unreadable_name


def column_as_json(seen: ListSeen, dates: ColumnDates) -> dict[str, Any]:
    last = dates.newest or dates.newest_weak
    return {
        "url": seen.url,
        "title": seen.title,
        "cms": seen.cms,
        "cms_reason": seen.cms_reason,
        "status": seen.fetch.status,
        "ended": seen.fetch.ended,
        "rendered": seen.fetch.rendered,
        "unreadable": seen.unreadable,
        "empty_text": seen.empty_text,
        "pages_read": list(seen.pages_read),
        "more_pages": seen.more_pages,
        "total_stated": seen.total_stated,
        "newest": _iso(last.day) if last else None,
        "newest_is_weak": dates.newest is None and last is not None,
        "rows": [_row(dated) for dated in dates.rows],
    }


def _row(dated: DatedRow) -> dict[str, Any]:
    return {
        "title": dated.row.title,
        "url": dated.row.url,
        "published_at": _iso(dated.day),
        "time": dated.clue.time if dated.clue else "",
        "clue": dated.clue.clue if dated.clue else None,
        "clue_text": dated.clue.text if dated.clue else "",
        "clue_detail": dated.clue.detail if dated.clue else "",
        "pinned": dated.row.pinned,
        "external": dated.row.external,
        "page_url": dated.row.page_url,
        "element": dated.row.element,
    }


def show_column(shown: dict[str, Any]) -> None:
    screen = console()
    for name, value in _head(shown):
        screen.print(f"{name}：{escape(value)}", highlight=False, soft_wrap=True)
    if shown["rows"]:
        grid = table("日期", "依据", "标题与网址")
        for row in shown["rows"]:
            mark = "".join(
                f"[{word}] " for word, holds in (("置顶", row["pinned"]), ("外链", row["external"])) if holds
            )
            clue = f"{clue_name(row['clue'])} {row['clue_text']}" if row["clue"] else "无日期"
            title = f"{mark}{row['title']}\n{_short(row['url'], shown['url']) or '（无网址）'}"
            grid.add_row(row["published_at"] or "—", escape(clue), escape(title))
        screen.print(grid)
    screen.print(
        f"共 {len(shown['rows'])} 行，读取列表页 {len(shown['pages_read'])} 个，最新日期 {shown['newest'] or '无'}"
    )


def _head(shown: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [("栏目", shown["title"] or shown["url"]), ("系统", family_name(shown["cms"]))]
    if shown["cms_reason"]:
        lines.append(("判断依据", shown["cms_reason"]))
    if reason := unreadable_name(shown["unreadable"]):
        lines.append(("未能读出列表", reason))
    if shown["empty_text"]:
        lines.append(("页面说明", shown["empty_text"]))
    if shown["total_stated"] is not None:
        lines.append(("页面所示总数", f"{shown['total_stated']} 条"))
    pages = "，后面还有列表页未读" if shown["more_pages"] else ""
    lines.append(("读取的列表页", "、".join(shown["pages_read"]) + pages if shown["pages_read"] else "无"))
    return lines


def _short(url: str, column: str) -> str:
    """The path alone for a page of the column's own host: rows stay readable on a narrow screen."""
    own, there = urlsplit(column), urlsplit(url)
    return url.partition(there.netloc)[2] if url and there.netloc == own.netloc else url


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
