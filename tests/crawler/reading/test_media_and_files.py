"""What an article shows and offers: media in all their places, files under the names the text gives them."""

# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import pytest

from checks.observation import PageSeen
from crawler.reading.observe import page_seen
from tests.crawler.reading.looks import HOST, look, page

TITLE = "走进示例：大山里的茶香"
PROSE = "<p>清明前后，示例茶山迎来采摘季，让我们跟随镜头走进大山深处，感受一杯春茶的来历。</p>"
ROOT = f"https://{HOST}"


def seen(inside: str, beside: str = "") -> PageSeen:
    html = f"<div class='art'><h1>{TITLE}</h1><p>发布时间：2023-12-01</p><div class='txt'>{PROSE}{inside}</div>{beside}</div>"
    return page_seen(look(page(html, title=f"{TITLE}_示例县人民政府"), f"{ROOT}/sp/1.html"), {HOST})[0]


@pytest.mark.parametrize(
    ("markup", "kind", "url"),
    [
        ("<img src='/i/a.jpg'>", "image", f"{ROOT}/i/a.jpg"),
        ("<img src='/images/blank.gif' data-src='/i/b.jpg'>", "image", f"{ROOT}/i/b.jpg"),
        ("<video><source src='/v/a.mp4'></video>", "video", f"{ROOT}/v/a.mp4"),
        ("<video data-src='/v/b.mp4'></video>", "video", f"{ROOT}/v/b.mp4"),
        ("<video src='/v/stream?id=3'></video>", "video", f"{ROOT}/v/stream?id=3"),
        ("<audio src='/a/a.mp3'></audio>", "audio", f"{ROOT}/a/a.mp3"),
        ("<embed src='/v/a.swf' type='application/x-shockwave-flash'>", "video", f"{ROOT}/v/a.swf"),
        ("<object data='/v/play' type='video/mp4'></object>", "video", f"{ROOT}/v/play"),
        ("<iframe src='https://v.example.com/player.html?vid=x1'></iframe>", "player", "https://v.example.com/player.html?vid=x1"),
        ("<a href='/v/c.mp4'>点击观看</a>", "video", f"{ROOT}/v/c.mp4"),
        ("<a href='https://h5.example.com/tea/'>点击进入H5</a>", "h5", "https://h5.example.com/tea/"),
        ("<script>new Player({url:'https:\\/\\/vod.example.com\\/a.m3u8'})</script>", "video", "https://vod.example.com/a.m3u8"),
    ],
)  # fmt: skip
def test_media_wherever_they_stand(markup: str, kind: str, url: str):
    assert [(one.kind.value, one.url) for one in seen(markup).media] == [(kind, url)]


def test_what_is_no_media_of_the_article():
    page = seen(
        "<img src='/images/blank.gif'><img src='data:image/gif;base64,AAAA'><iframe src='/count.html'></iframe>"
        "<a href='/zwgk/1.html'>相关报道</a>",
        "<div class='share'><img src='/images/wx.png'></div>",
    )
    assert page.media == ()


@pytest.mark.parametrize(
    ("markup", "name", "url"),
    [
        ("<a href='./P0201.docx' appendix='true' needdownload='true'>1.责任清单.docx</a>", "1.责任清单.docx", f"{ROOT}/sp/P0201.docx"),
        ("<iframe src='/pdfjs/viewer.html?file=%2Fu%2F1.pdf'></iframe>", "1.pdf", f"{ROOT}/u/1.pdf"),
        ("<div class='wp_pdf_player' pdfsrc='/u/2.pdf' sudyfile-attr=\"{'title':'活动方案.pdf'}\"></div>", "活动方案.pdf", f"{ROOT}/u/2.pdf"),
        ("<a href='javascript:void(0)' onclick=\"downFile('/u/3.zip')\">规划图件</a>", "规划图件", f"{ROOT}/u/3.zip"),
        ("<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=4'>名单.xls</a>", "名单.xls", None),
        ("<a href='/u/5.et'><img src='/i/x.gif'></a><a href='/u/5.et'>“三公”经费表</a>", "“三公”经费表", f"{ROOT}/u/5.et"),
        ("<object data='/u/6.pdf' type='application/pdf'></object>", "6.pdf", f"{ROOT}/u/6.pdf"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("inside", [True, False])
def test_files_and_their_names(markup: str, name: str, url: str | None, inside: bool):
    page = seen(markup) if inside else seen("", f"<div class='fj'>{markup}</div>")
    assert [one.name for one in page.attachments] == [name]
    assert url is None or page.attachments[0].url == url
