"""What a demo site publishes: columns and articles from `sites/*.yaml`, with the addresses its CMS gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, kw_only=True)
class Attachment:
    name: str
    file: str  # path on the site; whether it is there is up to the site's `files`


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a list: an article of the site, or (`link`) a pointer somewhere else."""

    id: int
    title: str
    at: datetime | None
    column: str  # path of its column
    key: str = ""  # name under which other pages refer to it
    link: str = ""  # the row leads there; there is no page of our own
    source: str = ""
    number: str = ""  # 发文字号
    lacks: str = ""  # the element of the box above the document that is left empty
    body: str = ""  # Jinja text; a line is a paragraph unless it starts with "<"
    after: str = ""  # below the body: boxes for related pages
    attach: tuple[Attachment, ...] = ()
    pinned: bool = False
    row_date: bool = True  # the list shows a date
    page_date: bool = True  # the article shows a date
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    path: str
    name: str
    section: str
    rows: tuple[Row, ...]
    page_size: int = 15
    code: int = 0
    shape: str = "list"  # list, login or plain (a page of its own text)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def in_order(self) -> tuple[Row, ...]:
        """Pinned rows on top, then by date, rows without date behind; or as the data lists them (`order: listed`)."""
        if self.options.get("order") == "listed":
            return self.rows
        return tuple(sorted(self.rows, key=lambda row: (not row.pinned, -(row.at.timestamp() if row.at else 0))))


@dataclass(frozen=True, kw_only=True)
class Site:
    host: str
    name: str
    cms: str
    charset: str
    id_code: str  # 网站标识码
    icp: str
    police: str
    sponsor: str
    columns: tuple[Column, ...]
    files: tuple[str, ...]  # attachments and images that are there
    options: dict[str, Any]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for column in self.columns for row in column.rows)


def load_sites(folder: Path) -> tuple[Site, ...]:
    return tuple(_site(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.yaml")))


def _site(data: dict[str, Any]) -> Site:
    known = {"host", "name", "cms", "charset", "id_code", "icp", "police", "sponsor", "files"}
    columns = tuple(_column(data, column) for column in data["columns"])
    return Site(
        **{key: data[key] for key in known - {"files"}},
        files=tuple(data.get("files", ())),
        columns=columns,
        options={key: value for key, value in data.items() if key not in known | {"columns"}},
    )


def _column(site: dict[str, Any], data: dict[str, Any]) -> Column:
    known = {"path", "name", "section", "page_size", "code", "shape"}
    rows = tuple(_row(site, data, row) for row in data.get("articles") or ())
    return Column(
        **{key: data[key] for key in known if key in data},
        rows=rows,
        options={key: value for key, value in data.items() if key not in known | {"articles"}},
    )


def _row(site: dict[str, Any], column: dict[str, Any], data: dict[str, Any]) -> Row:
    at = datetime.strptime(data["at"], "%Y-%m-%d %H:%M") if data.get("at") else None  # noqa: DTZ007 -- Beijing time
    words = {
        key: data[key]
        for key in ("id", "title", "key", "link", "number", "lacks", "body", "after", "pinned", "row_date", "page_date")
        if key in data
    }
    row = Row(
        **words,
        at=at,
        column=column["path"],
        source=data.get("source", column.get("source", site["sponsor"])),
        attach=tuple(Attachment(**item) for item in data.get("attach", ())),
    )
    address = row.link or article_path(site["cms"], column, row)
    return replace(row, url=address)


def article_path(cms: str, column: dict[str, Any], row: Row) -> str:
    """The path an article gets from its CMS, see the families in `crawler/cms`."""
    at = row.at or datetime(2023, 6, 30)  # noqa: DTZ001 -- the day it was made; the page does not show it
    match cms:
        case "trs":
            return f"{column['path']}{at:%Y%m}/t{at:%Y%m%d}_{row.id}.html"
        case "hanweb":
            return f"/art/{at:%Y}/{at.month}/{at.day}/art_{column['code']}_{row.id}.html"
        case "script":
            return f"/content/{row.id}.html"
        case "vsb":
            return f"/info/{column['code']}/{row.id}.htm"
        case "table":
            return f"/web/{column['path'].strip('/').split('/')[-1]}/{row.id}.shtml"
    raise ValueError(f"{cms}: no such family in the demo")


PLAIN_HOST = re.compile(r"(https?://[a-z0-9.-]+\.example)(?=[/\"'<\s?]|$)")


def with_port(text: str, port: int) -> str:
    """Addresses of the demo get the port the server was given; other text stays as it is."""
    return PLAIN_HOST.sub(rf"\1:{port}", text)
