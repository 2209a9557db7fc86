"""Extractive: a script out of the source's own sentences, without a model, a key or a network.

Sentences are ranked as in TextRank (https://aclanthology.org/W04-3252/) and kept whole, in the
order of the source. Where the source is thin, questions to the viewer fill the time: they state
no fact.
"""

from include.domain import Beat, Finding, Role, Script, Severity, Topic
from include.providers.asked import TextProvider
from include.providers.errors import Refused
from include.text.terms import key_terms, stressed, weights
from include.writing.beats import MIN_BEATS
from include.writing.composing import LONGEST_S, SHORTEST_S, Composer
from include.writing.feedback import read_feedback
from include.writing.lengths import duration_s as script_s
from include.writing.lines import Lines
from include.writing.opening import bare_title
from include.writing.resizing import resized
from include.writing.takes import composer_of
from include.writing.visuals import hashtags, picture

TOO_SHORT_S = 18.0
NEAR = 0.08
"""A script this near to its length is left as it was composed."""


class Extractive(TextProvider):
    """Picks, orders and groups; writes nothing that the source does not say."""

    made_with_ai = False
    docs_url = "https://aclanthology.org/W04-3252/"
    limits = (
        "150 sentences of a topic; its own lines in the languages of include/prompts/extractive."
    )

    def write(self, topic: Topic, *, target_s: float) -> Script:
        """Write a script; the same take of a topic always gives the same one.

        Raises:
            Refused: The topic has nothing that can be said, or too little in a language in which
                the writer has no lines of its own.
        """
        wishes = read_feedback(topic.feedback, topic.language)
        target_s = min(max(target_s * wishes.factor, SHORTEST_S), LONGEST_S)
        composer = composer_of(topic, target_s, wishes)
        lines = composer.lines()
        duration_s = lines.duration_s(composer.language)
        if not lines.hook or (duration_s < TOO_SHORT_S and not composer.phrases.questions):
            raise Refused(
                f'"{topic.title[:80]}" gives too little to say: about {duration_s:.0f} s. Give the '
                f"topic a text, or add include/prompts/extractive/{composer.language}.yaml."
            )
        script = _script(composer, lines, (*wishes.findings, *_findings(topic, lines)))
        factor = target_s / script_s(script)
        return script if abs(factor - 1) <= NEAR else resized(script, topic, factor) or script

    def fit(self, script: Script, topic: Topic, factor: float) -> Script | None:
        """Drop whole sentences, or add some of the source's."""
        return resized(script, topic, factor)


def _script(composer: Composer, lines: Lines, findings: tuple[Finding, ...]) -> Script:
    topic, language = composer.topic, composer.language
    weight = weights(f"{lines.hook} {lines.told}", composer.title, language)
    around = weights(composer.topic.text, composer.title, language)
    subjects = key_terms(f"{composer.title}. {lines.told}", language, weight, limit=6)
    roles = [Role.HOOK, *(Role.BEAT for _ in lines.beats), Role.CLOSING]
    spoken = [lines.hook, *lines.beats, lines.closing]
    said = [(role, line) for role, line in zip(roles, spoken, strict=True) if line]
    beats = []
    for number, (role, line) in enumerate(said):
        terms = key_terms(line, language, weight)
        theirs = line == lines.hook or line in lines.beats[: len(lines.beats) - lines.own]
        shown = (*terms, *subjects[:1]) if theirs else _turned(subjects, number)
        seen = picture(number, number == len(said) - 1, shown, variant=composer.variant)
        large = stressed(line, language, around, title=composer.title) if theirs else ()
        beats.append(Beat(role=role, spoken=line, seen=seen, emphasis=large))
    return Script(
        topic_id=topic.topic_id,
        title=bare_title(composer.title) or topic.title,
        language=language,
        beats=tuple(beats),
        description=_description(composer, lines),
        hashtags=hashtags(subjects),
        sources=tuple(part for part in (topic.url or topic.source,) if part),
        findings=findings,
    )


def _turned(subjects: tuple[str, ...], number: int) -> tuple[str, ...]:
    """Two of the topic's key terms, others for every line without a picture of its own."""
    return tuple(subjects[(number + step) % len(subjects)] for step in range(min(2, len(subjects))))


def _description(composer: Composer, lines: Lines) -> str:
    told = lines.beats[: max(len(lines.beats) - lines.own, 0)][:1]
    source = composer.phrases.source.replace("{source}", composer.source) if composer.source else ""
    return " ".join(part for part in (lines.hook, *told, source) if part)


def _findings(topic: Topic, lines: Lines) -> tuple[Finding, ...]:
    """Say when the source was thin: how much of the script is not its own words."""
    told = len(lines.beats) - lines.own
    if told >= MIN_BEATS - 1 and len(lines.beats) >= MIN_BEATS:
        return ()
    return (
        Finding(
            code="thin_source",
            severity=Severity.WARNING if told <= 1 else Severity.INFO,
            message=f'The source of "{topic.title[:80]}" is thin: {lines.own} of '
            f"{len(lines.beats)} beats are background or questions to the viewer.",
            remedy="Give the topic more text, or choose another text provider.",
        ),
    )
