"""From script, narration, clips and music to the edit."""

import math
from collections.abc import Sequence

from include.domain import Clip, Music, Narration, Script, Shot, Word
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
from include.editing.scenes import scene

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
        ValueError: The aspect or look does not exist, or the narration has no length.
    """
    if not 0 < narration.duration_s < math.inf:
        raise ValueError(
            f"The narration of {script.title!r} has no length ({narration.duration_s} s). "
            "Narrate the script again."
        )
    style = look if isinstance(look, Look) else looks.look(look)
    canvas, mix = looks.canvas(aspect), looks.mix()
    heard = gaps.kept(narration, mix, silences)
    narration = gaps.moved(narration, heard)
    end_s = style.end.stays_s if style.end else 0.0
    frames = math.ceil((mix.lead_in_s + narration.duration_s + mix.tail_s + end_s) * canvas.fps)
    bounds = _bounds(narration, len(script.beats), frames, canvas.fps, lead_in_s=mix.lead_in_s)
    cues = cues_of(script, narration.words, start_s=mix.lead_in_s, style=style.caption)
    subject = f"{script.topic_id} {script.title}"
    palette = looks.palette(subject, style.palette)
    shots = _shots(subject, clips, bounds, canvas, style, palette)
    ends_s = [end / canvas.fps for _, end in bounds]
    return Edit(
        canvas=canvas,
        frames=frames,
        look=style,
        palette=palette,
        shots=shots,
        cues=_within(cues, frames / canvas.fps),
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
        facts=facts_of(script, narration, music, shots, bounds, fps=canvas.fps),
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
    subject: str,
    clips: Sequence[Clip],
    bounds: Sequence[tuple[int, int]],
    canvas: Canvas,
    look: Look,
    palette: Palette,
) -> tuple[EditShot, ...]:
    spans = _spans(clips, bounds, shortest=round(SHORTEST_SHOT_S * canvas.fps))
    shots = []
    for index, (first, end, clip) in enumerate(spans):
        change = _change(look, index)
        longest = (first - spans[index - 1][0]) // 2 if index else 0
        lasts = min(round(look.transitions.lasts_s * canvas.fps), longest)
        shots.append(
            EditShot(
                first_frame=first,
                end_frame=end,
                clip=clip,
                scene=scene(subject, palette, index=index, seed=clip.shot.seed),
                change=change if lasts else "cut",
                change_frames=lasts if change != "cut" else 0,
            )
        )
    return tuple(shots)


def _change(look: Look, index: int) -> Change:
    """How the ``index``-th shot takes over from the one before."""
    kinds, every = look.transitions.kinds, look.transitions.every
    if not index or not kinds or not every or index % every:
        return "cut"
    return kinds[(index // every - 1) % len(kinds)]


def _spans(
    clips: Sequence[Clip], bounds: Sequence[tuple[int, int]], *, shortest: int
) -> list[tuple[int, int, Clip]]:
    """Clips over their beats' frames; what is too short to see joins the one before."""
    spans: list[tuple[int, int, Clip]] = []
    for beat, (first, end) in enumerate(bounds):
        found = sorted((c for c in clips if c.shot.beat == beat), key=lambda c: c.shot.index)
        fitting = found[: max(1, (end - first) // shortest)] or [_drawn(beat)]
        edges = [first + (end - first) * i // len(fitting) for i in range(len(fitting) + 1)]
        for clip, start, stop in zip(fitting, edges, edges[1:], strict=False):
            if spans and stop - start < shortest:
                spans[-1] = (spans[-1][0], stop, spans[-1][2])
            elif stop > start:
                spans.append((start, stop, clip))
    if len(spans) > 1 and spans[0][1] - spans[0][0] < shortest:
        spans[:2] = [(spans[0][0], spans[1][1], spans[1][2])]
    return spans


def _drawn(beat: int) -> Clip:
    shot = Shot(index=beat, beat=beat, prompt="", duration_s=0.0)
    return Clip(shot=shot, kind="procedural", provider="procedural")


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
