"""A job is recognised in a service's list, or the list says that it does not tell."""

import json

import pytest

from include.providers.clip.openai_videos import OpenaiVideos
from include.providers.clip.seedance import Seedance
from include.providers.errors import BadReply
from include.providers.lost import SKEW_S, Submission
from include.providers.values import Account, Job, Order, Reply

AT = 1_800_000_000.0
OURS = {"id": "j1", "created_at": AT + 1, "seed": 7,
        "prompt": "sea", "model": "m", "seconds": "4", "size": "720x1280"}  # fmt: skip
OLD = {**OURS, "id": "j0", "created_at": AT - SKEW_S - 1}
OTHER = {**OURS, "id": "j2", "seed": 8, "prompt": "shore"}
UNTOLD = {"id": "j3", "created_at": AT + 1}

PROVIDERS = {
    "seedance": (Seedance, "items", lambda more: {"total": 200 if more else None}),
    "openai_videos": (OpenaiVideos, "data", lambda more: {"has_more": more}),
}


@pytest.fixture(params=PROVIDERS)
def found(request):
    """Look for our order among jobs; ``more`` when the list goes on."""
    kind, field, rest = PROVIDERS[request.param]
    provider = kind(Account("https://h.example/v1", "key", model="m"))
    order = Order("clip", request.param, "m", "sea", 4.0, seed=7)

    def look(*jobs, more=False, known=()):
        body = {field: list(jobs), **rest(more)}
        if body.get("total", 0) is None:
            body["total"] = len(jobs)
        lost = Submission(order, "key", AT, frozenset(known))
        return provider.found(Reply(200, {}, json.dumps(body).encode()), lost)

    return look


def test_it_is_known_among_others(found):
    assert found(OTHER, OURS, OLD, more=True) == Job("j1")


def test_an_older_one_and_that_of_another_order_are_not_ours(found):
    assert found(OLD) is None
    assert found(OURS, known=["j1"]) is None
    assert found(OTHER) is None
    assert found() is None


def test_a_list_that_goes_back_before_it_tells_all(found):
    assert found(OTHER, OLD, more=True) is None


@pytest.mark.parametrize("jobs", [[OTHER], [OURS], []], ids=["other", "known", "empty"])
def test_a_list_that_does_not_go_back_so_far_tells_nothing(found, jobs):
    with pytest.raises(BadReply, match="does not tell"):
        found(*jobs, more=True, known=["j1"])


def test_a_job_that_does_not_say_what_it_is_tells_nothing(found):
    with pytest.raises(BadReply, match="does not tell"):
        found(UNTOLD)


@pytest.mark.parametrize("job", [{}, {"id": 1, "created_at": AT}, {"id": "", "created_at": "now"}])
def test_a_job_without_a_name_is_none(found, job):
    assert found(job) is None
