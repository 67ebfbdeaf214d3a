"""A run's door: what goes in comes out the same, masked, and survives the end of the process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from checks.observation import (
    Attempt,
    Clue,
    DateClue,
    Fetch,
    FetchEnd,
    Hop,
    LinkKind,
    LinkProbed,
    ListRow,
    ListSeen,
    PageSeen,
)
from storage.base import StorageFailed
from storage.capture import CaptureRole
from storage.crawl_tables import Body, Run
from storage.run_store import RunStore
from storage.runs import UnknownRun, begin_run, end_run, find_run

NOW = datetime(2023, 12, 15, 8, 30, 15, 123456, tzinfo=UTC)
OK = Fetch(
    ended=FetchEnd.ANSWERED, status=200, final_url="https://www.example.gov.example/", hops=(Hop("a", 301, "b"),)
)
CLUE = DateClue(clue=Clue.LIST_CELL, text="[12-01]", year=None, month=12, day=1)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@pytest.fixture
def run(session: Session) -> Run:
    return begin_run(
        session,
        portal="示例县人民政府",
        home="https://www.example.gov.example/",
        snapshot="{}",
        options={},
        as_of=date(2023, 12, 15),
        product_version="0",
    )


def test_observations_come_back_equal_and_in_order(session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    row = ListRow(title="通知", url="https://www.example.gov.example/1.htm", date=CLUE, pinned=True)
    given = [
        ListSeen(url="https://www.example.gov.example/tzgg/", observed_at=NOW, fetch=OK, rows=(row,), total_stated=3),
        PageSeen(
            url="https://www.example.gov.example/1.htm", observed_at=NOW, fetch=OK, title="通知\x00", text="甲\n乙"
        ),
        LinkProbed(
            url="https://x.example/" + "a" * 5000,
            observed_at=NOW,
            fetch=OK,
            link_kind=LinkKind.IMAGE,
            attempts=(Attempt(at=NOW, method="HEAD", fetch=OK),),
        ),
    ]
    for observation in given:
        store.add(observation)
    assert list(store.observations()) == given


def test_half_a_surrogate_does_not_stop_a_run(session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    store.add(PageSeen(url="https://www.example.gov.example/", observed_at=NOW, fetch=OK, title="标题\ud83d"))
    (seen,) = store.observations()
    assert isinstance(seen, PageSeen)
    assert seen.title == "标题?"


def test_a_body_is_masked_and_kept_under_the_digest_of_the_original(session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    body = "<p>联系人张某，手机 13812345678。</p>".encode("gb18030")
    kept = store.keep(url="https://www.example.gov.example/1.htm", role=CaptureRole.PAGE, body=body, fetch=OK)
    again = store.keep(url="https://www.example.gov.example/2.htm", role=CaptureRole.PAGE, body=body, fetch=OK)
    assert kept.body_sha256 == again.body_sha256 == hashlib.sha256(body).hexdigest()
    assert [number.kind for number in kept.personal_numbers] == ["mobile"]
    stored = list(store.captures(CaptureRole.PAGE))
    assert stored == [kept, again]
    assert b"13812345678" not in stored[0].body
    assert len(stored[0].body) == len(body)
    assert len(session.scalars(select(Body)).all()) == 1


def test_of_a_file_that_cannot_be_masked_only_the_digest_is_kept(session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    body = b"PK\x03\x04 compressed rows"
    kept = store.keep(url="accounts/fgj.xlsx", role=CaptureRole.ACCOUNT, body=body, fetch=OK)
    assert kept.body == body  # the reader of this run gets it
    (stored,) = store.captures(CaptureRole.ACCOUNT)
    assert stored.body == b""
    assert stored.body_sha256 == hashlib.sha256(body).hexdigest()


def test_every_planned_look_stays_open_until_an_observation_ends_it(session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    store.plan([("page", "https://a.example/"), ("link", "https://a.example/"), ("page", "https://b.example/")])
    store.plan([("page", "https://a.example/")])
    store.add(PageSeen(url="https://a.example/", observed_at=NOW, fetch=OK), settles="page")
    assert store.open_looks() == [("link", "https://a.example/"), ("page", "https://b.example/")]


def test_readings_are_replaced_and_facts_of_probes_stay(session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    probed = LinkProbed(url="https://x.example/", observed_at=NOW, fetch=OK)
    store.add(PageSeen(url="https://a.example/", observed_at=NOW, fetch=OK, title="旧"))
    store.add(probed)
    new = PageSeen(url="https://a.example/", observed_at=NOW, fetch=OK, title="新")
    assert store.replace_readings([new]) == 1
    assert sorted(store.observations(), key=lambda seen: seen.KIND) == [probed, new]


def test_what_was_flushed_is_there_for_another_process(engine: Engine, session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    store.add(PageSeen(url="https://a.example/", observed_at=NOW, fetch=OK))
    store.close()
    with Session(engine) as other:
        assert len(list(RunStore(other, run.id).observations())) == 1


def test_runs_are_found_by_id_or_as_the_last_one(session: Session, run: Run) -> None:
    end_run(session, run, state="finished", summary={"pages": 1})
    assert find_run(session, run.id) is run
    assert find_run(session, "last").state == "finished"
    with pytest.raises(UnknownRun, match=run.id):
        find_run(session, "20010101-000000-0000")


def test_a_store_that_cannot_write_says_so_in_one_sentence_and_takes_nothing_more(session: Session, run: Run) -> None:
    store = RunStore(session, run.id)
    session.execute(text("DROP TABLE observations"))
    session.commit()
    store.add(PageSeen(url="https://a.example/", observed_at=NOW, fetch=OK))
    with pytest.raises(StorageFailed, match="数据库写入失败") as failed:
        store.flush()
    assert "\n" not in str(failed.value)
    assert store.failed is failed.value
    with pytest.raises(StorageFailed):
        store.close()
