"""Looks that are found again: what was sent, and which readers read it

Revision: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("captures", sa.Column("request", sa.Text(), server_default="", nullable=False))
    op.add_column("runs", sa.Column("read_by", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    # In place: a table that is made anew loses, on SQLite, the rows that refer to it.
    op.drop_column("runs", "read_by")
    op.drop_column("captures", "request")
