import pytest

from include.domain import Finding, Severity
from include.domain.review import AutoApprove
from include.review.rules import objections
from tests.include.shorts.parts import short

INFO, WARNING = (
    Finding(code="x", severity=severity, message="So.")
    for severity in (Severity.INFO, Severity.WARNING)
)


@pytest.mark.parametrize(
    ("findings", "worst", "passes"),
    [
        ((), "none", True),
        ((INFO,), "none", False),
        ((INFO,), "info", True),
        ((INFO, WARNING), "info", False),
        ((INFO, WARNING), "warning", True),
    ],
)
def test_a_short_passes_whose_findings_are_no_graver_than_allowed(findings, worst, passes):
    against = objections(short(findings=findings), AutoApprove(worst_finding=worst))
    assert (against == ()) is passes


@pytest.mark.parametrize(("cost_usd", "passes"), [(0.0, True), (0.99, True), (1.0, False)])
def test_a_short_passes_that_costs_less(cost_usd, passes):
    against = objections(short(cost_usd=cost_usd), AutoApprove(cost_below_usd=1))
    assert (against == ()) is passes


def test_everything_that_speaks_against_it_is_told():
    made = short(cost_usd=1.25, findings=(INFO, WARNING, WARNING))
    against = objections(made, AutoApprove(cost_below_usd=1))
    assert against == (
        "Only an info is let pass by rule, and 2 findings are graver, up to warning.",
        "It cost 1.25 USD, and the rule wants less than 1.",
    )
