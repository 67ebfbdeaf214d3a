"""How link targets are looked at: HEAD and GET, spaced retries, Retry-After, exclusions."""

from __future__ import annotations

from collections import Counter

import pytest

from checks.observation import FetchEnd, LinkKind, LinkProbed
from tests.crawler.crawling import Crawled, crawled, registry_text
from tests.crawler.portal_server import Answer, Route, page, serving
from tests.crawler.probed_link import PDF, in_turn, looks, probed


async def test_a_picture_is_asked_by_head(tmp_path):
    seen, asked = await probed(tmp_path, Answer(PDF, content_type="image/jpeg"), "/a.jpg")
    assert looks(seen) == [("HEAD", 200)]
    assert seen.link_kind is LinkKind.IMAGE
    assert [each.method for each in asked] == ["HEAD"]
    assert seen.fetch.announced == len(PDF)


async def test_of_an_attachment_the_first_bytes_and_the_size_are_kept(tmp_path):
    seen, asked = await probed(tmp_path, Answer(PDF, content_type="application/pdf"), "/a.pdf")
    assert looks(seen) == [("GET", 200)]
    assert len(asked) == 1
    assert seen.link_kind is LinkKind.ATTACHMENT
    assert bytes.fromhex(seen.first_bytes) == PDF[:16]
    assert seen.fetch.announced == len(PDF)


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501, 503])
async def test_get_after_a_head_that_is_refused(tmp_path, status):
    def no_head(asked):
        return Answer("", status) if asked.method == "HEAD" else Answer(PDF, content_type="image/jpeg")

    seen, _ = await probed(tmp_path, no_head, "/a.jpg")
    assert looks(seen) == [("HEAD", status), ("GET", 200)]
    assert seen.fetch.status == 200


async def test_get_after_a_head_that_breaks(tmp_path):
    def broken_head(asked):
        return Answer(raw=b"not http\r\n\r\n") if asked.method == "HEAD" else Answer(PDF, content_type="image/jpeg")

    seen, _ = await probed(tmp_path, broken_head, "/a.jpg")
    assert [each.method for each in seen.attempts] == ["HEAD", "GET"]
    assert seen.attempts[0].fetch.ended is FetchEnd.BAD_ANSWER
    assert seen.fetch.status == 200


async def test_only_the_first_bytes_of_a_file_are_taken(tmp_path):
    seen, _ = await probed(tmp_path, Answer(PDF, content_type="application/pdf"), "/a.pdf")
    assert seen.fetch.size is not None
    assert seen.fetch.size < len(PDF)


@pytest.mark.parametrize("status", [404, 410])
async def test_gone_is_confirmed_by_a_second_get(tmp_path, status):
    seen, asked = await probed(tmp_path, Answer("gone", status))
    assert looks(seen) == [("GET", status), ("GET", status)]
    assert asked[1].at - asked[0].at >= 0.3


async def test_gone_once_and_there_the_second_time(tmp_path):
    seen, _ = await probed(tmp_path, in_turn(Answer("", 404), Answer(page("文章"))))
    assert looks(seen) == [("GET", 404), ("GET", 200)]


async def test_trouble_that_may_pass_is_looked_at_three_times_with_time_between(tmp_path):
    seen, asked = await probed(tmp_path, Answer("busy", 503))
    assert looks(seen) == [("GET", 503)] * 3
    assert asked[1].at - asked[0].at >= 0.3
    assert asked[2].at - asked[1].at >= 1.0
    assert seen.fetch.attempts == 3


async def test_trouble_that_passes(tmp_path):
    seen, _ = await probed(tmp_path, in_turn(Answer("", 503), Answer(page("文章"))))
    assert looks(seen) == [("GET", 503), ("GET", 200)]


async def test_retry_after_is_waited_for(tmp_path):
    busy = Answer("", 429, {"Retry-After": "2"})
    seen, asked = await probed(tmp_path, in_turn(busy, Answer(page("文章"))))
    assert looks(seen) == [("GET", 429), ("GET", 200)]
    assert asked[1].at - asked[0].at >= 1.9


@pytest.mark.parametrize("status", [401, 403, 412, 521])
async def test_a_refusal_is_looked_at_once(tmp_path, status):
    seen, _ = await probed(tmp_path, Answer("<html><body>no</body></html>", status))
    assert looks(seen) == [("GET", status)]


async def test_a_wall_is_named_and_not_asked_again(tmp_path):
    wall = "<html><head><title>安全验证</title></head><body><p>请完成安全验证后继续访问</p></body></html>"
    seen, _ = await probed(tmp_path, Answer(wall, 412))
    assert seen.fetch.wall
    assert looks(seen) == [("GET", 412)]


async def test_a_redirect_loop(tmp_path):
    seen, _ = await probed(tmp_path, lambda asked: Answer("", 302, {"Location": asked.path}))
    assert {each.fetch.ended for each in seen.attempts} == {FetchEnd.REDIRECT_LOOP}
    assert len(seen.attempts) == 2


async def test_a_cookie_gate_is_no_loop(tmp_path):
    """The first answer sets a cookie and sends the visitor to the very same address."""

    def gate(asked):
        if "seen=1" in asked.headers.get("Cookie", ""):
            return Answer(page("文章"))
        return Answer("", 302, {"Location": asked.path, "Set-Cookie": "seen=1; Path=/; HttpOnly"})

    seen, _ = await probed(tmp_path, gate)
    assert looks(seen) == [("GET", 200)]
    assert len(seen.fetch.hops) == 1


async def test_ten_hops_are_followed_and_eleven_are_not(tmp_path):
    def chain(last: int) -> dict[str, Route]:
        routes: dict[str, Route] = {f"/{n}.html": Answer("", 302, {"Location": f"/{n + 1}.html"}) for n in range(last)}
        return routes | {f"/{last}.html": page("文章")}

    for last, ended in ((10, FetchEnd.ANSWERED), (11, FetchEnd.REDIRECT_LOOP)):
        folder = tmp_path / str(last)
        folder.mkdir()
        with serving(chain(last)) as other, serving({"/": page("首页", f"{other.url}/0.html")}) as server:
            run = await crawled(folder, registry_text(f"{server.url}/"))
        assert run.last(LinkProbed, f"{other.url}/0.html").fetch.ended is ended


async def test_a_redirect_that_leaves_http(tmp_path):
    seen, _ = await probed(tmp_path, Answer("", 302, {"Location": "ftp://a.example/x"}))
    assert seen.fetch.ended is FetchEnd.SCHEME
    assert seen.fetch.hops[0].location == "ftp://a.example/x"


async def test_a_host_that_is_not_there(tmp_path):
    with serving({}) as other:
        gone = f"{other.url}/x.html"
    with serving({"/": page("首页", gone)}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    assert looks(run.last(LinkProbed, gone)) == [("GET", "refused")] * 3


async def test_a_silent_host_is_not_asked_for_ever(tmp_path):
    with serving({}) as other:
        links = [f"{other.url}/{n}.html" for n in range(30)]
    with serving({"/": page("首页", *links)}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    ends = Counter(seen.fetch.ended for seen in run.all(LinkProbed))
    assert ends[FetchEnd.REFUSED] >= 5
    assert ends[FetchEnd.REFUSED] + ends[FetchEnd.HOST_SILENT] == 30
    assert run.open_looks == []


async def test_a_body_that_stops_too_early(tmp_path):
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html><body>half"
    seen, _ = await probed(tmp_path, Answer(raw=raw))
    assert {each.fetch.ended for each in seen.attempts} == {FetchEnd.RESET}


async def test_a_whole_page_under_a_wrong_length(tmp_path):
    raw = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<html><body>whole</body></html>\n"
    seen, _ = await probed(tmp_path, Answer(raw=raw))
    assert seen.fetch.status == 200
    assert seen.fetch.detail == "incomplete"


@pytest.mark.parametrize(
    ("raw", "ended"),
    [
        (b"", FetchEnd.RESET),
        (b"SSH-2.0-OpenSSH_9.0\r\n\r\n", FetchEnd.BAD_ANSWER),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", FetchEnd.BAD_ANSWER),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabcd", FetchEnd.BAD_ANSWER),
    ],
)
async def test_answers_that_are_none(tmp_path, raw, ended):
    seen, _ = await probed(tmp_path, Answer(raw=raw))
    assert {each.fetch.ended for each in seen.attempts} == {ended}
    assert len(seen.attempts) == 3


async def test_pages_the_walk_has_had_are_not_asked_again(tmp_path):
    seen, asked = await probed(tmp_path, Answer(page("文章")), elsewhere=False)
    assert looks(seen) == [("GET", 200)]
    assert len(asked) == 1


async def test_pages_the_walk_failed_at_are_probed(tmp_path):
    seen, _ = await probed(tmp_path, in_turn(Answer("", 500), Answer(page("文章"))), elsewhere=False)
    assert seen.fetch.status == 200


async def test_the_same_target_on_many_pages_is_asked_once(tmp_path):
    with serving({"/a.pdf": Answer(PDF)}) as other, serving({}) as server:
        server.routes |= {"/": page("首页", "/1.html", "/2.html", f"{other.url}/a.pdf")}
        server.routes |= {f"/{n}.html": page(f"第{n}页", f"{other.url}/a.pdf") for n in (1, 2)}
        await crawled(tmp_path, registry_text(f"{server.url}/"))
        assert other.paths() == ["/a.pdf"]


async def test_robots_of_the_other_host_count(tmp_path):
    robots = Answer("User-agent: *\nDisallow: /\n", content_type="text/plain")
    with serving({"/robots.txt": robots}) as other, serving({}) as server:
        server.routes["/"] = page("首页", f"{other.url}/x.html")
        run: Crawled = await crawled(tmp_path, registry_text(f"{server.url}/"))
        assert other.paths() == []
    assert run.last(LinkProbed, f"{other.url}/x.html").excluded == "robots"


@pytest.mark.parametrize(
    "headers",
    [
        b"Location: http:///\r\n",
        b"Location: //\r\n",
        b"Location: http://[::1\r\n",
        b"Location: http://a.example:99999/\r\n",
        b"Location: http://" + b"a" * 300 + b".example/\r\n",
        b"Location: /" + b"x" * 20_000 + b"\r\n",
        b"Location: /\xd6\xd0\xce\xc4.html\r\n",
        b"Location: javascript:alert(1)\r\n",
        b"Location: \x00\x01\r\n",
        b"Set-Cookie: =;;;\xff\xfe=\x01; a=b\r\nLocation: /y.html\r\n",
        b"Set-Cookie: a=\xe4\xb8\xad\xe6\x96\x87\r\nLocation: /y.html\r\n",
        b'Content-Type: text/html; charset="\xff\r\nLocation: /y.html\r\n',
        b"Retry-After: never\r\nLocation: /y.html\r\n",
        b"no colon here\r\nLocation: /y.html\r\n",
        b"X: " + b"y" * 40_000 + b"\r\nLocation: /y.html\r\n",
    ],
)
async def test_hostile_headers_are_data(tmp_path, headers, monkeypatch):
    monkeypatch.setattr("crawler.crawl_run.SPACING", (0.05, 0.05))
    raw = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" + headers + b"\r\n"
    seen, _ = await probed(tmp_path, Answer(raw=raw))
    assert FetchEnd.UNMAPPED not in {each.fetch.ended for each in seen.attempts}


@pytest.mark.parametrize(
    "content_type",
    ["text/html; charset=", "text/html; charset*=utf-8''gbk", "TEXT/HTML;CHARSET=GBK", "html", ";;;", "/", "a/b/c"],
)
async def test_odd_content_types_are_data(tmp_path, content_type):
    seen, _ = await probed(tmp_path, Answer(page("文章"), content_type=content_type))
    assert seen.fetch.status == 200
