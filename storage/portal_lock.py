"""One audit of a portal at a time: who asks it now, since when, and whether that process still lives.

A row per portal. On one machine a killed holder is known at once by its process; from another machine or container only
its silence tells: the holder says every `BEAT` that it lives, and after `LEASE` without a word its lock may be taken.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, Text, Update, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base, UtcDateTime
from storage.process_identity import ProcessIdentity, is_alive, this_process

BEAT = timedelta(seconds=20)
# Six beats: a database that is busy for a minute (a long write on SQLite) takes no lock away from a living process.
LEASE = timedelta(seconds=120)
_DEFAULT_PORTS = {"http": 80, "https": 443}

log = logging.getLogger(__name__)


class PortalLock(Base):
    """Who audits a portal at this moment; the row goes when the audit ends."""

    __tablename__ = "portal_locks"

    portal: Mapped[str] = mapped_column(Text, primary_key=True)  # see `portal_key`
    token: Mapped[str] = mapped_column(Text)  # of this taking of the lock; whoever takes it over writes another one
    host: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    pid: Mapped[int]
    process_started: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)  # by the clock of the database where it has one


class PortalIsLocked(RuntimeError):
    """Another process asks this portal now."""

    def __init__(self, holder: ProcessIdentity, since: datetime) -> None:
        super().__init__(f"held by {holder.host} pid {holder.pid} since {since.isoformat(timespec='seconds')}")
        self.holder = holder
        self.since = since


def portal_key(home: str) -> str:
    """Host, port and path: a portal is the same one by http and by https."""
    parts = urlsplit(home)
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{(parts.hostname or '').lower()}{port}{parts.path.rstrip('/')}"


@contextmanager
def portal_locked(
    session: Session,
    home: str,
    *,
    beat: timedelta = BEAT,
    lease: timedelta = LEASE,
    on_loss: Callable[[], None] | None = None,
) -> Iterator[None]:
    """Hold the lock while the block runs; release it on every path. Raises PortalIsLocked.

    `on_loss` is called from another thread should somebody have taken the lock over (this process was suspended for
    longer than the lease); by default the process interrupts itself as Ctrl-C does.
    """
    engine = session.get_bind()
    if not isinstance(engine, Engine):
        raise TypeError("the session must be bound to an engine: the lock is kept in transactions of its own")
    lock = _Held(engine, portal_key(home), secrets.token_hex(16))
    lock.take(lease)
    ended = threading.Event()
    beats = threading.Thread(target=lock.keep_beating, args=(beat, ended, on_loss or _interrupt), daemon=True)
    beats.start()
    try:
        yield
    finally:
        ended.set()
        session.rollback()  # what the block left unwritten would keep SQLite closed for the release
        beats.join(timeout=5)
        lock.release()


class _Held:
    def __init__(self, engine: Engine, key: str, token: str) -> None:
        self._engine = engine
        self._key = key
        self._token = token

    def take(self, lease: timedelta) -> None:
        with self._engine.begin() as connection:
            now, me = _now(connection), this_process()
            mine = {
                "token": self._token,
                "host": me.host,
                "place": me.place,
                "pid": me.pid,
                "process_started": me.started,
                "taken_at": now,
                "seen_at": now,
            }
            dialect = sqlite if self._engine.dialect.name == "sqlite" else postgresql
            taking = dialect.insert(PortalLock).values(portal=self._key, **mine).on_conflict_do_nothing()
            taking = taking.returning(PortalLock.token)  # counts of rows do not tell on every driver
            # The holder may release between the statements: then the second round inserts.
            for _ in range(3):
                if connection.execute(taking).first() is not None:
                    return
                held = connection.execute(_HOLDER.where(PortalLock.portal == self._key)).one_or_none()
                if held is not None:
                    break
            if held is None:
                raise PortalIsLocked(me, now)
            holder = ProcessIdentity(held.host, held.place, held.pid, held.process_started)
            alive = is_alive(holder)
            if alive or (alive is None and now - held.seen_at < lease):
                raise PortalIsLocked(holder, held.taken_at)
            if connection.execute(self._own(held.token).values(**mine)).rowcount != 1:
                raise PortalIsLocked(holder, held.taken_at)
        log.warning("lock of %s taken over from pid %s on %s, which is gone", self._key, holder.pid, holder.host)

    def keep_beating(self, beat: timedelta, ended: threading.Event, on_loss: Callable[[], None]) -> None:
        while not ended.wait(beat.total_seconds()):
            try:
                with self._engine.begin() as connection:
                    is_ours = connection.execute(self._own(self._token).values(seen_at=_now(connection))).rowcount == 1
            except SQLAlchemyError as error:  # busy, or the server is gone for a while: the next beat tries again
                log.info("beat of the lock of %s failed: %s", self._key, type(error).__name__)
                continue
            if not is_ours and not ended.is_set():
                log.error("the lock of %s was taken over by another process", self._key)
                on_loss()
                return

    def release(self) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    delete(PortalLock).where(PortalLock.portal == self._key, PortalLock.token == self._token)
                )
        except SQLAlchemyError as error:  # the lock ends with this process anyway
            log.warning("lock of %s was not released: %s", self._key, type(error).__name__)

    def _own(self, token: str) -> Update:
        return update(PortalLock).where(PortalLock.portal == self._key, PortalLock.token == token)


_HOLDER = select(
    PortalLock.token,
    PortalLock.host,
    PortalLock.place,
    PortalLock.pid,
    PortalLock.process_started,
    PortalLock.taken_at,
    PortalLock.seen_at,
)


def _now(connection: Connection) -> datetime:
    """One clock for all holders: that of the PostgreSQL server; an SQLite file has only ours."""
    if connection.dialect.name == "postgresql":
        moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return moment.astimezone(UTC)
    return datetime.now(UTC)


def _interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)
