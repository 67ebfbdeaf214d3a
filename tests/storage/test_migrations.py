"""The schema goes up, down and up again, and never drifts from the models."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, inspect, text

from storage.base import DatabaseUnusable, alembic_config, migrate, open_database


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.begin() as connection:
        command.check(alembic_config(connection))


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrate(engine)
    assert "observations" in inspect(engine).get_table_names()


def test_sqlite_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/new/folder/xunjian.db")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "不是数据库地址"),
        ("oracle://host/db", "--db"),
        ("mysql://host/db", "--db"),
        ("sqlite:////proc/nowhere/xunjian.db", "无法使用"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "无法使用"),
    ],
)
def test_an_unusable_database_is_one_sentence(url: str, says: str) -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        open_database(url)
    assert says in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_schema_from_the_future_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/xunjian.db"
    open_database(url).dispose()
    future = create_engine(url)
    with future.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    future.dispose()
    with pytest.raises(DatabaseUnusable, match="不是本版本所能识别的"):
        open_database(url)
