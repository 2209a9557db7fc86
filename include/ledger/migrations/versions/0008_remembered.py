"""What a channel made, findable by its words."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "remembered_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("batch", sa.String(length=250), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "batch", name="uq_remembered_batches"),
    )
    op.create_table(
        "remembered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_remembered_batch_id", "remembered", ["batch_id"])
    op.create_table(
        "remembered_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("remembered_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "remembered_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("remembered_keys")
    op.drop_index("ix_remembered_batch_id", "remembered")
    op.drop_table("remembered")
    op.drop_table("remembered_batches")
