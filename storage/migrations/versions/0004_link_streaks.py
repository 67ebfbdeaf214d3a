"""What runs have seen of failing link targets since their last success

Revision: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_streaks",
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("url_sha256", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("runs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("home", "url_sha256", name=op.f("pk_link_streaks")),
    )


def downgrade() -> None:
    op.drop_table("link_streaks")
