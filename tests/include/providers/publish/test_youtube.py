"""YouTube, through everything that its documentation says may happen."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from include.providers.errors import RateLimited
from include.providers.protocols import youtube as protocol
from include.providers.values import Account, Reply
from tests.emulators.youtube import UNIT, refused
from tests.include.publishing.world import post, render_anew


def only(emulator):
    (video,) = emulator.videos.values()
    return video


def test_a_short_is_uploaded_with_captions_cover_and_what_must_be_declared(attempts, emulator):
    (publication,) = attempts().until_done()["publications"]
    video = only(emulator)
    assert publication["url"] == f"https://www.youtube.com/shorts/{video.video_id}"
    assert publication["error"] == ""
    assert (video.captions, video.covers) == (["en/"], 1)
    assert video.resource["status"] == {
        "privacyStatus": "public",
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
        "embeddable": True,
    }
    assert video.resource["snippet"]["tags"][1:] == ["Tides", "Moon"]
    assert "Ada Sea, CC-BY-4.0" in video.resource["snippet"]["description"]
    assert emulator.requests["send"] == 3
    sizes = [len(call.body) for route, call in emulator.calls if route == "send"]
    assert sizes == [UNIT, UNIT, 700_000 - 2 * UNIT]


def test_a_connection_given_as_a_uri_declares_what_it_says(attempts, emulator):
    said = {"made_for_kids": "false", "captions": "false", "notify_subscribers": "false"}
    attempts(**said).until_done()
    assert only(emulator).resource["status"]["selfDeclaredMadeForKids"] is False
    assert only(emulator).captions == []
    (start,) = [call for route, call in emulator.calls if route == "start"]
    assert start.query["notifySubscribers"] == "false"


@pytest.mark.parametrize("how", ["fewer", "half", "503", "cut_before", "cut_after"])
def test_an_upload_goes_on_where_it_stands(attempts, emulator, how):
    emulator.misbehave("send", how)
    attempts(chunk_kib=512).until_done()
    assert emulator.requests["start"] == 1
    assert emulator.stats()["public"] == 1


def test_a_connection_cut_after_the_last_byte_is_no_second_video(attempts, emulator):
    for how in ("cut_after",) * 2:
        emulator.misbehave("send", how)
    attempts(chunk_kib=1024).until_done()
    assert (emulator.requests["start"], emulator.stats()["videos"]) == (1, 1)


def test_an_upload_that_moves_is_followed_where_it_was(attempts, emulator):
    emulator.misbehave("send", "moved")
    attempts().until_done()
    assert emulator.stats()["public"] == 1


def test_a_session_that_is_gone_before_its_end_is_followed_by_another(attempts, emulator):
    emulator.misbehave("send", "gone", status=410)
    attempts_ = attempts()
    told = attempts_.run()
    assert "may not be listed yet" in told["paused"][0]
    assert "may not be listed yet" in attempts_.run(again=False)["paused"][0]
    attempts_.until_done()
    assert (emulator.requests["start"], emulator.stats()["videos"]) == (2, 1)


def test_a_session_that_is_gone_with_the_whole_file_is_looked_up(attempts, emulator):
    emulator.misbehave("send", "lost")
    attempts(chunk_kib=1024).until_done()
    assert (emulator.requests["start"], emulator.stats()["videos"]) == (1, 1)


def test_a_video_that_is_listed_late_is_still_found(attempts, emulator):
    emulator.settings["listed_s"] = 1e9
    emulator.misbehave("send", "lost")
    attempts_ = attempts(chunk_kib=1024)
    assert attempts_.run()["paused"]
    emulator.settings["listed_s"] = 0
    attempts_.until_done()
    assert (emulator.requests["start"], emulator.stats()["videos"]) == (1, 1)


def test_where_it_may_not_look_a_lost_upload_is_left_to_a_person(attempts, emulator):
    emulator.settings["scopes"] = ["youtube.upload"]
    emulator.misbehave("send", "lost")
    attempts_ = attempts(chunk_kib=1024)
    (error,) = attempts_.run()["errors"]
    assert error.startswith("Unconfirmed")
    assert "settle" in error
    (again,) = attempts_.run()["errors"]
    assert again == error
    assert emulator.requests["start"] == 1


@pytest.mark.parametrize("size", [600_000, 200_000])
def test_a_short_that_is_rendered_anew_meanwhile_is_uploaded_anew(attempts, emulator, size):
    emulator.misbehave("send", "fewer")
    emulator.misbehave("send", "gone", status=400)
    attempts_ = attempts(chunk_kib=512)
    assert attempts_.run()["errors"]
    render_anew(attempts_.world, size)
    attempts_.until_done()
    assert (emulator.requests["start"], emulator.stats()["videos"]) == (2, 1)
    assert only(emulator).size == size


def test_a_connection_with_another_secret_finds_what_was_uploaded(attempts, emulator, fresh):
    attempts_ = attempts(chunk_kib=1024)
    emulator.misbehave("send", "error_after", times=9)
    emulator.misbehave("query", "500", times=9)
    assert attempts_.run()["errors"]
    emulator.faults.clear()
    emulator.settings["secret"] = attempts_.world["account"]["secret"] = "another-secret"
    attempts_.until_done()
    assert emulator.stats()["videos"] == 1


@pytest.mark.parametrize(
    "reason", ["quotaExceeded", "dailyLimitExceeded", "uploadLimitExceeded", "rateLimitExceeded"]
)
def test_a_spent_quota_is_waited_for(attempts, emulator, reason):
    emulator.misbehave("start", "quota", reason=reason)
    attempts_ = attempts()
    told = attempts_.run()
    assert reason in told["paused"][0]
    assert told["publications"][0]["state"] == "waiting"
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


def test_both_buckets_are_planned_before_anything_is_called(attempts, emulator):
    told = attempts(quota={"uploads": 100, "units": 469}).run()
    assert told["paused"] == ["Today's units of youtube are used up or promised."]
    assert emulator.requests["start"] == 0
    told = attempts(quota={"uploads": 0}).run()
    assert told["paused"] == ["Today's uploads of youtube are used up or promised."]
    assert attempts(quota={"units": 70}, captions=False).until_done()


@pytest.mark.parametrize(("status", "kind"), [("failed", "Fatal"), ("rejected", "Refused")])
def test_what_youtube_does_not_process_is_told_and_uploaded_again_only_on_request(
    attempts, emulator, status, kind
):
    emulator.misbehave("job", "fails", status=status, reason="codec")
    attempts_ = attempts()
    (error,) = attempts_.run()["errors"]
    assert error.startswith(kind)
    assert "codec" in error
    assert attempts_.run(again=False)["errors"] == [error]
    assert emulator.requests["start"] == 1
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


def test_a_video_that_was_given_up_is_not_taken_for_one_that_is_looked_for(attempts, emulator):
    emulator.misbehave("job", "fails", status="failed", reason="codec")
    attempts_ = attempts()
    assert attempts_.run()["errors"]
    emulator.misbehave("send", "gone")
    attempts_.until_done()
    assert (emulator.stats()["videos"], emulator.stats()["public"]) == (2, 1)


def test_a_state_nobody_knows_is_named(attempts, emulator):
    emulator.misbehave("videos", "strange")
    (error,) = attempts().run()["errors"]
    assert error.startswith("UnknownStatus")
    assert "levitating" in error


def test_while_it_is_processed_nothing_is_held(attempts, emulator):
    emulator.settings["job_s"] = 1e9
    attempts_ = attempts()
    assert attempts_.run()["paused"] == ["YouTube is processing the video."]
    assert attempts_.run(again=False)["paused"] == ["YouTube is processing the video."]
    assert emulator.requests["videos"] == 1
    emulator.settings["job_s"] = 0
    attempts_.until_done()
    assert emulator.requests["start"] == 1


@pytest.mark.parametrize(("route", "what"), [("captions", "captions"), ("thumbnail", "cover")])
def test_a_video_without_its_trimmings_is_public_and_that_is_told(attempts, emulator, route, what):
    emulator.misbehave(route, "forbidden")
    (publication,) = attempts().until_done()["publications"]
    assert publication["state"] == "published"
    assert publication["error"].startswith(f"It has no {what}")


def test_captions_that_are_there_are_not_added_twice(attempts, emulator):
    emulator.misbehave("captions", "cut_after")
    attempts().until_done()
    assert only(emulator).captions == ["en/"]


def test_it_is_shown_at_its_time(attempts, emulator):
    at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    (publication,) = attempts(publish_at=at.isoformat()).until_done()["publications"]
    assert publication["state"] == "scheduled"
    assert datetime.fromisoformat(publication["scheduled_for"]) == at
    status = only(emulator).resource["status"]
    assert status["privacyStatus"] == "private"
    assert datetime.fromisoformat(status["publishAt"]) == at


@pytest.mark.parametrize("privacy", ["unlisted", "private"])
def test_what_is_not_for_everybody_is_not_shown_to_everybody_at_its_time(
    attempts, emulator, privacy
):
    at = datetime.now(UTC) + timedelta(days=1)
    told = attempts(publish_at=at.isoformat(), privacy=privacy).run()
    assert told["paused"][0].startswith("It is to be public from")
    assert emulator.requests["start"] == 0
    account = Account(extra={"privacy": privacy})
    status = protocol.resource(post(publish_at=at), account)["status"]
    assert (status["privacyStatus"], "publishAt" in status) == (privacy, False)


def test_a_project_that_is_not_audited_is_told_of(attempts, emulator):
    emulator.settings["audited"] = False
    (publication,) = attempts().until_done()["publications"]
    assert "keeps it private" in publication["error"]


def test_an_account_that_signed_out_is_told_how_to_sign_in(attempts, emulator):
    (error,) = attempts(refresh_token="revoked").run()["errors"]
    assert error.startswith("Fatal")
    assert "invalid_grant" in error
    assert "Sign in again" in error


def test_tokens_that_run_out_on_the_way_are_replaced(attempts, emulator):
    emulator.misbehave("captions", "gone", status=401)
    attempts().until_done()
    assert emulator.requests["token"] == 2
    assert only(emulator).captions == ["en/"]


def test_no_secret_is_in_the_ledger_or_in_an_error(attempts, emulator, tmp_path):
    emulator.misbehave("send", "500", times=0)
    told = json.dumps(attempts().run())
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*")).decode("latin-1")
    (upload_id,) = emulator.sessions
    for secret in (upload_id, "emulator-secret", "emulator-refresh", *emulator.accounts._access):
        assert secret not in told
        assert secret not in kept


def test_tags_stay_within_their_limit_and_the_shorts_own_is_first():
    tags = protocol.tags(post(hashtags=tuple(f"#{'x' * 50}{number}" for number in range(30))))
    assert tags[0] == "dailies-0123456789ab"
    assert len(",".join(tags)) <= 500


def test_a_quota_is_reset_at_midnight_in_the_pacific():
    answer = refused(403, "quotaExceeded", "No more")
    error = protocol.error_of(Reply(403, {}, json.dumps(answer.body).encode()))
    assert isinstance(error, RateLimited)
    assert 60 <= error.retry_after_s <= 25 * 3600 + 60
