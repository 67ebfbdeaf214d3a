"""Draws every page of the demo sites from their data and the templates of their CMS, once, at start."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
import yaml
from markupsafe import Markup

from xunjian.demo.odd_files import odd_file
from xunjian.demo.sample_files import sample_file
from xunjian.demo.site import Column, Row, Site, with_port

NEWEST = 6
HOT = 5


@dataclass(frozen=True)
class Page:
    body: bytes
    content_type: str
    status: int = 200


class Pages:
    """`static` maps (host, path) to what stands there; paths are as a server sees them, percent-encoded."""

    def __init__(self, folder: Path, sites: Iterable[Site], port: int) -> None:
        self.sites = tuple(sites)
        self.static: dict[tuple[str, str], Page] = {}
        self._port = port
        self._style = (folder / "style.css").read_bytes()
        self._rows = {row.key: (site, row) for site in self.sites for row in site.rows if row.key}
        # Bodies of articles are markup of ours; `StrictUndefined` shows a slip in the data at start.
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder / "templates"), autoescape=True, undefined=jinja2.StrictUndefined
        )
        for site in self.sites:
            self._draw_site(site)
        self._draw_outside(yaml.safe_load((folder / "outside.yaml").read_text(encoding="utf-8")))

    def html(self, template: str, charset: str = "utf-8", *, status: int = 200, **words: Any) -> Page:
        text = with_port(self._jinja.get_template(template).render(**words), self._port)
        # Old sites declare their charset in the page only; new ones in the header too.
        header = "text/html; charset=utf-8" if charset == "utf-8" else "text/html"
        return Page(text.encode("gb18030" if charset == "gb2312" else charset), header, status)

    def for_site(self, site: Site, template: str, **words: Any) -> Page:
        return self.html(template, site.charset, site=site, home_rows=_home_rows, **words)

    def address(self, key: str, seen_from: Site) -> str:
        """Where the article with this key stands: a path on its own site, else a whole address."""
        site, row = self._rows[key]
        return row.url if site is seen_from else f"http://{site.host}{row.url}"

    def relation(self, key: str) -> list[dict[str, str]]:
        """What the script of a relation box fills in."""
        site, row = self._rows[key]
        return [{"url": with_port(f"http://{site.host}{row.url}", self._port), "title": row.title}]

    def _draw_site(self, site: Site) -> None:
        self._put(site, "/", self.for_site(site, f"{site.cms}/home.html"))
        for path in site.files:
            self._put(site, quote(path), Page(*sample_file(path)))
        for odd in site.options.get("odd_files", ()):
            self._put(site, quote(odd["path"]), Page(*odd_file(**odd)))
        if site.options["search"]["method"] == "script":
            self._put(site, site.options["search"]["path"], self.for_site(site, f"{site.cms}/search.html"))
        for path, title in SMALL_PAGES.items():
            words = [f"{site.name}：{title}。", f"联系单位：{site.sponsor}。"]
            others = [other for other in self.sites if other is not site] if path == "/map.html" else []
            self._put(site, path, self.for_site(site, "note.html", title=title, lines=words, departments=others))
        if accounts := site.options.get("accounts_shown"):
            self._put(site, "/xmt.html", self.for_site(site, "matrix.html", accounts=accounts))
        if site.cms == "trs":
            self._put(site, "/images/style.css", Page(self._style, "text/css"))
            self._put(site, "/images/jiucuo.png", Page(*sample_file("/images/jiucuo.png")))
        if site.cms == "hanweb":
            self._put(site, "/script/jpage.js", Page(JPAGE_SCRIPT, "application/javascript"))
        for column in site.columns:
            if column.shape == "list":
                self._draw_column(site, column)

    def _draw_column(self, site: Site, column: Column) -> None:
        rows = column.in_order
        size = column.options.get("first_rows", column.page_size)
        count = max(1, math.ceil(len(rows) / size)) if site.cms in ("trs", "hanweb") else 1
        around = {"newest": _newest(site.rows), "hot": _hot(site.rows)}
        for index in range(1 if site.cms == "hanweb" else count):
            shown = rows[index * size : (index + 1) * size] if count > 1 else rows
            page = self.for_site(
                site,
                f"{site.cms}/list.html",
                column=column,
                rows=shown,
                pages=count,
                index=index,
                total=len(rows),
                unit_id=f"2{column.code}6",
                **around,
            )
            if index:
                self._put(site, f"{column.path}index_{index}.html", page)
                continue
            self._put(site, column.path, page)
            if column.path.endswith("/"):
                self._put(site, f"{column.path}index.html", page)
        for place, row in enumerate(rows):
            if not row.link:
                page = self._article(site, column, row, place, around)
                self._put(site, quote(row.url), page)

    def _article(self, site: Site, column: Column, row: Row, place: int, around: dict[str, Any]) -> Page:
        def url(key: str) -> str:
            return self.address(key, site)

        tail = column.options.get("tail", [])
        lines = [*row.body.split("\n"), *([tail[place % len(tail)]] if tail else [])]
        parts = [self._jinja.from_string(line).render(url=url) if "{{" in line else line for line in lines if line]
        return self.for_site(
            site,
            f"{site.cms}/article.html",
            column=column,
            row=row,
            body=Markup("\n".join(part if part.startswith("<p") else f"<p>　　{part}</p>" for part in parts)),  # noqa: S704
            after=Markup(self._jinja.from_string(row.after).render(url=url)),  # noqa: S704 -- markup of ours
            index_number=f"01{site.id_code[-4:]}/{row.at.year if row.at else 2023}-{row.id % 100000:05d}",
            **around,
        )

    def _draw_outside(self, hosts: dict[str, dict[str, Any]]) -> None:
        for host, about in hosts.items():
            for path, title in about["pages"].items():
                template = "outside/login.html" if path.endswith("login.html") else "outside/page.html"
                self.static[host, path] = self.html(template, name=about["name"], title=title)

    def _put(self, site: Site, path: str, page: Page) -> None:
        self.static[site.host, path] = page


SMALL_PAGES = {
    "/about.html": "关于我们",
    "/map.html": "网站地图",
    "/jiucuo.html": "政府网站找错",
    "/zhaocuo.htm": "网站找错",
}
JPAGE_SCRIPT = b"function jpage(id, options){ /* draws the rows of the data store and the pager */ }\n"


def _home_rows(column: Column) -> list[Row]:
    return [row for row in column.in_order if not row.link and row.at and row.row_date][:5]


def _newest(rows: Iterable[Row]) -> list[Row]:
    own = [row for row in rows if row.at and not row.link]
    return sorted(own, key=lambda row: row.at.timestamp() if row.at else 0, reverse=True)[:NEWEST]


def _hot(rows: Iterable[Row]) -> list[Row]:
    """The pages most read, as the id of the page would have it."""
    own = [row for row in rows if row.at and not row.link]
    return sorted(own, key=lambda row: (row.id * 7919) % 997)[:HOT]
