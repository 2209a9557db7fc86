"""Which visuals a script needs: one shot for each beat."""

from include.domain import Script, Shot, digest_of
from include.text.rates import spoken_s

PAUSE_S = 0.35
SHORTEST_S = 2.0


def plan_shots(script: Script, *, aspect: str, take: int = 1) -> tuple[Shot, ...]:
    """Plan one shot per beat, before it is narrated; the same script gives the same shots."""
    return tuple(
        Shot(
            index=index,
            beat=index,
            prompt=beat.seen,
            duration_s=_duration_s(beat.spoken, script.language),
            aspect=aspect,
            seed=int(digest_of([script.topic_id, index, beat.seen, take])[:8], 16),
            take=take,
        )
        for index, beat in enumerate(script.beats)
    )


def _duration_s(spoken: str, language: str) -> float:
    return round(max(SHORTEST_S, spoken_s(spoken, language) + PAUSE_S), 1)
