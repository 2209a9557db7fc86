"""Whatever a platform says, wherever it says it: an error of the tree, a pause, or an end."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from include.providers.errors import ProviderError
from include.providers.publishing import Ask, Keep, Pause
from include.providers.transport import mapping
from include.providers.values import Reply
from tests.include.providers.test_publisher_contract import NAMES, made
from tests.include.publishing.world import post

MOST_STEPS = 300
KEYS = re.findall(
    r"\w+",
    """
    data error errors code message reason status status_code video_status uploading_phase
    bytes_transferred uploaded_bytes fail_reason publish_id upload_url items id snippet tags
    uploadStatus failureReason privacyStatus contentDetails relatedPlaylists uploads videoId
    nextPageToken privacy_level_options max_video_post_duration_sec creator_username uri
    publicaly_available_post_id permalink caption timestamp quota_usage config quota_total
    error_subcode is_transient debug_info retriable
    """,
)
URL = "https://api.example/up"
WORDS = (URL, *re.findall(r"\w+", "ok complete internal invalid_publish_id quotaExceeded"))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)
BODIES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6) | VALUES
STATUSES = st.sampled_from((200, 200, 200, 201, 206, 308, 400, 401, 403, 404, 409, 416, 429, 500))
HEADERS = st.dictionaries(
    st.sampled_from(("location", "range", "content-range", "x-business-use-case-usage")),
    st.sampled_from(("", "bytes=0-9", "bytes 0-9/10", "https://api.example/up", "[1]", "{}", "é")),
)


def words(said):
    return st.sampled_from(said.split()) | VALUES


def told(**fields):
    """Bodies as they should be, but for a field or another."""
    return st.fixed_dictionaries({name: value | VALUES for name, value in fields.items()})


OK = told(code=st.just("ok"))
CREATOR = told(privacy_level_options=st.just(["PUBLIC_TO_EVERYONE"]), creator_username=st.text())
BEGUN = told(publish_id=st.just("p"), upload_url=st.just(URL))
POSTS = "PROCESSING_UPLOAD PROCESSING_DOWNLOAD PUBLISH_COMPLETE FAILED SEND_TO_USER_INBOX"
STATE = told(status=words(POSTS), uploaded_bytes=st.integers(0, 1), fail_reason=words("internal"))
PHASE = told(uploading_phase=told(status=words("complete in_progress"), bytes_transferred=VALUES))
CONTAINERS = words("PUBLISHED FINISHED IN_PROGRESS ERROR EXPIRED")
VIDEOS = words("processed uploaded failed rejected deleted")
PLAUSIBLE = (
    told(data=CREATOR, error=OK)
    | told(data=BEGUN, error=OK)
    | told(data=STATE, error=OK)
    | told(id=st.just("1"), uri=st.just(URL))
    | told(id=st.just("1"), status_code=CONTAINERS, video_status=PHASE)
    | told(id=st.just("1"), permalink=st.just(URL))
    | told(items=st.lists(told(id=st.just("v"), status=told(uploadStatus=VIDEOS)), max_size=2))
)
REPLIES = st.builds(
    lambda status, headers, body: Reply(status, headers, json.dumps(body).encode()),
    STATUSES,
    HEADERS,
    PLAUSIBLE | PLAUSIBLE | BODIES,
)
MEMOS = st.sampled_from(
    (
        {},
        {"lost": True},
        {"lost": True, "remote_id": "r"},
        {"remote_id": "r"},
        {"session": "https://api.example/up", "digest": "0" * 64},
        {"remote_id": "r", "upload_url": "https://api.example/up", "digest": "0" * 64},
        {"remote_id": "r", "asked_at": 1.0, "digest": "0" * 64, "uri": "https://api.example/up"},
    )
)


def conversed(publisher, memo, answers):
    """Hold a conversation to its end; the answers come round again."""
    talk = publisher.converse(post(target=publisher.name), memo)
    step = next(talk)
    for number in range(MOST_STEPS):
        if isinstance(step, Pause):
            return
        if isinstance(step, Keep):
            json.dumps(step.memo)
            step = talk.send(None)
            continue
        assert isinstance(step, Ask)
        reply = answers[number % len(answers)]
        step = _told(publisher, talk, step, reply)
    raise AssertionError("it never ends")


def _told(publisher, talk, step, reply):
    if reply.status in step.takes:
        return talk.send(reply)
    error = publisher.error(reply) or mapping.default(reply, what=step.what, known=False)
    return talk.throw(error) if error else talk.send(reply)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MEMOS, st.lists(REPLIES, min_size=1, max_size=12))
def test_nonsense_ends_a_conversation_and_never_crashes_it(name, memo, answers):
    publisher = made(name, extra={"refresh_token": "r"})
    try:
        conversed(publisher, memo, answers)
    except (ProviderError, StopIteration):
        return


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=150, deadline=None)
@given(REPLIES)
def test_nonsense_for_a_token_is_an_error(name, reply):
    publisher = made(name, extra={"refresh_token": "r"})
    try:
        publisher.token_expired(reply)
        publisher.error(reply)
        publisher.token(reply)
    except (ProviderError, NotImplementedError):
        return
