"""A script spoken by a service, a sentence at a time: what is ordered, and what comes of it."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from include.audio.decoding import RATE_HZ, UndecodableError, decoded, stretched
from include.domain import Finding, Script, Severity
from include.providers.asked import Manner, Spoken
from include.providers.errors import ProviderError, Retryable
from include.providers.values import Order
from include.speech.alignment import Sounding, aligned
from include.speech.choosing import chosen_by
from include.speech.joining import Piece, joined
from include.speech.kept import reply_of
from include.speech.matching import Heard, matched, usable
from include.speech.pronunciation import Said, said
from include.speech.sentences import Sentence, divided
from include.speech.transcription import listened
from include.storage.media import MediaStore
from include.text.rates import spoken_s

if TYPE_CHECKING:
    from include.ordering.fulfilled import Fulfilled
    from include.providers.listening import Listener
    from include.providers.voice import Chosen, RemoteVoice

Speaking = Generator[Sequence[Order], "Sequence[Fulfilled]", Spoken]

CUT_SHORT = 0.3
"""Speech of less than this part of its likely length, or without sound, is not what was ordered."""
CHARACTERS_A_SECOND = 15.0
"""What an order says of its length, which nothing measured may change: it is in the digest."""
AUDIBLE = 100
"""Of 32,767: a peak below this is silence."""


@dataclass(frozen=True)
class Take:
    """A sentence as a service spoke it: 16-bit mono samples, and its words where it told them."""

    sentence: Sentence
    said: Said
    pcm: bytes
    words: tuple[Heard, ...] | None

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.pcm) / 2 / RATE_HZ

    def begins(self, words: Sequence[Heard], language: str) -> list[float] | None:
        """Return the samples at which the tokens begin; ``None`` where too few words fit."""
        usual = usable(words, duration_s=self.duration_s)
        tokens = self.sentence.tokens
        found = matched(self.said, tokens, usual, language, end_s=self.duration_s)
        return found and [begin_s * RATE_HZ for begin_s in found]


@dataclass(frozen=True)
class Times:
    """The samples at which each sentence's tokens begin; ``told`` when the voice itself said so."""

    begins: list[list[float]]
    findings: tuple[Finding, ...] = ()
    cost_usd: float = 0.0
    told: bool = True


def speak(
    script: Script,
    voice: "RemoteVoice",
    manner: Manner,
    *,
    store: MediaStore,
    listener: "Listener | None" = None,
) -> Speaking:
    """Yield the orders of a script's sentences, be sent what they came to, and return the speech.

    Where the voice tells no times, ``listener`` is sent a recording; where there is none, or it
    does not help, they are estimated.

    Raises:
        Fatal: The voice does not exist, or there is nothing, or too much, to say.
        Retryable: A sentence came cut short; it is forgotten, and ordered again the next time.
    """
    chosen = chosen_by(voice, manner.voice, script.language)
    beats = divided(script, longest=voice.longest)
    every = list(chain.from_iterable(beats))
    given = [said(each.text, script.language, manner.pronunciations) for each in every]
    orders = [order_of(voice, chosen, line, script.language, manner.speed) for line in given]
    results = yield orders
    tempo = manner.speed / within(manner.speed, voice.speeds)
    takes = [
        _take(voice, result, sentence, line, store, tempo)
        for result, sentence, line in zip(results, every, given, strict=True)
    ]
    times = yield from _timed(takes, script.language, store, listener)
    pieces = iter(map(Piece, every, (take.pcm for take in takes), times.begins))
    narrated = joined(
        [[next(pieces) for _ in beat] for beat in beats],
        sample_rate_hz=RATE_HZ,
        speed=manner.speed,
    )
    costs = {result.order.digest: result.cost_usd for result in results}
    return Spoken(
        pcm=bytes(narrated.pcm),
        sample_rate_hz=RATE_HZ,
        words=tuple(narrated.words),
        beats=narrated.spans(),
        voice=chosen.voice or "default",
        timing="spoken" if times.told else "estimated",
        findings=(*chosen.findings, *times.findings),
        cost_usd=round(sum(costs.values()) + times.cost_usd, 6),
    )


def order_of(
    voice: "RemoteVoice", chosen: "Chosen", line: Said, language: str, speed: float
) -> Order:
    """Return the order of a line; the same line, voice and speed are the same order."""
    text = " ".join(line.text.split())
    options = {"voice": chosen.voice, "language": language, **chosen.options}
    return Order(
        stage=voice.stage,
        provider=voice.name,
        model=voice.account.model,
        account=voice.shaping,
        prompt=text,
        duration_s=round(len(text) / CHARACTERS_A_SECOND / speed, 1),
        options={**options, "speed": float(within(speed, voice.speeds))},
    )


def within(speed: float, speeds: tuple[float, float]) -> float:
    """Return the speed nearest to the one wanted that a service can do."""
    slowest, fastest = speeds
    return min(max(speed, slowest), fastest)


def _take(
    voice: "RemoteVoice",
    result: "Fulfilled",
    sentence: Sentence,
    line: Said,
    store: MediaStore,
    tempo: float,
) -> Take:
    reply = reply_of(result, store)
    try:
        heard = voice.heard(reply)
        pcm = decoded(heard.audio, pcm_rate_hz=heard.pcm_rate_hz)
    except (ProviderError, UndecodableError) as error:
        raise _spoilt(result, store, f"cannot be played ({error})") from None
    length_s = len(pcm) / 2 / RATE_HZ
    speed = float(result.order.options["speed"])
    likely_s = spoken_s(result.order.prompt, str(result.order.options["language"])) / speed
    if length_s < CUT_SHORT * likely_s or not audible(pcm):
        raise _spoilt(result, store, f"came cut short or silent, {length_s:.1f} s of it")
    if tempo != 1:
        pcm = stretched(pcm, tempo)
    words = heard.words and tuple((w, a / tempo, b / tempo) for w, a, b in heard.words)
    return Take(sentence, line, pcm, words)


def audible(pcm: bytes) -> bool:
    """Whether there is any sound in 16-bit samples."""
    import numpy as np

    samples = np.frombuffer(pcm, "<i2")
    return bool(len(samples)) and int(np.abs(samples.astype(np.int32)).max()) >= AUDIBLE


def _spoilt(result: "Fulfilled", store: MediaStore, why: str) -> Retryable:
    store.forget(result.order.digest)
    return Retryable(
        f"The sentence {result.order.prompt[:60]!r} by {result.provider} {why}. The next try "
        "orders it again."
    )


def _timed(
    takes: list[Take], language: str, store: MediaStore, listener: "Listener | None"
) -> Generator[Sequence[Order], "Sequence[Fulfilled]", Times]:
    """Find the tokens' begins: as the voice told, else by listening, else by estimate."""
    begins = [take.begins(take.words, language) if take.words else None for take in takes]
    untold = [index for index, known in enumerate(begins) if known is None]
    if not untold:
        return Times([known or [] for known in begins])
    why, cost_usd = "no connection dailies_transcription listens to it", 0.0
    if listener:
        sounds, texts = zip(*((takes[i].pcm, takes[i].sentence.text) for i in untold), strict=True)
        try:
            heard, cost_usd = yield from listened(listener, sounds, texts, language, store=store)
            why = f"{listener.name} did not hear what was said"
            for index, words in zip(untold, heard, strict=True):
                begins[index] = takes[index].begins(words, language)
        except ProviderError as error:
            why = f"the transcription failed ({error})"
    missing = [index for index in untold if begins[index] is None]
    spoken = [Sounding(takes[i].said, takes[i].sentence.tokens, takes[i].pcm) for i in missing]
    estimates = iter(aligned(spoken, language, sample_rate_hz=RATE_HZ) if spoken else ())
    every = [next(estimates) if known is None else known for known in begins]
    findings = (estimated_timing(len(missing), why),) if missing else ()
    return Times(every, findings, cost_usd, told=False)


def estimated_timing(sentences: int, why: str) -> Finding:
    """Tell that words' times are estimates, and why."""
    return Finding(
        code="estimated_timing",
        severity=Severity.INFO,
        message=f"The times of the words of {sentences} sentence(s) are estimated from the sound, "
        f"as the voice tells none and {why}.",
        remedy="Look whether the captions keep step; a voice with word times, or a transcription "
        "model in connection dailies_transcription, makes them exact.",
    )
