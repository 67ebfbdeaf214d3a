"""Places of pages: what was met before costs a look-up, and is the same place only where it reads the same."""

from __future__ import annotations

from crawler.links_walk.page_places import PlaceMemo
from crawler.links_walk.place_numbers import place_numbers
from storage.frontier import NewPlace

MENU = '<ul class="nav"><li><a href="/a/index.html">通知</a></li><li><a href="http://other.example/">友情</a></li></ul>'


def read(memo: PlaceMemo, url: str, body: str) -> tuple[list[int], list[NewPlace]]:
    packed, new, _ = memo.read(f"<html><body>{body}</body></html>".encode(), url, "text/html", "utf-8")
    return list(place_numbers(packed)), new


def test_menus_are_one_place_on_all_pages_of_an_origin() -> None:
    memo = PlaceMemo()
    first, new = read(memo, "http://x.example/a/1.html", MENU)
    assert [place.url for place in new] == ["http://x.example/a/index.html", "http://other.example/"]
    again, none = read(memo, "http://x.example/b/c/2.html", MENU)
    assert again == first
    assert none == []


def test_relative_addresses_are_joined_per_folder() -> None:
    memo = PlaceMemo()
    link = '<a href="1.html">甲</a>'
    _, here = read(memo, "http://x.example/a/", link)
    _, there = read(memo, "http://x.example/b/", link)
    assert [place.url for place in (*here, *there)] == ["http://x.example/a/1.html", "http://x.example/b/1.html"]


def test_other_words_are_another_place_of_the_same_target() -> None:
    memo = PlaceMemo()
    numbers, new = read(memo, "http://x.example/", '<p><a href="/1.html">甲</a><a href="/1.html">乙</a></p>')
    assert len(numbers) == 2
    assert {place.url for place in new} == {"http://x.example/1.html"}
    assert [place.text for place in new] == ["甲", "乙"]


def test_pictures_frames_files_and_clicks_are_places() -> None:
    body = (
        '<img src="i.png" alt="图"><iframe src="/f.html"></iframe><a href="t.pdf">附件</a><a name="top">顶</a>'
        '<div onclick="window.open(\'/o.html\')">更多</div><a href="javascript:void(0)">无</a>'
        '<script src="/s.js"></script><link rel="stylesheet" href="/c.css"><link rel="icon" href="/i.ico">'
    )
    _, new = read(PlaceMemo(), "http://x.example/", body)
    assert {(place.url.rpartition("/")[2], place.kind) for place in new} == {
        ("i.png", "image"),
        ("f.html", "frame"),
        ("t.pdf", "attachment"),
        ("o.html", "page"),
        ("s.js", "script"),
        ("c.css", "style"),
    }


def test_base_of_the_page_counts() -> None:
    body = '<base href="http://x.example/deep/"><a href="1.html">甲</a>'
    _, new = read(PlaceMemo(), "http://x.example/", body)
    assert [place.url for place in new] == ["http://x.example/deep/1.html"]


def test_numbers_of_people_are_masked() -> None:
    _, new = read(PlaceMemo(), "http://x.example/", '<a href="/1.html">联系电话：13912345678</a>')
    assert "13912345678" not in new[0].text


def test_processes_number_their_places_apart() -> None:
    ours, theirs = PlaceMemo(0, 2), PlaceMemo(1, 2)
    numbers = [read(memo, "http://x.example/", MENU)[0] for memo in (ours, theirs)]
    assert numbers == [[0, 2], [1, 3]]


def test_an_address_that_is_only_a_query_belongs_to_its_page() -> None:
    memo = PlaceMemo()
    for page in ("list.jsp", "news.jsp"):
        _, new = read(memo, f"http://x.example/a/{page}?page=1", '<a href="?page=2">下一页</a>')
        assert [place.url for place in new] == [f"http://x.example/a/{page}?page=2"]


def menu(entries: int = 30, name: str = "nav") -> str:
    items = "".join(f'<li><a href="/c{number}/index.html">栏目{number}</a></li>' for number in range(entries))
    return f'<div class="{name}"><ul>{items}</ul></div>'


def page(number: int, menu_of_page: str, more: str = "") -> str:
    return f'<h1>第{number}篇</h1>{menu_of_page}<div class="main"><a href="t{number + 1}.html">下一篇</a>{more}</div>'


def urls_of(memo: PlaceMemo, pages: list[tuple[str, str]]) -> list[list[tuple[str, str, str]]]:
    """What every page points to, by the places that the memo has told so far."""
    known: dict[int, NewPlace] = {}
    told = []
    for url, body in pages:
        numbers, new = read(memo, url, body)
        known.update((place.number, place) for place in new)
        told.append(sorted((known[number].url, known[number].text, known[number].element) for number in numbers))
    return told


def test_pages_read_without_their_menu_say_the_same() -> None:
    hidden = f"<!-- {menu()} -->"
    twice = menu() + menu()
    bodies = [page(number, menu()) for number in range(6)]
    bodies += [page(6, hidden), page(7, ""), page(8, twice), page(9, menu(29)), page(10, menu(), '<img src="i.png">')]
    pages = [(f"http://x.example/a/t{number}.html", body) for number, body in enumerate(bodies)]
    together = urls_of(PlaceMemo(), pages)
    alone = [urls_of(PlaceMemo(), [one])[0] for one in pages]
    assert together == alone


def test_a_menu_of_relative_addresses_counts_in_its_folder_only() -> None:
    relative = menu().replace('href="/', 'href="')
    pages = [
        (f"http://x.example/{folder}/t{number}.html", page(number, relative)) for folder in "ab" for number in range(5)
    ]
    together = urls_of(PlaceMemo(), pages)
    assert together == [urls_of(PlaceMemo(), [one])[0] for one in pages]
