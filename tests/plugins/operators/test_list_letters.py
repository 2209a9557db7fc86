"""The list tells every letter, takes out what is answered or old, and orders nothing."""

from datetime import timedelta

import pytest

from dailies.hooks.ledger import ledger
from dailies.operators import list_letters
from include.domain import Topic
from include.ledger.database import now, writing
from include.ledger.models import JobRow
from include.providers.errors import Fatal, Refused, Retryable
from tests.plugins.housekeeping import listed
from tests.plugins.jobs import TOPIC, context, operator


def give_up(fal, *prompts, how="500", run_id="run"):
    """Leave a dead letter of the first prompt."""
    fal.misbehave("submit", how)
    with pytest.raises((Retryable, Refused)):
        operator(*prompts).execute(context(run_id=run_id, try_number=3))


def grow_old(days):
    with writing(ledger().url) as session:
        for row in session.query(JobRow).filter(JobRow.dead_at.is_not(None)):
            row.dead_at = now() - timedelta(days=days)


def test_a_letter_is_told_with_all_a_person_needs_and_nothing_is_ordered(fal, capsys):
    ledger().shorts.record_topic("run", Topic.model_validate(TOPIC))
    give_up(fal, "sea")
    groups, (told,) = listed()
    assert groups == []
    assert (told["becomes"], told["what"], told["topic"]) == ("kept", "clip 1", "Tides")
    assert (told["batch"], told["provider"]) == ("run", "fal")
    assert "HTTP 500" in told["error"]
    assert told["clear"] == ["DAG daily_batch, run run, task clips, map index 0"]
    said = capsys.readouterr().out
    assert f"Kept: {told['letter_id']}: clip 1 of 'Tides' from fal" in said
    assert "1 dead letters" in said
    assert fal.stats()["charged"] == 0
    assert len(ledger().letters.all()) == 1


def test_what_another_run_has_fulfilled_meanwhile_is_taken_out(fal):
    give_up(fal, "sea")
    operator("sea").execute(context(run_id="other"))
    assert ledger().letters.all() == []
    with writing(ledger().url) as session:  # buried while the other was at it
        session.query(JobRow).update({"dead_at": now()})
    groups, (told,) = listed(letters="replay")
    assert (groups, told["becomes"]) == ([], "answered")
    assert ledger().letters.all() == []
    assert fal.stats()["charged"] == 1


def test_old_letters_expire_but_not_those_that_are_replayed(fal):
    give_up(fal, "sea")
    grow_old(31)
    assert listed(expire_days=None)[1][0]["becomes"] == "kept"
    assert len(listed(letters="replay")[0]) == 1
    assert listed(expire_days=31)[1][0]["becomes"] == "expired"
    assert ledger().letters.all() == []


def test_a_dry_run_changes_nothing(fal):
    give_up(fal, "sea")
    grow_old(31)
    assert listed(dry_run=True)[1][0]["becomes"] == "expired"
    groups, (told,) = listed(dry_run=True, letters="replay")
    assert (groups, told["becomes"]) == ([], "replayed")
    assert len(ledger().letters.all()) == 1


def test_refused_content_is_not_replayed_and_says_so(fal):
    give_up(fal, "sea", how="refused")
    groups, (told,) = listed(letters="replay")
    assert (groups, told["becomes"]) == ([], "refused")
    assert "stays refused" in told["remedy"]


def test_hostile_words_break_no_line_of_the_log(fal, capsys):
    title = "Tides\n2026-01-01 INFO %s all paid\x1b[2J\u202e"
    ledger().shorts.record_topic("run", Topic.model_validate({**TOPIC, "title": title}))
    give_up(fal, "sea")
    error = "no\r\nERROR {x} https://cdn.example/v.mp4?Signature=s3cret " + "y" * 9999
    with writing(ledger().url) as session:
        session.query(JobRow).update({"error": error})
    capsys.readouterr()
    _, (told,) = listed()
    said = capsys.readouterr().out
    assert "s3cret" not in said
    (line,) = (line for line in said.splitlines() if told["letter_id"] in line)
    assert "Tides 2026-01-01 INFO %s all paid [2J" in line
    assert line.isprintable()
    assert len(line) < 1200


def test_a_misspelt_param_is_refused_before_anything_happens(fal):
    with pytest.raises(Fatal, match="do not exist: dryrun"):
        listed(conf={"dryrun": True})


def test_what_is_replayed_at_once_is_bounded_and_the_rest_is_told(fal, monkeypatch, capsys):
    for run_id in ("one", "two", "three"):
        give_up(fal, f"sea {run_id}", run_id=run_id)
    monkeypatch.setattr(list_letters, "MAX_REPLAYS", 2)
    groups, told = listed(letters="replay")
    assert (len(groups), len(told)) == (2, 3)
    assert "2 of 3 shorts are replayed now" in capsys.readouterr().out


def test_an_unknown_id_is_refused(fal):
    with pytest.raises(Fatal, match="no dead letter"):
        listed(letters="replay", letter_ids=["0" * 12])
