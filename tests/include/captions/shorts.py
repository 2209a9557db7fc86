"""Edits whose captions say what a test wants, in the style it wants, without any file."""

from collections.abc import Sequence

from include.domain import Media, Narration, Span, Word
from include.domain.edit import Edit
from include.editing import look as looks
from include.editing.timeline import cut
from tests.include.editing.parts import script


def captioned(
    spoken: str,
    style: str = "highlight",
    *,
    aspect: str = "9:16",
    language: str = "en",
    emphasis: Sequence[str] = (),
    word_s: float = 0.3,
) -> Edit:
    """One beat, its words ``word_s`` apart; characters where the language has no spaces."""
    written = script([spoken], language=language, emphasis=[tuple(emphasis)])
    texts = spoken.split() or [spoken]
    words = tuple(
        Word(text=text, start_s=i * word_s, end_s=(i + 0.9) * word_s, beat=0)
        for i, text in enumerate(texts)
    )
    length_s = len(texts) * word_s
    look = looks.look("default").model_copy(update={"caption": looks.captions(style)})
    told = Narration(
        topic_id=written.topic_id,
        language=language,
        voice="",
        provider="",
        audio=Media(uri="", digest="", content_type="audio/wav", size_bytes=0),
        duration_s=length_s,
        words=words,
        beats=(Span(start_s=0, end_s=length_s),),
    )
    made = cut(script=written, narration=told, clips=(), music=None, aspect=aspect, look=look)
    return made.model_copy(update={"cards": ()})
