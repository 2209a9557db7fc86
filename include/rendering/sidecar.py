"""``short.json``: what a platform, a reviewer or a lawyer wants to know about a short."""

from collections.abc import Collection
from pathlib import Path

from include import __version__
from include.captions import ass, licences
from include.domain import Finding
from include.domain.edit import Edit
from include.domain.sidecar import Disclosure, Part, Sidecar, Versions
from include.rendering.ffmpeg import version
from include.rendering.loudness import Loudness


def sidecar(
    edit: Edit,
    loudness: Loudness,
    *,
    drawn: Collection[int] = (),
    findings: tuple[Finding, ...] = (),
) -> Sidecar:
    """Return what is said of a short.

    Args:
        edit: What it was rendered from.
        loudness: What was measured on its sound.
        drawn: Indices of the shots whose clip could not be used.
        findings: What was noticed.
    """
    facts = edit.facts
    parts = _parts(edit, drawn)
    return Sidecar(
        edit_digest=edit.digest,
        topic_id=facts.topic_id,
        title=facts.title,
        description=facts.description,
        hashtags=facts.hashtags,
        language=facts.language,
        sources=facts.sources,
        duration_s=round(edit.duration_s, 3),
        width_px=edit.canvas.width_px,
        height_px=edit.canvas.height_px,
        fps=edit.canvas.fps,
        loudness_lufs=loudness.integrated_lufs,
        true_peak_dbtp=loudness.true_peak_dbtp,
        chapters=facts.chapters,
        credits=parts,
        fonts=licences.used(ass.faces(edit)),
        disclosure=_disclosure(edit, parts),
        findings=findings,
        made_by=Versions(dailies=__version__, ffmpeg=version()),
    )


def note(path: Path, findings: tuple[Finding, ...]) -> None:
    """Write what was noticed since into the file."""
    found = Sidecar.model_validate_json(path.read_bytes())
    noted = found.model_copy(update={"findings": findings})
    path.write_text(noted.written(), encoding="utf-8")


def _parts(edit: Edit, drawn: Collection[int]) -> tuple[Part, ...]:
    """The edit's credits; what is drawn instead was made by no AI."""
    instead = {f"shot {index + 1}" for index in drawn if edit.shots[index].clip.media}
    parts = []
    for credit in edit.facts.credits:
        facts = credit.model_dump()
        if credit.part in instead:
            facts |= {"drawn_instead": True, "made_with_ai": False}
        parts.append(Part(**facts))
    return tuple(parts)


def _disclosure(edit: Edit, parts: tuple[Part, ...]) -> Disclosure:
    made = [part for part in parts if part.made_with_ai]
    kinds = {part.kind for part in made}
    return Disclosure(
        made_with_ai=edit.facts.synthetic_voice or bool(made),
        synthetic_voice=edit.facts.synthetic_voice,
        synthetic_pictures="clip" in kinds,
        synthetic_music="music" in kinds,
        synthetic_text="script" in kinds,
        ai_parts=tuple(part.part for part in made),
    )
