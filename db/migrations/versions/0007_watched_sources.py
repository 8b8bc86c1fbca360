"""What is wrong with sources and was told, and how far backfills have come

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source_concern",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.name"], name="fk_source_concern_source"),
        sa.PrimaryKeyConstraint("source", name="pk_source_concern"),
    )
    op.create_table(
        "backfilled_listing",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("leads_to", sa.Text(), nullable=True),
        sa.Column("done_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.name"], name="fk_backfilled_listing_source"),
        sa.PrimaryKeyConstraint("source", "url", name="pk_backfilled_listing"),
    )
