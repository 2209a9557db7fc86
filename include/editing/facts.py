"""What is said about a short: its chapters, its sources, and whose work each part of it is."""

from collections.abc import Iterator, Sequence

from include.domain import Music, Narration, Script
from include.domain.edit import Chapter, Credit, EditShot, Facts

CHAPTER_WORDS = 8


def facts_of(
    script: Script,
    narration: Narration,
    music: Music | None,
    shots: Sequence[EditShot],
    bounds: Sequence[tuple[int, int]],
    *,
    fps: int,
    frames: int = 0,
) -> Facts:
    """Return the facts of a short whose beats are seen in ``bounds``: first and end frames.

    ``frames`` counts all of it, its end card too.
    """
    end_s = bounds[-1][1] / fps if bounds else 0.0
    credits_ = (
        _of_script(script, end_s),
        _of_narration(narration, end_s),
        *(_of_shot(number, shot, fps) for number, shot in enumerate(shots, start=1)),
        *_of_music(music, max(end_s, frames / fps)),
    )
    return Facts(
        topic_id=script.topic_id,
        title=script.title,
        language=script.language,
        description=script.description,
        hashtags=script.hashtags,
        sources=script.sources,
        chapters=tuple(_chapters(script, bounds, fps)),
        credits=credits_,
        transcript=" ".join(word.text for word in narration.words),
        synthetic_pictures=any(c.made_with_ai for c in credits_ if c.kind == "clip"),
    )


def _chapters(script: Script, bounds: Sequence[tuple[int, int]], fps: int) -> Iterator[Chapter]:
    for beat, (first, end) in zip(script.beats, bounds, strict=False):
        if end > first:
            yield Chapter(
                start_s=round(first / fps, 3),
                end_s=round(end / fps, 3),
                title=" ".join(beat.spoken.split()[:CHAPTER_WORDS])[:80],
            )


def _of_script(script: Script, end_s: float) -> Credit:
    return Credit(
        part="script",
        kind="script",
        provider=script.provider,
        model=script.model,
        made_with_ai=script.made_with_ai,
        end_s=round(end_s, 3),
        cost_usd=script.usage.cost_usd,
    )


def _of_narration(narration: Narration, end_s: float) -> Credit:
    return Credit(
        part=f"narration ({narration.voice})",
        kind="narration",
        provider=narration.provider,
        made_with_ai=narration.made_with_ai,
        end_s=round(end_s, 3),
        media_digest=narration.audio.digest,
        cost_usd=narration.cost_usd,
    )


def _of_shot(number: int, shot: EditShot, fps: int) -> Credit:
    clip = shot.clip
    return Credit(
        part=f"shot {number}",
        kind="clip",
        provider=clip.provider,
        model=clip.model,
        licence=clip.licence,
        credit=clip.credit,
        made_with_ai=clip.made_with_ai and clip.media is not None,
        start_s=round(shot.first_frame / fps, 3),
        end_s=round(shot.end_frame / fps, 3),
        media_digest=clip.media.digest if clip.media else "",
        order_digest=clip.order_digest,
        cost_usd=clip.cost_usd,
    )


def _of_music(music: Music | None, end_s: float) -> Iterator[Credit]:
    if music:
        yield Credit(
            part=f"music ({music.mood})",
            kind="music",
            provider=music.provider,
            model=music.model,
            licence=music.licence,
            credit=music.credit,
            made_with_ai=music.made_with_ai,
            end_s=round(end_s, 3),
            media_digest=music.media.digest,
            order_digest=music.order_digest,
            cost_usd=music.cost_usd,
        )
