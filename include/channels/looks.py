"""Looks of a channel: those it brings itself, in its folder ``looks``, before those shipped."""

from pydantic import ValidationError

from include.channels import places
from include.channels.errors import ChannelError
from include.channels.reading import read, refused
from include.domain.look import Look
from include.editing import look as shipped


def own(channel: str) -> tuple[str, ...]:
    """Names of the looks a channel brings."""
    return tuple(sorted(path.stem for path in places.looks(channel).glob("*.yaml")))


def looks(channel: str) -> tuple[str, ...]:
    """Names of the looks a channel can have."""
    return tuple(sorted({*own(channel), *shipped.looks()}))


def look(name: str, channel: str) -> Look:
    """Return the look of that name; one of the channel's own is called ``<channel>/<name>``.

    Raises:
        ChannelError: Something is wrong with the channel's own file.
        ValueError: There is no such look; the message names those that exist.
    """
    if name not in own(channel):
        return shipped.look(name)
    sheet = read(places.looks(channel) / f"{name}.yaml")
    caption = sheet.facts.get("caption", "")
    styles = shipped.caption_styles()
    if caption not in styles:
        fact = f"there is no caption style {caption!r}."
        raise ChannelError(sheet.wrong(["caption"], fact, f"Choose one of: {', '.join(styles)}."))
    facts = {**sheet.facts, "caption": shipped.captions(caption), "name": f"{channel}/{name}"}
    try:
        return Look.model_validate(facts)
    except ValidationError as error:
        raise ChannelError("\n".join(refused(sheet, error))) from None
