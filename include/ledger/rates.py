"""How fast voices speak, as measured on what they narrated."""

from dataclasses import dataclass

from sqlalchemy import func, select

from include.ledger.database import now, reading, writing_alone
from include.ledger.models import RateRow

MEMORY_S = 1800.0
"""Beyond so much speech, older narrations count less and less: voices change."""

SLOWEST, FASTEST = 2.5, 0.4
"""A voice that takes longer, or less, for what is estimated has said something else."""


@dataclass(frozen=True)
class Rate:
    """A voice's measured rate; ``slowness`` is its time for what is estimated to take 1."""

    characters_per_s: float
    slowness: float
    narrations: int


class Rates:
    """The measured rates of a ledger; ``url`` is its database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def measured(
        self,
        provider: str,
        voice: str,
        language: str,
        *,
        characters: int,
        spoken_s: float,
        estimated_s: float,
    ) -> None:
        """Write down a narration: what was spoken, how long it took, and was thought to take."""
        if not (spoken_s > 0 and FASTEST <= spoken_s / max(estimated_s, 0.1) <= SLOWEST):
            return
        key = (provider, voice[:100], language)
        with writing_alone(self._url) as session:
            row = session.get(RateRow, key) or _new(*key)
            kept = min(1.0, MEMORY_S / (row.spoken_s + spoken_s))
            row.characters = kept * row.characters + characters
            row.spoken_s = kept * row.spoken_s + spoken_s
            row.estimated_s = kept * row.estimated_s + estimated_s
            row.narrations += 1
            row.at = now()
            session.add(row)

    def rate(self, provider: str, voice: str, language: str) -> Rate | None:
        """Return what was measured of a voice in a language.

        Where that is nothing, it is that of the provider's other voices at the same speed (what
        follows @ in a voice) in the language, or in all; ``None`` where nothing was measured.
        """
        _, sped, speed = voice[:100].rpartition("@")
        alike = RateRow.voice.endswith(f"@{speed}") if sped else ~RateRow.voice.contains("@")
        mine = (RateRow.provider == provider, alike)
        spoken = (*mine, RateRow.language == language)
        with reading(self._url) as session:
            for which in ((*spoken, RateRow.voice == voice[:100]), spoken, mine):
                query = select(
                    func.sum(RateRow.characters),
                    func.sum(RateRow.spoken_s),
                    func.sum(RateRow.estimated_s),
                    func.sum(RateRow.narrations),
                )
                characters, spoken_s, estimated_s, narrations = session.execute(
                    query.where(*which)
                ).one()
                if narrations:
                    return Rate(characters / spoken_s, spoken_s / estimated_s, narrations)
        return None


def _new(provider: str, voice: str, language: str) -> RateRow:
    return RateRow(
        provider=provider,
        voice=voice,
        language=language,
        characters=0.0,
        spoken_s=0.0,
        estimated_s=0.0,
        narrations=0,
    )
