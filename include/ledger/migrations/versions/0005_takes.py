"""New takes that reviewers asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "takes",
        sa.Column("of_run_id", sa.String(length=250), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=250), nullable=False),
        sa.Column("first_run_id", sa.String(length=250), nullable=False),
        sa.Column("topic", sa.JSON(), nullable=False),
        sa.Column("feedback", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("of_run_id", "topic_id", "decision"),
        sa.UniqueConstraint("first_run_id", "topic_id", "number", name="uq_takes_number"),
    )


def downgrade() -> None:
    op.drop_table("takes")
