"""Remember by which vintages the stored claims have been judged

Revision: 0005, after 0004

Null says that they have not, as after an import while no service ran: the next start makes up for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("vintage", sa.Column("judged_at", sa.Text(), nullable=True))
