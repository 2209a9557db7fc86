"""What wakes a trigger before its next poll: a notice that one of its jobs has ended.

All triggers of a triggerer share one connection to the stream in which the API server passes
notices on; one that nobody waits for yet is remembered for whoever comes late. Without Redis, jobs
are polled as if there were no notices.
"""

import asyncio
import contextvars
import logging
import random
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from dailies.hooks.redis import CONN_ID, aredis
from include.notices import stream
from include.providers.base import JobProvider
from include.providers.notices import NotifyingProvider

FIRST_RETRY_S = 1.0
SLOWEST_RETRY_S = 30.0

log = logging.getLogger(__name__)

_ears: "dict[asyncio.AbstractEventLoop, Ear]" = {}


class Bell:
    """Rung once for each of a trigger's jobs that is said to have ended."""

    def __init__(self, job_ids: Collection[str] = ()) -> None:
        self._heard: set[str] = set()
        self._rung = asyncio.Event()
        self._silent = not job_ids

    def ring(self, job_id: str) -> None:
        """Wake whoever waits."""
        self._heard.add(job_id)
        self._rung.set()

    async def within(self, seconds: float) -> set[str]:
        """Wait so long, or until a job has ended; return those that have."""
        if self._silent:
            await asyncio.sleep(seconds)
            return set()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        self._rung.clear()
        heard, self._heard = self._heard, set()
        return heard


@contextmanager
def listening(provider: JobProvider, job_ids: Collection[str]) -> Iterator[Bell]:
    """Give the bell of these jobs; it never rings where the provider sends no notices."""
    if not (isinstance(provider, NotifyingProvider) and provider.wants_notices):
        yield Bell()
        return
    bell = Bell(job_ids)
    subjects = {stream.subject(provider.stage, provider.name, each): each for each in job_ids}
    ear = Ear.of_this_loop()
    ear.add(bell, subjects)
    try:
        yield bell
    finally:
        ear.remove(bell, subjects)


class Ear:
    """Reads the stream for all bells of an event loop, for as long as there are any."""

    def __init__(self) -> None:
        self._bells: defaultdict[str, dict[Bell, str]] = defaultdict(dict)
        self._told: OrderedDict[str, None] = OrderedDict()
        self._last = stream.START
        self._deaf = False
        # in a context of its own, or it would write into the log of the trigger that came first
        own = contextvars.Context()
        self._reading = asyncio.get_running_loop().create_task(self._read(), context=own)

    @classmethod
    def of_this_loop(cls) -> "Ear":
        """Return the loop's ear, opened when it is the first to ask."""
        loop = asyncio.get_running_loop()
        if loop not in _ears:
            _ears[loop] = cls()
        return _ears[loop]

    def add(self, bell: Bell, subjects: dict[str, str]) -> None:
        """Ring a bell for these subjects, at once for what was told before."""
        for subject, job_id in subjects.items():
            self._bells[subject][bell] = job_id
            if subject in self._told:
                bell.ring(job_id)

    def remove(self, bell: Bell, subjects: Collection[str]) -> None:
        """Ring a bell no more; without any, the ear closes."""
        for subject in subjects:
            self._bells[subject].pop(bell, None)
            if not self._bells[subject]:
                del self._bells[subject]
        if not self._bells:
            self._reading.cancel()
            _ears.pop(self._reading.get_loop(), None)

    async def _read(self) -> None:
        wait_s = FIRST_RETRY_S
        while True:
            try:
                async with await aredis() as redis:
                    while True:
                        self._last, told = await stream.heard(redis, self._last)
                        self._ring(told)
                        wait_s = FIRST_RETRY_S
            except Exception as error:  # noqa: BLE001 - whatever it is, polling goes on
                self._complain(error)
            await asyncio.sleep(wait_s * random.uniform(0.8, 1.2))  # noqa: S311
            wait_s = min(2 * wait_s, SLOWEST_RETRY_S)

    def _ring(self, subjects: list[str]) -> None:
        if self._deaf:
            log.info("Notices of ended jobs come in again")
        self._deaf = False
        for subject in subjects:
            for bell, job_id in self._bells.get(subject, {}).items():
                bell.ring(job_id)
            self._told[subject] = None
            self._told.move_to_end(subject)
        while len(self._told) > stream.KEPT:
            self._told.popitem(last=False)

    def _complain(self, error: Exception) -> None:
        say = log.debug if self._deaf else log.warning
        said = "Notices of ended jobs do not come in, jobs are polled instead (%s: %s). Check %s."
        say(said, type(error).__name__, error, CONN_ID)
        self._deaf = True
