"""The words of a narration in the order of their times: captions only ever go on."""

from collections.abc import Iterator, Sequence

from include.domain import Finding, Narration, Severity, Word

NOTICED_S = 0.04
"""By so much a service's times may overlap without anyone noticing."""


def in_order(narration: Narration) -> tuple[Narration, tuple[Finding, ...]]:
    """Let no word begin before the one it follows; say so where that moved it noticeably."""
    words = tuple(_onward(narration.words))
    moved_s = [
        (now.start_s - told.start_s, now.start_s)
        for told, now in zip(narration.words, words, strict=True)
        if now.start_s - told.start_s > NOTICED_S
    ]
    narration = narration.model_copy(update={"words": words})
    return narration, ((_noticed(moved_s),) if moved_s else ())


def _onward(words: Sequence[Word]) -> Iterator[Word]:
    clock_s = 0.0
    for word in words:
        clock_s = max(clock_s, word.start_s)
        end_s = max(clock_s, word.end_s)
        yield word.model_copy(update={"start_s": clock_s, "end_s": end_s})


def _noticed(moved_s: Sequence[tuple[float, float]]) -> Finding:
    worst_s, at_s = max(moved_s)
    return Finding(
        code="narration_order",
        severity=Severity.WARNING,
        message=f"By the narration's times {len(moved_s)} word(s) begin before those they follow, "
        f"by up to {worst_s:.2f} s; they are shown in the order of the script.",
        remedy="Look whether the captions are in step; if not, narrate the script again.",
        at_s=round(at_s, 3),
    )
