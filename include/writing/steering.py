"""How long a script has to be so that a voice takes as long for it as was asked for."""

from include.ledger.rates import Rate

LEAST, MOST = 0.5, 2.0

SERVICES = 1.15
"""Voices of services take about so much longer than espeak-ng, by which we estimate."""


def steered_s(
    target_s: float, rate: Rate | None, *, speed: float = 1.0, ours: bool = True
) -> float:
    """Return the seconds of our estimate that a voice says in ``target_s`` seconds.

    Without a measured rate it is thought to speak as its kind does, at its speed; ``ours`` are
    the voices on this machine.
    """
    usual = (1.0 if ours else SERVICES) / speed
    return target_s / min(max(rate.slowness if rate else usual, LEAST), MOST)


def voice_key(voice: str, speed: float = 1.0) -> str:
    """Return what a voice's rate is kept under: a voice that is sped up is another."""
    return voice if speed == 1 else f"{voice}@{speed:g}"
