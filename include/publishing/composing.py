"""The words of a post, for one platform: within its limits, and with all that must be said.

Where there is too little room the free text is cut, then hashtags are left out. Sources, licences
and what an AI made are never cut: where they alone are too long, the post is refused.
"""

import re
from collections.abc import Iterator

from include.domain.post import Post
from include.domain.sidecar import Part
from include.providers.errors import Fatal
from include.providers.publishing import Wording
from include.resources import data
from include.text.fitting import MEASURES, Measure, fitted
from include.text.languages import primary

FREE_SHARE = 0.3
"""Hashtags leave at least so much of the room beside what must be said to the free text."""
INSTEAD = {"<": "\u2039", ">": "\u203a"}
_COMMAND = re.compile(r"(?<!\w)[@#\uff20\uff03]+(?=\w)")
"""A mention or a hashtag, and what would be one after the sign before it was taken away."""
_ADDRESS = re.compile(r"https?://.*")
_CONTROL = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def composed(post: Post, wording: Wording) -> Post:
    """Return a post whose title and description are all that the platform is given.

    Raises:
        Fatal: What must be said does not fit.
    """
    measure = MEASURES[wording.unit]
    title = fitted(_free(post.title, wording), wording.title or wording.text, len)
    due = "\n".join(_due(post, wording))
    room = wording.text - _glued(due, measure)
    if room < 0:
        raise Fatal(
            f"The sources and licences of {post.title!r} need {measure(due)} {wording.unit}, and "
            f"{post.target} takes {wording.text}. Publish it elsewhere, or with fewer sources."
        )
    free = _free(post.description, wording)
    if not wording.title:
        free = title if free in ("", title) else f"{title}\n\n{free}"
    hashtags = _hashtags(post, wording, int(room * (1 - FREE_SHARE)), measure)
    tags = " ".join(hashtags)
    free = fitted(free, max(0, room - _glued(tags, measure)), measure)
    text = "\n\n".join(each for each in (free, tags, due) if each)
    return post.model_copy(update={"title": title, "description": text, "hashtags": hashtags})


def _glued(text: str, measure: Measure) -> int:
    """Length of text with the empty line that sets it off."""
    return measure(text) + 2 if text else 0


def _free(text: str, wording: Wording) -> str:
    """Text in which nothing is a command to the platform: no mention, no hashtag."""
    text = _CONTROL.sub(" ", text)
    text = _COMMAND.sub("", text)
    for sign in wording.forbidden:
        text = text.replace(sign, INSTEAD[sign])
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


def _hashtags(post: Post, wording: Wording, room: int, measure: Measure) -> tuple[str, ...]:
    found: list[str] = []
    for word in post.hashtags:
        tag = "#" + re.sub(r"\W", "", word)
        if tag == "#" or tag.lower() in (each.lower() for each in found):
            continue
        longer = _glued(" ".join((*found, tag)), measure)
        if len(found) < wording.hashtags and longer <= room:
            found.append(tag)
    return tuple(found)


def _due(post: Post, wording: Wording) -> Iterator[str]:
    """Yield the lines that must stand in the text."""
    labels = _labels(post.language)
    if sources := list(dict.fromkeys(_quoted(each, wording) for each in post.sources if each)):
        yield f"{labels['sources']}:"
        yield from sources
    yield from dict.fromkeys(
        _credit(part, labels, wording) for part in post.credits if _due_to(part)
    )
    if post.disclosure.made_with_ai and not wording.marks_ai:
        yield _made_with_ai(post, labels)


def _due_to(part: Part) -> bool:
    return bool(part.licence or part.credit) and not part.drawn_instead


def _credit(part: Part, labels: dict[str, str], wording: Wording) -> str:
    facts = (part.credit or part.provider, part.licence)
    return _quoted(f"{labels[part.kind]}: {', '.join(each for each in facts if each)}", wording)


def _made_with_ai(post: Post, labels: dict[str, str]) -> str:
    said = post.disclosure
    kinds = {
        "text": said.synthetic_text,
        "voice": said.synthetic_voice,
        "pictures": said.synthetic_pictures,
        "tunes": said.synthetic_music,
    }
    parts = ", ".join(labels[kind] for kind, there in kinds.items() if there)
    return f"{labels['ai']}: {parts}" if parts else labels["ai"]


def _quoted(text: str, wording: Wording) -> str:
    """A source or a credit: its addresses stay such, and it says what it said."""
    said = " ".join(_CONTROL.sub(" ", text).split())
    return " ".join(_word(word, wording) for word in said.split(" "))


def _word(word: str, wording: Wording) -> str:
    before, address = _ADDRESS.split(word, maxsplit=1)[0], _ADDRESS.search(word)
    return _free(before, wording) + (_address(address[0], wording) if address else "")


def _address(text: str, wording: Wording) -> str:
    text = text.replace("@", "%40")
    for sign in wording.forbidden:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _labels(language: str) -> dict[str, str]:
    known = data("post.yaml")
    return dict(known.get(primary(language), known["en"]))
