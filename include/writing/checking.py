"""What is wrong with a model's script: what makes it unusable, and what could be better.

A model that obeyed its source shows it where the words cannot be those of a script: a link, our
own instructions, another language, another subject.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from include.domain import Script, Topic
from include.text.cleaning import DOMAIN
from include.text.languages import detect, primary, spaced
from include.text.sentences import whole, words
from include.text.terms import content
from include.writing.beats import MAX_BEATS, MIN_BEATS
from include.writing.grounding import claims
from include.writing.lengths import duration_s
from include.writing.prompting import mark_of

NEAR = 0.15
"""A script this much off its length is worth a second try."""

ABSURD = (0.3, 2.5)
"""Outside of these times its length, a script is none."""

SHARED = 0.12
"""A script about its source shares this much of its telling words with it."""

TELLING = 12
"""With fewer words on either side, sharing none says little."""

REPEATED = 8
"""So many words in a row of our instructions are no accident."""

SURE = 0.98
ALIKE = (
    {"hr", "sr", "bs"},
    {"da", "no", "sv"},
    {"id", "ms"},
    {"cs", "sk"},
    {"es", "pt", "gl", "ca"},
)
"""Languages that a look at the words mistakes for each other."""


_LINK = re.compile(
    r"(?:https?|ftp)://|\bwww\.|[\w.+-]+@[\w-]+\.\w|(?<!\w)@[a-z]\w{2,}", re.IGNORECASE
)
_MARKUP = re.compile(r"[<>{}\[\]\\*|~`\ue000]|(?<!\w)#\w|(?<!\w)_+\w")
_SELF = re.compile(
    r"\b(?:my|these) instructions\b|\bas an? (?:ai|(?:large )?language model)\b|"
    r"\bignor\w+ (?:all |the |any )*previous",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Problems:
    """Sentences about a script; ``hard`` ones make it unusable."""

    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All of them, the worst first."""
        return (*self.hard, *self.soft)


def problems(
    script: Script, topic: Topic, *, target_s: float, instructions: str, near: float = NEAR
) -> Problems:
    """Look a script over.

    Args:
        script: As the model wrote it.
        topic: What it is to be about.
        target_s: What it is to take, in seconds of our estimate.
        instructions: What the model was told besides the source; nothing of it is to be said.
        near: By which part of its length it may be off.
    """
    hard = (
        *_shape(script),
        *_speakable(script, topic),
        *_leaked(script, topic, instructions),
        *_elsewhere(script, topic),
        *_absurd(script, target_s),
    )
    return Problems(hard=hard, soft=tuple(_better(script, topic, target_s, near)))


def every_text(script: Script) -> str:
    """Return all that the model wrote."""
    seen = "\n".join(beat.seen for beat in script.beats)
    return f"{script.title}\n{script.spoken}\n{script.description}\n{seen}"


def _shape(script: Script) -> Iterator[str]:
    beats = len(script.beats) - 2
    if not MIN_BEATS <= beats <= MAX_BEATS:
        yield f"It has {beats} beats; there must be {MIN_BEATS} to {MAX_BEATS}."
    for number, beat in enumerate(script.beats):
        name = _name(number, script)
        if not words(beat.spoken):
            yield f"{name} has no words to speak."
        if not words(beat.seen):
            yield f"{name} does not say what is seen."
    if not words(script.title):
        yield "It has no title."


def _speakable(script: Script, topic: Topic) -> Iterator[str]:
    texts = [("The title", script.title), ("The description", script.description)]
    for number, beat in enumerate(script.beats):
        name = _name(number, script)
        texts += [(name, beat.spoken), (f"What is seen in {name.lower()}", beat.seen)]
    for name, text in texts:
        if _LINK.search(text) or _foreign_domain(text, topic):
            yield f"{name} holds an address or a link."
        elif _MARKUP.search(text) and "description" not in name:
            yield f"{name} holds markup or signs that cannot be spoken."
        spoken_of = _SELF.search(text)
        if spoken_of and spoken_of[0].casefold() not in topic.title.casefold():
            yield f"{name} speaks of instructions instead of the topic."


def _foreign_domain(text: str, topic: Topic) -> bool:
    known = f"{topic.title} {topic.source}".casefold()
    return any(found[0].casefold() not in known for found in DOMAIN.finditer(text))


def _leaked(script: Script, topic: Topic, instructions: str) -> Iterator[str]:
    said = every_text(script)
    if mark_of(topic) in said:
        yield "It holds the mark that sets the source off."
    if _runs(said) & (_runs(instructions) - _runs(topic.text)):
        yield "It repeats its instructions."


def _elsewhere(script: Script, topic: Topic) -> Iterator[str]:
    language, sure = detect(script.spoken)
    wanted = primary(script.language)
    alike = any({language, wanted} <= family for family in ALIKE)
    if language and sure >= SURE and primary(language) != wanted and not alike:
        yield f"It is in {language!r}; it must be in {script.language!r}."
        return
    source = f"{topic.title}. {topic.text} {topic.background}"
    other, certain = detect(source)
    if other and certain >= SURE and primary(other) != wanted:
        return  # what is told in another language than its source shares few words with it
    told = set(content(script.spoken, script.language))
    known, titled = (set(content(text, script.language)) for text in (source, topic.title))
    untitled = bool(titled) and not titled & told
    needed = 2 * SHARED if untitled else SHARED
    little = len(told & known) < needed * len(told)
    if len(told) >= TELLING and (little if len(known) >= TELLING else untitled):
        yield f"It is not about the topic, {topic.title!r}."


def _absurd(script: Script, target_s: float) -> Iterator[str]:
    if not ABSURD[0] <= duration_s(script) / target_s <= ABSURD[1]:
        yield _length(script, target_s)


def _better(script: Script, topic: Topic, target_s: float, near: float) -> Iterator[str]:
    if abs(duration_s(script) / target_s - 1) > near:
        yield _length(script, target_s)
    for kind, claimed in claims(script, topic).items():
        if claimed:
            yield f"The source does not have {kind} {', '.join(claimed)}: leave it out."
    spoken = [beat.spoken.casefold() for beat in script.beats]
    if len(set(spoken)) < len(spoken):
        yield "Two of its beats say the same."
    for number, beat in enumerate(script.beats):
        if spaced(script.language) and not whole(beat.spoken):
            yield f"{_name(number, script)} is no whole sentence that can be read aloud."


def _length(script: Script, target_s: float) -> str:
    factor = target_s / max(duration_s(script), 0.1)
    wrong = "long" if factor < 1 else "short"
    return f"It is too {wrong}: use {factor:.2f} times as many words."


def _name(number: int, script: Script) -> str:
    if number == 0:
        return "The hook"
    return "The closing" if number == len(script.beats) - 1 else f"Beat {number}"


def _runs(text: str) -> set[tuple[str, ...]]:
    found = [word.casefold() for word in words(text)]
    return {tuple(found[at : at + REPEATED]) for at in range(len(found) - REPEATED + 1)}
