"""What Alembic runs: on the connection that the caller has locked, never one of its own."""

from alembic import context

from include.ledger.migrations import VERSION_TABLE
from include.ledger.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    transaction_per_migration=False,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
