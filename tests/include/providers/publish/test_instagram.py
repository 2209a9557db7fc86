"""Instagram, through everything that its documentation says may happen."""

import json

import pytest

from include.providers.protocols import instagram as protocol
from include.providers.values import Reply
from tests.include.publishing.world import render_anew


def test_a_short_is_a_reel_whose_caption_says_what_an_ai_made(attempts, emulator):
    (publication,) = attempts().until_done()["publications"]
    (reel,) = emulator.reels.values()
    assert (publication["state"], publication["url"]) == ("published", reel["permalink"])
    assert reel["caption"].startswith("Tides\n\nWhy the sea")
    assert reel["caption"].endswith("Made with AI: synthetic voice, AI pictures")
    (container,) = emulator.containers.values()
    assert (container.size, container.form["thumb_offset"]) == (700_000, "1000")


def test_instagram_may_fetch_the_file_itself(attempts, emulator):
    attempts(media_url="https://media.example/store").until_done()
    (container,) = emulator.containers.values()
    assert container.form["video_url"].startswith("https://media.example/store/files/")
    assert container.form["cover_url"].endswith(".jpg")
    assert emulator.requests["upload"] == 0


@pytest.mark.parametrize("how", ["half", "500", "cut_before", "cut_after"])
def test_an_upload_goes_on_where_it_stands(attempts, emulator, how):
    emulator.misbehave("upload", how)
    attempts().until_done()
    assert emulator.requests["create"] == 1
    if how == "half":
        offsets = [c.headers["offset"] for route, c in emulator.calls if route == "upload"]
        assert offsets == ["0", "350000"]


@pytest.mark.parametrize("how", ["cut_after", "error_after", "html"])
def test_a_publication_whose_answer_got_lost_is_asked_after(attempts, emulator, how):
    emulator.misbehave("publish", how)
    (publication,) = attempts().until_done()["publications"]
    assert emulator.requests["publish"] == 1
    assert emulator.stats()["public"] == 1
    assert publication["url"].startswith("https://www.instagram.com/reel/")


def test_a_publication_that_was_denied_and_comes_late_is_waited_for(attempts, emulator):
    emulator.settings["late_s"] = 5
    emulator.misbehave("publish", "late")
    attempts_ = attempts()
    assert attempts_.run()["paused"] == ["Instagram may be publishing the Reel."]
    wait_until(lambda: emulator.reels)
    attempts_.until_done()
    assert (emulator.requests["publish"], emulator.stats()["public"]) == (1, 1)


def wait_until(holds):
    import time

    ends = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_a_publication_that_was_not_heeded_is_asked_for_again(attempts, emulator):
    emulator.misbehave("publish", "code", code=2, status=500, transient=True)
    attempts().until_done()
    assert (emulator.requests["publish"], emulator.stats()["public"]) == (2, 1)


def test_a_container_that_is_gone_after_publishing_is_looked_for_by_its_caption(attempts, emulator):
    emulator.misbehave("publish", "forgets")
    (publication,) = attempts().until_done()["publications"]
    assert publication["url"].startswith("https://www.instagram.com/reel/")
    assert (emulator.requests["create"], emulator.stats()["public"]) == (1, 1)


def test_a_container_that_is_gone_and_nowhere_listed_is_left_to_a_person(attempts, emulator):
    emulator.misbehave("publish", "500")
    attempts_ = attempts()
    assert attempts_.run()["paused"]
    emulator.forget()
    (error,) = attempts_.run()["errors"]
    assert error.startswith("Unconfirmed")
    assert attempts_.run()["errors"] == [error]
    assert emulator.requests["create"] == 1


def test_a_container_that_is_gone_before_publishing_is_made_anew(attempts, emulator):
    emulator.settings["job_s"] = 1e9
    attempts_ = attempts()
    assert attempts_.run()["paused"] == ["Instagram is processing the Reel."]
    emulator.settings["job_s"] = 0
    emulator.forget()
    attempts_.until_done()
    assert (emulator.requests["create"], emulator.stats()["public"]) == (2, 1)


@pytest.mark.parametrize("size", [600_000, 200_000])
@pytest.mark.parametrize("route", ["upload", "publish"])
def test_only_what_was_rendered_last_is_published(attempts, emulator, route, size):
    """Whatever an earlier attempt has already sent: it is not what was approved."""
    emulator.misbehave("upload", "half")
    emulator.misbehave(route, "gone", status=400)
    attempts_ = attempts()
    assert attempts_.run()["errors"]
    render_anew(attempts_.world, size)
    attempts_.until_done()
    (reel,) = emulator.reels
    (published,) = [each for each in emulator.containers.values() if reel in each.media]
    assert (emulator.requests["create"], published.size) == (2, size)


@pytest.mark.parametrize("public", [True, False])
def test_a_connection_with_another_secret_asks_the_container_there_is(attempts, emulator, public):
    emulator.misbehave("publish", "cut_after" if public else "500")
    emulator.misbehave("permalink", "500", times=0)
    attempts_ = attempts()
    attempts_.run()
    emulator.faults.clear()
    emulator.settings["token"] = attempts_.world["account"]["secret"] = "another-token"
    attempts_.until_done()
    assert (emulator.requests["create"], emulator.stats()["public"]) == (1, 1)


@pytest.mark.parametrize("fault", [{"how": "expires"}, {"how": "fails", "text": "2207053"}])
def test_a_container_that_passed_away_is_made_anew(attempts, emulator, fault):
    emulator.misbehave("job", **fault)
    attempts().until_done()
    assert (emulator.requests["create"], emulator.stats()["public"]) == (2, 1)


def test_containers_that_all_pass_away_are_no_endless_loop(attempts, emulator):
    emulator.misbehave("job", "expires", times=0)
    attempts_ = attempts()
    (error,) = attempts_.run()["errors"]
    assert error.startswith("Lost")
    assert emulator.requests["create"] == 4
    emulator.faults.clear()
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


def test_what_instagram_does_not_take_is_told_and_made_again_only_on_request(attempts, emulator):
    emulator.misbehave("job", "fails", text="2207026: unsupported video")
    attempts_ = attempts()
    (error,) = attempts_.run()["errors"]
    assert error.startswith("Fatal")
    assert "2207026" in error
    assert attempts_.run(again=False)["errors"] == [error]
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


@pytest.mark.parametrize(
    ("route", "code", "sub"),
    [("create", 4, 0), ("create", 613, 0), ("publish", 9, 2207042), ("publish", 9007, 2207027)],
)
def test_what_is_too_much_or_too_early_is_waited_for(attempts, emulator, route, code, sub):
    emulator.misbehave(route, "code", code=code, sub=sub, status=403)
    attempts_ = attempts()
    assert f"{code}/{sub}" in attempts_.run()["paused"][0]
    attempts_.until_done()
    assert emulator.stats()["public"] == 1


def test_the_accounts_own_limit_is_asked_before_anything_is_made(attempts, emulator):
    emulator.settings["total"] = 0
    assert "0 of 0 in 24 h" in attempts().run()["paused"][0]
    assert emulator.requests["create"] == 0


def test_a_file_that_is_none_ends_it(attempts, emulator):
    emulator.misbehave("upload", "unretriable")
    (error,) = attempts().run()["errors"]
    assert error.startswith("Fatal")
    assert "The file is no video" in error


def test_a_state_nobody_knows_is_named(attempts, emulator):
    emulator.misbehave("container", "strange")
    (error,) = attempts().run()["errors"]
    assert error.startswith("UnknownStatus")


def test_a_token_that_ran_out_needs_a_person_unless_it_may_be_renewed(attempts, emulator):
    emulator.misbehave("create", "code", code=190, sub=463)
    (error,) = attempts().run()["errors"]
    assert "Put a new one into the password" in error
    emulator.misbehave("create", "code", code=190, sub=463)
    attempts(refreshes=True).until_done()
    assert emulator.requests["refresh"] == 1


def test_a_token_that_lasts_is_renewed_after_a_day(attempts, emulator):
    attempts_ = attempts(refreshes=True)
    attempts_.until_done()
    assert emulator.requests["refresh"] == 0
    attempts_.ahead_s = 90_100
    attempts_.world["short"]["topic_id"] = "t2"
    attempts_.until_done()
    assert emulator.requests["refresh"] == 1


def test_a_usage_header_says_when_access_is_regained():
    usage = {"17": [{"type": "instagram", "estimated_time_to_regain_access": 9}]}
    reply = Reply(403, {"x-business-use-case-usage": json.dumps(usage)}, b"{}")
    assert protocol.regained_after_s(reply) == 540


@pytest.mark.parametrize("header", ["", "[]", "{", '{"17": [{}]}'])
def test_a_usage_header_that_says_nothing_crashes_nothing(header):
    assert protocol.regained_after_s(Reply(403, {"x-business-use-case-usage": header}, b"")) == 900


def test_no_secret_is_in_the_ledger_or_in_an_error(attempts, emulator, tmp_path):
    emulator.misbehave("upload", "500", times=0)
    told = json.dumps(attempts().run())
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*")).decode("latin-1")
    assert "emulator-token" not in told + kept
