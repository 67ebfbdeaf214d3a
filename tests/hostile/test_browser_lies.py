"""A page that hangs or floods the browser costs its own look, and no other one."""

from __future__ import annotations

import pytest

from checks.observation import FetchEnd
from crawler.network_rules import NetworkRules
from crawler.sessions.browser import BrowserLimits, BrowserSession
from crawler.sessions.rendered_page import rendered
from tests.hostile import browser_lies
from tests.hostile.lying_server import HOME, LyingServer

# Each kind of trap once; `python -m bench hostile` attacks with all of them.
TRAPS = ("browser-busy", "browser-alerts", "browser-popups", "browser-everywhere")
LIMITS = BrowserLimits(start=60, load=6, settle=2, action=6, close=6, restarts=0)

pytestmark = pytest.mark.timeout(240)


async def test_behind_traps_the_next_page_is_seen(browser_path):
    cases = [each for each in browser_lies.CASES if each.name in TRAPS]
    with LyingServer(cases) as server:
        rules = NetworkRules(requests_per_second=0, allow=("127.0.0.1/32",), resolver=server.resolver)
        async with BrowserSession(rules, limits=LIMITS) as session:
            ends = {case.name: (await rendered(session, server.url(case.host))).fetch.ended for case in cases}
            honest = await rendered(session, server.url(HOME))
        reached = dict(server.reached)
    assert set(ends.values()) <= {FetchEnd.ANSWERED, FetchEnd.BROWSER_FAILED, FetchEnd.TIMEOUT}
    assert ends["browser-busy"] is not FetchEnd.ANSWERED
    assert honest.fetch.ended is FetchEnd.ANSWERED
    assert "澜溪县人民政府" in honest.html.decode()
    assert reached == {}
