"""The one trigger that waits for all jobs of a short, whoever the provider is.

It only reads, until a person fails the task: a second one beside it, or one started again, changes
nothing. It fires once, and not before ``not_before``: an event that comes while the worker is still
leaving the task fails it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from airflow.triggers.base import BaseTrigger, TriggerEvent

from dailies.triggers.patience import Patience
from dailies.triggers.waking import Bell, listening
from dailies.triggers.watched import Watch, Watched
from include.ordering.pacing import next_poll_s
from include.providers.base import JobProvider
from include.providers.errors import BadReply, Fatal, ProviderError, Retryable, UnknownStatus
from include.providers.values import Job, State

STEP_PERCENT = 10.0
"""A job's progress is told in such steps: a line at each poll of each job is read by nobody."""

if TYPE_CHECKING:
    from dailies.hooks.provider import Service


class ProviderJobTrigger(BaseTrigger):
    """Poll jobs until all have ended, or until there is something else for the worker to do.

    :param stage: Stage of the provider, such as ``clip``.
    :param provider: The provider's name.
    :param conn_id: Its connection; empty for none.
    :param jobs: What to watch; see ``Watched``.
    :param not_before: Epoch seconds before which no event is fired.
    :param resume_at: Epoch seconds at which the worker may order more; ``None`` for never.
    :param echo: What the event gives back to the worker.
    """

    def __init__(
        self,
        *,
        stage: str,
        provider: str,
        conn_id: str,
        jobs: Sequence[Watched],
        not_before: float,
        resume_at: float | None = None,
        echo: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.stage = stage
        self.provider = provider
        self.conn_id = conn_id
        self.jobs = list(jobs)
        self.not_before = not_before
        self.resume_at = resume_at
        self.echo = echo or {}
        self._done = False
        self._watches: list[Watch] = []
        self._ending: asyncio.Task[None] | None = None

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return what another triggerer needs to take over."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {
                "stage": self.stage,
                "provider": self.provider,
                "conn_id": self.conn_id,
                "jobs": self.jobs,
                "not_before": self.not_before,
                "resume_at": self.resume_at,
                "echo": self.echo,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Fire one event, whatever happens: an exception here would lose its kind on the way."""
        try:
            said: dict[str, Any] = {"kind": await self._wait()}
        except ProviderError as error:
            hint = error.retry_after_s if isinstance(error, Retryable) else None
            said = {"kind": type(error).__name__, "message": str(error), "retry_after_s": hint}
        except Exception as error:
            self.log.exception("The trigger failed")
            said = {"kind": "Retryable", "message": f"The trigger failed: {type(error).__name__}."}
        await asyncio.sleep(max(0.0, self.not_before - time.time()))
        self._done = True
        yield TriggerEvent({**said, **self.echo})  # type: ignore[no-untyped-call]

    async def on_kill(self) -> None:
        """Cancel the jobs when a person failed the task; not when it was cleared or moved.

        Airflow calls this in all three cases, so the task's state decides. While it runs, Airflow
        cancels it again every second; what it does is therefore a task of its own.
        """
        if self._done or not self.jobs:
            return
        self._ending = asyncio.create_task(self._abandon())
        while not self._ending.done():
            with suppress(asyncio.CancelledError):
                await asyncio.shield(self._ending)

    async def _abandon(self) -> None:
        state = await self._task_state()
        if state != "failed":
            self.log.info("Leaving %d jobs running: the task is %s", len(self.jobs), state)
            return
        provider, unwanted = await self._provider(), await asyncio.to_thread(self._leave)
        ended = {watch.about["digest"] for watch in self._watches if watch.settled}
        mine = [job for job in self.jobs if job["digest"] not in ended]
        if shared := [job["job_id"] for job in mine if job["digest"] not in unwanted]:
            self.log.info("Leaving jobs %s running: others wait for them", ", ".join(shared))
        await asyncio.gather(
            *(self._cancel(provider, job) for job in mine if job["digest"] in unwanted)
        )

    def _leave(self) -> set[str]:
        """Wait no more; return the orders nobody waits for now."""
        from dailies.hooks.ledger import ledger
        from dailies.run import owner_named

        return ledger().waits.leave(owner_named(self.task_instance))

    async def _wait(self) -> str:
        """Return "settled" when all jobs have ended, "resume" when the worker may order more."""
        now = time.time()
        if not self.jobs:
            await asyncio.sleep(max(0.0, (self.resume_at or now) - now))
            return "resume"
        provider = await self._provider()
        for job in self.jobs:
            due_at = max(now + self._pace_s(provider, job), job["poll_at"])
            self._watches.append(Watch(job, due_at))
        with listening(provider, [job["job_id"] for job in self.jobs]) as bell:
            return await self._watch(provider, bell)

    async def _watch(self, provider: JobProvider, bell: Bell) -> str:
        patience = Patience()
        while running := [watch for watch in self._watches if not watch.settled]:
            now = time.time()
            if self.resume_at is not None and now >= self.resume_at:
                return "resume"
            due = [watch for watch in running if watch.due_at <= now]
            await asyncio.gather(*(self._look(provider, watch, patience) for watch in due))
            patience.check()
            ended = await bell.within(self._idle_s(running))
            for watch in running:
                if watch.about["job_id"] in ended:
                    watch.due_at = time.time()
        return "settled"

    async def _look(self, provider: JobProvider, watch: Watch, patience: "Patience") -> None:
        from include.providers.transport import aask, progress_of

        about, hint = watch.about, None
        if time.time() >= about["deadline_at"]:
            watch.settled = True  # the worker gives it up
            return
        try:
            what = f"Polling {about['subject']} at {provider.name}"
            reply = await aask(provider, provider.poll(watch.job), what=what)
            progress = progress_of(provider, reply)
        except (Retryable, BadReply) as error:
            patience.lost(error)
            self.log.warning("%s Looking again later.", error)
            hint = error.retry_after_s if isinstance(error, Retryable) else None
        except (UnknownStatus, Fatal):
            raise
        except ProviderError as error:
            self.log.warning("%s", error)
            watch.settled = True  # the worker asks again and decides
        else:
            patience.regained()
            hint = progress.next_poll_s
            self._note(provider, watch, progress.state, progress.percent, progress.detail)
        watch.due_at = time.time() + self._pace_s(provider, about, hint)

    def _note(
        self,
        provider: JobProvider,
        watch: Watch,
        state: State,
        percent: float | None,
        detail: str,
    ) -> None:
        further = percent is not None and percent >= watch.told_percent + STEP_PERCENT
        log = self.log.info if further or watch.state not in (state, None) else self.log.debug
        done = f", {percent:.0f} %" if percent is not None else ""
        about = watch.about
        where = f"{about['subject']} at {provider.name}"
        said = f": {detail}" if detail else ""
        log("Job %s for %s is %s%s%s", about["job_id"], where, state.value, done, said)
        watch.state = state
        if further and percent is not None:
            watch.told_percent = percent
        watch.settled = state not in (State.QUEUED, State.RUNNING)

    def _pace_s(self, provider: JobProvider, about: Watched, hint: float | None = None) -> float:
        interval = provider.account.number("poll_interval_s", provider.poll_interval_s)
        return next_poll_s(interval, elapsed_s=time.time() - about["since"], hint_s=hint)

    def _idle_s(self, running: list[Watch]) -> float:
        times = [watch.due_at for watch in running if not watch.settled]
        times += [watch.about["deadline_at"] for watch in running if not watch.settled]
        if self.resume_at is not None:
            times.append(self.resume_at)
        now = time.time()
        return max(0.0, min(times, default=now) - now) if times else 0.0

    async def _provider(self) -> JobProvider:
        from dailies.hooks.provider import aservice_for

        service: Service = await aservice_for(self.stage, name=self.provider, conn_id=self.conn_id)
        return cast("JobProvider", service.provider)

    async def _task_state(self) -> str:
        """Return the task's state as Airflow has it now; "unknown" when it does not say."""
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

        ti = self.task_instance
        if ti is None:
            return "unknown"
        about: Any = {"map_index": ti.map_index, "task_ids": [ti.task_id], "run_ids": [ti.run_id]}
        ask = RuntimeTaskInstance.get_task_states
        try:
            states = await asyncio.to_thread(ask, dag_id=ti.dag_id, **about)
        except Exception:
            self.log.warning("The task's state is not known", exc_info=True)
            return "unknown"
        return str(next(iter(states.get(ti.run_id, {}).values()), "unknown"))

    async def _cancel(self, provider: JobProvider, job: Watched) -> None:
        from include.providers.transport import aask

        job_id = job["job_id"]
        try:
            request = provider.cancel(Job(job_id, job["data"]))
            if request is None:
                self.log.warning("%s cannot cancel; job %s runs on", provider.name, job_id)
                return
            await aask(provider, request, what=f"Cancelling {job['subject']} at {provider.name}")
        except ProviderError as error:
            self.log.warning("Job %s was not cancelled: %s", job_id, error)
        else:
            self.log.info("Cancelled job %s at %s", job_id, provider.name)
