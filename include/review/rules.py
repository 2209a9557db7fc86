"""The rules by which a short needs no person."""

from include.domain import Severity, Short
from include.domain.review import AutoApprove

GRAVITY = {"none": 0, Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}


def objections(short: Short, rules: AutoApprove) -> tuple[str, ...]:
    """Return why the rules do not let a short pass, a sentence each; none when they do."""
    found = []
    worse = [f for f in short.findings if GRAVITY[f.severity] > GRAVITY[rules.worst_finding]]
    if worse:
        allowed = {"none": "No finding is", "info": "Only an info is"}
        count = f"{len(worse)} findings are" if len(worse) > 1 else "1 finding is"
        limit = allowed.get(rules.worst_finding, "At most a warning is")
        gravest = max((f.severity for f in worse), key=GRAVITY.__getitem__)
        found.append(f"{limit} let pass by rule, and {count} graver, up to {gravest.value}.")
    most = rules.cost_below_usd
    if most is not None and short.cost_usd >= most:
        found.append(f"It cost {short.cost_usd:.2f} USD, and the rule wants less than {most:g}.")
    return tuple(found)
