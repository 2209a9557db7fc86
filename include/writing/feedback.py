"""What a reviewer asked of a new take, as far as an extractive writer can follow."""

import re
from dataclasses import dataclass

from include.domain import Finding, Severity
from include.writing.phrases import Phrases, phrases_for

SHORTER, LONGER = 0.75, 1.3
_QUOTED = re.compile(r"[\"“„«'‘]([^\"”“»'’]{2,60})[\"”“»'’]")


@dataclass(frozen=True)
class Wishes:
    """A reviewer's wishes: how much longer or shorter, what not to say, another opening."""

    factor: float = 1.0
    avoid: tuple[str, ...] = ()
    other_opening: bool = False
    findings: tuple[Finding, ...] = ()

    def allows(self, text: str) -> bool:
        """Whether the text says none of the words to avoid."""
        return not any(word.casefold() in text.casefold() for word in self.avoid)


def read_feedback(feedback: str, language: str) -> Wishes:
    """Read wishes in the topic's language or in English; what cannot be followed is a finding."""
    if not feedback.strip():
        return Wishes()
    known = [phrases_for(language), phrases_for("en")]
    factor = SHORTER if _asked(feedback, known, "shorter") else 1.0
    factor = LONGER if _asked(feedback, known, "longer") and factor == 1.0 else factor
    avoid = _avoided(feedback, known)
    opening = _asked(feedback, known, "opening")
    findings = () if factor != 1.0 or avoid or opening else (_unheard(feedback),)
    return Wishes(factor, avoid, opening, findings)


def _asked(feedback: str, known: list[Phrases], wish: str) -> bool:
    text = feedback.casefold()
    return any(word.casefold() in text for p in known for word in getattr(p.feedback, wish))


def _avoided(feedback: str, known: list[Phrases]) -> tuple[str, ...]:
    """Words after "avoid" and its like: those in quotes, else up to the next stop."""
    for opener in (word for p in known for word in p.feedback.avoid):
        found = re.search(rf"(?<!\w){re.escape(opener)}(?!\w)[:\s]*(.+)", feedback, re.IGNORECASE)
        if not found:
            continue
        quoted = _QUOTED.findall(found[1])
        if quoted:
            return tuple(quoted)
        rest = re.split(r"[.;!?。！？]", found[1])[0]
        parts = re.split(r",| and | und | et | y | e | en | och | и | ve |、|，", rest)
        return tuple(part.strip(" :\"'") for part in parts if len(part.strip(" :\"'")) > 1)
    return ()


def _unheard(feedback: str) -> Finding:
    return Finding(
        code="feedback_not_followed",
        severity=Severity.WARNING,
        message=f"The extractive writer cannot follow the feedback {feedback[:120]!r}.",
        remedy="It understands shorter, longer, another opening, and words to avoid; for anything "
        "else choose another text provider.",
    )
