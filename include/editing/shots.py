"""Which visuals a script needs: one shot for each beat."""

from include.domain import Script, Shot, digest_of

SECONDS_PER_CHARACTER = 0.068
"""espeak-ng at 160 words a minute, English prose; shots are planned before narration exists."""

PAUSE_S = 0.35


def plan_shots(script: Script, *, aspect: str, take: int = 1) -> tuple[Shot, ...]:
    """Plan one shot per beat; the same script and take give the same shots and seeds."""
    return tuple(
        Shot(
            index=index,
            beat=index,
            prompt=beat.seen,
            duration_s=round(max(2.0, len(beat.spoken) * SECONDS_PER_CHARACTER + PAUSE_S), 1),
            aspect=aspect,
            seed=int(digest_of([script.topic_id, index, beat.seen, take])[:8], 16),
            take=take,
        )
        for index, beat in enumerate(script.beats)
    )
