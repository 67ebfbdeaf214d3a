# ruff: noqa: E501 -- a piece of markup is easier to read in one line
from __future__ import annotations

import pytest

from crawler.reading.document import Document
from crawler.reading.walls import LOGIN, is_error_page, wall_of
from tests.crawler.reading.looks import page

WALLS = {
    "ruishu": "<html><head><meta content='abc' r='m'><script>$_ts=window['$_ts'];</script></head><body></body></html>",
    "jsl": "<script>document.cookie=('__jsl_clearance=17|0|x');location.href=location.pathname</script>",
    "acw": "<script>var arg1='0123456789ABCDEF0123456789ABCDEF01234567';setCookie('acw_sc__v2',x)</script>",
    "cloudflare": "<html><head><title>Just a moment...</title><script>window._cf_chl_opt={}</script></head><body></body></html>",
    "challenge": "<html><body><h1>访问被拦截</h1><p>您的请求存在异常，请进行安全验证。</p></body></html>",
    LOGIN: "<html><body><form><input name='u'><input type='password' name='p'><button>登录</button></form></body></html>",
}


_LOGIN_BOX = (
    "<form action='/in'><input name='u'><input type='password' name='p'><input type='submit' value='登录'></form>"
)
_WITH_A_LOGIN_BOX = {
    "a short list": "<ul><li><a href='/a/1.html'>关于示例河道清淤的通告</a><span>2023-05-06</span></li></ul>",
    "a list without rows": "<table><tr><th>名称</th><th>日期</th></tr><tr><td colspan=2>暂无数据</td></tr></table>",
    "titles without dates": "".join(f"<p><a href='/f/{n}.pdf'>第{n}批示例机构校验结果公示表</a></p>" for n in range(3)),
    "a text": "<h1>示例服务说明</h1><p>" + "凭本人有效证件到示例窗口现场办理即可。" * 9 + "</p>",
}


@pytest.mark.parametrize("name", _WITH_A_LOGIN_BOX)
def test_a_login_box_beside_the_content_is_no_wall(name: str):
    assert wall_of(parsed(page(_LOGIN_BOX + _WITH_A_LOGIN_BOX[name]))) == ""


def test_a_login_page_with_hints_stays_one():
    hints = "<h2>示例县统一身份认证平台</h2><p>建议使用新版浏览器访问本系统</p><a href='/zh'>忘记密码</a> <a href='/zc'>立即注册</a>"
    assert wall_of(parsed(page(hints + _LOGIN_BOX))) == LOGIN


def parsed(html: str) -> Document:
    return Document.parse(html.encode(), "https://www.example.gov.cn/a.html", "text/html", "utf-8")


@pytest.mark.parametrize("name", WALLS)
def test_walls_are_named(name: str):
    assert wall_of(parsed(WALLS[name])) == name


@pytest.mark.parametrize(
    "html",
    [
        page(
            "<h1>关于防范网站访问被拦截的提示</h1><p>近期有群众反映访问被拒绝，请进行安全验证后再试。</p>"
            + "<p>示例正文。</p>" * 40
        ),
        page(
            "<form><input type='password'></form><ul>"
            + "<li><a href='/a'>示例县人民政府通知公告</a></li>" * 20
            + "</ul>"
        ),
        "<html><head><title>示例县人民政府</title></head><body><div id='app'></div><script src='/js/app.js'></script></body></html>",
        "",
    ],
)
def test_pages_are_no_walls(html: str):
    assert wall_of(parsed(html)) == ""


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("404", "页面不存在", True),
        ("示例县人民政府", "抱歉，您访问的页面不存在或已被删除", True),
        ("示例县人民政府", "文章不存在或已删除", True),
        (
            "404页面专项整治工作方案_示例县人民政府",
            "为解决您访问的页面不存在的问题，制定本方案。" + "示例正文。" * 150,
            False,
        ),
        ("示例县人民政府", "本栏目暂无信息", False),
    ],
)
def test_error_texts_under_a_status_of_success(title: str, text: str, expected: bool):
    assert is_error_page(parsed(page(f"<div><p>{text}</p></div>", title=title))) is expected
