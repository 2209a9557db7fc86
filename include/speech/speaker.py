"""Speak the beats of a script with one espeak-ng voice."""

import re

from include.domain import Finding, Script, Severity
from include.providers.asked import Spoken
from include.providers.errors import Fatal
from include.speech.assembly import Narrated
from include.speech.espeak_library import Settings, Utterance, synthesise
from include.speech.sentences import Sentence, sentences
from include.speech.tokens import HAN, heard
from include.speech.voices import choices, choose
from include.text.languages import primary

MAX_CHARACTERS = 20_000
"""About twenty minutes of speech: twenty times the longest short."""


def speak(script: Script, *, voice: str) -> Spoken:
    """Speak every beat in order, with pauses between sentences and longer ones between beats.

    Raises:
        Fatal: The voice does not exist, a beat holds nothing to say, the script is far too long,
            or espeak-ng cannot speak one of its sentences.
    """
    chosen, findings = choose(voice, script.language)
    beats = divided(script)
    texts = [heard(sentence.text)[0] for beat in beats for sentence in beat]
    sample_rate_hz, utterances = spoken(texts, chosen.settings)
    narrated = joined(beats, utterances, sample_rate_hz)
    return Spoken(
        pcm=bytes(narrated.pcm),
        sample_rate_hz=sample_rate_hz,
        words=tuple(narrated.words),
        beats=narrated.spans(),
        voice=chosen.name,
        findings=(*findings, *unread_kanji(script)),
    )


def divided(script: Script) -> list[tuple[Sentence, ...]]:
    """Divide every beat into sentences, refusing what cannot be spoken."""
    if not script.beats:
        raise Fatal(f'Script "{script.title}" has no beats to speak. Write it again.')
    if len(script.spoken) > MAX_CHARACTERS:
        raise Fatal(
            f'Script "{script.title}" has {len(script.spoken)} characters to speak; '
            f"{MAX_CHARACTERS} are the most. Shorten it."
        )
    beats = [sentences(beat.spoken, script.language) for beat in script.beats]
    for number, (beat, found) in enumerate(zip(script.beats, beats, strict=True), start=1):
        if not found:
            raise Fatal(
                f'Beat {number} of "{script.title}" has no words to speak: {beat.spoken[:40]!r}. '
                "Give it some, or leave the beat out."
            )
    return beats


def spoken(texts: list[str], settings: Settings) -> tuple[int, tuple[Utterance, ...]]:
    """Speak the texts; what espeak-ng stumbles over is tried again without rare characters."""
    sample_rate_hz, first = synthesise(texts, settings)
    failed = [index for index, utterance in enumerate(first) if utterance.failed]
    if not failed:
        return sample_rate_hz, first
    utterances = list(first)
    _, second = synthesise([_harmless(texts[index]) for index in failed], settings)
    for index, utterance in zip(failed, second, strict=True):
        if utterance.failed:
            raise Fatal(
                f"espeak-ng cannot speak {texts[index][:60]!r} with voice {settings.voice!r}: "
                f"{utterance.failed}. Reword the sentence, or choose another voice."
            )
        utterances[index] = utterance
    return sample_rate_hz, tuple(utterances)


def _harmless(text: str) -> str:
    """Letters, digits and the stops that end a word, each in its place."""
    return re.sub(r"[.,!?'-](?!\s|$)|[^\w\s.,!?'-]|_", " ", text)


def joined(
    beats: list[tuple[Sentence, ...]], utterances: tuple[Utterance, ...], sample_rate_hz: int
) -> Narrated:
    """Put the sentences one after the other."""
    pauses = choices()["pause_s"]
    narrated = Narrated(sample_rate_hz)
    remaining = iter(utterances)
    for number, beat in enumerate(beats):
        if number:
            narrated.pause(pauses["beat"])
        narrated.begin_beat()
        for index, sentence in enumerate(beat):
            narrated.add(sentence, next(remaining))
            if index + 1 < len(beat):
                narrated.pause(pauses["sentence" if sentence.whole else "piece"])
    return narrated


def unread_kanji(script: Script) -> tuple[Finding, ...]:
    """Warn of Japanese characters that espeak-ng spells out instead of reading."""
    count = len(re.findall(f"[{HAN}]", script.spoken))
    if primary(script.language) != "ja" or not count:
        return ()
    return (
        Finding(
            code="kanji_unread",
            severity=Severity.WARNING,
            message=f"espeak-ng cannot read kanji: {count} of the script's characters are named, "
            "not read.",
            remedy="Choose another speech provider for Japanese, or write the script in kana.",
        ),
    )
