"""A short reaches each target once, whatever happens in between."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from include.ledger.database import writing
from include.ledger.ledger import Ledger
from include.ledger.models import PublicationRow
from include.providers import catalogue
from include.providers.errors import Fatal, Refused, Retryable, Unconfirmed
from include.publishing.sending import Sender, Target
from include.publishing.talking import Paused, Stopped
from include.storage.media import MediaStore
from tests.include.publishing.world import made_short


@pytest.fixture
def world(tmp_path):
    store = MediaStore(tmp_path / "media")
    return store, Ledger(f"sqlite:///{tmp_path / 'ledger.db'}"), tmp_path / "published"


@pytest.fixture
def short(world):
    return made_short(world[0], b"video")


def sender(world, **facts):
    store, book, root = world
    find = lambda name: Target(catalogue.find("publish", name)(), root)  # noqa: E731
    about = {"batch": "b1", "store": store, "book": book, "find": find, "owner": "task"}
    return Sender(**{**about, "try_id": "1", **facts})


def send(short, world, targets=("folder",), **facts):
    """Send and return the publications; raise what kept one from being made."""
    sent = sender(world, **facts).send(short, targets)
    if sent.worst:
        raise sent.worst
    return sent.publications


def test_all_files_of_a_short_are_published_and_written_down(short, world):
    (publication,) = send(short, world)
    _, book, root = world
    assert publication.path == str(root / "b1/tides.mp4")
    assert publication.published_at is not None
    names = sorted(path.name for path in (root / "b1").iterdir())
    endings = ["ass", "edit.json", "jpg", "json", "mp4", "srt", "vtt", "webp"]
    assert names == [f"tides.{ending}" for ending in endings]
    assert [held.state for held in book.publications.of("b1/t1")] == ["published"]


def test_run_again_it_finds_what_is_published_and_touches_nothing(short, world):
    (first,) = send(short, world)
    video = world[2] / "b1/tides.mp4"
    video.write_bytes(b"somebody is watching this")
    (second,) = send(short, world, owner="another attempt")
    assert second == first
    assert video.read_bytes() == b"somebody is watching this"


def test_killed_before_the_confirmation_the_same_task_goes_on(short, world, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*_, **__):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(world[1].publications, "confirm", kill)
        with pytest.raises(Killed):
            send(short, world)
    (publication,) = send(short, world)
    assert publication.state == "published"


def test_a_target_that_another_task_is_sending_to_is_left_alone(short, world):
    world[1].publications.claim("b1/t1", "folder", owner="another task")
    with pytest.raises(Fatal, match="claimed on folder by another task"):
        send(short, world)
    assert not world[2].exists()


def test_a_folder_that_cannot_be_written_confirms_nothing(short, world):
    world[2].write_text("a file where the folder should be")
    with pytest.raises(Retryable, match="published"):
        send(short, world)
    assert [held.state for held in world[1].publications.of("b1/t1")] == ["failed"]


def test_the_same_short_in_another_batch_is_another_publication(short, world):
    send(short, world)
    send(short, world, batch="b2")
    assert (world[2] / "b2/tides.mp4").exists()


def test_an_unknown_target_is_answered_with_those_that_exist_and_stops_no_other(short, world):
    sent = sender(world).send(short, ["myspace", "folder"])
    with pytest.raises(Fatal, match="Choose one of: folder"):
        raise sent.worst
    assert [(each.target, each.state) for each in sent.publications] == [
        ("folder", "published"),
        ("myspace", "failed"),
    ]


def test_what_failed_in_this_try_is_not_repeated_in_it_and_is_in_the_next(short, world):
    world[2].write_text("a file where the folder should be")
    assert sender(world).send(short, ["folder"]).errors
    world[2].unlink()
    (error,) = sender(world).send(short, ["folder"]).errors
    assert isinstance(error, Retryable)
    assert sender(world, try_id="2").send(short, ["folder"]).publications[0].state == "published"


def test_what_a_retry_may_mend_decides_how_the_task_ends(short, world):
    world[2].write_text("a file where the folder should be")
    sent = sender(world).send(short, ["myspace", "folder"])
    assert isinstance(sent.worst, Retryable)
    assert [type(error) for error in sent.errors] == [Fatal, Retryable]


def test_what_was_given_up_is_not_sent_again_because_another_target_is_retried(short, world):
    asked = []

    def find(name):
        asked.append(name)
        if name == "s3":
            raise Refused("Not wanted.")
        return Target(catalogue.find("publish", name)(), world[2])

    world[2].write_text("a file where the folder should be")
    targets = ["s3", "folder"]
    sent = sender(world, find=find, try_id="0:a").send(short, targets)
    assert isinstance(sent.worst, Retryable)
    world[2].unlink()
    sent = sender(world, find=find, try_id="0:b").send(short, targets)
    assert [str(error) for error in sent.errors] == ["Not wanted."]
    assert isinstance(sent.worst, Refused)
    assert [each.state for each in sent.publications] == ["published", "failed"]
    assert asked.count("s3") == 1
    assert sender(world, find=find, try_id="1:c").send(short, targets).errors  # somebody cleared it
    assert asked.count("s3") == 2


def test_nothing_goes_out_before_its_time_and_all_of_it_after(short, world):
    later = datetime.now(UTC) + timedelta(days=2)
    sent = sender(world, publish_at=later).send(short, ["folder"])
    assert sent.wake_at == later
    assert [each.state for each in sent.publications] == ["waiting"]
    assert sender(world, publish_at=later).send(short, ["folder"]).wake_at == later
    assert not world[2].exists()
    past = datetime.now(UTC) - timedelta(seconds=1)
    with writing(world[1].url) as session:
        session.execute(update(PublicationRow).values(not_before=past))
    assert send(short, world, publish_at=past)[0].state == "published"


def test_nothing_waits_for_ever(short, world):
    later = datetime.now(UTC) + timedelta(days=20)
    with pytest.raises(Fatal, match="not come to an end"):
        sender(world)._paused(world[1].publications.claim("b1/t1", "x"), Paused(later, "Busy."))


def test_an_unconfirmed_publication_says_how_it_is_settled_and_stays_until_it_is(short, world):
    def unsure(name):
        raise Unconfirmed("Nobody knows.")

    with pytest.raises(Unconfirmed, match=r'"short": "b1/t1", "target": "folder"'):
        send(short, world, find=unsure)
    with pytest.raises(Unconfirmed, match="Nobody knows"):
        send(short, world, try_id="2")
    assert world[1].publications.settle("b1/t1", "folder", public=False)
    assert send(short, world, try_id="3")[0].state == "published"


def test_a_sidecar_that_cannot_be_read_is_told_of(short, world):
    broken = short.model_copy(update={"sidecar": world[0].put(b"{}", "application/json")})
    with pytest.raises(Fatal, match="Clear render_short"):
        send(broken, world)


def test_a_missing_file_fails_and_may_be_mended(short, world):
    world[0].local(short.video).unlink()
    with pytest.raises(Retryable, match="not in the media store"):
        send(short, world)
    world[0].put(b"video", "video/mp4")
    assert send(short, world, try_id="2")[0].state == "published"


def test_an_error_nobody_expected_is_one_targets_trouble(short, world):
    def broken(name):
        if name == "s3":
            raise KeyError("odd")
        return Target(catalogue.find("publish", name)(), world[2])

    sent = sender(world, find=broken).send(short, ["s3", "folder"])
    (error,) = sent.errors
    assert str(error) == "Publishing to s3 failed: KeyError. See the task's log."
    assert [each.state for each in sent.publications] == ["published", "failed"]


def test_told_to_end_it_ends_at_once_and_not_as_a_failure(short, world):
    def stop():
        raise Stopped("Enough.")

    with pytest.raises(Stopped):
        sender(world, stop=stop).send(short, ["folder"])
    assert world[1].publications.of("b1/t1") == []
