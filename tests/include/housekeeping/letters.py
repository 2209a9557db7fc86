"""Letters for tests."""

from datetime import UTC, datetime, timedelta

from include.ledger.entries import FAILED, Entry
from include.ledger.letters import Letter

NOW = datetime(2026, 10, 2, 4, 0, tzinfo=UTC)
OWNER = "daily_batch/manual__1/produce_short.generate_clips/2"


def letter(name="a", *, days=1.0, state=FAILED, kind="Retryable", error="down", **about):
    """Return a letter about the third clip of topic t1, ``days`` old."""
    owners = about.pop("owners", (OWNER,))
    doubtful_usd = about.pop("doubtful_usd", 0.0)
    at = NOW - timedelta(days=days)
    fields = {
        "order_digest": name * 64,
        "attempt": 1,
        "state": state,
        "stage": "clip",
        "provider": "fal",
        "conn_id": "dailies_clip",
        "batch": "manual__1",
        "topic_id": "t1",
        "shot_index": 2,
        "owner": owners[0],
        "epoch": 0,
        "try_id": "try",
        "job_id": "",
        "doubt": False,
        "error_kind": kind,
        "error": error,
        "expected_usd": 0.25,
        "actual_usd": None,
        "submitted_at": at,
        "lease_until": at,
        "accepted_at": None,
        "dead_at": at,
        **about,
    }
    entry = Entry(**fields)
    return Letter(entry, entry, at, owners, kind, error, 0.25, doubtful_usd)
