"""Having a model write a script, as a conversation without I/O.

A generator yields what the model is asked and is sent its answer; it returns the script. An answer
that cannot be used is sent back once, with what is wrong with it.
"""

import json
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from include.domain import Beat, Role, Script, Topic
from include.providers.errors import BadReply
from include.text.sentences import TERMINALS, full_stop, whole
from include.writing import answers
from include.writing.answers import AnsweredBeat, AnsweredLines, AnsweredScript
from include.writing.beats import MAX_BEATS, MIN_BEATS
from include.writing.checking import NEAR, Problems, problems
from include.writing.lengths import length_for, length_in, length_of, scaled
from include.writing.prompting import Prompts, Question, filled, mark_of, prompts_for, source_of
from include.writing.visuals import hashtags

Talk = Generator[Question, str, Script]

MOST_EMPHASIS = 3
MOST_HASHTAGS = 5
TYPICAL_BEATS = 7
LONGEST_TITLE = 100
FITTED = 0.07
"""A script that is to be fitted is to be this near to its length."""

FRAME = "vertical frame, no lettering"
_UNSPOKEN = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe0e\ufe0f\ufeff\ue000-\uf8ff\u2600-\u27bf\U0001f000-\U0001faff\U000e0000-\U000e0fff]"
)
"""Control characters, which turn words around, and pictures, which nobody can say."""


@dataclass(frozen=True)
class Brief:
    """What is to be written: about what, how long in seconds of our estimate, by which prompts.

    ``longest_source`` bounds what is told of the source, in characters; ``near`` is by which part
    of its length a script may be off and is not sent back.
    """

    topic: Topic
    target_s: float
    longest_source: int
    near: float = NEAR
    own_prompts: Path | None = None

    @property
    def prompts(self) -> Prompts:
        """The prompts of the topic's language."""
        return prompts_for(self.topic.language, self.own_prompts)


def written(brief: Brief) -> Talk:
    """Have a script written.

    Raises:
        BadReply: Neither the first answer nor the mended one can be used.
    """
    topic = brief.topic
    length = length_for(brief.target_s, topic, beats=TYPICAL_BEATS)
    asked = filled(
        brief.prompts.write,
        target_s=round(brief.target_s),
        length=length,
        beat_length=scaled(length, 1 / TYPICAL_BEATS),
        wishes=_wishes(brief),
        mark=mark_of(topic),
        source=source_of(topic, longest=brief.longest_source),
    )
    question = _question(brief, asked, answers.schema_of(AnsweredScript))

    def read(text: str) -> Script:
        return _script(answers.read(text, AnsweredScript), topic)

    return (yield from _mended(question, read, brief))


def fitted(brief: Brief, script: Script, factor: float) -> Talk:
    """Have a script said in about ``factor`` times the words, beat by beat.

    Raises:
        BadReply: Neither the first answer nor the mended one can be used.
    """
    brief, now = replace(brief, near=FITTED), length_of(script)
    asked = filled(
        brief.prompts.fit,
        wrong="long" if factor < 1 else "short",
        length=length_in(script, factor),
        now=now,
        spoken=json.dumps([beat.spoken for beat in script.beats], ensure_ascii=False),
        mark=mark_of(brief.topic),
        source=source_of(brief.topic, longest=brief.longest_source),
    )
    question = _question(brief, asked, answers.schema_of(AnsweredLines))

    def read(text: str) -> Script:
        return _with_lines(script, answers.read(text, AnsweredLines))

    return (yield from _mended(question, read, brief))


def _mended(question: Question, read: Callable[[str], Script], brief: Brief) -> Talk:
    """Ask, and once more where something is wrong; the better of two usable answers is it."""
    first_text = yield question
    first, wrong = _looked_over(first_text, read, brief)
    if first and not wrong.every:
        return first
    objection = filled(brief.prompts.repair, problems=_listed(wrong.every))
    second_text = yield question.again(first_text, objection)
    second, still_wrong = _looked_over(second_text, read, brief)
    usable = [
        (len(each.soft), script)
        for script, each in ((second, still_wrong), (first, wrong))
        if script and not each.hard
    ]
    if not usable:
        raise BadReply(
            f'The model gave no usable script of "{brief.topic.title[:80]}" in two answers: '
            f"{' '.join((still_wrong.hard or still_wrong.every)[:3])} Look at the topic's source, "
            "or choose another model."
        )
    return min(usable, key=lambda pair: pair[0])[1]


def _looked_over(
    text: str, read: Callable[[str], Script], brief: Brief
) -> tuple[Script | None, Problems]:
    try:
        script = read(text)
    except answers.UnreadableAnswerError as error:
        return None, Problems(hard=(str(error),))
    wrong = problems(
        script,
        brief.topic,
        target_s=brief.target_s,
        instructions=_instructions(brief),
        near=brief.near,
    )
    return script, wrong


def _question(brief: Brief, asked: str, schema: dict[str, object]) -> Question:
    system = filled(
        brief.prompts.system,
        language=brief.topic.language,
        manner=brief.prompts.manner.strip(),
        fewest=MIN_BEATS,
        most=MAX_BEATS,
        mark=mark_of(brief.topic),
        form=json.dumps(schema),
    )
    return Question((("system", system), ("user", asked)), schema)


def _instructions(brief: Brief) -> str:
    prompts = brief.prompts
    return f"{prompts.manner}\n{prompts.system}\n{prompts.write}\n{prompts.fit}"


def _wishes(brief: Brief) -> str:
    topic = brief.topic
    if topic.take == 1 and not topic.feedback:
        return ""
    feedback = topic.feedback.strip() or "none in words."
    return filled(brief.prompts.wishes, take=topic.take, feedback=feedback)


def _script(answer: AnsweredScript, topic: Topic) -> Script:
    roles = [Role.HOOK, *(Role.BEAT for _ in answer.beats), Role.CLOSING]
    parts = [answer.hook, *answer.beats, answer.closing]
    return Script(
        topic_id=topic.topic_id,
        title=clean(answer.title).rstrip(".")[:LONGEST_TITLE],
        language=topic.language,
        beats=tuple(
            _beat(role, part, topic.language) for role, part in zip(roles, parts, strict=True)
        ),
        description=clean(answer.description),
        hashtags=hashtags([clean(tag.lstrip("#")) for tag in answer.hashtags])[:MOST_HASHTAGS],
        sources=tuple(part for part in (topic.url or topic.source,) if part),
    )


def _beat(role: Role, part: AnsweredBeat, language: str) -> Beat:
    spoken = sayable(part.spoken, language)
    seen = clean(part.seen).rstrip(".,; ")
    return Beat(
        role=role,
        spoken=spoken,
        seen=f"{seen}; {FRAME}" if seen else "",
        emphasis=stressed_in(spoken, part.emphasis),
    )


def _with_lines(script: Script, answer: AnsweredLines) -> Script:
    if len(answer.lines) != len(script.beats):
        raise answers.UnreadableAnswerError(
            f"It has {len(answer.lines)} lines; there must be {len(script.beats)}."
        )
    beats = []
    for beat, line in zip(script.beats, answer.lines, strict=True):
        spoken = sayable(line.spoken, script.language)
        stressed = stressed_in(spoken, [*line.emphasis, *beat.emphasis])
        beats.append(beat.model_copy(update={"spoken": spoken, "emphasis": stressed}))
    return script.model_copy(update={"beats": tuple(beats), "findings": ()})


def clean(text: str) -> str:
    """Return text on a line, without what is neither spoken nor shown."""
    return re.sub(r"\s+", " ", _UNSPOKEN.sub("", text)).strip()


def sayable(text: str, language: str) -> str:
    """Return spoken words, with the stop that ends them."""
    line = clean(text)
    if not line or line[-1] in TERMINALS or whole(line):
        return line
    ended = line.rstrip(",;:–—- ") + full_stop(language)
    return ended if line[-1].isalnum() or line[-1] in ",;:–—-" else line


def stressed_in(spoken: str, emphasis: Sequence[str]) -> tuple[str, ...]:
    """Return the stressed words that are really spoken, as they stand there."""
    found = []
    for word in dict.fromkeys(clean(each) for each in emphasis):
        at = spoken.casefold().find(word.casefold()) if word else -1
        if at >= 0:
            found.append(spoken[at : at + len(word)])
    return tuple(dict.fromkeys(found))[:MOST_EMPHASIS]


def _listed(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
