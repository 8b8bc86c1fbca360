"""Full-text search

Revision: 0003, after 0002

The tables hold text that :mod:`db.text` has already cut into words; ``rowid`` is the article's or the claim's id.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE VIRTUAL TABLE fts_article USING fts5(title, text, tokenize = 'porter unicode61')")
    op.execute("CREATE VIRTUAL TABLE fts_claim USING fts5(words, rule, tokenize = 'porter unicode61')")
