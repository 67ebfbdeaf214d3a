# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import json
from datetime import date

import pytest

from checks.observation import Clue, ListSeen
from crawler.reading.observe import list_seen
from crawler.reading.script_data import NotData, literal_at
from tests.crawler.reading.looks import COLUMN, HOST, look, page


def seen(body: str, content_type: str = "text/html") -> ListSeen:
    return list_seen(COLUMN, [look(body, content_type=content_type)], {HOST})


def test_the_answer_of_a_list_api():
    rows = [
        {
            "title": f"示例县第{n}号文件",
            "url": f"http://{HOST}/gkmlpt/content/1/post_{n}.html",
            "created_at": f"2023-08-0{n} 10:00:00",
            "date": 1690000000,
        }
        for n in (3, 2, 1)
    ]
    listed = seen(json.dumps({"total": 321, "articles": rows}, ensure_ascii=False), "application/json")
    assert (len(listed.rows), listed.total_stated) == (3, 321)
    assert listed.rows[0].date is not None
    assert (listed.rows[0].date.clue, listed.rows[0].date.date) == (Clue.API, date(2023, 8, 3))


def test_short_names_of_a_javascript_array():
    script = (
        "var itemObj=["
        + ",".join(f"{{aT:'示例县第{n}次例会',aPd:'2023-07-0{n}',aU:'/a/{n}.html'}}" for n in (4, 3))
        + ",];"
    )
    listed = seen(page(f"<div id='l'></div><script>{script}</script>"))
    assert [(row.title, row.url, str(row.date.date) if row.date else "") for row in listed.rows] == [
        (f"示例县第{n}次例会", f"https://{HOST}/a/{n}.html", f"2023-07-0{n}") for n in (4, 3)
    ]


def test_addresses_per_device_and_titles_with_tags():
    rows = [
        {
            "showTitle": f"<p>示例县第{n}次例会</p>",
            "pubDate": f"2023-07-0{n} 11:36",
            "urls": json.dumps({"pc": f"/c/content_{n}.html"}),
            "updateTime": "2023-12-01",
        }
        for n in (4, 3, 2)
    ]
    listed = seen(
        page(
            f"<div id='l'></div><script>var listData = {{articleList: {json.dumps(rows, ensure_ascii=False)}}};</script>"
        )
    )
    assert listed.rows[0].title == "示例县第4次例会"
    assert listed.rows[0].url == f"https://{HOST}/c/content_4.html"
    assert [str(row.date.date) for row in listed.rows if row.date] == ["2023-07-04", "2023-07-03", "2023-07-02"]


def test_epoch_milliseconds_are_days_in_beijing():
    rows = [{"title": f"示例县第{n}次例会", "publishTime": 1701360000000 + n, "url": f"/a/{n}.html"} for n in (1, 2)]
    listed = seen(json.dumps(rows), "application/json")
    assert [str(row.date.date) for row in listed.rows if row.date] == ["2023-12-01"] * 2


@pytest.mark.parametrize(
    "members",
    [
        [{"name": "政务公开", "url": "/zwgk/"}, {"name": "互动交流", "url": "/hdjl/"}],  # a menu
        [
            {"img": "/a.png", "url": "/a.html", "title": "示例县风光"},
            {"img": "/b.png", "url": "/b.html", "title": "示例县风光"},
        ],
    ],
)
def test_menus_and_carousels_are_no_lists(members: list[dict[str, str]]):
    assert seen(page(f"<script>var menu = {json.dumps(members, ensure_ascii=False)};</script>")).rows == ()


def test_code_is_not_data():
    with pytest.raises(NotData):
        literal_at("[{a: function(){}}]", 0)
    assert literal_at("{'a':'x\\u4e2d',b:[1,2,],/*c*/d:true}", 0)[0] == {"a": "x中", "b": ["1", "2"], "d": True}
