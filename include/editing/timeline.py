"""From script, narration, clips and music to the edit."""

import math
from collections.abc import Sequence

from include.domain import Clip, Music, Narration, Script, Word
from include.domain.edit import (
    Canvas,
    Cue,
    Edit,
    EditShot,
    Palette,
    Sound,
)
from include.domain.look import Change, Look
from include.domain.narration import Span
from include.editing import gaps
from include.editing import look as looks
from include.editing.cards import cards_of
from include.editing.cues import cues_of
from include.editing.facts import facts_of
from include.editing.order import in_order
from include.editing.scenes import scene
from include.editing.spans import ClipSpan, drawn, spans_of

ENDING, ENDING_S = "orbs", 0.4
"""What is drawn behind the end card, and how long it takes to appear."""
SHORTEST_SHOT_S = 0.4
"""A shorter shot would only flash; its time goes to the one before it."""


def cut(
    *,
    script: Script,
    narration: Narration,
    clips: Sequence[Clip],
    music: Music | None,
    aspect: str = "9:16",
    look: str | Look = "default",
    silences: Sequence[Span] = (),
) -> Edit:
    """Decide what is seen and heard when; the same parts always give the same edit.

    ``silences`` are those measured in a narration whose words' times are estimates.

    Raises:
        ValueError: The aspect or look does not exist, the script lacks what every short has, or
            the narration has no length.
    """
    _complete(script, narration)
    style = look if isinstance(look, Look) else looks.look(look)
    canvas, mix = looks.canvas(aspect), looks.mix()
    heard = gaps.kept(narration, mix, silences)
    narration, disorder = in_order(gaps.moved(narration, heard))
    told = math.ceil((mix.lead_in_s + narration.duration_s + mix.tail_s) * canvas.fps)
    frames = told + (round(style.end.stays_s * canvas.fps) if style.end else 0)
    bounds = _bounds(narration, len(script.beats), told, canvas.fps, lead_in_s=mix.lead_in_s)
    cues = cues_of(script, narration.words, start_s=mix.lead_in_s, style=style.caption)
    subject = f"{script.topic_id} {script.title}"
    palette = looks.palette(subject, style.palette)
    shortest = round(SHORTEST_SHOT_S * canvas.fps)
    spans, findings = spans_of(clips, bounds, shortest=shortest, fps=canvas.fps)
    shots = _shots(subject, spans, canvas, style, palette)
    ends_s = [*(end / canvas.fps for _, end in bounds[:-1]), frames / canvas.fps]
    return Edit(
        canvas=canvas,
        frames=frames,
        look=style,
        palette=palette,
        shots=(*shots, *_ending(shots, frames, subject, canvas, palette)),
        cues=_within(cues, told / canvas.fps),
        cards=cards_of(script, narration.words, ends_s, start_s=mix.lead_in_s, look=style),
        sound=Sound(
            narration=narration.audio,
            narration_start_s=mix.lead_in_s,
            narration_spans=heard,
            music=music.media if music else None,
            mix=mix,
        ),
        speech=Span(start_s=mix.lead_in_s, end_s=mix.lead_in_s + narration.duration_s),
        spoken=tuple(_later(word, mix.lead_in_s) for word in narration.words),
        facts=facts_of(script, narration, music, shots, bounds, fps=canvas.fps, frames=frames),
        findings=(*disorder, *findings),
    )


def _complete(script: Script, narration: Narration) -> None:
    lacking = [name for name in ("title", "language", "beats") if not getattr(script, name)]
    if lacking:
        raise ValueError(
            f"The script of topic {script.topic_id} lacks {', '.join(lacking)}. Write it again."
        )
    if round(narration.duration_s, 3) <= 0:
        raise ValueError(
            f"The narration of {script.title!r} has no length ({narration.duration_s} s). "
            "Narrate the script again."
        )


def _bounds(
    narration: Narration, beats: int, frames: int, fps: int, *, lead_in_s: float
) -> list[tuple[int, int]]:
    """First and end frame of each beat's picture: it changes when the next beat is spoken."""
    starts = [0]
    for beat in range(1, max(1, beats)):
        known = beat < len(narration.beats)
        at_s = narration.beats[beat].start_s if known else narration.duration_s
        frame = round((lead_in_s + at_s) * fps)
        starts.append(min(max(starts[-1], frame), frames))
    return list(zip(starts, [*starts[1:], frames], strict=True))


def _shots(
    subject: str, spans: Sequence[ClipSpan], canvas: Canvas, look: Look, palette: Palette
) -> tuple[EditShot, ...]:
    shots = []
    for index, span in enumerate(spans):
        change = _change(look, index)
        longest = (span.first - spans[index - 1].first) // 2 if index else 0
        lasts = min(round(look.transitions.lasts_s * canvas.fps), longest)
        shots.append(
            EditShot(
                first_frame=span.first,
                end_frame=span.end,
                clip=span.clip,
                scene=scene(subject, palette, index=index, seed=span.clip.shot.seed),
                change=change if lasts else "cut",
                change_frames=lasts if change != "cut" else 0,
            )
        )
    return tuple(shots)


def _ending(
    shots: Sequence[EditShot], frames: int, subject: str, canvas: Canvas, palette: Palette
) -> tuple[EditShot, ...]:
    """The drawn picture behind the end card, when there is one."""
    last = shots[-1]
    if last.end_frame >= frames:
        return ()
    clip = drawn(last.clip.shot.beat)
    picture = scene(subject, palette, index=len(shots), seed=clip.shot.seed)
    fades = min(round(ENDING_S * canvas.fps), last.frames // 2)
    return (
        EditShot(
            first_frame=last.end_frame,
            end_frame=frames,
            clip=clip,
            scene=picture.model_copy(update={"pattern": ENDING}),
            change="fade" if fades else "cut",
            change_frames=fades,
        ),
    )


def _change(look: Look, index: int) -> Change:
    """How the ``index``-th shot takes over from the one before."""
    kinds, every = look.transitions.kinds, look.transitions.every
    if not index or not kinds or not every or index % every:
        return "cut"
    return kinds[(index // every - 1) % len(kinds)]


def _later(word: Word, by_s: float) -> Word:
    times = {"start_s": round(word.start_s + by_s, 3), "end_s": round(word.end_s + by_s, 3)}
    return word.model_copy(update=times)


def _within(cues: Sequence[Cue], duration_s: float) -> tuple[Cue, ...]:
    """Cues that are on screen at all, none longer than the short."""
    return tuple(
        cue.model_copy(update={"end_s": min(cue.end_s, duration_s)})
        for cue in cues
        if cue.start_s < duration_s
    )
