"""What one provider cannot do goes on to the next, and only that."""

import pytest

from include.domain import Severity
from include.ordering.asking import Ask, Settlement
from include.ordering.fulfilled import Fulfilled
from include.ordering.relay import Relay
from include.providers.errors import Fatal, Lost, OverBudget, Refused, Retryable, Unmatched
from include.providers.values import Order

CHAIN = ("fal", "pexels", "procedural")


def order(shot, by):
    return Order("clip", by, "", f"shot {shot}", 4.0)


def relay_of(shots, chain=CHAIN):
    return Relay(
        [[order(shot, by) for by in chain] for shot in range(shots)],
        lambda index, _: f"shot {index + 1}",
    )


def run(relay, can, *, there=lambda order, later: None):
    """Take a relay to its end: ``can`` gives an order's error, or ``None`` where it is made."""
    legs = []
    for asks in relay.legs(there):
        legs.append([(asked.order.provider, asked.index) for asked in asks])
        state = Settlement()
        for asked in asks:
            if error := can(asked):
                state.errors.append((asked, error))
            else:
                made = Fulfilled(asked.order, asked.order.provider, None)
                state.done[asked.digest] = made
        relay.take(asks, state)
    return legs


def test_what_the_first_can_do_nobody_else_is_asked_for():
    relay = relay_of(2)
    assert run(relay, lambda asked: None) == [[("fal", 0), ("fal", 1)]]
    assert [made.provider for made in relay.results] == ["fal", "fal"]
    assert relay.findings == ()


def test_only_what_failed_goes_on():
    refused = {("fal", 1): Refused("no brands"), ("pexels", 1): Unmatched("nothing of it")}
    relay = relay_of(3)
    legs = run(relay, lambda asked: refused.get((asked.order.provider, asked.index)))
    assert legs == [[("fal", 0), ("fal", 1), ("fal", 2)], [("pexels", 1)], [("procedural", 1)]]
    assert [made.provider for made in relay.results] == ["fal", "procedural", "fal"]
    told = [finding.message for finding in relay.findings]
    assert told == [
        "shot 2 is by procedural, not by fal: no brands",
        "shot 2 is by procedural, not by pexels: nothing of it",
    ]


@pytest.mark.parametrize(
    ("error", "severity"),
    [
        (Refused("r"), Severity.INFO),
        (Unmatched("u"), Severity.INFO),
        (Fatal("no key"), Severity.WARNING),
        (OverBudget("too dear"), Severity.WARNING),
        (Lost("gone"), Severity.WARNING),
        (Retryable("down"), Severity.WARNING),
    ],
)
def test_what_a_person_must_mend_is_a_warning(error, severity):
    relay = relay_of(1)
    run(relay, lambda asked: error if asked.order.provider == "fal" else None)
    (finding,) = relay.findings
    assert (finding.code, finding.severity) == ("stand_in", severity)
    assert finding.remedy


def test_the_last_may_not_be_replaced():
    asked = [ask for asks in relay_of(1).legs(lambda *_: None) for ask in asks]
    assert [ask.replaceable for ask in asked] == [True, True, False]
    (only,) = next(relay_of(1, chain=("fal",)).legs(lambda *_: None))
    assert not only.replaceable


def test_what_was_had_from_a_later_one_is_not_asked_of_the_first_again():
    relay = relay_of(1)
    before = Fatal("no key, when it was asked")
    legs = run(
        relay, lambda asked: None, there=lambda order, _: {"fal": before}.get(order.provider)
    )
    assert legs == [[("pexels", 0)]]
    (finding,) = relay.findings
    assert (finding.severity, "no key" in finding.message) == (Severity.WARNING, True)


def test_an_order_without_alternatives_is_as_before():
    relay = Relay([order(0, "fal"), order(0, "fal")], lambda index, _: f"shot {index + 1}")
    assert run(relay, lambda asked: None) == [[("fal", 0), ("fal", 1)]]
    assert len(relay.results) == 2
    assert list(Relay([], lambda index, _: "").legs(lambda *_: None)) == []


def ending(*errors, replaceable=True, final=False):
    asks = [Ask(order(n, "fal"), "s", n, replaceable) for n in range(len(errors))]
    lasting = lambda error: final or isinstance(error, (Refused, Fatal))  # noqa: E731
    return Settlement(errors=list(zip(asks, errors, strict=True))).ending(lasting).worst


def test_what_a_retry_may_mend_is_tried_again_before_another_stands_in():
    assert isinstance(ending(Refused("r"), Lost("l")), Lost)
    assert ending(Refused("r"), Lost("l"), final=True) is None
    assert ending(Refused("r"), Fatal("f")) is None
    assert isinstance(ending(Refused("r"), Lost("l"), replaceable=False), Refused)


def test_what_another_was_not_asked_for_because_of_an_error_goes_on_with_it():
    relay, legs = relay_of(2), []
    for asks in relay.legs(lambda *_: None):
        legs.append(asks[0].order.provider)
        if legs[-1] == "fal":
            relay.take(asks, Settlement(errors=[(asks[0], Fatal("no key"))]))
        else:
            made = {ask.digest: Fulfilled(ask.order, ask.order.provider, None) for ask in asks}
            relay.take(asks, Settlement(done=made))
    assert [finding.message[:6] for finding in relay.findings] == ["shot 1", "shot 2"]
    assert all("no key" in finding.message for finding in relay.findings)
