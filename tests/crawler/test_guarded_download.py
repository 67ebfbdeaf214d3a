"""No connection to an address the guard refuses: named as it is, by a name, by a redirect, or by a changing name."""

from __future__ import annotations

import gzip
from contextlib import ExitStack
from itertools import pairwise

import pytest

from checks.observation import FetchEnd, LinkProbed, ListSeen, PageSeen
from crawler.network_limits import MAX_BYTES
from tests.crawler.crawling import crawled, registry_text, unit_text
from tests.crawler.dns_server import serve_dns
from tests.crawler.portal_server import Answer, PortalServer, page, serving


def network(allow: str, resolver: str = "") -> str:
    dns = f', resolver: "{resolver}"' if resolver else ""
    return f"requests_per_second: 20, allow: [{allow}]{dns}"


@pytest.mark.parametrize("address", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "localhost", "127.1", "0x7f000001"])
async def test_private_addresses_are_refused_by_default(tmp_path, address):
    with serving({"/": page("内网")}) as inner:
        home = f"http://{address}:{inner.port}/"
        run = await crawled(tmp_path, registry_text(home, network=network("")))
        assert inner.log == []
    assert run.all(PageSeen)[-1].fetch.ended is FetchEnd.PRIVATE_ADDRESS


async def test_links_and_redirects_into_a_refused_range_open_no_connection(tmp_path):
    """The portal is allowed by its exact address; the machine next to it is not."""
    with ExitStack() as stack:
        inner = stack.enter_context(serving({"/": page("内网"), "/x.html": page("内网")}, "127.0.0.2"))
        server = stack.enter_context(PortalServer())
        into = [f"{inner.url}/x.html", f"http://[::ffff:127.0.0.2]:{inner.port}/x.html"]
        away = {
            f"/r{n}": Answer("", 302, {"Location": url}) for n, url in enumerate([*into, "http://169.254.169.254/"])
        }
        server.routes |= {"/": page("首页", *into, *away), **away}
        run = await crawled(tmp_path, registry_text(f"{server.url}/", network=network("127.0.0.1/32")))
        assert inner.log == []
    for n in range(3):
        seen = run.last(LinkProbed, f"{server.url}/r{n}")
        assert seen.fetch.ended is FetchEnd.PRIVATE_ADDRESS
        assert seen.excluded == "private-address"
        assert seen.fetch.hops
    assert run.last(LinkProbed, f"{inner.url}/x.html").excluded == "private-address"


async def test_a_name_that_resolves_into_a_refused_range(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.second_looks.CONFIRM_AFTER", 0.1)
    with serving({"/x.html": page("内网")}, "127.0.0.2") as inner, serving({}) as server:
        async with serve_dns({"www.lanxi.gov.example": ["127.0.0.1"], "inner.example": ["127.0.0.2"]}) as dns:
            bad = f"http://inner.example:{inner.port}/x.html"
            missing = f"http://missing.example:{inner.port}/"
            server.routes["/"] = page("首页", bad, missing)
            home = f"http://www.lanxi.gov.example:{server.port}/"
            run = await crawled(tmp_path, registry_text(home, network=network("127.0.0.1/32", dns.address)))
        assert inner.log == []
        assert run.last(PageSeen, home).fetch.has_page
    assert run.last(LinkProbed, bad).fetch.ended is FetchEnd.PRIVATE_ADDRESS
    seen = run.last(LinkProbed, missing)
    assert [each.fetch.ended for each in seen.attempts] == [FetchEnd.NAME_UNKNOWN] * 2


async def test_a_name_whose_answer_changes_reaches_nothing_else(tmp_path):
    """First the portal's address, then the one next door: the answer that was judged is the one that is connected."""
    answers = iter([["127.0.0.1"]])

    with serving({"/": page("内网")}, "127.0.0.2") as inner, serving({"/": page("首页")}) as server:
        async with serve_dns({"www.lanxi.gov.example": lambda: next(answers, ["127.0.0.2"])}) as dns:
            home = f"http://www.lanxi.gov.example:{server.port}/"
            await crawled(tmp_path, registry_text(home, network=network("127.0.0.1/32", dns.address)))
        assert inner.log == []


async def test_a_resolver_that_fails_is_not_a_missing_name(tmp_path, monkeypatch):
    monkeypatch.setattr("crawler.crawl_run.SPACING", (0.1, 0.2))
    async with serve_dns({"www.lanxi.gov.example": "servfail"}) as dns:
        home = "http://www.lanxi.gov.example/"
        run = await crawled(tmp_path, registry_text(home, network=network("127.0.0.0/8", dns.address)))
    assert run.last(PageSeen, home).fetch.ended is FetchEnd.NAME_FAILED


async def test_ipv6_hosts_are_reached_where_allowed(tmp_path):
    try:
        server = PortalServer({"/": page("首页")}, "::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/", network=network('"::1/128"')))
    assert run.last(PageSeen, f"{server.url}/").fetch.has_page


async def test_no_proxy_of_the_environment_is_used(tmp_path, monkeypatch):
    with serving({}) as proxy, serving({"/": page("首页")}) as server:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
        assert proxy.log == []
    assert run.last(PageSeen, f"{server.url}/").fetch.has_page


async def test_a_page_without_end_is_cut_off(tmp_path):
    def endless(asked):
        return Answer(b"x" * (MAX_BYTES + 70_000))

    with serving({"/": page("首页", "/big.html"), "/big.html": endless}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    assert run.last(PageSeen, f"{server.url}/big.html").fetch.ended is FetchEnd.TOO_LARGE
    # As a link target it is there, whatever its size.
    assert run.last(LinkProbed, f"{server.url}/big.html").fetch.status == 200


async def test_a_bomb_is_cut_off_while_it_unpacks(tmp_path):
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    answer = Answer(bomb, headers={"Content-Encoding": "gzip"})
    with serving({"/": page("首页", "/bomb.html"), "/bomb.html": answer}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    assert run.last(PageSeen, f"{server.url}/bomb.html").fetch.ended in (FetchEnd.TOO_LARGE, FetchEnd.BAD_ANSWER)


async def test_gzip_is_unpacked(tmp_path):
    answer = Answer(gzip.compress(page("首页").encode()), headers={"Content-Encoding": "gzip"})
    with serving({"/": answer}) as server:
        run = await crawled(tmp_path, registry_text(f"{server.url}/"))
    assert run.last(PageSeen, f"{server.url}/").site_title.startswith("首页")


async def test_a_plain_server_on_the_https_port_is_a_tls_failure(tmp_path):
    with serving({"/": page("首页")}) as server:
        home = f"https://127.0.0.1:{server.port}/"
        run = await crawled(tmp_path, registry_text(home))
    assert run.last(PageSeen, home).fetch.ended in (FetchEnd.TLS, FetchEnd.RESET)


async def test_the_rate_is_kept_over_all_walks(tmp_path):
    routes = {"/": page("首页", "/a.html", "/b.html", "/c.pdf"), "/a.html": page("甲"), "/b.html": page("乙")}
    with serving(routes) as server:
        text = registry_text(
            f"{server.url}/",
            unit_text(f'name: 公告, url: "{server.url}/tzgg/"'),
            network="requests_per_second: 10, allow: [127.0.0.0/8]",
        )
        run = await crawled(tmp_path, text, ["县政府办公室"])
        times = [asked.at for asked in server.log]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert gaps
    assert min(gaps) >= 0.08
    assert run.all(ListSeen)
