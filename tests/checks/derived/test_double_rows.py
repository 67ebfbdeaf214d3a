from __future__ import annotations

from dataclasses import replace

import pytest

from checks.derived.double_rows import are_alike, plain_doubles, read_row, same_titles
from checks.observation import Attachment, LinkKind, PageLink, PageSeen, PageType, Region
from tests.checks.observed import article, column, listed, portal, row, world

TEXT = "为切实做好今年秋粮收购工作，保护种粮农民利益，经县人民政府同意，现将有关事项通知如下，请认真抓好落实。" * 3
ONE, OTHER = row(1, "2023-12-11", title="关于秋粮收购的通知"), row(2, "2023-12-11", title="关于 秋粮收购的通知")


def read(*pages: PageSeen, rows=(ONE, OTHER)):
    of = world(portal(column()), listed(*rows), *pages)
    return [each for one in rows if (each := read_row(of, one, 80)) is not None]


def shown(name: str) -> tuple[PageLink, ...]:
    return (PageLink(f"https://www.shili.gov.example/img/{name}", LinkKind.IMAGE, "", Region.MAIN, "img"),)


def test_titles_are_the_same_without_their_spaces_and_rows_of_one_page_are_one():
    by_http = replace(OTHER, url=ONE.url.replace("https://www.", "http://"))
    assert same_titles((ONE, OTHER)) == [[ONE, OTHER]]
    assert same_titles((ONE, by_http)) == []
    assert same_titles((ONE, replace(OTHER, external=True))) == []


@pytest.mark.parametrize(
    ("told", "double"),
    [
        ({}, True),
        ({"text": TEXT + "另"}, False),
        ({"text": TEXT.replace("，", " ，")}, True),  # spaces are the editor's
        ({"attachments": (Attachment("https://www.shili.gov.example/P2.pdf", "附件", "a"),)}, False),
        ({"main_links": shown("W0002.jpg")}, False),
        ({"page_type": PageType.LIST}, False),
    ],
)
def test_a_plain_double_says_the_same_with_the_same_files(told, double):
    pages = article(ONE.url, text=TEXT), article(OTHER.url, **{"text": TEXT, **told})
    assert bool(plain_doubles(read(*pages))) is double


def test_another_day_is_no_plain_double():
    later = replace(OTHER, date=row(3, "2023-12-12").date)
    group = read(article(ONE.url, text=TEXT), article(OTHER.url, text=TEXT), rows=(ONE, later))
    assert plain_doubles(group) == []
    assert are_alike(group[0], group[1], 6)


def test_what_differs_far_down_differs():
    long = "县政府办公室关于秋粮收购工作有关事项的说明。" * 1_000
    assert not plain_doubles(read(article(ONE.url, text=long + "甲"), article(OTHER.url, text=long + "乙")))


@pytest.mark.parametrize(
    ("changed", "alike"),
    [
        (TEXT.replace("秋粮", "夏粮"), True),
        (TEXT + "第3批共12户。", False),
        ("因雨污分流改造施工，对人民路东段实行半幅封闭施工，请过往车辆提前绕行，敬请谅解并互相转告。" * 3, False),
    ],
)
def test_a_word_changed_is_nearly_the_same_and_other_figures_are_a_series(changed, alike):
    one, other = read(article(ONE.url, text=TEXT), article(OTHER.url, text=changed))
    assert are_alike(one, other, 6) is alike
