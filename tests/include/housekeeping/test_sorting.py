from datetime import timedelta

import pytest

from include.domain import Topic
from include.housekeeping.sorting import chosen, replays, sort_letters
from include.providers.errors import Fatal
from tests.include.housekeeping.letters import NOW, letter

OLD, NEW = letter("a", days=40), letter("b", days=1)
REFUSED = letter("c", state="refused", kind="Refused")
OLD_REFUSED = letter("d", days=40, state="refused", kind="Refused")
ANSWERED = letter("e", days=40)
ALL = [OLD, NEW, REFUSED, OLD_REFUSED, ANSWERED]


def sorted_for(*, replay, days=30):
    before = NOW - timedelta(days=days) if days else None
    answered = ANSWERED.order_digest.__eq__
    return sort_letters(ALL, replay=replay, expire_before=before, has_result=answered)


def topic_of(_batch, topic_id):
    return Topic(topic_id=topic_id, slug="tides", title="Tides")


def test_listed_they_are_kept_until_they_expire_or_are_answered():
    piles = sorted_for(replay=False)
    assert (piles.kept, piles.expired) == ([NEW, REFUSED], [OLD, OLD_REFUSED])
    assert (piles.answered, piles.replayed, piles.refused) == ([ANSWERED], [], [])


def test_replayed_they_do_not_expire_and_refused_content_stays_refused():
    piles = sorted_for(replay=True)
    assert (piles.replayed, piles.answered) == ([OLD, NEW], [ANSWERED])
    assert (piles.refused, piles.expired, piles.kept) == ([REFUSED], [OLD_REFUSED], [])


def test_without_a_limit_nothing_expires():
    assert sorted_for(replay=False, days=0).expired == []


def test_letters_are_chosen_by_id_and_an_unknown_one_is_answered_with_those_there_are():
    assert chosen(ALL, ()) == ALL
    assert chosen(ALL, [NEW.letter_id]) == [NEW]
    with pytest.raises(Fatal, match=f"no dead letter {'f' * 12}.*{'a' * 12}"):
        chosen(ALL, ["f" * 12, NEW.letter_id])
    with pytest.raises(Fatal, match="none"):
        chosen([], ["f" * 12])


def test_one_replay_is_one_stage_of_one_short_at_one_provider():
    others = [letter("f", topic_id="t2"), letter("g", provider="veo"), letter("h", conn_id="x")]
    first, *rest = replays([OLD, *others, NEW], topic_of)
    assert [each["letter_id"] for each in first["letters"]] == [OLD.letter_id, NEW.letter_id]
    assert (first["topic"]["title"], first["letters"][0]["what"]) == ("Tides", "clip 3")
    assert [len(group["letters"]) for group in rest] == [1, 1, 1]
