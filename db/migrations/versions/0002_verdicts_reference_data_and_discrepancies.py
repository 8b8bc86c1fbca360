"""Verdicts, reference data and discrepancies

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("dataset", "digest", name="uq_edition_dataset_digest"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("discrepancy_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("dispatched_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("event_id", name="uq_outbox_event_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_dispatched_at_id", "outbox", ["dispatched_at", "id"])
    op.create_table(
        "refresh",
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("last_attempt_at", sa.Text(), nullable=True),
        sa.Column("last_success_at", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("calls_on", sa.Date(), nullable=True),
        sa.Column("not_before", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("dataset", name="pk_refresh"),
    )
    op.create_table(
        "vintage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("received_at", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("days_changed", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_vintage"),
        sa.UniqueConstraint("dataset", "as_of", name="uq_vintage_dataset_as_of"),
    )
    op.create_table(
        "observation",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_observation_edition_id"),
        sa.PrimaryKeyConstraint("edition_id", "series", name="pk_observation"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement",
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("vintage_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_statement_edition_id"),
        sa.ForeignKeyConstraint(["vintage_id"], ["vintage.id"], name="fk_statement_vintage_id"),
        sa.PrimaryKeyConstraint("dataset", "day", "as_of", name="pk_statement"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "consistency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("low", sa.Text(), nullable=True),
        sa.Column("high", sa.Text(), nullable=True),
        sa.Column("point", sa.Text(), nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("explanation_zh", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_consistency_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consistency"),
    )
    op.create_index("ix_consistency_article_id_version", "consistency", ["article_id", "version"])
    op.create_table(
        "discrepancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("group_key", sa.String(), nullable=True),
        sa.Column("opened_at", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.Text(), nullable=False),
        sa.Column("resolved_at", sa.Text(), nullable=True),
        sa.Column("factor", sa.Text(), nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("explanation_zh", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_discrepancy_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_discrepancy"),
        sa.UniqueConstraint("public_id", name="uq_discrepancy_public_id"),
    )
    op.create_index("ix_discrepancy_article_id_opened_at", "discrepancy", ["article_id", "opened_at"])
    op.create_index("ix_discrepancy_group_key_type", "discrepancy", ["group_key", "type"])
    op.create_index("ix_discrepancy_opened_at", "discrepancy", ["opened_at"])
    op.create_index("ix_discrepancy_subject_opened_at", "discrepancy", ["subject", "opened_at"])
    op.create_index("ix_discrepancy_type_opened_at", "discrepancy", ["type", "opened_at"])
    op.create_table(
        "discrepancy_claim",
        sa.Column("discrepancy_id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_discrepancy_claim_claim_id"),
        sa.ForeignKeyConstraint(["discrepancy_id"], ["discrepancy.id"], name="fk_discrepancy_claim_discrepancy_id"),
        sa.PrimaryKeyConstraint("discrepancy_id", "claim_id", name="pk_discrepancy_claim"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_discrepancy_claim_claim_id", "discrepancy_claim", ["claim_id"])
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=True),
        sa.Column("readings", sa.Text(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=True),
        sa.Column("relative_error", sa.Text(), nullable=True),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("explanation_zh", sa.String(), nullable=False),
        sa.Column("dataset", sa.String(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=True),
        sa.Column("citation", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_verdict_claim_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
        sa.UniqueConstraint("claim_id", "number", name="uq_verdict_claim_id_number"),
    )
