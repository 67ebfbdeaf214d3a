"""`xunjian discover` behind a site map that lies: it ends in bounds with what it was given, and asks nobody private."""

from __future__ import annotations

import logging

import pytest

from tests.hostile import page_lies, place_lies
from tests.hostile.attack import NETWORK, attacked
from tests.hostile.lying_server import LyingServer

CASES = {
    each.name: each
    for each in (*place_lies.CASES, *page_lies.CASES)
    if each.name in ("map-of-entities", "map-of-maps", "map-of-everywhere", "map-bomb", "to-everywhere")
}

pytestmark = pytest.mark.timeout(240)


@pytest.mark.parametrize("name", CASES)
def test_discovery_survives(tmp_path, monkeypatch, name):
    monkeypatch.setattr(logging.getLogger("asyncio"), "disabled", True)  # who hangs up on the server is no news
    case = CASES[name]
    with LyingServer([case]) as server:
        options = ("-o", str(tmp_path / "found.yaml"), "--no-browser", "--resolver", server.resolver, *NETWORK[:4])
        done = attacked(tmp_path, "discover", server.url(case.host), *options, timeout=200)
        reached = dict(server.reached)
    assert done.code == 0, done.said[-2000:]
    assert (tmp_path / "found.yaml").is_file()
    assert (reached, done.stopped) == ({}, ())
    assert done.peak_mb < 900
    assert "Traceback" not in done.said
