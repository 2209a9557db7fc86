"""Topics, jobs, spend, shorts and publications."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

UTC = sa.DateTime(timezone=True)
OPEN = sa.text("state IN ('intent', 'accepted')")


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("order_digest", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("conn_id", sa.String(length=250), nullable=False),
        sa.Column("model", sa.String(length=250), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("batch", sa.String(length=250), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("shot_index", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=1000), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("try_id", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("job_data", sa.JSON(), nullable=False),
        sa.Column("expected_usd", sa.Double(), nullable=False),
        sa.Column("actual_usd", sa.Double(), nullable=True),
        sa.Column("doubt", sa.Boolean(), nullable=False),
        sa.Column("error_kind", sa.String(length=64), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("media", sa.JSON(), nullable=True),
        sa.Column("submitted_at", UTC, nullable=False),
        sa.Column("lease_until", UTC, nullable=False),
        sa.Column("accepted_at", UTC, nullable=True),
        sa.Column("finished_at", UTC, nullable=True),
        sa.Column("dead_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("order_digest", "attempt"),
    )
    op.create_index("ix_jobs_batch", "jobs", ["batch"], unique=False)
    op.create_index("ix_jobs_dead_at", "jobs", ["dead_at"], unique=False)
    op.create_index(
        "uq_jobs_open_order",
        "jobs",
        ["order_digest"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "publications",
        sa.Column("short_key", sa.String(length=250), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=1000), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("claimed_at", UTC, nullable=False),
        sa.Column("finished_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("short_key", "target"),
    )
    op.create_table(
        "shorts",
        sa.Column("batch", sa.String(length=250), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=250), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("edit_digest", sa.String(length=64), nullable=False),
        sa.Column("cost_usd", sa.Double(), nullable=False),
        sa.Column("updated_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("batch", "topic_id"),
    )
    op.create_table(
        "topics",
        sa.Column("batch", sa.String(length=250), nullable=False),
        sa.Column("topic_id", sa.String(length=64), nullable=False),
        sa.Column("slug", sa.String(length=250), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("seen_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("batch", "topic_id"),
    )
    op.create_index("ix_topics_topic_id", "topics", ["topic_id"], unique=False)
    op.create_table(
        "spend",
        sa.Column("order_digest", sa.String(length=64), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("batch", sa.String(length=250), nullable=False),
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("usd", sa.Double(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_digest", "attempt"], ["jobs.order_digest", "jobs.attempt"], name="fk_spend_job"
        ),
        sa.PrimaryKeyConstraint("order_digest", "attempt"),
    )
    op.create_index("ix_spend_at", "spend", ["at"], unique=False)
    op.create_index("ix_spend_batch", "spend", ["batch"], unique=False)


def downgrade() -> None:
    for table in ("spend", "publications", "shorts", "topics", "jobs"):
        op.drop_table(table)
