# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

from checks.observation import LinkKind, Region
from crawler.reading.observe import page_seen
from tests.crawler.reading.looks import HOST, look, page

URL = f"https://{HOST}/zwgk/1.html"
BODY = (
    "<p>各镇人民政府，县直各单位：现将若干措施印发给你们，请认真贯彻执行，确保各项措施落到实处，方便企业和群众办事。</p>"
    * 3
)


def test_every_place_that_points_somewhere():
    main = f"""<h1>示例县人民政府关于若干措施的通知</h1><p>发布时间：2023-09-12</p><div class="TRS_Editor">{BODY}
<p><a href="P1.docx">附件</a><img src="a.jpg" alt="照片"><a href="/zcjd/1.html#top">解读</a>
<a href="javascript:void(0)" onclick="window.open('/b.html')">打开</a><a href="javascript:;">无</a><a href="#top">顶</a><a href="{{el.url}}">模板</a><a href="mailto:a@b.cn">邮箱</a></p>
<video src="v.mp4"></video><iframe src="/pdf.html"></iframe><embed src="c.pdf"></div>"""
    head = "<link rel=stylesheet href='/s.css'><link rel=icon href='/f.ico'><script src='/j.js'></script>"
    _, seen = page_seen(look(page(main, head=head, title="示例县人民政府关于若干措施的通知"), URL), {HOST})
    found = {link.url.removeprefix(f"https://{HOST}"): link for link in seen.links}
    kinds = {path: found[path].kind for path in found}
    assert kinds["/s.css"] is LinkKind.STYLE
    assert kinds["/j.js"] is LinkKind.SCRIPT
    assert kinds["/logo.png"] is LinkKind.IMAGE
    assert kinds["/zwgk/P1.docx"] is LinkKind.ATTACHMENT
    assert kinds["/zwgk/a.jpg"] is LinkKind.IMAGE
    assert kinds["/zcjd/1.html"] is LinkKind.PAGE
    assert kinds["/b.html"] is LinkKind.PAGE
    assert kinds["/zwgk/v.mp4"] is LinkKind.MEDIA
    assert kinds["/pdf.html"] is LinkKind.FRAME
    assert kinds["/zwgk/c.pdf"] is LinkKind.ATTACHMENT
    assert "/f.ico" not in kinds
    assert not any("{" in path or path == "/zwgk/1.html" for path in kinds)
    assert found["/zwgk/P1.docx"].region is Region.MAIN
    assert found["/zwgk/a.jpg"].text == "照片"
    assert found["/logo.png"].region is Region.HEADER
    assert found["/hdjl/"].region is Region.NAVIGATION
    assert found["/zwgk/P1.docx"].element.endswith("a:nth-of-type(1)")


def test_links_of_a_list_are_main_only_in_its_rows():
    rows = "".join(
        f"<li><a href='/a/{n}01.html'>关于第{n}项示例事项的公示公告</a><i>2023-08-0{n}</i></li>" for n in range(1, 6)
    )
    main = f"<div class='t'><a href='/more/'>其他栏目</a></div><div class='list'><ul>{rows}</ul></div>"
    seen, links = page_seen(look(page(main)), {HOST})
    assert len(seen.main_links) == 5
    assert next(link.region for link in links.links if link.url.endswith("/more/")) is Region.TEMPLATE
