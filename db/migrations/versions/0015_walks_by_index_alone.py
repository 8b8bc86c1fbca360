"""Walks that find all they test in their index, and periods in the order of time

Revision: 0015, after 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_claim_sorted_at", "claim")
    op.create_index("ix_claim_sorted_at_id_withdrawn_at", "claim", ["sorted_at", "id", "withdrawn_at"])
    op.drop_index("ix_claim_subject_sorted_at", "claim")
    for columns in (
        ["subject", "sorted_at", "id", "kind", "label"],
        ["period_end", "period_start", "sorted_at"],
    ):
        standing = sa.text("withdrawn_at IS NULL")
        op.create_index("_".join(["ix_claim", *columns]), "claim", columns, sqlite_where=standing)
