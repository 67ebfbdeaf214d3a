"""Places of findings as pictures: the stored page is drawn, the place is marked, nothing of people shows, the portal is
asked for style sheets only; and what there is no picture of says why."""

from __future__ import annotations

import struct
import threading
import zlib
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from crawler import place_pictures
from crawler.network_rules import NetworkRules
from crawler.place_pictures import PictureBudget, Wanted, take_pictures
from crawler.sessions.place_picture import _INLINE_PICTURE, Place, masked_pieces
from storage.pictures import Picture, PictureOutcome
from tests.crawler.portal_server import Answer, PortalServer, serving

RULES = NetworkRules(requests_per_second=0, allow=("127.0.0.1/32",))
ROWS = "".join(
    f"<li><a href='/art/{n}.html'>关于第{n}号事项的通告</a><span>2023-11-{n:02}</span></li>" for n in range(1, 29)
)
PAGE = (
    "<html><head><meta charset=gbk><link rel=stylesheet href=/s.css><script>document.title='ran';"
    "fetch('/asked-by-script')</script><meta http-equiv=refresh content='0;url=/away'></head><body>"
    "<div style='height:2500px'>{top}</div><img src=/photo.jpg><iframe src=/frame.html></iframe>"
    "<ul class=list>" + ROWS + "</ul><table id=t><tr><td>合计</td></tr></table>"
    "<p id=who>联系人：张三，手机 <b>1381234</b>5678</p></body></html>"
)


def place(server: PortalServer, selector: str, *, top: str = "", **more: str) -> Place:
    body = PAGE.replace("{top}", top).encode("gbk")
    return Place(
        url=f"{server.url}/list.html", body=body, content_type="text/html; charset=gbk", selector=selector, **more
    )


def taken(*places: Place, budget: PictureBudget | None = None) -> list[Picture]:
    wanted = [Wanted(str(number), lambda each=each: [each]) for number, each in enumerate(places)]  # type: ignore[misc]
    return take_pictures(RULES, wanted, budget or PictureBudget())


def red_pixels(png: bytes) -> int:
    """How many pixels have the colour of the mark."""
    width, height = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    channels = {2: 3, 6: 4}[png[25]]
    raw = zlib.decompress(packed)
    stride, previous, count = width * channels, bytearray(width * channels), 0
    for line in range(height):
        start = line * (stride + 1)
        method, row = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            left = row[i - channels] if i >= channels else 0
            up, corner = previous[i], previous[i - channels] if i >= channels else 0
            if method == 1:
                row[i] = (row[i] + left) & 255
            elif method == 2:
                row[i] = (row[i] + up) & 255
            elif method == 3:
                row[i] = (row[i] + (left + up) // 2) & 255
            elif method == 4:
                guess = left + up - corner
                near = min((left, up, corner), key=lambda value: abs(guess - value))
                row[i] = (row[i] + near) & 255
        count += sum(row[i : i + 3] == b"\xd4\x00\x1a" for i in range(0, stride, channels))
        previous = row
    return count


def test_the_stored_page_is_drawn_with_its_place_marked(browser_path: str) -> None:
    with serving({"/s.css": Answer("body{background:#fff}", content_type="text/css")}) as server:
        pictures = taken(
            place(server, "ul.list > li > a", target=f"{server.url}/art/9.html", body_sha256="ab"),
            place(server, "ul.list > li:nth-of-type(20)", text="关于第20号事项的通告 2023-11-20"),
        )
        assert server.paths() == ["/s.css"], "the page comes from the store, nothing but the sheet is asked for, once"
    assert [picture.outcome for picture in pictures] == [PictureOutcome.MARKED] * 2
    for picture in pictures:
        assert picture.content.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture.content[16:24]) == (1366, 900)
        assert red_pixels(picture.content) > 300
    assert pictures[0].body_sha256 == "ab"


def test_a_place_that_is_not_certain_is_not_marked(browser_path: str) -> None:
    with serving({}) as server:
        pictures = taken(
            place(server, "ul.list > li > a"),  # 28 of them, and nothing says which
            place(server, "ul.list > li > a", text="别处的标题"),
            place(server, "#gone", target=f"{server.url}/nowhere.html"),
            place(server, "not a [selector"),
            place(server, "table#t > tr > td"),  # a browser has a tbody there
        )
    assert [picture.outcome for picture in pictures] == [PictureOutcome.NOT_FOUND] * 4 + [PictureOutcome.MARKED]
    assert not any(picture.content for picture in pictures[:4])


@pytest.mark.parametrize("budget", [PictureBudget(count=1), PictureBudget(bytes=1_000), PictureBudget(seconds=0)])
def test_a_short_budget_is_told_to_those_who_came_late(browser_path: str, budget: PictureBudget) -> None:
    with serving({}) as server:
        pictures = taken(place(server, "#who"), place(server, "#who"), budget=budget)
    had = 0 if budget.seconds == 0 else 1
    assert [picture.outcome for picture in pictures] == [PictureOutcome.MARKED] * had + [PictureOutcome.BUDGET] * (
        2 - had
    )
    assert [picture.fingerprint for picture in pictures] == ["0", "1"]


def test_without_a_browser_there_is_none_and_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_pictures, "find_browser", lambda: None)
    [picture] = take_pictures(RULES, [Wanted("a", list)], PictureBudget())
    assert (picture.outcome, picture.content) == (PictureOutcome.NO_BROWSER, b"")


def test_a_finding_without_a_stored_page(browser_path: str) -> None:
    [picture] = take_pictures(RULES, [Wanted("a", list)], PictureBudget())
    assert picture.outcome is PictureOutcome.NO_PAGE


def test_style_sheets_on_private_addresses_stay_unasked(browser_path: str) -> None:
    asked: list[str] = []

    class Private(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    private = HTTPServer(("127.0.0.2", 0), Private)
    threading.Thread(target=private.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        with serving({}) as server:
            top = f"<link rel=stylesheet href=http://127.0.0.2:{private.server_address[1]}/x.css>"
            [picture] = taken(place(server, "#who", top=top))
    finally:
        private.shutdown()
        private.server_close()
    assert picture.outcome is PictureOutcome.MARKED
    assert asked == []


def test_pictures_that_stand_in_the_page_itself_are_left_out() -> None:
    page = (
        b'<img src="data:image/png;base64,iVBORw0KGgo=" alt=x><p style="background:url(DATA:image/svg+xml;base64,AA)">'
    )
    assert _INLINE_PICTURE.sub(b"data:,", page) == b'<img src="data:," alt=x><p style="background:url(data:,)">'


def test_numbers_of_people_across_elements_and_in_full_width_digits() -> None:
    assert masked_pieces(["手机 ", "1381234", "5678。"]) == ["手机 ", "138****", "5678。"]
    assert masked_pieces(["电话：１３８１２３４５６７８"]) == ["电话：１３８****５６７８"]
    assert masked_pieces(["索引号 1381234", "5"]) == ["索引号 1381234", "5"]
