"""Reviews of claims, what they come to on the claim, and the articles that wait for a reviewer

Revision: 0009, after 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("claim_id", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("reviewer", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.String(), nullable=True),
        sa.Column("undoes", sa.String(), nullable=True),
        sa.Column("batch", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("public_id", name="uq_review_public_id"),
        sa.UniqueConstraint("undoes", name="uq_review_undoes"),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["claim_id", "id"],
        ["article_id", "id"],
        ["reviewer", "decided_at"],
        ["decided_at"],
        ["decision", "decided_at"],
    ):
        op.create_index(f"ix_review_{'_'.join(columns)}", "review", columns)
    for column in ("answers", "batch"):
        op.create_index(f"ix_review_{column}", "review", [column], sqlite_where=sa.text(f"{column} IS NOT NULL"))
    op.create_table(
        "review_task",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("second_to", sa.String(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.Integer(), nullable=False),
        sa.Column("sorted_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_review_task_article_id"),
        sa.PrimaryKeyConstraint("article_id", "second_to", name="pk_review_task"),
        sqlite_with_rowid=False,
    )
    order = ["severity", "doubt", "sorted_at", "article_id", "second_to"]
    op.create_index(f"ix_review_task_{'_'.join(order)}", "review_task", order)
    op.create_index("ix_review_task_second_to_waiting", "review_task", ["second_to", "waiting"])
    op.add_column("claim", sa.Column("review", sa.String(), nullable=False, server_default="unreviewed"))
    op.add_column("claim", sa.Column("reviewer", sa.String(), nullable=True))
    op.add_column("claim", sa.Column("reviewed_at", sa.Text(), nullable=True))
    op.create_index("ix_claim_review_sorted_at", "claim", ["review", "sorted_at"])
    # What is there already waits in the order of what stands against it; doubt is found when an article comes again.
    op.execute(
        "INSERT INTO review_task SELECT claim.article_id, '', count(DISTINCT claim.id),"
        " max(CASE WHEN discrepancy.id IS NULL THEN 0 WHEN discrepancy.type = 'conflicting' THEN 1 ELSE 2 END),"
        " 0, max(claim.sorted_at) FROM claim"
        " LEFT JOIN discrepancy_claim ON discrepancy_claim.claim_id = claim.id"
        " LEFT JOIN discrepancy ON discrepancy.id = discrepancy_claim.discrepancy_id"
        " AND discrepancy.resolved_at IS NULL"
        " WHERE claim.withdrawn_at IS NULL GROUP BY claim.article_id"
    )
