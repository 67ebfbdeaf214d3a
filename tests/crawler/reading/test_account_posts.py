from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.observation import AccountPostsSeen, Clue, Fetch, FetchEnd
from crawler.reading import export_posts, feed_posts, post_row
from crawler.reading.account_posts import account_posts_seen
from storage.capture import Capture, CaptureRole

KEY = "示例县发展和改革局|wechat|subscription|示例发改"
SOURCE = "https://www.example.gov.example/feed/fgj.xml"
NOW = datetime(2023, 12, 31, tzinfo=UTC)


def read(body: bytes | str, fetch: Fetch | None = None, source: str = SOURCE) -> AccountPostsSeen:
    data = body.encode() if isinstance(body, str) else body
    fetch = fetch or Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=source)
    capture = Capture(
        url=source,
        role=CaptureRole.ACCOUNT,
        column_url=KEY,
        body=data,
        body_sha256="0" * 64,
        fetch=fetch,
        observed_at=NOW,
    )
    return account_posts_seen(KEY, source, capture)


def rows(seen: AccountPostsSeen) -> list[tuple[str, str, str]]:
    """Title, day and time of every post."""
    return [
        (post.title, str(post.published_at.date), post.published_at.time) if post.published_at else (post.title, "", "")
        for post in seen.posts
    ]


def rss(items: str, head: str = "") -> str:
    return f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>示例发改</title>
    <link>https://www.example.gov.example/</link>{head}{items}</channel></rss>"""


def item(title: str, when: str, link: str = "/a") -> str:
    return f"<item><title>{title}</title><link>{link}</link><pubDate>{when}</pubDate></item>"


def test_rss() -> None:
    seen = read(
        rss(
            item("夜里发的", "Thu, 30 Nov 2023 20:30:00 GMT", "https://mp.example.com/s/1")
            + item("写明时区的", "Thu, 30 Nov 2023 23:30:00 +0800")
            + item("没有时区的", "Thu, 30 Nov 2023 08:00:00")
            + item("本国时区的", "Wed, 29 Nov 2023 22:00:00 CST")
            + item("国内写法的", "2023-11-28 21:15:00")
            + item("只有日期的", "2023年11月27日")
        )
    )
    assert seen.source_format == "rss"
    assert rows(seen) == [
        ("夜里发的", "2023-12-01", "04:30:00"),
        ("写明时区的", "2023-11-30", "23:30:00"),
        ("没有时区的", "2023-11-30", "08:00:00"),
        ("本国时区的", "2023-11-29", "22:00:00"),
        ("国内写法的", "2023-11-28", "21:15:00"),
        ("只有日期的", "2023-11-27", ""),
    ]
    clue = seen.posts[0].published_at
    assert clue is not None
    assert (clue.clue, clue.text, clue.detail) == (Clue.FEED, "Thu, 30 Nov 2023 20:30:00 GMT", "published")
    assert [post.url for post in seen.posts[:2]] == ["https://mp.example.com/s/1", "https://www.example.gov.example/a"]
    assert seen.complete_since == date(2023, 11, 27)
    assert (seen.rows_without_date, seen.account_key, seen.fetch.status) == (0, KEY, 200)


def test_atom_takes_published_before_updated() -> None:
    seen = read("""<feed xmlns="http://www.w3.org/2005/Atom"><title>示例</title>
    <entry><title>两个时间</title><link href="https://a.example/1"/><published>2023-11-01T10:00:00+08:00</published>
    <updated>2023-12-20T10:00:00+08:00</updated></entry>
    <entry><title type="html">&lt;b&gt;只有更新时间&lt;/b&gt;</title>
    <updated>2023-11-02T23:00:00Z</updated></entry></feed>""")
    assert seen.source_format == "atom"
    assert rows(seen) == [("两个时间", "2023-11-01", "10:00:00"), ("只有更新时间", "2023-11-03", "07:00:00")]


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "title": "标题", "url": "https://a.example/1", "date_published": "2023-11-30T18:00:00Z"},
            {"id": "2", "content_text": "没有标题的短文", "date_published": "2023-11-29T08:00:00+08:00"},
            {"id": "3", "title": "没有时间", "url": "https://a.example/3"},
        ],
    }
    seen = read(json.dumps(feed))
    assert seen.source_format == "json"
    assert rows(seen) == [
        ("标题", "2023-12-01", "02:00:00"),
        ("没有标题的短文", "2023-11-29", "08:00:00"),
        ("没有时间", "", ""),
    ]
    assert (seen.rows_without_date, seen.complete_since) == (1, None)


def test_a_list_of_records_as_some_tools_write_it() -> None:
    told = {"data": {"list": [{"title": "一", "link": "https://a.example/1", "publish_time": 1701396000}]}}
    assert rows(read(json.dumps(told))) == [("一", "2023-12-01", "10:00:00")]


CSV = "标题,链接,发布时间,是否原创,转载来源\n{}\n"
LINES = (
    '"招考公告，请转发",https://mp.example.com/s/1,2023-12-01 09:05:06,是,\n'
    "转载文章,https://mp.example.com/s/2,2023/11/30 8:00,否,中国政府网\n无日期,https://mp.example.com/s/3,,,"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_of_any_excel(encoding: str, delimiter: str) -> None:
    text = CSV.format(LINES).replace(",", delimiter)
    seen = read(text.encode(encoding), source="accounts/fgj.csv")
    assert seen.source_format == "csv"
    assert rows(seen) == [
        ("招考公告，请转发", "2023-12-01", "09:05:06"),
        ("转载文章", "2023-11-30", "08:00"),
        ("无日期", "", ""),
    ]
    assert [(post.original, post.repost_of) for post in seen.posts] == [(True, ""), (False, "中国政府网"), (None, "")]
    assert (seen.rows_without_date, seen.complete_since) == (1, None)
    clue = seen.posts[0].published_at
    assert clue is not None
    assert (clue.clue, clue.text, clue.detail) == (Clue.EXPORT, "2023-12-01 09:05:06", "发布时间")


def test_english_headings_and_a_title_above_the_table() -> None:
    text = (
        "2023年公众号发文统计表,,\n填报单位：某局,,\ntitle,url,published_at\n甲,https://a.example/,20231201\n合计,,\n"
    )
    assert rows(read(text)) == [("甲", "2023-12-01", "")]


def test_workbook_with_every_kind_of_date(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("说明", 0).append(["说明", "本表由平台导出"])
    sheet = book.create_sheet("数据")
    sheet.append(["标题", "链接", "发布时间", "是否原创"])
    sheet.append(["日期格", "https://a.example/1", datetime(2023, 12, 1, 9, 30), "原创"])  # noqa: DTZ001
    sheet.append(["序列号", "https://a.example/2", 45261, "转载"])
    sheet.append(["带时间的序列号", "https://a.example/3", 45261.5, None])
    sheet.append(["文字", "https://a.example/4", "2023年12月1日 10:00", None])
    sheet.append(["数字", "https://a.example/5", 20231201, None])
    sheet.append(["文字序列号", "https://a.example/6", "45261", None])
    sheet.append(["不是日期", "https://a.example/7", "待定", None])
    path = tmp_path / "export.xlsx"
    book.save(path)
    seen = read(path.read_bytes(), source=str(path))
    assert seen.source_format == "xlsx"
    assert rows(seen) == [
        ("日期格", "2023-12-01", "09:30:00"),
        ("序列号", "2023-12-01", ""),
        ("带时间的序列号", "2023-12-01", "12:00:00"),
        ("文字", "2023-12-01", "10:00"),
        ("数字", "2023-12-01", ""),
        ("文字序列号", "2023-12-01", ""),
        ("不是日期", "", ""),
    ]
    assert [post.original for post in seen.posts[:3]] == [True, False, None]


def test_a_date_without_a_year_stays_without() -> None:
    clue = read("标题,日期\n甲,12-01\n").posts[0].published_at
    assert clue is not None
    assert (clue.year, clue.month, clue.day) == (None, 12, 1)


def test_numbers_of_people_are_masked() -> None:
    seen = read("标题,发布时间\n请拨打13912345678报名,2023-12-01\n")
    assert "13912345678" not in repr(seen.posts)


@pytest.mark.parametrize(
    "fetch",
    [
        Fetch(ended=FetchEnd.FILE_MISSING, final_url="accounts/none.csv"),
        Fetch(ended=FetchEnd.TIMEOUT),
        Fetch(ended=FetchEnd.ANSWERED, status=404),
        Fetch(ended=FetchEnd.ANSWERED, status=200, wall="login"),
    ],
)
def test_what_was_not_had_is_not_read(fetch: Fetch) -> None:
    seen = read("标题,发布时间\n甲,2023-12-01\n", fetch)
    assert (seen.fetch, seen.posts, seen.source_format) == (fetch, (), "")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 301_000_000)
    return out.getvalue()


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("数据", 0)
    sheet.append(["标题", "发布时间"])
    sheet["XFD90000"] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xef\xbb\xbf",
        b"<!DOCTYPE html><html><body>404</body></html>",
        b"<a><b/></a>",
        b"<rss version='2.0'><channel><title>x",
        b"{\"a\": 1}",
        b"{broken",
        b"[" * 100_000,
        b"\x00\x01\x02\x03" * 100,
        "第一列,第二列\n甲,乙\n".encode(),
        "标题\n甲\n".encode(),
        b"PK\x03\x04broken",
        b"\xd0\xcf\x11\xe0broken",
        b"<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
        b"<rss version='2.0'><channel><title>&b;</title></channel></rss>",
        far_cell(),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_an_observation(body: bytes) -> None:
    seen = read(body)
    assert seen.fetch.ended is FetchEnd.FILE_UNREADABLE
    assert seen.fetch.detail
    assert (seen.fetch.status, seen.posts) == (None, ())


def test_a_small_file_that_unpacks_to_a_large_one() -> None:
    assert read(bomb()).fetch.ended is FetchEnd.FILE_UNREADABLE


def test_more_rows_than_an_account_has(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (post_row, export_posts, feed_posts):
        monkeypatch.setattr(module, "MOST_ROWS", 50)
    lines = "甲,2023-12-01\n"
    assert len(read("标题,发布时间\n" + lines * 50).posts) == 50
    assert read("标题,发布时间\n" + lines * 500).fetch.ended is FetchEnd.TOO_LARGE
    assert read(json.dumps([{"title": "甲", "date": "2023-12-01"}] * 51)).fetch.ended is FetchEnd.TOO_LARGE


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes() -> None:
    seen = read(rss(item("甲", "2023-12-01") + item("乙", "2023-11-30"))[:-40])
    assert rows(seen)[0] == ("甲", "2023-12-01", "")
    assert seen.fetch.detail.startswith("broken")
    assert seen.complete_since is None


def test_an_empty_feed_has_no_posts_and_says_nothing_of_the_past() -> None:
    seen = read(rss(""))
    assert (seen.fetch.ended, seen.posts, seen.complete_since) == (FetchEnd.ANSWERED, (), None)


def test_a_body_is_never_taken_for_a_place(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text(rss(item("秘密", "2023-12-01")), encoding="utf-8")
    for body in (str(secret), f"file://{secret}", f"<{secret}>"):
        assert read(body).posts == ()


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    read(body)


@given(st.text(max_size=60), st.sampled_from(["csv", "rss", "json"]))
def test_no_date_breaks_the_reader(when: str, kind: str) -> None:
    if kind == "csv":
        read(f'标题,发布时间\n甲,"{when.replace(chr(34), "")}"\n'.encode("utf-8", "replace"))
    elif kind == "rss":
        read(rss(item("甲", when.replace("<", "").replace("&", ""))).encode("utf-8", "replace"))
    else:
        read(json.dumps([{"title": "甲", "date": when}]))
