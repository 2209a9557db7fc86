"""A channel's memory with a thousand topics a day for a year, on SQLite: how long a decision takes.

Titles are made up of words as often said as words are (Zipf's law), with a name and sometimes a
number; a third of what is decided about was made before, a third in other words. All of it is made
with one seed.
"""

import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert, select

from bench.figures import Figure, Measured
from bench.machine import load
from include.domain import Topic
from include.ledger.database import writing
from include.ledger.ledger import Ledger
from include.ledger.memory import key_number
from include.ledger.models import RememberedBatchRow, RememberedKeyRow, RememberedRow, ShortRow
from include.topics.memory import looking, remembered

DAYS, A_DAY, DECISIONS = 365, 1000, 300
DECISION_S, MEMORY_MB = 0.05, 100.0
CHANNEL = "bench"
WORDS, NAMES = 20_000, 40_000
NOW = datetime(2026, 11, 22, tzinfo=UTC)
_SYLLABLES = [a + b for a in "bdfgklmnprstvwz" for b in "aeiou"]


def measure(days: int = DAYS) -> Measured:
    """Fill a memory and decide about topics that it knows, nearly knows, and does not know."""
    loads = [load()]
    with tempfile.TemporaryDirectory(prefix="dailies-memory-") as folder:
        book = Ledger(f"sqlite:///{folder}/ledger.db")
        chance = random.Random(7)  # noqa: S311
        sample = fill(book, chance, days=days)
        size_mb = Path(folder, "ledger.db").stat().st_size / 1e6
        publish(book)
        before_mb = _resident_mb()
        seconds, cpu, right = decide(book, chance, sample)
        grown_mb = _resident_mb() - before_mb
    figures = {
        "decision_s": Figure(_hundreds(seconds), "s", DECISION_S, "of one topic"),
        "decision_cpu_s": Figure(_hundreds(cpu), "s", DECISION_S, "whatever else runs"),
        "decision_p99_s": Figure((sorted(seconds)[int(0.99 * len(seconds))],), "s", None, "p99"),
        "right": Figure((right,), "share", None, "of what is decided", at_least=0.9),
        "memory_mb": Figure((grown_mb,), "MB", MEMORY_MB, "what the process grows by"),
        "file_mb": Figure((size_mb,), "MB", MEMORY_MB, "the tables on disk"),
    }
    settings = {"days": days, "topics": days * A_DAY, "decisions": len(seconds)}
    return Measured(figures, {**settings, "load_averages": [*loads, load()]})


def fill(book: Ledger, chance: random.Random, *, days: int) -> list[Topic]:
    """Remember a thousand topics a day; return some of them."""
    sample: list[Topic] = []
    number = 0
    for day in range(days):
        batch = f"b{day}"
        rows, keys = [], []
        for topic in made_up(chance, A_DAY):
            number += 1
            known = remembered(topic)
            rows.append({"id": number, "batch_id": day + 1, "topic_id": known.topic_id,
                         "language": known.language, "title": known.title})  # fmt: skip
            numbers = {key_number(CHANNEL, key) for key in known.keys}
            keys += [{"key": key, "remembered_id": number} for key in numbers]
            if chance.random() < DECISIONS / days / A_DAY:
                sample.append(topic)
        with writing(book.url) as session:
            at = NOW - timedelta(days=days - day)
            session.execute(insert(RememberedBatchRow), [
                {"id": day + 1, "channel": CHANNEL, "batch": batch, "at": at}])  # fmt: skip
            session.execute(insert(RememberedRow), rows)
            session.execute(insert(RememberedKeyRow), keys)
    return sample


def decide(
    book: Ledger, chance: random.Random, sample: Sequence[Topic]
) -> tuple[list[float], list[float], float]:
    """Return the seconds and the CPU seconds of each decision, and the share of right ones."""
    asked = [(topic, True) for topic in sample]
    asked += [(_retold(topic, chance), True) for topic in sample]
    asked += [(topic, False) for topic in made_up(chance, len(sample))]
    seconds, cpu, right = [], [], 0
    with looking(book.memory, CHANNEL, now=NOW, days=366, except_batch="") as memory:
        for topic, made in asked:
            began, worked = time.perf_counter(), time.process_time()
            found = memory.opinion(topic).made
            seconds.append(time.perf_counter() - began)
            cpu.append(time.process_time() - worked)
            right += bool(found) is made
    return seconds, cpu, right / len(asked)


def publish(book: Ledger) -> None:
    """Have every remembered topic rendered: what was not made counts for nothing."""
    about, batch = RememberedRow, RememberedBatchRow
    with writing(book.url) as session:
        pairs = select(batch.batch, about.topic_id, batch.at).join(
            batch, batch.id == about.batch_id
        )
        for some in session.execute(pairs).partitions(10_000):
            rows = [
                {"batch": name, "topic_id": topic_id, "slug": "", "title": "", "short": None,
                 "script": None, "state": "published", "edit_digest": "x", "updated_at": at}
                for name, topic_id, at in some
            ]  # fmt: skip
            session.execute(insert(ShortRow), rows)


def made_up(chance: random.Random, count: int) -> Iterator[Topic]:
    """Return so many topics with titles like headlines: words, a name, now and then a number."""
    for _ in range(count):
        words = [_word(_zipf(chance, WORDS)) for _ in range(chance.randint(5, 8))]
        words.insert(chance.randint(1, 3), _word(WORDS + _zipf(chance, NAMES)).title())
        if chance.random() < 0.3:  # noqa: PLR2004
            words.insert(3, str(chance.randint(10, 9999)))
        yield _topic(" ".join(words), chance)


def _topic(title: str, chance: random.Random) -> Topic:
    identity = f"{chance.getrandbits(48):012x}"
    return Topic(topic_id=identity, slug=identity, title=title, language="en")


def _retold(topic: Topic, chance: random.Random) -> Topic:
    """Tell a topic with one word left out and the others in another order."""
    words = topic.title.split()
    del words[chance.randrange(len(words))]
    middle = len(words) // 2
    return _topic(" ".join([*words[middle:], *words[:middle]]), chance)


def _zipf(chance: random.Random, most: int) -> int:
    """Return a rank: half as often twice as far."""
    return int(most ** chance.random())


def _word(number: int) -> str:
    count, base = "", len(_SYLLABLES)
    number += base**2
    while number:
        number, rest = divmod(number, base)
        count += _SYLLABLES[rest]
    return count


def _hundreds(values: Sequence[float]) -> tuple[float, ...]:
    """Return the median of each hundred: single decisions are too many to be shown."""
    return tuple(median(values[i : i + 100]) for i in range(0, len(values), 100))


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 1e6
