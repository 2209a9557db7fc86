"""How fast voices speak, as measured."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "rates",
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("voice", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("characters", sa.Double(), nullable=False),
        sa.Column("spoken_s", sa.Double(), nullable=False),
        sa.Column("estimated_s", sa.Double(), nullable=False),
        sa.Column("narrations", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "voice", "language"),
    )


def downgrade() -> None:
    op.drop_table("rates")
