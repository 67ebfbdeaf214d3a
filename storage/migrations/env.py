"""Alembic environment: migrations run on the connection handed in by storage/base.py."""

from __future__ import annotations

from alembic import context

import storage.crawl_tables
import storage.exchange_tables
import storage.link_streaks
import storage.link_tables
import storage.portal_lock
import storage.result_tables
import storage.review_tables  # noqa: F401 -- these imports fill the metadata
from storage.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=False,  # UtcDateTime is DateTime(timezone=True) in the database
)
with context.begin_transaction():
    context.run_migrations()
