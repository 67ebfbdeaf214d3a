"""The database: engine, naming convention, column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out; SQLite would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DatabaseUnusable(ValueError):
    """The database named by the user cannot be used; the text says why and what to write instead."""


class StorageFailed(RuntimeError):
    """The database stopped taking what a run has seen (disk full, server gone); the text is the sentence for people."""

    def __init__(self, error: Exception) -> None:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        super().__init__(
            f"数据库写入失败（{cause}），此前已提交的内容不受影响；请检查磁盘空间、权限和数据库服务，或另给 --db"
        )


def open_database(url: str) -> Engine:
    """Engine on an up-to-date schema; creates the SQLite file and its folder. Raises DatabaseUnusable."""
    parsed = _parsed(url)
    try:
        if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _prepare_sqlite)
        migrate(engine)
    except (DBAPIError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DatabaseUnusable(
            f"数据库 {parsed.render_as_string()} 无法使用（{cause}）；请改写为可写位置的 --db sqlite:///路径/xunjian.db，"
            "或 --db postgresql+psycopg://用户:口令@主机/库名"
        ) from error
    except CommandError as error:
        raise DatabaseUnusable(
            f"数据库 {parsed.render_as_string()} 的结构不是本版本所能识别的（{error}）；请使用写入它的版本，或另给 --db"
        ) from error
    return engine


def refuse_missing_database(url: str) -> None:
    """Raises DatabaseUnusable for an SQLite file that is not there. A missing PostgreSQL database refuses by itself."""
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite":
        return
    if not parsed.database or parsed.database == ":memory:" or not Path(parsed.database).is_file():
        raise DatabaseUnusable(
            f"数据库 {parsed.render_as_string()} 不存在，没有已保存的检查；请核对 --db，或先执行 xunjian audit 登记文件"
        )


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision` (upwards)."""
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: Any) -> Config:
    """Alembic set up on our migrations and an open connection."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise DatabaseUnusable(
            f"--db {url!r} 不是数据库地址；请写成 sqlite:///路径/xunjian.db 或 postgresql+psycopg://用户:口令@主机/库名"
        ) from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise DatabaseUnusable(f"--db {url!r}：只支持 SQLite 和 PostgreSQL；请写成 sqlite:///路径/xunjian.db")
    return parsed


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    # WAL lets the console read while a crawl writes; 30 s instead of 5: a nightly writer may hold the lock longer.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA busy_timeout=30000")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
