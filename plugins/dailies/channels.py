"""From channel files to what their DAGs are made of.

A file that is not sound makes no DAG and takes none down: ``refuse_unsound_channels`` is where it
is told of, in a DAG file of its own, so that no other DAG of a file has an import error.
"""

from datetime import timedelta

from airflow.sdk import CronTriggerTimetable, get_parsing_context
from airflow.sdk.exceptions import ParamValidationError

from dailies.params import batch_params
from include.channels import DAILY_BATCH, ChannelError, channel, names
from include.domain.channel import Channel

DAILY_DAG = "daily_batch"
PREFIX = "channel_"


def dag_id_of(about: Channel) -> str:
    """Return the id of a channel's DAG."""
    return DAILY_DAG if about.name == DAILY_BATCH.name else f"{PREFIX}{about.name}"


def sound_channels() -> tuple[Channel, ...]:
    """Return ``daily`` and the channels whose files are sound; in a task, only its own."""
    wanted = get_parsing_context().dag_id
    ids = {DAILY_DAG: DAILY_BATCH.name, **{f"{PREFIX}{name}": name for name in names()}}
    asked = [name for dag_id, name in ids.items() if wanted in (None, dag_id)]
    found = (_sound(name) for name in asked)
    return tuple(each for each in found if isinstance(each, Channel))


def refuse_unsound_channels() -> None:
    """Say what is wrong with channel files.

    Raises:
        ChannelError: A line for each thing that is.
    """
    found = (_sound(name) for name in names())
    if wrong := [str(each) for each in found if isinstance(each, ChannelError)]:
        raise ChannelError("\n".join(("Channels without a DAG:", *wrong)))


def timetable_of(about: Channel) -> CronTriggerTimetable | None:
    """Return when a channel's batches begin.

    A batch unpaused in the afternoon is not made up for; ``run_immediately=False`` would do so for
    a tenth of the time between two runs.
    """
    if not about.schedule:
        return None
    return CronTriggerTimetable(
        about.schedule, timezone=about.timezone, run_immediately=timedelta()
    )


def _sound(name: str) -> Channel | ChannelError:
    try:
        found = channel(name)
    except ChannelError as error:
        return error
    return found if found is DAILY_BATCH else _unfit(found) or found


def _unfit(about: Channel) -> ChannelError | None:
    """Say which default the form of a channel would refuse: Airflow would blame the whole file."""
    usual = batch_params()
    for name, param in batch_params(about).items():
        try:
            # What is as in daily_batch is as sound, and looking at it takes a while.
            if param.value != usual[name].value:
                param.resolve()
        except ParamValidationError as error:
            return ChannelError(
                f"Channel {about.name}, field {name}: the form of its runs would refuse it: "
                f"{str(error).splitlines()[0]}. Correct it in the channel's file."
            )
    return None
