"""A narration of the length that was asked for: spoken, measured, and said in other words."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from include.domain import Finding, Narration, Script, Severity
from include.providers.errors import ProviderError

NEAR = 0.10
"""A narration this near to its length is left as it is."""

MOST_TRIES = 2
"""So often it is said in other words."""

Speak = Callable[[Script], Narration]
Fit = Callable[[Script, float], Script]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Take:
    script: Script
    narration: Narration
    off: float


def corrected(script: Script, *, target_s: float, speak: Speak, fit: Fit) -> Narration:
    """Speak a script, and another of the right length where that is off; keep the nearest.

    Args:
        script: As it was written.
        target_s: What the narration is to take, in seconds.
        speak: Speaks a script.
        fit: Says a script in so many times the time.

    Returns:
        The nearest narration. Its ``script`` is what it says, where that is not ``script``; its
        ``cost_usd`` is that of all that was spoken and fitted.

    Raises:
        ProviderError: As ``speak``. What ``fit`` raises is a finding: there is a narration.
    """
    takes = [_take(script, speak, target_s)]
    cost_usd, findings = takes[0].narration.cost_usd, []
    while abs(takes[-1].off) > NEAR and len(takes) <= MOST_TRIES:
        last = takes[-1]
        log.info(
            "The narration takes %.1f s instead of %.1f: saying it in other words",
            last.narration.duration_s,
            target_s,
        )
        try:
            other = fit(last.script, 1 / (1 + last.off))
        except ProviderError as error:
            findings.append(_unfitted(error))
            break
        cost_usd += other.usage.cost_usd
        if any(other.spoken == take.script.spoken for take in takes):
            break
        takes.append(_take(other, speak, target_s))
        cost_usd += takes[-1].narration.cost_usd
    best = min(takes, key=lambda take: abs(take.off))
    found = (*best.narration.findings, *findings, *_far(best, target_s))
    kept = None if best.script is script else best.script
    return best.narration.model_copy(
        update={"script": kept, "cost_usd": cost_usd, "findings": found}
    )


def _take(script: Script, speak: Speak, target_s: float) -> _Take:
    narration = speak(script)
    return _Take(script, narration, narration.duration_s / target_s - 1)


def _unfitted(error: ProviderError) -> Finding:
    return Finding(
        code="script_not_fitted",
        severity=Severity.WARNING,
        message=f"The script could not be fitted to its length: {error}",
        remedy="Clear narrate to try again, or leave it as it is.",
    )


def _far(best: _Take, target_s: float) -> tuple[Finding, ...]:
    if abs(best.off) <= NEAR:
        return ()
    longer = "longer" if best.off > 0 else "shorter"
    return (
        Finding(
            code="length_off",
            severity=Severity.WARNING,
            message=f"The narration takes {best.narration.duration_s:.1f} s, "
            f"{abs(best.off):.0%} {longer} than the {target_s:.0f} s asked for.",
            remedy="Give the topic more text, or another length; a model fits better than the "
            "extractive writer, which keeps sentences whole.",
        ),
    )
