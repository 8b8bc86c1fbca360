"""Claims as lists send them, and how many there are of each kind

Revision: 0010, after 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.migrations.derived import forget_documents, tally_by

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TEXTS = ("kind", "measure", "subject", "modality", "source", "language", "review")
_OPTIONAL = ("object", "platform", "label", "selection")
COUNTED = (*_TEXTS, *_OPTIONAL)


def upgrade() -> None:
    op.create_table(
        "claim_document",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_claim_document_claim_id_claim"),
        sa.PrimaryKeyConstraint("claim_id", name="pk_claim_document"),
    )
    op.create_index("ix_claim_document_form", "claim_document", ["form"])
    op.execute("INSERT INTO claim_document (claim_id) SELECT id FROM claim")
    for table, extra in (("claim_tally", ()), ("claim_week_tally", ("week",))):
        op.create_table(
            table,
            sa.Column("key", sa.String(), nullable=False),
            *(sa.Column(name, sa.String(), nullable=False) for name in _TEXTS),
            *(sa.Column(name, sa.String(), nullable=True) for name in (*_OPTIONAL, *extra)),
            sa.Column("number", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint("key", name=f"pk_{table}"),
            sqlite_with_rowid=False,
        )
    for statement in (*forget_documents(), *tally_by(COUNTED)):
        op.execute(statement)
