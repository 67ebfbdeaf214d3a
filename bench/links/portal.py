"""An invented portal as files: 120 shared menu links, pages of about 35 KB, some columns in GBK, planted dead links.

The same seed gives the same bytes. Dead are links to articles, images and attachments that were never written; what
the portal really holds stands in `Planted`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

COLUMNS = 30
ROWS_OF_A_LIST = 20
MENU_LINKS = 120
PARAGRAPHS = 36
DEAD_SHARE = 0.016  # of articles hold one dead link each: about 1 % of all addresses
IMAGE_SHARE, ATTACHMENT_SHARE = 0.2, 0.1
_WORDS = (
    "县人民政府办公室关于印发工作方案的通知本年度公开重点任务分工落实情况各乡镇街道部门单位结合实际认真组织实施"
    "加强统筹协调推进数字化改革优化营商环境服务企业群众便民利民提升政务效能规范权力运行接受社会监督确保取得实效"
)


@dataclass(frozen=True, slots=True)
class Planted:
    """Paths below the portal's root."""

    pages: int
    files: int
    dead: frozenset[str]


def write_portal(folder: Path, articles: int, seed: int = 7) -> Planted:
    """Write a portal with so many articles into an empty folder."""
    return _Writer(folder, articles, random.Random(seed)).write()


class _Writer:
    def __init__(self, folder: Path, articles: int, chance: random.Random) -> None:
        self._folder = folder
        self._chance = chance
        self._articles = articles
        self._dead: set[str] = set()
        self._pages = 0
        self._files = 0
        self._columns = [f"c{number:02d}" for number in range(COLUMNS)]
        self._paragraphs = [self._words(180) for _ in range(400)]

    def write(self) -> Planted:
        for name in ("img", "files", *self._columns):
            (self._folder / name).mkdir(parents=True)
        self._file("img/logo.png", b"\x89PNG\r\n\x1a\n" + bytes(3_000))
        self._file("style.css", b"body{font:14px serif}\n" * 80)
        self._file("menu.js", b"var menu = 1;\n" * 150)
        menu = self._menu()
        of_column: list[list[int]] = [[] for _ in self._columns]
        for number in range(self._articles):
            of_column[number % COLUMNS].append(number)
        for column, numbers in enumerate(of_column):
            self._column(column, numbers, menu)
        rows = "".join(f'<li><a href="{name}/index.html">栏目{name}</a></li>' for name in self._columns)
        self._page("index.html", "示例县人民政府", f'<ul class="columns">{rows}</ul>', menu, "utf-8")
        return Planted(self._pages, self._files, frozenset(self._dead))

    def _column(self, column: int, numbers: list[int], menu: str) -> None:
        name = self._columns[column]
        charset = "gbk" if column % 5 == 4 else "utf-8"
        titles = {number: f"{self._words(18)}（第{number}号）" for number in numbers}
        lists = max(1, -(-len(numbers) // ROWS_OF_A_LIST))
        for page in range(lists):
            shown = numbers[page * ROWS_OF_A_LIST : (page + 1) * ROWS_OF_A_LIST]
            rows = "".join(
                f'<li><a href="./{_article(number)}" title="{titles[number]}">{titles[number]}</a>'
                f"<span>{_day(number)}</span></li>"
                for number in shown
            )
            pager = "".join(
                f'<a href="{_list(other)}">{other + 1}</a> ' for other in range(max(0, page - 2), min(lists, page + 4))
            )
            body = f'<ul class="list">{rows}</ul><div class="pages">{pager}</div>'
            self._page(f"{name}/{_list(page)}", f"栏目{name}", body, menu, charset)
        for place, number in enumerate(numbers):
            self._article(name, number, titles, numbers[max(0, place - 1) : place + 2], menu, charset)

    def _article(
        self, column: str, number: int, titles: dict[int, str], around: list[int], menu: str, charset: str
    ) -> None:
        chance = self._chance
        text = [f"<p>{chance.choice(self._paragraphs)}</p>" for _ in range(PARAGRAPHS)]
        if chance.random() < IMAGE_SHARE:
            text.append(f'<p><img src="../img/{number}.jpg" alt="图片{number}"></p>')
            self._file(f"img/{number}.jpg", b"\xff\xd8\xff" + bytes(chance.randrange(5_000, 60_000)))
        if chance.random() < ATTACHMENT_SHARE:
            text.append(f'<p><a href="../files/{number}.pdf">附件{number}.pdf</a></p>')
            self._file(f"files/{number}.pdf", b"%PDF-1.4\n" + bytes(chance.randrange(20_000, 300_000)))
        if chance.random() < DEAD_SHARE:
            kind = chance.choice(("article", "img", "files"))
            target = {
                "article": f"{column}/gone{number}.html",
                "img": f"img/gone{number}.jpg",
                "files": f"files/gone{number}.doc",
            }[kind]
            mark = f'<img src="../{target}" alt="">' if kind == "img" else f'<a href="../{target}">相关内容{number}</a>'
            text.insert(chance.randrange(len(text)), f"<p>{mark}</p>")
            self._dead.add(target)
        beside = "".join(f'<a href="{_article(other)}">{titles[other]}</a>' for other in around if other != number)
        body = (
            f'<h1>{titles[number]}</h1><div class="info">发布日期：{_day(number)} 来源：县人民政府办公室</div>'
            f'<div class="content">{"".join(text)}</div><div class="beside">{beside}</div>'
        )
        self._page(f"{column}/{_article(number)}", titles[number], body, menu, charset)

    def _page(self, path: str, title: str, body: str, menu: str, charset: str) -> None:
        up = "../" * path.count("/")
        page = (
            f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>'
            f'<link rel="stylesheet" href="{up}style.css"><script src="{up}menu.js"></script>'
            f"<style>{'.box{margin:0;padding:0}' * 60}</style></head><body>"
            f'<div class="header"><img src="{up}img/logo.png" alt="标志">{menu}</div>'
            f'<div class="main">{body}</div>'
            f'<div class="footer">主办：示例县人民政府办公室 <a href="/c00/index.html">联系我们</a></div></body></html>'
        )
        self._pages += 1
        (self._folder / path).write_bytes(page.encode(charset, "xmlcharrefreplace"))

    def _menu(self) -> str:
        """Links that every page shares: to columns and to some of their articles, from the root of the host."""
        links = [f"/{name}/index.html" for name in self._columns]
        while len(links) < MENU_LINKS:
            number = self._chance.randrange(min(self._articles, 3_000))
            links.append(f"/{self._columns[number % COLUMNS]}/{_article(number)}")
        entries = "".join(
            f'<li class="item"><a href="{link}" target="_blank">{self._words(8)}</a></li>' for link in links
        )
        return f'<div class="nav"><ul>{entries}</ul></div>'

    def _file(self, path: str, body: bytes) -> None:
        (self._folder / path).write_bytes(body)
        self._files += 1

    def _words(self, length: int) -> str:
        start = self._chance.randrange(len(_WORDS))
        return (_WORDS[start:] + _WORDS * (length // len(_WORDS) + 1))[:length]


def _article(number: int) -> str:
    return f"t2023{number % 12 + 1:02d}{number % 28 + 1:02d}_{number}.html"


def _list(page: int) -> str:
    return f"index_{page}.html" if page else "index.html"


def _day(number: int) -> str:
    return f"2023-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
