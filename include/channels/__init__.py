"""Channels: one YAML file each, read and checked as a whole before anything trusts it.

``tides.yaml`` is the channel ``tides``; the looks and prompts it brings are in the folder ``tides``
beside it. The channel ``daily`` has no file: it is that of the DAG ``daily_batch``.
"""

from collections.abc import Iterator

from include.channels import places
from include.channels.checking import checked
from include.channels.errors import ChannelError
from include.channels.places import names
from include.channels.reading import read, shown
from include.domain.channel import DAILY, Channel

__all__ = ["ChannelError", "channel", "channels", "faults", "names"]

DAILY_BATCH = Channel(name=DAILY, schedule="0 6 * * *")


def channel(name: str) -> Channel:
    """Return the channel of that name, as its file says it now.

    Raises:
        ChannelError: There is no such file, or something is wrong with it: a line for each thing.
    """
    path = places.file(name)
    if name == DAILY and not path.exists():
        return DAILY_BATCH
    other = path.with_suffix(".yml")
    if other.exists():
        raise ChannelError(f"{shown(other)} is not read. Name it {path.name}.")
    if not path.exists():
        known = ", ".join((DAILY, *names()))
        raise ChannelError(
            f"Channel {name!r} has no file {shown(path)}. Put it back, or choose one of: {known}."
        )
    return checked(read(path), name)


def channels() -> tuple[Channel, ...]:
    """Return the channels whose files are sound, but for ``daily``."""
    return tuple(found for found in _all() if isinstance(found, Channel))


def faults() -> tuple[str, ...]:
    """Return what is wrong with the other files, a line for each thing."""
    return tuple(str(found) for found in _all() if isinstance(found, ChannelError))


def _all() -> Iterator[Channel | ChannelError]:
    for name in names():
        try:
            yield channel(name)
        except ChannelError as error:
            yield error
