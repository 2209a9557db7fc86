"""The empty ledger and store of the operators' tests."""

from tests.plugins.operators.conftest import data, fal, ground  # noqa: F401
