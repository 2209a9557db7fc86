"""The times of words by listening: one recording of all sentences, and whose words are whose."""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from include.audio.decoding import RATE_HZ, decoded
from include.audio.wav import wav
from include.domain import digest_of
from include.providers.values import Order
from include.speech.kept import reply_of
from include.speech.matching import Heard
from include.storage.media import MediaStore

if TYPE_CHECKING:
    from include.ordering.fulfilled import Fulfilled
    from include.providers.listening import Listener

HEARD_HZ = 16_000
"""What such models listen at; more would be sent in vain."""
BETWEEN_S = 0.4
LONGEST_PROMPT = 600
"""Characters of the text that tell the model how words are spelt."""


def listened(
    listener: "Listener",
    sounds: Sequence[bytes],
    texts: Sequence[str],
    language: str,
    *,
    store: MediaStore,
) -> Generator[Sequence[Order], "Sequence[Fulfilled]", tuple[list[list[Heard]], float]]:
    """Yield the order of a recording; return the words heard in each sound, and what it cost.

    ``sounds`` are 16-bit mono samples at ``RATE_HZ``; times are in seconds of each sound.
    """
    silence = bytes(2 * round(BETWEEN_S * RATE_HZ))
    recording = wav(silence.join(sounds), sample_rate_hz=RATE_HZ)
    small = wav(decoded(recording, rate_hz=HEARD_HZ), sample_rate_hz=HEARD_HZ)
    name = digest_of(["recording", store.put(small, "audio/wav").digest])
    store.put(small, "audio/wav", order_digest=name)
    (result,) = yield [
        Order(
            stage=listener.stage,
            provider=listener.name,
            model=listener.account.model,
            account=listener.shaping,
            prompt=" ".join(texts)[:LONGEST_PROMPT],
            duration_s=round(len(small) / 2 / HEARD_HZ, 1),
            options={"recording": name, "language": language},
        )
    ]
    words = listener.words(reply_of(result, store))
    return _shared(words, [len(sound) / 2 / RATE_HZ for sound in sounds]), result.cost_usd


def _shared(words: Sequence[Heard], lengths_s: list[float]) -> list[list[Heard]]:
    """Give every sound the words whose middle lies nearest to it, in its own time."""
    shared: list[list[Heard]] = [[] for _ in lengths_s]
    begins_s = [sum(lengths_s[:i]) + i * BETWEEN_S for i in range(len(lengths_s))]
    for word, start_s, end_s in words:
        middle_s = (start_s + end_s) / 2 + BETWEEN_S / 2
        index = max((i for i, begin_s in enumerate(begins_s) if begin_s <= middle_s), default=0)
        begin_s = begins_s[index]
        shared[index].append((word, max(0.0, start_s - begin_s), max(0.0, end_s - begin_s)))
    return shared
