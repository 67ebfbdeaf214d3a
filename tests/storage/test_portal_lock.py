"""One audit of a portal at a time: on both databases, between processes, after a kill, across hosts by silence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from storage.portal_lock import PortalIsLocked, PortalLock, portal_key, portal_locked
from storage.process_identity import ProcessIdentity, is_alive, this_process

HOME = "https://www.example.gov.example/"
ROOT = Path(__file__).resolve().parent.parent.parent

HOLDER = """
    import sys, time
    from sqlalchemy.orm import Session
    from storage.base import open_database
    from storage.portal_lock import portal_locked
    with Session(open_database(sys.argv[1])) as session:
        with portal_locked(session, sys.argv[2]):
            print("held", flush=True)
            time.sleep(60)
"""


@contextmanager
def holder(database_url: str, home: str = HOME) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lock."""
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), database_url, home]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(PortalLock)).scalar_one()


def change(engine: Engine, **values: object) -> None:
    with engine.begin() as connection:
        connection.execute(update(PortalLock).values(**values))


def test_a_second_process_is_refused_and_told_by_whom(engine: Engine, database_url: str) -> None:
    with holder(database_url) as process, Session(engine) as session:
        with pytest.raises(PortalIsLocked) as refused, portal_locked(session, "http://WWW.example.gov.example"):
            pass
        assert refused.value.holder.pid == process.pid
        assert abs(datetime.now(UTC) - refused.value.since) < timedelta(minutes=1)
        with portal_locked(session, "https://other.example.gov.example/"):
            assert rows(engine) == 2


def test_a_killed_holder_is_known_at_once_also_before_anybody_collects_it(engine: Engine, database_url: str) -> None:
    with holder(database_url) as process:
        os.kill(process.pid, signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # gone, but still a zombie
        with Session(engine) as session, portal_locked(session, HOME):
            assert rows(engine) == 1
        assert rows(engine) == 0


def test_the_lock_goes_on_every_path(engine: Engine) -> None:
    with Session(engine) as session:
        with pytest.raises(KeyboardInterrupt):
            _interrupted_write(session)
        assert rows(engine) == 0
        with portal_locked(session, HOME):
            assert rows(engine) == 1


def _interrupted_write(session: Session) -> None:
    """An open transaction, as Ctrl-C leaves it."""
    now = datetime.now(UTC)
    with portal_locked(session, HOME):
        session.add(
            PortalLock(
                portal="other", token="t", host="h", place="", pid=1, process_started="", taken_at=now, seen_at=now
            )
        )
        session.flush()
        raise KeyboardInterrupt


@pytest.mark.parametrize(("silent", "taken"), [(119, False), (121, True)])
def test_from_another_host_only_silence_tells(engine: Engine, silent: int, taken: bool) -> None:
    hour = timedelta(hours=1)
    with Session(engine) as session, Session(engine) as other, portal_locked(session, HOME, beat=hour):
        seen = datetime.now(UTC) - timedelta(seconds=silent)
        change(engine, host="other", place="other-boot pid:[1]", seen_at=seen)
        if taken:
            with portal_locked(other, HOME):
                assert rows(engine) == 1
        else:
            with pytest.raises(PortalIsLocked), portal_locked(other, HOME):
                pass


def test_a_living_process_of_this_host_keeps_its_lock_however_silent(engine: Engine, database_url: str) -> None:
    with holder(database_url), Session(engine) as session:
        change(engine, seen_at=datetime.now(UTC) - timedelta(days=2))
        with pytest.raises(PortalIsLocked), portal_locked(session, HOME):
            pass


def test_a_number_used_again_is_another_process(engine: Engine, database_url: str) -> None:
    with holder(database_url), Session(engine) as session:
        change(engine, process_started="1")  # the number lives, but it is not the one that took the lock
        with portal_locked(session, HOME):
            assert rows(engine) == 1


def test_beats_are_written_and_a_loss_is_noticed(engine: Engine) -> None:
    lost = threading.Event()
    with Session(engine) as session, portal_locked(session, HOME, beat=timedelta(seconds=0.05), on_loss=lost.set):
        change(engine, seen_at=datetime(2020, 1, 1, tzinfo=UTC))
        for _ in range(200):
            with engine.connect() as connection:
                seen = connection.execute(select(PortalLock.seen_at)).scalar_one()
            if seen.year > 2020:
                break
            lost.wait(0.05)
        assert seen.year > 2020
        assert not lost.is_set()
        change(engine, token="somebody else")
        assert lost.wait(10)
    assert rows(engine) == 1  # that of somebody else is not released by us


@pytest.mark.parametrize(
    ("home", "key"),
    [
        ("https://www.example.gov.cn/", "www.example.gov.cn"),
        ("http://WWW.example.gov.cn:80", "www.example.gov.cn"),
        ("http://www.example.gov.cn:8800/a/", "www.example.gov.cn:8800/a"),
    ],
)
def test_one_portal_has_one_key(home: str, key: str) -> None:
    assert portal_key(home) == key


def test_this_process_lives_and_strangers_are_not_judged() -> None:
    me = this_process()
    assert is_alive(me) is True
    assert is_alive(ProcessIdentity(me.host, "another boot", me.pid, me.started)) is None
    assert is_alive(ProcessIdentity(me.host, "", me.pid, me.started)) is None
    assert is_alive(ProcessIdentity(me.host, me.place, me.pid, "1")) is False
