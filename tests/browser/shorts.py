"""Shorts that were really rendered, and runs that wait for their review."""

import json
import uuid
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from include.domain import Finding, Severity
from include.storage.keys import batch_key
from tests.include.editing import parts
from tests.include.shorts.parts import small
from tests.plugins.ui import desk

FINDINGS = (
    Finding(code="shown", severity=Severity.INFO, message="A shot was drawn."),
    Finding(
        code="frozen",
        severity=Severity.WARNING,
        message="The picture stands still.",
        remedy="Ask for a longer clip.",
        at_s=1.0,
    ),
)


def a_short(folder: Path) -> Any:
    """Render a short at a fifth of the size; return it and its script."""
    from dailies.hooks.media import media_store
    from include.shorts.making import make_short

    written = parts.script()
    edit = small(parts.edit(folder, written=written), media_store())
    short = make_short(edit, slug="s", store=media_store(), on_progress=lambda _: None)
    return SimpleNamespace(short=short, script=written)


def a_batch(server: Any, made: Any, *, shorts: int) -> Any:
    """Give Airflow a run and the ledger its shorts."""
    from dailies.hooks.ledger import ledger

    run_id = f"manual__{uuid.uuid4().hex}"
    desk.add_run(desk.DAG, run_id, shorts=shorts)
    name, book = batch_key(run_id), ledger().shorts
    for index in range(shorts):
        about = {"topic_id": f"t{index}", "title": f"Tides {index}", "findings": FINDINGS}
        short = made.short.model_copy(update=about)
        book.record_short(
            name,
            short.topic_id,
            slug=f"tides-{index}",
            title=short.title,
            state="rendered",
            edit_digest=short.edit_digest,
            dag_id=desk.DAG,
            run_id=run_id,
            map_index=index,
            short=json.loads(short.model_dump_json()),
            script=made.script.model_dump(mode="json"),
        )
    at = f"{server.url}/dailies/?dag_id={desk.DAG}&run_id={run_id}"
    return SimpleNamespace(dag_id=desk.DAG, run_id=run_id, name=name, url=at)
