"""What holds for every provider file, found by its place; a new one needs no edit here.

Recorded replies lie in ``tests/fixtures/providers/<name>/``; what they must come to is in its
``expected.json``, so that a provider of jobs brings facts, not another test.
"""

import ast
import inspect
import json
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from include.providers import base, errors
from include.providers.base import AtOnceProvider, MakerProvider
from include.providers.lost import Submission
from include.providers.values import Order, Reply
from tests.include.providers.recorded import (
    EVERY,
    SECRET,
    STAGES,
    job_of,
    jobs,
    made,
    polled,
    recorded_of,
    reply_of,
)

SHARED_SOURCE = "\n".join(
    path.read_text()
    for path in Path(base.__file__).parent.rglob("*.py")
    if path.parent.name not in STAGES
)


@pytest.fixture(params=EVERY, ids="/".join)
def provider(request):
    return made(*request.param)


@pytest.fixture(params=jobs(), ids="/".join)
def job_provider(request):
    return made(*request.param)


@pytest.fixture(params=polled(), ids="/".join)
def polled_provider(request):
    return made(*request.param)


@pytest.fixture(params=jobs(AtOnceProvider), ids="/".join)
def at_once_provider(request):
    return made(*request.param)


@pytest.fixture
def order(job_provider):
    model = job_provider.account.model
    return Order(job_provider.stage, job_provider.name, model, "sea", 4.0)


@pytest.fixture
def recorded(job_provider):
    return recorded_of(job_provider)


def test_there_are_providers():
    assert EVERY


def test_it_is_of_the_stage_it_lies_in(provider, request):
    assert request.node.callspec.params["provider"] == (provider.stage, provider.name)


def test_it_says_where_it_is_documented_and_what_limits_it(provider):
    assert provider.docs_url.startswith("https://")
    assert len(provider.limits) > 10


def test_it_shows_no_secret(provider):
    for shown in (repr(provider), str(provider), repr(provider.account), repr(vars(provider))):
        assert SECRET not in shown


def test_what_is_made_here_says_of_what_type_it_is(provider):
    if not isinstance(provider, MakerProvider):
        pytest.skip("makes nothing itself")
    order = Order(provider.stage, provider.name, "", "sea", 2.0, options={"mood": "calm"})
    assert (provider.make(order) is None) or provider.content_type


def test_its_requests_show_no_secret(job_provider, order):
    job = job_of(job_provider)
    asked = [job_provider.submit(order, key="k"), job_provider.fetch(job), job_provider.cancel(job)]
    asked.append(job_provider.find(Submission(order, "k", 0.0)))
    if not isinstance(job_provider, AtOnceProvider):
        asked.append(job_provider.poll(job))
    for request in asked:
        assert SECRET not in repr(request)
        assert not request or request.url.startswith(("/", job_provider.account.base_url))


def test_without_a_key_it_says_what_to_do(job_provider, order):
    if job_provider.keyless:
        keyless = made(job_provider.stage, job_provider.name, secret="")
        assert not keyless.submit(order, key="k").secret_headers
        pytest.skip("is used without one")
    with pytest.raises(errors.Fatal, match=r"(?i)password|key"):
        made(job_provider.stage, job_provider.name, secret="").submit(order, key="k")


def test_it_sends_the_picture_that_it_says_it_takes(job_provider, order):
    shown = replace(order, options={"image_url": "data:image/png;base64,iVBORw0KGgo="})
    if not job_provider.takes_picture:
        if order.stage in ("image", "clip"):
            with pytest.raises(errors.Fatal, match=r"picture.*Choose"):
                job_provider.submit(shown, key="k")
        pytest.skip("starts from no picture")
    assert "iVBORw0KGgo=" in json.dumps(job_provider.submit(shown, key="k").json)


def test_our_name_for_a_picture_is_no_field_of_any_service(job_provider, order):
    named = replace(order, options={"image": "d1ge57"})
    assert "d1ge57" not in json.dumps(job_provider.submit(named, key="k").json)


def test_it_declares_every_setting_that_it_reads(job_provider, order, recorded):
    asked = Asked(made(job_provider.stage, job_provider.name).account.extra)
    provider = made(job_provider.stage, job_provider.name, extra=asked)
    put_to_use(provider, order, recorded)
    assert asked.names <= provider.extras(), "declare these in settings"
    assert asked.names


def test_it_reads_every_setting_that_it_declares(provider):
    own = {setting.name for setting in provider.settings if setting.is_extra}
    home = inspect.getsource(sys.modules[type(provider).__module__])
    assert own - {"model", "price_per"} <= {*strings(home), *strings(SHARED_SOURCE)}


def test_it_explains_every_setting_once(provider):
    names = [setting.name for setting in provider.settings]
    assert len(names) == len(set(names))
    for setting in provider.settings:
        assert setting.about.strip()[-1] != ".", setting.name


OURS = ("seed", "n", "size", "store", "stream", "response_format", "EnableInputRewrite")
"""Fields of which every service is sent at least one."""


def test_null_in_a_connections_input_leaves_out_a_field_of_ours(job_provider, order):
    if "input" not in job_provider.extras():
        pytest.skip("its fields are fixed")
    own, at = job_provider.account.extra, (job_provider.stage, job_provider.name)
    before = json.dumps(job_provider.submit(order, key="k").json)
    leaves_out = {"x-more": 1} | dict.fromkeys(OURS)
    asked = made(*at, extra={**own, "input": leaves_out}).submit(order, key="k").json
    after = json.dumps(asked)
    assert '"x-more": 1' in after
    assert "null" not in after
    assert any(f'"{name}"' in before and f'"{name}"' not in after for name in leaves_out)


def test_it_has_a_price_and_bounds(job_provider, order):
    assert job_provider.price_usd(order) >= 0
    assert 0 < job_provider.max_duration_s <= 600
    assert job_provider.poll_interval_s > 0
    assert job_provider.deadline_s > 0


def test_recorded_states_are_what_they_are(polled_provider):
    recorded = recorded_of(polled_provider)
    assert {entry["state"] for entry in recorded["progress"].values()} >= {"running", "succeeded"}
    for name, entry in recorded["progress"].items():
        progress = polled_provider.progress(reply_of(polled_provider, name, entry))
        assert progress.state.value == entry["state"], name
        assert type(progress.error).__name__ == entry.get("error", "NoneType"), name


def test_an_unknown_state_raises_and_is_named(polled_provider):
    entry = recorded_of(polled_provider)["unknown"]
    with pytest.raises(errors.UnknownStatus, match=entry["word"]):
        polled_provider.progress(reply_of(polled_provider, entry["file"], entry))


def test_what_is_answered_at_once_is_never_polled(at_once_provider):
    entry = recorded_of(at_once_provider)["accepted"]
    reply = reply_of(at_once_provider, entry["file"], entry)
    assert at_once_provider.at_once(reply) == at_once_provider.result(reply)
    job = at_once_provider.job(reply)
    assert at_once_provider.fetch(job) is None
    with pytest.raises(errors.Lost, match="at once"):
        at_once_provider.poll(job)


def test_what_is_polled_is_not_answered_at_once(polled_provider):
    entry = recorded_of(polled_provider)["accepted"]
    assert polled_provider.at_once(reply_of(polled_provider, entry["file"], entry)) is None


def test_recorded_errors_are_classified(job_provider, recorded):
    assert recorded["errors"]
    for name, entry in recorded["errors"].items():
        error = job_provider.error(reply_of(job_provider, name, entry))
        assert type(error).__name__ == entry["error"], name
        if "retry_after_s" in entry:
            assert error.retry_after_s == entry["retry_after_s"], name
        assert SECRET not in str(error)


def test_no_recorded_success_is_an_error(job_provider, recorded):
    accepted = {recorded["accepted"]["file"]: recorded["accepted"]}
    for name, entry in {**accepted, **recorded.get("progress", {})}.items():
        assert job_provider.error(reply_of(job_provider, name, entry)) is None, name


def test_an_accepted_order_has_an_id(job_provider, recorded):
    job = job_of(job_provider)
    assert job.job_id == recorded["accepted"]["job_id"]
    assert job_provider.name


def test_a_result_is_somewhere_and_bounded(job_provider, recorded):
    entry = recorded["result"]
    result = job_provider.result(reply_of(job_provider, entry["file"], entry))
    assert result.url == entry["url"]
    assert len(result.inline) == entry.get("inline_bytes", 0)
    assert bool(result.url) != bool(result.inline)
    assert result.content_types
    assert 0 < result.max_bytes <= 1 << 30
    assert not result.url or result.url not in repr(result)
    assert "inline" not in repr(result)


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", b"{", b"", b"[]", b"null", b"{}"])
def test_a_reply_that_is_none_is_a_bad_one(job_provider, body):
    reply = Reply(200, {"content-type": "text/html"}, body)
    for read in (job_provider.job, job_provider.progress, job_provider.result):
        with pytest.raises(errors.Fatal):
            read(reply)
    assert job_provider.error(Reply(500, {}, body)) is None


class Asked(dict):
    """An extra field that takes note of what is read of it."""

    def __init__(self, values):
        super().__init__(values)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)


def put_to_use(provider, order, recorded):
    """Ask a provider all that is ever asked, over everything that was recorded."""
    job = job_of(provider)
    assert provider.hosts is not None
    asked = [lambda: provider.price_usd(order), lambda: provider.submit(order, key="k")]
    asked += [partial(ask, job) for ask in (provider.poll, provider.fetch, provider.cancel)]
    asked += [lambda: provider.page(job)]
    entries = {**recorded.get("progress", {}), **recorded["errors"]}
    for name, entry in {**entries, recorded["result"]["file"]: recorded["result"]}.items():
        reply = reply_of(provider, name, entry)
        asked += [partial(ask, reply) for ask in (provider.progress, provider.result)]
        asked += [partial(provider.error, reply)]
    for question in asked:
        with suppress(errors.ProviderError):
            question()


def strings(source):
    """Return the strings of a source, but for those that only declare a setting."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Setting":
            node.args = []
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
