"""Bed: a quiet instrumental composed and synthesised on this machine, made to lie under a voice.

Library reference: https://numpy.org/doc/stable/
Limits: 1 to 600 seconds; 48 kHz stereo WAV; free, no key, no network.
"""

from random import Random

from include.audio.wav import wav
from include.music.mixing import SAMPLE_RATE_HZ, mix
from include.music.moods import mood, theory
from include.music.score import compose
from include.providers.base import MakerProvider
from include.providers.errors import Fatal
from include.providers.values import Order


class Bed(MakerProvider):
    """The embedded composer: pads, a plucked arpeggio, a low bass, in one of five moods."""

    stage = "music"
    docs_url = "https://numpy.org/doc/stable/"
    limits = "1 to 600 seconds a bed; no rate limit."
    content_type = "audio/wav"
    licence = "CC0-1.0"

    def make(self, order: Order) -> bytes:
        """Compose and render; the same order gives the same bytes.

        Raises:
            Fatal: The mood does not exist, or the duration is out of bounds.
        """
        if not 1.0 <= order.duration_s <= 600.0:  # noqa: PLR2004 - the bounds are in ``limits``
            raise Fatal(
                f"A music bed of {order.duration_s} s cannot be made: 1 to 600 s can. "
                "Check the length of the script."
            )
        chance = Random(f"{order.seed}/{order.take}")  # noqa: S311 - taste, not secrecy
        chosen = mood(str(order.options.get("mood", "auto")), chance)
        score = compose(chosen, theory(), chance, duration_s=order.duration_s)
        sound = mix(
            score,
            chosen.levels_db,
            low_pass_hz=chosen.low_pass_hz,
            duration_s=order.duration_s,
        )
        pcm = (sound.T * 32767.0).round().astype("<i2").tobytes()
        return wav(pcm, sample_rate_hz=SAMPLE_RATE_HZ, channels=2)
