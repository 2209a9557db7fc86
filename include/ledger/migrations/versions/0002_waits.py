"""Who waits for an accepted job."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "waits",
        sa.Column("order_digest", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_digest", "attempt"],
            ["jobs.order_digest", "jobs.attempt"],
            name="fk_waits_job",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_digest", "attempt", "owner"),
    )
    op.create_index("ix_waits_owner", "waits", ["owner"])


def downgrade() -> None:
    op.drop_table("waits")
