"""From what a channel's file says to the channel, with everything named in it known to exist."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from include.capture.hosts import AllowList, NotAllowed
from include.channels import looks, places
from include.channels.errors import ChannelError
from include.channels.reading import Sheet, refused, shown
from include.domain.channel import DAILY, Channel
from include.music.moods import theory
from include.providers import catalogue

CRON_FIELDS = 5


def checked(sheet: Sheet, name: str) -> Channel:
    """Return the channel of that name.

    Raises:
        ChannelError: Says all that is wrong with its file, a line for each thing.
    """
    known = Channel.fields()
    wrong = [*_misnamed(sheet, name), *_unknown_fields(sheet, known)]
    facts = {key: v for key, v in sheet.facts.items() if key in known and v is not None}
    try:
        channel = Channel.of(name, {**facts, "name": name})
    except ValidationError as error:
        raise ChannelError("\n".join([*wrong, *refused(sheet, error)])) from None
    wrong += [*_unknown_names(channel, sheet), *_when(channel, sheet), *_where(channel, sheet)]
    if wrong:
        raise ChannelError("\n".join(wrong))
    return channel


def _misnamed(sheet: Sheet, name: str) -> Iterator[str]:
    if name == DAILY:
        fact = f"{DAILY!r} is the channel of the DAG daily_batch."
        yield f"{shown(sheet.path)}: {fact} Give the file another name."
    if sheet.facts.get("name", name) != name:
        yield sheet.wrong(["name"], f"it is not the file's, {name!r}.", "Leave it out.")


def _unknown_fields(sheet: Sheet, known: Sequence[str]) -> Iterator[str]:
    for field in sheet.facts:
        if field not in known:
            yield sheet.wrong([field], "there is no such field.", _instead(field, known))


def _unknown_names(channel: Channel, sheet: Sheet) -> Iterator[str]:
    asks = channel.asks
    try:
        looks.look(asks.look, channel.name)
    except ChannelError as error:
        yield str(error)
    except ValueError:
        yield _unknown(sheet, ["look"], asks.look, looks.looks(channel.name))
    if asks.mood != "auto":
        yield from _one_of(sheet, ["mood"], asks.mood, ("auto", *theory().moods))
    yield from _providers(channel, sheet)
    for index, source in enumerate(asks.sources):
        if source.provider:
            known = catalogue.names("topics")
            yield from _one_of(sheet, ["sources", index, "provider"], source.provider, known)
    for index, target in enumerate(asks.targets):
        yield from _one_of(sheet, ["targets", index], target, catalogue.names("publish"))
    folder = places.prompts(channel.name, channel.prompts)
    if channel.prompts and not folder.is_dir():
        yield sheet.wrong(["prompts"], f"there is no folder {shown(folder)}.", "Make it.")


def _providers(channel: Channel, sheet: Sheet) -> Iterator[str]:
    for stage, chosen in channel.asks.providers.items():
        if stage not in catalogue.STAGES:
            yield _unknown(sheet, ["providers", stage], stage, catalogue.STAGES)
            continue
        for index, name in enumerate([chosen] if isinstance(chosen, str) else chosen):
            yield from _one_of(sheet, ["providers", stage, index], name, catalogue.names(stage))


def _when(channel: Channel, sheet: Sheet) -> Iterator[str]:
    from zoneinfo import ZoneInfo

    try:
        zone = ZoneInfo(channel.timezone)
    except (KeyError, ValueError, OSError):
        yield sheet.wrong(
            ["timezone"],
            f"there is no time zone {channel.timezone!r}.",
            "Name one as in Europe/Berlin.",
        )
        return
    if channel.schedule:
        yield from _never(channel.schedule, sheet, datetime.now(UTC).astimezone(zone))


def _never(schedule: str, sheet: Sheet, now: datetime) -> Iterator[str]:
    from croniter import croniter

    fact, remedy = "", 'Write minute, hour, day, month, weekday: "0 6 * * *".'
    if not schedule.startswith("@") and len(schedule.split()) != CRON_FIELDS:
        fact = f"{schedule!r} has not the {CRON_FIELDS} parts of a cron expression."
    else:
        try:
            croniter(schedule, now).get_next(datetime)
        except (ValueError, KeyError) as error:
            fact = f"{schedule!r} is no time that comes: {error}."
    if fact:
        yield sheet.wrong(["schedule"], fact, remedy)


def _where(channel: Channel, sheet: Sheet) -> Iterator[str]:
    for index, entry in enumerate(channel.allow_hosts):
        try:
            AllowList((entry,))
        except ValueError as error:
            yield sheet.wrong(["allow_hosts", index], str(error), "Correct it.")
            return
    allowed = AllowList(channel.allow_hosts)
    for index, capture in enumerate(channel.captures):
        try:
            allowed.check_page(capture.url)
        except NotAllowed as error:
            yield sheet.wrong(["captures", index, "url"], str(error), "Add it to allow_hosts.")


def _one_of(sheet: Sheet, place: Sequence[Any], name: str, known: Sequence[str]) -> Iterator[str]:
    if name not in known:
        yield _unknown(sheet, place, name, known)


def _unknown(sheet: Sheet, place: Sequence[Any], name: str, known: Sequence[str]) -> str:
    return sheet.wrong(place, f"there is no {name!r}.", _instead(name, known))


def _instead(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    return f"{meant}There are: {', '.join(known)}."
