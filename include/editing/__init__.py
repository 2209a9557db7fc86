"""The edit: from script, narration, clips and music to an immutable decision list."""
