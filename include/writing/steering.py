"""How long a script has to be so that a voice takes as long for it as was asked for."""

from include.ledger.rates import Rate

LEAST, MOST = 0.5, 2.0


def steered_s(target_s: float, rate: Rate | None, *, speed: float = 1.0) -> float:
    """Return the seconds of our estimate that a voice says in ``target_s`` seconds.

    Without a measured rate the voice is thought to keep to the estimate, at its speed.
    """
    slowness = rate.slowness if rate else 1.0 / speed
    return target_s / min(max(slowness, LEAST), MOST)


def voice_key(voice: str, speed: float = 1.0) -> str:
    """Return what a voice's rate is kept under: a voice that is sped up is another."""
    return voice if speed == 1 else f"{voice}@{speed:g}"
