"""What a person is told of a dead letter: what, of which short, why, what it cost, what to do.

Errors are what a service or a feed made them: they are told on one line, without control
characters, shortened, and without what follows the path of an address.
"""

import re

from include.domain.base import Model
from include.domain.housekeeping import DAG_ID
from include.domain.topic import Topic
from include.ledger import entries as states
from include.ledger.letters import Letter
from include.providers.errors import OverBudget, Refused
from include.text.printable import on_a_line

MAX_ERROR = 300

_QUERY = re.compile(r"(https?://[^\s?#]*)[?#]\S*")


class Notice(Model):
    """A dead letter as it is told; ``clear`` names the tasks that wait for it."""

    letter_id: str
    what: str
    batch: str
    topic: str
    provider: str
    state: str
    error: str
    since: str
    paid_usd: float
    doubtful_usd: float
    remedy: str
    clear: tuple[str, ...]

    @property
    def told(self) -> str:
        """The letter in one line."""
        cost = f"{self.paid_usd:.2f} USD paid"
        if self.doubtful_usd:
            cost += f", {self.doubtful_usd:.2f} USD in doubt"
        return (
            f"{self.letter_id}: {self.what} of {self.topic!r} from {self.provider}, batch "
            f"{self.batch}, given up {self.since}; {cost}. {self.error} {self.remedy}"
        )


def notice(letter: Letter, topic: Topic) -> Notice:
    """Say what a person should know of a letter about ``topic``."""
    origin = letter.origin
    return Notice(
        letter_id=letter.letter_id,
        what=name_of(letter),
        batch=origin.batch,
        topic=one_line(topic.title),
        provider=origin.provider,
        state=letter.latest.state,
        error=f"{letter.error_kind}: {one_line(letter.error)}",
        since=f"{letter.since:%Y-%m-%d %H:%M} UTC",
        paid_usd=round(letter.paid_usd, 6),
        doubtful_usd=round(letter.doubtful_usd, 6),
        remedy=remedy(letter),
        clear=waiting(letter),
    )


def name_of(letter: Letter) -> str:
    """Return what was ordered, as "clip 3"."""
    return f"{letter.origin.stage} {letter.origin.shot_index + 1}"


def is_refused(letter: Letter) -> bool:
    """Whether the provider judged the content: to ask again changes nothing."""
    said = letter.error_kind == Refused.__name__
    return letter.latest.state == states.REFUSED or (said and letter.latest.state == states.DEAD)


def remedy(letter: Letter) -> str:
    """Say what to do about a letter."""
    name, latest = letter.origin.provider, letter.latest
    if is_refused(letter):
        return "It stays refused: change the topic or the provider, and run the batch again."
    if latest.state == states.ACCEPTED:
        return f"Replay it: {name} has job {one_line(latest.job_id)}, which is not ordered again."
    if latest.state == states.INTENT:
        return f"Look at {name} first: it may have been ordered. Then replay it."
    if letter.error_kind == OverBudget.__name__:
        return "Replay it with a budget that is large enough."
    return f"Mend the cause, or wait until {name} is well, and replay it."


def waiting(letter: Letter) -> tuple[str, ...]:
    """Name the tasks that gave the order up, and not those that have replayed it in vain."""
    others = [owner for owner in letter.owners if not owner.startswith(f"{DAG_ID}/")]
    return tuple(task_of(owner) for owner in others or letter.owners)


def task_of(owner: str) -> str:
    """Name a task instance as a person finds it in the grid."""
    dag_id, run_id, task_id, index = (owner.split("/") + [""] * 4)[:4]
    place = f", map index {index}" if index.isdecimal() else ""
    return f"DAG {dag_id}, run {run_id}, task {task_id}{place}"


def one_line(text: str) -> str:
    """Return foreign words fit for a log line."""
    return on_a_line(_QUERY.sub(r"\1?…", text), longest=MAX_ERROR)
