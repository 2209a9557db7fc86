"""A service may say anything anywhere: it comes to a value that is fit, or to an error of ours."""

import json
import math
from contextlib import suppress
from dataclasses import replace

import pytest

from include.providers import errors
from include.providers.values import Job, Progress, Result
from tests.include.providers.recorded import every_reply, jobs, made

HOSTILE = (
    None, True, -1, 0, 3.5, math.nan, math.inf, 10**400, "", "x", "9" * 5000, "\ud800", "a\r\n\0",
    [], {}, [None], [[]], [{}], {"x": []},
)  # fmt: skip


def spoilt(value):
    """Yield a JSON value with each of its parts, one at a time, replaced by each hostile one."""
    yield from HOSTILE
    keys = range(len(value)) if isinstance(value, list) else value or ()
    for key in keys if isinstance(value, dict | list) else ():
        for other in spoilt(value[key]):
            changed = value.copy()
            changed[key] = other
            yield changed


def replies(provider):
    for reply in every_reply(provider):
        with suppress(ValueError):
            for body in spoilt(json.loads(reply.body)):
                other = replace(reply, body=json.dumps(body).encode())
                yield from (other, replace(other, status=200))


def is_amount(value):
    return value is None or (isinstance(value, int | float) and 0 <= value < math.inf)


def is_fit(provider, got):
    match got:
        case Progress():
            return is_amount(got.percent) and isinstance(f"{got.percent or 0.0:.0f}", str)
        case Result():
            return is_amount(got.cost_usd) and is_amount(got.duration_s)
        case Job():
            for ask in (provider.poll, provider.fetch, provider.cancel, provider.page):
                with suppress(errors.ProviderError):
                    ask(got)
    return True


@pytest.fixture(params=jobs(), ids="/".join)
def provider(request):
    """Make a provider that takes the cost out of a reply where it can."""
    known = made(*request.param).extras()
    prices = {name: 1 for name in ("usd_per_million_tokens", "point_usd") if name in known}
    per_token = {"price_per": "million_tokens"} if request.param[1] == "seedance" else {}
    own = made(*request.param).account.extra
    return made(*request.param, price_usd=1.0, extra={**own, **prices, **per_token})


def test_whatever_stands_anywhere_is_an_error_of_ours_or_a_value_that_is_fit(provider):
    asked = (provider.error, provider.job, provider.at_once, provider.progress, provider.result)
    for reply in replies(provider):
        for read in asked:
            with suppress(errors.ProviderError):
                assert is_fit(provider, read(reply)), reply.body[:500]


@pytest.mark.parametrize("hint", ["9" * 5000, "1e999", "nan", "-1", "soon", "\ud800"])
def test_a_hint_in_a_header_is_a_number_or_none(provider, hint):
    headers = dict.fromkeys(("retry-after", "retry-after-ms", "openai-poll-after-ms"), hint)
    for reply in every_reply(provider):
        with suppress(errors.ProviderError):
            assert provider.progress(replace(reply, headers=headers)).next_poll_s is None
