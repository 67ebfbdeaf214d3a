"""Writes the posts of the demo's accounts as feeds (RSS, Atom, JSON Feed) and exports (CSV, XLSX)."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from xunjian.demo.sample_files import workbook
from xunjian.demo.site import with_port

BEIJING = timezone(timedelta(hours=8))
HOME = "http://media.linjiang.example"
EXPORT_COLUMNS = ["title", "url", "published_at", "original", "repost_of"]


@dataclass(frozen=True)
class DemoPost:
    title: str
    url: str
    at: datetime


def write_accounts(data: Path, folder: Path, port: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for account in yaml.safe_load(data.read_text(encoding="utf-8")):
        posts = _posts(account, port)
        match account["format"]:
            case "rss":
                body = _rss(account["name"], posts).encode()
            case "atom":
                body = _atom(account["name"], posts).encode()
            case "json":
                body = _json_feed(account["name"], posts).encode()
            case "csv":
                body = _csv(posts).encode("utf-8-sig")  # as spreadsheet programs save it
            case "xlsx":
                body = workbook(_table(posts))
            case other:
                raise ValueError(f"{account['file']}: unknown format {other}")
        (folder / account["file"]).write_bytes(body)


def _posts(account: dict[str, Any], port: int) -> list[DemoPost]:
    latest = datetime.strptime(account["latest"], "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    name = Path(account["file"]).stem
    count = account["count"]
    return [
        DemoPost(
            title=f"{account['titles'][i % len(account['titles'])]}（第{count - i}期）",
            url=with_port(f"{HOME}/post/{name}/{count - i}.html", port),
            at=latest - timedelta(days=i * account["every"]),
        )
        for i in range(count)
    ]


def _rss(name: str, posts: list[DemoPost]) -> str:
    items = "".join(
        f"<item><title>{escape(post.title)}</title><link>{escape(post.url)}</link>"
        f"<pubDate>{format_datetime(post.at)}</pubDate></item>"
        for post in posts
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{escape(name)}</title>'
        f"<link>{HOME}/</link><description>{escape(name)}</description>{items}</channel></rss>"
    )


def _atom(name: str, posts: list[DemoPost]) -> str:
    entries = "".join(
        f'<entry><title>{escape(post.title)}</title><link href="{escape(post.url)}"/><id>{escape(post.url)}</id>'
        f"<published>{post.at.isoformat()}</published><updated>{post.at.isoformat()}</updated></entry>"
        for post in posts
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{escape(name)}</title>'
        f"<id>{HOME}/</id><updated>{posts[0].at.isoformat()}</updated>{entries}</feed>"
    )


def _json_feed(name: str, posts: list[DemoPost]) -> str:
    items = [
        {"id": post.url, "url": post.url, "title": post.title, "date_published": post.at.isoformat()} for post in posts
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": name, "home_page_url": f"{HOME}/", "items": items}
    return json.dumps(feed, ensure_ascii=False)


def _table(posts: list[DemoPost]) -> list[list[str]]:
    return [EXPORT_COLUMNS, *([post.title, post.url, f"{post.at:%Y-%m-%d %H:%M}", "是", ""] for post in posts)]


def _csv(posts: list[DemoPost]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(_table(posts))
    return text.getvalue()
