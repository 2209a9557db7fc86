"""What a source told that is no topic, counted."""

from include.domain import Finding, Severity


def left_out(
    source: str, count: int, why: str, *, code: str = "items_left_out"
) -> tuple[Finding, ...]:
    """Return a finding that so many items of a source were left out; none for none."""
    if not count:
        return ()
    items = "1 item" if count == 1 else f"{count} items"
    return (
        Finding(
            code=code,
            severity=Severity.INFO,
            message=f"{items} of {source} left out: {why}.",
            remedy="Nothing is needed.",
        ),
    )
