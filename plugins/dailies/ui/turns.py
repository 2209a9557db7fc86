"""Of two answers to one review at the same moment, one is taken and the other told so.

Airflow 3.3.2 looks whether a question is answered before it locks it, so that both pass and the
later one counts. Within a server process, answers to the same question take turns; between
processes, whoever first locks the waiting task answers it.
"""

import asyncio
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_turns: "WeakValueDictionary[tuple[tuple[str, str], ...], asyncio.Lock]" = WeakValueDictionary()


def turn(**key: str) -> asyncio.Lock:
    """Return the lock of a task's question; ``key`` is as for ``until_safe``."""
    return _turns.setdefault(tuple(sorted(key.items())), asyncio.Lock())


def still_waits(session: "Session", **key: Any) -> bool:
    """Lock a parked task until the session ends; false when it is parked no more."""
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.state import TaskInstanceState
    from sqlalchemy import update

    mine = [getattr(TaskInstance, name) == value for name, value in key.items()]
    # changes nothing; SQLite, which knows no other lock, locks what writes
    locking = update(TaskInstance).where(
        *mine, TaskInstance.state == TaskInstanceState.AWAITING_INPUT
    )
    found: Any = session.execute(
        locking.values(updated_at=TaskInstance.updated_at),
        execution_options={"synchronize_session": False},
    )
    return bool(found.rowcount)
