"""What the review desk shows of a short, and which tasks make it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("shorts") as shorts:
        shorts.add_column(_text("dag_id"))
        shorts.add_column(_text("run_id"))
        shorts.add_column(sa.Column("map_index", sa.Integer(), nullable=False, server_default="-1"))
        shorts.add_column(sa.Column("short", sa.JSON(), nullable=True))
        shorts.add_column(sa.Column("script", sa.JSON(), nullable=True))
    op.create_index("ix_shorts_run", "shorts", ["dag_id", "run_id"])
    op.create_index("ix_shorts_updated_at", "shorts", ["updated_at"])


def downgrade() -> None:
    op.drop_index("ix_shorts_updated_at", "shorts")
    op.drop_index("ix_shorts_run", "shorts")
    with op.batch_alter_table("shorts") as shorts:
        for name in ("script", "short", "map_index", "run_id", "dag_id"):
            shorts.drop_column(name)


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length=250), nullable=False, server_default="")
