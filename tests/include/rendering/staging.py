"""From hostile parts to an edit, by the way every edit goes."""

import json
from dataclasses import dataclass
from pathlib import Path

from include.domain import Beat, Clip, Edit, Media, Music, Narration, Role, Script, Shot, Span, Word
from include.domain.look import Look
from include.editing import look as looks
from include.editing.timeline import cut
from include.rendering.silence import silences
from include.shorts.again import read
from include.storage.media import MediaStore
from tests.include.rendering.hostile import Parts, changed, named
from tests.include.shorts.parts import at_a_fifth

CONTENT_TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".png": "image/png"}
FILE_S = 1.2
"""How long the narrations of the zoo last."""


@dataclass(frozen=True, repr=False)
class Stage:
    """The zoo's animals in a media store, and the file that none of them may make us open."""

    store: MediaStore
    files: dict[str, Media]
    canary: Path
    folder: Path

    def edit(self, parts: Parts) -> Edit:
        """Cut the edit of the parts, write it down, change it, read it back."""
        script = self._script(parts)
        narration = self._narration(parts, script)
        made = cut(
            script=script,
            narration=narration,
            clips=[self._clip(parts, number, name) for number, name in enumerate(parts.clips)],
            music=self._music(parts),
            look=_look(parts),
            silences=silences(narration, self.store.local),
        )
        path = self.folder / "changed.edit.json"
        told = at_a_fifth(made).model_dump_json()
        if parts.change:
            told = json.dumps(changed(json.loads(told), parts.change, str(self.canary)))
        path.write_text(told, encoding="utf-8")
        return read(path)

    def _named(self, text: str) -> str:
        return named(text, str(self.canary))

    def _script(self, parts: Parts) -> Script:
        emphasis = (self._named(parts.emphasis),)
        return Script(
            topic_id="0123456789ab",
            title=self._named(parts.title),
            language=parts.language,
            description=self._named(parts.told),
            hashtags=(self._named(parts.told),),
            sources=(self._named(parts.told),),
            beats=tuple(
                Beat(role=Role.BEAT, spoken=self._named(beat), seen=beat, emphasis=emphasis)
                for beat in parts.beats
            ),
        )

    def _narration(self, parts: Parts, script: Script) -> Narration:
        words, spans, clock_s = [], [], 0.0
        count = len(script.spoken.split())
        for number, beat in enumerate(script.beats):
            begin_s = clock_s
            for place, text in enumerate(beat.spoken.split()):
                pace_s = parts.paces_s[place % len(parts.paces_s)]
                lasts_s = min(pace_s, FILE_S / count) if pace_s > 0 else pace_s
                words.append(Word(text=text, start_s=clock_s, end_s=clock_s + lasts_s, beat=number))
                clock_s += lasts_s
            spans.append(Span(start_s=begin_s, end_s=clock_s))
        return Narration(
            topic_id=script.topic_id,
            language=script.language,
            voice=self._named(parts.told),
            provider=self._named(parts.provider),
            audio=self._media(parts.narration),
            duration_s=FILE_S if parts.says_s is None else parts.says_s,
            timing="estimated" if parts.clip_sound else "spoken",
            words=tuple(words),
            beats=tuple(spans),
        )

    def _clip(self, parts: Parts, number: int, name: str) -> Clip:
        shot = Shot(index=number, beat=number % 2, prompt=self._named(parts.told), duration_s=3)
        return Clip(
            shot=shot,
            kind=parts.kind,
            provider=self._named(parts.provider),
            media=self._media(name),
            licence=self._named(parts.told),
            credit=self._named(parts.title),
        )

    def _music(self, parts: Parts) -> Music | None:
        if parts.music is None:
            return None
        return Music(
            media=self._media(parts.music),
            duration_s=FILE_S,
            mood=self._named(parts.told),
            provider=self._named(parts.provider),
        )

    def _media(self, name: str) -> Media:
        gone = Media(uri="file:///gone", digest="0" * 64, content_type="video/mp4", size_bytes=9)
        return self.files.get(name, gone)


def _look(parts: Parts) -> Look:
    return looks.look(parts.look).model_copy(update={"clip_sound": parts.clip_sound})


def stored(store: MediaStore, files: dict[str, Path]) -> dict[str, Media]:
    """Put files into the store; return them by their names."""
    return {
        name: store.put(path, CONTENT_TYPES.get(path.suffix, "audio/wav"))
        for name, path in files.items()
    }
