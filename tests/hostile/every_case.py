"""All lies, and one portal that tells none."""

from __future__ import annotations

from tests.hostile import body_lies, browser_lies, head_lies, page_lies, place_lies, redirect_lies
from tests.hostile.page_lies import shows
from tests.hostile.wire import case

HONEST = case("honest", shows("<html><head><title>公告</title></head><body>正文</body></html>"), "answered")
CASES = (
    *body_lies.CASES,
    *head_lies.CASES,
    *redirect_lies.CASES,
    *page_lies.CASES,
    *place_lies.CASES,
    *browser_lies.CASES,
)
