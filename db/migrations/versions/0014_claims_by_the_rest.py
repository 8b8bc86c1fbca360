"""Claims by the fields that nothing could ask for yet

Revision: 0014, after 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("of", "scope_n"):
        rare = sa.text(f'withdrawn_at IS NULL AND "{name}" IS NOT NULL')
        op.create_index(f"ix_claim_{name}_sorted_at", "claim", [name, "sorted_at"], sqlite_where=rare)
    base = ["base_period_end", "base_period_start"]
    given = sa.text("base_period_end IS NOT NULL")
    op.create_index("ix_claim_base_period_end_base_period_start", "claim", base, sqlite_where=given)
    standing = sa.text("withdrawn_at IS NULL")
    op.create_index("ix_claim_confidence", "claim", ["confidence"], sqlite_where=standing)
