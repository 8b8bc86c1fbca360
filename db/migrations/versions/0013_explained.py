"""Discrepancies that somebody explained, and how severe each is; polls that somebody asked for

Revision: 0013, after 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The rule of severity as it was when this was written: rows that come later are told by the pipeline.
_SEVERITY = """
UPDATE discrepancy SET severity = CASE
  WHEN factor IS NULL OR CAST(factor AS REAL) <= 0
    THEN CASE WHEN type IN ('conflicting', 'revision') THEN 'minor' ELSE 'major' END
  WHEN max(CAST(factor AS REAL), 1 / CAST(factor AS REAL)) < 1.1 THEN 'minor'
  WHEN max(CAST(factor AS REAL), 1 / CAST(factor AS REAL)) < 10 OR type = 'conflicting' THEN 'major'
  ELSE 'critical' END
"""


def upgrade() -> None:
    op.add_column("discrepancy", sa.Column("severity", sa.String(), nullable=False, server_default="major"))
    op.execute(_SEVERITY)
    op.add_column("discrepancy", sa.Column("explained_at", sa.Text(), nullable=True))
    op.add_column("discrepancy", sa.Column("explained_by", sa.String(), nullable=True))
    op.add_column("discrepancy", sa.Column("explained_note", sa.String(), nullable=True))
    op.create_index("ix_discrepancy_severity_opened_at", "discrepancy", ["severity", "opened_at"])
    is_open = sa.text("resolved_at IS NULL AND explained_at IS NULL")
    op.create_index("ix_discrepancy_open", "discrepancy", ["opened_at"], sqlite_where=is_open)
    explained = sa.text("explained_at IS NOT NULL")
    op.create_index("ix_discrepancy_explained", "discrepancy", ["opened_at"], sqlite_where=explained)
    op.add_column("source", sa.Column("asked_at", sa.Text(), nullable=True))
    op.create_index("ix_audit_target_at", "audit", ["target", "at"])
