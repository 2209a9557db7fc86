"""Footage taken from stocks, so that a channel does not show it again."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "footage",
        sa.Column("order_digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=250), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("footage_id", sa.String(length=250), nullable=False),
        sa.Column("batch", sa.String(length=250), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("order_digest"),
    )
    op.create_index("ix_footage_shown", "footage", ["channel", "provider", "footage_id"])


def downgrade() -> None:
    op.drop_table("footage")
