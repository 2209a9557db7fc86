"""What a publication keeps of its conversation, platforms' tokens and daily quotas."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

UTC = sa.DateTime(timezone=True)


def columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("error_kind", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("memo", sa.String(), nullable=False, server_default=""),
        sa.Column("fence", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("try_id", sa.String(length=64), nullable=False, server_default=""),
        sa.Column("not_before", UTC, nullable=True),
        sa.Column("scheduled_for", UTC, nullable=True),
        sa.Column("began_at", UTC, nullable=True),
        sa.Column("lease_until", UTC, nullable=True),
    ]


def upgrade() -> None:
    for column in columns():
        op.add_column("publications", column)
    op.create_table(
        "quotas",
        sa.Column("account", sa.String(length=250), nullable=False),
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account", "bucket", "day"),
    )
    op.create_table(
        "tokens",
        sa.Column("account", sa.String(length=250), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("refreshing_until", UTC, nullable=True),
        sa.PrimaryKeyConstraint("account"),
    )


def downgrade() -> None:
    op.drop_table("tokens")
    op.drop_table("quotas")
    with op.batch_alter_table("publications") as table:
        for column in columns():
            table.drop_column(column.name)
