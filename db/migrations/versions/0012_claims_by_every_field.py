"""Claims by each field that they may be asked for by

Revision: 0012, after 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_FIELDS = ("relation", "unit", "per", "modifier", "scope", "price_of", "attribution", "period_basis")


def upgrade() -> None:
    for name in _FIELDS:
        standing = sa.text("withdrawn_at IS NULL")
        op.create_index(f"ix_claim_{name}_sorted_at", "claim", [name, "sorted_at"], sqlite_where=standing)
