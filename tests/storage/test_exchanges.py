"""Exchanges and pictures come back as they were kept, on both databases, whatever a server put into them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from checks.finding import Evidence, Finding
from checks.observation import Attempt, Fetch, FetchEnd, Hop, LinkProbed
from storage.capture import CaptureRole
from storage.exchange import Exchange, Sent
from storage.exchanges import StoredExchanges, exchange_row
from storage.pictures import Picture, PictureOutcome, StoredPictures, keep_pictures
from storage.run_store import RunStore
from storage.runs import begin_run
from storage.seen_behind import SeenBehind

HOME = "http://www.example.gov.cn/"
GONE = f"{HOME}gone.html"
AT = datetime(2023, 12, 15, 3, tzinfo=UTC)


def run_in(session: Session) -> RunStore:
    run = begin_run(
        session, portal="p", home=HOME, snapshot="{}", options={}, as_of=date(2023, 12, 15), product_version="t"
    )
    return RunStore(session, run.id)


def exchange(url: str, seconds: float, status: int | None, **more: object) -> Exchange:
    ended = FetchEnd.TIMEOUT if status is None else FetchEnd.ANSWERED
    given: dict[str, object] = {"url": url, "at": AT + timedelta(seconds=seconds), "method": "GET", "sent": Sent()}
    return Exchange(**{**given, "ended": ended, "status": status, **more})  # type: ignore[arg-type]


def test_an_exchange_comes_back_as_it_was(engine: Engine) -> None:
    with Session(engine) as session:
        store = run_in(session)
        odd = exchange(
            GONE, 0, 404, headers=(("X\x00", "\x00\xff'\";--"),), sent=Sent(body="a=\x00"), kept_sha256="k" * 64
        )
        store.keep_exchange(exchange_row(store.run_id, odd), "正文".encode())
        store.close()
        stored = StoredExchanges(session, store.run_id)
        assert stored.of(GONE) == [odd]
        assert stored.of(f"{GONE}?") == []
        assert stored.body("k" * 64).decode() == "正文"
        assert stored.size_received("k" * 64) == 6
        assert set(stored.sizes(["k" * 64, "none", ""])) == {"k" * 64}
        assert StoredExchanges(session, "other").of(GONE) == []


def test_the_looks_of_a_dead_link_and_the_page_that_holds_it(engine: Engine) -> None:
    with Session(engine) as session:
        store = run_in(session)
        fetch = Fetch(ended=FetchEnd.ANSWERED, status=410, final_url=f"{HOME}b", hops=(Hop(GONE, 302, "/b"),))
        attempts = []
        for second in (10, 200):
            for each in (exchange(GONE, second, 302), exchange(f"{HOME}b", second + 1, 410)):
                store.keep_exchange(exchange_row(store.run_id, each))
            attempts.append(Attempt(at=AT + timedelta(seconds=second + 2), method="GET", fetch=fetch))
        store.add(LinkProbed(url=GONE, observed_at=AT, fetch=fetch, attempts=tuple(attempts)))
        page = Fetch(ended=FetchEnd.ANSWERED, status=200, final_url=HOME, content_type="text/html")
        holder = store.keep(
            url=HOME, role=CaptureRole.PAGE, body=b"<a href=gone.html>x</a>", fetch=page, observed_at=AT
        )
        store.keep_exchange(exchange_row(store.run_id, exchange(HOME, -1, 200, body_sha256=holder.body_sha256)))
        store.close()
        proof = Evidence(selector="a", body_sha256=holder.body_sha256)
        looks = SeenBehind(session, store.run_id).looks(
            Finding(url=GONE, code="dead", found_on=(HOME,), evidence=proof)
        )
    assert [(look.url, look.holds_place) for look in looks] == [(GONE, False), (GONE, False), (HOME, True)]
    last, first, held = ([(each.status, (each.at - AT).total_seconds()) for each in look.exchanges] for look in looks)
    assert last == [(302, 200), (410, 201)]
    assert first == [(302, 10), (410, 11)]
    assert held == [(200, -1)]


def test_a_picture_replaces_the_one_before(engine: Engine) -> None:
    with Session(engine) as session:
        store = run_in(session)
        none = Picture(fingerprint="f" * 16, taken_at=AT, outcome=PictureOutcome.BUDGET)
        shot = Picture(fingerprint="f" * 16, taken_at=AT, outcome=PictureOutcome.MARKED, sha256="s", content=b"\x89PNG")
        for picture in (none, shot):
            keep_pictures(session, store.run_id, [picture])
        known = StoredPictures(session, store.run_id)
        assert known.known == {"f" * 16: (PictureOutcome.MARKED, "s", AT)}
        assert known.content("f" * 16) == b"\x89PNG"
        assert StoredPictures(session, "other").content("f" * 16) == b""
