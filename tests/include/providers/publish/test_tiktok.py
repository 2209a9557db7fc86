"""TikTok, through everything that its documentation says may happen."""

import json

import pytest

from include.providers.publish.tiktok import Tiktok
from include.providers.values import Account
from tests.include.publishing.world import render_anew


def only(emulator):
    (post,) = [each for each in emulator.posts.values() if each.done_at]
    return post


def test_a_short_is_posted_in_pieces_and_marked_as_made_with_ai(attempts, emulator):
    (publication,) = attempts().until_done()["publications"]
    link = "https://www.tiktok.com/@emulated/video/7000000000000000001"
    assert (publication["state"], publication["url"]) == ("published", link)
    info = only(emulator).info
    assert info["is_aigc"] is True
    assert info["privacy_level"] == "PUBLIC_TO_EVERYONE"
    assert info["disable_duet"] is True
    assert info["video_cover_timestamp_ms"] == 1000
    assert info["title"].startswith("Tides\n\nWhy the sea")
    assert "Ada Sea, CC-BY-4.0" in info["title"]
    sizes = [len(call.body) for route, call in emulator.calls if route == "upload"]
    assert sizes == [250_000, 450_000]


@pytest.mark.parametrize(
    ("size", "pieces"),
    [(4_999_999, (4_999_999, 1)), (10_000_000, (10_000_000, 1)), (50_000_123, (10_000_000, 5))],
)
def test_what_is_left_over_goes_with_the_last_piece(size, pieces):
    assert Tiktok(Account())._pieces(size) == pieces


@pytest.mark.parametrize("how", ["500", "cut_before", "cut_after", "elsewhere"])
def test_an_upload_goes_on_where_it_stands(attempts, emulator, how):
    emulator.misbehave("upload", how)
    attempts().until_done()
    assert (emulator.stats()["begun"], emulator.stats()["public"]) == (1, 1)


def test_where_tiktok_does_not_count_it_is_asked_by_a_piece(attempts, emulator):
    emulator.settings["counts"] = False
    emulator.misbehave("upload", "cut_after", times=2)
    attempts().until_done()
    assert (emulator.stats()["begun"], emulator.stats()["public"]) == (1, 1)


def test_a_post_whose_beginning_was_not_heard_of_runs_out_unseen(attempts, emulator):
    emulator.misbehave("init", "cut_after")
    attempts().until_done()
    assert (emulator.stats()["begun"], emulator.stats()["public"]) == (2, 1)


def test_an_upload_that_was_closed_is_begun_anew_when_nothing_can_arrive_any_more(
    attempts, emulator
):
    emulator.misbehave("upload", "closed")
    attempts_ = attempts()
    assert attempts_.run()["paused"] == ["TikTok may still be receiving the file."]
    assert attempts_.run()["paused"] == ["TikTok may still be receiving the file."]
    assert emulator.stats()["begun"] == 1
    attempts_.until_done()
    assert (emulator.stats()["begun"], emulator.stats()["public"]) == (2, 1)


@pytest.mark.parametrize("size", [600_000, 200_000])
def test_a_short_that_is_rendered_anew_meanwhile_is_posted_anew(attempts, emulator, size):
    emulator.misbehave("upload", "slow", seconds=0)
    emulator.misbehave("upload", "gone", status=400)
    attempts_ = attempts()
    assert attempts_.run()["errors"]
    render_anew(attempts_.world, size)
    attempts_.until_done()
    assert (emulator.stats()["begun"], emulator.stats()["public"]) == (2, 1)
    assert only(emulator).size == size


def test_a_connection_with_another_secret_follows_the_post_there_is(attempts, emulator):
    emulator.settings["job_s"] = 1e9
    attempts_ = attempts()
    assert attempts_.run()["paused"] == ["TikTok is processing the post."]
    emulator.settings["secret"] = attempts_.world["account"]["secret"] = "another-secret"
    emulator.accounts._refresh = "emulator-refresh"
    emulator.settings["job_s"] = 0
    attempts_.until_done()
    assert emulator.stats()["begun"] == 1


def test_a_post_tiktok_does_not_know_any_more_is_left_to_a_person(attempts, emulator):
    emulator.misbehave("status", "forgotten", times=0)
    attempts_ = attempts()
    (error,) = attempts_.run()["errors"]
    assert error.startswith("Unconfirmed")
    assert attempts_.run()["errors"] == [error]
    assert emulator.stats()["begun"] == 1


def test_where_it_is_never_told_what_arrived_it_is_left_to_a_person(attempts, emulator):
    emulator.settings["counts"] = False
    emulator.settings["job_s"] = 1e9
    emulator.misbehave("upload", "closed", times=0)
    attempts_ = attempts()
    assert attempts_.run()["paused"]
    attempts_.ahead_s = 7300
    (error,) = attempts_.run()["errors"]
    assert error.startswith("Unconfirmed")


def test_where_tiktok_itself_failed_it_is_posted_again(attempts, emulator):
    emulator.misbehave("job", "fails", reason="internal")
    attempts().until_done()
    assert (emulator.stats()["begun"], emulator.stats()["public"]) == (2, 1)


@pytest.mark.parametrize(
    ("reason", "kind"), [("duration_check_failed", "Fatal"), ("spam_risk_text", "Refused")]
)
def test_what_tiktok_does_not_take_is_told_and_posted_again_only_on_request(
    attempts, emulator, reason, kind
):
    emulator.misbehave("job", "fails", reason=reason)
    attempts_ = attempts()
    (error,) = attempts_.run()["errors"]
    assert error.startswith(kind)
    assert reason in error
    assert attempts_.run(again=False)["errors"] == [error]
    attempts_.until_done()
    assert (emulator.stats()["begun"], emulator.stats()["public"]) == (2, 1)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("rate_limit_exceeded", 429),
        ("spam_risk_too_many_posts", 403),
        ("reached_active_user_cap", 403),
    ],
)
def test_what_is_too_much_for_now_is_waited_for(attempts, emulator, code, status):
    emulator.misbehave("init", "code", code=code, status=status)
    attempts_ = attempts()
    assert code in attempts_.run()["paused"][0]
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


def test_more_than_a_days_posts_wait(attempts, emulator):
    emulator.misbehave("job", "fails", reason="spam_risk_too_many_posts")
    attempts_ = attempts()
    assert "spam_risk_too_many_posts" in attempts_.run()["paused"][0]
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


def test_a_privacy_the_creator_does_not_have_names_those_there_are(attempts, emulator):
    (error,) = attempts(privacy="FOLLOWER_OF_CREATOR").run()["errors"]
    assert "one of: PUBLIC_TO_EVERYONE, SELF_ONLY" in error
    assert emulator.stats()["begun"] == 0


def test_a_short_too_long_for_the_creator_is_refused_before_it_is_sent(attempts, emulator):
    emulator.settings["longest_s"] = 15
    (error,) = attempts().run()["errors"]
    assert error.startswith("Refused")
    assert emulator.stats()["begun"] == 0


def test_an_app_that_is_not_audited_is_told_what_to_do(attempts, emulator):
    code = "unaudited_client_can_only_post_to_private_accounts"
    emulator.misbehave("init", "code", code=code, status=403)
    (error,) = attempts().run()["errors"]
    assert "Set privacy to SELF_ONLY" in error


def test_a_post_without_an_address_yet_is_published_and_that_is_told(attempts, emulator):
    emulator.settings["moderated"] = True
    (publication,) = attempts().until_done()["publications"]
    assert publication["url"] == "https://www.tiktok.com/@emulated"
    assert "no address" in publication["error"]


def test_a_post_in_the_creators_inbox_is_told_of(attempts, emulator):
    emulator.misbehave("status", "inbox")
    (publication,) = attempts().until_done()["publications"]
    assert "inbox" in publication["error"]


def test_a_state_nobody_knows_is_named(attempts, emulator):
    emulator.misbehave("status", "strange")
    (error,) = attempts().run()["errors"]
    assert error.startswith("UnknownStatus")
    assert "LEVITATING" in error


def test_refresh_tokens_rotate_and_the_newest_counts(attempts, emulator):
    attempts_ = attempts()
    attempts_.until_done()
    assert emulator.accounts._refresh != "emulator-refresh"
    emulator.accounts.revoke()
    attempts_.world["short"]["topic_id"] = "t2"
    attempts_.until_done()
    assert emulator.requests["token"] == 2
    assert emulator.stats()["public"] == 2


def test_a_rotated_token_whose_answer_got_lost_takes_a_person_and_is_no_second_post(
    attempts, emulator
):
    emulator.misbehave("token", "cut_after")
    attempts_ = attempts()
    (error,) = attempts_.run()["errors"]
    assert error.startswith("Fatal")
    assert "put the new refresh_token into the connection's extra" in error
    attempts_.world["account"]["extra"]["refresh_token"] = emulator.accounts._refresh
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


def test_no_secret_is_in_the_ledger_or_in_an_error(attempts, emulator, tmp_path):
    emulator.misbehave("upload", "500", times=0)
    told = json.dumps(attempts().run())
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*")).decode("latin-1")
    (post,) = emulator.posts.values()
    keys = (post.key, "emulator-secret", emulator.accounts._refresh, *emulator.accounts._access)
    for secret in keys:
        assert secret not in told
        assert secret not in kept
