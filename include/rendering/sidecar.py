"""``short.json``: what a platform, a reviewer or a lawyer wants to know about a short."""

import json

from include.domain.edit import Edit


def document(edit: Edit, *, loudness_lufs: float, true_peak_dbtp: float) -> str:
    """Return the file's text."""
    facts = edit.facts
    content = {
        "version": 1,
        "edit_digest": edit.digest,
        "topic_id": facts.topic_id,
        "title": facts.title,
        "description": facts.description,
        "hashtags": list(facts.hashtags),
        "language": facts.language,
        "sources": list(facts.sources),
        "duration_s": round(edit.duration_s, 3),
        "width_px": edit.canvas.width_px,
        "height_px": edit.canvas.height_px,
        "fps": edit.canvas.fps,
        "loudness_lufs": loudness_lufs,
        "true_peak_dbtp": true_peak_dbtp,
        "chapters": [chapter.model_dump(mode="json") for chapter in facts.chapters],
        "credits": [credit.model_dump(mode="json") for credit in facts.credits],
        "disclosure": {
            "made_with_ai": facts.synthetic_voice or facts.synthetic_pictures,
            "synthetic_voice": facts.synthetic_voice,
            "synthetic_pictures": facts.synthetic_pictures,
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
