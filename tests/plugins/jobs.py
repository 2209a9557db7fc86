"""A small operator over the real spine, a task context, and a trigger run to its event."""

import asyncio
import json
from types import SimpleNamespace

from airflow.sdk.exceptions import TaskDeferred
from airflow.sdk.module_loading import import_string

from dailies.operators.provider_job import ProviderJobOperator
from include.providers.transport import asynchronous

TOPIC = {"topic_id": "t1", "slug": "tides", "title": "Tides"}


class Clips(ProviderJobOperator):
    """Orders a clip for each prompt."""

    stage = "clip"

    def __init__(self, *, prompts, **kwargs):
        super().__init__(topic=TOPIC, **kwargs)
        self.prompts = prompts

    def digests(self):
        """Return the orders' digests as this run's connection makes them."""
        return [order.digest for order in self.orders(None)]

    def orders(self, context):
        return [self.order(prompt=prompt, duration_s=4.0) for prompt in self.prompts]

    def naming(self, index, order):
        return f"shot {index + 1}"

    def finish(self, context, results):
        return results


def operator(*prompts, **kwargs):
    return Clips(
        task_id="clips", prompts=prompts, **{"first_event_s": 0.0, "lease_s": 0.0, **kwargs}
    )


def operator_at(service, *prompts, **kwargs):
    """Return an operator that orders from a service, whatever its stage."""
    kind = type("Orders", (Clips,), {"stage": service.stage})
    kwargs = {"first_event_s": 0.0, "lease_s": 0.0, **kwargs}
    return kind(task_id="clips", prompts=prompts or ("sea",), **kwargs)


def context(*, run_id="run", try_number=1, max_tries=2, state="running", **params):
    """Return a task's context; each try has an id of its own, as Airflow gives it."""
    ti = SimpleNamespace(
        dag_id="daily_batch",
        run_id=run_id,
        task_id="clips",
        map_index=0,
        try_number=try_number,
        max_tries=max_tries,
        id=f"{run_id}-{max_tries}-{try_number}",
        get_task_states=lambda **_: {run_id: {"clips_0": state}},
    )
    return {"ti": ti, "run_id": run_id, "params": params}


def connection(url, **extra):
    """Return connection ``dailies_clip`` for the fal emulator, as the environment has it."""
    extra = {
        "provider": "fal",
        "model": "fal-ai/test/pro/text-to-video",
        "price_usd": 0.25,
        "poll_interval_s": 0.05,
        **extra,
    }
    fields = {"conn_type": "http", "host": url, "password": "emulator-key", "extra": extra}
    return json.dumps(fields)


def started(task, ctx):
    """Execute and return what the task is deferred for."""
    return _deferred(lambda: task.execute(ctx))


def resumed(task, ctx, event):
    """Resume and return what the task is deferred for."""
    return _deferred(lambda: task.execute_complete(ctx, event))


def _deferred(step):
    try:
        done = step()
    except TaskDeferred as deferred:
        return deferred
    raise AssertionError(f"not deferred: {done}")


def fired(deferred):
    """Run the trigger as a triggerer does, from its serialised form; return its event."""
    path, kwargs = deferred.trigger.serialize()
    trigger = import_string(path)(**json.loads(json.dumps(kwargs)))

    async def one():
        try:
            return [event.payload async for event in trigger.run()]
        finally:
            await asynchronous.close()

    (event,) = asyncio.run(one())
    return event


def finished(task, ctx, *, at_most=5):
    """Take a task to its end through as many deferrals as it needs; return its result."""
    step = lambda: task.execute(ctx)  # noqa: E731
    for _ in range(at_most):
        try:
            return step()
        except TaskDeferred as deferred:
            event = fired(deferred)
            step = lambda event=event: task.execute_complete(ctx, event)  # noqa: E731
    raise AssertionError(f"still deferred after {at_most} events")
