"""A narration of the length that was asked for: spoken, measured, and said in other words."""

import logging
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

from include.domain import Finding, Narration, Script, Severity
from include.providers.errors import ProviderError, Retryable

NEAR = 0.10
"""A narration this near to its length is left as it is."""

FITTABLE = (0.4, 2.5)
"""A script that has to be so many times as long is another script, not the same in other words."""

MOST_TRIES = 2
"""So often it is said in other words."""

Speaking = Generator[Any, Any, Narration]
Speak = Callable[[Script], Speaking]
Fit = Callable[[Script, float], Script]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Spoken:
    """A script, its narration, and by which part of its length that is too long."""

    script: Script
    narration: Narration
    off: float


def corrected(
    script: Script, *, target_s: float, speak: Speak, fit: Fit, patient: bool = False
) -> Speaking:
    """Speak a script, and others in its place where its length is off; keep the nearest.

    Args:
        script: As it was written.
        target_s: What the narration is to take, in seconds.
        speak: Speaks a script, yielding what it orders.
        fit: Says a script in so many times the time; what it raises is a finding, for there is a
            narration already.
        patient: Whether what passes by itself is raised all the same, to be tried again.

    Returns:
        The nearest narration. Its ``script`` is what it says, where that is not ``script``; its
        ``cost_usd`` is that of all that was spoken and fitted, so the script's is the first one's.

    Raises:
        ProviderError: As ``speak``.
    """
    every = [(yield from _spoken(script, speak, target_s))]
    cost_usd, findings = every[0].narration.cost_usd, []
    while abs(every[-1].off) > NEAR and len(every) <= MOST_TRIES:
        last = every[-1]
        factor = 1 / max(1 + last.off, 0.01)
        if not FITTABLE[0] <= factor <= FITTABLE[1]:
            break
        took_s = last.narration.duration_s
        log.info("It takes %.1f s instead of %.1f: said in other words", took_s, target_s)
        try:
            other = fit(last.script, factor)
        except ProviderError as error:
            if patient and isinstance(error, Retryable):
                raise
            findings.append(_unfitted(error))
            break
        cost_usd += other.usage.cost_usd
        if any(other.spoken == one.script.spoken for one in every):
            break
        every.append((yield from _spoken(other, speak, target_s)))
        cost_usd += every[-1].narration.cost_usd
    best = min(every, key=lambda one: abs(one.off))
    found = (*best.narration.findings, *findings, *_far(best, target_s))
    kept = None
    if best.script is not script:  # what other words cost is told once, by the narration
        kept = best.script.model_copy(update={"usage": script.usage})
    facts = {"script": kept, "cost_usd": round(cost_usd, 6), "findings": found}
    return best.narration.model_copy(update=facts)


def _spoken(script: Script, speak: Speak, target_s: float) -> Generator[Any, Any, Spoken]:
    narration = yield from speak(script)
    return Spoken(script, narration, narration.duration_s / target_s - 1)


def _unfitted(error: ProviderError) -> Finding:
    return Finding(
        code="script_not_fitted",
        severity=Severity.WARNING,
        message=f"The script could not be fitted to its length: {error}",
        remedy="Clear narrate to try again, or leave it as it is.",
    )


def _far(best: Spoken, target_s: float) -> tuple[Finding, ...]:
    if abs(best.off) <= NEAR:
        return ()
    longer = "longer" if best.off > 0 else "shorter"
    return (
        Finding(
            code="length_off",
            severity=Severity.WARNING,
            message=f"The narration takes {best.narration.duration_s:.1f} s, "
            f"{abs(best.off):.0%} {longer} than the {target_s:.0f} s asked for.",
            remedy="Give the topic more text, or ask for another length; a model fits better "
            "than the extractive writer, which keeps sentences whole.",
        ),
    )
