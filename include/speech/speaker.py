"""Speak the beats of a script with one espeak-ng voice."""

import re

from include.domain import Finding, Script, Severity
from include.providers.asked import Manner, Spoken
from include.providers.errors import Fatal
from include.speech.espeak_library import Settings, Utterance, synthesise
from include.speech.joining import Piece, joined
from include.speech.pronunciation import Said, said
from include.speech.sentences import Sentence, divided
from include.speech.timing import starts
from include.speech.tokens import HAN
from include.speech.voices import at_speed, choose
from include.text.languages import primary


def speak(script: Script, manner: Manner) -> Spoken:
    """Speak every beat in order, with pauses between sentences and longer ones between beats.

    Raises:
        Fatal: The voice does not exist, a beat holds nothing to say, the script is far too long,
            or espeak-ng cannot speak one of its sentences.
    """
    chosen, findings = choose(manner.voice, script.language)
    beats = divided(script)
    given = [
        said(sentence.text, script.language, manner.pronunciations)
        for beat in beats
        for sentence in beat
    ]
    settings = at_speed(chosen.settings, manner.speed)
    sample_rate_hz, utterances = spoken([each.text for each in given], settings)
    remaining = zip(given, utterances, strict=True)
    pieces = [[_piece(sentence, *next(remaining)) for sentence in beat] for beat in beats]
    narrated = joined(pieces, sample_rate_hz=sample_rate_hz, speed=manner.speed)
    return Spoken(
        pcm=bytes(narrated.pcm),
        sample_rate_hz=sample_rate_hz,
        words=tuple(narrated.words),
        beats=narrated.spans(),
        voice=chosen.name,
        findings=(*findings, *unread_kanji(script)),
    )


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


def _piece(sentence: Sentence, given: Said, utterance: Utterance) -> Piece:
    samples = len(utterance.pcm) // 2
    begins = starts(given, sentence.tokens, utterance.words, samples)
    return Piece(sentence, utterance.pcm, begins)


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
