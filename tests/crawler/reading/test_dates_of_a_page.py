"""Which dates of a page count as its publication, and what is kept as a doubt. Looked at on 2023-12-10 at noon."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

from checks.observation import Clue, DateDoubt, PageSeen
from crawler.reading.observe import page_seen
from tests.crawler.reading.looks import HOST, look, page

TITLE = "示例县开展冬季道路交通安全专项整治"
TEXT = "<div class='txt'><p>近日，县公安局交管大队组织开展冬季道路交通安全专项整治，重点查处超员、超速、疲劳驾驶等违法行为。</p><p>整治期间共检查车辆三百余台次。</p></div>"


def seen(head: str, *, url: str = "/jtaq/1.html", tags: str = "", text: str = TEXT, script: str = "") -> PageSeen:
    html = page(f"<h1>{TITLE}</h1>{head}{text}{script}", title=f"{TITLE}_示例县人民政府", head=tags)
    return page_seen(look(html, f"https://{HOST}{url}"), {HOST})[0]


def told(page: PageSeen) -> list[str]:
    return [f"{clue.clue} {clue.date or f'--{clue.month:02}-{clue.day:02}'}" for clue in page.date_clues]


def published(page: PageSeen) -> str | None:
    return str(page.published_at.date) if page.published_at else None


def doubts(page: PageSeen) -> list[DateDoubt]:
    return [doubt.kind for doubt in page.date_doubts]


def test_hours_ago_are_counted_from_the_look_and_the_clue_says_so():
    clue = seen("<p>发布时间：3小时前</p>").published_at
    assert clue is not None
    assert str(clue.date) == "2023-12-10"
    assert clue.detail == "发布时间（按查看时间2023-12-10 12:00推算）"


def test_a_date_without_a_year_stays_without_one():
    page = seen("<p>[11-20] 来源：县公安局</p>")
    assert told(page) == ["article-head --11-20"]
    assert page.published_at is None


def test_an_update_is_no_publication_where_a_tag_names_one():
    page = seen("<p>更新时间：2023-11-30</p>", tags='<meta name="PubDate" content="2023-09-15 09:00">')
    assert published(page) == "2023-09-15"
    assert doubts(page) == []
    assert published(seen("<p>更新时间：2023-11-30</p>")) == "2023-11-30"


def test_the_clock_of_the_server_is_no_publication():
    tag = '<meta name="PubDate" content="2023-12-10 11:59:{}">'
    page = seen("<p>来源：县公安局 时间：2023-11-30</p>", tags=tag.format("58"))
    assert published(page) == "2023-11-30"
    assert told(page)[-1] == "generated 2023-12-10"
    assert doubts(page) == [DateDoubt.GENERATED]
    alone = seen("<p>来源：县公安局</p>", tags=tag.format("58"))
    assert alone.published_at is None


def test_news_of_the_hour_is_believed_where_the_page_shows_the_day():
    tag = '<meta name="PubDate" content="2023-12-10 11:57">'
    page = seen("<p>来源：县公安局 时间：2023-12-10 11:57</p>", tags=tag)
    assert told(page) == ["labelled-line 2023-12-10", "meta 2023-12-10"]
    assert doubts(page) == []


def test_dates_that_cannot_be_or_do_not_agree_are_kept_and_told():
    assert doubts(seen("<p>发布日期：2023-12-10</p>")) == []
    assert doubts(seen("<p>发布日期：2023-12-11</p>")) == [DateDoubt.AFTER_FETCH]
    assert doubts(seen("<p>发布日期：1994-04-19</p>")) == [DateDoubt.BEFORE_WEB]
    assert doubts(seen("<p>发布日期：1994-04-20</p>")) == []
    page = seen("<p>发布日期：2023-02-01</p>", url="/202312/t20231205_8.html")
    assert published(page) == "2023-02-01"
    assert [(one.kind, one.against.clue if one.against else None) for one in page.date_doubts] == [
        (DateDoubt.DIFFERENT_DAYS, Clue.URL)
    ]


def test_the_one_article_of_a_script_and_not_its_list_of_others():
    one = "<script>var detail={id:1,publishTime:1697788800000};</script>"
    assert told(seen("", script=one)) == ["api 2023-10-20"]
    several = "<script>var hot=[{publishTime:1697788800000},{publishTime:1690000000000}];</script>"
    assert told(seen("", script=several)) == []


def test_a_notice_of_a_few_words_is_signed_and_not_published():
    text = "<div class='txt'><p>因检修，明日停水</p><p>示例县自来水公司</p><p>2023年11月10日</p></div>"
    page = seen("", text=text)
    assert page.published_at is None
    signed = "<div class='txt'><p>因线路检修，定于近日对东山镇停电，请做好准备。　　示例县供电公司　　2023年11月10日</p></div>"
    assert told(seen("", text=signed)) == ["signature 2023-11-10"]


def test_days_of_other_things_are_no_publication():
    for head in (
        "<p>听证时间：2023年12月20日上午9:00</p>",
        "<p>2023年11月22日至12月31日</p>",
        "<table><tr><td>处罚决定日期</td><td>2023-11-18</td></tr></table>",
        "<p>——写在2023年11月21日交通安全日</p>",
        "<p>（2016年5月9日示例县人民政府令第3号公布）</p>",
    ):
        assert seen(head).published_at is None, head
