"""Answers of walls, written here in the shape that the walls of this field give them, and pages that are none."""

from __future__ import annotations

import pytest

from checks.observation import Fetch, FetchEnd, Hop
from crawler.wall_sign import wall_in

URL = "https://www.example.gov.example/zwgk/"

JSL = (
    "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+'=1700.1|-1|'+(+!+[]+'')+';max-age=3600';"
    "location.href=location.pathname+location.search</script>"
)
JSL_GO = (
    '<script>var _0x1=["a"];function go(x){return x}go({"bts":["1700.2|0|a","b"],"chars":"abc","ct":"0f",'
    '"ha":"md5","tn":"__jsl_x"})</script>'
)
ACW = (
    "<html><script>var arg1='4E2B1C0D9F8A7B6C5D4E3F2A1B0C9D8E7F6A5B4C';var _0x4818=['a'];"
    "eval(function(p,a,c,k,e,d){return p}('x',1,1,[]))</script></html>"
)
YUNSUO = (
    "<!DOCTYPE html><html><head><script>function stringToHex(s){return s}function YunSuoAutoJump(){var w=screen.width;"
    "document.cookie='srcurl='+stringToHex(window.location.href)+';path=/;';self.location=window.location.href+"
    "'?security_verify_data='+stringToHex(w);}</script><script>setTimeout('YunSuoAutoJump()',50);</script></head></html>"
)
RUISHU = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><meta id='9DhefwqGPrzG' content='" + "qO3xQ" * 900 + "' r='m'>"
    "<script type='text/javascript' charset='iso-8859-1' src='/4QbVtADbnLVIc/c.FxJzG50F.d07a.js' r='m'></script>"
    "<script type='text/javascript' r='m'>(function(){var _$a=0;"
    + "_$b[1]=_$c;" * 3000
    + "})();</script></head><body></body></html>"
)
NAMELESS = (
    "<html><body><p>正在验证浏览器，请稍候…</p><script>var k='x9';"
    "document['cookie']='k='+k.split('').reverse().join('');window.location.reload();</script></body></html>"
)
SAFEDOG = "<html><head><script src='/safedog.js'></script></head><body></body></html>"
ABROAD = "<html><head><title>提示</title></head><body><div>抱歉，您所在的地区暂不支持访问本网站。</div></body></html>"


def answered(status: int = 200, content_type: str = "text/html", **told: object) -> Fetch:
    told = {"final_url": URL, **told}
    return Fetch(ended=FetchEnd.ANSWERED, status=status, content_type=content_type, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (JSL, "challenge"),
        (JSL_GO, "jsl"),
        (ACW, "acw"),
        (YUNSUO, "yunsuo"),
        (RUISHU, "ruishu"),
        (NAMELESS, "challenge"),
        (SAFEDOG, "safedog"),
        (ABROAD, "geo-block"),
    ],
    ids=["jsl", "jsl go", "acw", "yunsuo", "ruishu", "nameless", "safedog", "abroad"],
)
@pytest.mark.parametrize("status", [200, 202, 412, 521])
def test_walls(body: str, name: str, status: int) -> None:
    assert wall_in(answered(status), body.encode()) == name


APPLICATION = (
    "<!DOCTYPE html><html><head><title>示例县人民政府</title><script>document.cookie='lang=zh';if(/Mobile/.test("
    "navigator.userAgent)){location.href='/m/'}</script><link href='/css/app.css' rel='stylesheet'></head>"
    "<body><div id='app'></div><script src='/js/app.3f2a.js'></script></body></html>"
)
SHORT = (
    "<html><body><h1>通知公告</h1><p>县政府办公室电话：（办公时间）</p><script>document.cookie='a=1';</script>"
    "</body></html>"
)
HELP = (
    "<html><body><h1>网站安全防护服务采购公告</h1><p>本次采购云锁等网站防护产品（safedog 亦可），境外访问须受限制，"
    "具体参数见附件，请各潜在供应商按时递交响应文件。联系人：县大数据中心。</p></body></html>"
)


@pytest.mark.parametrize("body", [APPLICATION, SHORT, HELP, ""], ids=["application", "short", "about walls", "empty"])
def test_pages_that_are_no_walls(body: str) -> None:
    assert wall_in(answered(), body.encode()) == ""


@pytest.mark.parametrize(
    ("asked", "ended", "name"),
    [
        (URL, "https://id.example.gov.example/cas/login?service=x", "login"),
        (URL, "https://www.example.gov.example/user/login.html", "login"),
        (URL, "https://www.example.gov.example/oauth2/authorize?client_id=1", "login"),
        (URL, "https://www.example.gov.example/blog/index.html", ""),
        ("http://www.example.gov.example/login", "https://www.example.gov.example/login", ""),
    ],
)
def test_visitors_sent_to_a_log_in(asked: str, ended: str, name: str) -> None:
    fetch = answered(final_url=ended, hops=(Hop(asked, 302, ended),))
    assert wall_in(fetch, b"<div id='app'></div>") == name


def test_files_are_not_read() -> None:
    assert wall_in(answered(content_type="application/pdf"), NAMELESS.encode()) == ""


@pytest.mark.parametrize(
    "piece",
    ["<", "<!--", "<script", "<script>", "<style", "<meta ", "<noscript>", "<title", "</script", "( ", "\n"],
    ids=repr,
)
def test_hostile_bodies_cost_little(piece: str) -> None:
    body = ("<script></script>" + piece * (250_000 // len(piece))).encode()
    wall_in(answered(), body)  # a pattern that goes back and forth would run into the time limit of the tests
