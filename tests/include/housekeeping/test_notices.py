"""What is told of a letter says what to do, and lets nothing foreign into the log."""

import pytest

from include.domain import Topic
from include.housekeeping.notices import MAX_ERROR, is_refused, notice, one_line, task_of
from tests.include.housekeeping.letters import OWNER, letter

TIDES = Topic(topic_id="t1", slug="tides", title="Tides")


def test_it_says_what_of_which_short_why_since_when_and_what_to_clear():
    told = notice(letter(doubtful_usd=0.5), TIDES)
    assert told.what == "clip 3"
    for part in (
        "aaaaaaaaaaaa: clip 3 of 'Tides' from fal, batch manual__1",
        "given up 2026-10-01 04:00 UTC; 0.25 USD paid, 0.50 USD in doubt.",
        "Retryable: down",
        "until fal is well, and replay it",
    ):
        assert part in told.told
    assert told.clear == (
        "DAG daily_batch, run manual__1, task produce_short.generate_clips, map index 2",
    )


@pytest.mark.parametrize(
    ("about", "remedy"),
    [
        ({"state": "refused", "kind": "Refused"}, "stays refused"),
        ({"state": "dead", "kind": "Refused"}, "stays refused"),
        ({"state": "accepted", "kind": "Refused", "job_id": "vid_1"}, "fal has job vid_1"),
        ({"state": "intent", "kind": "Unreachable"}, "Look at fal first"),
        ({"state": "dead", "kind": "OverBudget"}, "budget that is large enough"),
        ({"state": "failed", "kind": "Fatal"}, "Mend the cause"),
    ],
)
def test_what_to_do_depends_on_how_far_the_order_came(about, remedy):
    assert remedy in notice(letter(**about), TIDES).remedy


def test_only_content_that_was_judged_is_refused():
    assert is_refused(letter(state="refused"))
    assert not is_refused(letter(state="accepted", kind="Refused"))
    assert not is_refused(letter(kind="Fatal"))


def test_foreign_words_stay_on_their_line_and_carry_no_signature():
    hostile = "boom\n2026 INFO all is well\x1b[31m\u202e %s {x} \x00" + "x" * 5000
    told = one_line(hostile)
    assert told.isprintable()
    assert len(told) == MAX_ERROR
    assert told.startswith("boom 2026 INFO all is well [31m %s {x}")
    signed = "see https://cdn.example/a.mp4?Signature=abc&Expires=1 and http://x/#token=1 now"
    assert one_line(signed) == "see https://cdn.example/a.mp4?… and http://x/?… now"


def test_a_hostile_title_and_error_make_one_printable_line():
    topic = TIDES.model_copy(update={"title": "a\nb\x1b]0;x\x07"})
    told = notice(letter(error="one\r\ntwo"), topic).told
    assert told.isprintable()


def test_a_replay_is_not_what_waits_for_the_letter():
    replay = "housekeeping/run/replay_letters/0"
    assert notice(letter(owners=(OWNER, replay)), TIDES).clear == (task_of(OWNER),)
    assert notice(letter(owners=(replay,)), TIDES).clear == (task_of(replay),)


def test_an_owner_of_an_odd_shape_is_told_all_the_same():
    assert task_of("x") == "DAG x, run , task "
