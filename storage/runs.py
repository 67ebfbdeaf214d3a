"""Runs: begin, end, find, list."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.crawl_tables import Run


class UnknownRun(ValueError):
    """No run is called so; the text names the last ones."""


def begin_run(
    session: Session,
    *,
    portal: str,
    home: str,
    snapshot: str,
    options: Mapping[str, Any],
    as_of: date,
    product_version: str,
    read_by: str = "",
) -> Run:
    """A new run, committed at once so that a crash leaves a trace. `read_by`: which readers will read what it sees."""
    now = datetime.now(UTC)
    run = Run(
        id=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}",
        portal=portal,
        home=home,
        started_at=now,
        finished_at=None,
        state="running",
        product_version=product_version,
        registry_snapshot=snapshot,
        options=json.dumps(options, ensure_ascii=False, sort_keys=True),
        summary="{}",
        as_of=as_of,
        judged_as_of=None,
        read_by=read_by,
    )
    session.add(run)
    session.commit()
    return run


def end_run(session: Session, run: Run, *, state: str, summary: Mapping[str, Any]) -> None:
    run.finished_at = datetime.now(UTC)
    run.state = state
    run.summary = json.dumps(summary, ensure_ascii=False, sort_keys=True)
    session.commit()


def find_run(session: Session, name: str) -> Run:
    """The run with this id, or the newest one for the word "last"."""
    query = select(Run).order_by(Run.started_at.desc(), Run.id.desc())
    run = session.scalars(query.limit(1)).first() if name == "last" else session.get(Run, name)
    if run is None:
        known = [known_run.id for known_run in session.scalars(query.limit(3))]
        raise UnknownRun(
            f"数据库中没有编号为 {name!r} 的检查；"
            + (f"最近的是 {'、'.join(known)}（用 xunjian runs 查看全部）" if known else "库中尚无任何检查，请核对 --db")
        )
    return run


def finished_runs(session: Session, home: str) -> list[Run]:
    """Of one portal, newest first."""
    query = select(Run).where(Run.home == home, Run.state == "finished")
    return list(session.scalars(query.order_by(Run.started_at.desc(), Run.id.desc())))


def all_runs(session: Session) -> list[Run]:
    """Newest first."""
    return list(session.scalars(select(Run).order_by(Run.started_at.desc(), Run.id.desc())))
