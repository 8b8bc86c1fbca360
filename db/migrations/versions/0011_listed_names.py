"""Keep what a list says of its entries beside numbers: names and days of release, with their vintages

Revision: 0011, after 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing",
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("vintage_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("released", sa.Date(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.id"], name="fk_listing_vintage_id"),
        sa.PrimaryKeyConstraint("dataset", "entry", "as_of", name="pk_listing"),
        sqlite_with_rowid=False,
    )
