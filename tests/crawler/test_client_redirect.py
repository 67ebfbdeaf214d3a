from __future__ import annotations

import pytest

from crawler.client_redirect import client_redirect


@pytest.mark.parametrize(
    ("body", "target"),
    [
        (
            '<html><head><meta http-equiv="refresh" content="0;url=/index/index.html"></head></html>',
            "/index/index.html",
        ),
        ("<META HTTP-EQUIV=Refresh CONTENT='2; URL=a.html'><body>正在跳转，请稍候</body>", "a.html"),
        ("<meta content=\"0;URL='b.html'\" http-equiv=refresh>", "b.html"),
        ("<script>window.location.href='index.shtml';</script>", "index.shtml"),
        (
            '<html><title>首页</title><script type="text/javascript">location.replace("/zw/?a=1&amp;b=2")</script>',
            "/zw/?a=1&b=2",
        ),
        # Pages that stay.
        ("<html><body><p>普通页面</p></body></html>", None),
        ('<meta http-equiv="refresh" content="30;url=/x"><body></body>', None),
        ('<meta http-equiv="refresh" content="600">', None),
        ('<meta http-equiv="refresh" content="0;url=/x"><body><a href="/y">首页</a></body>', None),
        ('<noscript><meta http-equiv="refresh" content="0;url=/nojs"></noscript>', None),
        ('<!--[if lt IE 9]><meta http-equiv="refresh" content="0;url=/old"><![endif]-->', None),
        ("<script>if (navigator.userAgent.match(/Mobile/)) { location.href='/m/'; }</script>", None),
        ("<script>location.href='/a'</script><script>init()</script>", None),
        ('<meta http-equiv="refresh" content="0;url=/x"><p>' + "内容" * 60 + "</p>", None),
        ("", None),
    ],
)
def test_where_a_page_sends_its_visitor(body, target):
    assert client_redirect(body.encode()) == target


def test_a_long_page_is_never_a_redirect():
    body = b'<meta http-equiv="refresh" content="0;url=/x">' + b" " * 30_000
    assert client_redirect(body) is None
