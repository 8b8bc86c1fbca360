"""Articles and claims

Revision: 0001, after None
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.Column("next_due", sa.Text(), nullable=True),
        sa.Column("last_polled_at", sa.Text(), nullable=True),
        sa.Column("last_success_at", sa.Text(), nullable=True),
        sa.Column("last_new_at", sa.Text(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("interval_seconds", sa.Float(), nullable=True),
        sa.Column("validators", sa.Text(), nullable=True),
        sa.Column("moved", sa.Text(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_source"),
    )
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("site_id", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.Column("sorted_at", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("cluster", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["source.name"], name="fk_article_source"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("public_id", name="uq_article_public_id"),
        sa.UniqueConstraint("source", "key", name="uq_article_source_key"),
    )
    op.create_index("ix_article_cluster_sorted_at", "article", ["cluster", "sorted_at"])
    op.create_index("ix_article_content_hash", "article", ["content_hash"])
    op.create_index("ix_article_language_sorted_at", "article", ["language", "sorted_at"])
    op.create_index("ix_article_sorted_at", "article", ["sorted_at"])
    op.create_index("ix_article_source_sorted_at", "article", ["source", "sorted_at"])
    op.create_table(
        "entry",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.Column("last_seen_at", sa.Text(), nullable=False),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("article_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["source.name"], name="fk_entry_source"),
        sa.PrimaryKeyConstraint("source", "key", name="pk_entry"),
    )
    op.create_index("ix_entry_source_first_seen_at", "entry", ["source", "first_seen_at"])
    op.create_index("ix_entry_source_next_try", "entry", ["source", "next_try"])
    op.create_index("ix_entry_source_url", "entry", ["source", "url"])
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["source.name"], name="fk_poll_source"),
        sa.PrimaryKeyConstraint("id", name="pk_poll"),
    )
    op.create_index("ix_poll_source_started_at", "poll", ["source", "started_at"])
    op.create_index("ix_poll_started_at", "poll", ["started_at"])
    op.create_table(
        "article_band",
        sa.Column("band", sa.LargeBinary(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_band_article_id"),
        sa.PrimaryKeyConstraint("band", "article_id", name="pk_article_band"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_band_article_id", "article_band", ["article_id"])
    op.create_table(
        "article_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("published_at", sa.Text(), nullable=True),
        sa.Column("flags", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_version_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_article_version"),
        sa.UniqueConstraint("article_id", "number", name="uq_article_version_article_id_number"),
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("sorted_at", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group_key", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=True),
        sa.Column("relation", sa.String(), nullable=True),
        sa.Column("value_point", sa.Text(), nullable=True),
        sa.Column("value_low", sa.Text(), nullable=True),
        sa.Column("value_high", sa.Text(), nullable=True),
        sa.Column("value_number", sa.Float(), nullable=True),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("per", sa.String(), nullable=True),
        sa.Column("modifier", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_n", sa.Integer(), nullable=True),
        sa.Column("platform", sa.String(), nullable=True),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("period_basis", sa.String(), nullable=True),
        sa.Column("base_period_start", sa.Date(), nullable=True),
        sa.Column("base_period_end", sa.Date(), nullable=True),
        sa.Column("price_of", sa.String(), nullable=True),
        sa.Column("attribution", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("first_version", sa.Integer(), nullable=False),
        sa.Column("last_version", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.Text(), nullable=True),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("verdict_number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_claim_article_id"),
        sa.PrimaryKeyConstraint("id", name="pk_claim"),
        sa.UniqueConstraint("public_id", name="uq_claim_public_id"),
    )
    op.create_index("ix_claim_article_id_position", "claim", ["article_id", "position"])
    op.create_index("ix_claim_group_key_sorted_at", "claim", ["group_key", "sorted_at"])
    op.create_index(
        "ix_claim_kind_sorted_at", "claim", ["kind", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "ix_claim_label_sorted_at", "claim", ["label", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "ix_claim_language_sorted_at", "claim", ["language", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "ix_claim_measure_sorted_at", "claim", ["measure", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "ix_claim_modality_sorted_at", "claim", ["modality", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "ix_claim_object_sorted_at", "claim", ["object", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index("ix_claim_period_end_period_start", "claim", ["period_end", "period_start"])
    op.create_index(
        "ix_claim_platform_sorted_at", "claim", ["platform", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index("ix_claim_sorted_at", "claim", ["sorted_at"])
    op.create_index(
        "ix_claim_source_sorted_at", "claim", ["source", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_index(
        "ix_claim_subject_sorted_at", "claim", ["subject", "sorted_at"], sqlite_where=sa.text("withdrawn_at IS NULL")
    )
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_mention_claim_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mention"),
    )
    op.create_index("ix_mention_claim_id_version", "mention", ["claim_id", "version"])
